"""Forms of projects as pages send them: plain fields, facts by their kind, and documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from acts.channel_checks import FORM_FACTS
from api.pages.deed_forms import deed_raw
from api.pages.filled import Sent
from api.project_acts import ProjectAct
from states.terms.channel import ChannelRules, FactKind, FactRule
from states.terms.project import ProjectSnapshot
from templates.i18n import Translate

PARTICULARS = ("name", "code", "region", "industry", "location", "scale", "content")
CHANGES = (*PARTICULARS, "total_investment_wan")


@dataclass(frozen=True, slots=True)
class FactField:
    """A fact as a field of a page: `kind` names its macro."""

    name: str
    kind: str
    label: str
    hint: str
    options: tuple[tuple[str, str, str], ...] = ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The options without what is said about them."""
        return tuple((value, said) for value, said, _ in self.options)


def fact_fields(rules: ChannelRules, t: Translate, lang: str) -> tuple[FactField, ...]:
    """The facts that the channel's conditions may ask, without those of the form itself."""
    asked = (fact for name, fact in rules.facts.items() if name not in FORM_FACTS)
    return tuple(_field(fact, t, lang) for fact in asked)


def _field(fact: FactRule, t: Translate, lang: str) -> FactField:
    place = 0 if lang == "zh" else 1
    label = fact.name if lang == "zh" else fact.name_en
    unit = fact.unit if lang == "zh" else fact.unit_en
    options = tuple((value, names[place], "") for value, names in fact.values.items())
    if fact.kind is FactKind.YES:
        options = (("true", t("project.yes"), ""), ("false", t("project.no"), ""))
    kinds = {
        FactKind.NUMBER: "number",
        FactKind.YES: "radios",
        FactKind.CODE: "radios" if options else "number",
        FactKind.LIST: "checks",
    }
    return FactField(f"facts.{fact.id}", kinds[fact.kind], label, unit, options)


def facts_sent(rules: ChannelRules, sent: Sent) -> dict[str, Any]:
    """The facts that were told on a page; what was left open stays untold.

    A group of ticks is always told: without a tick the list is empty.
    """
    facts: dict[str, Any] = {}
    for name, fact in rules.facts.items():
        if name in FORM_FACTS:
            continue
        text = sent.text(f"facts.{name}").strip()
        if fact.kind is FactKind.LIST:
            facts[name] = list(sent.texts.get(f"facts.{name}", ()))
        elif text:
            facts[name] = text == "true" if fact.kind is FactKind.YES else text
    return facts


def facts_told(project: ProjectSnapshot) -> dict[str, tuple[str, ...]]:
    """The facts of a project as values of the page's fields."""
    told: dict[str, tuple[str, ...]] = {}
    for name, value in project.facts.items():
        if isinstance(value, bool):
            told[f"facts.{name}"] = ("true" if value else "false",)
        elif isinstance(value, list | tuple):
            told[f"facts.{name}"] = tuple(str(part) for part in value)
        else:
            told[f"facts.{name}"] = (str(value),)
    return told


def raw_of(
    name: str, act: ProjectAct, sent: Sent, project: ProjectSnapshot, materials: list[Any]
) -> dict[str, Any]:
    """What was sent, for the act's form; of facts and particulars only what differs."""
    if name == "open-step":
        return {
            "matter": sent.text("matter"),
            "materials": materials,
            "declaration": sent.text("declaration") == "yes",
        }
    if name == "change-facts":
        return {
            "changes": _changes(sent, project),
            "facts": _differing(facts_sent(project.rules, sent), project.facts),
            "reasons": sent.text("reasons"),
        }
    if name == "add-phase":
        plain = ("name", "scale", "content", "total_investment_wan")
        return {field: sent.text(field) for field in plain}
    return deed_raw(act.form, sent)


def _changes(sent: Sent, project: ProjectSnapshot) -> dict[str, str]:
    changed = {}
    for field in CHANGES:
        value = sent.text(f"changes.{field}").strip()
        if value and value != str(project.project.get(field) or ""):
            changed[field] = value
    return changed


def _differing(told: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in told.items()
        if not (value == known.get(name) or (value == [] and not known.get(name)))
    }
