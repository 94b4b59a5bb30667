"""Matters to look up, and the form by which an enterprise files a project."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from acts import intake
from acts.authority import require_role
from acts.forms import FilingForm
from acts.office import Office
from acts.problems import Invalid
from api.dependencies import Acts, Readings
from api.idempotency import Answer, Once, fingerprint
from api.pages.filled import FilledForm, Places, Sent, SentForm, prefilled, sent_again, with_problem
from api.pages.uploads import labels_of, stored_uploads
from api.pages.views_matter import groups, matter_view
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import NotFound, Problem, form_problem, problem_of
from api.v1.cases import own_cases
from catalog import Matter, code_lists
from ledger import views
from states.terms import Role

router = APIRouter()

NATURES = ("new", "expansion", "reconstruction", "technical_renovation", "relocation")
FILERS = (Role.ENTERPRISE, Role.CLERK)
PROJECT = ("name", "region", "industry", "location", "scale", "content")
APPLICANT = ("name", "credit_code", "contact", "phone")


@router.get("/matters", response_class=HTMLResponse)
def show_matters(visit: Visited) -> Response:
    """All matters, by regime."""
    return visit.page("matters", groups=groups(visit.words), filing=False)


@router.get("/matters/{code}", response_class=HTMLResponse)
def show_matter(code: str, visit: Visited) -> Response:
    """One matter: every number with its source and how sure it is."""
    catalog, matter = visit.house.city.catalog, _matter(visit, code)
    city = catalog.book.city
    return visit.page(
        "matter",
        matter=matter_view(visit.words, catalog, matter),
        edition=city.note if visit.lang == "zh" else city.note_en,
        may_file=visit.actor.role in FILERS,
    )


@router.get("/file", response_class=HTMLResponse)
def choose_matter(visit: Visited) -> Response:
    """Choose what to file."""
    require_role(visit.actor, FILERS)
    return visit.page("matters", groups=groups(visit.words), filing=True)


@router.get("/file/{code}", response_class=HTMLResponse)
def show_filing_form(code: str, visit: Visited, reading: Readings) -> Response:
    """The form of a matter, with what is known of the enterprise filled in."""
    require_role(visit.actor, FILERS)
    return _form_page(visit, _matter(visit, code), prefilled(_known(visit, reading)))


def _known(visit: SignedVisit, reading: Readings) -> Mapping[str, object]:
    """The enterprise's own code, and the name under which it filed last."""
    if visit.actor.role is not Role.ENTERPRISE:
        return {}
    with reading() as office:
        last = views.cases(office.session, own_cases(visit.actor), limit=1)
    known = {"applicant.credit_code": visit.actor.organisation}
    return known | ({"applicant.name": last[0].applicant_name} if last else {})


def _matter(visit: SignedVisit, code: str) -> Matter:
    matter = visit.house.city.catalog.matters.get(code)
    if matter is None:
        raise NotFound
    return matter


def _form_page(
    visit: SignedVisit, matter: Matter, form: FilledForm, status: int = 200
) -> HTMLResponse:
    words = visit.words
    shown = matter_view(words, visit.house.city.catalog, matter)
    home = visit.house.city.catalog.book.city.region
    return visit.page(
        "file",
        status,
        matter=shown,
        papers=shown.materials,
        form=form,
        regions=regions_of(home),
        natures=[(nature, visit.t(f"nature.{nature}")) for nature in NATURES],
        own_code=visit.actor.role is Role.ENTERPRISE,
    )


def regions_of(home: str) -> list[tuple[str, str]]:
    """The city's own regions as options of a form, in order of code."""
    return [
        (code, f"{region.name} {code}")
        for code, region in sorted(code_lists.regions().items())
        if home in (code, region.parent) and region.kind != "former"
    ]


@router.post("/file/{code}", response_class=HTMLResponse)
def take_filing(code: str, visit: Visited, acts: Acts, sent: SentForm) -> Response:
    """File it, or show the form again with everything that was typed and uploaded."""
    require_role(visit.actor, FILERS)
    matter = _matter(visit, code)
    rules = visit.house.city.catalog.rules(code)
    uploads = stored_uploads(visit, acts, sent, [m.id for m in matter.materials])
    form = sent_again(sent, uploads.kept)
    places = Places(materials=[*uploads.kept])
    labels = labels_of(visit, rules)
    problem: Problem | None = uploads.problem
    if problem is None:
        try:
            filing = FilingForm.model_validate(_raw(code, sent, uploads.forms, visit))
            return onward(f"/cases/{_filed_once(visit, acts, sent, filing)}?done=filed")
        except ValidationError as error:
            problem = form_problem(error)
        except Invalid as error:
            problem = problem_of(error, visit.house.city.catalog)
    form = with_problem(form, problem, visit.lang, labels, uploads.places or places)
    return _form_page(visit, matter, form, problem.status)


def _raw(code: str, sent: Sent, materials: list[dict[str, Any]], visit: SignedVisit) -> Any:
    """The form model's input; blank choices and the optional code count as not given."""
    project: dict[str, Any] = {name: sent.text(f"project.{name}") for name in PROJECT}
    for name in ("code", "nature", "total_investment_wan", "region", "industry"):
        value = sent.text(f"project.{name}").strip()
        project.pop(name, None)
        if value:
            project[name] = value
    return {
        "matter": code,
        "project": project,
        "applicant": {name: sent.text(f"applicant.{name}") for name in APPLICANT},
        "materials": materials,
        "declaration": sent.text("declaration") == "yes",
        "channel": "online" if visit.actor.role is Role.ENTERPRISE else "window",
    }


def _filed_once(visit: SignedVisit, acts: Acts, sent: Sent, filing: FilingForm) -> str:
    """The new case's id; sending the same form twice gives the same case."""

    def do(office: Office) -> Answer:
        case = intake.receive(office, filing, actor=visit.actor, now=visit.now)
        return Answer(201, json.dumps({"case_id": case.case_id}))

    asked = fingerprint("POST", visit.request.url.path, None)
    once = Once(visit.actor, f"page-{sent.once}", asked, visit.now)
    return str(json.loads(bytes(once.carry_out(acts, do).body))["case_id"])
