"""任务台账即将到期: a department's desk says which tasks of its own come due within a week."""

from __future__ import annotations

import pytest

from acts import tasks
from acts.tasks import NoteForm, OpenTaskForm, ReportForm
from tests.pages.browsing import Reader
from tests.playing import Play


def opened(play: Play, item: str, due_on: str | None, *units: str) -> str:
    form = OpenTaskForm(
        series="示例", item=item, text=f"任务{item}", units=units, source="文件", due_on=due_on
    )
    task_id: str = play.act(tasks.open_task, form, by="guanli", when="2026-03-02 09:00").task_id
    return task_id


def test_the_desk_counts_open_tasks_due_within_seven_days_and_late_ones(play: Play) -> None:
    opened(play, "甲", "2026-03-01", "fgw")
    opened(play, "乙", "2026-03-09", "zrzy", "fgw")
    opened(play, "丙", "2026-03-10", "fgw")
    opened(play, "丁", None, "fgw")
    opened(play, "戊", "2026-03-03", "zrzy")
    done = opened(play, "己", "2026-03-05", "fgw")
    report = ReportForm(report="已办", evidence=("1号",))
    play.act(tasks.report, done, report, by="fgw.chengban")
    play.act(tasks.accept, done, NoteForm(), by="guanli")
    reader = Reader(play, "fgw.chengban")
    desk = reader.get("/")
    listed = reader.get("/tasks?unit=fgw&by=2026-03-09")

    assert "本单位有2项任务即将到期" in desk.text
    assert "/tasks?unit=fgw&by=2026-03-09" in desk.links
    shown = [name for name in "甲乙丙丁戊己" if f"任务{name}" in listed.text]
    assert shown == ["甲", "乙"]
    assert "截至2026年3月9日 周一到期或已逾期" in listed.text
    assert "Tasks due soon: 2" in Reader(play, "fgw.chengban", "en").get("/").text


@pytest.mark.parametrize("who", ["fgw.chengban", "chuangkou"])
def test_a_desk_without_such_tasks_says_nothing_of_them(play: Play, who: str) -> None:
    opened(play, "丙", "2026-03-10", "fgw")

    assert "即将到期" not in Reader(play, who).get("/").text
