"""The worked cases of LAW B9.1 and B9.2, and additions computed apart from this code."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from catalog.calendars import shipped_calendar
from states.worktime import (
    SHANGHAI,
    Calendar,
    DayKind,
    DayUnit,
    Due,
    OffHours,
    Suspension,
    add_workdays,
    add_years,
    due_on,
    effective_receipt,
    extension_refusal,
    last_day_before,
    used_days,
)

DATA = Path(__file__).parents[1] / "data"
CASES = json.loads((DATA / "clock_cases.json").read_text("utf-8"))["cases"]
CALENDAR = shipped_calendar()
UNITS = {"WD": DayUnit.WORKING, "NATURAL": DayUnit.NATURAL}

Said = dict[str, Any]


def day(text: str) -> date:
    return date.fromisoformat(text[:10])


def end_of(started: str, days: int = 20, unit: str = "WD", **more: Any) -> Due:
    return due_on(day(started), days, CALENDAR, unit=UNITS[unit], **more)


def plain(said: Said) -> Said:
    keys = ("date", "received", "decision", "accepted")
    start: str = next(said[key] for key in keys if key in said)
    due = end_of(start, said.get("n", 5 if "received" in said else 20), said.get("unit", "WD"))
    return {"deadline": due.due_on, "raw_last_day": due.raw_last_on}


def off_hours(said: Said) -> Said:
    text = said["received"] if "received" in said else said["date"]
    instant = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    cutoff = time.fromisoformat(said["cutoff"]) if "cutoff" in said else None
    start = effective_receipt(instant, OffHours[said["off_hours"]], CALENDAR, cutoff)
    return {"effective_start": start, "deadline": end_of(str(start), said["n"]).due_on}


def deemed_acceptance(said: Said) -> Said:
    notice = end_of(said["date"], 5)
    return {
        "notice_deadline": notice.due_on,
        "deemed_accepted_from": notice.due_on + timedelta(days=1),
        "acceptance_date": notice.started_on,
        "decision_deadline": end_of(said["date"], 20).due_on,
        "days_already_used_when_it_flips": used_days(day(said["date"]), notice.due_on, CALENDAR),
    }


def deemed_agreement(said: Said) -> Said:
    due = end_of(said["date"], said["n"])
    return {"deadline": due.due_on, "deemed_agreed_from": due.due_on + timedelta(days=1)}


def extended(said: Said) -> Said:
    base = end_of("2026-02-10")
    assert extension_refusal(base, day(said["extension_approved"])) is None
    return {"deadline": end_of("2026-02-10", extension_days=said["n"]).due_on}


def extended_too_late(said: Said) -> Said:
    base, asked_on = end_of("2026-02-10"), day(said["extension_requested"])
    refused = extension_refusal(base, asked_on) is not None
    return {
        "deadline": base.due_on,
        "state": "OVERDUE" if asked_on > base.due_on else "RUNNING",
        "extension": "REJECTED" if refused else "GRANTED",
    }


def paused(said: Said) -> Said:
    pause = Suspension(
        kind="hearing",
        from_on=day(said["pause"][0]),
        to_on=day(said["pause"][1]),
        announced_days=said.get("announced_wd", 20),
        notice_served=said.get("notice_served", True),
    )
    due = end_of(said["accepted"], suspensions=(pause,))
    base = end_of(said["accepted"])
    return {
        "base_deadline": base.due_on,
        "excluded_wd": due.excluded_days,
        "deadline": due.due_on,
    }


def delay_window(said: Said) -> Said:
    window = add_years(day(said["decision"]), 2)
    return {
        "window_last_day": window,
        "delay_application_latest": last_day_before(window, 30, CALENDAR, DayUnit.WORKING),
        "max_delay_last_day": add_years(window, 1),
    }


def renewal(said: Said) -> Said:
    expiry = day(said["valid_until"])
    return {
        "apply_by_natural_30": last_day_before(expiry, 30, CALENDAR, DayUnit.NATURAL),
        "warn_by_30_wd": last_day_before(expiry, 30, CALENDAR, DayUnit.WORKING),
        "no_decision_on_2026_03_31": f"DEEMED_RENEWED from {expiry + timedelta(days=1)}",
    }


def two_clocks(said: Said) -> Said:
    promise, statute = (end_of(said["accepted"], said[key]) for key in ("promised", "statutory"))
    decided = day(said["decided"])
    used = used_days(promise.started_on, decided, CALENDAR)
    red = "RED" if decided > statute.due_on else None
    return {
        "promised_deadline": promise.due_on,
        "statutory_deadline": statute.due_on,
        "used_wd": used,
        "overdue_wd": used - said["statutory"],
        "card": red or ("YELLOW" if decided > promise.due_on else None),
    }


def at_once(said: Said) -> Said:
    return {"deadline": end_of(said["accepted"], said["promised"]).due_on}


def no_clock(said: Said) -> Said:
    instant = datetime.fromisoformat(said["all_information_received"]).replace(tzinfo=SHANGHAI)
    filed_on = effective_receipt(instant, OffHours.AS_RECEIVED, CALENDAR, None)
    assert filed_on == instant.date() and not CALENDAR.is_workday(filed_on)
    return {"filed_at": said["all_information_received"], "clock": None}


def unknown_year(said: Said) -> Said:
    due = end_of(said["accepted"], said["n"])
    silent = not due.provisional or due.earliest_on == due.latest_on
    return {"behaviour": "Mon-Fri" if silent else "PROVISIONAL/unknown, never silently Mon-Fri"}


SPECIAL: dict[str, Callable[[Said], Said]] = {
    "C04a": off_hours,
    "C04b": off_hours,
    "C05": deemed_acceptance,
    "C08": deemed_agreement,
    "C11": extended,
    "C12": extended_too_late,
    "C14": paused,
    "C15": paused,
    "C17": paused,
    "C20": delay_window,
    "C26": renewal,
    "C27a": off_hours,
    "C28": two_clocks,
    "C29": two_clocks,
    "C31": paused,
    "C33": at_once,
    "C34": no_clock,
    "C35": unknown_year,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_worked_case_of_the_law_notes(case: Said) -> None:
    computed = SPECIAL.get(case["id"], plain)(case["input"])
    told = {key: str(v) if isinstance(v, date) else v for key, v in computed.items()}

    assert {key: told[key] for key in case["expect"]} == case["expect"]


def naive(keep: Callable[[DayKind], bool]) -> Calendar:
    kept = {day: said for day, said in CALENDAR.exceptions.items() if keep(said.kind)}
    return replace(CALENDAR, exceptions=kept)


MON_TO_FRI = naive(lambda kind: False)
WITHOUT_MAKE_UP = naive(lambda kind: kind is DayKind.HOLIDAY)


@pytest.mark.parametrize(
    ("started", "days", "right", "mon_to_fri", "without_make_up"),
    [
        ("2024-01-31", 20, "2024-03-04", "2024-02-28", "2024-03-06"),
        ("2024-02-05", 5, "2024-02-18", "2024-02-12", "2024-02-19"),
        ("2025-09-24", 20, "2025-10-28", "2025-10-22", "2025-10-30"),
        ("2025-09-26", 7, "2025-10-13", "2025-10-07", "2025-10-15"),
        ("2026-02-10", 20, "2026-03-16", "2026-03-10", "2026-03-18"),
        ("2026-04-30", 10, "2026-05-18", "2026-05-14", "2026-05-19"),
        ("2025-12-30", 5, "2026-01-07", "2026-01-06", "2026-01-08"),
    ],
)
def test_naive_calendars_give_other_days(
    started: str, days: int, right: str, mon_to_fri: str, without_make_up: str
) -> None:
    found = [
        str(add_workdays(day(started), days, calendar))
        for calendar in (CALENDAR, MON_TO_FRI, WITHOUT_MAKE_UP)
    ]

    assert found == [right, mon_to_fri, without_make_up]


def additions() -> list[Said]:
    lines = (DATA / "workday_additions.csv").read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", additions(), ids=lambda row: f"{row['start']}+{row['workdays']}")
def test_an_addition_computed_elsewhere(row: Said) -> None:
    start, days = day(row["start"]), int(row["workdays"])

    assert str(add_workdays(start, days, CALENDAR)) == row["deadline_exclusive_of_start"]
    assert str(add_workdays(start, days, MON_TO_FRI)) == row["naive_mon_fri_result"]
    assert CALENDAR.is_workday(start) is (row["start_is_workday"] == "1")
