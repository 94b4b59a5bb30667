"""名录: items entered, changed, moved, removed and entered again; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from acts import register_import, registers, upkeep
from acts.problems import Invalid, StaleVersion
from acts.register_import import ImportForm
from acts.registers import ChangeForm, EntryForm, Kept, ReentryForm, StatusForm, UnknownItem
from catalog.faults import UnknownRegister
from ledger import register_items
from ledger.evidence import verify
from ledger.register_items import ItemFilter
from states.refusals import NotYours
from states.register_refusals import (
    AlreadyListed,
    NothingChanged,
    NotInRegister,
    StatusNotForeseen,
    ValidityMissing,
)
from tests.playing import Play, play_on

TITLES, WHITE = "base_titles", "white_list"
CREDIT_CODE, OTHER_CODE = "91410611MA40A1B289", "91410600MA3X00T156"
BASE = EntryForm(
    values={"name": "鹤壁镁基地", "level": "省级"}, reason="首批授牌", basis="2026年第1号"
)


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def listed(play: Play, code: str, **wanted: Any) -> list[str]:
    def look(office: Any) -> list[str]:
        entry = office.city.catalog.register(code)
        found = registers.listed(office, entry, ItemFilter(code, **wanted), limit=100)
        return [kept.now.title for kept in found]

    titles: list[str] = play.read(look)
    return titles


def titled(play: Play, when: str = "2026-03-02 09:30") -> Kept:
    kept: Kept = play.act(registers.enter, TITLES, BASE, by="gxj.juzhang", when=when)
    return kept


@pytest.fixture(autouse=True)
def people(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keepers of these registers, whom the demonstration has no accounts for."""
    known = Play.actor

    def actor(play: Play, username: str) -> Any:
        organ = username.partition(".")[0]
        if organ in ("gxj", "jrj"):
            lead = known(play, "fgw.zhuren")
            return type(lead)(username, username, lead.role, organ, lead.rank)
        return known(play, username)

    monkeypatch.setattr(Play, "actor", actor)


def move(play: Play, kept: Kept, status: str, when: str, **more: Any) -> Kept:
    form = StatusForm(status=status, reason="复核意见")
    moved: Kept = play.act(
        registers.move, kept.entry.code, kept.item, form, by="gxj.juzhang", when=when, **more
    )
    return moved


def test_row_50_a_title_is_granted_monitored_rechecked_and_revoked_with_reasons(
    play: Play,
) -> None:
    kept = titled(play)
    move(play, kept, "monitored", "2026-03-05 09:00")
    move(play, kept, "rectifying", "2026-04-01 09:00")
    revoked = move(play, kept, "revoked", "2026-05-06 09:00")

    assert [line.kind for line in revoked.lines] == ["entered", "moved", "moved", "left"]
    assert [line.payload["reason"] for line in revoked.lines][-1] == "复核意见"
    assert listed(play, TITLES, day=date(2026, 5, 6)) == []
    assert listed(play, TITLES, day=date(2026, 5, 5), status="rectifying") == ["鹤壁镁基地"]
    assert listed(play, TITLES, day=date(2026, 3, 31), status="rectifying") == []
    assert play.read(lambda office: verify(office.session)) == []


def test_row_51_what_is_revoked_is_neither_changed_nor_restored_by_a_move(play: Play) -> None:
    kept = titled(play)
    with pytest.raises(StatusNotForeseen):
        move(play, kept, "rechecked", "2026-03-03 09:00")
    move(play, kept, "revoked", "2026-03-04 09:00")

    with pytest.raises(NotInRegister):
        move(play, kept, "monitored", "2026-03-05 09:00")
    back = play.act(
        registers.reenter,
        TITLES,
        kept.item,
        ReentryForm(reason="重新达标", values={"industry": "镁精深加工"}),
        by="gxj.juzhang",
        when="2026-06-01 09:00",
    )

    assert (back.item, back.now.status, back.now.values["industry"]) == (
        kept.item,
        "granted",
        "镁精深加工",
    )


def test_every_change_is_a_new_line_and_the_day_before_still_shows_the_old_value(
    play: Play,
) -> None:
    kept = titled(play)
    form = ChangeForm(values={"name": "鹤壁镁产业基地"}, reason="更名")
    changed = play.act(
        registers.change, TITLES, kept.item, form, by="gxj.juzhang", when="2026-03-10 09:00"
    )

    assert changed.now.version == 2
    assert listed(play, TITLES, day=date(2026, 3, 9)) == ["鹤壁镁基地"]
    assert listed(play, TITLES, day=date(2026, 3, 10)) == ["鹤壁镁产业基地"]
    with pytest.raises(NothingChanged):
        play.act(registers.change, TITLES, kept.item, form, by="gxj.juzhang")
    with pytest.raises(DatabaseError, match="append-only"), play.house.ledger.writing() as session:
        session.execute(text("UPDATE register_entry SET payload = '{}'"))


def test_a_version_that_was_read_before_somebody_wrote_is_refused(play: Play) -> None:
    kept = titled(play)
    move(play, kept, "monitored", "2026-03-05 09:00", if_version=1)

    with pytest.raises(StaleVersion):
        move(play, kept, "rectifying", "2026-03-06 09:00", if_version=1)


def white(name: str, code: str, until: date | None) -> EntryForm:
    values = {"name": name, "credit_code": code, "credit": "1,200.50"}
    return EntryForm(values=values, reason="推荐", until_on=until)


def test_row_43_the_white_list_has_a_term_and_forgets_who_outlived_it(play: Play) -> None:
    with pytest.raises(ValidityMissing):
        play.act(registers.enter, WHITE, white("甲", CREDIT_CODE, None), by="jrj.juzhang")
    until = date(2026, 6, 30)
    kept = play.act(registers.enter, WHITE, white("甲", CREDIT_CODE, until), by="jrj.juzhang")

    assert kept.now.values["credit"] == "1200.5"
    assert listed(play, WHITE, day=until) == ["甲"]
    assert listed(play, WHITE, day=date(2026, 7, 1)) == []


def test_an_enterprise_stands_once_in_a_list_and_again_when_its_days_are_over(
    play: Play,
) -> None:
    until = date(2026, 6, 30)
    play.act(registers.enter, WHITE, white("甲", CREDIT_CODE, until), by="jrj.juzhang")
    with pytest.raises(AlreadyListed):
        play.act(registers.enter, WHITE, white("甲二", CREDIT_CODE, until), by="jrj.juzhang")

    later = white("甲三", CREDIT_CODE, date(2026, 12, 31))
    again = play.act(registers.enter, WHITE, later, by="jrj.juzhang", when="2026-07-01 09:00")
    assert again.item == "2026-0002"


def test_keepers_write_officials_read_and_enterprises_read_what_is_public(play: Play) -> None:
    kept = titled(play)
    with pytest.raises(NotYours):
        play.act(registers.enter, TITLES, BASE, by="fgw.zhuren")
    with pytest.raises(NotYours):
        play.act(registers.enter, TITLES, BASE, by="guanli")

    def item(code: str, number: str, by: str) -> Any:
        actor = play.actor(by)
        return play.read(lambda office: registers.item(office, code, number, actor=actor))

    assert item(TITLES, kept.item, "qiye").now.title == "鹤壁镁基地"
    with pytest.raises(NotYours):
        item(WHITE, "2026-0001", "qiye")
    with pytest.raises(UnknownItem):
        item(WHITE, "2026-0001", "ducha")
    with pytest.raises(UnknownRegister, match="base_titles"):
        item("base_title", "2026-0001", "ducha")


def test_values_are_what_their_fields_ask_and_every_fault_is_told_at_its_field(
    play: Play,
) -> None:
    form = EntryForm(values={"level": "市级", "nomme": "x", "recheck_by": "2026-13-01"}, reason="x")

    with pytest.raises(Invalid) as caught:
        play.act(registers.enter, TITLES, form, by="gxj.juzhang")

    assert sorted(problem.pointer for problem in caught.value.problems) == [
        "/values/level",
        "/values/name",
        "/values/nomme",
        "/values/recheck_by",
    ]
    assert listed(play, TITLES) == []


def test_units_enterprises_projects_and_cases_are_those_that_the_house_knows(play: Play) -> None:
    duty = {"project_name": "甲项目", "issue": "用地", "unit": "市环保局"}
    form = EntryForm(values=duty, reason="提请统筹")
    kept = play.act(registers.enter, "city_coordination", form, by="fgw.zhuren")
    assert kept.now.values["unit"] == "sthj"

    values = {"project_name": "甲项目", "grade": "市重点", "project": "G2026-9999"}
    with pytest.raises(Invalid) as caught:
        play.act(
            registers.enter, "key_projects", EntryForm(values=values, reason="x"), by="fgw.zhuren"
        )
    assert [problem.pointer for problem in caught.value.problems] == ["/values/project"]


CSV = "企业名称,统一社会信用代码,授信额度,有效期至\n"


def imported(play: Play, rows: str) -> Any:
    form = ImportForm(text="\ufeff" + CSV + rows, reason="第一批")
    return play.act(register_import.import_rows, WHITE, form, by="jrj.juzhang")


def test_a_file_is_entered_whole(play: Play) -> None:
    found = imported(play, f"甲,{CREDIT_CODE},100,2026-12-31\n乙,{OTHER_CODE},,2026-12-31\n")

    assert [kept.item for kept in found] == ["2026-0001", "2026-0002"]
    assert listed(play, WHITE, day=date(2026, 3, 2)) == ["甲", "乙"]


def test_or_not_at_all_and_every_row_says_what_is_wrong_at_which_field(play: Play) -> None:
    rows = (
        f"甲,{CREDIT_CODE},100,2026-12-31\n"
        f"乙,{CREDIT_CODE},百万,\n"
        f"丙,{CREDIT_CODE},1,2026-12-31\n"
        "丁,9141,1,2026-12-31\n"
    )
    with pytest.raises(Invalid) as caught:
        imported(play, rows)

    assert sorted(problem.pointer for problem in caught.value.problems) == [
        "/rows/3/credit",
        "/rows/4/credit_code",
        "/rows/5/credit_code",
    ]
    assert listed(play, WHITE) == []


def test_who_is_in_the_register_already_is_told_with_the_row(play: Play) -> None:
    imported(play, f"甲,{CREDIT_CODE},100,2026-12-31\n")

    with pytest.raises(Invalid) as caught:
        imported(play, f"乙,{OTHER_CODE},1,2026-12-31\n甲,{CREDIT_CODE},100,2026-12-31\n")
    assert [problem.pointer for problem in caught.value.problems] == ["/rows/3/credit_code"]


def test_a_column_that_the_register_has_not_stops_the_file(play: Play) -> None:
    form = ImportForm(text="企业名称,税号\n甲,1\n", reason="x")

    with pytest.raises(Invalid, match="税号"):
        play.act(register_import.import_rows, WHITE, form, by="jrj.juzhang")


def test_words_find_items_by_any_value(play: Play) -> None:
    imported(play, f"示例镁业,{CREDIT_CODE},100,2026-12-31\n乙,{OTHER_CODE},,2026-12-31\n")

    assert listed(play, WHITE, words="镁业 91410611ma") == ["示例镁业"]
    assert listed(play, WHITE, words="100%") == []


def test_items_are_derived_again_from_their_lines_and_a_changed_row_is_put_right(
    play: Play,
) -> None:
    kept = titled(play)
    move(play, kept, "monitored", "2026-03-05 09:00")
    with play.house.ledger.writing() as session:
        assert upkeep.rebuild(play.house.office(session)) == 0
        session.execute(text("UPDATE register_item SET title = 'x'"))
        session.execute(text("DELETE FROM register_spell"))
    with play.house.ledger.writing() as session:
        assert upkeep.rebuild(play.house.office(session)) == 1

    assert listed(play, TITLES, day=date(2026, 3, 2)) == ["鹤壁镁基地"]


def test_a_row_without_its_record_and_a_record_without_its_row_are_found(play: Play) -> None:
    titled(play)
    with play.house.ledger.writing() as session:
        session.execute(text("UPDATE register_item SET item = '2026-0009'"))

    faults = play.read(lambda office: verify(office.session))
    assert [(fault.case_id, fault.problem) for fault in faults] == [
        ("register:base_titles/2026-0001", "the item's row is missing"),
        ("register:base_titles/2026-0009", "the item's record is missing"),
    ]


def test_counts_are_those_of_the_day(play: Play) -> None:
    imported(play, f"甲,{CREDIT_CODE},100,2026-12-31\n")

    def counts(day: date) -> Any:
        return play.read(lambda office: register_items.counts(office.session, day))

    assert counts(date(2026, 12, 31)) == {WHITE: 1}
    assert counts(date(2027, 1, 1)) == {}
