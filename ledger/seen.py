"""Up to which entry each person has seen a case: one row per person and case."""

from __future__ import annotations

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from ledger.enterprise_tables import CaseSeenRow
from ledger.tables import Instant
from states.seen import Look, Seen


def seen(session: Session, username: str, case_id: str) -> Seen | None:
    """What the person has seen of the case; None for somebody who never looked."""
    row = session.get(CaseSeenRow, (username, case_id))
    if row is None:
        return None
    before = None
    if row.before_number is not None and row.before_at is not None:
        before = Look(row.before_number, row.before_at)
    return Seen(Look(row.number, row.seen_at), before)


_SAVE = text(
    "INSERT INTO case_seen (username, case_id, number, seen_at, before_number, before_at) "
    "VALUES (:username, :case_id, :number, :seen_at, :before_number, :before_at) "
    "ON CONFLICT (username, case_id) DO UPDATE SET number = excluded.number, "
    "seen_at = excluded.seen_at, before_number = excluded.before_number, "
    "before_at = excluded.before_at WHERE case_seen.seen_at <= excluded.seen_at"
).bindparams(bindparam("seen_at", type_=Instant()), bindparam("before_at", type_=Instant()))


def save(session: Session, username: str, case_id: str, seen: Seen) -> None:
    """Keep it in the place of what stood; two windows of one person do not collide."""
    before = seen.before
    values = {
        "username": username,
        "case_id": case_id,
        "number": seen.now.number,
        "seen_at": seen.now.at,
        "before_number": before.number if before else None,
        "before_at": before.at if before else None,
    }
    session.execute(_SAVE, values)
