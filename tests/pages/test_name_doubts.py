"""A name that reads as a registered one is shown to the window; nobody is refused for it."""

from __future__ import annotations

import pytest

from acts import intake
from acts.lookalikes import doubts_about, read_as, strange_in
from tests.pages.browsing import Reader
from tests.playing import Play

REAL = "鹤壁Amber镁业（集团）有限公司"


def filed(play: Play, name: str, by: str = "qiye") -> str:
    applicant = play.applicant(name=name, credit_code=play.actor(by).organisation)
    form = play.form(matter="filing.domestic", applicant=applicant)
    return str(play.act(intake.receive, form, by=by).case_id)


@pytest.mark.parametrize(
    "name",
    [
        "鹤壁Аmber镁业（集团）有限公司",  # Cyrillic А
        "鹤壁Amber镁业\u200b（集团）有限公司",
        "鹤壁Amber镁业（集团）有限公司\u3164",
        "鹤壁Amber\ufe00镁业（集团）有限公司",
        "鹤壁Αｍｂｅｒ镁业(集团) 有限公司",  # Greek Α, full width
        "鹤壁AMBER镁业（集团）有限公司",
        "鹤壁Amber镁业（集团）有限公司",
    ],
)
def test_a_name_that_reads_as_another_on_record_is_shown_to_the_window(
    play: Play, name: str
) -> None:
    filed(play, REAL, "qiye2")
    case_id = filed(play, name)
    clerk, enterprise = Reader(play, "chuangkou"), Reader(play, "qiye")

    page = clerk.get(f"/cases/{case_id}")
    assert "请核对申请人名称" in page.text
    assert play.actor("qiye2").organisation in page.text
    assert REAL in page.text
    assert "请核对申请人名称" not in enterprise.get(f"/cases/{case_id}").text


def test_the_window_is_told_which_signs_are_strange(play: Play) -> None:
    case_id = filed(play, "鹤壁Аmber\u200b镁业有限公司")
    text = Reader(play, "chuangkou", "en").get(f"/cases/{case_id}").text

    assert "U+0410 CYRILLIC CAPITAL LETTER A" in text
    assert "U+200B ZERO WIDTH SPACE" in text


@pytest.mark.parametrize(
    "name",
    [
        "鹤壁市〇一电子有限公司",
        "𠮷林（鹤壁）公司",
        "Müller中国·鹤壁",
        "ＡＢＣ股份有限公司",
        "河南3D打印厂 No.1",
    ],
)
def test_honest_names_raise_no_doubt(play: Play, name: str) -> None:
    case_id = filed(play, name)

    assert strange_in(name) == ()
    assert "请核对申请人名称" not in Reader(play, "chuangkou").get(f"/cases/{case_id}").text


def test_a_name_of_ones_own_earlier_case_and_another_name_raise_no_doubt(play: Play) -> None:
    filed(play, REAL)
    filed(play, "鹤壁Ember镁业（集团）有限公司", "qiye2")
    case = play.case(filed(play, REAL))

    assert play.read(lambda office: doubts_about(office, case)).like == ()


def test_radicals_and_compatibility_forms_are_strange_and_han_look_alikes_are_not_known() -> None:
    assert [sign.code_point for sign in strange_in("⻢钢⼀厂")] == ["U+2EE2", "U+2F00"]
    assert read_as("⼀厂") == read_as("一厂")
    assert read_as("己") != read_as("已")
