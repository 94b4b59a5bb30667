"""What every entry of a catalogue is made of: names, counts, sources, limits."""

from __future__ import annotations

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


class LimitEntry(Sourced):
    """So many days of a unit from an event."""

    days: Annotated[int, Field(ge=0, le=3650)]
    unit: DayUnit
    start: StartEvent
