"""The worklist narrowed: every figure counts what its list shows, and nobody sees others' work."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import event

from api.worklists import days_of
from ledger import search_views
from ledger.work_views import WINDOWS, WorkFilter, count_by_window, worklist
from tests.browser.looking import city_at_work
from tests.pages.browsing import Reader
from tests.playing import Play


@pytest.mark.parametrize("party", ["fgw", "wgl", "zrzy"])
@pytest.mark.parametrize("text", [None, "热电", "没有这个项目"])
def test_each_figure_counts_what_its_list_shows(play: Play, party: str, text: str | None) -> None:
    city_at_work(play)
    days = days_of(play.house, play.clock.now().date())
    own = WorkFilter((party,), text=text)
    counts = play.read(lambda office: count_by_window(office.session, own, days))
    listed = {
        window: play.read(
            lambda office, window=window: len(
                worklist(office.session, WorkFilter((party,), text=text, window=window), days)
            )
        )
        for window in WINDOWS
    }

    assert counts == listed
    assert sum(counts.values()) == play.read(lambda o: len(worklist(o.session, own, days)))
    assert bool(sum(counts.values())) == (text != "没有这个项目")


def test_a_reviewer_narrows_the_list_by_task_matter_and_words(play: Play) -> None:
    known = city_at_work(play)
    reader = Reader(play, "wgl.chengban")

    assert known["review"] in reader.get("/?task=give_opinion&text=热电").text
    assert known["review"] in reader.get("/?clock=opinion&task=").text
    assert known["review"] in reader.get("/?matter=ratification.enterprise&window=soon").text
    for nothing in (
        "task=serve",
        "matter=record.domestic",
        "light=red",
        "window=late",
        "text=水厂",
        "clock=statute",
    ):
        assert known["review"] not in reader.get(f"/?{nothing}").text


def test_the_window_sees_what_it_checks_and_serves_for_all_and_nothing_else(play: Play) -> None:
    known = city_at_work(play)
    page = Reader(play, "chuangkou").get("/").text

    assert known["received"] in page
    assert known["review"] not in page
    # A task of the departments does not become the window's by asking for it.
    others = Reader(play, "chuangkou").get("/?task=give_opinion").text
    assert known["review"] not in others
    assert known["received"] not in others
    assert "没有符合条件的待办事项。" in others


def test_a_page_of_work_takes_as_many_queries_however_long_it_is(play: Play) -> None:
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    reader = Reader(play, "fgw.chengban")
    play.accepted()
    engine = play.house.ledger.engine
    event.listen(engine, "before_cursor_execute", note)
    reader.get("/")
    few = len(asked)
    for _ in range(4):
        play.accepted()
    asked.clear()
    reader.get("/")
    event.remove(engine, "before_cursor_execute", note)

    assert 0 < len(asked) == few


@pytest.mark.parametrize(("who", "page"), [("wgl.chengban", "/"), ("ducha", "/ledger")])
def test_of_words_that_a_great_many_cases_hold_a_page_gives_the_list_and_no_figure(
    play: Play, monkeypatch: pytest.MonkeyPatch, who: str, page: str
) -> None:
    known = city_at_work(play)
    reader, address = Reader(play, who), f"{page}?text=热电"
    no_figure = re.compile(r"<b[^>]*>—</b>")
    assert not no_figure.search(reader.client.get(address).text)
    monkeypatch.setattr(search_views, "FEW", 1)
    told = reader.client.get(address).text
    assert no_figure.search(told)
    assert known["review"] in told
