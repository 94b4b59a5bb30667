"""联系与走访: who is bound to a project or park, the visits, and what they found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from acts import liaison
from acts.authority import allows
from acts.liaison import BindForm, Bound, ReleaseForm, SettleForm, VisitForm
from api.dependencies import Acts, Readings
from api.pages.declining import DECLINED, declined
from api.pages.filled import FilledForm, Sent, SentForm
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import NotFound
from api.v1.liaison import seen_liaison
from states.liaison import BoundAs, Ticket
from states.terms import Actor

router = APIRouter()
TICKET_ROWS = 3
Doing = Callable[..., Bound]
ACTS: Mapping[str, tuple[Doing, type[BaseModel]]] = {
    "bind": (liaison.bind, BindForm),
    "release": (liaison.release, ReleaseForm),
    "visit": (liaison.log_visit, VisitForm),
    "settle": (liaison.settle, SettleForm),
}
FIELDS = (
    "bound_as", "person", "post", "phone", "username", "from_on", "until_on", "binding", "reason",
    "visited_on", "found", "ticket", "result", "evidence", "text", "unit", "due_on",
)  # fmt: skip


@router.get("/liaison/{kind}/{subject}", response_class=HTMLResponse)
def show_liaison(kind: str, subject: str, visit: Visited, reading: Readings) -> Response:
    """Who is bound, the visits, and the problems that are still open."""
    with reading() as office:
        bound = seen_liaison(office, kind, subject, visit.actor)
    day, found = visit.words.day, bound.liaison
    return visit.page(
        "liaison",
        bound=bound,
        back=_back(bound),
        bindings=[
            (each, day(each.from_on), day(each.until_on) if each.until_on else None,
             each.covers(visit.today))
            for each in found.bindings
        ],
        visits=[
            (each, day(each.visited_on),
             [(t, visit.words.department(t.unit), day(t.due_on) if t.due_on else None,
               day(t.settled_on) if t.settled_on else None) for t in each.tickets])
            for each in reversed(found.visits)
        ],
        lines=[(line, visit.words.instant(line.recorded_at)) for line in bound.lines],
        may=_offered(bound, visit.actor),
        reads_tasks=allows(visit.actor, "see_tasks"),
    )  # fmt: skip


def _back(bound: Bound) -> str:
    return f"/projects/{bound.id}" if bound.kind == "project" else f"/registers/parks/{bound.id}"


def _offered(bound: Bound, actor: Actor) -> tuple[str, ...]:
    found: list[str] = []
    if liaison.may_log(bound, actor) and bound.liaison.bindings:
        found.append("visit")
    if liaison.may_keep_liaison(bound, actor):
        found.append("bind")
        found += ["release"] if bound.liaison.bindings else []
    if _to_settle(bound, actor):
        found.append("settle")
    return tuple(found)


def _to_settle(bound: Bound, actor: Actor) -> list[Ticket]:
    """The problems that this person may say are solved: of a task its unit alone does."""
    return [
        ticket
        for ticket in bound.liaison.open_tickets
        if ticket.awaits_report
        and (
            allows(actor, "settle_liaison", ticket)
            or (not ticket.task and liaison.may_log(bound, actor))
        )
    ]


@router.get("/liaison/{kind}/{subject}/{wanted}", response_class=HTMLResponse)
def show_act(
    kind: str,
    subject: str,
    wanted: str,
    visit: Visited,
    reading: Readings,
    ticket: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """The form of an act."""
    return _act(visit, reading, kind, subject, wanted, FilledForm({"ticket": (str(ticket),)}))


@router.post("/liaison/{kind}/{subject}/{wanted}", response_class=HTMLResponse)
def take_act(
    kind: str,
    subject: str,
    wanted: str,
    visit: Visited,
    reading: Readings,
    acts: Acts,
    sent: SentForm,
) -> Response:
    """Do it, or show the form again with what is wrong."""
    if wanted not in ACTS:
        raise NotFound
    act, model = ACTS[wanted]
    try:
        form = model.model_validate(_told(model, sent))
        more: dict[str, Any] = {"actor": visit.actor, "now": visit.now}
        with acts() as office:
            seen_liaison(office, kind, subject, visit.actor)
            act(office, kind, subject, form, **more, if_version=sent.version)
    except DECLINED as error:
        filled, status = declined(visit, sent, error, _labels(visit))
        return _act(visit, reading, kind, subject, wanted, filled, status)
    return onward(f"/liaison/{kind}/{subject}")


def _told(model: type[BaseModel], sent: Sent) -> dict[str, Any]:
    listed = ("tickets", "evidence")
    told: dict[str, Any] = sent.given(*(name for name in model.model_fields if name not in listed))
    if "evidence" in model.model_fields:
        told["evidence"] = sent.lines("evidence")
    tickets = []
    for number in range(TICKET_ROWS):
        row = {n: sent.text(f"tickets.{number}.{n}") for n in ("text", "unit", "due_on")}
        if any(value.strip() for value in row.values()):
            tickets.append({name: value or None for name, value in row.items()})
    return told | ({"tickets": tickets} if tickets else {})


def _labels(visit: SignedVisit) -> dict[str, str]:
    return {name: visit.t(f"liaison.{name}") for name in FIELDS}


def _act(
    visit: SignedVisit,
    reading: Readings,
    kind: str,
    subject: str,
    wanted: str,
    form: FilledForm,
    status: int = 200,
) -> HTMLResponse:
    if wanted not in ACTS:
        raise NotFound
    with reading() as office:
        bound = seen_liaison(office, kind, subject, visit.actor)
    return visit.page(
        "liaison_act",
        status,
        bound=bound,
        wanted=wanted,
        version=bound.liaison.version,
        kinds=[(each.value, visit.t(f"bound_as.{each.value}")) for each in BoundAs],
        people=[(str(each.number), each.person) for each in bound.liaison.bindings],
        tickets=[(str(each.number), each.text) for each in _to_settle(bound, visit.actor)],
        units=visit.words.departments(),
        rows=TICKET_ROWS,
        form=form,
    )
