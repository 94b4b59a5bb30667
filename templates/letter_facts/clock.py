"""The letters that move a last day: special procedures and extensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import model_validator

from states.terms import Rank
from states.worktime import DayUnit
from templates.letter_facts.base import Day, Days, LetterFacts, Line, Prose


class SpecialProcedureFacts(LetterFacts):
    """特别程序告知书: the announced length is counted in working days unless `unit` says."""

    procedure_name: Line
    basis: Prose
    from_on: Day
    announced_days: Days
    unit: DayUnit = DayUnit.WORKING
    original_last_on: Day
    new_last_on: Day

    @model_validator(mode="after")
    def _never_earlier(self) -> Self:
        if self.new_last_on < self.original_last_on:
            raise ValueError("new_last_on lies before original_last_on")
        return self


class ExtensionFacts(LetterFacts):
    """延期决定通知书; without `unit` the days are printed as the law prints them (日)."""

    original_last_on: Day
    new_last_on: Day
    days: Days
    unit: DayUnit | None = None
    reasons: Prose
    approver: Line
    approver_rank: Rank
    basis: Line

    @model_validator(mode="after")
    def _later(self) -> Self:
        if self.new_last_on <= self.original_last_on:
            raise ValueError("new_last_on does not lie after original_last_on")
        return self


FACTS: Mapping[str, type[LetterFacts]] = {
    "special_procedure": SpecialProcedureFacts,
    "extension": ExtensionFacts,
}
