"""The board: every figure leads to exactly what it counts; the queries stay as many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import pytest
from sqlalchemy import event

from acts import due, intake, upkeep
from acts.board import median
from acts.forms import AcceptForm
from tests.api.calling import open_accounts
from tests.pages.browsing import Reader
from tests.playing import Play, play_on

FIGURE = re.compile(r'href="(/board/list[^"]*)" data-figure="(\d+)"')
ROW = re.compile(r"<tr data-row=")


def city(play: Play) -> Play:
    """A received case, one in review, one whose departments were silent, one that is late."""
    play.received("2026-01-05 09:30")
    silent = play.in_review("2026-01-12 09:30")
    play.act(due.advance, silent.case_id, when="2026-01-28 09:30")
    late = play.accepted("2026-01-05 10:30")
    play.act(due.advance, late.case_id, when="2026-03-20 09:30")
    play.in_review("2026-03-20 09:30")
    for case_id in ("2026-0001", silent.case_id):
        play.act(due.advance, case_id, when="2026-03-23 09:30")
    return play


@pytest.fixture
def busy(play: Play) -> Play:
    return city(play)


@contextmanager
def counted(play: Play) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    seen: list[str] = []

    def note(_c: object, _cu: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(play.house.ledger.engine, "before_cursor_execute", note)
    yield seen
    event.remove(play.house.ledger.engine, "before_cursor_execute", note)


def follow_every_figure(reader: Reader) -> int:
    """Open what is behind each figure of the board; how many different figures were not nought."""
    html = reader.client.get("/board").text
    found = {(unescape(href), int(count)) for href, count in FIGURE.findall(html)}
    for href, count in found:
        page = reader.client.get(href)
        rows = 0
        while True:
            assert page.status_code == 200, href
            assert f'data-total="{count}"' in page.text, (href, count)
            rows += len(ROW.findall(page.text))
            more = re.search(r'href="(/board/list\?[^"]*cursor=[^"]*)"', page.text)
            if more is None:
                break
            page = reader.client.get(unescape(more.group(1)))

        assert rows == count, href
    return sum(1 for _, count in found if count)


def test_every_figure_leads_to_exactly_what_it_counts(busy: Play) -> None:
    assert follow_every_figure(Reader(busy, "ducha")) >= 25


def test_every_figure_leads_there_on_both_engines(ledger_url: str) -> None:
    play = play_on(ledger_url)
    open_accounts(play.house)

    assert follow_every_figure(Reader(city(play), "ducha")) >= 25
    with play.house.ledger.writing() as session:
        assert upkeep.rebuild(play.house.office(session)) == 0
    play.house.ledger.close()


def test_more_than_one_page_behind_a_figure_is_walked_to_its_end(
    busy: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.board.ROWS_SHOWN", 2)

    assert follow_every_figure(Reader(busy, "guanli")) >= 25


def test_stages_lights_and_departments_are_those_of_the_record(busy: Play) -> None:
    html = Reader(busy, "guanli", "en").client.get("/").text

    assert "Departments side by side" in html
    # Seven departments were silent once each.
    assert len(re.findall(r"kind=deemed_agreed[^\"]*\" data-figure=\"1\"", html)) == 7
    # Nothing is decided yet: no department has a median.
    assert html.count('<span class="soft">—</span></td></tr>') >= 7


def test_the_number_of_queries_does_not_grow_with_the_cases(play: Play) -> None:
    play.accepted("2026-03-02 09:30")
    reader = Reader(play, "ducha")
    with counted(play) as few:
        reader.get("/board")
    for _ in range(3):
        case = play.received("2026-03-02 09:30")
        play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")
    with counted(play) as many:
        reader.get("/board")

    assert len(few) == len(many) <= 26


@pytest.mark.parametrize("username", ["qiye", "fgw.chengban", "chuangkou"])
def test_the_board_is_for_those_who_oversee(busy: Play, username: str) -> None:
    reader = Reader(busy, username)

    assert reader.client.get("/board").status_code == 403
    assert reader.client.get("/board/list?of=cases").status_code == 403
    assert "/board" not in reader.get("/").links


@pytest.mark.parametrize(
    "query", ["of=everything", "of=cases&stage=nowhere", "of=cases&cursor=x", "of=marks&cursor=x"]
)
def test_an_address_that_names_no_slice_is_told(busy: Play, query: str) -> None:
    assert Reader(busy, "ducha").client.get(f"/board/list?{query}").status_code in (400, 422)


def test_the_drawing_has_a_name_and_a_table_behind_it(busy: Play) -> None:
    reader = Reader(busy, "ducha")
    html = reader.client.get("/board").text

    assert html.count('class="chart-bar received" x=') == 12
    assert 'role="img" aria-labelledby="trend-title"' in html
    assert "以表格查看" in html


def test_the_median_of_an_even_number_of_cases_lies_between_the_middle_ones() -> None:
    assert median([(3, 1), (8, 2), (None, 4)]) == 8
    assert median([(3, 1), (8, 1)]) == 5.5
    assert median([(None, 2)]) is None
