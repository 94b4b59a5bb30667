"""What an organ that is late must say: the remedies to the applicant, its reasons to all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import model_validator

from states.worktime import DayUnit
from templates.letter_facts.base import Day, Days, LetterFacts, Line, Prose


class OverdueStatementFacts(LetterFacts):
    """逾期未作决定告知书: no approval by silence, but a right to complain (LAW B1.6).

    Reconsideration and suit against inaction run from the end of the period.
    """

    last_on: Day
    days: Days
    unit: DayUnit
    basis: Line
    reconsideration_until: Day
    reconsideration_source: Line
    suit_until: Day
    suit_source: Line

    @model_validator(mode="after")
    def _after_the_period(self) -> Self:
        if min(self.reconsideration_until, self.suit_until) <= self.last_on:
            raise ValueError("a remedy against inaction ends after last_on")
        return self


class LatenessExplanationFacts(LetterFacts):
    """超期办理说明: the unit says in public why its promise was not kept (条例 art. 36)."""

    promised_on: Day
    statute_last_on: Day
    reasons: Prose
    measures: Prose
    basis: Line


FACTS: Mapping[str, type[LetterFacts]] = {
    "overdue_statement": OverdueStatementFacts,
    "lateness_explanation": LatenessExplanationFacts,
}
