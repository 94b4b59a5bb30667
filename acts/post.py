"""The outbox: what is owed to the world, handed over at least once and marked when gone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from acts.office import Office
from ledger import outbox

RETRY_MAX = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that must leave: a letter, a notice, or a nudge to the flows."""

    id: int
    case_id: str
    kind: str
    key: str
    payload: dict[str, Any]
    attempts: int
    created_at: datetime


def owed(
    office: Office, kinds: Iterable[str], *, now: datetime, limit: int = 100
) -> tuple[Owed, ...]:
    """The oldest owed rows of these kinds whose time has come, oldest first."""
    return tuple(
        Owed(
            id=row.outbox_id or 0,
            case_id=row.case_id,
            kind=row.kind,
            key=row.key,
            payload=json.loads(row.payload),
            attempts=row.attempts,
            created_at=row.created_at,
        )
        for row in outbox.owed(office.session, tuple(kinds), now, limit)
    )


def mark_sent(office: Office, owed_id: int, *, now: datetime) -> None:
    """The row left the house at `now`; marking it twice keeps the first time."""
    outbox.mark_sent(office.session, owed_id, now)


def mark_failed(office: Office, owed_id: int, error: str, *, now: datetime) -> None:
    """It did not leave: note why and try again after 2, 4, 8 … seconds, at most 15 minutes."""
    attempts = outbox.attempts(office.session, owed_id)
    wait = min(timedelta(seconds=2 ** min(attempts + 1, 12)), RETRY_MAX)
    outbox.mark_failed(office.session, owed_id, error[:500], now + wait)
