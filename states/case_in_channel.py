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
    limit = promise.limit
    return {
        "days": limit.days,
        "unit": limit.unit.value,
        "start": limit.start.value,
        "source": limit.source,
        "certainty": limit.certainty.value,
        "rule_id": limit.rule_id,
        "zh": promise.zh,
        "en": promise.en,
    }


def within_channel(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """The case after its first entry said which channel it runs in; unchanged where none."""
    within = entry.payload.get("within")
    if not within:
        return case
    case = case.but(within=within)
    promise = within.get("promise")
    if not promise:
        return case
    limit = Limit(
        days=promise["days"],
        unit=DayUnit(promise["unit"]),
        start=StartEvent(promise["start"]),
        source=promise["source"],
        certainty=Certainty(promise["certainty"]),
        rule_id=promise["rule_id"],
    )
    return case.but(rules=replace(case.rules, promise_limit=limit))


PART = Part(name="channel", folds={}, view=lambda case: case.within or None)
