"""The pages of 通报 and 考核: the list, one edition with its charts, and the cases behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from acts import bulletins
from acts.authority import allows
from acts.bulletins import DraftForm, Edition, ErratumForm, PublishForm
from acts.problems import Conflict, Invalid
from api.dependencies import Acts, Readings
from api.pages.filled import (
    FilledForm,
    Labels,
    Places,
    Sent,
    SentForm,
    sent_again,
    with_problem,
)
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import NotFound, form_problem, problem_of
from api.v1.bulletins import download, edition_asked
from greenlane.bulletin_papers import paper_of
from states.bulletin_period import Period
from states.refusals import Refusal
from templates.i18n import messages

router = APIRouter()
OF_TASKS = ("minutes_done", "tasks_in_time")
"""The indicators that count tasks, not cases."""
DECLINED = (Refusal, Invalid, Conflict, ValidationError)
EditionNumber = Annotated[int | None, Query(ge=1)]


@router.get("/bulletins", response_class=HTMLResponse)
def show_bulletins(visit: Visited, reading: Readings) -> Response:
    """Every bulletin that the visitor may read, and the form to draft one."""
    return _list(visit, reading, FilledForm())


@router.post("/bulletins", response_class=HTMLResponse)
def draft_bulletin(visit: Visited, reading: Readings, acts: Acts, sent: SentForm) -> Response:
    """Draft the bulletin of a period."""
    try:
        edition = _draft(visit, reading, acts, sent, sent.text("period").strip())
    except DECLINED as error:
        form, status = _declined(visit, sent, error)
        return _list(visit, reading, form, status)
    return onward(_address(edition))


def _draft(visit: SignedVisit, reading: Readings, acts: Acts, sent: Sent, name: str) -> Edition:
    form = DraftForm.model_validate(_asked(sent))
    period = bulletins.period_named(name)
    with reading() as office:
        content = bulletins.prepare(office, period, form, actor=visit.actor, now=visit.now)
    with acts() as office:
        return bulletins.draft(
            office, period, form, actor=visit.actor, now=visit.now, content=content
        )


def _asked(sent: Sent) -> dict[str, Any]:
    tests = [line.partition(" ") for line in sent.lines("test_cases")]
    return {
        "cut_off": sent.text("cut_off").strip() or None,
        "test_cases": [{"case_id": case, "reason": reason.strip()} for case, _, reason in tests],
    }


@router.get("/bulletins/{period}", response_class=HTMLResponse)
def show_bulletin(
    period: str, visit: Visited, reading: Readings, edition: EditionNumber = None
) -> Response:
    """One edition: lists, charts, the city's figures and the departments'."""
    return _edition(visit, reading, period, edition, FilledForm())


@router.post("/bulletins/{period}", response_class=HTMLResponse)
def take_bulletin(
    period: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Draft again, correct, or publish: what the button says."""
    doing: dict[str, Callable[[], Edition]] = {
        "draft": lambda: _draft(visit, reading, acts, sent, period),
        "erratum": lambda: _erratum(visit, reading, acts, sent, period),
        "publish": lambda: _publish(visit, acts, sent, period),
    }
    wanted = sent.text("wanted")
    if wanted not in doing:
        raise NotFound
    try:
        edition = doing[wanted]()
    except DECLINED as error:
        form, status = _declined(visit, sent, error)
        return _edition(visit, reading, period, None, form, status)
    return onward(_address(edition))


def _erratum(visit: SignedVisit, reading: Readings, acts: Acts, sent: Sent, name: str) -> Edition:
    form = ErratumForm.model_validate(_asked(sent) | {"reason": sent.text("reason")})
    period = bulletins.period_named(name)
    with reading() as office:
        content = bulletins.prepare(office, period, form, actor=visit.actor, now=visit.now)
    with acts() as office:
        return bulletins.draft_erratum(
            office, period, form, actor=visit.actor, now=visit.now, content=content
        )


def _publish(visit: SignedVisit, acts: Acts, sent: Sent, name: str) -> Edition:
    form = PublishForm(sha256=sent.text("sha256"))
    with acts() as office:
        period = bulletins.period_named(name)
        return bulletins.publish(office, period, form, actor=visit.actor, now=visit.now)


@router.get("/bulletins/{period}/paper.{form}")
def take_paper(
    period: str,
    form: Literal["pdf", "xlsx", "json"],
    visit: Visited,
    reading: Readings,
    edition: EditionNumber = None,
) -> Response:
    """The edition as a file, in the reader's language."""
    with reading() as office:
        found, _ = edition_asked(office, period, edition, visit.actor)
    return download(found, form, visit.lang)


@router.get("/bulletins/{period}/behind", response_class=HTMLResponse)
def show_cases_behind(
    period: str,
    visit: Visited,
    reading: Readings,
    indicator: Annotated[str, Query(max_length=40)],
    department: Annotated[str, Query(max_length=80)] = "",
    edition: EditionNumber = None,
) -> Response:
    """The cases behind a figure of a department, or of the city."""
    with reading() as office:
        found, _ = edition_asked(office, period, edition, visit.actor)
    figure = found.content["figures"].get(indicator)
    if figure is None or (department and department not in figure["departments"]):
        raise NotFound
    told = paper_of(found, visit.lang)
    organs = figure["departments"]
    asked = {department: organs[department]} if department else organs
    counted = sorted({case_id for told in asked.values() for case_id in told["cases"]})
    others = {case_id for told in asked.values() for case_id in told["others"]}
    names = {row.id: row.name for row in told.departments}
    return visit.page(
        "bulletin_behind",
        paper=told,
        address=_address(found),
        indicator=told.names[told.keys.index(indicator)],
        department=names.get(department, ""),
        counted=counted,
        others=sorted(others - set(counted)),
        of_tasks=indicator in OF_TASKS,
    )


def _address(edition: Edition) -> str:
    return f"/bulletins/{edition.period.name}?edition={edition.number}"


def _declined(visit: SignedVisit, sent: Sent, error: Exception) -> tuple[FilledForm, int]:
    """The form as it was sent, with what is wrong."""
    problem = (
        form_problem(error)
        if isinstance(error, ValidationError)
        else problem_of(error, visit.house.city.catalog)
    )
    labels = Labels(visit.t, frozenset(messages(visit.lang)), {})
    form = with_problem(sent_again(sent, {}), problem, visit.lang, labels, Places())
    return form, problem.status


def _list(
    visit: SignedVisit, reading: Readings, form: FilledForm, status: int = 200
) -> HTMLResponse:
    with reading() as office:
        found = bulletins.listed(office, actor=visit.actor)
    return visit.page(
        "bulletins",
        status,
        rows=[
            {
                "name": each.period.name,
                "said": _period(visit, each.period),
                "published": each.published,
                "waiting": each.waiting and bulletins.may_see_drafts(visit.actor),
            }
            for each in found
        ],
        may_draft=allows(visit.actor, "draft_bulletin"),
        last=Period.of_quarter(visit.today).before.name,
        form=form,
    )


def _period(visit: SignedVisit, period: Period) -> str:
    if not period.quarter:
        return visit.t("bulletin.year", year=period.year)
    numeral = "一二三四"[period.quarter - 1] if visit.lang == "zh" else period.quarter
    return visit.t("bulletin.quarter", year=period.year, quarter=numeral)


def _edition(
    visit: SignedVisit,
    reading: Readings,
    period: str,
    number: int | None,
    form: FilledForm,
    status: int = 200,
) -> HTMLResponse:
    with reading() as office:
        edition, every = edition_asked(office, period, number, visit.actor)
    standing = bulletins.latest_published(every)
    drafter = allows(visit.actor, "draft_bulletin")
    return visit.page(
        "bulletin",
        status,
        paper=paper_of(edition, visit.lang),
        period=edition.period.name,
        number=edition.number,
        sha256=edition.sha256,
        is_draft=not edition.is_published,
        editions=[(each.number, each.is_published, each.sha256[:12]) for each in every],
        may_publish=bulletins.may_publish(visit.actor, edition),
        own_draft=not edition.is_published and edition.drafted_by == visit.actor.id,
        may_draft=drafter and standing is None,
        may_correct=drafter and standing is not None,
        form=form,
    )
