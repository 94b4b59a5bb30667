"""The pages and addresses of quantified targets: read by officials, reported with evidence."""

from __future__ import annotations

from tests.pages.browsing import Reader
from tests.playing import Play

PAGE = "/indicators/tax_per_mu"


def test_a_value_is_reported_on_its_page_and_held_against_the_target(play: Play) -> None:
    office = Reader(play, "guanli")
    assert "尚未报送" in office.get(PAGE).text
    sent = office.send(PAGE, period="2026-Q1", value="9.6", evidence="统计快报第3号")
    assert sent.status_code == 303

    page = office.get(PAGE).text
    assert "9.6 万元/亩" in page
    assert "未达到" in page
    assert "统计快报第3号" in page
    assert "11 万元/亩以上（含）" in office.get("/indicators").text


def test_what_is_wrong_is_said_beside_its_field_and_units_only_read(play: Play) -> None:
    answer = Reader(play, "guanli").send(PAGE, period="2026-Q5", value="viel", evidence="")

    assert answer.status_code == 422
    for field in ("period", "value", "evidence"):
        assert f'id="{field}-wrong"' in answer.text
    assert 'name="period"' not in Reader(play, "fgw.chengban").client.get(PAGE).text
    assert Reader(play, "qiye").client.get("/indicators").status_code == 403
    assert Reader(play, "guanli").client.get("/indicators/nothing").status_code == 404


def test_the_same_stands_at_the_api(play: Play) -> None:
    Reader(play, "guanli").send(PAGE, period="2026-Q1", value="11", evidence="统计快报第3号")
    client = Reader(play, "ducha").client
    told = client.get(f"/api/v1{PAGE}").json()

    assert (told["verdict"], told["values"][0]["value"]) == ("reached", "11")
    assert len(told["history"]) == 1
    assert len(client.get("/api/v1/indicators").json()) == 26
