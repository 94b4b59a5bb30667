"""Matters to look up, and the form by which an enterprise files a project."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from acts import drafts, intake
from acts.authority import allows, authorise
from acts.documents import UPLOAD_BYTES_MAX
from acts.drafts import StaleDraft, version_of
from acts.forms import FilingForm
from acts.office import Office
from acts.problems import Invalid
from acts.resumable import PIECE_BYTES_MAX
from api.dependencies import Acts, OpenOffice, Readings
from api.idempotency import Answer, Once, fingerprint
from api.pages.drafting import Beginning, beginning, checked, saved, shelves, with_articles
from api.pages.filled import FilledForm, Labels, Places, Sent, SentForm, sent_again, with_problem
from api.pages.uploads import labels_of, stored_uploads
from api.pages.views_matter import groups, matter_view
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import NotFound, form_problem, problem_of
from catalog import Matter, code_lists
from states.terms import Role

router = APIRouter()

NATURES = ("new", "expansion", "reconstruction", "technical_renovation", "relocation")
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
        may_file=allows(visit.actor, "draft"),
    )


@router.get("/file", response_class=HTMLResponse)
def choose_matter(visit: Visited) -> Response:
    """Choose what to file."""
    authorise(visit.actor, "draft")
    return visit.page("matters", groups=groups(visit.words), filing=True)


@router.get("/file/{code}", response_class=HTMLResponse)
def show_filing_form(
    code: str,
    visit: Visited,
    reading: Readings,
    like: Annotated[str, Query(max_length=40)] = "",
    kept: Annotated[bool, Query(alias="saved")] = False,
    dropped: bool = False,
) -> Response:
    """The form of a matter: the draft, an earlier case's project, or what is known."""
    authorise(visit.actor, "draft")
    matter = _matter(visit, code)
    with reading() as office:
        begun = beginning(visit, office, code, like)
        return _form_page(
            visit,
            office,
            matter,
            begun.form,
            begun,
            version=begun.version,
            saved=kept,
            dropped=dropped,
        )


@router.post("/file/{code}/drop-draft", response_class=HTMLResponse)
def drop_draft(code: str, visit: Visited, acts: Acts) -> Response:
    """Give the draft up."""
    _matter(visit, code)
    with acts() as office:
        drafts.drop(office, code, actor=visit.actor)
    return onward(f"/file/{code}?dropped=true")


def _matter(visit: SignedVisit, code: str) -> Matter:
    matter = visit.house.city.catalog.matters.get(code)
    if matter is None:
        raise NotFound
    return matter


def _form_page(
    visit: SignedVisit,
    office: Office,
    matter: Matter,
    form: FilledForm,
    begun: Beginning | None = None,
    status: int = 200,
    version: str = "",
    **said: bool,
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
        shelves=shelves(visit, office, form, [paper.id for paper in shown.materials]),
        begun=begun,
        saved_at=words.instant(begun.draft.saved_at) if begun and begun.draft else "",
        piece_bytes_max=PIECE_BYTES_MAX,
        file_bytes_max=UPLOAD_BYTES_MAX,
        version=version,
        said={"saved": False, "dropped": False, "passed": False, "stale": False} | said,
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
def take_filing(
    code: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """File it, check it or save it, as the pressed button says.

    A form that is not taken comes back with everything that was typed and uploaded.
    """
    authorise(visit.actor, "draft")
    matter, wish = _matter(visit, code), sent.text("do")
    rules = visit.house.city.catalog.rules(code)
    uploads = stored_uploads(visit, acts, sent, [m.id for m in matter.materials])
    form = sent_again(sent, uploads.kept)
    labels, problem = labels_of(visit, rules), uploads.problem
    version = sent.text("draft_version")
    if wish in ("save", "check"):
        try:
            version = saved(visit, acts, code, sent, uploads.kept)
        except StaleDraft:
            with reading() as office:
                version = version_of(drafts.find(office, code, actor=visit.actor))
                return _form_page(visit, office, matter, form, None, 412, version, stale=True)
    if wish == "save" and problem is None:
        return onward(f"/file/{code}?saved=true")
    if problem is None:
        try:
            filing = FilingForm.model_validate(_raw(code, sent, uploads.forms, visit))
            if wish == "check":
                return _checked(visit, reading, matter, form, filing, labels, version)
            return onward(f"/cases/{_filed_once(visit, acts, sent, filing)}?done=filed")
        except ValidationError as error:
            problem = form_problem(error)
        except Invalid as error:
            problem = problem_of(error, visit.house.city.catalog)
    places = uploads.places if uploads.problem else Places(materials=[*uploads.kept])
    form = with_problem(form, problem, visit.lang, labels, places)
    form = with_articles(form, matter.regime, visit.lang)
    with reading() as office:
        return _form_page(visit, office, matter, form, None, problem.status, version)


def _checked(
    visit: SignedVisit,
    reading: OpenOffice,
    matter: Matter,
    form: FilledForm,
    filing: FilingForm,
    labels: Labels,
    version: str,
) -> HTMLResponse:
    """The form again with every point of the checks, or the word that nothing is left."""
    form = replace(form, problems=checked(visit, reading, filing, labels))
    with reading() as office:
        return _form_page(visit, office, matter, form, version=version, passed=not form.problems)


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
        drafts.drop(office, filing.matter, actor=visit.actor)
        return Answer(201, json.dumps({"case_id": case.case_id}))

    asked = fingerprint("POST", visit.request.url.path, None)
    once = Once(visit.actor, f"page-{sent.once}", asked, visit.now)
    return str(json.loads(bytes(once.carry_out(acts, do).body))["case_id"])
