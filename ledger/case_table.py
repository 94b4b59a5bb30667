"""The ledger as a table (台账): cases in batches with what their rows need, and what changed.

Each batch takes three queries, whatever its size; no row is read for itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.reading import day_of, instant_of
from ledger.tables import CaseRow, DutyRow, EntryRow
from ledger.views import CaseFilter, conditions
from states.terms import EntryKind
from states.worktime import SHANGHAI

BATCH = 500
TIMED = (
    EntryKind.SUSPENDED,
    EntryKind.SPECIAL_PROLONGED,
    EntryKind.RESUMED,
    EntryKind.EXTENDED,
    EntryKind.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class TableFilter:
    """Which cases: the common filter, a matter, days of receipt (Asia/Shanghai), open or not."""

    cases: CaseFilter = field(default_factory=CaseFilter)
    matter: str | None = None
    received_from: date | None = None
    received_to: date | None = None
    is_decided: bool | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """An entry that moves time: a pause, its end, an extension, a withdrawal."""

    kind: EntryKind
    effective_on: date
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tabled:
    """A case with the duties that stand open and the entries that moved its time."""

    case: CaseRow
    holders: tuple[tuple[str, str], ...]
    timed: tuple[Timed, ...]


def newest(
    session: Session, wanted: TableFilter, *, limit: int, before: str | None = None
) -> tuple[Tabled, ...]:
    """The newest cases; `before` is the last case id seen."""
    query = select(CaseRow).where(*_conditions(session, wanted))
    if before is not None:
        query = query.where(col(CaseRow.case_id) < before)
    rows = session.scalars(query.order_by(col(CaseRow.case_id).desc()).limit(limit)).all()
    return _tabled(session, rows)


def every(session: Session, wanted: TableFilter) -> Iterator[Tabled]:
    """All cases in order of case id, one batch in memory at a time."""
    after = ""
    while True:
        query = select(CaseRow).where(*_conditions(session, wanted), col(CaseRow.case_id) > after)
        rows = session.scalars(query.order_by(col(CaseRow.case_id)).limit(BATCH)).all()
        if not rows:
            return
        after = rows[-1].case_id
        yield from _tabled(session, rows)
        session.expunge_all()


def _tabled(session: Session, rows: Sequence[CaseRow]) -> tuple[Tabled, ...]:
    ids = [row.case_id for row in rows]
    holders, timed = _holders(session, ids), _timed(session, ids)
    return tuple(
        Tabled(row, tuple(holders.get(row.case_id, ())), tuple(timed.get(row.case_id, ())))
        for row in rows
    )


def _holders(session: Session, ids: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    duty = DutyRow
    query = (
        select(col(duty.case_id), col(duty.party), col(duty.task))
        .where(col(duty.case_id).in_(ids))
        .order_by(col(duty.case_id), col(duty.party), col(duty.task))
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for case_id, party, task in session.execute(query):
        found.setdefault(case_id, []).append((party, task))
    return found


def _timed(session: Session, ids: Sequence[str]) -> dict[str, list[Timed]]:
    entry = EntryRow
    query = (
        select(col(entry.case_id), col(entry.kind), col(entry.effective_on), col(entry.payload))
        .where(col(entry.case_id).in_(ids))
        .where(col(entry.kind).in_([kind.value for kind in TIMED]))
        .order_by(col(entry.case_id), col(entry.number))
    )
    found: dict[str, list[Timed]] = {}
    for case_id, kind, effective_on, payload in session.execute(query):
        one = Timed(EntryKind(kind), day_of(effective_on), json.loads(payload))
        found.setdefault(case_id, []).append(one)
    return found


def _conditions(session: Session, wanted: TableFilter) -> list[ColumnElement[bool]]:
    found = conditions(session, wanted.cases)
    if wanted.matter is not None:
        found.append(col(CaseRow.matter) == wanted.matter)
    if wanted.received_from is not None:
        found.append(col(CaseRow.received_at) >= _midnight(wanted.received_from))
    if wanted.received_to is not None:
        after = _midnight(wanted.received_to + timedelta(days=1))
        found.append(col(CaseRow.received_at) < after)
    if wanted.is_decided is not None:
        undecided = col(CaseRow.decided_on).is_(None)
        found.append(~undecided if wanted.is_decided else undecided)
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


@dataclass(frozen=True, slots=True)
class Change:
    """One line that was entered: when, in which case, what, by whom, since which legal day."""

    recorded_at: datetime
    case_id: str
    number: int
    kind: EntryKind
    actor: str
    effective_on: date
    project_name: str
    hash: str


def changes_since(
    session: Session,
    since: datetime,
    *,
    limit: int,
    after: tuple[datetime, str, int] | None = None,
) -> tuple[Change, ...]:
    """What was entered at or after an instant, in order; `after` is the last line seen."""
    entry = EntryRow
    query = (
        select(
            col(entry.recorded_at),
            col(entry.case_id),
            col(entry.number),
            col(entry.kind),
            col(entry.actor),
            col(entry.effective_on),
            col(CaseRow.project_name),
            col(entry.hash),
        )
        .join(CaseRow, col(CaseRow.case_id) == col(entry.case_id))
        .where(col(entry.recorded_at) >= (after[0] if after else since))
        .order_by(col(entry.recorded_at), col(entry.case_id), col(entry.number))
        .limit(limit)
    )
    if after is not None:
        at, case_id, number = after
        later_line = and_(col(entry.case_id) == case_id, col(entry.number) > number)
        behind = or_(col(entry.case_id) > case_id, later_line)
        query = query.where(or_(col(entry.recorded_at) > at, behind))
    return tuple(
        Change(
            instant_of(row[0]), row[1], row[2], EntryKind(row[3]), row[4], day_of(row[5]), *row[6:]
        )
        for row in session.execute(query)
    )
