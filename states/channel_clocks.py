"""The promises of a channel as clocks of the project: per stage, for the whole, for the parent.

Where the channel counts organ days only, the days on which no organ had to act are taken out;
while that is so now, the clock stands still and has no last day. None of these clocks touches
the decision clock of a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from states.channel_run import Run, StageStatus, run_of
from states.terms.channel import Counting, PhaseRule
from states.terms.project import PhaseDate, ProjectSnapshot, StepCase, StepState, Stretch
from states.terms.rules import Limit
from states.worktime import (
    DAYS_MAX,
    CalendarMissing,
    Due,
    Line,
    LineKind,
    Suspension,
    due_on,
    explain,
    used_days,
)

WHOLE = "whole"
PAUSE = "no_organ"


@dataclass(frozen=True, slots=True)
class StageClock:
    """A promise of the channel: `about` is a stage id, or “whole”.

    `due` None: the clock stands still since `standing_since`, for the enterprise has the next
    step. `used` are the working days that went by until it stopped, stood, or `as_of`; None
    where the calendar does not reach.
    """

    about: str
    limit: Limit
    department: str
    started_on: date
    due: Due | None
    standing_since: date | None = None
    stopped_on: date | None = None
    pauses: tuple[Suspension, ...] = ()

    def used(self, project: ProjectSnapshot, today: date) -> int | None:
        """Working days used by the promise so far."""
        until = self.stopped_on or self.standing_since or max(today, self.started_on)
        try:
            return used_days(self.started_on, until, project.calendar, self.pauses, as_of=until)
        except CalendarMissing:
            return None

    def is_late(self, today: date) -> bool:
        """Whether its last day passed before it was finished."""
        if self.due is None or self.due.provisional:
            return False
        return (self.stopped_on or today) > self.due.due_on


def clocks_of_project(project: ProjectSnapshot) -> tuple[StageClock, ...]:
    """Every running or stopped promise of the project: the whole first, then the stages."""
    if project.admitted_on is None:
        return ()
    return tuple(_clocks(project, run_of(project)))


def _clocks(project: ProjectSnapshot, run: Run) -> Iterator[StageClock]:
    cases = [case for stage in run.stages for case in _live_cases(stage)]
    if project.rules.promise is not None:
        stopped_on = _last_day(run.stages) if run.is_finished else project.ended_on
        lead = project.rules.criteria.admitted_in
        yield from _clock(project, WHOLE, project.rules.promise, lead, cases, stopped_on)
    for stage in run.stages:
        if stage.stage.promise is not None:
            own = _live_cases(stage)
            stopped_on = stage.done_on or project.ended_on
            yield from _clock(
                project, stage.stage.id, stage.stage.promise, stage.stage.lead, own, stopped_on
            )


def _live_cases(stage: StageStatus) -> list[StepCase]:
    """The cases that count: what was withdrawn or not accepted never started a promise."""
    cases = [status.case for status in stage.steps if status.case is not None]
    return [case for case in cases if case.state is not StepState.READY]


def _last_day(stages: Iterable[StageStatus]) -> date | None:
    return max((stage.done_on for stage in stages if stage.done_on), default=None)


def _clock(
    project: ProjectSnapshot,
    about: str,
    limit: Limit,
    department: str,
    cases: Sequence[StepCase],
    stopped_on: date | None,
) -> Iterator[StageClock]:
    started = [case.accepted_on for case in cases if case.accepted_on is not None]
    if not started:
        return
    start = min(started)
    pauses, standing = _pauses(project, cases, start, stopped_on)
    due = None
    if standing is None:
        due = due_on(start, limit.days, project.calendar, unit=limit.unit, suspensions=pauses)
    yield StageClock(about, limit, department, start, due, standing, stopped_on, pauses)


def _pauses(
    project: ProjectSnapshot, cases: Sequence[StepCase], start: date, stopped_on: date | None
) -> tuple[tuple[Suspension, ...], date | None]:
    """The closed stretches in which no organ had to act, and since when it is so now."""
    if project.rules.counting is Counting.ALL_DAYS:
        return (), None
    busy = sorted(
        (stretch for case in cases for stretch in case.with_organs), key=lambda s: s.from_on
    )
    pauses, reached = [], start
    for stretch in busy:
        if stretch.from_on > reached:
            pauses.append(_pause(project, reached, stretch.from_on))
        if stretch.until_on is None:
            return tuple(pauses), None
        reached = max(reached, stretch.until_on)
    if stopped_on is not None:
        return tuple(pauses), None
    return tuple(pauses), reached


def _pause(project: ProjectSnapshot, from_on: date, to_on: date) -> Suspension:
    return Suspension(PAUSE, from_on, to_on, DAYS_MAX, True, project.rules.counting_source)


def explained_clock(project: ProjectSnapshot, clock: StageClock) -> tuple[Line, ...]:
    """Why the last day is what it is; empty while the clock stands still."""
    if clock.due is None:
        return ()
    lines = explain(clock.due, project.calendar, clock.pauses)
    # Days that were the enterprise's after the last day took nothing out and say nothing.
    return tuple(_worded(line) for line in lines if line.kind is not LineKind.NO_EFFECT)


def _worded(line: Line) -> Line:
    """A stretch that no organ had to act in is no special procedure; say what it is."""
    if line.kind is not LineKind.EXCLUDED:
        return line
    zh = "下一步由企业办理（或处于特别程序），按通道规定不计入"
    en = "the next step was the enterprise's (or a special procedure ran); not counted here"
    return replace(line, zh=zh, en=en)


@dataclass(frozen=True, slots=True)
class ParentDate:
    """The day of a parent project by the rule over its phases, with a line for each phase.

    None of the dates where the rule needs a phase whose own promise does not run yet.
    """

    due_on: date | None
    earliest_on: date | None
    latest_on: date | None
    lines: tuple[tuple[str, str], ...]

    @property
    def provisional(self) -> bool:
        """Whether an unpublished calendar can still move it."""
        return self.earliest_on != self.latest_on


def parent_date(rule: PhaseRule, n: int, phases: Sequence[PhaseDate]) -> ParentDate:
    """The parent's day: by all of the phases, the first, the last in order, or the n-th."""
    known = [phase for phase in phases if phase.due is not None]
    earliest = _chosen(rule, n, phases, [p.due.earliest_on if p.due else None for p in phases])
    latest = _chosen(rule, n, phases, [p.due.latest_on if p.due else None for p in phases])
    due = _chosen(rule, n, phases, [p.due.due_on if p.due else None for p in phases])
    lines = [_phase_line(phase, due) for phase in phases]
    zh, en = _RULE_WORDS[rule]
    lines.append((zh.format(n=n, due=due or "—"), en.format(n=n, due=due or "—")))
    return ParentDate(due, earliest, latest, tuple(lines)) if known else _without(lines)


def _without(lines: list[tuple[str, str]]) -> ParentDate:
    return ParentDate(None, None, None, tuple(lines))


def _chosen(
    rule: PhaseRule, n: int, phases: Sequence[PhaseDate], days: Sequence[date | None]
) -> date | None:
    known = sorted(day for day in days if day is not None)
    if rule is PhaseRule.ALL:
        return known[-1] if known and len(known) == len(phases) else None
    if rule is PhaseRule.LAST:
        return days[-1] if days else None
    place = 1 if rule is PhaseRule.FIRST else n
    return known[place - 1] if 0 < place <= len(known) else None


def _phase_line(phase: PhaseDate, chosen: date | None) -> tuple[str, str]:
    if phase.due is None:
        return (
            f"{phase.project_id} {phase.name}：时限未起算或者停止计算",
            f"{phase.project_id} {phase.name}: no promise runs yet",
        )
    mark = phase.due.due_on == chosen
    return (
        f"{phase.project_id} {phase.name}：{phase.due.due_on}" + ("（决定本期限）" if mark else ""),
        f"{phase.project_id} {phase.name}: {phase.due.due_on}" + (" (decides)" if mark else ""),
    )


_RULE_WORDS = {
    PhaseRule.ALL: ("各期全部完成：取最晚一期，{due}", "all phases: the latest of them, {due}"),
    PhaseRule.FIRST: ("任一期完成：取最早一期，{due}", "the first phase: the earliest, {due}"),
    PhaseRule.LAST: ("以末期为准：{due}", "the last phase in order: {due}"),
    PhaseRule.NTH: ("第{n}个完成的分期：{due}", "the phase that is number {n} to end: {due}"),
}


def stretches_without(
    start: date, end: date | None, holes: Sequence[Stretch]
) -> tuple[Stretch, ...]:
    """The days after `start` up to `end` without those of `holes`."""
    pieces, reached = [], start
    for hole in sorted(holes, key=lambda h: h.from_on):
        if end is not None and hole.from_on >= end:
            break
        if hole.from_on > reached:
            pieces.append(Stretch(reached, hole.from_on))
        if hole.until_on is None:
            return tuple(pieces)
        reached = max(reached, hole.until_on)
    if end is None or reached < end:
        pieces.append(Stretch(reached, end))
    return tuple(pieces)
