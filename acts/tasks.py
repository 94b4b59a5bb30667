"""任务台账 as acts: tasks opened, received, reported with evidence, accepted, and all in between.

The assigning office (督查 and administrators) opens and judges; officials of a responsible unit
receive and report. Each act is one line of the task's append-only, hash-chained record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Annotated, Any

from pydantic import Field

from acts.authority import allows, authorise
from acts.forms import Form, Line, Prose, Remark
from acts.office import Office
from acts.problems import UnknownCase
from acts.records import fresh, write_line
from ledger import task_items
from ledger.book import next_serial
from ledger.item_registers import RegisterLine, all_lines, lines_of
from ledger.task_items import BOOK, TaskFilter
from states.case_facts import TaskFact
from states.due_rules import due_days
from states.task_item import TaskItem, act_in_order, extension_in_order, handover_in_order
from states.task_refusals import DueBeforeOpening, TaskKeyTaken, UnitUnknown
from states.terms import Actor
from states.terms.tasks import TaskAct, TaskKind, TaskState
from states.worktime import add_workdays, legal_day

BY_UNIT = (TaskAct.RECEIVE, TaskAct.REPORT)
Units = Annotated[tuple[Annotated[str, Field(max_length=64)], ...], Field(min_length=1)]


class UnknownTask(UnknownCase):
    """There is no such task on the ledger, or it is not yours to see."""


class OpenTaskForm(Form):
    """A task: its document and item, the text, who answers for it in which order, until when.

    Without a day, the words of the document (`due_said`) name it; a 督办件 that has neither gets
    the city's own; `first_leads` only where the source says so.
    """

    kind: TaskKind = TaskKind.TARGET
    series: Line
    item: Line
    text: Prose
    units: Units
    first_leads: bool = False
    source: Line
    due_on: date | None = None
    due_said: Remark = ""
    indicator: Remark = ""


class OpenSeriesForm(Form):
    """Open the tasks of the city's catalogue, with their days in the year of this plan."""

    year: Annotated[int, Field(ge=1990, le=2100)]


class NoteForm(Form):
    """A word to the receipt."""

    note: Remark = ""


class ReportForm(Form):
    """What was done, and the evidence: document numbers, links, places; one a line."""

    report: Prose
    evidence: Annotated[tuple[Line, ...], Field(min_length=1, max_length=50)]


class ReasonForm(Form):
    """Why."""

    reasons: Prose


class ExtendForm(ReasonForm):
    """The new last day, and why."""

    due_on: date


class HandOverForm(ReasonForm):
    """Who answers for the task from now on, in order, and why."""

    units: Units


@dataclass(frozen=True, slots=True)
class KeptTask:
    """A task with its number and its whole record."""

    task_id: str
    now: TaskItem
    lines: tuple[RegisterLine, ...]


def task(office: Office, task_id: str, *, actor: Actor) -> KeptTask:
    """One task with its history; every official reads every task.

    Raises:
        NotYours: an enterprise asks.
        UnknownTask: there is none of this number.
    """
    authorise(actor, "see_tasks")
    return _kept(office, task_id)


def _kept(office: Office, task_id: str) -> KeptTask:
    lines = lines_of(office.session, BOOK, task_id)
    found = task_items.item_of(lines)
    if found is None:
        raise UnknownTask(task_id)
    return KeptTask(task_id, found, lines)


def listed(
    office: Office,
    wanted: TaskFilter,
    *,
    actor: Actor,
    limit: int,
    after: task_items.Place | None = None,
) -> tuple[KeptTask, ...]:
    """Tasks of a filter by last day, undated ones last.

    Raises:
        NotYours: an enterprise asks.
    """
    authorise(actor, "see_tasks")
    found = task_items.listed(office.session, wanted, limit=limit, after=after)
    return tuple(map(_listed, found))


def every(office: Office, wanted: TaskFilter, *, actor: Actor) -> Iterable[KeptTask]:
    """All tasks of a filter, read in batches; see :func:`listed`."""
    authorise(actor, "see_tasks")
    return map(_listed, task_items.every(office.session, wanted))


def _listed(found: task_items.ListedTask) -> KeptTask:
    item = task_items.item_of(found.lines)
    assert item is not None, "a listed task has at least one line"
    return KeptTask(found.task_id, item, found.lines)


def open_task(office: Office, form: OpenTaskForm, *, actor: Actor, now: datetime) -> KeptTask:
    """交办: a new task of the ledger, by the assigning office.

    Raises:
        NotYours, UnitUnknown, DueBeforeOpening, TaskKeyTaken: as they say.
    """
    authorise(actor, "keep_tasks")
    return opened(office, form, actor=actor, now=now)


def opened(office: Office, form: OpenTaskForm, *, actor: Actor, now: datetime) -> KeptTask:
    """Write the first line of a task, whoever's act it follows from (minutes, a visit).

    Raises:
        UnitUnknown, DueBeforeOpening, TaskKeyTaken: as they say.
    """
    today = legal_day(now)
    _known_units(office, form.units)
    due_on, receipt_due_on = _limits(office, form, today)
    if due_on is not None and due_on < today and form.kind is not TaskKind.TARGET:
        raise DueBeforeOpening(due_on=due_on, opened_on=today)
    key = f"{form.series}/{form.item}"
    taken = task_items.by_keys(office.session, [key])
    if taken:
        raise TaskKeyTaken(key=key, task_id=taken[key])
    task_id = f"RW-{today.year}-{next_serial(office.session, BOOK, today.year):04d}"
    payload = form.model_dump(mode="json") | {
        "due_on": due_on.isoformat() if due_on else None,
        "receipt_due_on": receipt_due_on.isoformat() if receipt_due_on else None,
    }
    return _written(office, task_id, (), TaskAct.OPEN, payload, actor, now)


def _limits(office: Office, form: OpenTaskForm, today: date) -> tuple[date | None, date | None]:
    """The last day, and the day by which a 督办件 is received."""
    due_on = form.due_on or _said(form.due_said, today)
    rules = office.city.catalog.book.supervision
    if form.kind is not TaskKind.SUPERVISED or rules is None:
        return due_on, None
    calendar = office.city.calendar
    due_on = due_on or add_workdays(today, rules.handling_working_days, calendar)
    return due_on, add_workdays(today, rules.receipt_working_days, calendar)


def _said(phrase: str, today: date) -> date | None:
    """The next day that the document's words mean; where all have passed, the last of them."""
    days = due_days(phrase, today.year)
    return next((day for day in days if day >= today), days[-1] if days else None)


def _known_units(office: Office, units: Iterable[str]) -> None:
    for unit in units:
        if unit not in office.city.catalog.departments:
            raise UnitUnknown(unit=unit)


def open_series(
    office: Office, form: OpenSeriesForm, *, actor: Actor, now: datetime
) -> tuple[KeptTask, ...]:
    """交办目录任务: the shipped tasks that are not on the ledger yet for this year.

    What a document asks for every quarter or half year becomes one task a period. Repeating it
    opens nothing twice.

    Raises:
        NotYours: somebody else than the assigning office.
    """
    authorise(actor, "keep_tasks")
    wanted = list(_of_catalogue(office, form.year))
    keys = [f"{one.series}/{one.item}" for one in wanted]
    taken = task_items.by_keys(office.session, keys)
    return tuple(
        opened(office, one, actor=actor, now=now)
        for one, key in zip(wanted, keys, strict=True)
        if key not in taken
    )


def _of_catalogue(office: Office, year: int) -> Iterable[OpenTaskForm]:
    catalog = office.city.catalog
    book = catalog.book
    for entry in catalog.tasks:
        if not entry.responsible:
            continue
        days: Sequence[date | None] = due_days(entry.due, year) or (None,)
        for number, due_on in enumerate(days, start=1):
            period = f"·{number}" if len(days) > 1 else ""
            yield OpenTaskForm(
                series=f"{book.task_series}·{year}" if year != book.task_year else book.task_series,
                item=f"{entry.key}{period}",
                text=entry.text,
                units=entry.responsible,
                source=book.task_source or book.task_series,
                due_on=due_on,
                due_said=entry.due,
            )


def receive(office: Office, task_id: str, form: NoteForm, **more: Any) -> KeptTask:
    """签收: a responsible unit has the task in hand."""
    return _act(office, task_id, TaskAct.RECEIVE, form, **more)


def report(office: Office, task_id: str, form: ReportForm, **more: Any) -> KeptTask:
    """报告办结: what was done, with evidence; the assigning office judges it."""
    return _act(office, task_id, TaskAct.REPORT, form, **more)


def accept(office: Office, task_id: str, form: NoteForm, **more: Any) -> KeptTask:
    """销号: the report holds; the task was done on the day of the report."""
    return _act(office, task_id, TaskAct.ACCEPT, form, **more)


def send_back(office: Office, task_id: str, form: ReasonForm, **more: Any) -> KeptTask:
    """退回: the report does not hold; the last day stays."""
    return _act(office, task_id, TaskAct.SEND_BACK, form, **more)


def extend(office: Office, task_id: str, form: ExtendForm, **more: Any) -> KeptTask:
    """延期: a later last day, with the reason; the record keeps the earlier one."""
    return _act(office, task_id, TaskAct.EXTEND, form, **more)


def hand_over(office: Office, task_id: str, form: HandOverForm, **more: Any) -> KeptTask:
    """移交: other units, in order; they receive it anew, the last day stays."""
    return _act(office, task_id, TaskAct.HAND_OVER, form, **more)


def withdraw(office: Office, task_id: str, form: ReasonForm, **more: Any) -> KeptTask:
    """撤销: the task is not asked for any more; it counts in no rate."""
    return _act(office, task_id, TaskAct.WITHDRAW, form, **more)


def urge(office: Office, task_id: str, form: ReasonForm, **more: Any) -> KeptTask:
    """催办: the units are told once more; it moves no day."""
    return _act(office, task_id, TaskAct.URGE, form, **more)


def _act(
    office: Office,
    task_id: str,
    act: TaskAct,
    form: Form,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> KeptTask:
    """One line more.

    Raises:
        UnknownTask, NotYours, StaleVersion, TaskNotThere, NotLater, SameUnits: as they say.
    """
    kept = _kept(office, task_id)
    authorise(actor, _in_policy(act), kept.now)
    fresh(task_id, if_version, kept.now.version)
    act_in_order(kept.now, act, legal_day(now))
    if isinstance(form, ExtendForm):
        extension_in_order(kept.now, form.due_on)
    if isinstance(form, HandOverForm):
        _known_units(office, form.units)
        handover_in_order(kept.now, form.units)
    payload = form.model_dump(mode="json")
    return _written(office, task_id, kept.lines, act, payload, actor, now)


def _in_policy(act: TaskAct) -> str:
    return "work_on_task" if act in BY_UNIT else "keep_tasks"


def offered(kept: KeptTask, actor: Actor) -> tuple[TaskAct, ...]:
    """What this person may do with the task now."""
    return tuple(act for act in kept.now.possible if allows(actor, _in_policy(act), kept.now))


def _written(
    office: Office,
    task_id: str,
    earlier: tuple[RegisterLine, ...],
    act: TaskAct,
    payload: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> KeptTask:
    today = legal_day(now)
    lines = write_line(
        office, BOOK, task_id, earlier, act.value, payload, on=today, actor=actor, now=now
    )
    found = task_items.item_of(lines)
    assert found is not None, "a record that was just written has a line"
    task_items.project(office.session, task_id, found, lines[-1].hash)
    return KeptTask(task_id, found, lines)


def facts(office: Office, cut_off: datetime) -> tuple[TaskFact, ...]:
    """What the indicators of a bulletin count: every task with a last day, as it stood then.

    Lines written after the cut-off are not read. A task counts for each of its units (for the
    first alone where its source says that it leads), once for the city; a withdrawn one for nobody.
    """
    lines = (line for line in all_lines(office.session, BOOK) if line.recorded_at <= cut_off)
    found = []
    for task_id, told in groupby(lines, lambda line: line.item_id):
        item = task_items.item_of(told)
        assert item is not None, "a group has at least one line"
        if item.due_on is not None and item.state is not TaskState.WITHDRAWN:
            from_minutes = item.kind is TaskKind.MINUTES
            units = item.units[:1] if item.first_leads else item.units
            found += [
                TaskFact(task_id, unit, item.due_on, item.done_on, from_minutes) for unit in units
            ]
    return tuple(found)
