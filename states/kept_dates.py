"""The dates of a case derived again after a holiday notice, as its record tells it.

The entry names the calendar that the case follows from here on, every clock whose date moved,
and every stopped clock that keeps its date: what was judged stays as it was judged (LAW B9.1).
"""

from __future__ import annotations

from datetime import date

from states.part import Part
from states.terms import CaseSnapshot, ClockName, Entry, EntryKind

ENDED = ("withdrawn", "not_accepted", "not_needed")
"""Filings that are over: none of their dates moves any more."""


def is_over(case: CaseSnapshot) -> bool:
    """Whether no notice can reach the case any more: it ended before any clock of a decision."""
    return case.filing_state in ENDED


def _derived_again(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    kept = {
        (ClockName(row["clock"]), row["department"], date.fromisoformat(row["started_on"])): row[
            "calendar"
        ]
        for row in entry.payload["kept"]
    }
    # A clock judged twice ago keeps the calendar of its own judgement.
    return case.but(kept={**kept, **case.kept})


KEPT_DATES = Part(name="kept_dates", folds={EntryKind.DATES_DERIVED_AGAIN: _derived_again})
