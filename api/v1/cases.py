"""Cases: filed, listed, looked at, explained."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from acts import due, intake
from acts.as_of import case_as_of, office_as_of
from acts.authority import authorise, sees_all
from acts.case_file import case_file
from acts.explain import view_of
from acts.forms import FilingForm
from acts.masking import case_for, rows_for
from acts.office import Office
from api import schemas
from api.bodies import CounterRoute
from api.case_views import case_line, case_view
from api.cursors import Cursor, Limit, read, written
from api.dependencies import CurrentActor, Now, Readings
from api.desk import DeskHere, seen
from api.idempotency import Answer, etag_of
from api.problems import NotFound
from greenlane.wording import elapsed_row, explained
from ledger import book, views
from states.terms import Actor, ClockName, Role

router = APIRouter(tags=["cases"], route_class=CounterRoute)

Light = Literal["green", "warning", "yellow", "red"]


@router.post("/cases", status_code=201, response_model=schemas.CaseView)
def file_case(form: FilingForm, desk: DeskHere) -> Response:
    """申报: file one matter for one project.

    A record filing (备案) with all its information is filed in this instant; anything else
    is received, and the notice period runs from its day.
    """

    def do(office: Office) -> Answer:
        filed = intake.receive(office, form, actor=desk.actor, now=desk.now)
        case = case_for(desk.actor, filed)
        return Answer(201, case_view(office, case, desk.now).model_dump_json())

    return desk.once(form, do)


@router.get("/cases", response_model=schemas.Page[schemas.CaseLine])
def list_cases(
    actor: CurrentActor,
    reading: Readings,
    light: Annotated[Light | None, Query(description="Only cases that show this card.")] = None,
    text: Annotated[
        str | None, Query(max_length=100, description="In name, code, enterprise or case id.")
    ] = None,
    lead: Annotated[str | None, Query(max_length=80, description="Lead department.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> schemas.Page[schemas.CaseLine]:
    """The cases that are yours to see, newest first."""
    before = read(cursor, 1)[0] if cursor else None
    wanted = own_cases(actor, light=light, text=_plain(text), lead=_plain(lead))
    with reading() as office:
        rows = views.cases(office.session, wanted, limit=limit + 1, before=before)
        items = [case_line(row) for row in rows[:limit]]
    more = len(rows) > limit
    return schemas.Page(items=items, next_cursor=written(items[-1].case_id) if more else None)


def _plain(text: str | None) -> str | None:
    """A search text without characters that stand in no name."""
    return "".join(sign for sign in text if sign.isprintable()) if text else None


def own_cases(
    actor: Actor, *, light: str | None = None, text: str | None = None, lead: str | None = None
) -> views.CaseFilter:
    """The filter that leaves only what the actor may see."""
    is_enterprise = actor.role is Role.ENTERPRISE
    is_official = not is_enterprise and not sees_all(actor)
    return views.CaseFilter(
        applicant_code=actor.organisation if is_enterprise else None,
        party=actor.organisation if is_official else None,
        lead=lead,
        light=light,
        text=text,
    )


@router.get("/cases/{case_id}", response_model=schemas.CaseView)
def show_case(
    case_id: str,
    actor: CurrentActor,
    reading: Readings,
    now: Now,
    as_of: Annotated[
        AwareDatetime | None,
        Query(description="An instant with its time zone: the case as it was told then."),
    ] = None,
) -> Response:
    """The case: states, seats, clocks, who holds it now, what may happen next.

    The ETag is the version to send as If-Match; a case of the past has none.
    """
    with reading() as office:
        case = seen(office, case_id, actor)
        if as_of is not None:
            then = office_as_of(office, as_of, now)
            past = case_for(actor, case_as_of(then, case_id, as_of))
            told = case_view(then, past, as_of)
            return Response(told.model_dump_json(), media_type="application/json")
        body = case_view(office, case, now).model_dump_json()
    headers = {"ETag": etag_of(case.version)}
    return Response(body, headers=headers, media_type="application/json")


@router.get("/cases/{case_id}/entries", response_model=list[schemas.EntryView])
def list_entries(case_id: str, actor: CurrentActor, reading: Readings) -> list[schemas.EntryView]:
    """The whole record, each line with its hash and the one before it."""
    with reading() as office:
        case = seen(office, case_id, actor)
        rows = rows_for(actor, case, book.sealed_entries(office.session, case_id))
    return [schemas.EntryView(**(row | {"payload": json.loads(row["payload"])})) for row in rows]


@router.get("/cases/{case_id}/clocks/{name}", response_model=dict[str, Any])
def explain_clock(
    case_id: str,
    name: str,
    actor: CurrentActor,
    reading: Readings,
    now: Now,
    department: Annotated[str, Query(max_length=80)] = "",
) -> dict[str, Any]:
    """Explain my date: day by day what was counted, skipped and excluded, by which text.

    `department` names the seat whose opinion clock is meant.
    """
    if name not in set(ClockName):
        raise NotFound
    with reading() as office:
        case = seen(office, case_id, actor)
        view, hours = view_of(case, ClockName(name), department), office.city.catalog.office_hours
        if view is None:
            raise NotFound
        return explained(view) | {"elapsed": elapsed_row(view, case, hours, now)}


@router.get("/cases/{case_id}/file", response_model=dict[str, Any])
def show_file(case_id: str, actor: CurrentActor, reading: Readings) -> dict[str, Any]:
    """The case file: sealed entries, holiday calendars and every clock, to be checked offline.

    `tools/recompute_dates.py` derives its dates again with the standard library alone.
    """
    with reading() as office:
        case = seen(office, case_id, actor)
        file = case_file(office, case_id)
    return file | {"entries": rows_for(actor, case, file["entries"])}


@router.post("/cases/{case_id}/advance", response_model=schemas.AdvancedView)
def advance_case(case_id: str, desk: DeskHere) -> Response:
    """Take every step that is due by now; twice changes nothing. For supervision."""
    authorise(desk.actor, "advance_case")

    def do(office: Office) -> Answer:
        before = seen(office, case_id, desk.actor).version
        taken = due.advance(office, case_id, now=desk.now)
        advanced = schemas.AdvancedView(
            case_id=case_id,
            version=before + len(taken),
            taken=[
                schemas.TakenView(
                    number=line.number, kind=line.kind.value, effective_on=line.effective_on
                )
                for line in taken
            ],
        )
        return Answer(200, advanced.model_dump_json())

    return desk.once(None, do)
