"""Receivers of events: projected from their records, and how far each has come.

What is owed to a receiver stands in the outbox, at most `WINDOW` rows of it: the rest is in the
log, behind the position that was handed over. A receiver that is down for long fills nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger import item_registers, outward
from ledger.chain import canonical
from ledger.item_registers import RegisterLine, all_lines
from ledger.outward import LogFilter
from ledger.outward_tables import OutwardEventRow, ReceiverRow, ReceiverStandingRow
from ledger.tables import Instant, OutboxRow
from states.outward import Receiver, ReceiverAct, ReceiverLine, folded

BOOK = "receiver"
WINDOW = 500
Standing = ReceiverStandingRow
_HEADS = text(
    "SELECT o.outbox_id, o.case_id, o.payload, o.attempts FROM outbox AS o "
    "WHERE o.kind = 'webhook' AND o.sent_at IS NULL AND o.recipient = :receiver "
    "AND o.available_at <= :now AND NOT EXISTS (SELECT 1 FROM outbox AS earlier "
    "WHERE earlier.kind = 'webhook' AND earlier.sent_at IS NULL "
    "AND earlier.recipient = o.recipient AND earlier.case_id = o.case_id "
    "AND earlier.outbox_id < o.outbox_id) "
    "ORDER BY o.available_at, o.outbox_id LIMIT :limit"
).bindparams(bindparam("now", type_=Instant))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event that a receiver is owed, with how often it has failed."""

    outbox_id: int
    case_id: str
    position: int
    attempts: int


def item_of(lines: Iterable[RegisterLine]) -> Receiver | None:
    """The receiver that these lines make."""
    return folded(ReceiverLine(ln.number, ReceiverAct(ln.kind), ln.payload) for ln in lines)


def project(session: Session, receiver_id: str, found: Receiver, head: str) -> bool:
    """Put the receiver's row in place; whether anything differed."""
    row: dict[str, Any] = {
        "title": found.title,
        "address": found.address,
        "codes": " ".join(found.codes),
        "region": found.region,
        "organisation": found.organisation,
        "secret": found.secret,
        "previous": found.previous,
        "previous_until": found.previous_until,
        "is_active": found.is_active,
        "version": found.version,
        "head_hash": head,
    }
    standing = session.get(ReceiverRow, receiver_id)
    if standing is None:
        session.add(ReceiverRow(receiver_id=receiver_id, **row))
        session.flush()
        return True
    differs = any(getattr(standing, name) != value for name, value in row.items())
    for name, value in row.items():
        setattr(standing, name, value)
    session.flush()
    return differs


def derive_again(session: Session) -> int:
    """Project every receiver anew from its lines; how many stood differently."""
    changed, known = 0, set()
    for receiver_id, lines in groupby(all_lines(session, BOOK), lambda line: line.item_id):
        told = tuple(lines)
        found = item_of(told)
        assert found is not None, "a record has at least one line"
        known.add(receiver_id)
        changed += project(session, receiver_id, found, told[-1].hash)
    strays = [row for row in session.scalars(select(ReceiverRow)) if row.receiver_id not in known]
    for row in strays:
        session.delete(row)
    session.flush()
    return changed + len(strays)


def head_faults(session: Session) -> Iterator[tuple[str, int, str]]:
    """Item, number and problem where a row does not name the last line of its record."""
    named = {
        row.receiver_id: (row.version, row.head_hash)
        for row in session.scalars(select(ReceiverRow))
    }
    return item_registers.head_faults(session, BOOK, named, "receiver")


def every(session: Session) -> Sequence[ReceiverRow]:
    """All receivers by their ids."""
    return session.scalars(select(ReceiverRow).order_by(col(ReceiverRow.receiver_id))).all()


def row_of(session: Session, receiver_id: str) -> ReceiverRow | None:
    """The receiver of this id."""
    return session.get(ReceiverRow, receiver_id)


def standing_of(session: Session, receiver_id: str) -> ReceiverStandingRow:
    """How far a receiver has come."""
    return session.get_one(Standing, receiver_id)


def standings(session: Session) -> dict[str, ReceiverStandingRow]:
    """How far each receiver has come."""
    return {row.receiver_id: row for row in session.scalars(select(Standing))}


def begin(session: Session, receiver_id: str, handed_to: int) -> None:
    """A new receiver is owed what the log has behind this position."""
    session.add(Standing(receiver_id=receiver_id, handed_to=handed_to))
    session.flush()


def filter_of(row: ReceiverRow) -> LogFilter:
    """Which events a receiver is sent."""
    return LogFilter(row.organisation, row.region, tuple(row.codes.split()))


def _unsent(receiver_id: str) -> tuple[ColumnElement[bool], ...]:
    # Written out, not bound: only then does SQLite see that its index for these rows serves.
    is_webhook = literal_column("outbox.kind") == literal_column("'webhook'")
    return is_webhook, col(OutboxRow.sent_at).is_(None), col(OutboxRow.recipient) == receiver_id


def waiting(session: Session, receiver_id: str) -> int:
    """How many events the outbox owes a receiver."""
    query = select(func.count()).select_from(OutboxRow).where(*_unsent(receiver_id))
    return int(session.scalar(query) or 0)


def backlog(session: Session, row: ReceiverRow, handed_to: int) -> int:
    """How many events a receiver has not had: in the outbox, and in the log behind it."""
    behind = (
        select(func.count())
        .select_from(OutwardEventRow)
        .where(col(OutwardEventRow.position) > handed_to, *filter_of(row).conditions())
    )
    return waiting(session, row.receiver_id) + int(session.scalar(behind) or 0)


def hand_out(session: Session, row: ReceiverRow, now: datetime) -> int:
    """Owe a receiver the next events of the log, as many as its window holds; how many.

    Whoever hands out at the same instant for the same receiver finds the position moved and
    leaves it.
    """
    standing, end = standing_of(session, row.receiver_id), outward.end(session)
    room = WINDOW - waiting(session, row.receiver_id)
    if room <= 0 or standing.handed_to >= end:
        return 0
    found = outward.after(session, standing.handed_to, filter_of(row), room, up_to=end)
    reached = found[-1].position if len(found) == room else end
    if not _moved(session, standing, reached):
        return 0
    owed = [
        {
            "key": f"webhook:{row.receiver_id}:{standing.turn}:{event.position}",
            "kind": "webhook",
            "case_id": event.case_id,
            "payload": canonical({"position": event.position}),
            "created_at": now,
            "available_at": now,
            "attempts": 0,
            "recipient": row.receiver_id,
        }
        for event in found
    ]
    if owed:
        session.execute(insert(OutboxRow), owed)
    return len(owed)


def _moved(session: Session, standing: ReceiverStandingRow, reached: int) -> bool:
    moved = (
        update(Standing)
        .where(
            col(Standing.receiver_id) == standing.receiver_id,
            col(Standing.handed_to) == standing.handed_to,
            col(Standing.turn) == standing.turn,
        )
        .values(handed_to=reached)
        .returning(col(Standing.receiver_id))
        .execution_options(synchronize_session=False)
    )
    return session.execute(moved).first() is not None


def take_back(session: Session, receiver_id: str, before: int) -> None:
    """Owe a receiver everything from the position after `before` anew; earlier rows stay owed."""
    standing = session.get_one(Standing, receiver_id, with_for_update=True)
    query = select(col(OutboxRow.outbox_id), col(OutboxRow.payload)).where(*_unsent(receiver_id))
    gone = [
        outbox_id
        for outbox_id, payload in session.execute(query)
        if json.loads(payload)["position"] > before
    ]
    session.execute(delete(OutboxRow).where(col(OutboxRow.outbox_id).in_(gone)))
    standing.handed_to, standing.turn = min(before, standing.handed_to), standing.turn + 1
    standing.rests_until, standing.failures = None, 0
    session.flush()


def first_unsent(session: Session, receiver_id: str) -> int | None:
    """The lowest position that the outbox owes a receiver; None where it owes none."""
    payloads = session.scalars(select(col(OutboxRow.payload)).where(*_unsent(receiver_id)))
    return min((json.loads(payload)["position"] for payload in payloads), default=None)


def claim(session: Session, receiver_id: str, now: datetime, until: datetime) -> bool:
    """Be the only one who calls this receiver until then; False where another is, or it rests."""
    claimed = (
        update(Standing)
        .where(
            col(Standing.receiver_id) == receiver_id,
            or_(col(Standing.leased_until).is_(None), col(Standing.leased_until) <= now),
            or_(col(Standing.rests_until).is_(None), col(Standing.rests_until) <= now),
        )
        .values(leased_until=until)
        .returning(col(Standing.receiver_id))
    )
    return session.execute(claimed).first() is not None


def release(session: Session, receiver_id: str) -> None:
    """Others may call this receiver again."""
    of_receiver = col(Standing.receiver_id) == receiver_id
    session.execute(update(Standing).where(of_receiver).values(leased_until=None))


def heads(session: Session, receiver_id: str, now: datetime, limit: int) -> list[Delivery]:
    """The first owed event of each case whose time has come; the later ones wait for it."""
    rows = session.execute(_HEADS, {"receiver": receiver_id, "now": now, "limit": limit})
    return [
        Delivery(r.outbox_id, r.case_id, json.loads(r.payload)["position"], r.attempts)
        for r in rows
    ]


def delivered(session: Session, receiver_id: str, event_id: str, now: datetime) -> None:
    """The receiver took an event: it is up."""
    session.execute(
        update(Standing)
        .where(col(Standing.receiver_id) == receiver_id)
        .values(failures=0, rests_until=None, delivered_at=now, delivered=event_id, last_error=None)
    )


def failed(
    session: Session, receiver_id: str, failures: int, error: str, rests_until: datetime | None
) -> None:
    """The receiver did not take an event."""
    session.execute(
        update(Standing)
        .where(col(Standing.receiver_id) == receiver_id)
        .values(failures=failures, last_error=error, rests_until=rests_until)
    )


def to_serve(session: Session, now: datetime) -> list[str]:
    """The active receivers that are owed something, are not resting and not being called."""
    end = outward.end(session)
    query = (
        select(ReceiverRow, Standing)
        .join(Standing, col(Standing.receiver_id) == col(ReceiverRow.receiver_id))
        .where(
            col(ReceiverRow.is_active).is_(True),
            or_(col(Standing.leased_until).is_(None), col(Standing.leased_until) <= now),
            or_(col(Standing.rests_until).is_(None), col(Standing.rests_until) <= now),
        )
        .order_by(col(ReceiverRow.receiver_id))
    )
    return [
        row.receiver_id
        for row, standing in session.execute(query)
        if standing.handed_to < end or heads(session, row.receiver_id, now, 1)
    ]
