"""What a 通报 says, as plain JSON: the same ledger, period and cut-off give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from acts.bulletin_facts import AsOf, all_facts, as_of
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from acts.tasks import facts as task_facts
from catalog import Catalog
from catalog.assessment_schema import AssessmentFile, BulletinEntry
from states.bulletin_period import Period
from states.bulletin_refusals import DaysUnknown
from states.case_facts import CaseFacts, TaskFact
from states.indicators import (
    LOW_IS_BETTER,
    SUMMED,
    UNRANKED,
    Figure,
    Kind,
    by_department,
    ranks,
    total,
)
from states.indicators_of_lengths import (
    MatterLimits,
    compression_designed,
    median_used,
    minutes_done,
    p90_used,
    speed_up,
    tasks_in_time,
)
from states.standing import ListRules, Named, Score, Weight, criticised, places, praised, scores
from states.terms import Facts, Regime
from states.worktime import CalendarMissing, DayUnit

Content = dict[str, Any]
LENGTHS = {
    "median_used": Kind.DAYS,
    "p90_used": Kind.DAYS,
    "compression_designed": Kind.RATE,
    "speed_up": Kind.RATE,
    "minutes_done": Kind.RATE,
    "tasks_in_time": Kind.RATE,
}
KINDS: Mapping[str, Kind] = {each.key: each.kind for each in SUMMED} | LENGTHS
COMPARED = ("before", "year_before")


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The figures of one period: of each department, and of the city."""

    organs: Mapping[str, Mapping[str, Figure]]
    city: Mapping[str, Figure]


def content_of(
    office: Office,
    period: Period,
    cut_off: datetime,
    *,
    test_cases: Mapping[str, str],
    published: Mapping[str, Content],
) -> Content:
    """The content of a 通报, from entries that stood in the ledger at the cut-off.

    `test_cases` are left out, each with a reason that is printed. `published` are the contents
    of earlier 通报 by period, as published before the cut-off: what was published is compared
    as it was published.

    Raises:
        Invalid: the catalogue has no rules for bulletins.
        DaysUnknown: a needed year has no published calendar.
    """
    rules = as_of(office.city, cut_off)
    entry = _rules_of(rules.catalog)
    cases = _facts(office, period, rules, test_cases)
    handed_on = task_facts(office, cut_off)
    now = reckoned(cases, period, rules.catalog, handed_on)
    listing = ListRules(
        entry.sample_min,
        entry.praise_rank_max,
        entry.praise_percent_min,
        entry.criticism_percent_below,
    )
    content = {
        "layout": 1,
        "period": period.name,
        "from_on": period.from_on.isoformat(),
        "to_on": period.to_on.isoformat(),
        "cut_off": cut_off.astimezone(UTC).isoformat(),
        "city": {"zh": rules.catalog.city, "en": rules.catalog.city_en},
        "rules": entry.model_dump(mode="json"),
        "catalog": {"version": rules.catalog.version, "sha256": rules.catalog.sha256},
        "calendar": rules.calendar.version,
        "left_out": [{"case_id": one, "reason": test_cases[one]} for one in sorted(test_cases)],
        "departments": _departments(rules.catalog, now),
        "figures": _figures(now, entry.sample_min),
        "compared": {
            name: _compared(getattr(period, name), cases, handed_on, rules.catalog, published)
            for name in COMPARED
        },
        "revoked_cards": _revoked(cases, period),
        "praise": [_named(one) for one in praised(now.organs, listing)],
        "criticism": [_named(one) for one in criticised(now.organs, listing)],
    }
    if period.quarter == 0:
        content["scores"] = _scores(now, rules.catalog.book.assessment, entry.sample_min)
    return content


def _rules_of(catalog: Catalog) -> BulletinEntry:
    entry = catalog.book.assessment.bulletin
    if entry is None:
        zh, en = "目录未规定通报口径（assessment.toml）。", "The catalogue has no assessment.toml."
        raise Invalid(FieldProblem("/period", zh, en))
    return entry


def _facts(
    office: Office, period: Period, rules: AsOf, test_cases: Mapping[str, str]
) -> list[CaseFacts]:
    from_on = period.year_before.from_on
    try:
        return [
            facts for facts in all_facts(office, from_on, rules) if facts.case_id not in test_cases
        ]
    except CalendarMissing as missing:
        raise DaysUnknown(year=missing.day.year) from missing


def reckoned(
    cases: Sequence[CaseFacts],
    period: Period,
    catalog: Catalog,
    tasks: Sequence[TaskFact] = (),
) -> Reckoned:
    """Every indicator of a period, of each department and of the city."""
    organs = {each.key: by_department(each, cases, period) for each in SUMMED}
    city = {key: total(figures.values()) for key, figures in organs.items()}
    limits = _limits(catalog)
    groups: dict[str, tuple[Sequence[CaseFacts], Sequence[MatterLimits], Sequence[TaskFact]]] = {
        lead: (
            [case for case in cases if case.lead == lead],
            [limit for limit in limits if limit.lead == lead],
            [task for task in tasks if task.department == lead],
        )
        for lead in sorted(
            {case.lead for case in cases}
            | {limit.lead for limit in limits}
            | {task.department for task in tasks}
        )
    }
    whole = _lengths(cases, limits, tasks, period)
    for key in LENGTHS:
        organs[key] = {}
        city[key] = whole[key]
    for lead, (ours, matters, handed_on) in groups.items():
        for key, figure in _lengths(ours, matters, handed_on, period).items():
            if figure.sample:
                organs[key] = {**organs[key], lead: figure}
    return Reckoned(organs, city)


def _lengths(
    cases: Sequence[CaseFacts],
    limits: Sequence[MatterLimits],
    tasks: Sequence[TaskFact],
    period: Period,
) -> Mapping[str, Figure]:
    return {
        "median_used": median_used(cases, period),
        "p90_used": p90_used(cases, period),
        "compression_designed": compression_designed(limits),
        "speed_up": speed_up(cases, period, period.year_before),
        "minutes_done": minutes_done(tasks, period),
        "tasks_in_time": tasks_in_time(tasks, period),
    }


def _limits(catalog: Catalog) -> list[MatterLimits]:
    """The matters with both limits in working days; a record filing has none."""
    found = []
    for code in sorted(catalog.matters):
        rules = catalog.rules(code)
        statute, promise = rules.decision_limit, rules.promise_limit
        if rules.regime is Regime.RECORD_FILING or statute is None or promise is None:
            continue
        if statute.unit is promise.unit is DayUnit.WORKING:
            found.append(MatterLimits(code, rules.lead, statute.days, promise.days))
    return found


def number(value: Fraction) -> int | str:
    """An exact number in JSON: whole ones as they are, others as “13/10”."""
    return value.numerator if value.denominator == 1 else str(value)


def _told(figure: Figure, sample_min: int, *, with_cases: bool) -> Content:
    told: Content = {
        "numerator": number(figure.part),
        "denominator": number(figure.whole),
        "sample": figure.sample,
        "shown": figure.is_shown(sample_min),
    }
    if with_cases:
        told |= {"cases": list(figure.counted), "others": list(figure.others)}
    return told


def _figures(now: Reckoned, sample_min: int) -> Content:
    return {
        key: {
            "kind": kind.value,
            "city": _told(now.city[key], sample_min, with_cases=False),
            "departments": {
                department: _told(figure, sample_min, with_cases=True)
                for department, figure in now.organs[key].items()
            },
            "ranks": _ranks(key, kind, now, sample_min),
        }
        for key, kind in KINDS.items()
    }


def _ranks(key: str, kind: Kind, now: Reckoned, sample_min: int) -> Mapping[str, int]:
    if kind is Kind.COUNT or key in UNRANKED:
        return {}
    return ranks(now.organs[key], sample_min, low_first=key in LOW_IS_BETTER)


def _compared(
    period: Period,
    cases: Sequence[CaseFacts],
    tasks: Sequence[TaskFact],
    catalog: Catalog,
    published: Mapping[str, Content],
) -> Content:
    """The figures of an earlier period: as published, else reckoned by the rules of this one."""
    if period.name in published:
        content = published[period.name]
        figures = {
            key: {"city": figure["city"], "departments": _without_cases(figure["departments"])}
            for key, figure in content["figures"].items()
        }
        told = {"period": period.name, "published": True, "cut_off": content["cut_off"]}
        return told | {"figures": figures}
    entry = _rules_of(catalog)
    found = reckoned(cases, period, catalog, tasks)
    figures = {
        key: {
            "city": _told(found.city[key], entry.sample_min, with_cases=False),
            "departments": {
                department: _told(figure, entry.sample_min, with_cases=False)
                for department, figure in found.organs[key].items()
            },
        }
        for key in KINDS
        # The mix of the year before that is not looked at: no figure rather than a wrong one.
        if key not in ("speed_up", "compression_designed")
    }
    return {"period": period.name, "published": False, "figures": figures}


def _without_cases(departments: Mapping[str, Content]) -> Content:
    kept = ("numerator", "denominator", "sample", "shown")
    return {name: {key: told[key] for key in kept} for name, told in departments.items()}


def _departments(catalog: Catalog, now: Reckoned) -> list[Facts]:
    """Every department that a figure names, in the catalogue's order."""
    order = {department: place for place, department in enumerate(catalog.departments)}
    named = {department for figures in now.organs.values() for department in figures}

    def row(department: str) -> Facts:
        entry = catalog.departments.get(department)
        if entry is None:
            return {"id": department, "zh": department, "short": department, "en": department}
        return {"id": department, "zh": entry.name, "short": entry.short, "en": entry.name_en}

    return [row(one) for one in sorted(named, key=lambda d: (order.get(d, len(order)), d))]


def _revoked(cases: Iterable[CaseFacts], period: Period) -> list[Facts]:
    """The trace of every card that was revoked in the period: who did it, and why (LAW B8)."""
    return [
        {
            "case_id": case.case_id,
            "colour": card.colour.value,
            "department": card.department,
            "issued_on": card.issued_on.isoformat(),
            "revoked_on": card.revoked_on.isoformat(),
            "revoked_by": card.revoked_by,
            "reason": card.revoked_because,
        }
        for case in cases
        for card in case.cards
        if card.revoked_on is not None and period.holds(card.revoked_on)
    ]


def _named(one: Named) -> Facts:
    return {"department": one.department, "reasons": list(one.reasons)}


def _scores(now: Reckoned, rules: AssessmentFile, sample_min: int) -> Facts:
    weights = [Weight(w.indicator, w.points, w.better == "low") for w in rules.weights]
    deductions = {entry.colour: entry.points for entry in rules.deductions}
    scored = scores(now.organs, weights, deductions, sample_min)
    return {
        "weights": [entry.model_dump(mode="json") for entry in rules.weights],
        "deductions": [entry.model_dump(mode="json") for entry in rules.deductions],
        "rows": _score_rows(scored),
    }


def _score_rows(scored: Iterable[Score]) -> list[Facts]:
    each = tuple(scored)
    place = places(each)
    return [
        {
            "department": one.department,
            "place": place.get(one.department),
            "score": None if one.score is None else number(one.score),
            "deducted": one.deducted,
            "lines": [
                {
                    "indicator": line.indicator,
                    "points": line.points,
                    "gained": None if line.gained is None else number(line.gained),
                }
                for line in one.lines
            ],
        }
        for one in each
    ]
