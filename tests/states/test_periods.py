"""Months, years and backward periods: days by hand, and bounds that hold (LAW B9.5, B9.6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.lines import LineKind
from states.periods import counted_again, end_of_months, in_months, last_day_for
from states.workdays import DayUnit, ImpossibleDates, UnitMissing
from states.worktime import Calendar
from tests.states.cases import CALENDAR, ONE_DAY, calendar_until

DECIDED = date(2024, 3, 15)
days = st.dates(date(2021, 1, 1), date(2026, 6, 30))


def test_c20_the_two_year_window_and_the_last_day_to_ask_for_its_delay() -> None:
    """2026-03-15 is a Sunday and stays the last day; the nine-day festival of 2026 pushes the
    thirtieth working day before it into January."""
    window = end_of_months(DECIDED, in_months(2, DayUnit.YEARS), CALENDAR)
    asked_by = last_day_for(window.due_on, 30, CALENDAR, unit=DayUnit.WORKING, started_on=DECIDED)
    longest = end_of_months(DECIDED, 24, CALENDAR, extension_months=12)

    assert (window.due_on, window.provisional) == (date(2026, 3, 15), False)
    assert (asked_by.due_on, asked_by.provisional) == (date(2026, 1, 26), False)
    assert longest.due_on == date(2027, 3, 15)


def test_c26_the_same_thirty_days_in_both_readings() -> None:
    until, since = date(2026, 3, 31), date(2025, 3, 31)

    natural = last_day_for(until, 30, CALENDAR, unit=DayUnit.NATURAL, started_on=since)
    working = last_day_for(until, 30, CALENDAR, unit=DayUnit.WORKING, started_on=since)

    assert (natural.due_on, working.due_on) == (date(2026, 3, 1), date(2026, 2, 11))


def test_with_2026_unpublished_the_last_day_to_ask_is_a_range_and_the_window_is_not() -> None:
    short = calendar_until(date(2025, 12, 31))
    window = end_of_months(DECIDED, 24, short)
    asked_by = last_day_for(window.due_on, 30, short, unit=DayUnit.WORKING, started_on=DECIDED)

    assert (window.due_on, window.provisional) == (date(2026, 3, 15), False)
    assert asked_by.provisional
    assert asked_by.due_on == asked_by.earliest_on <= date(2026, 1, 26) <= asked_by.latest_on
    assert asked_by.due_on >= date(2026, 1, 12)
    landed = counted_again(asked_by, CALENDAR)
    assert (landed.due_on, landed.provisional) == (date(2026, 1, 26), False)
    owed = [line for line in asked_by.explanation if line.kind is LineKind.UNKNOWN]
    assert [line.days for line in owed] == [30]


@pytest.mark.parametrize(
    ("started_on", "months", "ends_on"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 8, 31), 3, date(2025, 11, 30)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
    ],
)
def test_a_month_without_the_day_ends_on_its_last_one(
    started_on: date, months: int, ends_on: date
) -> None:
    """Civil Code art. 202."""
    assert end_of_months(started_on, months, CALENDAR).due_on == ends_on


def test_a_short_month_on_the_way_costs_nothing() -> None:
    """Three months from 30 November end on 28 February; six end on 30 May, not on the 28th."""
    due = end_of_months(date(2025, 11, 30), 3, CALENDAR, extension_months=3)

    assert due.due_on == date(2026, 5, 30)


def test_a_last_day_rolls_only_where_the_text_lets_it() -> None:
    """2026-10-01 begins the National Day holiday; the first working day after it is 10-08."""
    started_on = date(2026, 7, 1)

    assert end_of_months(started_on, 3, CALENDAR).due_on == date(2026, 10, 1)
    rolled = end_of_months(started_on, 3, CALENDAR, rolls=True)
    assert (rolled.due_on, rolled.raw_last_on) == (date(2026, 10, 8), date(2026, 10, 1))
    assert [line.kind for line in rolled.explanation][-1] is LineKind.ROLLED


def test_a_rolling_last_day_beyond_the_calendar_is_provisional() -> None:
    short = calendar_until(date(2025, 12, 31))
    due = end_of_months(date(2025, 10, 1), 3, short, rolls=True)

    assert due.provisional
    assert due.earliest_on <= counted_again(due, CALENDAR).due_on <= due.latest_on


@given(days, st.integers(1, 120))
def test_the_counted_lines_add_up_to_the_months(started_on: date, months: int) -> None:
    due = end_of_months(started_on, months, CALENDAR, extension_months=months)
    counted = [line for line in due.explanation if line.kind is LineKind.COUNTED]

    assert sum(line.days for line in counted) == 2 * months
    assert counted[-1].to_on == due.due_on
    assert counted[0].from_on == started_on + ONE_DAY


@given(days, st.integers(0, 60), st.sampled_from([DayUnit.WORKING, DayUnit.NATURAL]))
def test_exactly_so_many_days_lie_before_expiry_and_one_later_is_too_late(
    before_on: date, count: int, unit: DayUnit
) -> None:
    due = last_day_for(before_on, count, CALENDAR, unit=unit, started_on=before_on)

    def between(day: date) -> int:
        if unit is DayUnit.NATURAL:
            return (before_on - day).days
        return CALENDAR.count(day, before_on) if day < before_on else 0

    assert between(due.due_on) >= count
    if count:
        assert between(due.due_on + ONE_DAY) < count
    assert sum(x.days for x in due.explanation if x.kind is LineKind.COUNTED) == between(due.due_on)


@given(st.integers(0, 200), st.integers(1, 60))
def test_the_true_day_always_lies_in_the_provisional_range(beyond: int, count: int) -> None:
    short = calendar_until(date(2025, 12, 31))
    before_on = date(2026, 1, 1) + timedelta(days=beyond)
    told = last_day_for(before_on, count, short, unit=DayUnit.WORKING, started_on=DECIDED)
    true = last_day_for(before_on, count, CALENDAR, unit=DayUnit.WORKING, started_on=DECIDED)

    assert told.provisional
    assert told.earliest_on <= true.due_on <= told.latest_on
    assert counted_again(told, CALENDAR) == true


def test_what_is_no_period_is_refused() -> None:
    with pytest.raises(UnitMissing):
        in_months(2, DayUnit.WORKING)
    with pytest.raises(ImpossibleDates):
        in_months(101, DayUnit.YEARS)
    with pytest.raises(ImpossibleDates):
        last_day_for(DECIDED, -1, CALENDAR, unit=DayUnit.NATURAL, started_on=DECIDED)


def test_a_calendar_with_all_its_days_needs_no_range() -> None:
    calendar: Calendar = CALENDAR
    due = last_day_for(date(2026, 12, 31), 5, calendar, unit=DayUnit.WORKING, started_on=DECIDED)

    assert (due.due_on, due.provisional) == (date(2026, 12, 24), False)
