"""Pauses of the clock (特别程序): which days each of them takes out (LAW B1.7, B9.10).

A pause takes out the days d with from_on < d <= end, at most as many as were announced to
the applicant in writing. Overlapping pauses take a day out once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from states.workdays import Calendar, DayUnit, ImpossibleDates, checked_days

Stretch = tuple[int, int]
"""Ordinals (a, b]: the days after a up to b are not counted."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """A pause of the clock for a special procedure.

    `to_on` None: still open. `announced_days` caps it, in days of the clock's unit; None
    means that no length was announced, and then nothing is excluded, as without a served
    notice. `basis` names the text that allows it.

    Raises:
        ImpossibleDates: it ends before it begins, or the length is negative or absurd.
    Source: Administrative Licensing Law art. 45; LAW B1.7.
    """

    kind: str
    from_on: date
    to_on: date | None
    announced_days: int | None
    notice_served: bool = True
    basis: str = ""

    def __post_init__(self) -> None:
        if self.to_on is not None and self.to_on < self.from_on:
            raise ImpossibleDates(f"a pause cannot end {self.to_on} before {self.from_on}")
        if self.announced_days is not None:
            checked_days(self.announced_days, "announced_days")

    def ends_on(self, as_of: date | None) -> date:
        """Its end; an open pause ends on `as_of`, or is projected as long as announced."""
        return self.to_on or as_of or date.max


@dataclass(slots=True)
class Reaching:
    """A pause that goes on beyond the loaded calendar, with the announced days it has left."""

    from_ordinal: int
    until_ordinal: int
    days_left: int


def stretch_of(
    pause: Suspension, calendar: Calendar, unit: DayUnit, as_of: date | None
) -> Stretch | None:
    """The days that a pause takes out, as far as the calendar knows; None for none.

    Raises:
        CalendarMissing: working days are counted and the pause began before the calendar.
    """
    announced = pause.announced_days
    if not announced or not pause.notice_served:
        return None
    start, end = pause.from_on.toordinal(), pause.ends_on(as_of).toordinal()
    if end <= start:
        return None
    if unit is DayUnit.NATURAL:
        return start, min(end, start + announced)
    calendar.reaches_back_to(pause.from_on)
    at = bisect_right(calendar.workdays, start) + announced - 1
    if at < len(calendar.workdays):
        end = min(end, calendar.workdays[at])
    end = min(end, calendar.last_day.toordinal())
    return (start, end) if end > start else None


def stretches(
    pauses: Iterable[Suspension], calendar: Calendar, unit: DayUnit, as_of: date | None
) -> list[Stretch]:
    """The union of all pauses as disjoint stretches in order.

    Raises:
        CalendarMissing: see :func:`stretch_of`.
    """
    each = (stretch_of(pause, calendar, unit, as_of) for pause in pauses)
    union: list[Stretch] = []
    for start, end in sorted(filter(None, each)):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    return union


def reaching(
    pauses: Iterable[Suspension], calendar: Calendar, as_of: date | None
) -> list[Reaching]:
    """The pauses that take out working days beyond the calendar, or may do so."""
    last = calendar.last_day.toordinal()
    found = []
    for pause in pauses:
        end = pause.ends_on(as_of).toordinal()
        if not pause.announced_days or not pause.notice_served or end <= last:
            continue
        calendar.reaches_back_to(pause.from_on)
        start = pause.from_on.toordinal()
        known = len(calendar.workdays) - bisect_right(calendar.workdays, start)
        if known < pause.announced_days:
            found.append(Reaching(start, end, pause.announced_days - known))
    return found
