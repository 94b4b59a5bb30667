"""The guide: which regime, who decides, which lists and thresholds, before anybody files.

Nothing is recorded and nothing is claimed beyond what was told: every line carries its source
and its certainty, and what is not known is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from acts.forms import Form
from acts.problems import FieldProblem, Invalid
from catalog import Catalog, code_lists
from catalog.channel_schema import FactEntry
from catalog.faults import nearest
from states.channel_conditions import as_number, facts_asked
from states.policies import (
    Choice,
    authority_for,
    facts_of_policies,
    regime_for,
    regimes_beside,
    settled_regime,
    subjects_of,
)
from states.policies_access import at_the_gate
from states.terms import Facts
from states.terms.channel import FactKind, Truth
from states.terms.policies import Authority, Basis, PolicyBook, RegimeRule, Rule, Validity

Told = Annotated[str, Field(max_length=200)] | bool | int | float
UNSURE = ("verify", "sample")


class GuideForm(Form):
    """What is known of a project, and on which legal day the answer is asked; today if none."""

    facts: Annotated[dict[str, Told | tuple[str, ...]], Field(max_length=60)] = Field(
        default_factory=dict
    )
    on: date | None = None


def facts_of(catalog: Catalog) -> dict[str, FactEntry]:
    """The facts that the policies and channels of this city ask, in the order of the catalogue."""
    book = catalog.policies
    rules = [row.rule for row in book.authorities] + [row.rule for row in book.regimes]
    asked = {*facts_of_policies(rules, book.gate), *_asked_by_plans(catalog)}
    known = (*catalog.book.policies.policy_facts, *catalog.book.facts)
    return {fact.id: fact for fact in known if fact.id in asked}


def _asked_by_plans(catalog: Catalog) -> list[str]:
    """The facts that decide which matters of a channel a project needs."""
    channels = [catalog.channel_rules(code) for code in catalog.channels]
    steps = [step for one in channels for stage in one.stages for step in stage.steps]
    conditions = [step.when for step in steps]
    conditions += [waiver.when for step in steps for waiver in step.waivers]
    conditions += [merge.when for one in channels for merge in one.merges]
    return [fact for condition in conditions for fact in facts_asked(condition)]


def checked_facts(catalog: Catalog, told: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as conditions compare them.

    Raises:
        Invalid: every fact that nobody knows or that holds what it cannot hold, all at once.
    """
    known = facts_of(catalog)
    problems: list[FieldProblem] = []
    for name, value in told.items():
        fact = known.get(name)
        problem = _unknown(name, known) if fact is None else _misfit(fact, value)
        if problem:
            problems.append(problem)
    if problems:
        raise Invalid(*problems)
    facts = {name: value for name, value in told.items() if value != ""}
    if isinstance(facts.get("industry"), str):
        facts["industry"] = code_lists.industry_division(facts["industry"])
    return facts


def _unknown(name: str, known: Mapping[str, FactEntry]) -> FieldProblem:
    near = nearest(name, known)
    zh, en = (f"是否为“{near}”？", f" Did you mean “{near}”?") if near else ("", "")
    return FieldProblem(
        f"/facts/{name}", f"没有这一项事实。{zh}", f"No rule asks for this fact.{en}"
    )


def _misfit(fact: FactEntry, value: Any) -> FieldProblem | None:
    where, choices = f"/facts/{fact.id}", [choice.value for choice in fact.choices]
    if value == "":
        return None
    if fact.kind is FactKind.NUMBER and (isinstance(value, bool) or as_number(value) is None):
        return FieldProblem(where, f"“{fact.name}”应为数字。", "A number is expected.")
    if fact.kind is FactKind.YES and str(value).lower() not in ("true", "false"):
        return FieldProblem(where, f"“{fact.name}”应为是或否。", "Expected is true or false.")
    if choices and fact.kind is FactKind.CODE and value not in choices:
        listed = ", ".join(choices)
        return FieldProblem(where, f"应为以下之一：{listed}。", f"Expected is one of {listed}.")
    return None


def guide(catalog: Catalog, form: GuideForm, today: date) -> dict[str, Any]:
    """The whole answer as JSON facts; `unverified` says that something in it is not certain.

    Raises:
        Invalid: facts that cannot be taken.
    """
    book, day = catalog.policies, form.on or today
    facts = checked_facts(catalog, form.facts)
    answer = {
        "on": day.isoformat(),
        "regime": _regime(catalog, facts, day),
        "authorities": [
            {"subject": first.subject, "name": first.name, "name_en": first.name_en}
            | _choice(catalog, authority_for(book, first.subject, facts, day), _authority)
            for first in subjects_of(book, day)
        ],
        "thresholds": [
            {
                "id": row.id,
                "name": row.name,
                "name_en": row.name_en,
                "operator": row.operator.value,
                "value": row.value,
                "unit": row.unit,
                "unit_en": row.unit_en,
            }
            | _dated(row.validity, row.basis)
            for row in book.thresholds
            if row.validity.covers(day)
        ],
        "lists": _lists(book, day),
        "chemical_gate": _gate(catalog, facts, day),
    }
    return answer | {"unverified": _unverified(answer)}


def _unverified(value: Any) -> bool:
    if isinstance(value, dict):
        return value.get("certainty") in UNSURE or any(map(_unverified, value.values()))
    return isinstance(value, list) and any(map(_unverified, value))


def _basis(basis: Basis) -> dict[str, Any]:
    return {
        "source": basis.source,
        "source_en": basis.source_en,
        "certainty": basis.certainty.value,
    }


def _dated(validity: Validity, basis: Basis) -> dict[str, Any]:
    until = validity.until.isoformat() if validity.until else None
    return {"valid_from": validity.since.isoformat(), "valid_to": until} | _basis(basis)


def _of_rule(rule: Rule) -> dict[str, Any]:
    return _dated(rule.validity, rule.basis)


def _authority(row: Authority) -> dict[str, Any]:
    return {
        "level": row.level.value,
        "organ": row.organ,
        "organ_en": row.organ_en,
        "department": row.department or None,
    } | _of_rule(row.rule)


def _regime_row(row: RegimeRule) -> dict[str, Any]:
    return {
        "regime": row.regime.value,
        "name": row.name,
        "name_en": row.name_en,
        "matters": list(row.matters),
        "steps": [{"name": zh, "name_en": en} for zh, en in row.steps],
    } | _of_rule(row.rule)


def _choice(catalog: Catalog, choice: Choice[Any], tell: Any) -> dict[str, Any]:
    return {
        "answer": tell(choice.row) if choice.row else None,
        "candidates": [tell(row) for row in choice.candidates],
        "ask": _ask(catalog, choice.ask),
    }


def _ask(catalog: Catalog, names: tuple[str, ...]) -> list[dict[str, Any]]:
    known = facts_of(catalog)
    return [
        {
            "fact": name,
            "name": known[name].name,
            "name_en": known[name].name_en,
            "kind": known[name].kind.value,
            "unit": known[name].unit,
        }
        for name in names
        if name in known
    ]


def _regime(catalog: Catalog, facts: Facts, day: date) -> dict[str, Any]:
    choice = regime_for(catalog.policies, facts, day)
    settled = settled_regime(choice)
    beside = regimes_beside(catalog.policies, facts, day)
    return (
        {"settled": settled.value if settled else None}
        | _choice(catalog, choice, _regime_row)
        | {
            "beside": [_regime_row(row) for row, said in beside if said.truth is Truth.TRUE],
            "maybe_beside": [
                _regime_row(row) | {"ask": _ask(catalog, said.ask)}
                for row, said in beside
                if said.truth is Truth.UNKNOWN
            ],
        }
    )


def _lists(book: PolicyBook, day: date) -> list[dict[str, Any]]:
    return [
        {
            "id": listed.id,
            "name": listed.name,
            "name_en": listed.name_en,
            "edition": listed.edition,
            "total": listed.total,
            "held": len(listed.items),
            "complete": listed.complete,
        }
        | _dated(listed.validity, listed.basis)
        for listed in book.lists
        if listed.validity.covers(day)
    ]


def _gate(catalog: Catalog, facts: Facts, day: date) -> dict[str, Any] | None:
    gate = catalog.policies.gate
    if gate is None:
        return None
    said = at_the_gate(gate, facts, day)
    return {
        "applies": said.truth.value,
        "effect": said.effect.value,
        "ask": _ask(catalog, said.ask),
        "park": said.park.name if said.park else None,
        "exception": said.exception.reason if said.exception else None,
        "exception_en": said.exception.reason_en if said.exception else None,
        "reason": gate.reason,
        "reason_en": gate.reason_en,
    } | _basis(said.exception.basis if said.exception else gate.basis)
