"""The pages of projects in green channels: the list, the nomination, the project, its acts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from acts import channels
from acts.authority import opens_to_role
from acts.channel_forms import NominateForm
from acts.channel_steps import kept_materials, openable
from acts.office import Office
from acts.problems import Invalid, StaleVersion
from api.cursors import Cursor, read, written
from api.dependencies import Acts, Readings
from api.desk import Desk
from api.idempotency import Answer, Once, fingerprint
from api.pages.around import around
from api.pages.choices import access_items
from api.pages.deed_forms import deed_fields
from api.pages.filing import NATURES, regions_of
from api.pages.filled import FilledForm, Labels, Places, Sent, SentForm, sent_again, with_problem
from api.pages.project_forms import fact_fields, facts_sent, facts_told, raw_of
from api.pages.uploads import Uploads, stored_uploads
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import Declined, NotFound, Problem, form_problem, problem_of
from api.project_acts import PROJECT_ACTS, ProjectAct, offered_in
from api.project_desk import acted_on_project, own_projects, seen_project
from api.project_views import project_line, project_view
from api.v1.letters import for_reader
from catalog.faults import UnknownChannel
from ledger import project_book, views
from states.channel_clocks import clocks_of_project, explained_clock
from states.refusals import Refusal
from states.terms import MaterialRule, Role
from states.terms.channel import ChannelRules
from states.terms.project import ProjectSnapshot
from templates import translator
from templates.i18n import messages

router = APIRouter()
SHOWN = 50


@router.get("/projects", response_class=HTMLResponse)
def show_projects(visit: Visited, reading: Readings, cursor: Cursor = None) -> Response:
    """The projects that the visitor may see, newest first."""
    before = read(cursor, 1)[0] if cursor else None
    with reading() as office:
        rows = project_book.projects(
            office.session, own_projects(visit.actor), limit=SHOWN + 1, before=before
        )
        lines = [project_line(row) for row in rows[:SHOWN]]
    more = f"/projects?cursor={written(lines[-1].project_id)}" if len(rows) > SHOWN else ""
    catalog = visit.house.city.catalog
    offered = catalog.channels.values() if opens_to_role(visit.actor, "nominate") else ()
    return visit.page(
        "projects",
        projects=lines,
        channels={code: _named(entry, visit.lang) for code, entry in catalog.channels.items()},
        nominate=[(entry.code, _named(entry, visit.lang)) for entry in offered],
        more=more,
    )


def _named(entry: Any, lang: str) -> str:
    return str(entry.name if lang == "zh" else entry.name_en)


def _channel(visit: SignedVisit, code: str) -> ChannelRules:
    try:
        return visit.house.city.catalog.channel_rules(code)
    except UnknownChannel:
        raise NotFound from None


@router.get("/channels/{code}/nomination", response_class=HTMLResponse)
def show_nomination(code: str, visit: Visited) -> Response:
    """The form by which a project is named for a channel."""
    own = visit.actor.organisation if visit.actor.role is Role.ENTERPRISE else ""
    form = FilledForm({"applicant.credit_code": (own,)} if own else {})
    return _nomination(visit, _channel(visit, code), form)


def _nomination(
    visit: SignedVisit, rules: ChannelRules, form: FilledForm, status: int = 200
) -> HTMLResponse:
    return visit.page(
        "project_nomination",
        status,
        form=form,
        channel=rules,
        facts=fact_fields(rules, visit.t, visit.lang),
        regions=regions_of(visit.house.city.catalog.book.city.region),
        natures=[(nature, visit.t(f"nature.{nature}")) for nature in NATURES],
    )


@router.post("/channels/{code}/nomination", response_class=HTMLResponse)
def take_nomination(code: str, visit: Visited, acts: Acts, sent: SentForm) -> Response:
    """Nominate, or show the form again with everything that was typed."""
    rules = _channel(visit, code)
    parts = {"project": ("name", "code", "region", "industry", "location", "scale", "content",
                         "nature", "total_investment_wan"),
             "applicant": ("name", "credit_code", "contact", "phone")}  # fmt: skip
    raw: dict[str, Any] = {
        part: {name: sent.text(f"{part}.{name}") or None for name in names}
        for part, names in parts.items()
    }
    raw |= {
        "channel": code,
        "facts": facts_sent(rules, sent),
        "reasons": sent.text("reasons"),
        "declaration": sent.text("declaration") == "yes",
    }
    path = visit.request.url.path
    once = Once(visit.actor, f"page-{sent.once}", fingerprint("POST", path, None), visit.now)
    try:
        form = NominateForm.model_validate(raw)

        def do(office: Office) -> Answer:
            project = channels.nominate(office, form, actor=visit.actor, now=visit.now)
            return Answer(200, json.dumps({"done": project.project_id}))

        done = json.loads(bytes(once.carry_out(acts, do).body))["done"]
        return onward(f"/projects/{done}?done=nominate")
    except ValidationError as error:
        problem = form_problem(error)
    except (Refusal, Invalid) as error:
        problem = problem_of(error, visit.house.city.catalog)
    again = with_problem(sent_again(sent, {}), problem, visit.lang, _labels(visit), Places((), ()))
    return _nomination(visit, rules, again, problem.status)


def _labels(visit: SignedVisit, materials: Mapping[str, str] | None = None) -> Labels:
    return Labels(
        t=translator(visit.lang), known=frozenset(messages(visit.lang)), materials=materials or {}
    )


@router.get("/projects/{project_id}", response_class=HTMLResponse)
def show_project(
    project_id: str,
    visit: Visited,
    reading: Readings,
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The project: its stages as lanes, each step with its state, holder, day, and basis."""
    with reading() as office:
        project = seen_project(office, project_id, visit.actor)
        view = project_view(office, project, visit.now)
        rows = [
            row
            for row in views.letters_of(office.session, project_id)
            if for_reader(row, visit.actor)
        ]
        beside = around(
            visit, office, project=project_id, code=str(project.applicant.get("credit_code", ""))
        )
        phases = [project_book.project_row(office.session, name) for name in project.phase_ids]
    acts = [name for name in offered_in(project, visit.actor) if name != "open-step"]
    return visit.page(
        "project",
        project=view,
        facts=[
            (field.label, _said(field, values))
            for field in fact_fields(project.rules, visit.t, visit.lang)
            if (values := facts_told(project).get(field.name))
        ],
        letters=rows,
        around=beside,
        phases=[project_line(row) for row in phases if row is not None],
        may_open="open-step" in offered_in(project, visit.actor),
        foremost=[name for name in acts if PROJECT_ACTS[name].is_foremost],
        others=[name for name in acts if not PROJECT_ACTS[name].is_foremost],
        done=done if done in PROJECT_ACTS or done == "nominate" else "",
    )


def _said(field: Any, values: Iterable[str]) -> str:
    words = {value: said for value, said, _ in field.options}
    told = ", ".join(words.get(value, value) for value in values)
    return f"{told} {field.hint}".strip()


@router.get("/projects/{project_id}/clocks/{about}", response_class=HTMLResponse)
def show_project_clock(project_id: str, about: str, visit: Visited, reading: Readings) -> Response:
    """Why a promise of the channel ends on the day it ends."""
    with reading() as office:
        project = seen_project(office, project_id, visit.actor)
        view = project_view(office, project, visit.now)
    rows = [row for row in (view.whole, *(s.clock for s in view.stages)) if row is not None]
    row = next((row for row in rows if row.about == about), None)
    clock = next((c for c in clocks_of_project(project) if c.about == about), None)
    if row is None or clock is None:
        raise NotFound
    return visit.page(
        "project_clock", project=view, clock=row, lines=explained_clock(project, clock)
    )


def _act(name: str) -> ProjectAct:
    act = PROJECT_ACTS.get(name)
    if act is None:
        raise NotFound
    return act


@router.get("/projects/{project_id}/acts/{name}", response_class=HTMLResponse)
def show_project_act(
    project_id: str,
    name: str,
    visit: Visited,
    reading: Readings,
    matter: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """The form of an act on the project."""
    _act(name)
    with reading() as office:
        project = seen_project(office, project_id, visit.actor)
    values: dict[str, tuple[str, ...]] = {"matter": (matter,)}
    if name == "change-facts":
        values |= facts_told(project)
        values |= {f"changes.{k}": (str(v or ""),) for k, v in project.project.items()}
    form = FilledForm(values, version=project.version)
    if name == "open-step":
        try:
            openable(project, matter)
        except Refusal as error:
            problem = problem_of(error, visit.house.city.catalog)
            form = with_problem(form, problem, visit.lang, _labels(visit), Places((), ()))
    return _act_page(visit, project, name, form)


def _act_page(
    visit: SignedVisit, project: ProjectSnapshot, name: str, form: FilledForm, status: int = 200
) -> HTMLResponse:
    act = PROJECT_ACTS[name]
    is_plain = name not in ("open-step", "change-facts", "add-phase")
    matter = form.value("matter")
    offered = {"access_items": access_items(visit.words, visit.t, visit.today)}
    return visit.page(
        "project_act",
        status,
        act=name,
        grave=act.is_grave,
        project=project,
        form=form,
        choices={"today": visit.today.isoformat()},
        deed_fields=deed_fields(act.form, visit.t, offered) if is_plain else (),
        facts=fact_fields(project.rules, visit.t, visit.lang) if name == "change-facts" else (),
        matter=visit.words.matter(matter) if matter else "",
        papers=_papers(visit, project, matter) if name == "open-step" else (),
        kept=_kept(visit, project, matter) if name == "open-step" else (),
    )


def _listed(visit: SignedVisit, matter: str) -> tuple[MaterialRule, ...]:
    catalog = visit.house.city.catalog
    return catalog.rules(matter).materials if matter in catalog.matters else ()


def _kept(visit: SignedVisit, project: ProjectSnapshot, matter: str) -> list[tuple[str, str]]:
    """Documents that need not be handed in again, and where they came from."""
    catalog, words = visit.house.city.catalog, visit.words
    if matter not in catalog.matters:
        return []
    rules = catalog.rules(matter)
    kept = kept_materials(project, rules)
    here = [(words.material(rules, m["id"]), m["filename"]) for m in kept]
    issued = [
        (words.named(rule), visit.t(f"paper.from_{rule.provided_by}"))
        for rule in rules.materials
        if rule.provided_by != "applicant"
    ]
    return here + issued


def _papers(visit: SignedVisit, project: ProjectSnapshot, matter: str) -> list[dict[str, Any]]:
    """The documents that only the enterprise can bring and that nobody has yet."""
    listed = _listed(visit, matter)
    if not listed:
        return []
    rules = visit.house.city.catalog.rules(matter)
    have = {material["id"] for material in kept_materials(project, rules)}
    return [
        {
            "id": rule.id,
            "name": visit.words.named(rule),
            "required": rule.required,
            "tolerant": rule.tolerant,
            "filename": "",
        }
        for rule in listed
        if rule.provided_by == "applicant" and rule.id not in have
    ]


@router.post("/projects/{project_id}/acts/{name}", response_class=HTMLResponse)
def take_project_act(
    project_id: str, name: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Carry the act out, or show its form again with everything that was typed."""
    act = _act(name)
    with reading() as office:
        project = seen_project(office, project_id, visit.actor)
    listed = _listed(visit, sent.text("matter")) if name == "open-step" else ()
    uploads = stored_uploads(visit, acts, sent, [rule.id for rule in listed])
    problem = uploads.problem or _carried_out(visit, acts, project, (name, act), sent, uploads)
    if problem is None:
        return onward(f"/projects/{project_id}?done={name}")
    names = {rule.id: visit.words.named(rule) for rule in listed}
    form = with_problem(
        sent_again(sent, uploads.kept), problem, visit.lang, _labels(visit, names), uploads.places
    )
    return _act_page(visit, project, name, form, problem.status)


def _carried_out(
    visit: SignedVisit,
    acts: Acts,
    project: ProjectSnapshot,
    named_act: tuple[str, ProjectAct],
    sent: Sent,
    uploads: Uploads,
) -> Problem | None:
    """One transaction; what is wrong, or None when it is done."""
    name, act = named_act
    path, project_id = visit.request.url.path, project.project_id
    desk = Desk(visit.house, acts, visit.actor, visit.now, sent.version, None, "POST", path)
    once = Once(visit.actor, f"page-{sent.once}", fingerprint("POST", path, None), visit.now)
    try:
        form = act.form.model_validate(raw_of(name, act, sent, project, uploads.forms))

        def do(office: Office) -> Answer:
            acted_on_project(desk, office, project_id, form, act)
            return Answer(200, json.dumps({"done": project_id}))

        once.carry_out(acts, do)
    except ValidationError as error:
        return form_problem(error)
    except (Declined, Invalid, StaleVersion) as error:
        return problem_of(error, visit.house.city.catalog)
    return None
