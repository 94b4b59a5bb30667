"""The search page: reached from every head, marks what was looked for, tells nobody too much."""

from __future__ import annotations

from typing import Any

from tests.browser.looking import city_at_work
from tests.pages.browsing import Reader
from tests.playing import Play


def test_words_typed_in_the_head_lead_to_the_cases_that_hold_them(play: Play) -> None:
    known = city_at_work(play)
    reader = Reader(play, "fgw.chengban")
    page = reader.get("/search?q=热电+不清")

    assert known["told"] in page.text
    assert known["review"] not in page.text
    assert "mark" in page.tags
    assert f"/cases/{known['told']}" in page.links
    assert any(form.action == "/search" for form in reader.get("/").forms)


def test_nothing_that_is_not_theirs_is_told_to_anybody(play: Play) -> None:
    known = city_at_work(play)

    for stranger in ("qiye2", "swj.chengban"):
        page = Reader(play, stranger).get("/search?q=热电")
        assert not any(case in page.text for case in known.values())
        assert "没有您可以查看的案件含有这些词" in page.text


def test_a_text_that_was_typed_comes_back_as_text(play: Play) -> None:
    play.received(project=play.project(name="<b>宏图</b>项目"))
    page = Reader(play, "guanli").get("/search?q=<b>宏图")

    assert "<b>宏图" in page.text
    assert "b" not in page.tags - {"b"} or page.text.count("<b>宏图") >= 2


def test_the_api_tells_where_the_words_stand_and_leads_on(play: Play) -> None:
    cases = [play.received().case_id for _ in range(3)]
    client: Any = Reader(play, "guanli").client
    client.headers["accept"] = "application/json"
    first = client.get("/api/v1/search", params={"q": "热电", "limit": 2}).json()
    asked = {"q": "热电", "limit": 2, "cursor": first["next_cursor"]}
    second = client.get("/api/v1/search", params=asked).json()
    found = [one["case"]["case_id"] for page in (first, second) for one in page["items"]]

    assert found == cases[::-1]
    assert second["next_cursor"] is None
    assert {"text": "热电", "is_hit": True} in first["items"][0]["hits"][0]["excerpt"]
    assert first["items"][0]["hits"][0]["place"] == "project_name"
    assert client.get("/api/v1/search").status_code == 422
    assert client.get("/api/v1/search", params={"q": "热", "cursor": "x"}).status_code == 422
    assert client.get("/api/v1/search", params={"q": "\u3000"}).json()["items"] == []
