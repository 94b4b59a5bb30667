"""任务台账: one task from its opening to its acceptance, folded from the lines of its record.

The assigning office opens, accepts, sends back, extends, hands over and withdraws; a responsible
unit receives and reports with evidence. A task is late once its last day passed without a report
that was accepted; nothing else follows from silence by law, so it is shown and urged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from states.task_refusals import (
    BeforeTheOpening,
    NotLater,
    SameUnits,
    TaskNotThere,
)
from states.terms.tasks import TaskAct, TaskKind, TaskLine, TaskState

OPENED, IN_HAND, REPORTED = TaskState.OPENED, TaskState.IN_HAND, TaskState.REPORTED
ENDED = (TaskState.DONE, TaskState.WITHDRAWN)
MOVES: Mapping[TaskAct, tuple[tuple[TaskState, ...], TaskState | None]] = {
    TaskAct.RECEIVE: ((OPENED,), IN_HAND),
    TaskAct.REPORT: ((OPENED, IN_HAND), REPORTED),
    TaskAct.ACCEPT: ((REPORTED,), TaskState.DONE),
    TaskAct.SEND_BACK: ((REPORTED,), IN_HAND),
    TaskAct.EXTEND: ((OPENED, IN_HAND), None),
    TaskAct.HAND_OVER: ((OPENED, IN_HAND), OPENED),
    TaskAct.WITHDRAW: ((OPENED, IN_HAND, REPORTED), TaskState.WITHDRAWN),
    TaskAct.URGE: ((OPENED, IN_HAND), None),
}
"""From which states an act is possible, and the state after it; None leaves it as it is."""


@dataclass(frozen=True, slots=True)
class TaskItem:
    """A task as its lines tell it; days are Asia/Shanghai dates.

    `units` keep the order of the source; `first_leads` only where the source says so. `reported_on`
    is the day of the newest report; once `state` is done it is the day on which it was done.
    """

    kind: TaskKind
    series: str
    item: str
    text: str
    units: tuple[str, ...]
    first_leads: bool
    source: str
    due_said: str
    due_on: date | None
    receipt_due_on: date | None
    indicator: str
    opened_on: date
    state: TaskState = OPENED
    received_on: date | None = None
    reported_on: date | None = None
    ended_on: date | None = None
    report: str = ""
    evidence: tuple[str, ...] = ()
    urged: int = 0
    extended: int = 0
    version: int = 1
    last_on: date = date.min

    @property
    def key(self) -> str:
        """What names the task in its document."""
        return f"{self.series}/{self.item}"

    @property
    def done_on(self) -> date | None:
        """The day of the report that was accepted; None while none was."""
        return self.reported_on if self.state is TaskState.DONE else None

    def is_late(self, today: date) -> bool:
        """Whether its last day passed without, or before, the report that counts."""
        if self.due_on is None or self.state is TaskState.WITHDRAWN:
            return False
        answered_on = self.reported_on if self.state in (TaskState.DONE, REPORTED) else None
        return (answered_on or today) > self.due_on

    def receipt_is_late(self, today: date) -> bool:
        """Whether a 督办件 was not received by the day given for it."""
        if self.receipt_due_on is None or self.state is TaskState.WITHDRAWN:
            return False
        return (self.received_on or today) > self.receipt_due_on

    @property
    def possible(self) -> tuple[TaskAct, ...]:
        """What may be done with it now, whoever does it."""
        return tuple(act for act, (states, _) in MOVES.items() if self.state in states)


def folded(lines: Iterable[TaskLine]) -> TaskItem | None:
    """The task that these lines make; None of none."""
    found: TaskItem | None = None
    for line in lines:
        found = _opened(line) if found is None else _moved(found, line)
    return found


def _opened(line: TaskLine) -> TaskItem:
    told = line.payload
    return TaskItem(
        kind=TaskKind(told["kind"]),
        series=told["series"],
        item=told["item"],
        text=told["text"],
        units=tuple(told["units"]),
        first_leads=told["first_leads"],
        source=told["source"],
        due_said=told["due_said"],
        due_on=_day(told["due_on"]),
        receipt_due_on=_day(told["receipt_due_on"]),
        indicator=told["indicator"],
        opened_on=line.effective_on,
        last_on=line.effective_on,
    )


def _moved(task: TaskItem, line: TaskLine) -> TaskItem:
    told, on = line.payload, line.effective_on
    state = MOVES[line.kind][1] or task.state
    task = replace(task, state=state, version=line.number, last_on=on)
    match line.kind:
        case TaskAct.RECEIVE:
            return replace(task, received_on=on)
        case TaskAct.REPORT:
            received_on = task.received_on or on
            return replace(
                task,
                reported_on=on,
                received_on=received_on,
                report=told["report"],
                evidence=tuple(told["evidence"]),
            )
        case TaskAct.EXTEND:
            return replace(task, due_on=_day(told["due_on"]), extended=task.extended + 1)
        case TaskAct.HAND_OVER:
            return replace(task, units=tuple(told["units"]), first_leads=False, received_on=None)
        case TaskAct.URGE:
            return replace(task, urged=task.urged + 1)
        case TaskAct.ACCEPT | TaskAct.WITHDRAW:
            return replace(task, ended_on=on)
        case _:
            return task


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def act_in_order(task: TaskItem, act: TaskAct, today: date) -> None:
    """Whether this act is possible now.

    Raises:
        TaskNotThere: its state knows no such act.
        BeforeTheOpening: the clock stands before its last line.
    """
    states, _ = MOVES[act]
    if task.state not in states:
        raise TaskNotThere(state=f"task_{task.state.value}", act=f"task_{act.value}")
    if today < task.last_on:
        raise BeforeTheOpening(last_on=task.last_on, today=today)


def extension_in_order(task: TaskItem, due_on: date) -> None:
    """An extension names a later last day than the one that stands.

    Raises:
        NotLater: it does not, or the task has no last day at all.
    """
    if task.due_on is None or due_on <= task.due_on:
        raise NotLater(due_on=task.due_on or "—")


def handover_in_order(task: TaskItem, units: tuple[str, ...]) -> None:
    """A handover names other units.

    Raises:
        SameUnits: they are those that have it already.
    """
    if units == task.units:
        raise SameUnits()
