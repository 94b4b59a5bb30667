"""The published catalogue: matters with their numbers and sources, departments, channels, codes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from api import schemas
from api.bodies import CounterRoute
from api.dependencies import HouseHere
from api.problems import NotFound
from catalog import Catalog, Matter, UnknownMatter, codes
from catalog.faults import nearest
from states.terms import Limit, MatterRules

router = APIRouter(tags=["catalogue"], route_class=CounterRoute)


@router.get("/matters", response_model=list[schemas.MatterLine])
def list_matters(house: HouseHere) -> list[schemas.MatterLine]:
    """Every matter of the power list, by code."""
    matters = house.city.catalog.matters
    return [schemas.MatterLine(**_line(matters[code])) for code in sorted(matters)]


@router.get("/matters/{code}", response_model=schemas.MatterView)
def show_matter(code: str, house: HouseHere) -> schemas.MatterView:
    """A matter: materials, time limits with unit, source and certainty, departments asked."""
    catalog = house.city.catalog
    try:
        return matter_view(catalog.matter(code), catalog.rules(code), catalog)
    except UnknownMatter as error:
        raise NotFound(error.suggestion) from error


def _line(matter: Matter) -> dict[str, Any]:
    return {
        "code": matter.code,
        "name": matter.name,
        "name_en": matter.name_en,
        "regime": matter.regime,
        "department": matter.department,
        "stage": matter.stage,
    }


def matter_view(matter: Matter, rules: MatterRules, catalog: Catalog) -> schemas.MatterView:
    """Everything that the catalogue publishes of a matter."""
    return schemas.MatterView(
        **_line(matter),
        basis=rules.basis,
        basis_en=catalog.in_english(rules.basis),
        decided_by=matter.decided_by,
        limits=_limits(rules, catalog),
        extension=_extension(rules, catalog),
        suspensions=_suspensions(rules, catalog),
        review=_review(rules, catalog),
        materials=_materials(rules),
        note=matter.note,
        note_en=matter.note_en,
        catalog_version=catalog.version,
        catalog_sha256=catalog.sha256,
    )


def _limits(rules: MatterRules, catalog: Catalog) -> list[schemas.LimitView]:
    limits: tuple[tuple[str, Limit | None], ...] = (
        ("notice", rules.notice_limit),
        ("promise", rules.promise_limit),
        ("statute", rules.decision_limit),
        ("opinion", rules.review.limit if rules.review else None),
        ("delivery", rules.delivery_limit),
    )
    return [
        schemas.LimitView(
            clock=clock,
            days=limit.days,
            unit=limit.unit.value,
            start=limit.start.value,
            source=limit.source,
            source_en=catalog.in_english(limit.source),
            certainty=limit.certainty,
            rule_id=limit.rule_id,
        )
        for clock, limit in limits
        if limit is not None
    ]


def _extension(rules: MatterRules, catalog: Catalog) -> schemas.ExtensionRuleView | None:
    rule = rules.extension
    if rule is None:
        return None
    return schemas.ExtensionRuleView(
        max_days=rule.max_days,
        approved_by=rule.approved_by.value,
        source=rule.source,
        source_en=catalog.in_english(rule.source),
        certainty=rule.certainty,
    )


def _suspensions(rules: MatterRules, catalog: Catalog) -> list[schemas.SuspensionRuleView]:
    return [
        schemas.SuspensionRuleView(
            kind=rule.kind,
            name=rule.name,
            name_en=rule.name_en,
            max_days=rule.max_days,
            source=rule.source,
            source_en=catalog.in_english(rule.source),
            certainty=rule.certainty,
        )
        for rule in rules.suspensions
    ]


def _review(rules: MatterRules, catalog: Catalog) -> schemas.ReviewRuleView | None:
    review = rules.review
    if review is None:
        return None
    deemed = review.deemed_source
    return schemas.ReviewRuleView(
        rule=review.rule.value,
        threshold=review.threshold,
        quorum=review.quorum,
        silence="deemed" if deemed else "none",
        deemed_source=deemed,
        deemed_source_en=catalog.in_english(deemed) if deemed else None,
        seats=[
            schemas.SeatRuleView(department=seat.department, weight=seat.weight, veto=seat.veto)
            for seat in review.seats
        ],
    )


def _materials(rules: MatterRules) -> list[schemas.MaterialRuleView]:
    return [
        schemas.MaterialRuleView(
            id=rule.id,
            name=rule.name,
            name_en=rule.name_en,
            required=rule.required,
            tolerant=rule.tolerant,
            provided_by=rule.provided_by,
            concerns=list(rule.concerns),
            source=rule.source,
        )
        for rule in rules.materials
    ]


@router.get("/departments", response_model=list[schemas.DepartmentView])
def list_departments(house: HouseHere) -> list[schemas.DepartmentView]:
    """The departments of the city under their present names."""
    return [
        schemas.DepartmentView(
            id=entry.id,
            name=entry.name,
            short=entry.short,
            name_en=entry.name_en,
            former_names=list(entry.former_names),
            kind=entry.kind.value,
            phone=entry.phone,
            certainty=entry.certainty,
        )
        for entry in house.city.catalog.departments.values()
    ]


@router.get("/channels", response_model=list[dict[str, Any]])
def list_channels(house: HouseHere) -> list[dict[str, Any]]:
    """The green channels: stages, their matters in order, and the promises."""
    return [entry.model_dump(mode="json") for entry in house.city.catalog.channels.values()]


@router.get("/codes/{kind}/{value:path}", response_model=schemas.CodeView)
def check_code(kind: str, value: str) -> schemas.CodeView:
    """Check a code: `project`, `credit`, `region` or `industry`; valid, warning or invalid."""
    if kind not in codes.CHECKS:
        raise NotFound(nearest(kind, codes.CHECKS))
    verdict = asdict(codes.check(kind, value))
    return schemas.CodeView(**verdict)
