"""What the record keeps of an estimate and its excess, and who owes what (712 art. 12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from states.estimate import cost_wan, is_exceeded, may_be_compared, over_percent
from states.part import Part
from states.terms import CaseSnapshot, Duty, Entry, EntryKind, Task
from states.terms.estimate import ApprovedEstimate, EstimateFacts


def _compared(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """The comparison begins afresh; an approval of the day of a demand or later answers it."""
    payload = entry.payload
    approved = ApprovedEstimate(
        number=payload["number"],
        approved_on=date.fromisoformat(payload["approved_on"]),
        estimate_wan=Decimal(payload["estimate_wan"]),
        recorded_on=entry.effective_on,
    )
    demanded_on = case.estimate.sent_back_on
    answered = demanded_on is None or approved.approved_on >= demanded_on
    facts = EstimateFacts(approved, sent_back_on=None if answered else demanded_on)
    return case.but(estimate=facts)


def _reported(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return case.but(estimate=replace(case.estimate, reported_on=entry.effective_on))


def _demanded(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return case.but(estimate=replace(case.estimate, sent_back_on=entry.effective_on))


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    if not may_be_compared(case) or case.accepted_on is None:
        return
    if case.estimate.approved is None:
        yield Duty.by(case.rules.lead, Task.COMPARE_ESTIMATE, None, None)
    elif is_exceeded(case) and case.estimate.reported_on is None:
        holder = str(case.applicant.get("credit_code", ""))
        yield Duty.by(holder, Task.REPORT_EXCESS, None, None)


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    rules, facts = case.rules.estimate, case.estimate
    if rules is None or facts.approved is None:
        return None
    return {
        "number": facts.approved.number,
        "approved_on": facts.approved.approved_on.isoformat(),
        "estimate_wan": str(facts.approved.estimate_wan),
        "cost_wan": str(cost_wan(case)),
        "over_percent": str(over_percent(case)),
        "allowed_percent": str(rules.percent),
        "exceeded": is_exceeded(case),
        "reported_on": facts.reported_on.isoformat() if facts.reported_on else None,
        "sent_back_on": facts.sent_back_on.isoformat() if facts.sent_back_on else None,
        "source": rules.source,
        "certainty": rules.certainty.value,
    }


ESTIMATE = Part(
    name="estimate",
    folds={
        EntryKind.ESTIMATE_COMPARED: _compared,
        EntryKind.EXCESS_REPORTED: _reported,
        EntryKind.FEASIBILITY_DEMANDED: _demanded,
    },
    duties=_duties,
    view=_view,
)
