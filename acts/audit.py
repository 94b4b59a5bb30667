"""The audit of a case's timeline: who used which day, and every entry with its hash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acts.office import Office
from ledger import book
from states.held_days import HeldDays, held_days
from states.terms import CaseSnapshot, Entry
from states.worktime import legal_day
from templates.spreadsheets import csv_lines

DAY_COLUMNS = ("day", "holder", "what", "about", "is_workday", "is_counted")
ENTRY_COLUMNS = (
    "number",
    "kind",
    "actor",
    "on_authority_of",
    "effective_on",
    "recorded_at",
    "prev_hash",
    "hash",
)


@dataclass(frozen=True, slots=True)
class Audit:
    """One case with its entries as they were sealed, and its days as they are charged."""

    case: CaseSnapshot
    entries: tuple[Entry, ...]
    sealed: tuple[dict[str, Any], ...]
    days: HeldDays | None


def audit_of(office: Office, case: CaseSnapshot, now: datetime) -> Audit:
    """The audit of a case as its record stands, on the legal day of `now`."""
    entries = office.entries(case.case_id)
    return Audit(
        case=case,
        entries=entries,
        sealed=tuple(book.sealed_entries(office.session, case.case_id)),
        days=held_days(case, entries, legal_day(now)),
    )


def day_rows(audit: Audit) -> list[dict[str, Any]]:
    """Every natural day with the one who used it."""
    return [
        {
            "day": held.day.isoformat(),
            "holder": held.holder,
            "what": held.what,
            "about": held.about,
            "is_workday": held.is_workday,
            "is_counted": held.is_counted,
        }
        for held in (audit.days.days if audit.days else ())
    ]


def charge_rows(audit: Audit) -> list[dict[str, Any]]:
    """The days of each holder together."""
    return [
        {
            "holder": charge.holder,
            "what": charge.what,
            "about": charge.about,
            "working_days": charge.working_days,
            "natural_days": charge.natural_days,
            "counted_days": charge.counted_days,
        }
        for charge in (audit.days.charges if audit.days else ())
    ]


def as_csv(columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> bytes:
    """Rows for a spreadsheet; what it would take for a formula is told as text."""
    names = list(columns)
    told = ([_cell(row[name]) for name in names] for row in rows)
    return b"".join(csv_lines(names, told))


def _cell(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
