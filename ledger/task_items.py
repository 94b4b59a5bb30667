"""The task ledger (任务台账) as tables: tasks projected, listed, counted and put right.

The lines of a task stand in `register_entry`; what is here can be derived from them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, tuple_
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger import item_registers
from ledger.item_registers import RegisterLine, all_lines
from ledger.tally import FAR_FUTURE
from ledger.task_tables import TaskRow, TaskUnitRow
from states.task_item import ENDED, TaskItem, folded
from states.terms.tasks import TaskAct, TaskLine

BOOK = "task"
Place = tuple[date, str]


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks; None means any.

    `late_on` asks for open ones whose last day lies before, `due_by` for open ones whose last
    day has come by then, late ones among them.
    """

    unit: str | None = None
    series: str | None = None
    state: str | None = None
    late_on: date | None = None
    words: str | None = None
    due_by: date | None = None


@dataclass(frozen=True, slots=True)
class ListedTask:
    """A task of a list with all its lines."""

    task_id: str
    lines: tuple[RegisterLine, ...]


def item_of(lines: Iterable[RegisterLine]) -> TaskItem | None:
    """The task that these lines make."""
    return folded(
        TaskLine(ln.number, TaskAct(ln.kind), ln.effective_on, ln.payload) for ln in lines
    )


def project(session: Session, task_id: str, task: TaskItem, head: str) -> bool:
    """Put the task's row and units in place; whether anything differed."""
    row = {
        "key": task.key,
        "kind": task.kind.value,
        "series": task.series,
        "state": task.state.value,
        "sort_on": task.due_on or FAR_FUTURE,
        "words": "\n".join([task_id, task.key, task.text, task.indicator, task.source]).lower(),
        "version": task.version,
        "head_hash": head,
    }
    differs = [_row_differs(session, task_id, row), _units_differ(session, task_id, task.units)]
    session.flush()
    return any(differs)


def _row_differs(session: Session, task_id: str, row: dict[str, Any]) -> bool:
    standing = session.get(TaskRow, task_id)
    if standing is None:
        session.add(TaskRow(task_id=task_id, **row))
        return True
    differs = any(getattr(standing, name) != value for name, value in row.items())
    for name, value in row.items():
        setattr(standing, name, value)
    return differs


def _units_differ(session: Session, task_id: str, units: Sequence[str]) -> bool:
    of_task = col(TaskUnitRow.task_id) == task_id
    in_order = select(col(TaskUnitRow.unit)).where(of_task).order_by(col(TaskUnitRow.place))
    if tuple(session.scalars(in_order)) == tuple(units):
        return False
    session.execute(delete(TaskUnitRow).where(of_task))
    rows = [
        {"task_id": task_id, "place": place, "unit": unit}
        for place, unit in enumerate(units, start=1)
    ]
    if rows:
        session.execute(insert(TaskUnitRow), rows)
    return True


def listed(
    session: Session, wanted: TaskFilter, *, limit: int, after: Place | None = None
) -> tuple[ListedTask, ...]:
    """Tasks by last day, undated ones last, after the last one seen: two queries at any size."""
    place = (col(TaskRow.sort_on), col(TaskRow.task_id))
    query = select(col(TaskRow.task_id)).where(*_conditions(wanted)).order_by(*place).limit(limit)
    if after is not None:
        query = query.where(tuple_(*place) > tuple_(*after))
    found = list(session.scalars(query))
    lines = item_registers.lines_by_item(session, BOOK, found)
    return tuple(ListedTask(task_id, lines[task_id]) for task_id in found)


def every(session: Session, wanted: TaskFilter, batch: int = 500) -> Iterator[ListedTask]:
    """All tasks of a filter, one batch in memory at a time."""
    after: Place | None = None
    while found := listed(session, wanted, limit=batch, after=after):
        yield from found
        last = session.get_one(TaskRow, found[-1].task_id)
        after = (last.sort_on, last.task_id)


def counts(session: Session, wanted: TaskFilter) -> dict[str, int]:
    """How many tasks of the filter stand in each state, whatever state it names."""
    state = col(TaskRow.state)
    query = select(state, func.count()).where(*_conditions(wanted, but_state=True)).group_by(state)
    return {str(name): int(count) for name, count in session.execute(query)}


def count(session: Session, wanted: TaskFilter) -> int:
    """How many tasks a filter finds."""
    query = select(func.count()).select_from(TaskRow).where(*_conditions(wanted))
    return int(session.scalar(query) or 0)


def series_known(session: Session) -> list[str]:
    """The series that have tasks."""
    return sorted(session.scalars(select(col(TaskRow.series)).distinct()))


def by_keys(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """Task ids by the keys that stand on the ledger already."""
    query = select(col(TaskRow.key), col(TaskRow.task_id)).where(col(TaskRow.key).in_(keys))
    return {str(key): str(task_id) for key, task_id in session.execute(query)}


def by_ids(session: Session, task_ids: Sequence[str]) -> dict[str, TaskItem]:
    """These tasks as they stand, read at once."""
    lines = item_registers.lines_by_item(session, BOOK, task_ids)
    found = {task_id: item_of(told) for task_id, told in lines.items()}
    return {task_id: item for task_id, item in found.items() if item is not None}


def states_by_key(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """The states of the tasks with these keys."""
    query = select(col(TaskRow.key), col(TaskRow.state)).where(col(TaskRow.key).in_(keys))
    return {str(key): str(state) for key, state in session.execute(query)}


def _conditions(wanted: TaskFilter, *, but_state: bool = False) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.unit is not None:
        of_unit = select(col(TaskUnitRow.task_id)).where(col(TaskUnitRow.unit) == wanted.unit)
        found.append(col(TaskRow.task_id).in_(of_unit))
    if wanted.series is not None:
        found.append(col(TaskRow.series) == wanted.series)
    if wanted.state is not None and not but_state:
        found.append(col(TaskRow.state) == wanted.state)
    open_ones = col(TaskRow.state).not_in([state.value for state in ENDED])
    if wanted.late_on is not None:
        found += [col(TaskRow.sort_on) < wanted.late_on, open_ones]
    if wanted.due_by is not None:
        found += [col(TaskRow.sort_on) <= wanted.due_by, open_ones]
    for word in (wanted.words or "").lower().split():
        found.append(col(TaskRow.words).contains(word, autoescape=True))
    return found


def derive_again(session: Session) -> int:
    """Project every task anew from its lines; how many stood differently."""
    changed, known = 0, set()
    for task_id, lines in groupby(all_lines(session, BOOK), lambda line: line.item_id):
        told = tuple(lines)
        task = item_of(told)
        assert task is not None, "a record has at least one line"
        known.add(task_id)
        changed += project(session, task_id, task, told[-1].hash)
    strays = [row for row in session.scalars(select(TaskRow)) if row.task_id not in known]
    for row in strays:
        session.execute(delete(TaskUnitRow).where(col(TaskUnitRow.task_id) == row.task_id))
        session.delete(row)
    session.flush()
    return changed + len(strays)


def head_faults(session: Session) -> Iterator[tuple[str, int, str]]:
    """Task, number and problem where a row does not name the last line of its record."""
    named = {row.task_id: (row.version, row.head_hash) for row in session.scalars(select(TaskRow))}
    return item_registers.head_faults(session, BOOK, named, "task")
