"""Holiday calendars at the API: for administrators, rehearsed, published once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.calling import (
    ADMINISTRATOR,
    CLERK,
    ENTERPRISE,
    HANDLER,
    SUPERVISOR,
    Caller,
    open_accounts,
)
from tests.apps import app_of
from tests.notices import NOTICE_2026, before_2026
from tests.playing import Play


@pytest.fixture
def play(sqlite_url: str, tmp_path: Path) -> Iterator[Play]:
    play = before_2026(sqlite_url, tmp_path)
    open_accounts(play.house)
    play.accepted("2025-12-15 09:30")
    yield play
    play.house.ledger.close()


@pytest.fixture
def call(play: Play) -> Caller:
    """Shadows the furnished house: this ledger's calendar ends with 2025."""
    return Caller(app_of(play.house), play.house, play.clock)


def versions(call: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call.get(ADMINISTRATOR, "/calendars")
    return found


def test_provisional_dates_are_listed_with_their_range(call: Caller) -> None:
    told = call.get(ADMINISTRATOR, "/calendars/provisional")

    assert (told["known_to"], told["count"]) == ("2025-12-31", 1)
    clocks = {clock["clock"]: clock for clock in told["cases"][0]["clocks"]}
    assert clocks["statute"]["earliest_on"] <= "2026-01-13" <= clocks["statute"]["latest_on"]


def test_a_rehearsal_says_what_would_move_and_writes_nothing(call: Caller) -> None:
    told = call.do(ADMINISTRATOR, "POST", "/calendars/rehearsals", {"notice": NOTICE_2026})

    (case,) = told["cases"]
    moved = {clock["clock"]: clock for clock in case["clocks"]}
    assert moved["statute"]["after"] == {
        "due_on": "2026-01-13",
        "provisional": False,
        "earliest_on": "2026-01-13",
        "latest_on": "2026-01-13",
    }
    assert (told["changes_nothing"], told["left"]) == (False, 0)
    assert len(versions(call)) == 1


def test_a_published_notice_is_in_force_at_once_and_only_once(call: Caller) -> None:
    before = call.get(None, "/due?start=2025-12-15&days=20")

    first = call.do(ADMINISTRATOR, "POST", "/calendars", {"notice": NOTICE_2026})
    again = call.do(ADMINISTRATOR, "POST", "/calendars", {"notice": NOTICE_2026})
    after = call.get(None, "/due?start=2025-12-15&days=20")

    assert (first["number"], first["last_day"], first["published_by"]) == (
        2,
        "2026-12-31",
        ADMINISTRATOR,
    )
    assert again == first
    assert first["amends"] == versions(call)[0]["version"]
    assert before["provisional"] and not after["provisional"]
    assert after["due_on"] == "2026-01-13"


def test_a_case_as_of_an_instant_follows_the_calendar_of_then(call: Caller) -> None:
    (line,) = call.get(SUPERVISOR, "/cases")["items"]
    path, before = f"/cases/{line['case_id']}", call.clock.now()
    told_before = call.get(SUPERVISOR, path)
    call.clock.set(before + timedelta(hours=1))
    call.do(ADMINISTRATOR, "POST", "/calendars", {"notice": NOTICE_2026})
    call.do(SUPERVISOR, "POST", f"{path}/advance", {})
    after = call.clock.now()
    told_after = call.get(SUPERVISOR, path)
    call.clock.set(after + timedelta(days=9))

    assert told_before["clocks"] != told_after["clocks"]
    assert call.get(SUPERVISOR, path, params={"as_of": before.isoformat()}) == told_before
    assert call.get(SUPERVISOR, path, params={"as_of": after.isoformat()}) == told_after


def test_a_faulty_notice_is_told_key_by_key(call: Caller) -> None:
    faulty = NOTICE_2026.replace("[2026-05-09]", "[2026-05-08]").replace("url = ", "uri = ", 1)

    answer = call(ADMINISTRATOR, "POST", "/calendars", {"notice": faulty})

    assert answer.status_code == 422
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert any(pointer.endswith(".url") for pointer in pointers)
    assert len(versions(call)) == 1


@pytest.mark.parametrize("who", [ENTERPRISE, CLERK, HANDLER, SUPERVISOR])
def test_calendars_are_the_administrators(call: Caller, who: str) -> None:
    notice = {"notice": NOTICE_2026}

    assert call(who, "GET", "/calendars").status_code == 403
    assert call(who, "GET", "/calendars/provisional").status_code == 403
    assert call(who, "POST", "/calendars/rehearsals", notice).status_code == 403
    assert call(who, "POST", "/calendars", notice).status_code == 403
    assert call(None, "GET", "/calendars").status_code == 401
    assert len(versions(call)) == 1
