"""Acting on a case: one page per act, taken once, shown again with what is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ValidationError

from acts.deeds import DEEDS
from acts.documents import UPLOAD_BYTES_MAX
from acts.office import Office
from acts.problems import Invalid, StaleVersion
from acts.resumable import PIECE_BYTES_MAX
from api.dependencies import Acts, OpenOffice, Readings
from api.desk import Desk
from api.idempotency import Answer, Once, fingerprint
from api.pages.beside import beside
from api.pages.cases import viewed
from api.pages.choices import choices_for, colleagues
from api.pages.deed_forms import deed_fields
from api.pages.filled import (
    FilledForm,
    Places,
    Sent,
    SentForm,
    prefilled,
    sent_again,
    with_problem,
)
from api.pages.page_acts import PAGE_ACTS, PageAct
from api.pages.uploads import Uploads, labels_of, stored_uploads
from api.pages.views_case import FIELDS
from api.pages.visit import SignedVisit, Visited, onward
from api.pages.watched import watched_case
from api.problems import Declined, NotFound, Problem, form_problem, problem_of
from states.extension_requests import open_request
from states.terms import CaseSnapshot

router = APIRouter()
MOVED_ON = 412
"""Answered where somebody else acted on the case since the form was opened."""


def _page_act(name: str) -> PageAct:
    act = PAGE_ACTS.get(name)
    if act is None:
        raise NotFound
    return act


@router.get("/cases/{case_id}/acts/{name}", response_class=HTMLResponse)
def show_act(case_id: str, name: str, visit: Visited, reading: Readings) -> Response:
    """The form of an act."""
    _page_act(name)
    with reading() as office:
        case = visit.case(office, case_id)
    present = {f"changes.{field}": case.project.get(field) or "" for field in FIELDS}
    request = open_request(case) if name == "extend" else None
    if request is not None:
        present |= {"days": str(request.days), "reasons": request.reasons}
    return _page(visit, reading, case, name, prefilled(present, case.version))


def _page(
    visit: SignedVisit,
    reading: OpenOffice,
    case: CaseSnapshot,
    name: str,
    form: FilledForm,
    status: int = 200,
) -> HTMLResponse:
    with reading() as office:
        at_side = beside(visit, office, case)
        choices = choices_for(visit.words, visit.t, case, visit.today)
        choices["colleagues"] = colleagues(visit.words, visit.t, office, visit.actor)
    deed = DEEDS.get(name)
    return visit.page(
        "act",
        status,
        act=name,
        body="deed" if deed else name,
        deed_fields=deed_fields(deed.form, visit.t, choices) if deed else (),
        case=viewed(visit, case),
        beside=at_side,
        live=watched_case(visit, case),
        moved_on=status == MOVED_ON,
        form=form,
        choices=choices,
        grave=PAGE_ACTS[name].is_grave,
        piece_bytes_max=PIECE_BYTES_MAX,
        file_bytes_max=UPLOAD_BYTES_MAX,
    )


@router.post("/cases/{case_id}/acts/{name}", response_class=HTMLResponse)
def take_act(
    case_id: str, name: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Carry the act out, or show its form again with everything that was typed."""
    page_act = _page_act(name)
    with reading() as office:
        case = visit.case(office, case_id)
    materials = [rule.id for rule in case.rules.materials] if page_act.takes_uploads else []
    uploads = stored_uploads(visit, acts, sent, materials)
    if sent.wants_rows is not None:
        return _page(visit, reading, case, name, sent_again(sent, uploads.kept))
    problem, read = uploads.problem, dict[str, Any]()
    if problem is None:
        problem = _carried_out(visit, acts, case, name, sent, uploads, read)
    if problem is None and read:
        return visit.page("contact", case=viewed(visit, case), contact=read)
    if problem is None:
        return onward(f"/cases/{case_id}?done={name}")
    places = Places([place for place, _ in sent.rows()], uploads.places.materials)
    form = with_problem(
        sent_again(sent, uploads.kept), problem, visit.lang, labels_of(visit, case.rules), places
    )
    if problem.status == MOVED_ON:
        # The page shows the case as it stands: who sends the form again has seen it.
        form = replace(form, version=case.version)
    return _page(visit, reading, case, name, form, problem.status)


def _carried_out(
    visit: SignedVisit,
    acts: Acts,
    case: CaseSnapshot,
    name: str,
    sent: Sent,
    uploads: Uploads,
    read: dict[str, Any],
) -> Problem | None:
    """Do it once; what is wrong, or None when it is done.

    `read` takes up the applicant's contact where this very act shows it.
    """
    page_act = PAGE_ACTS[name]
    raw = page_act.read(sent, case, uploads.forms)
    try:
        form = page_act.form.model_validate(raw) if page_act.form else None
        read |= _act_once(visit, acts, case.case_id, page_act, sent, form)
    except ValidationError as error:
        return form_problem(error)
    except (Declined, Invalid, StaleVersion) as error:
        return problem_of(error, visit.house.city.catalog)
    return None


def _act_once(
    visit: SignedVisit,
    acts: Acts,
    case_id: str,
    page_act: PageAct,
    sent: Sent,
    form: BaseModel | None,
) -> dict[str, Any]:
    """One transaction; sending the same form twice has one effect, and shows a contact once."""
    read: dict[str, Any] = {}
    path = visit.request.url.path
    desk = Desk(visit.house, acts, visit.actor, visit.now, sent.version, None, "POST", path)

    def do(office: Office) -> Answer:
        where = page_act.where(sent, visit.actor)
        case = desk.acted(office, case_id, form, page_act.act, *where)
        if page_act.shows_contact:
            read.update(office.case(case_id).applicant)
        done: dict[str, Any] = {"done": case.case_id}
        return Answer(200, json.dumps(done))

    once = Once(visit.actor, f"page-{sent.once}", fingerprint("POST", path, None), visit.now)
    once.carry_out(acts, do)
    return read
