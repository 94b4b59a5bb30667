"""How far a date can move that needs an unpublished holiday notice (LAW B9.1, 暂定).

Next year's holidays are fixed in autumn by the State Council. Until then a working day
beyond the calendar is unknown, but not everything is possible: days off and make-up days
lie around the festivals and are few. :data:`SEASONS` is drawn wider than every notice of
2008 to 2026 (a test holds it against them). A walk with all the days off that a season
allows gives the latest date, one with all its make-up days the earliest.

Both walks are sound with pauses too. The set of pauses in force is constant between two
changes; each such phase starts with full allowances, so that its count bounds the true one
whatever the notice will say. Not covered: an extraordinary notice outside the seasons, as
for 2015-09-03, or one that changes days already published, as in January 2020.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from states.suspensions import Reaching
from states.workdays import DAYS_MAX, ImpossibleDates

MonthDay = tuple[int, int]
Bound = Literal["earliest", "latest"]


@dataclass(frozen=True, slots=True)
class Season:
    """Where one festival may put days off and make-up days, and how many of each at most."""

    off_from: MonthDay
    off_to: MonthDay
    weekdays_off: int
    work_from: MonthDay
    work_to: MonthDay
    make_up_days: int


SEASONS: tuple[Season, ...] = (
    Season((12, 29), (1, 4), 3, (12, 26), (1, 11), 2),  # New Year's Day
    Season((1, 19), (3, 1), 7, (1, 10), (3, 8), 3),  # Spring Festival
    Season((4, 2), (4, 8), 3, (3, 28), (4, 12), 2),  # Qingming
    Season((4, 27), (5, 7), 4, (4, 19), (5, 14), 3),  # Labour Day
    Season((5, 26), (6, 29), 3, (5, 22), (7, 3), 2),  # Dragon Boat
    Season((9, 6), (10, 10), 3, (9, 1), (10, 14), 2),  # Mid-Autumn
    Season((9, 26), (10, 11), 7, (9, 13), (10, 17), 3),  # National Day
)

DAYS_BEYOND_MAX = 4 * DAYS_MAX
"""How many days beyond the calendar are looked at before a date is called impossible."""

ALWAYS_OFF: frozenset[MonthDay] = frozenset({(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)})
"""Fixed dates of the Measures on Festivals (全国年节及纪念日放假办法): off in every year."""


def reach(
    known_to: date, started_on: date, count: int, pauses: Sequence[Reaching], bound: Bound
) -> date:
    """The `count`-th possible working day after both dates that no pause takes out.

    `known_to` is the last day of the calendar; days up to `started_on` are not counted but
    use up pauses. No true calendar inside the seasons gives an earlier date than the bound
    "earliest" or a later one than "latest".

    Raises:
        ImpossibleDates: the date lies too far beyond the calendar to be worth a guess.
    """
    spent: Counter[tuple[int, int]] = Counter()
    pauses = [replace(pause) for pause in pauses]
    phase: tuple[bool, list[Reaching]] = (False, [])
    start, first = started_on.toordinal(), known_to.toordinal() + 1
    for ordinal in range(first if pauses else max(first, start + 1), first + DAYS_BEYOND_MAX):
        now = [p for p in pauses if p.from_ordinal < ordinal <= p.until_ordinal and p.days_left]
        if (ordinal > start, now) != phase:
            spent.clear()
            phase = (ordinal > start, now)
        if not _may_work(_day(ordinal), bound, spent):
            continue
        for pause in now:
            pause.days_left -= 1
        if ordinal > start and not now:
            count -= 1
        if count == 0:
            return _day(ordinal)
    raise ImpossibleDates(f"the period ends too far beyond the holiday calendar ({known_to})")


def _day(ordinal: int) -> date:
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        raise ImpossibleDates("the period ends beyond the year 9999") from None


def _may_work(day: date, bound: Bound, spent: Counter[tuple[int, int]]) -> bool:
    """Whether `day` works under the bound; an allowance that it uses up is noted in `spent`."""
    weekday = day.weekday() < 5
    if bound == "latest":
        return weekday and not _spend(day, bound, spent)
    if (day.month, day.day) in ALWAYS_OFF:
        return False
    return weekday or _spend(day, bound, spent)


def _spend(day: date, bound: Bound, spent: Counter[tuple[int, int]]) -> bool:
    """Use one allowance of a season that `day` lies in; False where none is left.

    Where two seasons overlap, SEASONS lists the one that is over first: spending that one
    first leaves the most for later days, so the walk stays a bound.
    """
    at = (day.month, day.day)
    for number, season in enumerate(SEASONS):
        allowance = season.weekdays_off if bound == "latest" else season.make_up_days
        # The season of New Year's Day begins in December; it belongs to the coming year.
        key = (number, day.year + (number == 0 and day.month == 12))
        if _inside(at, season, bound) and spent[key] < allowance:
            spent[key] += 1
            return True
    return False


def _inside(at: MonthDay, season: Season, bound: Bound) -> bool:
    first, last = season.off_from, season.off_to
    if bound == "earliest":
        first, last = season.work_from, season.work_to
    if first <= last:
        return first <= at <= last
    return at >= first or at <= last
