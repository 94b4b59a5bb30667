"""The pages of the task ledger: opened, reported with evidence, judged, all by plain forms."""

from __future__ import annotations

import re

from tests.pages.browsing import Reader
from tests.playing import Play

OPEN = {
    "kind": "supervised",
    "text": "完成规划环评审查",
    "unit1": "sthj",
    "unit2": "zrzy",
    "source": "纪要〔2026〕1号",
    "series": "联席会议2026-1",
    "item": "1",
}


def opened(play: Play) -> str:
    answer = Reader(play, "guanli").send("/tasks/open", **OPEN)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_task_is_opened_reported_and_accepted_on_its_pages(play: Play) -> None:
    path = opened(play)
    unit, office = Reader(play, "sthj.chengban"), Reader(play, "guanli")
    assert "待签收" in unit.get("/tasks").text
    assert unit.send(f"{path}/receive").status_code == 303
    done = unit.send(f"{path}/report", report="已印发", evidence="鹤环〔2026〕1号\n附件二")
    assert done.status_code == 303
    assert office.send(f"{path}/accept").status_code == 303

    page = office.get(path).text
    assert "已办结" in page
    assert "附件二" in page
    assert "鹤壁市生态环境局、鹤壁市自然资源和规划局" in page


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(play: Play) -> None:
    answer = Reader(play, "guanli").send("/tasks/open", **(OPEN | {"unit1": "", "unit2": ""}))

    assert answer.status_code == 422
    assert 'id="units-wrong"' in answer.text
    assert "完成规划环评审查" in answer.text
    path = opened(play)
    empty = Reader(play, "sthj.chengban").send(f"{path}/report", report="", evidence="")
    assert empty.status_code == 422
    assert 'id="evidence-wrong"' in empty.text


def test_a_reader_finds_no_act_that_is_not_theirs(play: Play) -> None:
    path = opened(play)

    assert f"{path}/receive" not in Reader(play, "slj.chengban").get(path).links
    assert f"{path}/receive" in Reader(play, "zrzy.chengban").get(path).links
    assert f"{path}/extend" not in Reader(play, "zrzy.chengban").get(path).links
    assert f"{path}/extend" in Reader(play, "ducha").get(path).links
    assert Reader(play, "qiye").client.get("/tasks").status_code == 403
    assert Reader(play, "ducha").client.get(f"{path}/dance").status_code == 404


def test_the_catalogues_tasks_are_opened_for_a_year_and_found_by_unit_and_words(
    play: Play,
) -> None:
    office = Reader(play, "guanli")
    form = office.get("/tasks/open").form("/tasks/series")
    assert office.submit(form, year="2026").status_code == 303

    found = office.get("/tasks?unit=tjj&words=监测分析").text
    assert found.count("按季度形成") >= 4
    assert "0已逾期" in re.sub(r"\s+", "", found)
    assert "后面的" in office.get("/tasks").text


def test_a_task_that_was_changed_meanwhile_is_not_changed_blindly(play: Play) -> None:
    path = opened(play)
    office = Reader(play, "guanli")
    form = office.get(f"{path}/withdraw").form(f"{path}/withdraw")
    Reader(play, "sthj.chengban").send(f"{path}/receive")

    assert office.submit(form, reasons="不再需要").status_code == 412
