"""A channel's entry as the machines read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from catalog.channel_schema import (
    ChannelEntry,
    ConditionEntry,
    FactEntry,
    MergeEntry,
    StageEntry,
    StepEntry,
    WaiverEntry,
)
from catalog.entries import LimitEntry, Sourced
from states.terms import Limit
from states.terms.channel import (
    AllOf,
    AnyOf,
    ChannelRules,
    Comparison,
    Condition,
    Counting,
    Criteria,
    FactRule,
    MergeRule,
    Not,
    PhaseRule,
    Prerequisite,
    PromisePolicy,
    StageRule,
    Standing,
    StepRule,
    Waiver,
)


def limit_of(entry: LimitEntry, rule_id: str) -> Limit:
    """A time limit as the machines read it."""
    return Limit(
        days=entry.days,
        unit=entry.unit,
        start=entry.start,
        source=entry.source,
        certainty=entry.certainty,
        rule_id=rule_id,
    )


def channel_rules(entry: ChannelEntry, facts: Iterable[FactEntry]) -> ChannelRules:
    """The whole channel; the facts are those of the city."""
    criteria, counting, phases = entry.criteria, entry.counting, entry.phases
    where = f"channel.{entry.code}"
    return ChannelRules(
        code=entry.code,
        name=entry.name,
        name_en=entry.name_en,
        criteria=Criteria(
            when=condition_of(criteria.when),
            reason=criteria.reason,
            reason_en=criteria.reason_en,
            source=criteria.source,
            certainty=criteria.certainty,
            admitted_by=criteria.admitted_by,
            admitted_in=criteria.admitted_in,
        ),
        stages=tuple(_stage(stage, where) for stage in entry.stages),
        promise=limit_of(entry.promise, f"{where}.whole") if entry.promise else None,
        counting=counting.days if counting else Counting.ALL_DAYS,
        counting_source=counting.source if counting else "",
        merges=tuple(_merge(merge, where) for merge in entry.merges),
        prerequisites=tuple(
            Prerequisite(p.needs, p.binds, p.source, p.source_en, p.certainty, p.matter or "")
            for p in entry.prerequisites
        ),
        policies=tuple(
            PromisePolicy(p.numerator, p.denominator, p.matters, p.source, p.certainty)
            for p in entry.policies
        ),
        phases=phases.rule if phases else PhaseRule.ALL,
        phases_n=phases.n if phases else 1,
        phases_source=phases.source if phases else "",
        facts={fact.id: _fact(fact) for fact in facts},
    )


def _fact(entry: FactEntry) -> FactRule:
    values: Mapping[str, tuple[str, str]] = {
        choice.value: (choice.name, choice.name_en) for choice in entry.choices
    }
    return FactRule(
        entry.id, entry.kind, entry.name, entry.name_en, values, entry.unit, entry.unit_en
    )


def _stage(entry: StageEntry, where: str) -> StageRule:
    steps = [_step(step) for step in entry.steps]
    if not entry.parallel:
        # A stage in sequence: each matter waits for the one above it as well.
        steps = [
            StepRule(
                step.matter,
                tuple(dict.fromkeys((*step.after, *(s.matter for s in steps[place - 1 : place])))),
                step.when,
                step.reason,
                step.reason_en,
                step.waivers,
            )
            for place, step in enumerate(steps)
        ]
    return StageRule(
        id=entry.id.value,
        name=entry.name,
        name_en=entry.name_en,
        lead=entry.lead,
        after=tuple(name.value for name in entry.after),
        steps=tuple(steps),
        promise=limit_of(entry.promise, f"{where}.{entry.id}") if entry.promise else None,
    )


def _step(entry: StepEntry) -> StepRule:
    return StepRule(
        matter=entry.matter,
        after=entry.after,
        when=condition_of(entry.when) if entry.when else None,
        reason=entry.condition,
        reason_en=entry.condition_en,
        waivers=tuple(_waiver(waiver) for waiver in entry.waivers),
    )


def _waiver(entry: WaiverEntry) -> Waiver:
    return Waiver(
        standing=Standing(entry.standing),
        when=condition_of(entry.when),
        reason=entry.reason,
        reason_en=entry.reason_en,
        source=entry.source,
        certainty=entry.certainty,
    )


def _merge(entry: MergeEntry, where: str) -> MergeRule:
    stages = tuple(name.value for name in entry.stages)
    promise = limit_of(entry.promise, f"{where}.{'+'.join(stages)}") if entry.promise else None
    return MergeRule(
        stages=stages,
        when=condition_of(entry.when),
        name=entry.name,
        name_en=entry.name_en,
        lead=entry.lead,
        promise=promise,
        source=entry.source,
        certainty=entry.certainty,
    )


def condition_of(entry: ConditionEntry) -> Condition:
    """The condition that a checked entry states."""
    if entry.all_of:
        return AllOf(tuple(condition_of(part) for part in entry.all_of))
    if entry.any_of:
        return AnyOf(tuple(condition_of(part) for part in entry.any_of))
    if entry.unless is not None:
        return Not(condition_of(entry.unless))
    assert entry.fact is not None and entry.op is not None, "the checker asks for both"
    return Comparison(entry.fact, entry.op, values_of(entry), entry.tolerance_percent or 0)


def values_of(entry: ConditionEntry) -> tuple[str, ...]:
    """The values of a comparison as they are compared: yes and no are “true” and “false”."""
    value = entry.value
    if value is None:
        return ()
    if isinstance(value, bool):
        return (str(value).lower(),)
    return value if isinstance(value, tuple) else (str(value),)


def sourced_in(channel: ChannelEntry) -> Iterator[Sourced]:
    """Every statement of the channel that names its text."""
    yield channel.criteria
    yield from channel.merges
    yield from channel.prerequisites
    yield from channel.policies
    optional = (channel.promise, channel.counting, channel.phases)
    yield from (entry for entry in optional if entry is not None)
    for stage in channel.stages:
        if stage.promise:
            yield stage.promise
        for step in stage.steps:
            yield from step.waivers
    yield from (merge.promise for merge in channel.merges if merge.promise)


def english_in(channel: ChannelEntry) -> Iterator[tuple[str, str]]:
    """Every sentence of the channel that is no source, with its English wording."""
    yield channel.criteria.reason, channel.criteria.reason_en
    for stage in channel.stages:
        for step in stage.steps:
            yield step.condition, step.condition_en
            yield from ((waiver.reason, waiver.reason_en) for waiver in step.waivers)
