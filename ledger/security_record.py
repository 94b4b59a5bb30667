"""The security record: what happened to accounts, appended and read by pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.chain import canonical
from ledger.identity_tables import SecurityEventRow
from states.terms.identity import SecurityEvent


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One line of the record as it is read."""

    event_id: int
    at: datetime
    kind: SecurityEvent
    username: str
    actor: str
    address: str
    agent: str
    detail: Mapping[str, Any] = field(default_factory=dict)


def append(
    session: Session,
    kind: SecurityEvent,
    at: datetime,
    *,
    username: str,
    actor: str,
    address: str,
    agent: str,
    detail: Mapping[str, Any],
) -> int:
    """Write one line; its number."""
    row = SecurityEventRow(
        at=at,
        kind=kind.value,
        username=username,
        actor=actor,
        address=address,
        agent=agent,
        detail=canonical(detail),
    )
    session.add(row)
    session.flush()
    return row.event_id or 0


def lines(
    session: Session,
    *,
    limit: int,
    before: int | None = None,
    username: str | None = None,
    kind: str | None = None,
) -> list[RecordedEvent]:
    """The newest lines, of one account or one kind where asked; `before` is a line's number."""
    query = select(SecurityEventRow)
    if username is not None:
        query = query.where(col(SecurityEventRow.username) == username)
    if kind is not None:
        query = query.where(col(SecurityEventRow.kind) == kind)
    if before is not None:
        query = query.where(col(SecurityEventRow.event_id) < before)
    rows = session.scalars(query.order_by(col(SecurityEventRow.event_id).desc()).limit(limit))
    return [_read(row) for row in rows]


def has_signed_in_from(session: Session, username: str, address: str, since: datetime) -> bool:
    """Whether this person signed in from this address since then."""
    query = select(col(SecurityEventRow.event_id)).where(
        col(SecurityEventRow.username) == username,
        col(SecurityEventRow.address) == address,
        col(SecurityEventRow.at) >= since,
        col(SecurityEventRow.kind) == SecurityEvent.SIGNED_IN.value,
    )
    return session.execute(query.limit(1)).first() is not None


def _read(row: SecurityEventRow) -> RecordedEvent:
    return RecordedEvent(
        event_id=row.event_id or 0,
        at=row.at,
        kind=SecurityEvent(row.kind),
        username=row.username,
        actor=row.actor,
        address=row.address,
        agent=row.agent,
        detail=json.loads(row.detail),
    )
