"""Who is told of a moved date: the applicant by letter, departments by notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from acts.letter_plans import LetterPlan, to_applicant
from states.terms import CaseSnapshot, Entry, EntryKind
from states.terms.project import ProjectEntry, ProjectKind

NOT_TOLD = frozenset({"promise", "opinion", "delivery", "publicity"})
"""Clocks between the organs; the applicant was never told a last day of these."""


def moved_dates_letter(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    """One letter with every last day that the applicant was told and that moved."""
    rows = [row for row in entry.payload["clocks"] if row["clock"] not in NOT_TOLD]
    if not rows:
        return ()
    facts = {
        "basis": entry.payload["basis"],
        "by_edition": entry.kind is EntryKind.MOVED_TO_EDITION,
        "in_force_on": entry.effective_on.isoformat(),
        "dates": [_told(row) for row in rows],
    }
    return to_applicant(case, "moved_dates", "期", facts)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    before, after = row["before"], row["after"]
    return {
        "clock": row["clock"],
        "original_last_on": before["due_on"],
        "was_provisional": before["provisional"],
        "new_last_on": after["due_on"],
        "provisional": after["provisional"],
        "latest_on": after["latest_on"],
    }


def moved_by_department(entry: Entry | ProjectEntry) -> Iterator[tuple[str, dict[str, Any]]]:
    """For each department whose clocks a notice moved, what it is told."""
    if entry.kind not in (EntryKind.DATES_DERIVED_AGAIN, ProjectKind.DATES_DERIVED_AGAIN):
        return
    rows = entry.payload["clocks"]
    for department in dict.fromkeys(row["department"] for row in rows):
        mine = [row for row in rows if row["department"] == department]
        told = {
            "about": entry.kind.value,
            "department": department,
            "basis": entry.payload["basis"],
            "calendar": entry.payload["calendar"],
            "clocks": mine,
        }
        yield department, told
