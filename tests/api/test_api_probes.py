"""Probes: the process, the ledger, the flows; and the headers that every response carries."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from api import readiness
from api.headers import HEADERS
from greenlane import flows_status
from ledger import standing
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


def checks_of(call: Caller) -> dict[str, dict[str, Any]]:
    return {check["name"]: check for check in call.client.get("/readyz").json()["checks"]}


def test_every_check_says_why_in_both_languages(call: Caller) -> None:
    found = checks_of(call)

    assert set(found) == {"database", "tables", "disk", "calendar", "flows", "owed", "watch"}
    for check in found.values():
        assert check["ok"] is True
        assert check["reason"]["zh"].endswith("。") and check["reason"]["en"].endswith(".")


def test_tables_of_another_release_are_told_apart(call: Caller) -> None:
    """A newer release's tables still serve (they only grew); older ones do not."""
    answers = []
    for revision in ("9999_later", "0030_tally"):
        with call.house.ledger.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
        answers.append((call.client.get("/readyz").status_code, checks_of(call)["tables"]))

    assert [(status, check["ok"]) for status, check in answers] == [(200, False), (503, False)]
    assert "newer" in answers[0][1]["reason"]["en"] and "older" in answers[1][1]["reason"]["en"]


def test_what_stays_undone_shows_without_ending_service(call: Caller) -> None:
    call.accepted()
    with call.house.ledger.writing() as session:
        standing.beat(session, standing.WATCH, call.clock.now())
    call.clock.set(call.clock.now() + timedelta(seconds=300))
    assert all(check["ok"] for check in checks_of(call).values())
    call.clock.set(call.clock.now() + timedelta(seconds=601))
    found = checks_of(call)
    unwell = {name for name, check in found.items() if not check["ok"]}

    assert unwell == {"owed", "watch"}
    assert "15 minutes" in found["owed"]["reason"]["en"]
    assert "901 seconds ago" in found["watch"]["reason"]["en"]
    assert call.client.get("/readyz").status_code == 200
    call.clock.set(call.clock.now() + timedelta(days=290))
    assert checks_of(call)["calendar"]["ok"] is False
    assert "greenlane_ready_calendar 0.0" in call.client.get("/metrics").text


def test_a_full_disk_ends_service_of_a_ledger_in_a_file(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_free(free: int) -> tuple[int, bool]:
        usage = SimpleNamespace(free=free)
        monkeypatch.setattr(readiness.shutil, "disk_usage", lambda _path: usage)
        return call.client.get("/readyz").status_code, checks_of(call)["disk"]["ok"]

    assert with_free(readiness.DISK_LOW_BYTES) == (200, True)
    assert with_free(readiness.DISK_LOW_BYTES - 1) == (200, False)
    assert with_free(readiness.DISK_FULL_BYTES - 1) == (503, False)


def test_a_home_that_nothing_has_been_put_into_is_no_fault(call: Caller, tmp_path: Path) -> None:
    call.house.settings.home = tmp_path / "not" / "yet"
    assert call.client.get("/readyz").status_code == 200
