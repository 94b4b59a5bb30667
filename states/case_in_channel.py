"""A case inside a green channel: which project it belongs to and which promise it runs under.

The promise was worked out when the step was opened and stands in the case's first entry; the
decision clock is the matter's own and never changes.
"""

from __future__ import annotations

from dataclasses import replace

from states.channel_promises import ChannelPromise
from states.part import Part
from states.terms import CaseSnapshot, Certainty, Entry, Facts, Limit, StartEvent
from states.worktime import DayUnit


def promise_facts(promise: ChannelPromise) -> Facts:
    """A channel's promise as it stands in the record."""
    return {**limit_facts(promise.limit), "zh": promise.zh, "en": promise.en}


def limit_facts(limit: Limit) -> Facts:
    """A limit as it stands in the record."""
    return {
        "days": limit.days,
        "unit": limit.unit.value,
        "start": limit.start.value,
        "source": limit.source,
        "certainty": limit.certainty.value,
        "rule_id": limit.rule_id,
    }


def within_channel(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """The case after its first entry said which channel it runs in; unchanged where none."""
    within = entry.payload.get("within")
    if not within:
        return case
    case = _forwarded(case.but(within=within))
    promise = within.get("promise")
    if not promise:
        return case
    limit = _limit_of(promise)
    return case.but(rules=replace(case.rules, promise_limit=limit))


def _forwarded(case: CaseSnapshot) -> CaseSnapshot:
    """The case under the organ that decides it, where that lies above the city (转报)."""
    authority = case.within.get("authority")
    if not authority or not authority["forward"]:
        return case
    procedures = replace(
        case.rules.procedures,
        transmission=_limit_of(authority["forward"]),
        higher_organ=authority["organ"],
    )
    return case.but(rules=replace(case.rules, procedures=procedures))


def _limit_of(facts: Facts) -> Limit:
    return Limit(
        days=facts["days"],
        unit=DayUnit(facts["unit"]),
        start=StartEvent(facts["start"]),
        source=facts["source"],
        certainty=Certainty(facts["certainty"]),
        rule_id=facts["rule_id"],
    )


PART = Part(name="channel", folds={}, view=lambda case: case.within or None)
