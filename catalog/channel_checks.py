"""What a channel may not say: plans that can deadlock, conditions nobody can decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from catalog.channel_rules import values_of
from catalog.channel_schema import ChannelEntry, ConditionEntry, FactEntry, StageEntry, StepEntry
from catalog.reading import Reading
from catalog.references import cycle, missing, prefixed, repeated
from catalog.schema import Content, Matter, OrganisationKind
from states.channel_conditions import OPERATORS_OF, as_number
from states.terms.channel import BindingPoint, FactKind, Operator
from states.terms.kinds import Regime

Finding = tuple[str, str]
SINGLE = frozenset(OPERATORS_OF[FactKind.NUMBER] | {Operator.IS})
DEPTH_MAX = 8


@dataclass(frozen=True, slots=True)
class Known:
    """What a channel may name."""

    departments: frozenset[str]
    companies: frozenset[str]
    matter_names: frozenset[str]
    matters: Mapping[str, Matter]
    facts: Mapping[str, FactEntry]

    @classmethod
    def of(cls, reading: Reading, content: Content) -> Known:
        """The names of a reading."""
        companies = (d.id for d in content.departments if d.kind is OrganisationKind.COMPANY)
        return cls(
            departments=frozenset(reading.names.get("departments", ())),
            companies=frozenset(companies),
            matter_names=frozenset(reading.names.get("matters", ())),
            matters={matter.code: matter for matter in content.matters},
            facts={fact.id: fact for fact in content.facts},
        )


def fact_faults(content: Content) -> Iterator[Finding]:
    """What is wrong with the facts that conditions may ask."""
    for name in repeated(fact.id for fact in content.facts):
        yield f"facts[{name}]", f'duplicate fact "{name}"'
    for fact in content.facts:
        yield from choice_faults(f"facts[{fact.id}].choices", fact)


def choice_faults(where: str, fact: FactEntry) -> Iterator[Finding]:
    """What is wrong with the values that a fact may have."""
    for value in repeated(choice.value for choice in fact.choices):
        yield f"{where}[{value}]", f'"{value}" stands there twice'
    if fact.choices and fact.kind in (FactKind.NUMBER, FactKind.YES):
        yield where, f"a fact of kind {fact.kind} has no choices"
    if fact.kind is FactKind.LIST and not fact.choices:
        yield where, "a list without choices can hold nothing"


def faults(channel: ChannelEntry, known: Known) -> Iterator[Finding]:
    """Everything wrong with one channel."""
    yield from _order_faults(channel)
    yield from condition_faults("criteria.when", channel.criteria.when, known.facts)
    yield from _lead_faults("criteria.admitted_in", channel.criteria.admitted_in, known)
    for stage in channel.stages:
        yield from _stage_faults(f"stages[{stage.id}]", stage, channel, known)
    yield from _merge_faults(channel, known)
    yield from _prerequisite_faults(channel, known)
    yield from _policy_faults(channel, known)


def _order_faults(channel: ChannelEntry) -> Iterator[Finding]:
    for name in repeated(stage.id for stage in channel.stages):
        yield f"stages[{name}]", f'duplicate stage "{name}"'
    loop = cycle({stage.id: stage.after for stage in channel.stages})
    if loop:
        yield "stages", f"stages wait for each other: {' -> '.join(loop)}"
    for name in repeated(step.matter for stage in channel.stages for step in stage.steps):
        yield "stages", f'matter "{name}" stands in the channel more than once'


def _lead_faults(where: str, department: str, known: Known) -> Iterator[Finding]:
    yield from prefixed(where, missing("department", (department,), known.departments))
    if department in known.companies:
        yield where, f'"{department}" is a company and may not lead a stage'


def _stage_faults(
    where: str, stage: StageEntry, channel: ChannelEntry, known: Known
) -> Iterator[Finding]:
    stages = [each.id for each in channel.stages]
    yield from prefixed(f"{where}.after", missing("stage", stage.after, stages))
    yield from _lead_faults(f"{where}.lead", stage.lead, known)
    steps = [step.matter for step in stage.steps]
    if not steps:
        yield f"{where}.steps", "a stage without a matter can never be finished"
    loop = cycle(waiting_in(stage))
    if loop:
        yield f"{where}.steps", f"matters wait for each other: {' -> '.join(loop)}"
    for step in stage.steps:
        yield from _step_faults(f"{where}.steps[{step.matter}]", step, stage, known)


def waiting_in(stage: StageEntry) -> dict[str, tuple[str, ...]]:
    """Who waits for whom in a stage; in one without `parallel` also for the matter above."""
    waits: dict[str, tuple[str, ...]] = {}
    above: tuple[str, ...] = ()
    for step in stage.steps:
        waits[step.matter] = step.after if stage.parallel else (*step.after, *above)
        above = (step.matter,)
    return waits


def _step_faults(where: str, step: StepEntry, stage: StageEntry, known: Known) -> Iterator[Finding]:
    steps = [each.matter for each in stage.steps]
    yield from prefixed(f"{where}.matter", missing("matter", (step.matter,), known.matter_names))
    yield from prefixed(f"{where}.after", missing("matter of this stage", step.after, steps))
    matter = known.matters.get(step.matter)
    if matter and matter.stage is not stage.id:
        yield f"{where}.matter", f'the matter itself says stage "{matter.stage}"'
    if step.when is not None:
        yield from condition_faults(f"{where}.when", step.when, known.facts)
    if bool(step.when) != bool(step.condition and step.condition_en):
        yield f"{where}.when", "a condition is told in words (both languages) and as data, or not"
    for place, waiver in enumerate(step.waivers):
        yield from condition_faults(f"{where}.waivers[{place}].when", waiver.when, known.facts)


def _merge_faults(channel: ChannelEntry, known: Known) -> Iterator[Finding]:
    stages = {stage.id for stage in channel.stages}
    for place, merge in enumerate(channel.merges):
        where = f"merges[{place}]"
        yield from prefixed(f"{where}.stages", missing("stage", merge.stages, stages))
        yield from _lead_faults(f"{where}.lead", merge.lead, known)
        yield from condition_faults(f"{where}.when", merge.when, known.facts)
        if not _merges_cleanly(channel, merge.stages):
            yield f"{where}.stages", "stages that are merged have another stage between them"
    for name in repeated(stage for merge in channel.merges for stage in merge.stages):
        yield "merges", f'stage "{name}" is merged twice'


def _merges_cleanly(channel: ChannelEntry, merged: tuple[str, ...]) -> bool:
    """Whether the stages as one leave no stage that waits for them and they for it."""
    waits: dict[str, list[str]] = {}
    for stage in channel.stages:
        name = "merged" if stage.id in merged else stage.id.value
        after = ["merged" if other in merged else other.value for other in stage.after]
        waits.setdefault(name, []).extend(other for other in after if other != name)
    return cycle(waits) is None


def _prerequisite_faults(channel: ChannelEntry, known: Known) -> Iterator[Finding]:
    steps = {step.matter for stage in channel.stages for step in stage.steps}
    for place, rule in enumerate(channel.prerequisites):
        where = f"prerequisites[{place}]"
        named = tuple(name for name in (rule.needs, rule.matter) if name)
        yield from prefixed(where, missing("matter of this channel", named, steps))
        if (rule.binds is BindingPoint.START_OF_WORK) == bool(rule.matter):
            yield f"{where}.matter", "a matter is named unless the start of work is bound"
        if rule.matter == rule.needs:
            yield f"{where}.needs", "a matter cannot be its own prerequisite"
    waits: dict[str, list[str]] = {name: [] for name in steps}
    for stage in channel.stages:
        earlier = [
            s.matter for other in channel.stages if other.id in stage.after for s in other.steps
        ]
        for name, before in waiting_in(stage).items():
            waits[name].extend((*before, *earlier))
    for rule in channel.prerequisites:
        if rule.matter in waits:
            waits[rule.matter].append(rule.needs)
    loop = cycle(waits)
    if loop:
        yield "prerequisites", f"matters wait for each other: {' -> '.join(loop)}"


def _policy_faults(channel: ChannelEntry, known: Known) -> Iterator[Finding]:
    steps = {step.matter for stage in channel.stages for step in stage.steps}
    for place, policy in enumerate(channel.policies):
        where = f"policies[{place}]"
        yield from prefixed(
            f"{where}.matters", missing("matter of this channel", policy.matters, steps)
        )
        if Fraction(policy.numerator, policy.denominator) >= 1:
            yield f"{where}.numerator", "a promise that is not shorter than the statute is none"
        for name in policy.matters:
            matter = known.matters.get(name)
            if matter and matter.regime is Regime.RECORD_FILING:
                yield f"{where}.matters", f'"{name}" is a record filing and has no limit to shorten'


def condition_faults(
    where: str, condition: ConditionEntry, facts: Mapping[str, FactEntry], depth: int = 0
) -> Iterator[Finding]:
    """What is wrong with a condition over these facts."""
    forms = (condition.fact, condition.all_of, condition.any_of, condition.unless)
    if sum(1 for form in forms if form) != 1:
        yield where, "a condition is one of: fact with op and value, all_of, any_of, unless"
        return
    if depth > DEPTH_MAX:
        yield where, f"conditions are nested deeper than {DEPTH_MAX}"
        return
    inner = [*condition.all_of, *condition.any_of]
    if condition.unless is not None:
        inner.append(condition.unless)
    for part in inner:
        yield from condition_faults(where, part, facts, depth + 1)
    if condition.fact:
        yield from _comparison_faults(where, condition, facts)


def _comparison_faults(
    where: str, condition: ConditionEntry, facts: Mapping[str, FactEntry]
) -> Iterator[Finding]:
    assert condition.fact is not None
    yield from prefixed(where, missing("fact", (condition.fact,), facts))
    fact, values = facts.get(condition.fact), values_of(condition)
    if condition.op is None or not values:
        yield where, "a comparison needs op and value"
        return
    if (condition.op is Operator.ABOUT) != (condition.tolerance_percent is not None):
        yield where, '"about" (左右) needs tolerance_percent, and nothing else has one'
    if condition.op in SINGLE and len(values) > 1:
        yield where, f'"{condition.op}" compares with one value'
    if fact is None:
        return
    if condition.op not in OPERATORS_OF[fact.kind]:
        yield where, f'"{condition.op}" does not fit "{fact.id}", which is a {fact.kind}'
        return
    yield from ((where, message) for message in _value_faults(fact, condition.op, values))


def _value_faults(fact: FactEntry, operator: Operator, values: tuple[str, ...]) -> Iterator[str]:
    choices = [choice.value for choice in fact.choices]
    for value in values:
        if fact.kind is FactKind.NUMBER and as_number(value) is None:
            yield f'"{value}" is no number'
        if fact.kind is FactKind.YES and value not in ("true", "false"):
            yield f'"{value}" is neither true nor false'
        if choices and operator is not Operator.BEGINS_WITH:
            yield from missing(f"choice of {fact.id}", (value,), choices)
