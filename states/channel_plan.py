"""The plan of a project: its stages and steps, what falls away and by which basis.

A pure function of (channel, facts): re-planning is planning again, and what was opened or
decided before stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from states.channel_conditions import found
from states.terms.channel import (
    ChannelRules,
    MergeRule,
    StageRule,
    Standing,
    StepRule,
    Truth,
    Waiver,
)
from states.terms.kinds import Certainty
from states.terms.record import Facts
from states.terms.rules import Limit


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of this project's plan, and why it stands as it does."""

    matter: str
    after: tuple[str, ...]
    standing: Standing
    reason: str = ""
    reason_en: str = ""
    source: str = ""
    certainty: Certainty | None = None
    ask: tuple[str, ...] = ()

    @property
    def falls_away(self) -> bool:
        """Whether nobody has to file it."""
        return self.standing in (Standing.NOT_APPLICABLE, Standing.COVERED, Standing.SKIPPED)


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """A stage of the plan; `merged` names the stages of the catalogue that it unites."""

    id: str
    name: str
    name_en: str
    lead: str
    after: tuple[str, ...]
    steps: tuple[PlannedStep, ...]
    promise: Limit | None = None
    merged: tuple[str, ...] = ()
    source: str = ""
    certainty: Certainty | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All stages in order; `ask` are the facts that open questions wait for."""

    stages: tuple[PlannedStage, ...]
    ask: tuple[str, ...] = ()

    def step(self, matter: str) -> PlannedStep | None:
        """The planned step of a matter, or None."""
        return next((s for stage in self.stages for s in stage.steps if s.matter == matter), None)

    def stage_of(self, matter: str) -> PlannedStage | None:
        """The stage in which a matter stands, or None."""
        stages = (stage for stage in self.stages if any(s.matter == matter for s in stage.steps))
        return next(stages, None)


def plan_of(channel: ChannelRules, facts: Facts) -> Plan:
    """The plan for a project of which these facts are known."""
    stages = tuple(_planned(stage, facts) for stage in channel.stages)
    ask: list[str] = [fact for stage in stages for step in stage.steps for fact in step.ask]
    for merge in channel.merges:
        decided = found(merge.when, facts)
        if decided.truth is Truth.TRUE:
            stages = _merged(stages, merge)
        ask.extend(decided.ask)
    return Plan(stages, tuple(dict.fromkeys(ask)))


def _planned(stage: StageRule, facts: Facts) -> PlannedStage:
    return PlannedStage(
        id=stage.id,
        name=stage.name,
        name_en=stage.name_en,
        lead=stage.lead,
        after=stage.after,
        steps=tuple(_step(step, facts) for step in stage.steps),
        promise=stage.promise,
    )


def _step(step: StepRule, facts: Facts) -> PlannedStep:
    needed = found(step.when, facts)
    asked: tuple[str, ...] = needed.ask
    if needed.truth is Truth.FALSE:
        return _standing(step, Standing.NOT_APPLICABLE)
    for waiver in step.waivers:
        decided = found(waiver.when, facts)
        if decided.truth is Truth.TRUE:
            return _waived(step, waiver)
        # A waiver is the enterprise's to claim: what nobody told leaves the step needed.
    if needed.truth is Truth.UNKNOWN:
        return replace(_standing(step, Standing.UNDETERMINED), ask=asked)
    return _standing(step, Standing.NEEDED)


def _standing(step: StepRule, standing: Standing) -> PlannedStep:
    return PlannedStep(step.matter, step.after, standing, step.reason, step.reason_en)


def _waived(step: StepRule, waiver: Waiver) -> PlannedStep:
    return PlannedStep(
        matter=step.matter,
        after=step.after,
        standing=waiver.standing,
        reason=waiver.reason,
        reason_en=waiver.reason_en,
        source=waiver.source,
        certainty=waiver.certainty,
    )


def _merged(stages: tuple[PlannedStage, ...], merge: MergeRule) -> tuple[PlannedStage, ...]:
    """The stages with those of `merge` as one, where the first of them stood."""
    united = [stage for stage in stages if stage.id in merge.stages]
    if len(united) < len(merge.stages):
        return stages
    name = "+".join(merge.stages)
    before = dict.fromkeys(a for stage in united for a in stage.after if a not in merge.stages)
    one = PlannedStage(
        id=name,
        name=merge.name,
        name_en=merge.name_en,
        lead=merge.lead,
        after=tuple(before),
        steps=tuple(step for stage in united for step in stage.steps),
        promise=merge.promise,
        merged=merge.stages,
        source=merge.source,
        certainty=merge.certainty,
    )
    return tuple(_with_one(stages, one))


def _with_one(stages: tuple[PlannedStage, ...], one: PlannedStage) -> Iterator[PlannedStage]:
    placed = False
    for stage in stages:
        if stage.id in one.merged:
            if not placed:
                yield one
            placed = True
            continue
        after = dict.fromkeys(one.id if name in one.merged else name for name in stage.after)
        yield replace(stage, after=tuple(after))


@dataclass(frozen=True, slots=True)
class Difference:
    """One step that stands otherwise in a new plan; `kept` says it was opened before."""

    matter: str
    was: Standing | None
    now: Standing | None
    kept: bool = False


def differences(old: Plan, new: Plan, opened: frozenset[str]) -> tuple[Difference, ...]:
    """What a change of facts does to the plan, step by step, in the order of the new plan."""
    was, now = _standings(old), _standings(new)
    matters = dict.fromkeys([*now, *was])
    return tuple(
        Difference(matter, was.get(matter), now.get(matter), kept=matter in opened)
        for matter in matters
        if was.get(matter) is not now.get(matter)
    )


def _standings(plan: Plan) -> dict[str, Standing]:
    return {step.matter: step.standing for stage in plan.stages for step in stage.steps}
