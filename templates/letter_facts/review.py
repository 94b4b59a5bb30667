"""The letters of a joint review, from the lead to the departments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import model_validator

from states.worktime import DayUnit
from templates.letter_facts.base import Day, Days, LetterFacts, Line, OptionalLine


class OpinionRequestFacts(LetterFacts):
    """征求意见函: until when, and what silence means; consent only where a text says so."""

    department_name: Line
    delivered_on: Day
    due_on: Day
    days: Days
    unit: DayUnit
    silence: Literal["deemed", "none"]
    deemed_source: OptionalLine
    basis: Line

    @model_validator(mode="after")
    def _silence_has_its_source(self) -> Self:
        if (self.silence == "deemed") != (self.deemed_source is not None):
            raise ValueError("deemed_source belongs to silence = deemed, and to it alone")
        return self


FACTS: Mapping[str, type[LetterFacts]] = {
    "opinion_request": OpinionRequestFacts,
}
