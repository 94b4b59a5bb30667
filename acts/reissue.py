"""The letter that takes the place of a voided one."""

from __future__ import annotations

from collections.abc import Mapping

from acts.letter_plans import LetterPlan, Plans
from states.terms import CaseSnapshot, Entry, EntryKind


def _sealed_anew(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    """The letter that replaces a voided one: its own facts, a number of its own."""
    again = entry.payload.get("again")
    if again is None:
        return ()
    kind = entry.payload["letter_kind"]
    return (LetterPlan(kind, case.rules.lead, again["series"], again["recipient"], again["facts"]),)


LETTERS: Mapping[EntryKind, Plans] = {EntryKind.LETTER_VOIDED: _sealed_anew}
