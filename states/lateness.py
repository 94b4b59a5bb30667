"""逾期: lateness is a fact with consequences, never an approval (LAW B1.6, B9.14, B11.4).

Past the statutory day the applicant has remedies against inaction, with days of their own:
reconsideration within sixty natural days, a suit within six months, both from the end of the
period. Past the promise the unit owes the public its reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from states.clocks import limit_due, statute_due
from states.part import Part
from states.refusals import Refusal
from states.terms import (
    CaseSnapshot,
    ClockName,
    Colour,
    Duty,
    Entry,
    EntryKind,
    Limit,
    RunningClock,
    StartEvent,
    Task,
)
from states.worktime import DayUnit, Due, add_months


class NothingToExplain(Refusal):
    """The promise was kept so far, or its lateness is explained already."""

    zh = "尚未超过承诺时限，或者已经公开说明理由。"
    article = "Regulation on the Business Environment art. 36"
    article_zh = "优化营商环境条例第三十六条"


def is_overdue_in_law(case: CaseSnapshot) -> bool:
    """Whether the statutory day passed without a decision; the card is the evidence."""
    return any(
        card.stands and card.clock is ClockName.STATUTE and card.colour is Colour.RED
        for card in case.cards
    )


def expired_on(case: CaseSnapshot) -> date | None:
    """The last day of the period that ended without a decision; None where none did."""
    due = statute_due(case)
    return due.due_on if due and is_overdue_in_law(case) else None


def reconsideration_due(case: CaseSnapshot) -> Due | None:
    """Last day to ask for reconsideration of the inaction."""
    limit, started_on = case.rules.procedures.reconsideration, expired_on(case)
    return limit_due(case, started_on, limit) if limit and started_on else None


def suit_limit(case: CaseSnapshot) -> Limit | None:
    """The months to sue as so many natural days from the end of the period."""
    rule, started_on = case.rules.procedures.suit, expired_on(case)
    if rule is None or started_on is None:
        return None
    return Limit(
        days=(add_months(started_on, rule.months) - started_on).days,
        unit=DayUnit.NATURAL,
        start=StartEvent.EXPIRED,
        source=rule.source,
        certainty=rule.certainty,
        rule_id="suit_inaction",
    )


def suit_due(case: CaseSnapshot) -> Due | None:
    """Last day to sue over the inaction."""
    limit, started_on = suit_limit(case), expired_on(case)
    return limit_due(case, started_on, limit) if limit and started_on else None


def owes_an_explanation(case: CaseSnapshot) -> bool:
    """Whether the promise was broken and nobody has said in public why."""
    broken = any(
        card.stands and card.clock is ClockName.PROMISE and card.colour is Colour.YELLOW
        for card in case.cards
    )
    return broken and case.explained_on is None and case.approval_state != "withdrawn"


def explained_in_order(case: CaseSnapshot) -> None:
    """Once, after the promised day.

    Raises:
        NothingToExplain: as it says.
    """
    if not owes_an_explanation(case):
        raise NothingToExplain()


def _explained(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return case.but(explained_on=entry.effective_on)


def _clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    stopped_on = case.decision.decided_on if case.decision else None
    if case.approval_state == "withdrawn":
        return
    for name, limit, due in (
        (
            ClockName.RECONSIDERATION,
            case.rules.procedures.reconsideration,
            reconsideration_due(case),
        ),
        (ClockName.SUIT, suit_limit(case), suit_due(case)),
    ):
        if limit is not None and due is not None:
            yield RunningClock(name, limit, due, case.rules.lead, stopped_on)


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    if owes_an_explanation(case):
        yield Duty.by(case.rules.lead, Task.EXPLAIN_DELAY, None, None)


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    owed, reconsideration, suit = (
        owes_an_explanation(case),
        reconsideration_due(case),
        suit_due(case),
    )
    if not owed and reconsideration is None and suit is None and case.explained_on is None:
        return None
    return {
        "explanation_owed": owed,
        "explained_on": case.explained_on.isoformat() if case.explained_on else None,
        "reconsideration_until": reconsideration.due_on.isoformat() if reconsideration else None,
        "suit_until": suit.due_on.isoformat() if suit else None,
    }


LATENESS = Part(
    name="lateness",
    folds={EntryKind.DELAY_EXPLAINED: _explained},
    clocks=_clocks,
    duties=_duties,
    view=_view,
)
