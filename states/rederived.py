"""What a holiday notice does to a case: its open clocks move, its stopped ones keep their dates.

Pure: the case as it stands, and the same case under the other calendar (LAW B9.1, B9.17).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from states.duties import duties_of
from states.kept_dates import is_over
from states.next_steps import agenda
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, ClockName, EntryKind, Facts, RunningClock
from states.terms.record import Draft
from states.terms.snapshot import ClockKey
from states.worktime import Calendar, Due


@dataclass(frozen=True, slots=True)
class ClockMove:
    """One clock under the calendar before and the calendar after; LAW B9.1: both are logged."""

    clock: ClockName
    department: str
    before: Due
    after: Due
    stopped_on: date | None

    def facts(self) -> Facts:
        """As JSON: which clock, and its old and new date with their ranges."""
        return {
            "clock": self.clock.value,
            "department": self.department,
            "started_on": self.before.started_on.isoformat(),
            "before": _day_facts(self.before),
            "after": _day_facts(self.after),
        }


@dataclass(frozen=True, slots=True)
class Rederived:
    """The difference that a calendar makes to a case.

    `moved` are open clocks with another date or range, `kept` stopped clocks that would have
    moved. `stirred` says that something else of what is to come moved, such as a reminder.
    """

    moved: tuple[ClockMove, ...]
    kept: tuple[ClockMove, ...]
    stirred: bool

    @property
    def anything(self) -> bool:
        """Whether the open part of the case stands differently."""
        return bool(self.moved) or self.stirred


def rederived(case: CaseSnapshot, calendar: Calendar) -> Rederived:
    """What `calendar` changes in the case as it stands under its own.

    Raises:
        CalendarMissing: `calendar` begins after a day that the case needs.
    """
    other = under(case, calendar)
    moves = [*_moves(case, other)]
    return Rederived(
        moved=tuple(move for move in moves if move.stopped_on is None),
        kept=tuple(move for move in moves if move.stopped_on is not None),
        stirred=agenda(case) != agenda(other) or duties_of(case) != duties_of(other),
    )


def under(case: CaseSnapshot, calendar: Calendar) -> CaseSnapshot:
    """The case with `calendar`; what was judged before stays with the one it has."""
    earlier = {**case.earlier_calendars, case.calendar.version: case.calendar}
    return case.but(calendar=calendar, earlier_calendars=earlier)


def derived_again(
    case: CaseSnapshot, difference: Rederived, calendar: Calendar, facts: Facts, on: date
) -> Draft:
    """The entry that records the difference; `facts` say which notice brought it."""
    payload = {
        **facts,
        "calendar_before": case.calendar.version,
        "calendar": calendar.version,
        "clocks": [move.facts() for move in difference.moved],
        "kept": [
            {
                "clock": move.clock.value,
                "department": move.department,
                "started_on": move.before.started_on.isoformat(),
                "due_on": move.before.due_on.isoformat(),
                "calendar": move.before.calendar_version,
            }
            for move in difference.kept
        ],
    }
    return Draft(EntryKind.DATES_DERIVED_AGAIN, on, payload)


def reaches_on(case: CaseSnapshot) -> date | None:
    """The last day that an open clock may need; None where none is open.

    A notice that changes only later days cannot move any date of the case.
    """
    if is_over(case):
        return None
    latest = (clock.due.latest_on for clock in clocks_of(case) if clock.stopped_on is None)
    return max(latest, default=None)


def moves_between(case: CaseSnapshot, other: CaseSnapshot) -> tuple[ClockMove, ...]:
    """The open clocks whose dates are other ones in `other`, the same case under other rules."""
    return tuple(move for move in _moves(case, other) if move.stopped_on is None)


def _moves(case: CaseSnapshot, other: CaseSnapshot) -> Iterator[ClockMove]:
    for was, now in _pairs(case, other):
        if _day_facts(was.due) != _day_facts(now.due):
            yield ClockMove(was.name, was.department, was.due, now.due, was.stopped_on)


def _pairs(case: CaseSnapshot, other: CaseSnapshot) -> Iterator[tuple[RunningClock, RunningClock]]:
    now = {_key(clock): clock for clock in clocks_of(other)}
    for was in clocks_of(case):
        if _key(was) in now:
            yield was, now[_key(was)]


def _key(clock: RunningClock) -> ClockKey:
    return clock.name, clock.department, clock.due.started_on


def _day_facts(due: Due) -> Facts:
    return {
        "due_on": due.due_on.isoformat(),
        "provisional": due.provisional,
        "earliest_on": due.earliest_on.isoformat(),
        "latest_on": due.latest_on.isoformat(),
    }
