"""Time limits in law: when a period ends, how much of it is used, and why.

LAW B9 is the specification. The day of the event is never counted. A date that needs an
unpublished holiday notice is provisional (暂定): a range, of which `due_on` is the earliest
day, because staff must be steered by the day that is in time whatever the notice says.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from states.lines import Line, LineKind
from states.outlook import reach
from states.reckoning import Due, explain
from states.suspensions import Suspension, reaching, stretches
from states.workdays import (
    DAY_UNITS,
    DAYS_MAX,
    ONE_DAY,
    SHANGHAI,
    Calendar,
    CalendarMissing,
    DayException,
    DayKind,
    DayNote,
    DayUnit,
    ImpossibleDates,
    Notice,
    OffHours,
    UnitMissing,
    add_months,
    add_workdays,
    add_years,
    checked_days,
    effective_receipt,
    last_day_before,
    legal_day,
)

__all__ = [
    "DAYS_MAX",
    "DAY_UNITS",
    "SHANGHAI",
    "Calendar",
    "CalendarMissing",
    "DayException",
    "DayKind",
    "DayNote",
    "DayUnit",
    "Due",
    "ImpossibleDates",
    "Line",
    "LineKind",
    "Notice",
    "OffHours",
    "Suspension",
    "UnitMissing",
    "add_months",
    "add_workdays",
    "add_years",
    "due_on",
    "effective_receipt",
    "explain",
    "extension_refusal",
    "last_day_before",
    "legal_day",
    "used_days",
]


class _End(NamedTuple):
    """Where a period ends, before the record of it is drawn up."""

    earliest_on: date
    latest_on: date
    excluded_days: int
    raw_last_on: date | None = None


def due_on(
    started_on: date,
    days: int,
    calendar: Calendar,
    *,
    unit: DayUnit,
    suspensions: Sequence[Suspension] = (),
    extension_days: int = 0,
    as_of: date | None = None,
    event_on: date | None = None,
) -> Due:
    """The last day of a period of `days` + `extension_days` that `started_on` begins.

    The starting day is not counted; no days at all end the period on the starting day.
    Pauses take out the union of the days they cover, each at most as many as announced; a
    pause that begins when the period is over has no effect. An open pause lasts until
    `as_of`, or without `as_of` as long as it was announced. A natural period whose last day
    is no working day ends on the next one. `event_on` is the day of the event itself where
    a rule on office hours moved the start.

    Raises:
        CalendarMissing: a day before the loaded range is needed.
        ImpossibleDates: an instant instead of a day, negative or absurdly large numbers.
        UnitMissing: `unit` is not a unit.
    Source: Administrative Licensing Law art. 42, 45, 82; Civil Code art. 201, 203 by
    analogy; LAW B9.2, B9.5, B9.9, B9.10.
    """
    total = checked_days(days) + checked_days(extension_days, "extension_days")
    if isinstance(started_on, datetime):
        raise ImpossibleDates("a period starts on a day, not at an instant: see legal_day")
    if unit is DayUnit.WORKING:
        end = _working_end(started_on, total, calendar, suspensions, as_of)
    elif unit is DayUnit.NATURAL:
        end = _natural_end(started_on, total, calendar, suspensions, as_of)
    else:
        raise UnitMissing(f"count working or natural days, not {unit!r}: see states.periods")
    return Due(
        end.earliest_on,
        end.latest_on > calendar.last_day,
        end.earliest_on,
        end.latest_on,
        event_on or started_on,
        started_on,
        days,
        unit,
        extension_days,
        end.excluded_days,
        end.raw_last_on,
        calendar.version,
        calendar,
        tuple(suspensions),
        as_of,
    )


def _working_end(
    started_on: date,
    total: int,
    calendar: Calendar,
    pauses: Sequence[Suspension],
    as_of: date | None,
) -> _End:
    if total == 0:
        return _End(started_on, started_on, 0)
    calendar.reaches_back_to(started_on)
    workdays, start = calendar.workdays, started_on.toordinal()
    at = unpaused = bisect_right(workdays, start) + total - 1
    for after, until in stretches(pauses, calendar, DayUnit.WORKING, as_of) if pauses else ():
        first = bisect_right(workdays, max(after, start))
        # Fewer working days than the period has stand before this pause: it began too late.
        if at < first:
            break
        at += max(bisect_right(workdays, until) - first, 0)
    if at < len(workdays):
        last_on = date.fromordinal(workdays[at])
        return _End(last_on, last_on, at - unpaused)
    missing, open_ended = at - len(workdays) + 1, reaching(pauses, calendar, as_of)
    known_to, excluded = calendar.last_day, at - unpaused
    return _End(
        reach(known_to, started_on, missing, open_ended, "earliest"),
        reach(known_to, started_on, missing, open_ended, "latest"),
        excluded,
    )


def _natural_end(
    started_on: date,
    total: int,
    calendar: Calendar,
    pauses: Sequence[Suspension],
    as_of: date | None,
) -> _End:
    start = started_on.toordinal()
    last = start + total
    for after, until in stretches(pauses, calendar, DayUnit.NATURAL, as_of):
        if last <= max(after, start):
            break
        last += max(until - max(after, start), 0)
    try:
        raw_last_on = date.fromordinal(last)
    except (ValueError, OverflowError):
        raise ImpossibleDates("the period ends beyond the year 9999") from None
    excluded = last - start - total
    if total == 0:
        return _End(started_on, started_on, 0, started_on)
    try:
        last_on = calendar.next_workday(raw_last_on)
    except CalendarMissing as missing:
        if missing.day <= calendar.last_day:
            raise
        before, known_to = raw_last_on - ONE_DAY, calendar.last_day
        earliest = reach(known_to, before, 1, (), "earliest")
        latest = reach(known_to, before, 1, (), "latest")
        return _End(earliest, latest, excluded, raw_last_on)
    return _End(last_on, last_on, excluded, raw_last_on)


def used_days(
    started_on: date,
    until_on: date,
    calendar: Calendar,
    suspensions: Sequence[Suspension] = (),
    as_of: date | None = None,
) -> int:
    """Working days used: those in (started_on, until_on] that no pause takes out.

    Raises:
        CalendarMissing: one of these days is outside the loaded range.
    Source: LAW B9.10, B9.13.
    """
    used = calendar.count(started_on, until_on)
    start, until = started_on.toordinal(), until_on.toordinal()
    workdays = calendar.workdays
    for after, end in stretches(suspensions, calendar, DayUnit.WORKING, as_of):
        low, high = max(after, start), min(end, until)
        if low < high:
            used -= bisect_right(workdays, high) - bisect_right(workdays, low)
    return used


def extension_refusal(base_due: Due, asked_on: date) -> str | None:
    """Why an extension asked for on `asked_on` comes too late; None when it is in time.

    Source: LAW B1.5 (design): an extension cannot revive an expired period.
    """
    if asked_on <= base_due.due_on:
        return None
    return (
        f"the period ended on {base_due.due_on}; "
        f"an extension asked for on {asked_on} cannot revive it"
    )
