"""Events for other platforms: fetched by cursor, acknowledged, reconciled by days."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from acts import outward
from acts.forms import Form
from acts.office import Office
from api.bodies import CounterRoute
from api.cursors import Cursor, Limit, number_in, written
from api.dependencies import CurrentActor, Now, Readings
from api.desk import DeskHere
from api.idempotency import Answer
from api.outward_views import (
    AcknowledgedView,
    DayEventsView,
    DaysView,
    EventOfDayView,
    EventsView,
    EventView,
    days_view,
    event_view,
    events_view,
)
from ledger import outward as log
from ledger.outward import LogFilter
from states.outward import ExchangeCode

router = APIRouter(prefix="/outward", tags=["outward"], route_class=CounterRoute)


class AcknowledgeForm(Form):
    """The last event up to which the reader has everything."""

    event_id: Annotated[str, Field(min_length=1, max_length=100)]


def log_filter(
    code: Annotated[
        list[ExchangeCode] | None, Query(description="Only these events of the exchange.")
    ] = None,
    region: Annotated[
        str, Query(pattern="^[0-9]{0,12}$", description="A region code or its beginning.")
    ] = "",
    organisation: Annotated[
        str, Query(max_length=64, description="Only cases that this department leads.")
    ] = "",
) -> LogFilter:
    """Which events a query asks for."""
    plain = "".join(sign for sign in organisation if sign.isprintable())
    return LogFilter(plain, region, tuple(sorted(set(code or ()))))


Wanted = Annotated[LogFilter, Depends(log_filter)]


@router.get("/events", response_model=EventsView)
def list_outward_events(
    wanted: Wanted,
    actor: CurrentActor,
    reading: Readings,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> EventsView:
    """Events in the order of the log; the same query gives the same events again.

    Without a cursor it begins behind what the reader has acknowledged. Officials of a
    department find the cases that it leads; window, supervision and administration all.
    """
    after = number_in(cursor) if cursor is not None else None
    with reading() as office:
        rows = outward.fetch(office, wanted, actor=actor, after=after, limit=limit + 1)
        begins = after if after is not None else outward.acknowledged(office, actor=actor)
        return events_view(list(rows), limit, begins)


@router.get("/events/{event_id}", response_model=EventView)
def read_outward_event(event_id: str, actor: CurrentActor, reading: Readings) -> EventView:
    """One event again, by its id."""
    with reading() as office:
        return event_view(outward.one(office, event_id, actor=actor))


@router.post("/acknowledgements", response_model=AcknowledgedView)
def acknowledge_outward_events(form: AcknowledgeForm, desk: DeskHere) -> Response:
    """The reader has everything up to this event; an earlier one changes nothing."""

    def do(office: Office) -> Answer:
        stands = outward.acknowledge(office, form.event_id, actor=desk.actor, now=desk.now)
        return Answer(200, AcknowledgedView(event_id=stands).model_dump_json())

    return desk.once(form, do)


@router.get("/days", response_model=DaysView)
def reconcile_outward_days(
    wanted: Wanted,
    actor: CurrentActor,
    reading: Readings,
    now: Now,
    first: Annotated[date, Query(alias="from", description="The first legal day.")],
    last: Annotated[date, Query(alias="to", description="The last legal day.")],
) -> DaysView:
    """Count and hash of each legal day (Asia/Shanghai), so that a reader sees which it lacks."""
    with reading() as office:
        return days_view(outward.reconcile(office, wanted, first, last, actor=actor, now=now))


@router.get("/days/{day}", response_model=DayEventsView)
def list_outward_events_of_day(
    day: date,
    wanted: Wanted,
    actor: CurrentActor,
    reading: Readings,
    limit: Limit = 200,
    cursor: Cursor = None,
) -> DayEventsView:
    """The ids and hashes of a day's events."""
    after = number_in(cursor) if cursor is not None else 0
    with reading() as office:
        rows = outward.of_day(office, wanted, day, actor=actor, after=after, limit=limit + 1)
        items = [EventOfDayView.model_validate(log.told(row)) for row in rows[:limit]]
    more = len(rows) > limit
    return DayEventsView(
        items=items, next_cursor=written(str(items[-1].position)) if more else None
    )
