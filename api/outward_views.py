"""Events, days and receivers as the API tells them; a secret is told by its name alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from acts import outward
from acts.outward import Reconciled
from acts.receivers import KeptReceiver
from api.cursors import written
from api.record_rows import history_rows
from greenlane.outgoing import has_secret
from greenlane.settings import Settings
from ledger.outward_tables import OutwardEventRow


class EventView(BaseModel):
    """One event of the log: its place, the hash of its canonical JSON, and the CloudEvent."""

    position: int
    sha256: str
    event: dict[str, Any]


class EventsView(BaseModel):
    """Events in order; `cursor` goes on behind the last of them, also where no more are there."""

    items: list[EventView]
    cursor: str
    more: bool


class DayView(BaseModel):
    """A legal day's events: how many, and the SHA-256 of the lines `id sha256` sorted by id.

    `whole` says that the day is over and the log lacks nothing of it.
    """

    day: date
    count: int
    sha256: str
    whole: bool


class DaysView(BaseModel):
    """The days that have events; a day before `whole_until` that is not told has none."""

    days: list[DayView]
    whole_until: date


class EventOfDayView(BaseModel):
    """One event of a day by its id, to be held against what the reader has."""

    position: int
    id: str
    case_id: str
    code: str
    day: date
    sha256: str


class DayEventsView(BaseModel):
    """The events of a day, some at a time."""

    items: list[EventOfDayView]
    next_cursor: str | None


class AcknowledgedView(BaseModel):
    """The event up to which the reader has everything."""

    event_id: str


class ReceiverView(BaseModel):
    """A receiver, how far it has come, and how much it has not had."""

    receiver_id: str
    title: str
    address: str
    codes: list[str]
    region: str
    organisation: str
    secret: str
    secret_kept: bool
    previous: str
    previous_until: datetime | None
    active: bool
    backlog: int
    delivered: str
    delivered_at: datetime | None
    failures: int
    rests_until: datetime | None
    last_error: str | None
    version: int


class ReceiverLineView(BaseModel):
    """One line of a receiver's record."""

    number: int
    kind: str
    effective_on: date
    recorded_at: datetime
    by: str
    organisation: str
    payload: dict[str, Any]
    hash: str


class ReceiverWithHistory(ReceiverView):
    """A receiver with every line of its record."""

    history: list[ReceiverLineView]


def event_view(row: OutwardEventRow) -> EventView:
    """An event of the log."""
    return EventView(position=row.position, sha256=row.sha256, event=outward.content_of(row))


def events_view(rows: list[OutwardEventRow], limit: int, after: int) -> EventsView:
    """At most `limit` of the rows, with the cursor behind them."""
    shown = rows[:limit]
    last = shown[-1].position if shown else after
    return EventsView(
        items=[event_view(row) for row in shown],
        cursor=written(str(last)),
        more=len(rows) > limit,
    )


def days_view(found: Reconciled) -> DaysView:
    """The days of a reconciliation."""
    days = [
        DayView(day=one.day, count=one.count, sha256=one.sha256, whole=one.day < found.whole_until)
        for one in found.days
    ]
    return DaysView(days=days, whole_until=found.whole_until)


def receiver_view(kept: KeptReceiver, settings: Settings) -> ReceiverView:
    """A receiver as it stands."""
    now, standing = kept.now, kept.standing
    return ReceiverView(
        receiver_id=kept.receiver_id,
        title=now.title,
        address=now.address,
        codes=list(now.codes),
        region=now.region,
        organisation=now.organisation,
        secret=now.secret,
        secret_kept=has_secret(settings, now.secret),
        previous=now.previous,
        previous_until=now.previous_until,
        active=now.is_active,
        backlog=kept.backlog,
        delivered=standing.delivered,
        delivered_at=standing.delivered_at,
        failures=standing.failures,
        rests_until=standing.rests_until,
        last_error=standing.last_error,
        version=now.version,
    )


def receiver_with_history(kept: KeptReceiver, settings: Settings) -> ReceiverWithHistory:
    """A receiver with its record."""
    rows = history_rows(kept.lines, lambda line: {"payload": dict(line.payload)})
    return ReceiverWithHistory.model_validate(
        receiver_view(kept, settings).model_dump() | {"history": rows}
    )
