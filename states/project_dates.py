"""What a holiday notice does to the promises of a project that still run (LAW B9.1, B9.17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from states.channel_clocks import clocks_of_project
from states.terms.project import ProjectSnapshot
from states.terms.record import Facts
from states.worktime import Calendar, Due


@dataclass(frozen=True, slots=True)
class StageMove:
    """One promise under the calendar before and the one after; `about` as the clock has it."""

    about: str
    department: str
    before: Due
    after: Due

    def facts(self) -> Facts:
        """As JSON: both days with their ranges."""
        return {
            "about": self.about,
            "department": self.department,
            "before": _day_facts(self.before),
            "after": _day_facts(self.after),
        }


def _day_facts(due: Due) -> Facts:
    return {
        "due_on": due.due_on.isoformat(),
        "provisional": due.provisional,
        "earliest_on": due.earliest_on.isoformat(),
        "latest_on": due.latest_on.isoformat(),
    }


def moved_promises(
    project: ProjectSnapshot, before: Calendar, in_force_on: date
) -> tuple[StageMove, ...]:
    """The running promises that stood otherwise under the calendar `before`.

    A promise that started after `in_force_on` never ran under the earlier calendar.
    """
    return tuple(_moved(project, before, in_force_on))


def _moved(project: ProjectSnapshot, before: Calendar, in_force_on: date) -> Iterator[StageMove]:
    earlier = {clock.about: clock for clock in clocks_of_project(project.but(calendar=before))}
    for clock in clocks_of_project(project):
        was = earlier[clock.about].due
        if clock.stopped_on is not None or clock.started_on > in_force_on:
            continue
        if was is not None and clock.due is not None and _day_facts(was) != _day_facts(clock.due):
            yield StageMove(clock.about, clock.department, was, clock.due)
