"""Facts of a project as people tell them: checked against what the channel may ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from acts.channel_forms import ProjectChangesForm
from acts.problems import FieldProblem, Invalid
from catalog import code_lists, codes
from states.channel_conditions import as_number
from states.terms.channel import ChannelRules, FactKind, FactRule

FORM_FACTS = ("region", "industry", "nature", "total_investment_wan")
"""What the form of the project tells already; it is changed there, never beside it."""


def checked_facts(rules: ChannelRules, told: Mapping[str, Any]) -> dict[str, Any]:
    """The facts for the record: numbers as plain decimals, lists in order, each once.

    Raises:
        Invalid: an unknown fact, or a value that it cannot have; all at once.
    """
    problems: list[FieldProblem] = []
    facts: dict[str, Any] = {}
    for name, value in told.items():
        rule = rules.facts.get(name)
        if rule is None or name in FORM_FACTS:
            problems.append(
                FieldProblem(f"/facts/{name}", "没有这一项目事实。", "There is no such fact.")
            )
            continue
        problems.extend(_problems(rule, value))
        facts[name] = _plain(rule, value)
    if problems:
        raise Invalid(*problems)
    return facts


def _problems(rule: FactRule, value: Any) -> Iterator[FieldProblem]:
    if _fits(rule, value):
        return
    allowed_zh = "、".join(zh for zh, _ in rule.values.values())
    allowed_en = ", ".join(f"{name} ({en})" for name, (_, en) in rule.values.items())
    expected = {
        FactKind.NUMBER: ("请填写不小于零的数字。", "Give a number, zero or more."),
        FactKind.YES: ("请选择是或者否。", "Say true or false."),
        FactKind.CODE: (f"请选择：{allowed_zh}。", f"Choose one of: {allowed_en}."),
        FactKind.LIST: (f"只能选择：{allowed_zh}。", f"Choose among: {allowed_en}."),
    }
    yield FieldProblem(f"/facts/{rule.id}", *expected[rule.kind])


def _fits(rule: FactRule, value: Any) -> bool:
    match rule.kind:
        case FactKind.NUMBER:
            number = None if isinstance(value, bool | tuple) else as_number(value)
            return number is not None and number >= 0
        case FactKind.YES:
            return isinstance(value, bool)
        case FactKind.CODE:
            return isinstance(value, str) and (not rule.values or value in rule.values)
        case FactKind.LIST:
            return isinstance(value, tuple | list) and all(v in rule.values for v in value)


def _plain(rule: FactRule, value: Any) -> Any:
    if rule.kind is FactKind.NUMBER:
        number = as_number(value)
        return plain_wan(number) if number is not None else None
    if isinstance(value, tuple | list):
        return list(dict.fromkeys(value))
    return value


def plain_wan(value: Decimal) -> str:
    """A decimal as the record keeps it: no exponent, no needless zeros."""
    return f"{value.normalize():f}"


def checked_particulars(changes: ProjectChangesForm) -> dict[str, Any]:
    """Changed particulars for the record; changed codes are checked like first ones.

    Raises:
        Invalid: every code that cannot be taken.
    """
    facts = changes.model_dump(mode="json", exclude_none=True)
    if changes.total_investment_wan is not None:
        facts["total_investment_wan"] = plain_wan(changes.total_investment_wan)
    problems = []
    for field, kind in (("code", "project"), ("region", "region"), ("industry", "industry")):
        if field not in facts:
            continue
        verdict = codes.check(kind, facts[field])
        if verdict.status == "invalid":
            pointer = f"/changes/{field}"
            problems.append(FieldProblem(pointer, verdict.reason_zh, verdict.reason_en))
        facts[field] = verdict.normalized or facts[field]
    if problems:
        raise Invalid(*problems)
    if "region" in facts:
        facts["region_name"] = code_lists.region_name(facts["region"])
    return facts
