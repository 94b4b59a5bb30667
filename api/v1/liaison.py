"""Service officers and leaders bound to projects and parks, and their visits."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

from fastapi import APIRouter, Response

from acts import liaison
from acts.liaison import BindForm, Bound, ReleaseForm, SettleForm, VisitForm
from acts.office import Office
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, Now, Readings
from api.desk import Desk, DeskHere
from api.idempotency import Answer
from api.meeting_views import liaison_view
from api.project_desk import seen_project
from states.terms import Actor, Role
from states.worktime import legal_day

router = APIRouter(prefix="/liaison", tags=["liaison"], route_class=CounterRoute)
Kind = Literal["project", "park"]


def seen_liaison(office: Office, kind: str, subject: str, actor: Actor) -> Bound:
    """The liaison of a subject that the actor may see.

    Raises:
        UnknownProject, UnknownItem: there is none, or it is not the actor's to see.
    """
    if kind == "project":
        seen_project(office, subject, actor)
    bound = liaison.liaison(office, kind, subject, actor=actor)
    if kind == "park" and actor.role is Role.ENTERPRISE:
        # Whom to turn to is public with the park; what visits found speaks of other enterprises.
        return replace(bound, liaison=replace(bound.liaison, visits=()), lines=())
    return bound


@router.get("/{kind}/{subject}", response_model=dict[str, Any])
def read_liaison(
    kind: Kind, subject: str, actor: CurrentActor, reading: Readings, now: Now
) -> dict[str, Any]:
    """Who is bound to a project or park, the visits, and the problems that they found."""
    with reading() as office:
        bound = seen_liaison(office, kind, subject, actor)
    return liaison_view(bound, legal_day(now))


def _acted(desk: Desk, act: Callable[..., Bound], kind: Kind, subject: str, form: Any) -> Response:
    def do(office: Office) -> Answer:
        seen_liaison(office, kind, subject, desk.actor)
        more = {"actor": desk.actor, "now": desk.now, "if_version": desk.if_version}
        told = liaison_view(act(office, kind, subject, form, **more), legal_day(desk.now))
        return Answer(200, json.dumps(told, ensure_ascii=False))

    return desk.once(form, do)


@router.post("/{kind}/{subject}/bindings", response_model=dict[str, Any])
def bind_person(kind: Kind, subject: str, form: BindForm, desk: DeskHere) -> Response:
    """Bind a service officer, a leader or a task force from a day on."""
    return _acted(desk, liaison.bind, kind, subject, form)


@router.post("/{kind}/{subject}/releases", response_model=dict[str, Any])
def release_person(kind: Kind, subject: str, form: ReleaseForm, desk: DeskHere) -> Response:
    """A binding ends today."""
    return _acted(desk, liaison.release, kind, subject, form)


@router.post("/{kind}/{subject}/visits", response_model=dict[str, Any])
def log_visit(kind: Kind, subject: str, form: VisitForm, desk: DeskHere) -> Response:
    """A visit that was made, with the problems that it found."""
    return _acted(desk, liaison.log_visit, kind, subject, form)


@router.post("/{kind}/{subject}/settlements", response_model=dict[str, Any])
def settle_ticket(kind: Kind, subject: str, form: SettleForm, desk: DeskHere) -> Response:
    """A problem is solved, and how."""
    return _acted(desk, liaison.settle, kind, subject, form)
