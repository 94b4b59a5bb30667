"""The story in a second city that is data alone, and what `greenlane` says of it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from greenlane.command_line import app
from greenlane.settings import Settings
from greenlane.wiring import build


@pytest.mark.parametrize("city", ["zhumadian"])
def test_the_story_runs_in_a_city_that_no_code_knows(city: str, ledger_url: str) -> None:
    told = CliRunner().invoke(app, ["demo", "--city", city, "--database-url", ledger_url, "--json"])
    report = json.loads(told.stdout)

    assert told.exit_code == 0
    assert report["city"] == "驻马店市"
    assert report["cases"]["ratification"]["approval_state"] == "delivered"
    assert "red" in report["cases"]["overdue"]["cards"]
    house = build(Settings(database_url=ledger_url, city=city))
    with house.ledger.reading() as session:
        case = house.office(session).case("2026-0001")
    house.ledger.close()
    assert case.rules.lead == "fagai"
    assert case.letters[-1].number.startswith("驻发改")
    assert case.seat("yingji") is not None
