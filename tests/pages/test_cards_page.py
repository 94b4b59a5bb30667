"""The page of cards: who was shown which, what became of it, and the way to appeal."""

from __future__ import annotations

import re
from html import unescape

import pytest

from acts import due
from tests.pages.browsing import Reader
from tests.playing import Play

FIGURE = re.compile(r'href="(/cards[^"]*)" data-figure="(\d+)"')


@pytest.fixture
def late(play: Play) -> str:
    """A case accepted in January that nobody touched since: promise and statute are broken."""
    case_id = play.accepted("2026-01-05 09:30").case_id
    play.act(due.advance, case_id, when="2026-03-02 09:30")
    return case_id


def test_a_department_appeals_and_the_supervisor_decides_by_the_forms(
    play: Play, late: str
) -> None:
    number = next(str(c.number) for c in play.case(late).cards if c.colour.value == "red")
    handler = Reader(play, "fgw.chengban")
    assert f"/cases/{late}/acts/appeal-card" in handler.get(f"/cases/{late}").links
    sent = handler.send(f"/cases/{late}/acts/appeal-card", card=number, reasons="专家评议未计入")
    assert sent.status_code == 303
    supervisor = Reader(play, "ducha")
    page = supervisor.get("/cards?standing=appealed")
    assert f"/cases/{late}/acts/decide-card-appeal" in page.links
    path = f"/cases/{late}/acts/decide-card-appeal"
    refused = supervisor.send(path, card=number, decision="revoked", reasons="同情")
    assert refused.status_code == 409
    assert "该牌应予维持" in refused.text
    decided = supervisor.send(path, card=number, decision="upheld", reasons="确已逾期")

    assert decided.status_code == 303
    shown = supervisor.get(f"/cases/{late}").text
    assert "确已逾期" in shown and "专家评议未计入" in shown
    assert "维持" in supervisor.get("/cards").text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_count_of_the_assessment_leads_to_its_cards(play: Play, late: str, lang: str) -> None:
    reader = Reader(play, "ducha", lang)
    found = {(unescape(h), int(n)) for h, n in FIGURE.findall(reader.client.get("/cards").text)}

    assert sum(n for _, n in found) == 2
    for href, count in found:
        html = reader.client.get(href).text
        assert f'data-total="{count}"' in html
        assert html.count("<tr data-row=") == count


def test_officials_see_the_cards_of_their_department_only(play: Play, late: str) -> None:
    assert late in Reader(play, "fgw.chengban").get("/cards").text
    assert late not in Reader(play, "sthj.chengban").get("/cards?department=fgw").text
    assert Reader(play, "qiye").client.get("/cards").status_code == 403
    own = Reader(play, "sthj.chengban").client.get("/api/v1/cards?department=fgw").json()
    assert (own["count"], own["items"], own["assessed"]) == (0, [], [])


def test_the_api_tells_the_same(play: Play, late: str) -> None:
    reader = Reader(play, "guanli")
    told = reader.client.get("/api/v1/cards?limit=1").json()
    rest = reader.client.get(f"/api/v1/cards?limit=1&cursor={told['next_cursor']}").json()

    assert told["count"] == 2
    assert {told["items"][0]["colour"], rest["items"][0]["colour"]} == {"yellow", "red"}
    assert rest["next_cursor"] is None
    assert [(line["colour"], line["issued"], line["net"]) for line in told["assessed"]] == [
        ("red", 1, 1),
        ("yellow", 1, 1),
    ]
