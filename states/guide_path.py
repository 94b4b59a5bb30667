"""The way of a project before it is filed: which matters, in which order, until when.

A forecast, never a promise: it counts forward from the day of asking as if everything were
complete at once (`promised`), and as if every organ used its whole time in law (`latest`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from states.channel_plan import Plan, PlannedStage, PlannedStep
from states.terms import Limit, MatterRules
from states.worktime import Calendar, DayUnit, due_on

SAMPLE_MIN = 5
"""So many decided cases are needed before a range of past cases is told (LAW B8)."""


@dataclass(frozen=True, slots=True)
class Used:
    """Working days that decided cases of a matter used: half of them, nine in ten, how many."""

    p50: int
    p90: int
    cases: int


@dataclass(frozen=True, slots=True)
class PathStep:
    """A matter on the way: when it can begin and when it ends, and whether it holds all up."""

    step: PlannedStep
    stage: str
    begins_on: date
    promised_on: date
    latest_on: date
    provisional: bool
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """Every needed matter in order, with the last days of the whole."""

    steps: tuple[PathStep, ...]
    promised_on: date
    latest_on: date
    provisional: bool

    @property
    def critical(self) -> tuple[str, ...]:
        """The matters that hold the end up, in order."""
        return tuple(one.step.matter for one in self.steps if one.critical)


Ends = Callable[[str, date], tuple[date, bool]]
"""When a matter that begins on a day ends, and whether the calendar for it is still missing."""


def used_of(days: Iterable[int]) -> Used | None:
    """The range of past cases; None where fewer than five were decided."""
    ordered = sorted(days)
    if len(ordered) < SAMPLE_MIN:
        return None
    return Used(_rank(ordered, Fraction(1, 2)), _rank(ordered, Fraction(9, 10)), len(ordered))


def _rank(ordered: Sequence[int], share: Fraction) -> int:
    """The nearest-rank percentile of numbers in order."""
    return ordered[ceil(share * len(ordered)) - 1]


def path_of(
    plan: Plan, rules: Mapping[str, MatterRules], calendar: Calendar, begins_on: date
) -> Path:
    """The way through the plan from a day on; steps that fall away are left out."""

    def promised(matter: str, day: date) -> tuple[date, bool]:
        found = rules[matter]
        return _after(found.promise_limit or found.decision_limit, day, calendar)

    def latest(matter: str, day: date) -> tuple[date, bool]:
        noticed, open_end = _after(rules[matter].notice_limit, day, calendar)
        decided, unknown = _after(rules[matter].decision_limit, noticed, calendar)
        return decided, open_end or unknown

    early = _walked(plan, promised, begins_on)
    late = _walked(plan, latest, begins_on)
    ends = max((end for _, end, _ in early.values()), default=begins_on)
    held_up = _holding_up(plan, early, ends)
    steps = tuple(
        PathStep(
            step=step,
            stage=stage.id,
            begins_on=early[step.matter][0],
            promised_on=early[step.matter][1],
            latest_on=late[step.matter][1],
            provisional=early[step.matter][2] or late[step.matter][2],
            critical=step.matter in held_up,
        )
        for stage, step in _needed(plan)
    )
    return Path(
        steps,
        promised_on=ends,
        latest_on=max((end for _, end, _ in late.values()), default=begins_on),
        provisional=any(one.provisional for one in steps),
    )


def ends_on(plan: Plan, days: Mapping[str, int], calendar: Calendar, begins_on: date) -> date:
    """When the whole would end if each matter took so many working days."""

    def ends(matter: str, day: date) -> tuple[date, bool]:
        return calendar_day(day, days.get(matter, 0), calendar), False

    return max((end for _, end, _ in _walked(plan, ends, begins_on).values()), default=begins_on)


def calendar_day(day: date, working_days: int, calendar: Calendar) -> date:
    """The day that lies so many working days after `day`."""
    return due_on(day, working_days, calendar, unit=DayUnit.WORKING).due_on


def without(plan: Plan, matter: str) -> Plan:
    """The plan as it would be if this matter fell away."""
    stages = tuple(
        PlannedStage(
            id=stage.id,
            name=stage.name,
            name_en=stage.name_en,
            lead=stage.lead,
            after=stage.after,
            steps=tuple(step for step in stage.steps if step.matter != matter),
        )
        for stage in plan.stages
    )
    return Plan(stages, plan.ask)


Walked = dict[str, tuple[date, date, bool]]


def _after(limit: Limit | None, day: date, calendar: Calendar) -> tuple[date, bool]:
    if limit is None:
        return day, False
    due = due_on(day, limit.days, calendar, unit=limit.unit)
    return due.due_on, due.provisional


def _needed(plan: Plan) -> list[tuple[PlannedStage, PlannedStep]]:
    return [(stage, step) for stage in plan.stages for step in stage.steps if not step.falls_away]


def _walked(plan: Plan, ends: Ends, begins_on: date) -> Walked:
    """Begin and end of each needed matter; stages and steps stand in order of the catalogue."""
    found: Walked = {}
    stage_ends: dict[str, date] = {}
    for stage in plan.stages:
        ready = max((stage_ends[name] for name in stage.after if name in stage_ends), default=None)
        opens = max(filter(None, (ready, begins_on)))
        for step in _in_order(stage.steps):
            if step.falls_away:
                continue
            before = [found[name][1] for name in step.after if name in found]
            begin = max([opens, *before])
            found[step.matter] = (begin, *ends(step.matter, begin))
        last = [found[step.matter][1] for step in stage.steps if step.matter in found]
        stage_ends[stage.id] = max([opens, *last])
    return found


def _in_order(steps: Sequence[PlannedStep]) -> list[PlannedStep]:
    """Steps behind those that they wait for; the checker refuses circles."""
    ordered: list[PlannedStep] = []
    waiting = list(steps)
    here = {step.matter for step in steps}
    while waiting:
        placed = {step.matter for step in ordered}
        ready = [s for s in waiting if not (set(s.after) & here) - placed] or waiting
        ordered += ready
        waiting = [step for step in waiting if step not in ready]
    return ordered


def _holding_up(plan: Plan, walked: Walked, ends: date) -> frozenset[str]:
    """One chain of matters without a gap from the first day to the last."""
    chain: list[str] = []
    wanted = ends
    for _, step in reversed(_needed(plan)):
        begin, end, _ = walked[step.matter]
        if end == wanted and begin < end:
            chain.append(step.matter)
            wanted = begin
    return frozenset(chain)
