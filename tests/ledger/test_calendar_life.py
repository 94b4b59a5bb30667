"""The life of holiday calendars on both engines, with 2026 as the future (LAW B1.3, B9.1).

Expectations are counted by hand. Accepted on Monday 2025-12-15 with twenty working days:
twelve of them lie in December; of the notice for 2026 the first three days of January are off
and Sunday the fourth is worked, so that the twentieth is Tuesday 13 January.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from acts import approval, calendars, intake, signoff, upkeep
from acts.as_of import office_as_of
from acts.explain import view_of
from acts.forms import DecideForm, ExtendForm, OpenReviewForm, SuspendForm
from acts.problems import Invalid, UnknownCalendar
from greenlane.story import at
from ledger import outbox, views
from ledger.evidence import verify
from ledger.tables import OutboxRow
from states.clocks import statute_due
from states.refusals import NotYours
from states.terms import CaseSnapshot, ClockName, Entry, EntryKind
from tests.notices import LONGER_FESTIVAL, NOTICE_2026, before_2026
from tests.playing import Play, play_on

ADMINISTRATOR = "guanli"
PUBLISHED = "2025-12-16 10:00"


@pytest.fixture
def play(ledger_url: str, tmp_path: Path) -> Iterator[Play]:
    play = before_2026(ledger_url, tmp_path)
    yield play
    play.house.ledger.close()


def publish(play: Play, notice: str = NOTICE_2026, when: str = PUBLISHED) -> Any:
    return play.act(calendars.publish_calendar, notice, by=ADMINISTRATOR, when=when)


def derive_all(play: Play) -> list[str]:
    """What the flow does, case by case; the cases in which an entry was written."""
    todo = play.read(calendars.to_derive)
    return [case_id for case_id in todo if play.act(calendars.derive_again, case_id)]


def entries(play: Play, case_id: str, kind: EntryKind | None = None) -> list[Entry]:
    found = play.read(lambda office: office.entries(case_id))
    return [entry for entry in found if kind in (None, entry.kind)]


def derivations(play: Play, case_id: str) -> list[Entry]:
    return entries(play, case_id, EntryKind.DATES_DERIVED_AGAIN)


def due(case: CaseSnapshot) -> tuple[date, bool]:
    found = statute_due(case)
    assert found is not None
    return found.due_on, found.provisional


def columns(play: Play, case_id: str) -> Any:
    with play.house.ledger.reading() as session:
        return session.execute(
            text(
                "SELECT statute_due_on, promise_due_on, provisional, next_alarm_on, reaches_on, "
                "calendar_version "
                "FROM cases WHERE case_id = :case_id"
            ),
            {"case_id": case_id},
        ).one()


def letters(play: Play, case_id: str) -> list[str]:
    rows = play.read(lambda office: views.letters_of(office.session, case_id))
    return [row.kind for row in rows]


def owed(play: Play, kind: str) -> dict[str, Any]:
    with play.house.ledger.writing() as session:
        rows = outbox.owed(session, (kind,), at("2099-01-01 00:00"), 1000)
        return {row.key: json.loads(row.payload) for row in rows}


def test_a_clock_that_crosses_into_an_unpublished_year_shows_a_provisional_range(
    play: Play,
) -> None:
    case = play.accepted("2025-12-15 09:30")
    found = statute_due(play.case(case.case_id))

    assert found is not None and found.provisional
    assert found.earliest_on <= date(2026, 1, 13) <= found.latest_on
    assert found.calendar_version.startswith("cn-2020-2025-")
    assert str(columns(play, case.case_id).reaches_on) == found.latest_on.isoformat()


def test_the_notice_fixes_the_date_lists_the_difference_and_sends_the_letter(play: Play) -> None:
    case_id = play.accepted("2025-12-15 09:30").case_id
    before = statute_due(play.case(case_id))
    assert before is not None

    publish(play)
    assert derive_all(play) == [case_id]

    case = play.case(case_id)
    assert due(case) == (date(2026, 1, 13), False)
    (entry,) = derivations(play, case_id)
    assert entry.effective_on == date(2025, 12, 16)
    assert "国务院办公厅关于2026年部分节假日安排的通知" in entry.on_authority_of
    (moved,) = [row for row in entry.payload["clocks"] if row["clock"] == "statute"]
    assert moved["before"]["provisional"] and not moved["after"]["provisional"]
    assert moved["before"]["due_on"] == before.due_on.isoformat()
    assert moved["after"]["due_on"] == "2026-01-13"
    assert letters(play, case_id)[-1] == "moved_dates"
    assert str(columns(play, case_id).statute_due_on) == "2026-01-13"
    view = view_of(case, ClockName.STATUTE)
    assert view is not None and sum(line.kind.value == "counted" for line in view.lines) == 20


def test_departments_whose_date_moved_are_told(play: Play) -> None:
    case_id = play.accepted("2025-12-29 09:30").case_id
    play.act(signoff.open_review, case_id, OpenReviewForm(), by="fgw.chengban")
    publish(play, when="2025-12-29 15:00")
    derive_all(play)
    (entry,) = derivations(play, case_id)

    told = owed(play, "notice")
    mine = {key: row for key, row in told.items() if row.get("about") == "dates_derived_again"}

    assert {row["department"] for row in mine.values()} >= {"fgw", "sthj", "zrzy"}
    row = mine[f"notice:{case_id}:{entry.number}:sthj"]
    # 30 and 31 December, then Sunday 4 January, 5, 6, 7 and 8: seven working days.
    assert [clock["after"]["due_on"] for clock in row["clocks"]] == ["2026-01-08"]


def test_loading_the_same_notice_twice_changes_nothing(play: Play) -> None:
    case_id = play.accepted("2025-12-15 09:30").case_id
    edition = publish(play)
    derive_all(play)
    before = play.read(lambda office: list(upkeep.export(office)))
    nudges = owed(play, "nudge")

    again = publish(play, when="2025-12-17 09:00")

    assert again.number == edition.number
    assert derive_all(play) == []
    assert play.read(lambda office: list(upkeep.export(office))) == before
    assert owed(play, "nudge") == nudges
    assert len(derivations(play, case_id)) == 1


def test_an_amended_notice_moves_open_cases_only(play: Play) -> None:
    first = publish(play)
    decided = play.accepted("2026-01-26 09:30").case_id
    for_decision(play, decided, "2026-01-28 10:00")
    withdrawn = play.accepted("2026-01-26 11:00").case_id
    play.act(
        intake.withdraw,
        withdrawn,
        "另行选址",
        by="qiye",
        when="2026-01-28 11:00",
    )
    open_case = play.accepted("2026-01-30 09:30").case_id
    rows = {case_id: columns(play, case_id) for case_id in (decided, withdrawn)}
    # 2 to 6 and 9 to 14 February: eleven; 24 to 28 February: five; 2 to 5 March: four.
    assert due(play.case(open_case)) == (date(2026, 3, 5), False)

    publish(play, LONGER_FESTIVAL, "2026-02-01 09:00")
    derive_all(play)

    assert due(play.case(open_case)) == (date(2026, 3, 9), False)
    assert derivations(play, decided) == [] == derivations(play, withdrawn)
    assert {c: columns(play, c) for c in (decided, withdrawn)} == rows
    for case_id in (decided, withdrawn):
        judged = statute_due(play.case(case_id))
        assert judged is not None and judged.calendar_version == first.calendar.version
    assert play.read(lambda office: upkeep.rebuild(office)) == 0


def for_decision(play: Play, case_id: str, when: str) -> None:
    """Refused: a refusal needs no review here and opens no clock of service."""
    form = DecideForm(
        outcome="refuse", reasons="不符合规划条件。", facts_found="用地不在规划范围内。"
    )
    play.act(approval.decide, case_id, form, by="fgw.zhuren", when=when)


def test_a_decision_keeps_its_calendar_while_the_service_clock_follows(play: Play) -> None:
    publish(play)
    case_id = play.in_review("2026-02-02 09:30").case_id
    for department in ("zrzy", "sthj", "slj", "yjj", "zjj", "jtj", "wgl"):
        play.sign(case_id, department)
    grant = DecideForm(outcome="grant", content="准予核准。")
    play.act(approval.decide, case_id, grant, by="fgw.zhuren", when="2026-02-12 10:00")
    statute = due(play.case(case_id))
    # Ten days: 13 and 14 February, 24 to 28 (five), 2 to 4 March.
    assert str(view_day(play, case_id, ClockName.DELIVERY)) == "2026-03-04"

    edition = publish(play, LONGER_FESTIVAL, "2026-02-13 09:00")
    derive_all(play)

    case = play.case(case_id)
    assert str(view_day(play, case_id, ClockName.DELIVERY)) == "2026-03-06"
    assert due(case) == statute
    found = statute_due(case)
    assert found is not None and found.calendar_version != edition.calendar.version
    (entry,) = derivations(play, case_id)
    assert {row["clock"] for row in entry.payload["clocks"]} == {"delivery", "publicity"}
    assert entry.payload["kept"] == [], "the decision itself names the calendar of its clocks"
    notice = view_of(case, ClockName.NOTICE)
    assert notice is not None and notice.clock.due.calendar_version == found.calendar_version
    assert "moved_dates" not in letters(play, case_id)


def view_day(play: Play, case_id: str, clock: ClockName) -> date:
    view = view_of(play.case(case_id), clock)
    assert view is not None
    return view.clock.due.due_on


def test_a_pause_and_an_extension_are_counted_again(play: Play) -> None:
    case_id = play.accepted("2025-12-08 09:30").case_id
    form = ExtendForm(days=10, reasons="情况复杂")
    play.act(approval.extend, case_id, form, by="fgw.zhuren", when="2025-12-10 09:00")
    pause = SuspendForm(kind="expert_review", announced_days=5, basis="依法")
    play.act(approval.suspend, case_id, pause, by="fgw.chengban", when="2025-12-11 09:00")
    publish(play)
    derive_all(play)

    # 35 working days in all: 17 in December (9 to 31), January has 4, 5–9, 12–16, 19–23: 16,
    # and the 26th and 27th.
    assert due(play.case(case_id)) == (date(2026, 1, 27), False)


def test_an_act_before_the_flow_brings_the_case_to_the_same_end(play: Play) -> None:
    first = play.accepted("2025-12-15 09:30").case_id
    second = play.accepted("2025-12-15 09:40").case_id
    publish(play)
    play.act(calendars.derive_again, first)

    for case_id in (first, second):
        play.clock.set(at("2025-12-18 09:00"))
        play.act(signoff.open_review, case_id, OpenReviewForm(), by="fgw.chengban")
    assert derive_all(play) == []

    def told(case_id: str) -> list[tuple[str, date, Any]]:
        return [
            (entry.kind.value, entry.effective_on, entry.payload.get("clocks"))
            for entry in entries(play, case_id)
        ]

    assert told(first) == told(second)
    assert len(derivations(play, second)) == 1


def test_silence_before_the_notice_is_judged_by_the_calendar_of_that_time(play: Play) -> None:
    """An amended notice of 30 January does not undo an acceptance deemed on the 29th."""
    publish(play)
    case_id = play.received("2026-01-21 09:30").case_id  # five days: 22, 23, 26, 27, 28 January
    earlier = """
year = 2026
[[notices]]
number = "演练2号"
issued_on = 2026-01-29
title = "关于调整2026年1月放假安排的通知"
url = "https://example.invalid/2026/2"
[[holidays]]
name = "调整"
name_en = "Adjustment"
notice = "演练2号"
off_from = 2026-01-28
off_to = 2026-01-30
make_up = []
"""
    publish(play, earlier, "2026-01-30 09:00")
    derive_all(play)
    play.act(calendars.derive_again, case_id)

    (accepted,) = entries(play, case_id, EntryKind.ACCEPTED)
    assert accepted.payload["deemed_from"] == "2026-01-29"
    notice = view_of(play.case(case_id), ClockName.NOTICE)
    assert notice is not None and notice.clock.due.due_on == date(2026, 1, 28)


@pytest.mark.parametrize("crash_after", [0, 1, 2, 3])
def test_a_crash_between_any_two_cases_is_made_good_by_the_next_run(
    play: Play, crash_after: int
) -> None:
    cases = [play.accepted(f"2025-12-15 09:3{n}").case_id for n in range(4)]
    publish(play)
    todo = play.read(calendars.to_derive)
    for case_id in todo[:crash_after]:
        play.act(calendars.derive_again, case_id)
    if crash_after < len(todo):
        with pytest.raises(RuntimeError), play.house.ledger.writing() as session:
            office = play.house.office(session)
            calendars.derive_again(office, todo[crash_after], now=play.clock.now())
            raise RuntimeError("the power fails before the commit")

    derive_all(play)

    assert [len(derivations(play, case_id)) for case_id in cases] == [1, 1, 1, 1]
    assert [due(play.case(case_id)) for case_id in cases] == [(date(2026, 1, 13), False)] * 4
    assert play.read(lambda office: verify(office.session)) == []
    assert play.read(lambda office: upkeep.rebuild(office)) == 0


def test_another_process_follows_without_a_restart(
    play: Play, ledger_url: str, tmp_path: Path
) -> None:
    other = play_on(ledger_url, calendar_folder=tmp_path / "notices")
    case_id = play.accepted("2025-12-15 09:30").case_id
    edition = publish(play)
    other.clock.set(play.clock.now())

    other.act(calendars.derive_again, case_id)

    assert other.house.city.calendar.version == edition.calendar.version
    assert due(other.case(case_id)) == (date(2026, 1, 13), False)
    other.house.ledger.close()


def test_every_earlier_calendar_can_be_had_again(play: Play) -> None:
    first = play.house.city.calendar.version
    publish(play)
    publish(play, LONGER_FESTIVAL, "2026-02-01 09:00")

    def works(version: str, day: date) -> bool:
        return play.read(lambda office: office.calendar(version).is_workday(day))

    versions = [e.calendar.version for e in play.read(lambda office: office.city.editions)]
    assert versions[0] == first and len(set(versions)) == 3
    assert works(versions[1], date(2026, 2, 24)) and not works(versions[2], date(2026, 2, 24))
    assert works(versions[2], date(2026, 2, 14))
    with pytest.raises(UnknownCalendar):
        works("cn-1999", date(2026, 2, 24))


def test_days_taken_back_make_another_edition_with_a_name_of_its_own(play: Play) -> None:
    first = publish(play)
    mistyped = NOTICE_2026.replace("off_to = 2026-05-05", "off_to = 2026-05-06")
    publish(play, mistyped, "2026-02-01 09:00")
    back = publish(play, NOTICE_2026, "2026-02-02 09:00")

    assert back.number == 4
    assert back.calendar.version == f"{first.calendar.version}.4"
    assert back.calendar.sha256 == first.calendar.sha256


def test_an_older_notice_loaded_again_does_not_undo_a_later_one(play: Play) -> None:
    publish(play)
    longer = publish(play, LONGER_FESTIVAL, "2026-02-01 09:00")

    again = publish(play, NOTICE_2026, "2026-02-02 09:00")

    assert again.number == longer.number == 3


def test_a_year_may_not_be_left_out(play: Play) -> None:
    notice = LONGER_FESTIVAL.replace("make_up = [2026-02-14, 2026-02-28]", "make_up = []")

    with pytest.raises(Invalid, match="add 2026 or amend"):
        publish(play, notice.replace("2026", "2027"), "2027-02-01 09:00")


def test_a_rehearsal_lists_every_difference_and_writes_nothing(play: Play) -> None:
    case_id = play.accepted("2025-12-15 09:30").case_id
    play.accepted("2025-11-04 09:30")
    before = play.read(lambda office: list(upkeep.export(office)))

    found = play.read(
        lambda office: calendars.rehearse_calendar(
            office, NOTICE_2026, actor=play.actor(ADMINISTRATOR), now=play.clock.now()
        )
    )

    assert [change.case_id for change in found.cases] == [case_id]
    assert {move.clock.value for move in found.cases[0].moves} == {"promise", "statute"}
    assert (found.looked_at, found.left) == (1, 0)
    by_day = {change.day: change for change in found.days}
    assert by_day[date(2026, 1, 1)].name == "元旦" and not by_day[date(2026, 1, 1)].works_after
    assert by_day[date(2026, 1, 4)].works_after
    assert play.read(lambda office: list(upkeep.export(office))) == before
    assert owed(play, "nudge").keys() == {
        key for key in owed(play, "nudge") if ":calendar:" not in key
    }


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("year = 2026", "year = 2028", "/notice/holidays[元旦]"),
        ("year = 2026", 'year = "2026"', "/notice/year"),
        ("make_up = [2026-05-09]", "make_up = [2026-05-08]", "/notice/holidays[劳动节]"),
        ("make_up = [2026-05-09]", "make_up = [2026-05-09, 2026-05-09]", "holidays[劳动节]"),
        ("off_to = 2026-05-05", "off_to = 2026-06-19", "holidays[劳动节]"),
        ("off_from = 2026-04-04", "off_from = 2026-05-04", "holidays[清明节]"),
        ("off_from = 2026-06-19", "off_from = 2026-05-05", "holidays[端午节]"),
        ("off_to = 2026-05-05", "off_to = 2027-05-05", "holidays[劳动节]"),
        ("make_up = [2026-05-09]", "", "make_up"),
        ("off_to = 2026-05-05", 'off_to = "2026-05-05"', "off_to"),
        ("issued_on = 2025-11-04", "issued_on = 2026-11-04", "issued_on"),
        (
            'url = "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm"',
            'url = " "',
            "url",
        ),
        ("year = 2026", "year = 2026\nyears = 3", "years"),
        ("year = 2026", "year = ", "(file)"),
    ],
)
def test_a_faulty_notice_is_refused_field_by_field(
    sqlite_url: str, tmp_path: Path, old: str, new: str, pointer: str
) -> None:
    play = before_2026(sqlite_url, tmp_path)
    assert old in NOTICE_2026

    with pytest.raises(Invalid) as invalid:
        publish(play, NOTICE_2026.replace(old, new, 1))

    assert any(pointer in problem.pointer for problem in invalid.value.problems)
    assert all(problem.zh and problem.en for problem in invalid.value.problems)
    assert len(play.read(lambda office: office.city.editions)) == 1
    play.house.ledger.close()


@pytest.mark.parametrize("username", ["chuangkou", "fgw.zhuren", "qiye", "ducha"])
def test_only_an_administrator_publishes(play: Play, username: str) -> None:
    with pytest.raises(NotYours):
        play.act(calendars.publish_calendar, NOTICE_2026, by=username)

    assert len(play.read(lambda office: office.city.editions)) == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE calendar_edition SET content = '[]'", "DELETE FROM calendar_edition"],
)
def test_the_database_refuses_to_alter_a_calendar(play: Play, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), play.house.ledger.writing() as session:
        session.execute(text(statement))


def test_the_house_as_of_an_instant_has_the_calendar_of_then(play: Play) -> None:
    before = play.clock.now()
    first = play.read(lambda office: office.city.calendar.version)
    second = publish(play).calendar.version
    now = play.clock.now()
    then = play.read(lambda office: office_as_of(office, before, now).city)
    since = play.read(lambda office: office_as_of(office, now, now).city)

    assert first != second
    assert (then.calendar.version, len(then.editions)) == (first, 1)
    assert (since.calendar.version, len(since.editions)) == (second, 2)


def test_publishing_owes_the_flows_one_word(play: Play) -> None:
    publish(play)

    with play.house.ledger.reading() as session:
        rows = session.query(OutboxRow).filter(OutboxRow.key.like("%:calendar:%")).all()

    assert [(row.kind, json.loads(row.payload)) for row in rows] == [
        ("nudge", {"edition": 2, "flow": "publish_calendar"})
    ]


def test_a_release_with_more_years_is_a_publication(play: Play, ledger_url: str) -> None:
    """The next release ships 2026; cases follow it as they would an administrator's notice."""
    case_id = play.accepted("2025-12-15 09:30").case_id
    released = play_on(ledger_url, at("2025-12-20 09:00"))

    todo = released.read(calendars.to_derive)
    released.act(calendars.derive_again, case_id)

    assert todo == (case_id,)
    assert due(released.case(case_id)) == (date(2026, 1, 13), False)
    again = play_on(ledger_url, at("2025-12-21 09:00"))
    assert len(again.read(lambda office: office.city.editions)) == 2
    again.house.ledger.close()
    released.house.ledger.close()
