"""The log of what leaves: written on in the order of commits, read by position and by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, text, update
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.chain import sha256
from ledger.outward_tables import OutwardEventRow, OutwardReaderRow
from ledger.reading import entry_of
from ledger.tables import OutboxRow
from states.terms import Entry

Row = OutwardEventRow
_LOCK = text("SELECT pg_advisory_xact_lock(:name)")
_NAME_OF_LOCK = 0x676C6F67
"""`glog`: one writer of the log at a time, until its transaction ends."""
_TO_WRITE = text(
    "SELECT o.outbox_id, o.case_id, e.number, e.kind, e.actor, e.on_authority_of, e.effective_on, "
    "e.recorded_at, e.payload, e.hash, c.matter, c.lead, c.region, c.project_name, "
    "c.project_code, c.applicant_code, c.applicant_name "
    "FROM (SELECT outbox_id, case_id, key FROM outbox WHERE kind = 'outward' "
    "AND sent_at IS NULL ORDER BY outbox_id LIMIT :limit) AS o "
    "JOIN entry AS e ON e.case_id = o.case_id "
    "AND o.key = 'outward:' || e.case_id || ':' || e.number "
    "JOIN cases AS c ON c.case_id = o.case_id ORDER BY o.outbox_id"
)


@dataclass(frozen=True, slots=True)
class Owed:
    """An entry that the log still lacks, with what is known of its case."""

    outbox_id: int
    case_id: str
    entry: Entry
    hash: str
    matter: str
    lead: str
    region: str
    project_name: str
    project_code: str
    applicant_code: str
    applicant_name: str


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be written: its id, its place in its case, whose it is, and its content."""

    event_id: str
    case_id: str
    number: int
    code: str
    organisation: str
    region: str
    day: date
    content: str


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which events: those of one leading department, of a region or its parts, of some codes."""

    organisation: str = ""
    region: str = ""
    codes: tuple[str, ...] = ()

    def conditions(self) -> list[ColumnElement[bool]]:
        """As a query has them."""
        found = []
        if self.organisation:
            found.append(col(Row.organisation) == self.organisation)
        if self.region:
            found.append(col(Row.region).startswith(self.region, autoescape=True))
        if self.codes:
            found.append(col(Row.code).in_(self.codes))
        return found


@dataclass(frozen=True, slots=True)
class DayCount:
    """A day's events: how many, and one hash over all of them."""

    day: date
    count: int
    sha256: str


def lock(session: Session) -> None:
    """Be the only writer of the log until this transaction ends.

    Positions are then taken in the order of commits: nobody who read up to one finds an
    earlier one later.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(_LOCK, {"name": _NAME_OF_LOCK})


def owed(session: Session, limit: int) -> list[Owed]:
    """The entries that the log still lacks, in the order they were committed."""
    return [
        Owed(
            row.outbox_id,
            row.case_id,
            entry_of(row),
            row.hash,
            row.matter,
            row.lead,
            row.region,
            row.project_name,
            row.project_code,
            row.applicant_code,
            row.applicant_name,
        )
        for row in session.execute(_TO_WRITE, {"limit": limit})
    ]


def write(
    session: Session, events: Sequence[NewEvent], settled: Sequence[int], now: datetime
) -> int:
    """Write the events at the end of the log and mark what asked for them; the last position."""
    last = end(session)
    rows = [
        {
            "position": position,
            "event_id": event.event_id,
            "case_id": event.case_id,
            "number": event.number,
            "code": event.code,
            "organisation": event.organisation,
            "region": event.region,
            "day": event.day,
            "content": event.content,
            "sha256": sha256(event.content),
        }
        for position, event in enumerate(events, start=last + 1)
    ]
    if rows:
        session.execute(insert(Row), rows)
    session.execute(
        update(OutboxRow).where(col(OutboxRow.outbox_id).in_(settled)).values(sent_at=now)
    )
    return last + len(rows)


def end(session: Session) -> int:
    """The last position; 0 where the log is empty."""
    return int(session.scalar(select(func.max(col(Row.position)))) or 0)


def after(
    session: Session, position: int, wanted: LogFilter, limit: int, up_to: int | None = None
) -> Sequence[OutwardEventRow]:
    """The events that follow a position, in order."""
    query = select(Row).where(col(Row.position) > position, *wanted.conditions())
    if up_to is not None:
        query = query.where(col(Row.position) <= up_to)
    return session.scalars(query.order_by(col(Row.position)).limit(limit)).all()


def event(session: Session, event_id: str) -> OutwardEventRow | None:
    """The event of this id."""
    return session.scalars(select(Row).where(col(Row.event_id) == event_id)).first()


def at(session: Session, position: int) -> OutwardEventRow | None:
    """The event at this position."""
    return session.get(Row, position)


def ids_at(session: Session, positions: Sequence[int]) -> dict[int, str]:
    """The ids of the events at these positions."""
    query = select(col(Row.position), col(Row.event_id)).where(col(Row.position).in_(positions))
    return {int(position): str(event_id) for position, event_id in session.execute(query)}


def latest(session: Session, limit: int) -> Sequence[OutwardEventRow]:
    """The newest events, the newest first."""
    return session.scalars(select(Row).order_by(col(Row.position).desc()).limit(limit)).all()


def of_day(
    session: Session, day: date, wanted: LogFilter, position: int, limit: int
) -> Sequence[OutwardEventRow]:
    """The events of a legal day after a position, in order."""
    query = select(Row).where(
        col(Row.day) == day, col(Row.position) > position, *wanted.conditions()
    )
    return session.scalars(query.order_by(col(Row.position)).limit(limit)).all()


def days(session: Session, first: date, last: date, wanted: LogFilter) -> Iterator[DayCount]:
    """Count and hash of each legal day that has events, in order.

    The hash is that of the lines `id sha256`, sorted by id, each ended by a newline.
    """
    query = (
        select(col(Row.day), col(Row.event_id), col(Row.sha256))
        .where(col(Row.day) >= first, col(Row.day) <= last, *wanted.conditions())
        .order_by(col(Row.day), col(Row.event_id))
    )
    lines: list[str] = []
    standing: date | None = None
    for day, event_id, digest in session.execute(query):
        if standing is not None and day != standing:
            yield DayCount(standing, len(lines), _of_lines(lines))
            lines = []
        standing = day
        lines.append(f"{event_id} {digest}\n")
    if standing is not None:
        yield DayCount(standing, len(lines), _of_lines(lines))


def _of_lines(lines: list[str]) -> str:
    # The database may sort texts by a language's rules; a receiver sorts by code points.
    return sha256("".join(sorted(lines)))


def oldest_lacking(session: Session) -> datetime | None:
    """When the oldest entry was recorded that the log still lacks; None: it lacks none."""
    query = select(func.min(OutboxRow.created_at)).where(
        col(OutboxRow.kind) == "outward", col(OutboxRow.sent_at).is_(None)
    )
    return session.scalar(query)


def reader(session: Session, name: str) -> OutwardReaderRow | None:
    """What somebody who fetches the log has acknowledged."""
    return session.get(OutwardReaderRow, name)


def readers(session: Session) -> Sequence[OutwardReaderRow]:
    """Everybody who has acknowledged something, by name."""
    return session.scalars(select(OutwardReaderRow).order_by(col(OutwardReaderRow.reader))).all()


def acknowledge(session: Session, name: str, position: int, now: datetime) -> int:
    """Note that the reader has everything up to a position; never less than before."""
    row = session.get(OutwardReaderRow, name, with_for_update=True)
    if row is None:
        session.add(OutwardReaderRow(reader=name, acknowledged=position, acknowledged_at=now))
        session.flush()
        return position
    if position > row.acknowledged:
        row.acknowledged, row.acknowledged_at = position, now
        session.flush()
    return row.acknowledged


def faults(session: Session) -> Iterator[tuple[str, int, str]]:
    """Case, entry and problem of every event that is not what was written, and of gaps."""
    expected = 1
    query = select(Row).order_by(col(Row.position)).execution_options(yield_per=1000)
    for row in session.scalars(query):
        if row.position != expected:
            yield row.case_id, row.number, f"the log of events lacks position {expected}"
        if sha256(row.content) != row.sha256:
            yield row.case_id, row.number, f"event {row.event_id} does not match its hash"
        expected = row.position + 1


def told(row: OutwardEventRow) -> dict[str, Any]:
    """The columns of an event by which it is found."""
    return {
        "position": row.position,
        "id": row.event_id,
        "case_id": row.case_id,
        "code": row.code,
        "day": row.day.isoformat(),
        "sha256": row.sha256,
    }
