"""What leaves beside the letters: notices to people, and the word that an event is owed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from acts.moved_dates import moved_by_department
from ledger.book import Outgoing
from states.outward import CODE_OF
from states.terms import CaseSnapshot, Entry, EntryKind

NOTICES = (
    EntryKind.CARDED,
    EntryKind.REMINDED,
    EntryKind.SECOND_RETURN_REPORTED,
    EntryKind.URGED,
)
TO_LEAD = (EntryKind.QUESTION_ASKED, EntryKind.SERVICE_RATED, EntryKind.EXTENSION_DECLINED)
TO_APPLICANT = (EntryKind.QUESTION_ANSWERED, EntryKind.RATER_CONTACTED, EntryKind.SERVICE_MENDED)
TO_PARTY = (EntryKind.EXTENSION_ASKED,)
"""Told to the organisation that the entry names."""


def owed_by(case: CaseSnapshot, entry: Entry) -> Iterator[Outgoing]:
    """What one entry of the case owes: notices, and its event for other platforms."""
    case_id = case.case_id
    if entry.kind in NOTICES:
        key, told = f"notice:{case_id}:{entry.number}", dict(entry.payload)
        told["about"] = entry.kind.value
        yield Outgoing("notice", key, told, _opens_at(entry))
    if entry.kind in (*TO_LEAD, *TO_APPLICANT, *TO_PARTY):
        yield _told(case, entry)
    for department, told in moved_by_department(entry):
        key = f"notice:{case_id}:{entry.number}:{department}"
        yield Outgoing("notice", key, told)
    if entry.kind in CODE_OF:
        yield Outgoing("outward", f"outward:{case_id}:{entry.number}", {})


def _opens_at(entry: Entry) -> datetime | None:
    """From when a notice may reach people; None: at once."""
    opens_at = entry.payload.get("opens_at")
    return datetime.fromisoformat(opens_at) if opens_at else None


def _told(case: CaseSnapshot, entry: Entry) -> Outgoing:
    """What is said to the lead, to the applicant, or to the organisation that is asked."""
    to = str(entry.payload.get("party") or case.applicant["credit_code"])
    if entry.kind in TO_LEAD:
        to = case.rules.lead
    told = {**entry.payload, "about": entry.kind.value, "recipient": to}
    return Outgoing("notice", f"notice:{case.case_id}:{entry.number}", told)
