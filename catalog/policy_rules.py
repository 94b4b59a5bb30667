"""The policy rows of an edition as the pure rules read them."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from catalog.channel_rules import condition_of, limit_of
from catalog.channel_schema import ChannelEntry, ChoiceEntry, FactEntry
from catalog.entries import Sourced
from catalog.schema_policies import (
    AccessItemEntry,
    AccessListEntry,
    AccessRuleEntry,
    AuthorityEntry,
    ChemicalGateEntry,
    Dated,
    DecidedEntry,
    ParkEntry,
    PoliciesFile,
    RegimeEntry,
    RuledEntry,
    ThresholdEntry,
)
from states.policies import facts_of_policies
from states.terms.policies import (
    AccessList,
    AccessRule,
    Authority,
    Basis,
    ChemicalGate,
    Decided,
    GateException,
    ListItem,
    PolicyBook,
    RecognisedPark,
    RegimeRule,
    Rule,
    Threshold,
    ThresholdUse,
    Validity,
)


def policy_book(entries: PoliciesFile) -> PolicyBook:
    """All policy rows of the edition."""
    gate = entries.chemical_gate
    return PolicyBook(
        thresholds=tuple(_threshold(entry) for entry in entries.thresholds),
        authorities=tuple(_authority(entry) for entry in entries.authorities),
        regimes=tuple(_regime(entry) for entry in entries.regimes),
        lists=tuple(_list(entry) for entry in entries.access_lists),
        gate=_gate(gate, entries.chemical_parks) if gate else None,
        decided={entry.matter: _decided(entry) for entry in entries.decided_matters},
    )


def _decided(entry: DecidedEntry) -> Decided:
    forward = entry.forward
    limit = limit_of(forward, f"forward.{entry.matter}") if forward else None
    return Decided(entry.subject, limit)


def facts_of_channel(
    channel: ChannelEntry, policies: PoliciesFile, book: PolicyBook
) -> Iterator[FactEntry]:
    """The facts that policies ask of the projects of a channel, beside the channel's own.

    Where a project stands is chosen among the recognised parks, or outside of all of them.
    """
    matters = {step.matter for stage in channel.stages for step in stage.steps}
    subjects = {book.decided[name].subject for name in matters if name in book.decided}
    rules = [row.rule for row in book.authorities if row.subject in subjects]
    asked = set(facts_of_policies(rules, book.gate))
    for fact in policies.policy_facts:
        if fact.id not in asked:
            continue
        if book.gate and fact.id == book.gate.park_fact:
            parks = [
                ChoiceEntry(value=park.id, name=park.name, name_en=park.name_en)
                for park in book.gate.parks
            ]
            yield fact.model_copy(update={"choices": (*parks, OUTSIDE)})
        else:
            yield fact


OUTSIDE = ChoiceEntry(
    value="none", name="不在认定的化工园区内", name_en="outside the recognised chemical parks"
)


def _basis(entry: Sourced) -> Basis:
    return Basis(entry.source, entry.source_en, entry.certainty)


def _validity(entry: Dated) -> Validity:
    return Validity(entry.valid_from, entry.valid_to)


def _threshold(entry: ThresholdEntry) -> Threshold:
    return Threshold(
        id=entry.id,
        name=entry.name,
        name_en=entry.name_en,
        operator=entry.op,
        value=entry.value,
        unit=entry.unit,
        unit_en=entry.unit_en,
        validity=_validity(entry),
        basis=_basis(entry),
        tolerance_percent=entry.tolerance_percent or 0,
    )


def _rule(entry: RuledEntry) -> Rule:
    return Rule(
        validity=_validity(entry),
        basis=_basis(entry),
        when=condition_of(entry.when) if entry.when else None,
        thresholds=tuple(ThresholdUse(u.threshold, u.fact, u.met) for u in entry.thresholds),
    )


def _authority(entry: AuthorityEntry) -> Authority:
    return Authority(
        subject=entry.subject,
        level=entry.level,
        organ=entry.organ,
        organ_en=entry.organ_en,
        rule=_rule(entry),
        department=entry.department or "",
        name=entry.name,
        name_en=entry.name_en,
    )


def _regime(entry: RegimeEntry) -> RegimeRule:
    return RegimeRule(
        regime=entry.regime,
        rule=_rule(entry),
        name=entry.name,
        name_en=entry.name_en,
        also=entry.also,
        steps=tuple((step.name, step.name_en) for step in entry.steps),
        matters=entry.matters,
    )


def _list(entry: AccessListEntry) -> AccessList:
    return AccessList(
        id=entry.id,
        kind=entry.kind,
        edition=entry.edition,
        name=entry.name,
        name_en=entry.name_en,
        validity=_validity(entry),
        basis=_basis(entry),
        complete=entry.complete,
        items=MappingProxyType({item.no: _item(item) for item in entry.items}),
        rules=tuple(_access_rule(rule) for rule in entry.rules),
        total=entry.total,
    )


def _item(entry: AccessItemEntry) -> ListItem:
    return ListItem(
        no=entry.no,
        category=entry.category,
        text=entry.text,
        text_en=entry.text_en,
        conditions=entry.conditions,
        conditions_en=entry.conditions_en,
        certainty=entry.certainty,
    )


def _access_rule(entry: AccessRuleEntry) -> AccessRule:
    return AccessRule(
        category=entry.category,
        natures=entry.natures,
        effect=entry.effect,
        level=entry.level,
        reason=entry.reason,
        reason_en=entry.reason_en,
        basis=_basis(entry),
    )


def _gate(entry: ChemicalGateEntry, parks: tuple[ParkEntry, ...]) -> ChemicalGate:
    return ChemicalGate(
        when=condition_of(entry.when),
        park_fact=entry.park_fact,
        level=entry.level,
        reason=entry.reason,
        reason_en=entry.reason_en,
        basis=_basis(entry),
        parks=tuple(
            RecognisedPark(p.id, p.name, p.name_en, p.region, _validity(p), _basis(p))
            for p in parks
        ),
        exceptions=tuple(
            GateException(e.id, condition_of(e.when), e.reason, e.reason_en, _basis(e))
            for e in entry.exceptions
        ),
    )


def sourced_policies(entries: PoliciesFile) -> Iterator[Sourced]:
    """Every policy row that names its text."""
    yield from entries.thresholds
    yield from entries.authorities
    yield from entries.regimes
    yield from (row.forward for row in entries.decided_matters if row.forward)
    yield from entries.chemical_parks
    for listed in entries.access_lists:
        yield listed
        yield from listed.rules
    if entries.chemical_gate:
        yield entries.chemical_gate
        yield from entries.chemical_gate.exceptions
