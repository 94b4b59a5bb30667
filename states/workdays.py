"""Working days as the State Council's holiday notices make them, and steps over them.

A legal day is an Asia/Shanghai :class:`~datetime.date`. A working day is Monday to Friday
minus the notices' days off, plus their make-up days (调休上班). Outside the loaded range
nothing is assumed: :class:`CalendarMissing` (LAW B9.1).
"""

from __future__ import annotations

import calendar as civil
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

ONE_DAY = timedelta(days=1)
DAYS_MAX = 10_000
"""Longest period that is counted, in days: beyond it a number is a slip of the pen."""

# Fixed, so that no time-zone file has to be read: China has kept UTC+8 all year since 1992.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class DayUnit(StrEnum):
    """What a period counts; the unit differs by statute (LAW B1.4).

    Months and years end on the corresponding day (Civil Code art. 202).
    """

    WORKING = "working"
    NATURAL = "natural"
    MONTHS = "months"
    YEARS = "years"

    @property
    def by_the_civil_calendar(self) -> bool:
        """Whether the unit is months or years, which are never counted in days."""
        return self in (DayUnit.MONTHS, DayUnit.YEARS)


DAY_UNITS = (DayUnit.WORKING, DayUnit.NATURAL)
"""The units that are counted day by day; months and years: :mod:`states.periods`."""


class OffHours(StrEnum):
    """On which day something is received outside working time (LAW B9.3)."""

    AS_RECEIVED = "as_received"
    NEXT_WORKDAY = "next_workday"


class DayKind(StrEnum):
    """Why a day is or is not a working day."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


class CalendarMissing(Exception):
    """A day lies outside the loaded holiday notices, so nobody can know what it is.

    `day` is the day that was needed, `version` the calendar that lacks it.
    """

    def __init__(self, day: date, calendar: Calendar) -> None:
        self.day, self.version = day, calendar.version
        self.first_day, self.last_day = calendar.first_day, calendar.last_day
        super().__init__(day, calendar.version)

    def __str__(self) -> str:
        return (
            f"{self.day} is outside the holiday calendar {self.version} "
            f"({self.first_day} to {self.last_day}); "
            f"load the State Council's holiday notice for {self.day.year}"
        )


class UnitMissing(ValueError):
    """A period without a unit cannot be counted: say working or natural days."""


class ImpossibleDates(ValueError):
    """The dates or numbers given contradict each other or the calendar."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One holiday notice of the State Council's General Office."""

    number: str
    year: int
    issued_on: date
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DayException:
    """A day that a notice names: a day off (weekends inside a holiday too) or a make-up day."""

    kind: DayKind
    name: str
    name_en: str
    notice: str


@dataclass(frozen=True, slots=True)
class DayNote:
    """What a day is and which notice says so; `zh` and `en` are the sentences for people."""

    day: date
    is_workday: bool
    kind: DayKind
    name: str = ""
    name_en: str = ""
    notice: str = ""

    @property
    def zh(self) -> str:
        """The reason in Chinese, for example “国庆节放假（国办发明电〔2024〕12号）”."""
        if self.kind is DayKind.HOLIDAY:
            return f"{self.name}放假（{self.notice}）"
        if self.kind is DayKind.MAKE_UP:
            return f"{self.name}调休上班（{self.notice}）"
        return "工作日" if self.is_workday else "周末"

    @property
    def en(self) -> str:
        """The reason in English, for example “National Day holiday (国办发明电〔2024〕12号)”."""
        if self.kind is DayKind.HOLIDAY:
            return f"{self.name_en} holiday ({self.notice})"
        if self.kind is DayKind.MAKE_UP:
            return f"make-up working day for {self.name_en} ({self.notice})"
        return "working day" if self.is_workday else "weekend"


@dataclass(frozen=True)
class Calendar:
    """The working days from `first_day` to `last_day`, both included.

    `version` changes with the content; closed cases keep the one they were judged by.
    `exceptions` may name days outside the range (a notice reaches into the old year); they
    are not used. `workdays` holds the ordinals of all working days, ascending.

    Raises:
        ImpossibleDates: the range is empty, or an exception says neither off nor make-up.
    """

    version: str
    first_day: date
    last_day: date
    exceptions: Mapping[date, DayException] = field(compare=False, repr=False)
    notices: tuple[Notice, ...] = field(default=(), repr=False)
    sha256: str = ""
    workdays: tuple[int, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ImpossibleDates(f"a calendar cannot end {self.last_day} before it begins")
        for day, exception in self.exceptions.items():
            if exception.kind not in (DayKind.HOLIDAY, DayKind.MAKE_UP):
                raise ImpossibleDates(f"{day}: a notice makes a day off or a make-up day")
        days = range(self.first_day.toordinal(), self.last_day.toordinal() + 1)
        workdays = tuple(ordinal for ordinal in days if self._works(date.fromordinal(ordinal)))
        object.__setattr__(self, "workdays", workdays)

    def __hash__(self) -> int:
        # Calendars are keys of caches: hashing their notices each time would cost more.
        return hash((self.version, self.last_day))

    def _works(self, day: date) -> bool:
        exception = self.exceptions.get(day)
        if exception is None:
            return day.weekday() < 5
        return exception.kind is DayKind.MAKE_UP

    def covers(self, day: date) -> bool:
        """Whether the loaded notices say what `day` is."""
        return self.first_day <= day <= self.last_day

    def is_workday(self, day: date) -> bool:
        """Whether organs work on `day`.

        Raises:
            CalendarMissing: `day` is outside the loaded range.
        Source: Administrative Licensing Law art. 82; the year's holiday notice.
        """
        if not self.first_day <= day <= self.last_day:
            raise CalendarMissing(day, self)
        ordinal = day.toordinal()
        at = bisect_left(self.workdays, ordinal)
        return at < len(self.workdays) and self.workdays[at] == ordinal

    def next_workday(self, day: date) -> date:
        """The first working day on or after `day`.

        Raises:
            CalendarMissing: it is not inside the loaded range.
        """
        if not self.first_day <= day <= self.last_day:
            raise CalendarMissing(day, self)
        at = bisect_left(self.workdays, day.toordinal())
        if at == len(self.workdays):
            raise CalendarMissing(_after(self.last_day), self)
        return date.fromordinal(self.workdays[at])

    def count(self, after: date, until: date) -> int:
        """Working days in (after, until]; 0 when `until` is not later than `after`.

        Raises:
            CalendarMissing: one of these days is outside the loaded range.
        """
        if until <= after:
            return 0
        self.reaches_back_to(after)
        if until > self.last_day:
            raise CalendarMissing(until, self)
        last = bisect_right(self.workdays, until.toordinal())
        return last - bisect_right(self.workdays, after.toordinal())

    def why(self, day: date) -> DayNote:
        """What `day` is: weekday, weekend, a named holiday or a make-up working day.

        Raises:
            CalendarMissing: `day` is outside the loaded range.
        """
        if not self.covers(day):
            raise CalendarMissing(day, self)
        said = self.exceptions.get(day)
        if said is None:
            works = day.weekday() < 5
            return DayNote(day, works, DayKind.WEEKDAY if works else DayKind.WEEKEND)
        works = said.kind is DayKind.MAKE_UP
        return DayNote(day, works, said.kind, said.name, said.name_en, said.notice)

    def reaches_back_to(self, day: date) -> None:
        """Check that the days after `day` can be counted; `day` itself need not be known.

        Raises:
            CalendarMissing: the day after `day` lies before the loaded range.
        """
        if day.toordinal() + 1 < self.first_day.toordinal():
            raise CalendarMissing(_after(day), self)


def _after(day: date) -> date:
    return day if day == date.max else day + ONE_DAY


def checked_days(days: int, what: str = "days") -> int:
    """`days`, when it is a number of days that a period can have.

    Raises:
        ImpossibleDates: it is negative or larger than `DAYS_MAX`.
    """
    if not 0 <= days <= DAYS_MAX:
        raise ImpossibleDates(f"{what} must be between 0 and {DAYS_MAX}, not {days}")
    return days


def add_workdays(day: date, n: int, calendar: Calendar) -> date:
    """The n-th working day after `day`; `day` itself for n = 0.

    Raises:
        CalendarMissing: a day that is needed is outside the loaded range.
        ImpossibleDates: n is negative or absurdly large.
    Source: LAW B9.2; Civil Code art. 201 by analogy (the day of the event is not counted).
    """
    if checked_days(n) == 0:
        return day
    calendar.reaches_back_to(day)
    at = bisect_right(calendar.workdays, day.toordinal()) + n - 1
    if at >= len(calendar.workdays):
        raise CalendarMissing(_after(max(day, calendar.last_day)), calendar)
    return date.fromordinal(calendar.workdays[at])


def last_day_before(expiry: date, days: int, calendar: Calendar, unit: DayUnit) -> date:
    """Last lawful day for what must happen `days` before `expiry`.

    For working days the greatest d with `days` working days in (d, expiry]; for natural
    days the day `days` earlier, which never moves to a later day.

    Raises:
        CalendarMissing: a working day that is needed is outside the loaded range.
        ImpossibleDates: `days` is negative, absurdly large or leads before year 1.
        UnitMissing: `unit` is not a unit.
    Source: LAW B9.6; Administrative Licensing Law art. 50.
    """
    if checked_days(days) == 0:
        return expiry
    if unit is DayUnit.NATURAL:
        return _shifted(expiry, -days)
    if unit is not DayUnit.WORKING:
        raise UnitMissing(f"count working or natural days, not {unit!r}")
    if not calendar.covers(expiry):
        raise CalendarMissing(expiry, calendar)
    at = bisect_right(calendar.workdays, expiry.toordinal()) - days
    if at < 0:
        raise CalendarMissing(calendar.first_day - ONE_DAY, calendar)
    return date.fromordinal(calendar.workdays[at]) - ONE_DAY


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ImpossibleDates(f"{days} days from {day} is beyond the calendar of men") from None


def add_months(day: date, months: int) -> date:
    """The corresponding day `months` later, or the last day of that month if it has none.

    Raises:
        ImpossibleDates: the result lies outside the years 1 to 9999.
    Source: Civil Code art. 202.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ImpossibleDates(f"{months} months from {day} is beyond the calendar of men")
    last = civil.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def add_years(day: date, years: int) -> date:
    """The corresponding day `years` later; 28 February for a 29th that does not exist.

    Raises:
        ImpossibleDates: the result lies outside the years 1 to 9999.
    Source: Civil Code art. 202.
    """
    return add_months(day, 12 * years)


def legal_day(instant: datetime) -> date:
    """The Asia/Shanghai date of an instant.

    Raises:
        ImpossibleDates: `instant` has no time zone; its day would be a guess.
    """
    return _in_shanghai(instant).date()


def _in_shanghai(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ImpossibleDates(f"{instant.isoformat()} has no time zone")
    try:
        return instant.astimezone(SHANGHAI)
    except OverflowError:
        raise ImpossibleDates(f"{instant.isoformat()} has no Asia/Shanghai day") from None


def effective_receipt(
    instant: datetime, policy: OffHours, calendar: Calendar, cutoff: time | None
) -> date:
    """The day on which something received at `instant` counts as received.

    `AS_RECEIVED` is the very day, whatever the hour. `NEXT_WORKDAY` is the next working day
    for what comes after `cutoff` (local time) or on a day off.

    Raises:
        CalendarMissing: the next working day is outside the loaded range.
        ImpossibleDates: `instant` has no time zone.
    Source: LAW B9.3; Supreme People's Court provisions of 2009-12-14 art. 6.
    """
    local = _in_shanghai(instant)
    if policy is OffHours.AS_RECEIVED:
        return local.date()
    late = cutoff is not None and local.time() > cutoff
    return calendar.next_workday(_after(local.date()) if late else local.date())
