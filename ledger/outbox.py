"""Reading and marking the outbox; who sends what is not decided here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.chain import canonical
from ledger.tables import OutboxRow

COLUMNS = (
    "key",
    "kind",
    "case_id",
    "payload",
    "created_at",
    "available_at",
    "attempts",
    "recipient",
)
"""What a new row holds."""

HELD_UNTIL = datetime(9999, 1, 1, tzinfo=UTC)
"""A row that waits until then waits for a person's word."""
HELD_KINDS = ("letter", "notice", "webhook")
"""A nudge need not be held: what it causes reads the case again."""
OURS = ("letter", "notice", "nudge", "outward")
"""What leaves by our own doing; an event for a receiver may wait for the receiver."""


def recipient_of(payload: dict[str, Any]) -> str:
    """Whom a row is for, as its payload says: a credit code or a department; else empty."""
    return str(payload.get("recipient") or payload.get("department") or "")


def owed(session: Session, kinds: Sequence[str], now: datetime, limit: int) -> Sequence[OutboxRow]:
    """Unsent rows of these kinds whose time has come, oldest first.

    On PostgreSQL rows that another sender holds are skipped.
    """
    query = (
        select(OutboxRow)
        .where(
            col(OutboxRow.sent_at).is_(None),
            col(OutboxRow.available_at) <= now,
            col(OutboxRow.kind).in_(kinds),
        )
        .order_by(col(OutboxRow.outbox_id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(query).all()


def attempts(session: Session, outbox_id: int) -> int:
    """How often this row has failed so far."""
    query = select(col(OutboxRow.attempts)).where(col(OutboxRow.outbox_id) == outbox_id)
    return int(session.scalar(query) or 0)


def mark_sent(session: Session, outbox_id: int, now: datetime) -> None:
    """Set the time of leaving unless it stands already."""
    session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.outbox_id) == outbox_id, col(OutboxRow.sent_at).is_(None))
        .values(sent_at=now)
    )


def mark_failed(session: Session, outbox_id: int, error: str, next_try_at: datetime) -> None:
    """Count the failure and say when to try again."""
    session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.outbox_id) == outbox_id)
        .values(attempts=OutboxRow.attempts + 1, last_error=error, available_at=next_try_at)
    )


def oldest_owed(session: Session) -> datetime | None:
    """When the oldest unsent row that waits for us was written; None where nothing is owed."""
    query = select(func.min(OutboxRow.created_at)).where(
        col(OutboxRow.sent_at).is_(None), col(OutboxRow.kind).in_(OURS)
    )
    return session.scalar(query)


def count_owed(session: Session) -> dict[str, int]:
    """How many rows of each kind have not left."""
    query = select(col(OutboxRow.kind), func.count()).where(col(OutboxRow.sent_at).is_(None))
    return {str(kind): int(n) for kind, n in session.execute(query.group_by(col(OutboxRow.kind)))}


def add(
    session: Session, kind: str, key: str, case_id: str, payload: dict[str, Any], now: datetime
) -> None:
    """Owe one thing that no case owes; what a case owes is written with its page."""
    session.add(
        OutboxRow(
            key=key,
            kind=kind,
            case_id=case_id,
            payload=canonical(payload),
            created_at=now,
            available_at=now,
            recipient=recipient_of(payload),
        )
    )
    session.flush()


def hold(session: Session, reason: str) -> int:
    """Keep every unsent letter and notice until a person decides; how many."""
    done = session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.sent_at).is_(None), col(OutboxRow.kind).in_(HELD_KINDS))
        .values(available_at=HELD_UNTIL, last_error=reason)
    )
    return int(cast(CursorResult[Any], done).rowcount)


def held(session: Session) -> Sequence[OutboxRow]:
    """What waits for a person's word, oldest first."""
    query = select(OutboxRow).where(*_is_held()).order_by(col(OutboxRow.outbox_id))
    return session.scalars(query).all()


def decide_held(session: Session, keys: Sequence[str], has_left: bool, now: datetime) -> int:
    """Let held rows go at `now`, or note that they left before; how many of the keys were held."""
    values = {"sent_at": now} if has_left else {"available_at": now, "last_error": None}
    done = session.execute(
        update(OutboxRow).where(*_is_held(), col(OutboxRow.key).in_(keys)).values(**values)
    )
    return int(cast(CursorResult[Any], done).rowcount)


def _is_held() -> tuple[ColumnElement[bool], ...]:
    return col(OutboxRow.sent_at).is_(None), col(OutboxRow.available_at) >= HELD_UNTIL
