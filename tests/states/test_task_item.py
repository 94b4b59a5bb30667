"""The record of a task: what each act does, from which state, and when a task is late."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.task_item import (
    MOVES,
    TaskItem,
    act_in_order,
    extension_in_order,
    folded,
    handover_in_order,
)
from states.task_refusals import BeforeTheOpening, NotLater, SameUnits, TaskNotThere
from states.terms.tasks import TaskAct, TaskKind, TaskLine, TaskState

START = date(2026, 3, 2)
OPEN = {
    "kind": "target",
    "series": "样例",
    "item": "一/(1)",
    "text": "完成规划环评",
    "units": ["sthj", "zrzy"],
    "first_leads": False,
    "source": "样例文件",
    "due_said": "",
    "due_on": "2026-03-20",
    "receipt_due_on": None,
    "indicator": "",
}
TOLD: dict[TaskAct, dict[str, Any]] = {
    TaskAct.REPORT: {"report": "已完成", "evidence": ["鹤环〔2026〕1号"]},
    TaskAct.EXTEND: {"due_on": "2026-04-30", "reasons": "工作量增加"},
    TaskAct.HAND_OVER: {"units": ["slj"], "reasons": "职责调整"},
}
POSSIBLE = {
    TaskState.OPENED: {"receive", "report", "extend", "hand_over", "withdraw", "urge"},
    TaskState.IN_HAND: {"report", "extend", "hand_over", "withdraw", "urge"},
    TaskState.REPORTED: {"accept", "send_back", "withdraw"},
    TaskState.DONE: set(),
    TaskState.WITHDRAWN: set(),
}
PATHS = {
    TaskState.OPENED: [],
    TaskState.IN_HAND: [TaskAct.RECEIVE],
    TaskState.REPORTED: [TaskAct.RECEIVE, TaskAct.REPORT],
    TaskState.DONE: [TaskAct.RECEIVE, TaskAct.REPORT, TaskAct.ACCEPT],
    TaskState.WITHDRAWN: [TaskAct.WITHDRAW],
}


def played(*acts: TaskAct, days: int = 1) -> TaskItem:
    lines = [TaskLine(1, TaskAct.OPEN, START, OPEN)]
    for number, act in enumerate(acts, start=2):
        on = START + timedelta(days=days * (number - 1))
        lines.append(TaskLine(number, act, on, TOLD.get(act, {})))
    task = folded(lines)
    assert task is not None
    return task


@pytest.mark.parametrize("state", TaskState)
@pytest.mark.parametrize("act", [act for act in TaskAct if act is not TaskAct.OPEN])
def test_each_act_is_possible_in_these_states_and_in_no_other(
    state: TaskState, act: TaskAct
) -> None:
    task = played(*PATHS[state])
    assert task.state is state
    if act.value in POSSIBLE[state]:
        act_in_order(task, act, task.last_on)
    else:
        with pytest.raises(TaskNotThere):
            act_in_order(task, act, task.last_on)


def test_the_units_keep_the_order_of_the_source_until_it_is_handed_over() -> None:
    assert played().units == ("sthj", "zrzy")
    handed = played(TaskAct.RECEIVE, TaskAct.HAND_OVER)

    assert handed.units == ("slj",)
    assert (handed.state, handed.received_on) == (TaskState.OPENED, None)


def test_what_was_accepted_was_done_on_the_day_of_its_report() -> None:
    task = played(TaskAct.REPORT, TaskAct.SEND_BACK, TaskAct.REPORT, TaskAct.ACCEPT, days=10)

    assert task.done_on == START + timedelta(days=30)
    assert task.ended_on == START + timedelta(days=40)
    assert task.evidence == ("鹤环〔2026〕1号",)
    assert task.is_late(date(2026, 12, 31))


def test_an_accepted_report_in_time_is_not_late_however_late_it_is_accepted() -> None:
    task = played(TaskAct.REPORT, TaskAct.ACCEPT, days=9)

    assert task.done_on == date(2026, 3, 11)
    assert not task.is_late(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("acts", "late"),
    [
        ((), True),
        ((TaskAct.RECEIVE,), True),
        ((TaskAct.REPORT,), False),
        ((TaskAct.REPORT, TaskAct.SEND_BACK), True),
        ((TaskAct.EXTEND,), False),
        ((TaskAct.WITHDRAW,), False),
    ],
)
def test_it_is_late_the_day_after_its_last_one(acts: tuple[TaskAct, ...], late: bool) -> None:
    assert not played(*acts).is_late(date(2026, 3, 20))
    assert played(*acts).is_late(date(2026, 3, 21)) is late


@given(st.lists(st.sampled_from([act for act in TaskAct if act is not TaskAct.OPEN]), max_size=12))
def test_any_order_of_possible_acts_ends_at_most_once_and_counts_its_lines(
    wanted: list[TaskAct],
) -> None:
    acts: list[TaskAct] = []
    for act in wanted:
        if played(*acts).state in MOVES[act][0]:
            acts.append(act)
    task = played(*acts)

    assert task.version == len(acts) + 1
    assert sum(act in (TaskAct.ACCEPT, TaskAct.WITHDRAW) for act in acts) <= 1
    assert (task.done_on is not None) == (TaskAct.ACCEPT in acts)
    assert task.kind is TaskKind.TARGET


def test_no_act_stands_before_the_line_before_it() -> None:
    task = played(TaskAct.RECEIVE)

    act_in_order(task, TaskAct.REPORT, date(2026, 3, 3))
    with pytest.raises(BeforeTheOpening):
        act_in_order(task, TaskAct.REPORT, date(2026, 3, 2))


def test_an_extension_names_a_later_day_and_a_handover_other_units() -> None:
    task = played()

    extension_in_order(task, date(2026, 3, 21))
    with pytest.raises(NotLater):
        extension_in_order(task, date(2026, 3, 20))
    handover_in_order(task, ("zrzy", "sthj"))
    with pytest.raises(SameUnits):
        handover_in_order(task, ("sthj", "zrzy"))
