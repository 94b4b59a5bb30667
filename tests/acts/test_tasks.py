"""The task ledger at work, on both engines: opened, received, reported, accepted, counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from acts import tasks, upkeep
from acts.problems import StaleVersion
from acts.tasks import (
    ExtendForm,
    HandOverForm,
    KeptTask,
    NoteForm,
    OpenSeriesForm,
    OpenTaskForm,
    ReasonForm,
    ReportForm,
    UnknownTask,
)
from greenlane.story import at
from ledger.evidence import verify
from ledger.task_items import TaskFilter
from states.refusals import NotYours
from states.task_refusals import DueBeforeOpening, NotLater, SameUnits, TaskKeyTaken, UnitUnknown
from states.terms.tasks import TaskState
from tests.playing import Play, play_on

REPORT = ReportForm(report="已印发", evidence=("鹤环〔2026〕1号",))
WHY = ReasonForm(reasons="证明材料不全")


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    made = play_on(ledger_url)
    yield made
    made.house.ledger.close()


def form(**changes: Any) -> OpenTaskForm:
    told = {
        "series": "联席会议2026-1",
        "item": "1",
        "text": "完成规划环评审查",
        "units": ("sthj", "zrzy"),
        "source": "联席会议纪要〔2026〕1号",
        "due_on": date(2026, 3, 20),
    }
    return OpenTaskForm.model_validate(told | changes)


def opened(play: Play, **changes: Any) -> str:
    kept: KeptTask = play.act(tasks.open_task, form(**changes), by="guanli")
    return kept.task_id


def do(play: Play, act: Any, task_id: str, what: Any, by: str, when: str | None = None) -> KeptTask:
    kept: KeptTask = play.act(act, task_id, what, by=by, **({"when": when} if when else {}))
    return kept


def test_a_task_goes_from_its_opening_to_its_acceptance(play: Play) -> None:
    task_id = opened(play)
    do(play, tasks.receive, task_id, NoteForm(), "sthj.chengban", "2026-03-03 09:00")
    do(play, tasks.report, task_id, REPORT, "zrzy.chengban", "2026-03-10 09:00")
    do(play, tasks.send_back, task_id, WHY, "ducha", "2026-03-11 09:00")
    do(play, tasks.report, task_id, REPORT, "sthj.chengban", "2026-03-12 09:00")
    kept = do(play, tasks.accept, task_id, NoteForm(), "guanli", "2026-03-30 09:00")

    assert kept.now.state is TaskState.DONE
    assert kept.now.done_on == date(2026, 3, 12)
    assert [line.kind for line in kept.lines] == [
        "open",
        "receive",
        "report",
        "send_back",
        "report",
        "accept",
    ]
    assert faults(play) == []


def faults(play: Play) -> list[str]:
    with play.house.ledger.reading() as session:
        return [f"{fault.case_id} {fault.problem}" for fault in verify(session)]


def test_who_is_not_responsible_neither_receives_nor_reports_and_units_do_not_judge(
    play: Play,
) -> None:
    task_id = opened(play)
    with pytest.raises(NotYours):
        do(play, tasks.receive, task_id, NoteForm(), "slj.chengban")
    with pytest.raises(NotYours):
        play.act(tasks.open_task, form(item="2"), by="sthj.chengban")
    with pytest.raises(NotYours):
        do(play, tasks.withdraw, task_id, WHY, "sthj.chengban")
    with pytest.raises(NotYours):
        play.read(lambda office: tasks.task(office, task_id, actor=play.actor("qiye")))


def test_a_supervised_task_has_limits_of_its_own_in_working_days(play: Play) -> None:
    """Opened on Monday 2 March 2026: received by Wednesday, reported by Monday the 16th."""
    task_id = opened(play, kind="supervised", due_on=None)
    kept = play.read(lambda office: tasks.task(office, task_id, actor=play.actor("ducha")))

    assert kept.now.receipt_due_on == date(2026, 3, 4)
    assert kept.now.due_on == date(2026, 3, 16)
    assert kept.now.receipt_is_late(date(2026, 3, 5))
    assert not kept.now.receipt_is_late(date(2026, 3, 4))


@pytest.mark.parametrize(
    ("said", "due_on"),
    [
        ("10月底前", "2026-10-31"),
        ("年底前", "2026-12-31"),
        ("每季度至少一次", "2026-03-31"),
        ("2月底前", "2026-02-28"),
        ("及时协调", None),
    ],
)
def test_without_a_day_the_words_of_the_document_name_it(
    play: Play, said: str, due_on: str | None
) -> None:
    task_id = opened(play, due_on=None, due_said=said)
    kept = play.read(lambda office: tasks.task(office, task_id, actor=play.actor("ducha")))

    assert (kept.now.due_on.isoformat() if kept.now.due_on else None) == due_on


def test_extension_handover_and_version_are_checked(play: Play) -> None:
    task_id = opened(play)
    with pytest.raises(NotLater):
        wrong = ExtendForm(reasons="-", due_on=date(2026, 3, 20))
        do(play, tasks.extend, task_id, wrong, "guanli")
    longer = ExtendForm(reasons="工作量增加", due_on=date(2026, 4, 30))
    assert do(play, tasks.extend, task_id, longer, "guanli").now.due_on == date(2026, 4, 30)
    with pytest.raises(SameUnits):
        same = HandOverForm(reasons="-", units=("sthj", "zrzy"))
        do(play, tasks.hand_over, task_id, same, "guanli")
    with pytest.raises(UnitUnknown):
        stranger = HandOverForm(reasons="-", units=("nobody",))
        do(play, tasks.hand_over, task_id, stranger, "guanli")
    other = HandOverForm(reasons="职责调整", units=("slj",))
    assert do(play, tasks.hand_over, task_id, other, "guanli").now.units == ("slj",)
    with pytest.raises(StaleVersion):
        play.act(tasks.urge, task_id, WHY, by="guanli", if_version=1)
    with pytest.raises(UnknownTask):
        do(play, tasks.urge, "RW-2026-9999", WHY, "guanli")


def test_an_item_of_a_document_stands_once_and_nothing_is_due_before_it_is_opened(
    play: Play,
) -> None:
    task_id = opened(play)
    with pytest.raises(TaskKeyTaken, match=task_id):
        opened(play)
    with pytest.raises(DueBeforeOpening):
        opened(play, item="2", kind="minutes", due_on=date(2026, 3, 1))


def test_the_shipped_tasks_are_opened_once_with_the_days_their_words_mean(play: Play) -> None:
    """66 tasks; 上、下半年各一次 makes two of one, 每季度 makes four."""
    year = OpenSeriesForm(year=2010)
    found = play.act(tasks.open_series, year, by="guanli")
    by_item = {kept.now.item: kept.now for kept in found}

    assert len(found) == 70
    assert by_item["一/(5)"].units == ("fgw",)
    assert by_item["一/(11)·1"].due_on == date(2010, 6, 30)
    assert by_item["一/(11)·2"].due_on == date(2010, 12, 31)
    assert play.act(tasks.open_series, year, by="guanli") == ()
    assert len(play.act(tasks.open_series, OpenSeriesForm(year=2026), by="guanli")) == 70
    assert faults(play) == []


def listed(play: Play, **wanted: Any) -> list[str]:
    found = play.read(
        lambda office: tasks.listed(
            office, TaskFilter(**wanted), actor=play.actor("ducha"), limit=200
        )
    )
    return [kept.now.item for kept in found]


def test_the_list_is_narrowed_and_comes_by_last_day(play: Play) -> None:
    opened(play, item="later", due_on=date(2026, 5, 1), units=("slj",))
    opened(play, item="undated", due_on=None)
    first = opened(play, item="first", due_on=date(2026, 3, 3), text="清理低效用地")

    assert listed(play) == ["first", "later", "undated"]
    assert listed(play, unit="slj") == ["later"]
    assert listed(play, words="低效") == ["first"]
    assert listed(play, late_on=date(2026, 3, 4)) == ["first"]
    do(play, tasks.withdraw, first, WHY, "guanli")
    assert listed(play, late_on=date(2026, 3, 4)) == []
    assert listed(play, state="withdrawn") == ["first"]


def test_the_rows_are_derived_again_and_a_row_that_lies_is_found(play: Play) -> None:
    task_id = opened(play)
    with play.house.ledger.writing() as session:
        session.execute(text("UPDATE task SET version = 7"))
        session.execute(text("DELETE FROM task_unit"))
    assert any(task_id in fault for fault in faults(play))

    with play.house.ledger.writing() as session:
        upkeep.rebuild(play.house.office(session))
    assert faults(play) == []
    assert listed(play, unit="zrzy") == ["1"]


def test_bulletins_count_what_has_a_day_and_stands_at_the_cut_off(
    play: Play,
) -> None:
    done = opened(play, item="done", kind="minutes")
    do(play, tasks.report, done, REPORT, "sthj.chengban", "2026-03-10 09:00")
    do(play, tasks.accept, done, NoteForm(), "guanli", "2026-03-11 09:00")
    opened(play, item="open")
    gone = opened(play, item="gone")
    do(play, tasks.withdraw, gone, WHY, "guanli")
    opened(play, item="undated", due_on=None)
    then, now = at("2026-03-10 12:00"), at("2026-03-12 12:00")

    led = opened(play, item="led", first_leads=True)
    found = play.read(lambda office: tasks.facts(office, now))
    of_kind = {(f.task_id, f.department): (f.done_on, f.from_minutes) for f in found}
    assert of_kind[done, "sthj"] == of_kind[done, "zrzy"] == (date(2026, 3, 10), True)
    assert (led, "sthj") in of_kind
    assert (led, "zrzy") not in of_kind
    assert len(found) == 5
    before = play.read(lambda office: tasks.facts(office, then))
    assert [(f.task_id, f.department, f.done_on) for f in before] == [
        (done, "sthj", None),
        (done, "zrzy", None),
    ]
