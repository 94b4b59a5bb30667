"""What the conditions of several departments add up to: contradictions, and the merged list."""

from __future__ import annotations

from itertools import combinations

from states.joint_review import live_seats
from states.review_refusals import ContradictoryConditions
from states.terms import CaseSnapshot, Condition, Contradiction, MergedCondition, Operator, Quantity

UPPER = (Operator.AT_MOST, Operator.LESS_THAN, Operator.EXACTLY)
LOWER = (Operator.AT_LEAST, Operator.MORE_THAN, Operator.EXACTLY)
STRICT = (Operator.LESS_THAN, Operator.MORE_THAN)


def standing_conditions(case: CaseSnapshot) -> tuple[Condition, ...]:
    """The conditions of departments whose agreement with conditions stands."""
    bound = {seat.department for seat in live_seats(case) if seat.state == "agreed_with_conditions"}
    return tuple(condition for condition in case.conditions if condition.department in bound)


def contradict(first: Quantity, second: Quantity) -> bool:
    """Whether no value can keep both; only the same field in the same unit is compared."""
    if (first.field, first.unit) != (second.field, second.unit):
        return False
    return _leaves_nothing(first, second) or _leaves_nothing(second, first)


def _leaves_nothing(lower: Quantity, upper: Quantity) -> bool:
    if lower.operator not in LOWER or upper.operator not in UPPER:
        return False
    touching = lower.value == upper.value
    open_end = lower.operator in STRICT or upper.operator in STRICT
    return lower.value > upper.value or (touching and open_end)


def contradictions(case: CaseSnapshot) -> tuple[Contradiction, ...]:
    """Every unresolved contradiction of standing conditions, computed first, then flagged."""
    standing = standing_conditions(case)
    computed = [
        Contradiction(a.id, b.id, _compared(a, b), computed=True)
        for a, b in combinations(standing, 2)
        if a.quantity and b.quantity and contradict(a.quantity, b.quantity)
    ]
    ids = {condition.id for condition in standing}
    flagged = [c for c in case.flagged if c.first in ids and c.second in ids]
    return (*computed, *flagged)


def _compared(a: Condition, b: Condition) -> str:
    return " / ".join(
        f"{q.field} {q.operator.value} {q.value:f} {q.unit}".strip()
        for q in (a.quantity, b.quantity)
        if q
    )


def merged_list(case: CaseSnapshot) -> tuple[MergedCondition, ...]:
    """The conditions a grant carries: what the lead merged, then what stands by itself.

    A merger whose source no longer stands has fallen apart; its other sources stand alone.
    """
    standing = {condition.id: condition for condition in standing_conditions(case)}
    merged = [m for m in case.merged_conditions if all(source in standing for source in m.sources)]
    taken = {source for m in merged for source in m.sources}
    alone = (
        MergedCondition(condition.text, (condition.id,))
        for condition in standing.values()
        if condition.id not in taken
    )
    return (*merged, *alone)


def conditions_do_not_contradict(case: CaseSnapshot, cmd: object) -> None:
    """A grant cannot ask for two things of which only one is possible."""
    texts = {condition.id: condition for condition in standing_conditions(case)}
    found = contradictions(case)
    if found:
        told = (
            f"{texts[c.first].department}“{texts[c.first].text}” ↔ "
            f"{texts[c.second].department}“{texts[c.second].text}”"
            for c in found
        )
        raise ContradictoryConditions(conditions="; ".join(told))
