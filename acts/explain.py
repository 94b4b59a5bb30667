"""Explain my date: every clock of a case, and the lines that add up to its last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, ClockName, RunningClock
from states.worktime import Line, explain

__all__ = ["ClockView", "clocks_of", "explain_clock", "view_of"]


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock with its explanation; the counted lines sum to its days."""

    clock: RunningClock
    lines: tuple[Line, ...]


def view_of(case: CaseSnapshot, name: ClockName, department: str = "") -> ClockView | None:
    """The named clock of the case (of `department` for opinions), explained; or None."""
    for clock in clocks_of(case):
        if clock.name is name and (not department or clock.department == department):
            return ClockView(clock, explain_clock(case, clock))
    return None


def explain_clock(case: CaseSnapshot, clock: RunningClock) -> tuple[Line, ...]:
    """Day by day what was counted, skipped and excluded, and why."""
    counted = (ClockName.PROMISE, ClockName.STATUTE)
    suspensions = case.suspensions if clock.name in counted else ()
    return explain(clock.due, clock.due.calendar, suspensions)


def late_by(clock: RunningClock, today: date) -> bool:
    """Whether the clock's day has passed without its act."""
    return (clock.stopped_on or today) > clock.due.due_on
