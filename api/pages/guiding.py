"""The page of the guide: what is known is filled in, the answer stands below with its sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from acts.guide import GuideForm, facts_of, guide
from acts.guide_path import guide_path
from acts.problems import Invalid
from api.dependencies import Readings
from api.pages.views_way import way_view
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
    values: tuple[str, ...]
    many: bool = False

    @property
    def value(self) -> str:
        """What was told, where one thing can be."""
        return next(iter(self.values), "")


@router.get("/guide", response_class=HTMLResponse)
def show_guide(visit: OpenVisited, reading: Readings) -> HTMLResponse:
    """The facts as a form and, with any of them told, the regime and who decides."""
    catalog, sent = visit.house.city.catalog, visit.request.query_params
    known = facts_of(catalog)
    told = {name: tuple(map(_short, sent.getlist(name))) for name in known}
    given = {name: _value(known[name], values) for name, values in told.items() if any(values)}
    answer, way, problems = None, None, []
    try:
        form = GuideForm(facts=dict(given), on=_day(sent.get("on", "")))
        answer = guide(catalog, form, visit.today)
        with reading() as office:
            way = guide_path(office, form, visit.today)
    except Invalid as error:
        problems = [p.zh if visit.lang == "zh" else p.en for p in error.problems]
    fields = [_field(visit, fact, told[name]) for name, fact in known.items()]
    status = 422 if problems else 200
    first = set(_first(visit))
    return visit.page(
        "guide",
        status,
        questions=[field for field in fields if field.name in first],
        further=[field for field in fields if field.name not in first],
        further_told=any(given.keys() - first),
        answer=answer,
        way=way_view(visit.words, way) if way else None,
        problems=problems,
        on=sent.get("on", ""),
    )


def _short(text: str) -> str:
    return text.strip()[:CHARACTERS_MAX]


def _value(fact: FactEntry, values: tuple[str, ...]) -> str | tuple[str, ...]:
    return values if fact.kind is FactKind.LIST else values[0]


QUESTIONS = (
    "government_funds",
    "in_ratification_list",
    "foreign",
    "secret",
    "industry",
    "nature",
    "total_investment_wan",
    "energy_tce",
    "eia_class",
)
"""What everybody is asked: whose money, whose list, what, how much, how much energy."""


def _first(visit: Visit) -> list[str]:
    """The questions of the first page that this city's rules ask."""
    known = facts_of(visit.house.city.catalog)
    return [name for name in QUESTIONS if name in known]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _field(visit: Visit, fact: FactEntry, values: tuple[str, ...]) -> Asked:
    zh = visit.lang == "zh"
    options: list[tuple[str, str]] = []
    if fact.kind is FactKind.YES:
        options = [("true", visit.t("guide.yes")), ("false", visit.t("guide.no"))]
    elif fact.choices:
        options = [(c.value, c.name if zh else c.name_en) for c in fact.choices]
    elif fact.id == "chemical_park":
        options = _parks(visit)
    unit = fact.unit if zh else fact.unit_en
    return Asked(
        fact.id,
        fact.name if zh else fact.name_en,
        unit,
        tuple(options),
        values,
        many=fact.kind is FactKind.LIST,
    )


def _parks(visit: Visit) -> list[tuple[str, str]]:
    gate: Any = visit.house.city.catalog.policies.gate
    parks = gate.parks if gate else ()
    named = [(park.id, park.name if visit.lang == "zh" else park.name_en) for park in parks]
    return [*named, ("none", visit.t("guide.no_park"))]
