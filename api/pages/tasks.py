"""The pages of the task ledger (任务台账): its list, one task with its record, and the acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from acts import tasks
from acts.authority import allows, authorise
from acts.forms import Form
from acts.tasks import (
    ExtendForm,
    HandOverForm,
    KeptTask,
    NoteForm,
    OpenSeriesForm,
    OpenTaskForm,
    ReasonForm,
    ReportForm,
)
from api.cursors import Cursor
from api.dependencies import Acts, Readings
from api.pages.declining import DECLINED, declined
from api.pages.filled import FilledForm, Sent, SentForm
from api.pages.visit import SignedVisit, Visited, onward
from api.pages.words import Day
from api.problems import NotFound
from api.record_rows import department_name
from api.v1.tasks import Wanted, cursor_after, place_in
from ledger import task_items
from ledger.item_registers import RegisterLine
from states.terms.tasks import TaskAct, TaskKind, TaskState

router = APIRouter()
PAGE, UNITS_MAX = 50, 6
TONES = {
    TaskState.OPENED: "idle",
    TaskState.IN_HAND: "working",
    TaskState.REPORTED: "soon",
    TaskState.DONE: "done",
    TaskState.WITHDRAWN: "paused",
}


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task as pages show it; `is_late` is said in words beside its day."""

    task_id: str
    kind: str
    series: str
    item: str
    text: str
    units: tuple[str, ...]
    source: str
    due: Day | None
    due_said: str
    receipt_due: Day | None
    state: str
    tone: str
    is_late: bool
    receipt_is_late: bool
    done: Day | None
    indicator: str
    evidence: tuple[str, ...]
    urged: int
    extended: int


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line of a task's record: what was said, by whom, and the hash that seals it."""

    number: int
    kind: str
    on: Day
    recorded_at: str
    by: str
    organisation: str
    said: tuple[str, ...]
    due: Day | None
    hash: str


@router.get("/tasks", response_class=HTMLResponse)
def show_tasks(
    visit: Visited, reading: Readings, wanted: Wanted, cursor: Cursor = None
) -> Response:
    """The ledger of tasks by last day, narrowed by unit, series, state and words."""
    after = place_in(cursor)
    with reading() as office:
        session = office.session
        found = tasks.listed(office, wanted, actor=visit.actor, limit=PAGE + 1, after=after)
        of_any_day = replace(wanted, state=None, late_on=None, due_by=None)
        counts = task_items.counts(session, replace(of_any_day, state=wanted.state))
        late = task_items.count(session, replace(of_any_day, late_on=visit.today))
        series = task_items.series_known(session)
    asked = {
        "words": wanted.words or "",
        "unit": wanted.unit or "",
        "series": wanted.series or "",
        "state": wanted.state or "",
        "late": "true" if wanted.late_on else "",
        "by": wanted.due_by.isoformat() if wanted.due_by else "",
    }
    query = {name: value for name, value in asked.items() if value}
    more = query | {"cursor": cursor_after(found[PAGE - 1])} if len(found) > PAGE else None
    narrowed = {k: v for k, v in query.items() if k not in ("state", "late", "by")}
    states = [
        (state.value, counts.get(state.value, 0), _address(narrowed | {"state": state.value}))
        for state in TaskState
    ]
    return visit.page(
        "tasks",
        lines=[_shown(visit, kept) for kept in found[:PAGE]],
        filters=asked,
        due_by=visit.words.day(wanted.due_by) if wanted.due_by else None,
        any_day=_address({name: value for name, value in query.items() if name != "by"}),
        states=states,
        late=(late, _address(narrowed | {"late": "true"})),
        every=_address(narrowed),
        series=series,
        units=visit.words.departments(),
        mine=_address({"unit": visit.actor.organisation})
        if visit.actor.organisation in visit.house.city.catalog.departments
        else "",
        may_open=allows(visit.actor, "keep_tasks"),
        more=_address(more) if more else "",
        files={
            form: f"/api/v1/tasks/export?{urlencode(query | {'form': form})}"
            for form in ("xlsx", "csv", "json")
        },
    )


def _address(query: Mapping[str, str]) -> str:
    return f"/tasks?{urlencode(query)}" if query else "/tasks"


@router.get("/tasks/open", response_class=HTMLResponse)
def show_opening(visit: Visited) -> Response:
    """The form of a new task, and of the catalogue's tasks of a year."""
    return _opening(visit, FilledForm())


@router.post("/tasks/open", response_class=HTMLResponse)
def take_opening(visit: Visited, acts: Acts, sent: SentForm) -> Response:
    """Open a task, or show the form again with what is wrong."""
    try:
        form = OpenTaskForm.model_validate(_open_texts(sent))
        with acts() as office:
            kept = tasks.open_task(office, form, actor=visit.actor, now=visit.now)
    except DECLINED as error:
        filled, status = declined(visit, sent, error, _labels(visit))
        return _opening(visit, filled, status)
    return onward(f"/tasks/{kept.task_id}")


@router.post("/tasks/series", response_class=HTMLResponse)
def take_series(visit: Visited, acts: Acts, sent: SentForm) -> Response:
    """Open the catalogue's tasks of a year, those that are not open yet."""
    try:
        form = OpenSeriesForm.model_validate({"year": sent.text("year").strip()})
        with acts() as office:
            tasks.open_series(office, form, actor=visit.actor, now=visit.now)
    except DECLINED as error:
        filled, status = declined(visit, sent, error, _labels(visit))
        return _opening(visit, filled, status)
    return onward("/tasks")


def _opening(visit: SignedVisit, form: FilledForm, status: int = 200) -> HTMLResponse:
    authorise(visit.actor, "keep_tasks")
    return visit.page(
        "task_open",
        status,
        form=form,
        kinds=[(kind.value, visit.t(f"task_kind.{kind.value}")) for kind in TaskKind],
        units=visit.words.departments(),
        units_max=UNITS_MAX,
        year=visit.today.year,
        shipped=visit.house.city.catalog.book.task_series,
    )


def _open_texts(sent: Sent) -> dict[str, Any]:
    names = ("kind", "series", "item", "text", "source", "due_said", "indicator")
    told: dict[str, Any] = {name: sent.text(name) for name in names if sent.text(name).strip()}
    return told | {
        "units": _chosen_units(sent),
        "first_leads": bool(sent.text("first_leads")),
        "due_on": sent.text("due_on").strip() or None,
    }


def _chosen_units(sent: Sent) -> list[str]:
    chosen = (sent.text(f"unit{place}").strip() for place in range(1, UNITS_MAX + 1))
    return list(dict.fromkeys(unit for unit in chosen if unit))


@router.get("/tasks/{task_id}", response_class=HTMLResponse)
def show_task(task_id: str, visit: Visited, reading: Readings) -> Response:
    """A task with its whole record, and what the visitor may do with it."""
    with reading() as office:
        kept = tasks.task(office, task_id, actor=visit.actor)
    return visit.page(
        "task",
        task=_shown(visit, kept),
        history=[_line(visit, line) for line in reversed(kept.lines)],
        may=[act.value.replace("_", "-") for act in tasks.offered(kept, visit.actor)],
    )


Doing = Callable[..., KeptTask]
ACTS: Mapping[str, tuple[Doing, type[Form], tuple[str, ...]]] = {
    "receive": (tasks.receive, NoteForm, ("note",)),
    "report": (tasks.report, ReportForm, ("report", "evidence")),
    "accept": (tasks.accept, NoteForm, ("note",)),
    "send-back": (tasks.send_back, ReasonForm, ("reasons",)),
    "extend": (tasks.extend, ExtendForm, ("due_on", "reasons")),
    "hand-over": (tasks.hand_over, HandOverForm, ("units", "reasons")),
    "withdraw": (tasks.withdraw, ReasonForm, ("reasons",)),
    "urge": (tasks.urge, ReasonForm, ("reasons",)),
}


@router.get("/tasks/{task_id}/{wanted}", response_class=HTMLResponse)
def show_task_act(task_id: str, wanted: str, visit: Visited, reading: Readings) -> Response:
    """The form of an act on a task."""
    if wanted not in ACTS:
        raise NotFound
    return _act(visit, reading, task_id, wanted, None)


@router.post("/tasks/{task_id}/{wanted}", response_class=HTMLResponse)
def take_task_act(
    task_id: str, wanted: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Do it, or show the form again with what is wrong."""
    if wanted not in ACTS:
        raise NotFound
    act, model, names = ACTS[wanted]
    try:
        form = model.model_validate({name: _told(sent, name) for name in names})
        with acts() as office:
            act(office, task_id, form, actor=visit.actor, now=visit.now, if_version=sent.version)
    except DECLINED as error:
        filled, status = declined(visit, sent, error, _labels(visit))
        return _act(visit, reading, task_id, wanted, filled, status)
    return onward(f"/tasks/{task_id}")


def _told(sent: Sent, name: str) -> Any:
    if name == "evidence":
        return sent.lines(name)
    if name == "units":
        return _chosen_units(sent)
    return sent.text(name).strip() or None if name == "due_on" else sent.text(name)


def _act(
    visit: SignedVisit,
    reading: Readings,
    task_id: str,
    wanted: str,
    form: FilledForm | None,
    status: int = 200,
) -> HTMLResponse:
    with reading() as office:
        kept = tasks.task(office, task_id, actor=visit.actor)
    return visit.page(
        "task_act",
        status,
        task=_shown(visit, kept),
        wanted=wanted,
        asked=ACTS[wanted][2],
        units=visit.words.departments(),
        units_max=UNITS_MAX,
        present=kept.now.units,
        form=form or FilledForm(version=kept.now.version),
    )


FIELDS = (
    "kind",
    "series",
    "item",
    "text",
    "units",
    "source",
    "due_on",
    "due_said",
    "indicator",
    "report",
    "evidence",
    "reasons",
    "note",
    "year",
)


def _labels(visit: SignedVisit) -> dict[str, str]:
    return {name: visit.t(f"tasks.{name}") for name in FIELDS}


def _shown(visit: SignedVisit, kept: KeptTask) -> TaskShown:
    now, day = kept.now, visit.words.day
    catalog = visit.house.city.catalog
    return TaskShown(
        task_id=kept.task_id,
        kind=now.kind.value,
        series=now.series,
        item=now.item,
        text=now.text,
        units=tuple(department_name(catalog, unit, visit.lang) for unit in now.units),
        source=now.source,
        due=day(now.due_on) if now.due_on else None,
        due_said=now.due_said,
        receipt_due=day(now.receipt_due_on) if now.receipt_due_on else None,
        state=now.state.value,
        tone=TONES[now.state],
        is_late=now.is_late(visit.today),
        receipt_is_late=now.receipt_is_late(visit.today),
        done=day(now.done_on) if now.done_on else None,
        indicator=now.indicator,
        evidence=now.evidence,
        urged=now.urged,
        extended=now.extended,
    )


def _line(visit: SignedVisit, line: RegisterLine) -> LineShown:
    told, words = line.payload, visit.words
    said = [str(told[name]) for name in ("note", "report", "reasons") if told.get(name)]
    if line.kind == TaskAct.HAND_OVER:
        catalog = visit.house.city.catalog
        names = (department_name(catalog, unit, visit.lang) for unit in told["units"])
        said.append(visit.t("list.and").join(names))
    due = told.get("due_on")
    return LineShown(
        number=line.number,
        kind=line.kind,
        on=words.day(line.effective_on),
        recorded_at=words.instant(line.recorded_at),
        by=line.actor,
        organisation=words.short(line.on_authority_of),
        said=(*said, *told.get("evidence", ())),
        due=words.day(date.fromisoformat(due)) if due else None,
        hash=line.hash,
    )
