"""Dates beyond the published notices: a range that the later notice never leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import product

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.calendars import shipped_calendar
from states.worktime import DAY_UNITS, Calendar, DayException, DayKind, DayUnit, Suspension, due_on

CALENDAR = shipped_calendar()
WORKING, NATURAL = DayUnit.WORKING, DayUnit.NATURAL
LENGTHS = (5, 7, 10, 20, 30, 45)


@lru_cache(maxsize=64)
def until(last_day: date) -> Calendar:
    """What was known before the next notice."""
    return replace(history(), last_day=last_day)


@lru_cache(maxsize=1)
def history() -> Calendar:
    """All notices since the five festivals of 2008, from an independent library."""
    first, last = date(2007, 10, 1), date(2026, 12, 31)
    exceptions = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if chinese_calendar.is_workday(day) != (day.weekday() < 5):
            kind = DayKind.HOLIDAY if day.weekday() < 5 else DayKind.MAKE_UP
            exceptions[day] = DayException(kind, "-", "-", "-")
    return Calendar("history", first, last, exceptions)


@pytest.mark.parametrize("year", range(2020, 2026))
@pytest.mark.parametrize("unit", DAY_UNITS)
def test_the_range_given_before_a_notice_holds_the_date_given_after_it(
    year: int, unit: DayUnit
) -> None:
    known = replace(CALENDAR, last_day=date(year, 12, 31))
    last = known.last_day.toordinal()
    starts = [date.fromordinal(n) for n in range(CALENDAR.first_day.toordinal(), last + 1)]
    for start, days in product(starts, LENGTHS):
        before = due_on(start, days, known, unit=unit)
        after = due_on(start, days, CALENDAR, unit=unit)

        assert before.earliest_on <= after.due_on <= before.latest_on
        assert before.provisional is (after.due_on > known.last_day)
        assert before.provisional or before.due_on == after.due_on
        assert before.due_on == before.earliest_on


@pytest.mark.parametrize("year", range(2008, 2026))
def test_the_seasons_are_wider_than_every_notice_since_2008(year: int) -> None:
    # 2015-09-03 was an extraordinary holiday; no season foresees one.
    for month in range(1, 13):
        last_day = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if date(2015, 5, 1) < last_day < date(2015, 10, 1):
            continue
        known = until(last_day)
        for back, days in product(range(0, 60, 3), LENGTHS):
            start = last_day - timedelta(days=back)
            before = due_on(start, days, known, unit=WORKING)
            after = due_on(start, days, history(), unit=WORKING)

            assert before.earliest_on <= after.due_on <= before.latest_on


year_ends = st.integers(2008, 2025).map(lambda year: date(year, 12, 31))


@st.composite
def pauses(draw: st.DrawFn, around: date) -> Suspension:
    from_on = around + timedelta(days=draw(st.integers(-40, 60)))
    to_on = draw(st.none() | st.integers(0, 60).map(lambda n: from_on + timedelta(days=n)))
    return Suspension("hearing", from_on, to_on, draw(st.integers(0, 30)))


@given(year_ends, st.integers(-15, 40), st.integers(1, 45), st.sampled_from(DAY_UNITS), st.data())
def test_the_range_holds_with_pauses_too(
    last_day: date, back: int, days: int, unit: DayUnit, data: st.DataObject
) -> None:
    paused = tuple(data.draw(st.lists(pauses(last_day), max_size=3)))
    start = last_day - timedelta(days=back)
    before = due_on(start, days, until(last_day), unit=unit, suspensions=paused)
    after = due_on(start, days, history(), unit=unit, suspensions=paused)

    assert before.earliest_on <= after.due_on <= before.latest_on
    assert before.provisional or before.due_on == after.due_on


@given(st.dates(date(2026, 12, 1), date(2030, 12, 31)), st.integers(1, 60))
def test_a_date_beyond_the_calendar_is_provisional(start: date, days: int) -> None:
    due = due_on(start, days, CALENDAR, unit=WORKING)

    assert due.provisional is (due.latest_on > date(2026, 12, 31))
    assert due.provisional or start < date(2026, 12, 31)
    assert start < due.earliest_on <= due.latest_on


@pytest.mark.parametrize("year", range(2008, 2013))
@pytest.mark.parametrize("days", [260, 520, 1500])
def test_the_range_holds_over_several_unpublished_years(year: int, days: int) -> None:
    start = date(year, 12, 31)
    before = due_on(start, days, until(start), unit=WORKING)
    after = due_on(start, days, history(), unit=WORKING)

    assert before.earliest_on <= after.due_on <= before.latest_on


def test_a_long_period_into_the_unknown_gives_a_range_and_never_monday_to_friday() -> None:
    due = due_on(date(2026, 12, 25), 20, CALENDAR, unit=WORKING)

    assert due.provisional
    assert due.earliest_on < date(2027, 1, 22) < due.latest_on


def test_new_years_day_is_off_in_every_year() -> None:
    due = due_on(date(2026, 12, 31), 1, CALENDAR, unit=NATURAL)

    assert due.raw_last_on == date(2027, 1, 1)
    assert due.earliest_on == date(2027, 1, 2)
    assert due.latest_on == date(2027, 1, 5)


def test_the_range_is_narrow_where_no_festival_is_near() -> None:
    known = until(date(2025, 6, 30))
    due = due_on(date(2025, 6, 30), 20, known, unit=WORKING)

    assert due.provisional
    assert (due.latest_on - due.earliest_on).days <= 3


def test_no_period_far_beyond_the_calendar_costs_time() -> None:
    pause = Suspension("hearing", date(2026, 12, 1), None, 10_000)
    due = due_on(date(2026, 12, 25), 20, CALENDAR, unit=WORKING, suspensions=(pause,))

    assert due.provisional
    assert due.earliest_on.year > 2060
