"""Holiday calendars, for administrators: those in force so far, a rehearsal, a publication."""

from __future__ import annotations

from fastapi import APIRouter, Response

from acts import calendars
from acts.authority import authorise
from acts.office import Office
from api.bodies import CounterRoute
from api.calendar_schemas import CalendarView, NoticeForm, RehearsalView, WaitingView
from api.dependencies import CurrentActor, Now, Readings
from api.desk import DeskHere
from api.idempotency import Answer
from greenlane.calendar_rows import edition_row, rehearsal_row, waiting_row

router = APIRouter(prefix="/calendars", tags=["calendars"], route_class=CounterRoute)

LOOKED_AT_MAX, SHOWN_MAX = 200, 100


@router.get("", response_model=list[CalendarView])
def list_calendars(actor: CurrentActor, reading: Readings) -> list[CalendarView]:
    """Every calendar that was ever in force here, the newest last."""
    authorise(actor, "see_calendars")
    with reading() as office:
        return [CalendarView.model_validate(edition_row(e)) for e in office.city.editions]


@router.get("/provisional", response_model=WaitingView)
def list_provisional_dates(actor: CurrentActor, reading: Readings) -> WaitingView:
    """Open cases whose dates wait for a holiday notice, each with its range."""
    authorise(actor, "see_calendars")
    with reading() as office:
        count, cases = calendars.provisional_cases(office, limit=SHOWN_MAX)
        known_to = office.city.calendar.last_day
    rows = [waiting_row(case) for case in cases]
    return WaitingView.model_validate({"known_to": known_to, "count": count, "cases": rows})


@router.post("/rehearsals", response_model=RehearsalView)
def rehearse_calendar(
    form: NoticeForm, actor: CurrentActor, now: Now, reading: Readings
) -> RehearsalView:
    """What publishing the notice would change; nothing is written."""
    with reading() as office:
        found = calendars.rehearse_calendar(
            office, form.notice, actor=actor, now=now, limit=LOOKED_AT_MAX
        )
    return RehearsalView.model_validate(rehearsal_row(found))


@router.post("", response_model=CalendarView)
def publish_calendar(form: NoticeForm, desk: DeskHere) -> Response:
    """Put a notice in force; open cases follow it one by one. Twice changes nothing."""

    def do(office: Office) -> Answer:
        edition = calendars.publish_calendar(office, form.notice, actor=desk.actor, now=desk.now)
        return Answer(200, CalendarView.model_validate(edition_row(edition)).model_dump_json())

    return desk.once(form, do)
