"""The page of the guide: what is known is filled in, the answer stands below with its sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from acts.guide import GuideForm, facts_of, guide
from acts.problems import Invalid
from api.pages.visit import OpenVisited, Visit
from catalog.channel_schema import FactEntry
from states.terms.channel import FactKind

router = APIRouter()
CHARACTERS_MAX = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One fact as a field: its options where it has some, and what was typed."""

    name: str
    label: str
    unit: str
    options: tuple[tuple[str, str], ...]
    value: str


@router.get("/guide", response_class=HTMLResponse)
def show_guide(visit: OpenVisited) -> HTMLResponse:
    """The facts as a form and, with any of them told, the regime and who decides."""
    catalog, sent = visit.house.city.catalog, visit.request.query_params
    known = facts_of(catalog)
    told = {name: sent.get(name, "").strip()[:CHARACTERS_MAX] for name in known}
    given = {name: value for name, value in told.items() if value}
    answer, problems = None, []
    try:
        form = GuideForm(facts=dict(given), on=_day(sent.get("on", "")))
        answer = guide(catalog, form, visit.today)
    except Invalid as error:
        problems = [p.zh if visit.lang == "zh" else p.en for p in error.problems]
    fields = [_field(visit, fact, told[name]) for name, fact in known.items()]
    status = 422 if problems else 200
    return visit.page(
        "guide", status, fields=fields, answer=answer, problems=problems, on=sent.get("on", "")
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _field(visit: Visit, fact: FactEntry, value: str) -> Asked:
    zh = visit.lang == "zh"
    options: list[tuple[str, str]] = []
    if fact.kind is FactKind.YES:
        options = [("true", visit.t("guide.yes")), ("false", visit.t("guide.no"))]
    elif fact.choices:
        options = [(c.value, c.name if zh else c.name_en) for c in fact.choices]
    elif fact.id == "chemical_park":
        options = _parks(visit)
    unit = fact.unit if zh else fact.unit_en
    return Asked(fact.id, fact.name if zh else fact.name_en, unit, tuple(options), value)


def _parks(visit: Visit) -> list[tuple[str, str]]:
    gate: Any = visit.house.city.catalog.policies.gate
    parks = gate.parks if gate else ()
    named = [(park.id, park.name if visit.lang == "zh" else park.name_en) for park in parks]
    return [*named, ("none", visit.t("guide.no_park"))]
