"""Periods that are not counted day by day: months and years, and “so many days before”.

A period of months or years ends on the corresponding day, or on the last day of a month that
has none (Civil Code art. 202). A backward period (“30 working days before expiry”) leads to
the last lawful day: the greatest d with that many days in (d, expiry] (LAW B9.6).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from states.reckoning import Due
from states.workdays import (
    ONE_DAY,
    Calendar,
    DayUnit,
    ImpossibleDates,
    UnitMissing,
    add_months,
    checked_days,
    last_day_before,
)
from states.worktime import due_on

MONTHS_A_YEAR = 12
MONTHS_MAX = 1200
"""Longest period of months that is counted; beyond it a number is a slip of the pen."""


def in_months(value: int, unit: DayUnit) -> int:
    """So many months as `value` of `unit` are.

    Raises:
        UnitMissing: `unit` is neither months nor years.
        ImpossibleDates: more than a hundred years, or less than nothing.
    """
    if not unit.by_the_civil_calendar:
        raise UnitMissing(f"months or years, not {unit!r}")
    months = value * MONTHS_A_YEAR if unit is DayUnit.YEARS else value
    if not 0 <= months <= MONTHS_MAX:
        raise ImpossibleDates(f"{months} months are no period of a permit")
    return months


@lru_cache(maxsize=4096)
def end_of_months(
    started_on: date,
    months: int,
    calendar: Calendar,
    *,
    extension_months: int = 0,
    rolls: bool = False,
) -> Due:
    """The last day of a period of months that `started_on` begins.

    The corresponding day is found for the whole length at once, so that a short month in
    between costs nothing. With `rolls` a last day that is no working day moves to the next
    one; without, the date needs no calendar and is never provisional.

    Raises:
        ImpossibleDates: the result lies outside the years 1 to 9999.
        CalendarMissing: `rolls`, and a day before the loaded range is needed.
    Source: Civil Code art. 201 to 203 (by analogy); LAW B9.5, case C20.
    """
    raw = add_months(started_on, months + extension_months)
    earliest = latest = raw
    if rolls:
        moved = due_on(raw - ONE_DAY, 1, calendar, unit=DayUnit.WORKING)
        earliest, latest = moved.earliest_on, moved.latest_on
    return Due(
        due_on=earliest,
        provisional=rolls and latest > calendar.last_day,
        earliest_on=earliest,
        latest_on=latest,
        started_on=started_on,
        effective_start_on=started_on,
        days=months,
        unit=DayUnit.MONTHS,
        extension_days=extension_months,
        excluded_days=0,
        raw_last_on=raw,
        calendar_version=calendar.version,
        calendar=calendar,
        rolls=rolls,
    )


@lru_cache(maxsize=4096)
def last_day_for(
    before_on: date, days: int, calendar: Calendar, *, unit: DayUnit, started_on: date
) -> Due:
    """The last lawful day for what must happen `days` before `before_on`.

    `started_on` is the day from which it may happen. Where the working days in between are
    not all published, the date is provisional: its earliest reading is in time whatever the
    notice will say, and after its latest reading nothing can be.

    Raises:
        ImpossibleDates, UnitMissing, CalendarMissing: as :func:`last_day_before` says.
    Source: LAW B9.6; Administrative Licensing Law art. 50; Order 673 art. 12.
    """
    checked_days(days)
    if unit is DayUnit.WORKING and not calendar.covers(before_on):
        earliest = _greatest(before_on, days, calendar, "latest_on")
        latest = _greatest(before_on, days, calendar, "earliest_on")
    else:
        earliest = latest = last_day_before(before_on, days, calendar, unit)
    return Due(
        due_on=earliest,
        provisional=unit is DayUnit.WORKING and not calendar.covers(before_on),
        earliest_on=earliest,
        latest_on=latest,
        started_on=started_on,
        effective_start_on=started_on,
        days=days,
        unit=unit,
        extension_days=0,
        excluded_days=0,
        raw_last_on=None,
        calendar_version=calendar.version,
        calendar=calendar,
        rolls=False,
        before_on=before_on,
    )


def _greatest(before_on: date, days: int, calendar: Calendar, bound: str) -> date:
    """The greatest day after which `days` working days end by `before_on` under this bound."""
    day = before_on - timedelta(days=days)
    while getattr(due_on(day, days, calendar, unit=DayUnit.WORKING), bound) > before_on:
        day -= ONE_DAY
    return day


def counted_again(due: Due, calendar: Calendar) -> Due:
    """The same period, of whatever unit and direction, under another calendar."""
    if due.before_on is not None:
        return last_day_for(
            due.before_on, due.days, calendar, unit=due.unit, started_on=due.started_on
        )
    if due.unit is DayUnit.MONTHS:
        return end_of_months(
            due.started_on,
            due.days,
            calendar,
            extension_months=due.extension_days,
            rolls=due.rolls,
        )
    return due_on(
        due.effective_start_on,
        due.days,
        calendar,
        unit=due.unit,
        suspensions=due.suspensions,
        extension_days=due.extension_days,
        as_of=due.as_of,
        event_on=due.started_on,
    )
