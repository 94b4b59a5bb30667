"""Probes: the process, the ledger, the flows; and the headers that every response carries."""

from __future__ import annotations

from api.headers import HEADERS
from greenlane import flows_status
from tests.api.calling import CLERK, Caller


def test_the_process_and_the_ledger_answer(call: Caller) -> None:
    call.filed()
    ready = call.client.get("/readyz")

    assert call.client.get("/healthz").status_code == 200
    assert ready.status_code == 200
    assert ready.json()["ledger"] == "ready"
    assert ready.json()["flows"]["state"] == "absent"
    assert ready.json()["oldest_owed_s"] == 0


def test_readiness_tells_how_the_flows_stand(call: Caller) -> None:
    home = call.house.settings.home
    flows_status.note(home, "starting", "Prefect is starting")
    starting = call.client.get("/readyz")
    (home / flows_status.FILE).write_text("{")
    broken = call.client.get("/readyz")

    assert (starting.status_code, starting.json()["flows"]["state"]) == (200, "starting")
    assert (broken.status_code, broken.json()["flows"]["state"]) == (200, "down")


def test_without_its_ledger_the_house_is_up_and_not_ready(call: Caller) -> None:
    call.house.ledger.close()
    (call.house.settings.home / "greenlane.db").write_bytes(b"this is no database" * 100)

    assert call.client.get("/healthz").status_code == 200
    assert call.client.get("/readyz").status_code == 503
    assert "greenlane_ledger_up 0" in call.client.get("/metrics").text


def test_the_gauges_are_told_as_prometheus_reads_them(call: Caller) -> None:
    call.filed()
    told = call.client.get("/metrics")
    lines = [line for line in told.text.splitlines() if not line.startswith("#")]

    assert told.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'greenlane_cases{light="green"} 1.0' in lines
    assert "greenlane_ledger_up 1.0" in lines
    for line in lines:
        name, value = line.rsplit(" ", 1)
        assert name.startswith("greenlane_")
        assert float(value) >= 0


def test_every_response_says_what_a_browser_may_do_with_it(call: Caller) -> None:
    answers = [
        call.client.get("/healthz"),
        call.client.get("/api/v1/nowhere"),
        call(CLERK, "GET", "/cases"),
        call(None, "GET", "/cases"),
    ]
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
