"""The desks: what each role finds at `/`, and the ledger (台账)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from acts.authority import allows, authorise
from acts.bulk import bulk_acts
from api.cursors import Cursor, read, written
from api.dependencies import Readings
from api.pages.board import board_page
from api.pages.enterprise import enterprise_desk
from api.pages.saved_views import ShownView, address_of, kept_by, shown_views
from api.pages.views_duty import CaseLine, WorkItem, case_line, work_item
from api.pages.visit import SignedVisit, Visited, onward
from api.pages.watched import watched
from api.project_worklist import project_duties
from api.v1.cases import own_cases
from api.worklists import Narrowing, days_of, narrowed, own_work, place_after, place_of
from ledger import task_items, views
from ledger.applicant_views import duties_in
from ledger.tables import CaseRow
from ledger.tally import FAR_FUTURE
from ledger.task_items import TaskFilter
from ledger.work_views import (
    WINDOWS,
    WorkFilter,
    WorklistItem,
    count_by_window,
    tasks_owed,
    worklist,
)
from states.terms import ClockName, Role

router = APIRouter()

LIGHTS = ("green", "warning", "yellow", "red")
CASES_SHOWN, WORK_SHOWN = 30, 100
TASKS_AHEAD = timedelta(days=7)


@router.get("/", response_class=HTMLResponse)
def show_desk(
    visit: Visited,
    reading: Readings,
    asked: Narrowing,
    view: Annotated[str, Query(max_length=20)] = "",
    cursor: Cursor = None,
) -> Response:
    """The visitor's desk; a worklist begins with its default view where no other is asked for."""
    role = visit.actor.role
    if allows(visit.actor, "see_board"):
        with reading() as office:
            return board_page(visit, office)
    if role is Role.ENTERPRISE:
        return _enterprise(visit, reading, cursor)
    with reading() as office:
        kept = kept_by(office, visit.actor)
    default = next((one for one in kept if one.is_default), None)
    if default and not visit.request.url.query:
        return onward(address_of(default))
    return _official(visit, reading, asked, cursor, shown_views(visit, kept, view))


def _enterprise(visit: SignedVisit, reading: Readings, cursor: str | None) -> HTMLResponse:
    before = read(cursor, 1)[0] if cursor else None
    with reading() as office:
        wanted = own_cases(visit.actor)
        rows = views.cases(office.session, wanted, limit=CASES_SHOWN + 1, before=before)
        lines = _lines(visit, office.session, rows[:CASES_SHOWN])
        owed = [] if before else project_duties(office, visit.actor, visit.today)
        desk = enterprise_desk(visit, office, rows[:CASES_SHOWN])
    more = _older(lines, {}, "/") if len(rows) > CASES_SHOWN else ""
    return visit.page(
        "desk_enterprise",
        cases=lines,
        more=more,
        project_duties=owed,
        desk=desk,
        at_top=before is None,
    )


def _official(
    visit: SignedVisit,
    reading: Readings,
    asked: WorkFilter,
    cursor: str | None,
    kept: Sequence[ShownView],
) -> HTMLResponse:
    """One worklist over all clocks, what the law lets lapse first at its head."""
    after = place_of(cursor) if cursor else None
    own, days = own_work(visit.actor, visit.house), days_of(visit.house, visit.today)
    wanted = narrowed(own, asked)
    with reading() as office:
        session = office.session
        rows = worklist(session, wanted, days, limit=WORK_SHOWN + 1, after=after)
        counts = count_by_window(session, replace(wanted, window=None), days)
        tasks = own.tasks or tasks_owed(session, own.parties)
        owed = [] if after else project_duties(office, visit.actor, visit.today)
        tasks_due = None if after else _tasks_due(visit, session)
    chosen = _chosen(asked)
    further = (
        written(*place_after(rows[WORK_SHOWN - 1], FAR_FUTURE)) if len(rows) > WORK_SHOWN else ""
    )
    words = visit.words
    return visit.page(
        "desk_official",
        organisation=words.department(visit.actor.organisation),
        items=_items(visit, rows[:WORK_SHOWN]),
        tiles=[
            (name, counts and counts[name], _address("/", {**chosen, "window": name}))
            for name in WINDOWS
        ],
        every=_address("/", {**chosen, "window": ""}),
        asked=chosen,
        due_day=words.day(asked.due_on) if asked.due_on else None,
        any_day=_address("/", {**chosen, "due_on": ""}),
        live=None if after else watched(visit, _address("/api/v1/live/worklist", chosen)),
        tasks=tasks,
        clocks=[clock.value for clock in ClockName],
        matters=[(code, words.matter(code)) for code in words.catalog.matters],
        more=_address("/", {**chosen, "cursor": further}) if further else "",
        project_duties=owed,
        tasks_due=tasks_due,
        may_file=allows(visit.actor, "draft"),
        bulk_acts=bulk_acts(visit.actor),
        views=kept,
        all_work="/?view=all" if kept else "/",
    )


def _tasks_due(visit: SignedVisit, session: Session) -> dict[str, Any] | None:
    """任务台账即将到期: the unit's open tasks whose last day comes within a week, or has passed."""
    unit, by = visit.actor.organisation, visit.today + TASKS_AHEAD
    count = task_items.count(session, TaskFilter(unit=unit, due_by=by))
    if not count:
        return None
    href = _address("/tasks", {"unit": unit, "by": by.isoformat()})
    return {"count": count, "href": href, "day": visit.words.day(by)}


def _chosen(asked: WorkFilter) -> dict[str, str]:
    """What the reader chose, as it stands in the address."""
    return {
        "task": asked.tasks[0] if asked.tasks else "",
        "matter": asked.matter or "",
        "light": asked.light or "",
        "text": asked.text or "",
        "clock": asked.clock or "",
        "window": asked.window or "",
        "due_on": asked.due_on.isoformat() if asked.due_on else "",
    }


def _items(visit: SignedVisit, rows: Sequence[WorklistItem]) -> tuple[WorkItem, ...]:
    catalog, calendar, words = visit.house.city.catalog, visit.house.city.calendar, visit.words
    return tuple(
        work_item(
            words,
            row,
            catalog.rules(row.case.matter) if row.case.matter in catalog.matters else None,
            visit.today,
            calendar,
        )
        for row in rows
    )


@router.get("/ledger", response_class=HTMLResponse)
def show_ledger(
    visit: Visited,
    reading: Readings,
    text: Annotated[str, Query(max_length=100)] = "",
    department: Annotated[str, Query(max_length=80)] = "",
    light: Literal["green", "warning", "yellow", "red", ""] = "",
    cursor: Cursor = None,
) -> Response:
    """Every case the visitor may see, newest first, with its card and who holds it."""
    authorise(visit.actor, "see_ledger")
    words, before = visit.words, read(cursor, 1)[0] if cursor else None
    plain = "".join(sign for sign in text if sign.isprintable()).strip()
    asked = {"text": plain, "department": department, "light": light}
    lead = department or None
    with reading() as office:
        wanted = own_cases(visit.actor, light=light or None, text=plain or None, lead=lead)
        rows = views.cases(office.session, wanted, limit=CASES_SHOWN + 1, before=before)
        lines = _lines(visit, office.session, rows[:CASES_SHOWN])
        every = own_cases(visit.actor, text=plain or None, lead=lead)
        counts = views.count_by_light(office.session, every)
    leads = sorted({matter.department for matter in words.catalog.matters.values()})
    return visit.page(
        "ledger",
        cases=lines,
        total=None if counts is None else sum(counts.values()),
        link_all=_address("/ledger", {**asked, "light": ""}),
        tiles=[
            {
                "light": name,
                "count": None if counts is None else counts.get(name, 0),
                "href": _address("/ledger", {**asked, "light": name}),
            }
            for name in LIGHTS
        ],
        filters=asked,
        departments=[(lead, words.short(lead)) for lead in leads],
        more=_older(lines, asked, "/ledger") if len(rows) > CASES_SHOWN else "",
        bulk_acts=bulk_acts(visit.actor) if allows(visit.actor, "urge") else (),
    )


def _lines(visit: SignedVisit, session: Session, rows: Sequence[CaseRow]) -> tuple[CaseLine, ...]:
    calendar, me = visit.house.city.calendar, visit.actor.organisation
    duties = duties_in(session, (row.case_id for row in rows))
    return tuple(
        case_line(
            visit.words,
            row,
            duties.get(row.case_id, ()),
            visit.today,
            calendar,
            me,
        )
        for row in rows
    )


def _older(lines: Sequence[CaseLine], asked: Mapping[str, Any], path: str) -> str:
    return _address(path, {**asked, "cursor": written(lines[-1].case_id)})


def _address(path: str, asked: Mapping[str, Any]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path
