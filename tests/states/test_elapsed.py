"""The supervision platform's seconds beside the law's days: two figures, never one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.calendars import shipped_calendar
from states.elapsed import OfficeHours, office_seconds
from states.worktime import SHANGHAI, ImpossibleDates, Suspension, used_days

HOURS = OfficeHours(((time(9), time(12)), (time(13), time(17))), "sample")
CALENDAR = shipped_calendar()
HOUR = 3600


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ("2026-03-05T10:00", "2026-03-05T11:30", 1.5),
        ("2026-03-05T11:00", "2026-03-05T14:00", 2),  # the lunch hour is no office hour
        ("2026-03-05T16:00", "2026-03-06T10:00", 2),
        ("2026-03-05T06:00", "2026-03-05T22:00", 7),
        ("2026-03-06T16:00", "2026-03-09T10:00", 2),  # over a weekend
        ("2026-02-14T09:00", "2026-02-24T09:00", 7),  # a make-up Saturday, then nine days off
    ],
)
def test_only_office_hours_of_working_days_count(begin: str, end: str, hours: float) -> None:
    assert office_seconds(at(begin), at(end), HOURS, CALENDAR) == hours * HOUR


def test_the_platform_takes_in_the_day_of_acceptance_and_the_law_does_not() -> None:
    """Accepted Monday 09:00, decided Friday 17:00: five platform days, four days in law."""
    seconds = office_seconds(at("2026-03-02T09:00"), at("2026-03-06T17:00"), HOURS, CALENDAR)

    assert seconds == 5 * HOURS.seconds_a_day
    assert used_days(date(2026, 3, 2), date(2026, 3, 6), CALENDAR) == 4


def test_a_pause_takes_its_working_days_out_of_the_seconds_too() -> None:
    pause = Suspension("hearing", date(2026, 3, 3), date(2026, 3, 5), 10)

    seconds = office_seconds(
        at("2026-03-02T09:00"), at("2026-03-06T17:00"), HOURS, CALENDAR, [pause]
    )

    assert seconds == 3 * HOURS.seconds_a_day


INSTANTS = st.datetimes(datetime(2024, 1, 2), datetime(2026, 10, 1)).map(
    lambda naive: naive.replace(tzinfo=SHANGHAI)
)


@given(INSTANTS, st.integers(0, 40 * 24 * 3600), st.integers(0, 40 * 24 * 3600))
def test_seconds_add_up_over_any_cut(begin: datetime, first: int, second: int) -> None:
    begin = begin.replace(microsecond=0)
    middle = begin + timedelta(seconds=first)
    end = middle + timedelta(seconds=second)

    whole = office_seconds(begin, end, HOURS, CALENDAR)

    parts = office_seconds(begin, middle, HOURS, CALENDAR)
    assert parts + office_seconds(middle, end, HOURS, CALENDAR) == whole


@given(INSTANTS, st.integers(0, 60))
def test_the_platform_is_never_kinder_than_the_law(begin: datetime, days: int) -> None:
    """From an instant before office hours to the end of a day: the law's days, or one more."""
    begin = begin.replace(hour=8, minute=0, second=0, microsecond=0)
    last = begin.replace(year=CALENDAR.last_day.year, month=12, day=31)
    end = min(begin + timedelta(days=days), last).replace(hour=20)

    seconds = office_seconds(begin, end, HOURS, CALENDAR)

    accepted_day = 1 if CALENDAR.is_workday(begin.date()) else 0
    lawful = used_days(begin.date(), end.date(), CALENDAR)
    assert seconds == (lawful + accepted_day) * HOURS.seconds_a_day


@pytest.mark.parametrize(
    "sessions",
    [(), ((time(9), time(9)),), ((time(13), time(17)), (time(9), time(12)))],
)
def test_office_hours_are_sessions_in_order(sessions: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ImpossibleDates):
        OfficeHours(sessions, "sample")


def test_instants_need_their_zone_and_their_order() -> None:
    with pytest.raises(ImpossibleDates):
        office_seconds(datetime(2026, 3, 5), at("2026-03-06T10:00"), HOURS, CALENDAR)
    with pytest.raises(ImpossibleDates):
        office_seconds(at("2026-03-06T10:00"), at("2026-03-05T10:00"), HOURS, CALENDAR)
