"""What every entry of a catalogue is made of: names, counts, sources, limits."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from states.terms import Certainty, StartEvent
from states.worktime import DayUnit

Text = Annotated[str, Field(pattern=r"\S", max_length=4000)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=64)]
Count = Annotated[int, Field(ge=1, le=10_000)]


class Strict(BaseModel):
    """No unknown key, no guessed type, no change after reading."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class StageName(StrEnum):
    """The four stages of engineering projects (国办发〔2018〕33号)."""

    INITIATION = "initiation"
    WORKS = "works"
    CONSTRUCTION = "construction"
    COMPLETION = "completion"


class Sourced(Strict):
    """A statement with the text it comes from."""

    source: Text
    source_en: Text
    certainty: Certainty


class EarlierLimit(Sourced):
    """What a limit was until its last legal day; the first one may begin with no day."""

    days: Annotated[int, Field(ge=0, le=3650)]
    unit: DayUnit
    start: StartEvent
    valid_from: date | None = None
    valid_to: date


class LimitEntry(Sourced):
    """So many days of a unit from an event.

    Filings of a legal day from `valid_from` to `valid_to` (both included) go by it; `earlier`
    holds what applied before, without a gap.
    """

    days: Annotated[int, Field(ge=0, le=3650)]
    unit: DayUnit
    start: StartEvent
    valid_from: date | None = None
    valid_to: date | None = None
    earlier: tuple[EarlierLimit, ...] = ()

    def on(self, day: date) -> LimitEntry:
        """The limit as it stood on a legal day."""
        for was in self.earlier:
            if (was.valid_from or date.min) <= day <= was.valid_to:
                return self.model_copy(update={**dict(was), "earlier": ()})
        return self
