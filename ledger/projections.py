"""Projections put right: what is derived is compared with what stands, case by case.

Most cases stand as they should: two plain readings say so, and nothing is built or written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, text
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.book import CASE_COLUMNS, MARK_NAMES, mark_row
from ledger.tables import CaseRow, DutyRow, MarkRow
from states.marks import Mark
from states.terms import Duty

OF_THE_RECORD = ("version", "head_hash")
"""A rebuilt row never claims another history."""
DERIVED = tuple(name for name in CASE_COLUMNS if name not in OF_THE_RECORD)
OWED = ("party", "task", "clock", "breach_on", "promised_on", "provisional", "since_on")
_CASE = text(f"SELECT {', '.join(DERIVED)} FROM cases WHERE case_id = :case_id")
_MARKS = text(f"SELECT {', '.join(MARK_NAMES)} FROM mark WHERE case_id = :case_id")
_DUTIES = text(f"SELECT {', '.join(OWED)} FROM duty WHERE case_id = :case_id")


def rewrite(
    session: Session,
    case_id: str,
    columns: dict[str, Any],
    duties: Sequence[Duty],
    marks: Sequence[Mark],
) -> bool:
    """Put the derived columns, duties and marks in place of what stands; whether anything differed.

    Version and head are the record's and stay.
    """
    row = session.execute(_CASE, {"case_id": case_id}).one()
    columns_differ = _plain(row) != _plain(columns[name] for name in DERIVED)
    if columns_differ:
        _set_columns(session, case_id, columns)
    standing = {_plain(row) for row in session.execute(_DUTIES, {"case_id": case_id})}
    duties_differ = standing != {_plain(_owed(duty).values()) for duty in duties}
    if duties_differ:
        _set_duties(session, case_id, duties)
    marks_differ = _marks_rewritten(session, case_id, marks)
    return columns_differ or duties_differ or marks_differ


def _marks_rewritten(session: Session, case_id: str, marks: Sequence[Mark]) -> bool:
    rows = [mark_row(case_id, mark) for mark in marks]
    standing = {_plain(row) for row in session.execute(_MARKS, {"case_id": case_id})}
    if standing == {_plain(row[name] for name in MARK_NAMES) for row in rows}:
        return False
    session.execute(delete(MarkRow).where(col(MarkRow.case_id) == case_id))
    session.expire_all()
    session.add_all([MarkRow.model_validate(row) for row in rows])
    session.flush()
    return True


def _set_columns(session: Session, case_id: str, columns: dict[str, Any]) -> None:
    row = session.get_one(CaseRow, case_id)
    for name in DERIVED:
        setattr(row, name, columns[name])
    session.flush()


def _set_duties(session: Session, case_id: str, duties: Iterable[Duty]) -> None:
    session.execute(delete(DutyRow).where(col(DutyRow.case_id) == case_id))
    session.expire_all()
    rows = [DutyRow.model_validate({"case_id": case_id, **_owed(duty)}) for duty in duties]
    session.add_all(rows)
    session.flush()


def _owed(duty: Duty) -> dict[str, Any]:
    """A duty's columns in the order of `OWED`."""
    return {
        "party": duty.party,
        "task": duty.task.value,
        "clock": duty.clock.value if duty.clock else None,
        "breach_on": duty.breach_on,
        "promised_on": duty.promised_on,
        "provisional": duty.provisional,
        "since_on": duty.since_on,
    }


def _plain(values: Iterable[Any]) -> tuple[Any, ...]:
    """Values as either engine has them: days and instants as text, instants in UTC."""
    return tuple(_text(value) if isinstance(value, date) else value for value in values)


def _text(value: date) -> str:
    if isinstance(value, datetime):
        naive = value.astimezone(UTC).replace(tzinfo=None)
        return naive.isoformat(sep=" ", timespec="microseconds")
    return value.isoformat()
