"""Trouble that is nobody's input: a busy ledger, a missing calendar, PostgreSQL in a crowd."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.story import at
from greenlane.wiring import House, build
from ledger import engine
from tests.api.calling import ENTERPRISE, REVIEWERS, START, SUPERVISOR, Caller, open_accounts
from tests.api.crowds import at_once, sender, serving
from tests.apps import app_of


def test_a_busy_ledger_asks_to_come_again_and_writes_nothing(
    call: Caller, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = call.in_review()
    call.token("zrzy.chengban")
    monkeypatch.setattr(engine, "WRITER_PATIENCE_S", 0.05)
    with house.ledger.writing():
        busy = call.sign(case_id, "zrzy")

    assert busy.status_code == 503
    assert busy.json()["code"] == "LedgerBusy"
    assert int(busy.headers["Retry-After"]) > 0
    assert call.version(case_id) == 3


def test_an_act_outside_the_holiday_notices_stops_loudly(
    call: Caller, clock: SimulatedClock
) -> None:
    form = call.form()
    clock.set(at("2018-03-05 09:30"))
    answer = call(ENTERPRISE, "POST", "/cases", form)

    assert answer.status_code == 503
    assert answer.json()["code"] == "CalendarMissing"
    assert "2018" in answer.json()["detail"]
    assert call.get(SUPERVISOR, "/cases")["items"] == []


@pytest.fixture
def on_postgres(postgres_url: str, tmp_path: Path) -> Iterator[Caller]:
    clock = SimulatedClock(at(START))
    house = build(Settings(home=tmp_path, database_url=postgres_url), clock)
    open_accounts(house)
    yield Caller(app_of(house), house, clock)
    house.ledger.close()


def test_on_postgresql_a_crowd_signs_and_the_same_key_counts_once(on_postgres: Caller) -> None:
    call, agree = on_postgres, {"answer": "agree"}
    cases = [call.in_review() for _ in range(8)]
    form = call.form()
    with serving(call.app) as address:
        signed = at_once(
            [
                sender(
                    address, call, f"{name}.chengban", "PUT", f"/cases/{c}/opinions/{name}", agree
                )
                for c in cases
                for name in REVIEWERS
            ]
        )
        key = {"Idempotency-Key": "a"}
        filed = at_once([sender(address, call, ENTERPRISE, "POST", "/cases", form, key)] * 10)

    assert [answer.text for answer in signed if answer.status_code != 200] == []
    assert [answer.text for answer in filed if answer.status_code != 201] == []
    assert len({answer.content for answer in filed}) == 1
    assert len(call.get(SUPERVISOR, "/cases")["items"]) == 9
    for case_id in cases:
        kinds = [entry["kind"] for entry in call.get(SUPERVISOR, f"/cases/{case_id}/entries")]
        assert (kinds.count("opinion_given"), kinds.count("review_concluded")) == (7, 1)


def test_on_postgresql_text_that_no_database_keeps_is_refused(on_postgres: Caller) -> None:
    call = on_postgres
    form = call.form()
    for text in ("a\u0000b", "𠮷林省", "\ufdfa"):
        form["project"]["scale"] = text
        answer = call(ENTERPRISE, "POST", "/cases", form)

        assert answer.status_code == (422 if "\u0000" in text else 201), answer.text
    for path in ("/cases/%00", "/documents/%00", "/letters/%00"):
        assert call(ENTERPRISE, "GET", path).status_code == 404
    assert call(ENTERPRISE, "GET", "/cases?text=%00&lead=%00").status_code == 200
    assert call(ENTERPRISE, "GET", "/codes/region/%00").status_code == 200
