"""What policies.toml may not say: gaps in time, wrong operators, lists that block by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

from catalog import channel_checks, codes
from catalog.channel_checks import Finding
from catalog.channel_schema import FactEntry
from catalog.reading import Reading
from catalog.references import missing, prefixed, repeated
from catalog.schema import Content
from catalog.schema_policies import (
    AccessListEntry,
    ChemicalGateEntry,
    Dated,
    Nature,
    RegimeEntry,
    RuledEntry,
    ThresholdEntry,
)
from states.terms import Regime, StartEvent
from states.terms.channel import FactKind, Operator
from states.terms.policies import (
    MAY_BLOCK,
    BasisLevel,
    Effect,
    ListKind,
    RegimeAnswer,
)

NATURES: tuple[str, ...] = get_args(Nature)
OPERATOR_OF_WORD: Mapping[str, Operator] = {
    "以上": Operator.AT_LEAST,
    "不低于": Operator.AT_LEAST,
    "不少于": Operator.AT_LEAST,
    "以下": Operator.AT_MOST,
    "以内": Operator.AT_MOST,
    "不高于": Operator.AT_MOST,
    "不超过": Operator.AT_MOST,
    "超": Operator.OVER,
    "超过": Operator.OVER,
    "以外": Operator.OVER,
    "不满": Operator.UNDER,
    "低于": Operator.UNDER,
    "左右": Operator.ABOUT,
}
"""以上, 以下, 以内 include the number; 不满, 超过, 以外 do not (Civil Code art. 1259)."""

EVERY_AMOUNT = frozenset({Operator.AT_LEAST, Operator.OVER, Operator.AT_MOST, Operator.UNDER})


def faults(reading: Reading, content: Content) -> Iterator[Finding]:
    """Everything wrong with the policies of a catalogue."""
    known = known_facts(content)
    yield from _fact_faults(content)
    yield from _threshold_faults(content.policies.thresholds)
    yield from _authority_faults(reading, content, known)
    yield from _decided_faults(reading, content)
    for place, regime in enumerate(content.policies.regimes):
        where = f"regimes[{place}]"
        yield from _regime_faults(where, regime, reading, content)
        yield from _rule_faults(where, regime, content, known)
    yield from _regimes_together(content)
    yield from _list_faults(content)
    yield from _park_faults(content)
    if content.policies.chemical_gate:
        yield from _gate_faults(content.policies.chemical_gate, known)


def known_facts(content: Content) -> dict[str, FactEntry]:
    """The facts that policies may ask: those of the channels and their own."""
    return {fact.id: fact for fact in (*content.facts, *content.policies.policy_facts)}


def _fact_faults(content: Content) -> Iterator[Finding]:
    names = [fact.id for fact in (*content.facts, *content.policies.policy_facts)]
    for name in repeated(names):
        yield f"policy_facts[{name}]", f'duplicate fact "{name}"'
    for fact in content.policies.policy_facts:
        yield from channel_checks.choice_faults(f"policy_facts[{fact.id}].choices", fact)


def timeline_faults(where: str, rows: Iterable[Dated]) -> Iterator[Finding]:
    """Editions follow each other day by day: none ends before it begins, no gap, no overlap."""
    ordered = sorted(rows, key=lambda row: row.valid_from)
    for row in ordered:
        if row.valid_to is not None and row.valid_to < row.valid_from:
            yield where, f"ends on {row.valid_to}, before it begins on {row.valid_from}"
    for earlier, later in pairwise(ordered):
        last = earlier.valid_to or date.max
        if last >= later.valid_from:
            yield where, f"two editions are in force on {later.valid_from}"
        elif last + timedelta(days=1) < later.valid_from:
            yield where, f"no edition is in force on {last + timedelta(days=1)}"


def _threshold_faults(thresholds: tuple[ThresholdEntry, ...]) -> Iterator[Finding]:
    for name in dict.fromkeys(entry.id for entry in thresholds):
        editions = [entry for entry in thresholds if entry.id == name]
        yield from timeline_faults(f"thresholds[{name}]", editions)
        if len({entry.unit for entry in editions}) > 1:
            yield f"thresholds[{name}].unit", "editions of one threshold use different units"
    for entry in thresholds:
        for key, message in _operator_faults(entry):
            yield f"thresholds[{entry.id}].{key}", message


def _operator_faults(entry: ThresholdEntry) -> Iterator[Finding]:
    if entry.op not in EVERY_AMOUNT | {Operator.ABOUT}:
        yield "op", f'"{entry.op}" does not compare amounts'
    if entry.word and OPERATOR_OF_WORD[entry.word] is not entry.op:
        right = OPERATOR_OF_WORD[entry.word]
        yield "op", f'“{entry.word}” means "{right}", not "{entry.op}" (Civil Code art. 1259)'
    if (entry.op is Operator.ABOUT) != (entry.tolerance_percent is not None):
        yield (
            "tolerance_percent",
            '"about" (左右) needs tolerance_percent, and nothing else has one',
        )


def _rule_faults(
    where: str, rule: RuledEntry, content: Content, known: Mapping[str, FactEntry]
) -> Iterator[Finding]:
    if rule.when is not None:
        yield from channel_checks.condition_faults(f"{where}.when", rule.when, known)
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        yield where, f"ends on {rule.valid_to}, before it begins on {rule.valid_from}"
    names = {entry.id for entry in content.policies.thresholds}
    for use in rule.thresholds:
        yield from prefixed(f"{where}.thresholds", missing("threshold", (use.threshold,), names))
        yield from prefixed(f"{where}.thresholds", missing("fact", (use.fact,), known))
        fact = known.get(use.fact)
        if fact and fact.kind is not FactKind.NUMBER:
            yield f"{where}.thresholds", f'"{use.fact}" is no number and has no threshold'
        editions = [e for e in content.policies.thresholds if e.id == use.threshold]
        if editions and not _all_along(editions, rule):
            yield f"{where}.thresholds", f'"{use.threshold}" is not in force as long as this row'
        units = {e.unit for e in editions}
        if fact and units and fact.unit not in units:
            yield (
                f"{where}.thresholds",
                f'"{use.fact}" is in {fact.unit}, "{use.threshold}" in {", ".join(sorted(units))}',
            )


def _all_along(editions: list[ThresholdEntry], rule: RuledEntry) -> bool:
    first = min(entry.valid_from for entry in editions)
    last = max(entry.valid_to or date.max for entry in editions)
    return first <= rule.valid_from and (rule.valid_to or date.max) <= last


def _authority_faults(
    reading: Reading, content: Content, known: Mapping[str, FactEntry]
) -> Iterator[Finding]:
    departments = reading.names.get("departments", set())
    companies = {d.id for d in content.departments if d.kind.value == "company"}
    for place, entry in enumerate(content.policies.authorities):
        where = f"authorities[{place}]"
        yield from _rule_faults(where, entry, content, known)
        named = (entry.department,) if entry.department else ()
        yield from prefixed(f"{where}.department", missing("department", named, departments))
        if entry.department in companies:
            yield f"{where}.department", f'"{entry.department}" is a company and decides nothing'
    subjects = dict.fromkeys(entry.subject for entry in content.policies.authorities)
    for subject in subjects:
        rows = [e for e in content.policies.authorities if e.subject == subject]
        yield from _unreachable(f"authorities[{subject}]", rows)


def _decided_faults(reading: Reading, content: Content) -> Iterator[Finding]:
    """A matter and a subject that exist, once each, and a file passed on after acceptance."""
    subjects = {entry.subject for entry in content.policies.authorities}
    seen: set[str] = set()
    for place, entry in enumerate(content.policies.decided_matters):
        where = f"decided_matters[{place}]"
        matters = {matter.code for matter in content.matters}
        yield from prefixed(f"{where}.matter", missing("matter", (entry.matter,), matters))
        yield from prefixed(f"{where}.subject", missing("subject", (entry.subject,), subjects))
        if entry.matter in seen:
            yield f"{where}.matter", f'"{entry.matter}" stands here twice'
        seen.add(entry.matter)
        if entry.forward and entry.forward.start not in (StartEvent.RECEIVED, StartEvent.ACCEPTED):
            key = f"{where}.forward.start"
            yield key, f'a file cannot be passed on counting from "{entry.forward.start}"'


def _unreachable(where: str, rows: Sequence[RuledEntry]) -> Iterator[Finding]:
    """A row after one that always holds on the same days can never decide."""
    for place, row in enumerate(rows):
        for before in rows[:place]:
            always = before.when is None and not before.thresholds
            covers = before.valid_from <= row.valid_from and (
                before.valid_to is None or (row.valid_to or date.max) <= before.valid_to
            )
            if always and covers:
                yield where, "a row stands behind one that always holds and can never decide"
                return


REGIME_OF_ANSWER: Mapping[RegimeAnswer, Regime] = {
    RegimeAnswer.RECORD_FILING: Regime.RECORD_FILING,
    RegimeAnswer.RATIFICATION: Regime.RATIFICATION,
    RegimeAnswer.APPROVAL: Regime.APPROVAL,
}


def _regime_faults(
    where: str, entry: RegimeEntry, reading: Reading, content: Content
) -> Iterator[Finding]:
    known = reading.names.get("matters", set())
    yield from prefixed(f"{where}.matters", missing("matter", entry.matters, known))
    right = REGIME_OF_ANSWER.get(entry.regime)
    for matter in content.matters:
        if matter.code in entry.matters and matter.regime is not right:
            yield f"{where}.matters", f'"{matter.code}" is of the regime {matter.regime}'


def _regimes_together(content: Content) -> Iterator[Finding]:
    competing = [entry for entry in content.policies.regimes if not entry.also]
    yield from _unreachable("regimes", competing)


def _list_faults(content: Content) -> Iterator[Finding]:
    lists = content.policies.access_lists
    for name in dict.fromkeys(entry.id for entry in lists):
        editions = [entry for entry in lists if entry.id == name]
        yield from timeline_faults(f"access_lists[{name}]", editions)
        for edition in repeated(entry.edition for entry in editions):
            yield f"access_lists[{name}]", f'edition "{edition}" stands there twice'
    for entry in lists:
        for key, message in _edition_faults(entry):
            yield f"access_lists[{entry.id}].{key}", message


def _edition_faults(entry: AccessListEntry) -> Iterator[Finding]:
    for no in repeated(item.no for item in entry.items):
        yield f"items[{no}]", f'item "{no}" stands there twice'
    if entry.complete and entry.total not in (None, len(entry.items)):
        yield "complete", f"has {len(entry.items)} items, the edition has {entry.total}"
    if entry.total is not None and len(entry.items) > entry.total and not _samples(entry):
        yield "items", f"has {len(entry.items)} items, the edition has only {entry.total}"
    for rule in entry.rules:
        if rule.effect is Effect.BLOCK:
            yield from _block_faults(f"rules[{rule.category}]", entry.kind, rule.level)
        if rule.effect is Effect.NONE:
            yield f"rules[{rule.category}]", "a rule without effect says nothing; leave it out"
    categories = dict.fromkeys(
        [*(item.category for item in entry.items), *(rule.category for rule in entry.rules)]
    )
    for category in categories:
        yield from _nature_faults(category, entry)


def _samples(entry: AccessListEntry) -> bool:
    return any(item.certainty.value == "sample" for item in entry.items)


def _block_faults(where: str, kind: ListKind, level: BasisLevel) -> Iterator[Finding]:
    if kind is ListKind.PARK_STANDARD:
        yield where, "a park may not issue a list that blocks (Business Environment Reg. art. 20)"
    elif level not in MAY_BLOCK:
        yield where, f'only a law, regulation or State Council document blocks, not a "{level}"'


def _nature_faults(category: str, entry: AccessListEntry) -> Iterator[Finding]:
    """Each category says what it means for every nature of construction, once (trap 7)."""
    rules = [rule for rule in entry.rules if rule.category == category]
    if not rules:
        yield f"rules[{category}]", "no rule says what this category means"
        return
    said = [nature for rule in rules for nature in (rule.natures or NATURES)]
    for nature in repeated(said):
        yield f"rules[{category}]", f'two rules for nature "{nature}"'
    for nature in NATURES:
        if nature not in said:
            yield f"rules[{category}]", f'no rule for nature "{nature}"'


def _park_faults(content: Content) -> Iterator[Finding]:
    parks = content.policies.chemical_parks
    for name in dict.fromkeys(park.id for park in parks):
        yield from timeline_faults(
            f"chemical_parks[{name}]", [park for park in parks if park.id == name]
        )
    for park in parks:
        verdict = codes.check_region(park.region)
        if verdict.status == "invalid":
            yield f"chemical_parks[{park.id}].region", verdict.reason_en
    if parks and content.policies.chemical_gate is None:
        yield "chemical_parks", "parks are listed, but no chemical_gate asks for them"


def _gate_faults(gate: ChemicalGateEntry, known: Mapping[str, FactEntry]) -> Iterator[Finding]:
    if gate.level not in MAY_BLOCK:
        yield (
            "chemical_gate.level",
            f'only a law, regulation or State Council document blocks, not a "{gate.level}"',
        )
    yield from channel_checks.condition_faults("chemical_gate.when", gate.when, known)
    yield from prefixed("chemical_gate.park_fact", missing("fact", (gate.park_fact,), known))
    for exception in gate.exceptions:
        where = f"chemical_gate.exceptions[{exception.id}].when"
        yield from channel_checks.condition_faults(where, exception.when, known)
