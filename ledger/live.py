"""Whether the ledger has moved: a mark that differs as soon as any case has a new entry."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.tables import CaseRow, EntryRow

LATE_COMMIT = timedelta(minutes=10)
"""No transaction lasts so long: an entry that is committed after a younger one is within it."""


def head_of_ledger(session: Session) -> str:
    """A mark of all entries: the newest instant, and how many entries stand close before it.

    Two readings along one index, however long the record is. The count is needed because an act
    may be committed after one that began later: the newest instant alone would not move.
    """
    newest = session.scalar(select(func.max(col(EntryRow.recorded_at))))
    if newest is None:
        return "0"
    close = col(EntryRow.recorded_at) > newest - LATE_COMMIT
    counted = session.scalar(select(func.count()).select_from(EntryRow).where(close))
    return f"{newest.isoformat()}/{counted}"


def head_of_case(session: Session, case_id: str) -> str | None:
    """The hash of the case's last entry, by the primary key; None where there is no such case.

    Whoever may not see the case cannot know it.
    """
    return session.scalar(select(col(CaseRow.head_hash)).where(col(CaseRow.case_id) == case_id))
