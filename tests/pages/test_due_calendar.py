"""The calendar of what falls due: every duty on its day, and the same days in the file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import event

from acts import intake
from acts.forms import AcceptForm
from greenlane.story import at
from tests.browser.looking import city_at_work
from tests.pages.browsing import Reader
from tests.playing import Play


def events(reader: Reader) -> dict[str, Any]:
    """The events of the reader's file by their names."""
    answer = reader.client.get("/api/v1/calendar.ics")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return {str(each["uid"]): each for each in Calendar.from_ical(answer.content).walk("VEVENT")}


def cell(text: str, day: str) -> str:
    """What stands in the cell of a day."""
    return text.partition(f'<time datetime="{day}">')[2].partition("</td>")[0]


def test_a_duty_stands_on_its_last_day_and_the_day_leads_to_the_list_of_it(play: Play) -> None:
    known = city_at_work(play)
    reader = Reader(play, "wgl.chengban")
    text = reader.client.get("/calendar?day=2026-03-11").text
    # Seven working days after the second of March.
    due = cell(text, "2026-03-11")

    assert f'href="/cases/{known["review"]}"' in due
    assert 'href="/?due_on=2026-03-11"' in due
    assert known["review"] in reader.get("/?due_on=2026-03-11").text
    assert known["review"] not in cell(text, "2026-03-12")


@pytest.mark.parametrize(
    ("day", "mark"),
    [
        ("2026-02-14", "班（春节调休）"),
        ("2026-02-17", "春节休"),
        ("2026-04-06", "清明节休"),
        ("2027-03-01", "暂定"),
    ],
)
def test_holidays_make_up_days_and_days_without_a_notice_are_marked_in_words(
    play: Play, day: str, mark: str
) -> None:
    text = Reader(play, "wgl.chengban").client.get(f"/calendar?day={day}").text

    assert mark in cell(text, day)


def test_a_month_begins_on_a_monday_and_leads_to_its_neighbours(play: Play) -> None:
    page = Reader(play, "wgl.chengban").get("/calendar?day=2026-03-31")

    # The first of March 2026 is a Sunday: its week begins in February.
    assert "2026年2月23日 周一" in page.text
    assert "2026年4月5日 周日" in page.text
    assert "2026年4月6日 周一" not in page.text
    for href in ("/calendar?day=2026-02-01", "/calendar?day=2026-04-01"):
        assert href in page.links
    for week in ("/calendar?day=2026-03-24", "/calendar?day=2026-04-07"):
        assert week in page.links


def test_what_is_overdue_is_told_above_whatever_month_is_shown(play: Play) -> None:
    play.received("2026-03-02 09:30")
    play.clock.set(at("2026-03-06 09:00"))
    assert "已逾期" not in Reader(play, "chuangkou").get("/calendar").text
    play.clock.set(at("2026-03-11 09:00"))

    assert "已逾期 1 项" in Reader(play, "chuangkou").get("/calendar?day=2026-06-01").text


def test_a_month_takes_as_many_queries_however_full_it_is(play: Play) -> None:
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    def queries() -> int:
        asked.clear()
        reader.get("/calendar?day=2026-03-11")
        return len(asked)

    reader = Reader(play, "wgl.chengban")
    play.in_review()
    engine = play.house.ledger.engine
    event.listen(engine, "before_cursor_execute", note)
    few = queries()
    event.remove(engine, "before_cursor_execute", note)
    for _ in range(5):
        play.in_review()
    event.listen(engine, "before_cursor_execute", note)
    many = queries()
    event.remove(engine, "before_cursor_execute", note)

    assert few == many
    full = cell(reader.client.get("/calendar?day=2026-03-11").text, "2026-03-11")
    assert "6项到期" in full
    assert "另有3项" in full
    assert full.count('href="/cases/') == 3


def test_the_file_holds_all_day_events_with_names_that_stay(play: Play) -> None:
    case = play.received("2026-03-02 09:30")
    clerk = Reader(play, "chuangkou")
    (first,) = events(clerk).values()

    assert first["dtstart"].dt == date(2026, 3, 9)
    assert first["dtend"].dt == date(2026, 3, 10)
    assert first["dtstart"].params["VALUE"] == "DATE"
    assert "示例热电联产项目" in str(first["summary"])
    assert str(first["url"]).endswith(f"/cases/{case.case_id}")
    raw = clerk.client.get("/api/v1/calendar.ics").content
    assert b"X-WR-TIMEZONE:Asia/Shanghai\r\n" in raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert set(events(clerk)) == {str(first["uid"])}

    play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")
    assert events(clerk) == {}
    lead = events(Reader(play, "fgw.chengban"))
    assert {uid.partition("@")[0] for uid in lead} == {
        f"{case.case_id}.decide.fgw",
        f"{case.case_id}.open_review.fgw",
    }


def test_the_file_and_the_page_are_for_those_who_work_and_hold_only_their_work(play: Play) -> None:
    known = city_at_work(play)
    strangers = events(Reader(play, "wgl.chengban"))

    assert all(known["received"] not in uid for uid in strangers)
    assert Reader(play, None).client.get("/api/v1/calendar.ics").status_code == 401
    assert Reader(play, "qiye").client.get("/calendar").status_code == 403
    assert Reader(play, "wgl.chengban").client.get("/calendar?day=0001-01-01").status_code == 422


def test_an_english_file_is_english(play: Play) -> None:
    play.received("2026-03-02 09:30")
    (only,) = events(Reader(play, "chuangkou", "en")).values()

    assert str(only["description"]).startswith("Ratification")
    assert "Beijing time" in str(only["description"])
