"""The letter about a holiday notice that moved last days (LAW B9.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from states.terms import ClockName
from templates.letter_facts.base import Day, Facts, Flag, LetterFacts, Line


class MovedDate(Facts):
    """A last day that the applicant was told, and the one in its place."""

    clock: ClockName
    original_last_on: Day
    was_provisional: Flag
    new_last_on: Day
    provisional: Flag
    latest_on: Day


class MovedDatesFacts(LetterFacts):
    """期限重新计算告知书: a holiday notice moved last days that the applicant was told."""

    by_edition: Flag = False
    """Whether another edition of the catalogue moved them, and no holiday notice."""
    basis: Line
    in_force_on: Day
    dates: Annotated[tuple[MovedDate, ...], Field(min_length=1)]


FACTS: Mapping[str, type[LetterFacts]] = {"moved_dates": MovedDatesFacts}
