"""Many cases at once: what was chosen and what will happen, then what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from acts.authority import authorise_role
from acts.bulk import BULK, CASES_MAX, BulkAct
from acts.searching import reader
from api.bulk import Bulk, Item, Result
from api.dependencies import Acts, OpenOffice, Readings
from api.pages.filled import FilledForm, Labels, Places, Sent, SentForm, sent_again, with_problem
from api.pages.visit import SignedVisit, Visited, safe_back
from api.problems import NotFound, Problem, form_problem
from api.words import Language
from ledger.search_views import readable
from ledger.tables import CaseRow
from states.terms import Role
from templates.i18n import messages

router = APIRouter()
Chosen = Annotated[list[str] | None, Query(max_length=CASES_MAX)]


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the list, as its row has it; `said` and `basis` where it was refused."""

    case_id: str
    version: int
    project: str
    applicant: str
    matter: str
    light: str
    done: bool = False
    said: str = ""
    basis: str = ""


def _act(name: str, visit: SignedVisit) -> BulkAct:
    if name not in BULK:
        raise NotFound
    authorise_role(visit.actor, BULK[name].act)
    return BULK[name]


@router.get("/bulk", response_class=HTMLResponse)
def show_bulk(
    visit: Visited,
    reading: Readings,
    act: Annotated[str, Query(max_length=40)] = "",
    case: Chosen = None,
) -> Response:
    """The cases that were ticked, by name, and what the act will do in each."""
    chosen = _act(act, visit)
    return _asking(visit, chosen, _lines(visit, reading, case or ()), FilledForm())


@router.post("/bulk", response_class=HTMLResponse)
def take_bulk(visit: Visited, reading: Readings, acts: Acts, sent: SentForm) -> Response:
    """Do it in each case for itself, and tell what became of each; a repeat does nothing twice."""
    act = _act(sent.text("act"), visit)
    items = _items(sent)
    lines = _lines(visit, reading, [item.case_id for item in items])
    raw = {name: sent.text(name) for name in act.form.model_fields}
    try:
        form = act.form.model_validate(raw)
    except ValidationError as error:
        shown = with_problem(
            sent_again(sent, {}),
            form_problem(error),
            visit.lang,
            Labels(visit.t, frozenset(messages(visit.lang)), {}),
            Places(),
        )
        return _asking(visit, act, lines, shown, 422)
    key = f"page-{sent.once}"
    bulk = Bulk(visit.house, acts, visit.actor, visit.now, act, form, key)
    results = bulk.results(items)
    return _told(visit, act, lines, results)


def _items(sent: Sent) -> list[Item]:
    """The cases of the form, each with the version that was shown."""
    found = []
    for case_id in sent.texts.get("case", ())[:CASES_MAX]:
        version = sent.text(f"version.{case_id}")
        known = version.isascii() and version.isdecimal() and len(version) < 10
        found.append(Item(case_id, int(version) if known else None))
    return found


def _lines(visit: SignedVisit, reading: OpenOffice, case_ids: Sequence[str]) -> dict[str, Line]:
    """The cases among these that the visitor may see, in the order in which they were ticked."""
    with reading() as office:
        rows = {row.case_id: row for row in readable(office.session, case_ids, reader(visit.actor))}
    return {name: _line(visit, rows[name]) for name in dict.fromkeys(case_ids) if name in rows}


def _line(visit: SignedVisit, row: CaseRow) -> Line:
    return Line(
        row.case_id,
        row.version,
        row.project_name,
        row.applicant_name,
        visit.words.matter(row.matter),
        row.light,
    )


def _asking(
    visit: SignedVisit,
    act: BulkAct,
    lines: dict[str, Line],
    form: FilledForm,
    status: int = 200,
) -> Response:
    words = visit.words
    organs = (one for one in words.catalog.departments.values() if one.kind == "organ")
    users = words.catalog.users.values()
    own = [
        (user.username, user.name if words.in_chinese else user.name_en)
        for user in users
        if user.organisation == visit.actor.organisation and user.username != visit.actor.id
    ]
    return visit.page(
        "bulk",
        status,
        act=act.name,
        of=act.of,
        lines=tuple(lines.values()),
        form=form,
        departments=[
            (one.id, words.department(one.id))
            for one in organs
            if one.id != visit.actor.organisation
        ],
        officers=own,
        back=_back(visit),
    )


def _told(
    visit: SignedVisit, act: BulkAct, lines: dict[str, Line], results: Sequence[Result]
) -> Response:
    told = [_outcome(visit, lines.get(one.case_id), one) for one in results]
    return visit.page(
        "bulk_done",
        act=act.name,
        of=act.of,
        done=[line for line in told if line.done],
        refused=[line for line in told if not line.done],
        back=_back(visit),
    )


def _outcome(visit: SignedVisit, line: Line | None, result: Result) -> Line:
    known = line or Line(result.case_id, 0, "", "", "", "green")
    if result.problem is None:
        return replace(known, done=True)
    said, basis = _words(visit, result.problem)
    return replace(known, said=said, basis=basis)


def _words(visit: SignedVisit, problem: Problem) -> tuple[str, str]:
    lang: Language = "zh" if visit.lang == "zh" else "en"
    details = [error.detail for error in problem.errors] if problem.status == 422 else []
    said = " ".join(detail.to(lang) for detail in details or [problem.detail])
    return said, problem.legal_basis.to(lang) if problem.legal_basis else ""


def _back(visit: SignedVisit) -> str:
    return safe_back("/ledger" if visit.actor.role is Role.SUPERVISOR else "/")
