"""The other convention: office seconds since acceptance, as a provincial platform counts them.

LAW B9.2, last paragraph: a supervision platform counts office seconds from the moment of
acceptance, takes in the rest of the acceptance day, and rounds up to days. That is stricter
than the law's own count, which leaves the day of acceptance out. The two figures are shown
beside each other where they differ and are never added, averaged or compared in one figure:
this one is a type of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from states.suspensions import stretches
from states.terms import CaseSnapshot
from states.worktime import SHANGHAI, Calendar, DayUnit, ImpossibleDates, Suspension, used_days

Session = tuple[time, time]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the organs work on a working day, Asia/Shanghai; `source` says who fixed it.

    Raises:
        ImpossibleDates: no session, or sessions that overlap or end before they begin.
    """

    sessions: tuple[Session, ...]
    source: str

    def __post_init__(self) -> None:
        ends = [time.min, *(end for _, end in self.sessions)]
        ordered = all(
            before <= begin < end for before, (begin, end) in zip(ends, self.sessions, strict=False)
        )
        if not self.sessions or not ordered:
            raise ImpossibleDates("office hours are sessions one after the other")

    @property
    def seconds_a_day(self) -> int:
        """Office seconds of a whole working day."""
        return sum(_seconds(end) - _seconds(begin) for begin, end in self.sessions)

    def seconds_between(self, begin: time, end: time) -> int:
        """Office seconds of one working day between two times of it."""
        return sum(
            max(0, _seconds(min(end, closes)) - _seconds(max(begin, opens)))
            for opens, closes in self.sessions
        )


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Time used by both conventions, side by side.

    `platform_days` is `platform_seconds` in days of `seconds_a_day`, rounded up;
    `working_days` is the law's count (LAW B9.2).
    """

    platform_seconds: int
    seconds_a_day: int
    platform_days: int
    working_days: int

    @property
    def differ(self) -> bool:
        """Whether the two conventions give different numbers of days."""
        return self.platform_days != self.working_days


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def office_seconds(
    from_at: datetime,
    until_at: datetime,
    hours: OfficeHours,
    calendar: Calendar,
    suspensions: Sequence[Suspension] = (),
) -> int:
    """Office seconds from one instant to another, without the working days that pauses take out.

    Raises:
        CalendarMissing: one of the days is outside the loaded range.
        ImpossibleDates: an instant without time zone, or the second one before the first.
    """
    if from_at.tzinfo is None or until_at.tzinfo is None or until_at < from_at:
        raise ImpossibleDates("seconds run from one aware instant to a later one")
    begin, end = from_at.astimezone(SHANGHAI), until_at.astimezone(SHANGHAI)
    paused = stretches(suspensions, calendar, DayUnit.WORKING, end.date())
    total, day = 0, begin.date()
    while day <= end.date():
        if calendar.is_workday(day) and not _inside(day, paused):
            opens = begin.time() if day == begin.date() else time.min
            closes = end.time() if day == end.date() else time.max
            total += hours.seconds_between(opens, closes)
        day += timedelta(days=1)
    return total


def _inside(day: date, paused: Sequence[tuple[int, int]]) -> bool:
    ordinal = day.toordinal()
    return any(after < ordinal <= until for after, until in paused)


def elapsed_of(case: CaseSnapshot, hours: OfficeHours, now: datetime) -> Elapsed | None:
    """The time that the decision has taken by both conventions; None before acceptance.

    Until the written decision, else until `now`.

    Raises:
        CalendarMissing: a day that has to be counted is outside the loaded range.
    """
    if case.accepted_at is None or case.accepted_on is None:
        return None
    until_at = case.decided_at or max(now, case.accepted_at)
    until_on = case.decision.decided_on if case.decision else until_at.astimezone(SHANGHAI).date()
    seconds = office_seconds(case.accepted_at, until_at, hours, case.calendar, case.suspensions)
    return Elapsed(
        platform_seconds=seconds,
        seconds_a_day=hours.seconds_a_day,
        platform_days=-(-seconds // hours.seconds_a_day),
        working_days=used_days(
            case.accepted_on, until_on, case.calendar, case.suspensions, until_on
        ),
    )
