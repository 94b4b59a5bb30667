"""The run of a plan: which step stands where, what it waits for, and what the start of work lacks.

A pure reading of the project and its cases. A step that falls away is finished without a case;
a case that was opened before its step fell away stays and is seen to its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from states.channel_plan import Plan, PlannedStage, PlannedStep, plan_of
from states.terms.channel import BindingPoint, Prerequisite, Standing
from states.terms.project import ProjectSnapshot, StepCase, StepState


@dataclass(frozen=True, slots=True)
class StepStatus:
    """A step of the plan with its case and, where it is not ready, what is missing first.

    `waits_for` names matters and stages; `ask` the facts that nobody told yet.
    """

    step: PlannedStep
    state: StepState
    case: StepCase | None = None
    waits_for: tuple[str, ...] = ()

    @property
    def is_finished(self) -> bool:
        """Whether nothing more is to come of it."""
        return self.state in (StepState.DONE, StepState.NOT_NEEDED)

    @property
    def may_open(self) -> bool:
        """Whether a case may be filed for it now; a refused matter may be asked again."""
        again = self.state is StepState.REFUSED and not self.waits_for
        return self.state is StepState.READY or again


@dataclass(frozen=True, slots=True)
class StageStatus:
    """A stage with its steps; `done_on` is the day on which the last of them was finished."""

    stage: PlannedStage
    steps: tuple[StepStatus, ...]
    done_on: date | None

    @property
    def is_finished(self) -> bool:
        """Whether every step is finished."""
        return all(status.is_finished for status in self.steps)


@dataclass(frozen=True, slots=True)
class Run:
    """The plan and where each of its steps stands."""

    plan: Plan
    stages: tuple[StageStatus, ...]

    @property
    def is_finished(self) -> bool:
        """Whether every stage is finished."""
        return all(stage.is_finished for stage in self.stages)

    def status(self, matter: str) -> StepStatus | None:
        """Where the step of a matter stands, or None where the plan has none."""
        every = (status for stage in self.stages for status in stage.steps)
        return next((status for status in every if status.step.matter == matter), None)


def run_of(project: ProjectSnapshot) -> Run:
    """Where every step of the project stands by what its cases say."""
    plan = plan_of(project.rules, project.all_facts)
    finished = {stage.id for stage in plan.stages if _all_finished(project, stage)}
    done = {
        step.matter
        for stage in plan.stages
        for step in stage.steps
        if _own_state(project, step) in (StepState.DONE, StepState.NOT_NEEDED)
    }
    stages = tuple(_stage(project, plan, stage, finished, done) for stage in plan.stages)
    return Run(plan, stages)


def _own_state(project: ProjectSnapshot, step: PlannedStep) -> StepState:
    """What the step's own case and standing say, before anything that it waits for."""
    case = project.case_of(step.matter)
    if case is not None and case.state is not StepState.READY:
        return case.state
    if step.falls_away:
        return StepState.NOT_NEEDED
    if step.standing is Standing.UNDETERMINED:
        return StepState.UNDETERMINED
    return StepState.READY


def _all_finished(project: ProjectSnapshot, stage: PlannedStage) -> bool:
    states = (_own_state(project, step) for step in stage.steps)
    return all(state in (StepState.DONE, StepState.NOT_NEEDED) for state in states)


def _stage(
    project: ProjectSnapshot,
    plan: Plan,
    stage: PlannedStage,
    finished: set[str],
    done: set[str],
) -> StageStatus:
    before = [name for name in stage.after if name not in finished]
    steps = tuple(_status(project, step, before, done) for step in stage.steps)
    days = [status.case.done_on for status in steps if status.case and status.case.done_on]
    return StageStatus(stage, steps, max(days, default=None) if stage.id in finished else None)


def _status(
    project: ProjectSnapshot, step: PlannedStep, stages_before: list[str], done: set[str]
) -> StepStatus:
    state, case = _own_state(project, step), project.case_of(step.matter)
    if state not in (StepState.READY, StepState.REFUSED):
        return StepStatus(step, state, case)
    waits = (*stages_before, *(matter for matter in step.after if matter not in done))
    if waits and state is StepState.READY:
        state = StepState.WAITING
    return StepStatus(step, state, case, waits)


def missing_before(
    project: ProjectSnapshot, point: BindingPoint, matter: str = ""
) -> tuple[Prerequisite, ...]:
    """The prerequisites of `point` (of `matter`) that are not done and do not fall away.

    Source: LAW B2.5.
    """
    return tuple(_missing(project, point, matter))


def _missing(project: ProjectSnapshot, point: BindingPoint, matter: str) -> Iterator[Prerequisite]:
    plan = plan_of(project.rules, project.all_facts)
    for rule in project.rules.prerequisites:
        if rule.binds is not point or rule.matter != matter:
            continue
        step = plan.step(rule.needs)
        state = _own_state(project, step) if step else StepState.NOT_NEEDED
        if state not in (StepState.DONE, StepState.NOT_NEEDED):
            yield rule
