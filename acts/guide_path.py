"""What the guide says of the way: matters, departments, documents, days, the critical path.

Counted forward from the day of asking with the holiday calendar; a matter that the facts told
do not decide stands as undetermined and is counted as if it were needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from acts.guide import GuideForm, checked_facts
from acts.office import Office
from catalog import Catalog
from ledger.past_cases import used_days
from states.channel_plan import Plan, PlannedStage, PlannedStep, plan_of
from states.guide_path import Path, PathStep, Used, ends_on, path_of, used_of, without
from states.policies import regime_for
from states.terms import Facts, Limit, MatterRules
from states.terms.channel import ChannelRules, Standing
from states.worktime import Calendar


@dataclass(frozen=True, slots=True)
class _Way:
    """The plan with all that its days were reckoned from."""

    catalog: Catalog
    channel: ChannelRules | None
    plan: Plan
    rules: Mapping[str, MatterRules]
    calendar: Calendar
    begins_on: date
    used: Mapping[str, Used | None]

    def path(self) -> Path:
        """The way with today's rules."""
        return path_of(self.plan, self.rules, self.calendar, self.begins_on)


def guide_path(office: Office, form: GuideForm, today: date) -> dict[str, Any] | None:
    """The way of this project as JSON facts; None while no regime is known that has matters.

    Raises:
        Invalid: facts that cannot be taken.
    """
    catalog, day = office.city.catalog, form.on or today
    facts = checked_facts(catalog, form.facts)
    channel, plan = _plan(catalog, facts, day)
    matters = [step.matter for stage in plan.stages for step in stage.steps if not step.falls_away]
    if not matters:
        return None
    rules = {matter: catalog.rules(matter, day) for matter in matters}
    used = {matter: used_of(days) for matter, days in used_days(office.session, matters).items()}
    way = _Way(catalog, channel, plan, rules, office.city.calendar, day, used)
    return _told(way)


def _plan(catalog: Catalog, facts: Facts, day: date) -> tuple[ChannelRules | None, Plan]:
    """The plan of the channel that begins with the regime's matter; else its matters in turn.

    While several regimes are possible and only one of them has matters, that one is told.
    """
    choice = regime_for(catalog.policies, facts, day)
    possible = [row.matters for row in choice.candidates if row.matters]
    matters = choice.row.matters if choice.row else ()
    if choice.row is None and len(possible) == 1:
        matters = possible[0]
    for code in catalog.channels:
        channel = catalog.channel_rules(code)
        if any(step.matter in matters for stage in channel.stages for step in stage.steps):
            return channel, plan_of(channel, facts)
    steps = tuple(
        PlannedStep(matter, matters[:place][-1:], Standing.NEEDED)
        for place, matter in enumerate(matters)
    )
    stage = PlannedStage("regime", "", "", "", (), steps)
    return None, Plan((stage,) if steps else ())


def _told(way: _Way) -> dict[str, Any]:
    path = way.path()
    return {
        "channel": way.channel.code if way.channel else None,
        "begins_on": way.begins_on.isoformat(),
        "promised_on": path.promised_on.isoformat(),
        "latest_on": path.latest_on.isoformat(),
        "provisional": path.provisional,
        "critical": list(path.critical),
        "stages": [
            {
                "id": stage.id,
                "name": stage.name,
                "name_en": stage.name_en,
                "matters": [_matter(way, one) for one in path.steps if one.stage == stage.id],
            }
            for stage in way.plan.stages
        ],
        "falls_away": [
            _fallen(way, step)
            for stage in way.plan.stages
            for step in stage.steps
            if step.falls_away and step.standing is not Standing.NOT_APPLICABLE
        ],
        "ask": list(way.plan.ask),
        "past": _past(way),
        "savings": list(_savings(way, path)),
    }


def _matter(way: _Way, one: PathStep) -> dict[str, Any]:
    rules, entry = way.rules[one.step.matter], way.catalog.matters[one.step.matter]
    used = way.used.get(rules.matter)
    return {
        "matter": rules.matter,
        "name": rules.name,
        "name_en": rules.name_en,
        "standing": one.step.standing.value,
        "reason": one.step.reason,
        "reason_en": one.step.reason_en,
        "department": rules.lead,
        "seats": [seat.department for seat in rules.review.seats] if rules.review else [],
        "materials": [
            {"id": paper.id, "name": paper.name, "name_en": paper.name_en}
            for paper in entry.materials
            if paper.required and paper.provided_by == "applicant"
        ],
        "promise": _limit(rules.promise_limit),
        "statute": _limit(rules.decision_limit),
        "begins_on": one.begins_on.isoformat(),
        "promised_on": one.promised_on.isoformat(),
        "latest_on": one.latest_on.isoformat(),
        "provisional": one.provisional,
        "critical": one.critical,
        "past": {"p50": used.p50, "p90": used.p90, "cases": used.cases} if used else None,
    }


def _limit(limit: Limit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    return {
        "days": limit.days,
        "unit": limit.unit.value,
        "source": limit.source,
        "certainty": limit.certainty.value,
    }


def _fallen(way: _Way, step: PlannedStep) -> dict[str, Any]:
    rules = way.catalog.rules(step.matter, way.begins_on)
    return {
        "matter": step.matter,
        "name": rules.name,
        "name_en": rules.name_en,
        "reason": step.reason,
        "reason_en": step.reason_en,
        "source": step.source,
    }


def _past(way: _Way) -> dict[str, Any] | None:
    """The range of the whole from past cases; None unless every matter that counts has one."""
    counting = [matter for matter, rules in way.rules.items() if rules.decision_limit is not None]
    found = {matter: way.used.get(matter) for matter in counting}
    if not counting or not all(found.values()):
        return None
    half = {matter: used.p50 for matter, used in found.items() if used}
    most = {matter: used.p90 for matter, used in found.items() if used}
    return {
        "p50_on": ends_on(way.plan, half, way.calendar, way.begins_on).isoformat(),
        "p90_on": ends_on(way.plan, most, way.calendar, way.begins_on).isoformat(),
    }


def _savings(way: _Way, path: Path) -> Iterator[dict[str, Any]]:
    """How many natural days sooner the whole would end, for each thing that would save some."""
    if way.channel is not None:
        for stage in way.channel.stages:
            for step in stage.steps:
                if step.waivers and step.matter in way.rules:
                    waiver = step.waivers[0]
                    shorter = replace(way, plan=without(way.plan, step.matter)).path()
                    yield {
                        "matter": step.matter,
                        "kind": waiver.standing.value,
                        "name": way.rules[step.matter].name,
                        "name_en": way.rules[step.matter].name_en,
                        "reason": waiver.reason,
                        "reason_en": waiver.reason_en,
                        "source": waiver.source,
                        "days": (path.promised_on - shorter.promised_on).days,
                    }
    for matter, rules in way.rules.items():
        if rules.commitment is not None:
            at_once = replace(rules, promise_limit=None, decision_limit=None)
            shorter = replace(way, rules={**way.rules, matter: at_once}).path()
            yield {
                "matter": matter,
                "kind": "commitment",
                "name": rules.name,
                "name_en": rules.name_en,
                "reason": rules.commitment.standards,
                "reason_en": rules.commitment.standards_en,
                "source": rules.commitment.source,
                "days": (path.promised_on - shorter.promised_on).days,
            }
