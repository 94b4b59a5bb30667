"""How the ledger stands, for those who run it: the watch, provisional dates, what was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache

from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.engine import MIGRATIONS
from ledger.standing_tables import HeartbeatRow
from ledger.tables import CaseRow, EntryRow

WATCH = "deadline watch"


@dataclass(frozen=True, slots=True)
class Watch:
    """When the deadline watch last looked, and what is due and not taken yet."""

    looked_at: datetime | None
    due: int
    days_late: int
    """Days from the oldest due day to today; 0 where nothing waits."""
    provisional: int
    """Cases with a date that waits for a holiday notice."""


def of_watch(session: Session, today: date) -> Watch:
    """How the deadline watch stands."""
    due, oldest = session.execute(
        select(func.count(), func.min(col(CaseRow.next_alarm_on))).where(
            col(CaseRow.next_alarm_on) <= today
        )
    ).one()
    provisional = session.scalar(select(func.count()).where(col(CaseRow.provisional).is_(True)))
    row = session.get(HeartbeatRow, WATCH)
    return Watch(
        row.at if row else None, due, (today - oldest).days if oldest else 0, provisional or 0
    )


class Tables(Enum):
    """How the tables of the database fit this release."""

    FIT = "fit"
    OLDER = "older"
    NEWER = "newer"


@cache
def _revisions() -> tuple[str, ...]:
    """Every revision that this release knows, the newest first."""
    return tuple(one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def tables(session: Session) -> Tables:
    """Whether the tables are at this release's revision; unknown revisions are a newer one's."""
    revision = session.scalar(text("SELECT version_num FROM alembic_version"))
    if revision not in _revisions():
        return Tables.NEWER
    return Tables.FIT if revision == _revisions()[0] else Tables.OLDER


def beat(session: Session, name: str, now: datetime) -> None:
    """Note that this part of the house was at work at `now`."""
    session.merge(HeartbeatRow(name=name, at=now))
    session.flush()


def entries_since(session: Session, since: datetime) -> dict[str, int]:
    """How many entries of each kind were recorded since then."""
    query = select(col(EntryRow.kind), func.count()).where(col(EntryRow.recorded_at) > since)
    return {str(kind): int(n) for kind, n in session.execute(query.group_by(col(EntryRow.kind)))}
