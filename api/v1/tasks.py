"""Tasks (任务台账): listed, exported, read with their record, and acted upon."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse

from acts import tasks
from acts.forms import Form
from acts.office import Office
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
from api.bodies import CounterRoute
from api.cursors import Cursor, Limit, read, written, wrong_cursor
from api.dependencies import CurrentActor, Lang, Now, Readings
from api.desk import Desk, DeskHere
from api.idempotency import Answer
from api.record_rows import history_rows
from api.table_files import attached, exported
from api.task_views import table, task_row
from ledger.tally import FAR_FUTURE
from ledger.task_items import Place, TaskFilter
from states.terms.tasks import TaskState
from states.worktime import legal_day

router = APIRouter(prefix="/tasks", tags=["tasks"], route_class=CounterRoute)
Code = Annotated[str, Query(max_length=80)]


def task_filter(
    now: Now,
    unit: Code = "",
    series: Code = "",
    state: TaskState | Literal[""] = "",
    late: Annotated[bool, Query(description="Only open tasks past their last day.")] = False,
    words: Annotated[str, Query(max_length=100)] = "",
    by: Annotated[date | None, Query(description="Only open tasks due by this day.")] = None,
) -> TaskFilter:
    """Which tasks a query asks for."""
    plain = "".join(sign for sign in words if sign.isprintable()).strip()
    late_on = legal_day(now) if late else None
    return TaskFilter(unit or None, series or None, state or None, late_on, plain or None, by)


Wanted = Annotated[TaskFilter, Depends(task_filter)]


def place_in(cursor: str | None) -> Place | None:
    """Where a cursor stands; None for the first page.

    Raises:
        Invalid: it is none of ours.
    """
    if cursor is None:
        return None
    day, task_id = read(cursor, 2)
    try:
        return date.fromisoformat(day), task_id
    except ValueError as error:
        raise wrong_cursor() from error


def cursor_after(kept: KeptTask) -> str:
    """The cursor behind a task."""
    return written((kept.now.due_on or FAR_FUTURE).isoformat(), kept.task_id)


@router.get("", response_model=dict[str, Any])
def list_tasks(
    wanted: Wanted,
    actor: CurrentActor,
    reading: Readings,
    now: Now,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Tasks by last day, undated ones last."""
    after = place_in(cursor)
    with reading() as office:
        found = tasks.listed(office, wanted, actor=actor, limit=limit + 1, after=after)
    more = len(found) > limit
    return {
        "items": [task_row(kept, legal_day(now)) for kept in found[:limit]],
        "next_cursor": cursor_after(found[limit - 1]) if more else None,
    }


@router.get("/export", response_class=StreamingResponse)
def export_tasks(
    wanted: Wanted,
    actor: CurrentActor,
    reading: Readings,
    now: Now,
    lang: Lang,
    form: Literal["xlsx", "csv", "json"] = "xlsx",
) -> StreamingResponse:
    """All tasks of a filter as workbook, CSV (UTF-8 with BOM) or JSON.

    Texts that a spreadsheet would take for formulas stand behind an apostrophe.
    """
    today = legal_day(now)
    with reading() as office:
        found = list(tasks.every(office, wanted, actor=actor))
        pieces = exported(table(found, office.city.catalog, lang, today), form)
    return attached(pieces, form, f"tasks-{today.isoformat()}")


@router.get("/{task_id}", response_model=dict[str, Any])
def read_task(task_id: str, actor: CurrentActor, reading: Readings, now: Now) -> dict[str, Any]:
    """A task with every line of its record."""
    with reading() as office:
        kept = tasks.task(office, task_id, actor=actor)
    return task_row(kept, legal_day(now)) | {
        "history": history_rows(kept.lines, lambda line: {"payload": dict(line.payload)})
    }


@router.post("", status_code=201, response_model=dict[str, Any])
def open_task(form: OpenTaskForm, desk: DeskHere) -> Response:
    """交办: open a task."""

    def do(office: Office) -> Answer:
        return _told(tasks.open_task(office, form, actor=desk.actor, now=desk.now), desk, 201)

    return desk.once(form, do)


@router.post("/series", status_code=201, response_model=dict[str, Any])
def open_series(form: OpenSeriesForm, desk: DeskHere) -> Response:
    """交办目录任务: open the catalogue's tasks for a year, those that are not open yet."""

    def do(office: Office) -> Answer:
        found = tasks.open_series(office, form, actor=desk.actor, now=desk.now)
        told = {"opened": [{"task_id": k.task_id, "item": k.now.item} for k in found]}
        return Answer(201, json.dumps(told, ensure_ascii=False))

    return desk.once(form, do)


def _told(kept: KeptTask, desk: Desk, status: int = 200) -> Answer:
    return Answer(status, json.dumps(task_row(kept, legal_day(desk.now)), ensure_ascii=False))


def _acted(desk: Desk, act: Callable[..., KeptTask], task_id: str, form: Form) -> Response:
    def do(office: Office) -> Answer:
        more = {"actor": desk.actor, "now": desk.now, "if_version": desk.if_version}
        return _told(act(office, task_id, form, **more), desk)

    return desk.once(form, do)


@router.post("/{task_id}/receive", response_model=dict[str, Any])
def receive_task(task_id: str, form: NoteForm, desk: DeskHere) -> Response:
    """签收: a responsible unit has it in hand."""
    return _acted(desk, tasks.receive, task_id, form)


@router.post("/{task_id}/report", response_model=dict[str, Any])
def report_task(task_id: str, form: ReportForm, desk: DeskHere) -> Response:
    """报告办结 with evidence."""
    return _acted(desk, tasks.report, task_id, form)


@router.post("/{task_id}/accept", response_model=dict[str, Any])
def accept_task(task_id: str, form: NoteForm, desk: DeskHere) -> Response:
    """销号: the report holds."""
    return _acted(desk, tasks.accept, task_id, form)


@router.post("/{task_id}/send-back", response_model=dict[str, Any])
def send_task_back(task_id: str, form: ReasonForm, desk: DeskHere) -> Response:
    """退回: the report does not hold."""
    return _acted(desk, tasks.send_back, task_id, form)


@router.post("/{task_id}/extend", response_model=dict[str, Any])
def extend_task(task_id: str, form: ExtendForm, desk: DeskHere) -> Response:
    """延期 to a later last day."""
    return _acted(desk, tasks.extend, task_id, form)


@router.post("/{task_id}/hand-over", response_model=dict[str, Any])
def hand_task_over(task_id: str, form: HandOverForm, desk: DeskHere) -> Response:
    """移交 to other units."""
    return _acted(desk, tasks.hand_over, task_id, form)


@router.post("/{task_id}/withdraw", response_model=dict[str, Any])
def withdraw_task(task_id: str, form: ReasonForm, desk: DeskHere) -> Response:
    """撤销: no longer asked for."""
    return _acted(desk, tasks.withdraw, task_id, form)


@router.post("/{task_id}/urge", response_model=dict[str, Any])
def urge_task(task_id: str, form: ReasonForm, desk: DeskHere) -> Response:
    """催办: the units are told once more."""
    return _acted(desk, tasks.urge, task_id, form)
