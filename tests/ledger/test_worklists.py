"""Worklists on both engines: narrowed, of several departments, counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from acts import due
from api.worklists import days_of
from ledger import search_views
from ledger.views import CaseFilter, count_by_light
from ledger.work_views import WorkFilter, WorklistItem, count_by_window, due_by_day, worklist
from tests.playing import Play, play_on


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def found(play: Play, *parties: str, **wanted: Any) -> list[WorklistItem]:
    return play.read(
        lambda office: worklist(office.session, WorkFilter(parties, **wanted), limit=50)
    )


def test_a_worklist_is_filtered_by_task_clock_matter_card_and_text(play: Play) -> None:
    first = play.in_review("2026-03-02 09:30").case_id
    second = play.received("2026-03-04 09:30").case_id

    def cases(**wanted: Any) -> set[str]:
        return {item.case.case_id for item in found(play, "fgw", **wanted)}

    assert cases() == {first, second}
    assert cases(tasks=("check_filing",)) == {second}
    assert cases(tasks=("decide",)) == {first}
    assert cases(clock="statute") == {first}
    assert cases(matter="no.such") == set()
    assert cases(light="red") == set()
    assert cases(text="热电") == {first, second}
    assert cases(text="水电") == set()
    assert cases(text="%") == set()


def test_a_case_with_a_card_is_found_by_its_card(play: Play) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    play.act(due.advance, case_id, when="2026-06-01 09:00")

    assert {item.case.case_id for item in found(play, "fgw", light="red")} == {case_id}
    assert found(play, "fgw", light="green") == []


def test_duties_of_several_departments_make_one_list_by_nearest_breach(play: Play) -> None:
    for when in ("2026-03-02 09:30", "2026-03-04 09:30"):
        play.in_review(when)
    parties = ("fgw", "sthj", "zrzy")
    whole = [(item.duty.breach_on, item.duty.party) for item in found(play, *parties)]
    apart = [
        (item.duty.breach_on, item.duty.party) for party in parties for item in found(play, party)
    ]
    days = [day for day, _ in whole]

    assert sorted(map(str, whole)) == sorted(map(str, apart))
    assert len({party for _, party in whole}) == 3
    assert days == sorted(days, key=lambda day: day or date.max)


def test_what_is_counted_is_what_is_listed(play: Play) -> None:
    play.in_review("2026-03-02 09:30")
    play.received("2026-03-04 09:30")
    days = days_of(play.house, date(2026, 3, 4))
    for more in ({}, {"text": "热电"}, {"tasks": ("decide",)}, {"clock": "statute"}):
        wanted = WorkFilter(("fgw",), **more)  # type: ignore[arg-type]
        counts = play.read(
            lambda office, asked=wanted: count_by_window(office.session, asked, days)
        )
        listed = play.read(lambda office, asked=wanted: worklist(office.session, asked))
        assert sum(counts.values()) == len(listed) > 0


def test_duties_stand_on_their_days_and_each_day_counts_all_of_them(play: Play) -> None:
    for _ in range(4):
        play.in_review("2026-03-02 09:30")
    play.in_review("2026-03-04 09:30")
    own, first, last = WorkFilter(("zrzy",)), date(2026, 3, 1), date(2026, 3, 31)
    days = play.read(lambda o: due_by_day(o.session, own, first, last, per_day=3))
    listed = [item.duty.breach_on for item in found(play, "zrzy")]

    assert {day: due.count for day, due in days.items()} == {
        day: listed.count(day) for day in listed
    }
    assert sorted(len(due.items) for due in days.values()) == [1, 3]
    assert all(item.duty.party == "zrzy" for due in days.values() for item in due.items)
    assert play.read(lambda o: due_by_day(o.session, own, last, last, per_day=3)) == {}


def test_words_that_a_great_many_cases_hold_are_not_counted(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.in_review("2026-03-02 09:30")
    play.in_review("2026-03-02 09:30")
    days = days_of(play.house, date(2026, 3, 4))
    wanted = WorkFilter(("zrzy",), text="热电")

    def counted() -> dict[Any, int] | None:
        return play.read(lambda office: count_by_window(office.session, wanted, days))

    assert counted() is not None
    monkeypatch.setattr(search_views, "FEW", 1)
    assert counted() is None
    of_cases = CaseFilter(text="热电")
    assert play.read(lambda office: count_by_light(office.session, of_cases)) is None
    assert len(play.read(lambda office: worklist(office.session, wanted))) == 2
