"""Counted tries: one row a kind and subject, counted in one statement on both engines."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.identity_tables import ThrottleRow

FORGOTTEN_AFTER = timedelta(hours=1)
"""No bound remembers longer; older rows go when new ones come."""


def count(
    session: Session, kind: str, subject: str, now: datetime, most: int, rest: timedelta
) -> int | None:
    """Count one try; how many stand now, or None where `most` already do.

    The count begins anew once `rest` has passed since the last one. However many processes try
    at once, at most `most` are counted.
    """
    session.execute(delete(ThrottleRow).where(col(ThrottleRow.last_at) < now - FORGOTTEN_AFTER))
    rested = col(ThrottleRow.last_at) <= now - rest
    values = {"kind": kind, "subject": subject, "failures": 1, "last_at": now}
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = (
        insert(ThrottleRow)
        .values(**values)
        .on_conflict_do_update(
            index_elements=["kind", "subject"],
            set_={
                "failures": case((rested, 1), else_=col(ThrottleRow.failures) + 1),
                "last_at": now,
            },
            where=or_(col(ThrottleRow.failures) < most, rested),
        )
        .returning(col(ThrottleRow.failures))
    )
    row = session.execute(statement).first()
    return int(row[0]) if row else None


def last_at(session: Session, kind: str, subject: str) -> datetime | None:
    """When the last counted try was; None where none is remembered."""
    row = session.get(ThrottleRow, (kind, subject), populate_existing=True)
    return row.last_at if row else None


def forgive(session: Session, kind: str, subject: str) -> None:
    """Forget the count."""
    session.execute(delete(ThrottleRow).where(*_is(kind, subject)))


def take_back(session: Session, kind: str, subject: str) -> None:
    """One try was right: the others stay counted."""
    session.execute(delete(ThrottleRow).where(*_is(kind, subject), col(ThrottleRow.failures) <= 1))
    session.execute(
        update(ThrottleRow)
        .where(*_is(kind, subject))
        .values(failures=col(ThrottleRow.failures) - 1)
    )


def _is(kind: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    return col(ThrottleRow.kind) == kind, col(ThrottleRow.subject) == subject
