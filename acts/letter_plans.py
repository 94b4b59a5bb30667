"""How a letter is planned and composed: whose it is, its series, to whom, and its facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catalog import Catalog
from catalog.letter_forms import LetterForm
from states.terms import CaseSnapshot, Entry
from templates import names_remedies, render_letter

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LetterPlan:
    """A letter to be: its kind, whose it is, its number series, to whom, and its own facts."""

    kind: str
    organ: str
    series: str
    recipient: str
    facts: Facts = field(default_factory=dict)


Plans = Callable[[CaseSnapshot, Entry], tuple[LetterPlan, ...]]


def compose(
    catalog: Catalog,
    case: CaseSnapshot,
    plan: LetterPlan,
    letter_id: str,
    number: str,
    sealed_on: date,
) -> tuple[Facts, str]:
    """The letter's facts and its rendered Chinese text.

    Raises:
        jinja2.UndefinedError, ValueError: a fact that the letter must carry is missing.
    """
    about = {
        "id": case.case_id,
        "matter": case.rules.name,
        "matter_en": case.rules.name_en,
        "regime": case.rules.regime.value,
        "project_name": case.project["name"],
        "project_code": case.project["code"],
        "region": case.project["region"],
        "region_name": case.project["region_name"],
    }
    mark = {"id": letter_id, "kind": plan.kind, "number": number}
    delegated_by = delegating(case, plan)
    return compose_about(catalog, about, case.applicant, plan, mark, sealed_on, delegated_by)


def compose_about(
    catalog: Catalog,
    about: Facts,
    applicant: Mapping[str, Any],
    plan: LetterPlan,
    mark: Facts,
    sealed_on: date,
    delegated_by: str | None = None,
) -> tuple[Facts, str]:
    """A letter about a case or a project: its facts and its rendered Chinese text.

    Delegated licensing is done in the name of the delegating organ (Administrative Licensing
    Law art. 24): its heading, letter code and seal; who handles it is named beside.
    """
    organ = catalog.departments[delegated_by or plan.organ]
    delegate = catalog.departments[plan.organ] if delegated_by else None
    form = form_of(catalog, plan, delegated_by)
    titles = {"title": form.title, "title_en": form.title_en}
    facts = {
        "letter": {**mark, **titles, "issued_on": sealed_on.isoformat()},
        "organ": {
            "name": organ.name,
            "name_en": organ.name_en,
            "letter_code": organ.letter_code,
            "phone": (delegate or organ).phone,
            "handled_by": delegate.name if delegate else None,
            "handled_by_en": delegate.name_en if delegate else None,
        },
        "city": catalog.city,
        "case": about,
        "applicant": {
            "name": applicant["name"],
            "credit_code": applicant["credit_code"],
            "contact": applicant["contact"],
        },
        **_remedies(catalog, plan.kind),
        **_named(catalog, plan.facts),
    }
    return facts, render_letter(plan.kind, facts, "zh")


def delegating(case: CaseSnapshot, plan: LetterPlan) -> str | None:
    """The organ in whose name the letter goes out, where that is not the plan's own."""
    return case.rules.delegated_by if plan.organ == case.rules.lead else None


def form_of(catalog: Catalog, plan: LetterPlan, delegated_by: str | None = None) -> LetterForm:
    """How the issuing organ calls and numbers the letter."""
    return catalog.letter_form(delegated_by or plan.organ, plan.kind, plan.series)


def _remedies(catalog: Catalog, kind: str) -> Facts:
    """How to contest the letter, as the law in force at sealing has it."""
    law = catalog.book.letter_law
    if law is None or not names_remedies(kind):
        return {}
    return {
        "remedies": {
            "reconsideration_days": law.reconsideration.days,
            "reconsideration_source": law.reconsideration.source,
            "suit_months": law.suit.months,
            "suit_source": law.suit.source,
        }
    }


def _named(catalog: Catalog, facts: Facts) -> Facts:
    """Department ids in `department` and `…_department` become the names that letters print."""
    return {
        f"{name}_name" if name.endswith("department") else name: (
            catalog.departments[value].name if name.endswith("department") else value
        )
        for name, value in facts.items()
    }


def to_applicant(
    case: CaseSnapshot, kind: str, series: str, facts: Facts
) -> tuple[LetterPlan, ...]:
    """One letter of the lead department to the applicant, in this series of numbers."""
    return (LetterPlan(kind, case.rules.lead, series, case.applicant["credit_code"], facts),)


def iso_day(day: date | None) -> str | None:
    """A day as letters' facts carry it."""
    return day.isoformat() if day else None


def material_name(case: CaseSnapshot, material_id: str) -> str:
    """The listed name of a document, or its id."""
    rule = case.rules.material(material_id)
    return rule.name if rule else material_id
