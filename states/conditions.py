"""附条件同意: conditions as records, contradictions among them, and the one merged list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from states.condition_rules import contradictions, merged_list, standing_conditions
from states.part import Part
from states.review_record import specified
from states.terms import (
    CaseSnapshot,
    Condition,
    Contradiction,
    Duty,
    Entry,
    EntryKind,
    MergedCondition,
    Task,
)


def _specified(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    wanted = entry.payload["condition"]
    return case.but(
        conditions=tuple(
            specified(condition, entry.payload) if condition.id == wanted else condition
            for condition in case.conditions
        )
    )


def _merged(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    sources = tuple(entry.payload["sources"])
    kept = tuple(m for m in case.merged_conditions if not set(m.sources) & set(sources))
    merged = MergedCondition(entry.payload["text"], sources)
    return case.but(merged_conditions=(*kept, merged))


def _flagged(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    found = Contradiction(payload["first"], payload["second"], payload["reasons"], computed=False)
    return case.but(flagged=(*_without(case, found.first, found.second), found))


def _resolved(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return case.but(flagged=_without(case, entry.payload["first"], entry.payload["second"]))


def _without(case: CaseSnapshot, first: str, second: str) -> tuple[Contradiction, ...]:
    return tuple(c for c in case.flagged if {c.first, c.second} != {first, second})


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    if case.approval_state in ("running", "suspended", "extended") and contradictions(case):
        yield Duty.by(case.rules.lead, Task.SETTLE_CONTRADICTION, None, None)


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    if not case.conditions:
        return None
    return {
        "conditions": [_condition_facts(c) for c in standing_conditions(case)],
        "merged": [{"text": m.text, "sources": list(m.sources)} for m in merged_list(case)],
        "contradictions": [
            {"first": c.first, "second": c.second, "reason": c.reason, "computed": c.computed}
            for c in contradictions(case)
        ],
    }


def _condition_facts(condition: Condition) -> Mapping[str, Any]:
    quantity = condition.quantity
    return {
        "id": condition.id,
        "department": condition.department,
        "text": condition.text,
        "category": condition.category.value,
        "about": condition.about,
        "quantity": quantity
        and {
            "field": quantity.field,
            "operator": quantity.operator.value,
            "value": f"{quantity.value:f}",
            "unit": quantity.unit,
        },
    }


CONDITIONS = Part(
    name="conditions",
    folds={
        EntryKind.CONDITION_SPECIFIED: _specified,
        EntryKind.CONDITIONS_MERGED: _merged,
        EntryKind.CONTRADICTION_FLAGGED: _flagged,
        EntryKind.CONTRADICTION_RESOLVED: _resolved,
    },
    duties=_duties,
    view=_view,
)
