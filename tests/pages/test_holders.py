"""Who holds a case now: parties of whom everything is the same are told once, by name."""

from __future__ import annotations

import re

from tests.pages.browsing import Reader
from tests.playing import Play


def holding(play: Play, who: str, case_id: str) -> str:
    """The part of the case's page that says who holds it now."""
    page = Reader(play, who).get(f"/cases/{case_id}").text
    return re.sub(r"\s+", " ", page.split("现在由谁办理")[1].split("部门意见")[0])


def test_departments_asked_alike_stand_together_and_the_reader_alone(play: Play) -> None:
    case_id = play.in_review().case_id
    told = holding(play, "slj.chengban", case_id)

    assert told.strip().startswith("鹤壁市水利局 贵方 反馈会签意见")
    assert told.count("反馈会签意见") == 2
    assert told.count("鹤壁市水利局") == 1
    assert re.search("(、鹤壁市[^、]+局){5} 反馈会签意见", told)


def test_who_has_answered_holds_it_no_longer(play: Play) -> None:
    case_id = play.in_review().case_id
    assert "鹤壁市生态环境局" in holding(play, "slj.chengban", case_id)
    play.sign(case_id, "sthj")

    assert "鹤壁市生态环境局" not in holding(play, "slj.chengban", case_id)


def test_a_list_names_two_of_many_and_says_how_many_there_are(play: Play) -> None:
    play.in_review()

    assert "等7个部门" in Reader(play, "ducha").get("/ledger").text
