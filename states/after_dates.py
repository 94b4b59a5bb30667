"""What lives on after the decision: until when, and by when something may be asked for.

Month and year ends need no calendar unless the text lets them move to a working day; what is
counted backwards in working days may be provisional (LAW B1.6, B2.3, B9.5, B9.6; C20, C26).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from states.periods import end_of_months, in_months, last_day_for
from states.terms import (
    CaseSnapshot,
    EndsBy,
    GrantRequest,
    Limit,
    Outcome,
    RequestKind,
    StartEvent,
    ValidityRule,
)
from states.worktime import Due, due_on

IN_FORCE = ("granted", "delivered")
ON_FILE = ("filed", "change_notified", "statement_asked", "statement_reminded")


def grant_in_force(case: CaseSnapshot) -> bool:
    """Whether there is a grant that nothing has ended."""
    granted = case.decision is not None and case.decision.outcome is Outcome.GRANT
    return granted and case.approval_state in IN_FORCE


def request_of(case: CaseSnapshot, kind: RequestKind) -> GrantRequest | None:
    """The open request of this kind, or None."""
    return next((r for r in case.requests if r.kind is kind and r.is_open), None)


def times_agreed(case: CaseSnapshot, kind: RequestKind) -> int:
    """How often a request of this kind took effect."""
    return sum(request.kind is kind and request.has_effect for request in case.requests)


def validity_due(case: CaseSnapshot) -> Due | None:
    """The last day on which the grant may be used, with its delays and renewals; None: no such.

    Source: LAW B1.6 (void by time), B9.5; Civil Code art. 202.
    """
    rule, started_on = case.rules.after.validity, _validity_started_on(case)
    if rule is None or started_on is None:
        return None
    due, delayed = _validity_end(case, rule, started_on, 0), 0
    for request in case.requests:
        if not request.has_effect:
            continue
        if request.kind is RequestKind.DELAY:
            delayed += request.months
        elif request.kind is RequestKind.RENEWAL:
            started_on, delayed = due.due_on, 0
        elif request.kind is RequestKind.CHANGE and rule.anew_on_change and request.ended_on:
            started_on, delayed = request.ended_on, 0
        due = _validity_end(case, rule, started_on, delayed)
    return due


def _validity_end(case: CaseSnapshot, rule: ValidityRule, started_on: date, delayed: int) -> Due:
    months = in_months(rule.limit.days, rule.limit.unit)
    return end_of_months(
        started_on, months, case.calendar, extension_months=delayed, rolls=rule.rolls
    )


def _validity_started_on(case: CaseSnapshot) -> date | None:
    rule, decision = case.rules.after.validity, case.decision
    if rule is None or decision is None or decision.outcome is not Outcome.GRANT:
        return None
    return case.delivered_on if rule.limit.start is StartEvent.SERVED else decision.decided_on


def validity_stopped_on(case: CaseSnapshot) -> date | None:
    """The day from which the validity no longer counts down; None while it does."""
    rule = case.rules.after.validity
    ended_by = {EndsBy.WORKS: case.works.begun_on, EndsBy.USE: case.works.used_on}
    used_on = ended_by.get(rule.ends_by) if rule is not None else None
    if used_on is not None:
        return used_on
    looked_again = [
        request.ended_on
        for request in case.requests
        if request.kind is RequestKind.RECHECK and request.has_effect
    ]
    return case.grant_ended_on or max((day for day in looked_again if day), default=None)


def delay_request_due(case: CaseSnapshot) -> Due | None:
    """The last day to ask for a delay; None where none may be asked for (any more).

    Source: Order 673 art. 12; LAW B9.6, case C20.
    """
    rule, validity = case.rules.after.validity, validity_due(case)
    if rule is None or rule.delay is None or rule.delay.before is None or validity is None:
        return None
    if times_agreed(case, RequestKind.DELAY) >= rule.delay.times:
        return None
    return _before(case, rule.delay.before, validity)


def renewal_request_due(case: CaseSnapshot) -> Due | None:
    """The last day to ask for a renewal, by the reading that is kinder to the holder (C26)."""
    rule, validity = case.rules.after.validity, validity_due(case)
    if rule is None or rule.renewal is None or validity is None:
        return None
    return _before(case, rule.renewal.before, validity)


def renewal_warning_due(case: CaseSnapshot) -> Due | None:
    """The same day by the stricter reading, by which the holder is reminded (C26)."""
    rule, validity = case.rules.after.validity, validity_due(case)
    if rule is None or rule.renewal is None or validity is None:
        return None
    return _before(case, rule.renewal.warn, validity)


def _before(case: CaseSnapshot, limit: Limit, validity: Due) -> Due:
    return last_day_for(
        validity.due_on,
        limit.days,
        case.calendar,
        unit=limit.unit,
        started_on=validity.started_on,
    )


def request_limit(case: CaseSnapshot, kind: RequestKind) -> Limit | None:
    """The time limit of the organ's answer to a request, where the text has one."""
    after = case.rules.after
    if kind is RequestKind.CHANGE:
        return after.change
    rule = after.validity
    if rule is None:
        return None
    if kind is RequestKind.DELAY:
        return rule.delay.decision if rule.delay else None
    if kind is RequestKind.RECHECK:
        return rule.recheck
    return replace(rule.limit, source=rule.renewal.deemed_source) if rule.renewal else None


def request_due(case: CaseSnapshot, request: GrantRequest) -> Due | None:
    """The last day to answer a request; a renewal is decided before expiry (art. 50)."""
    if request.kind is RequestKind.RENEWAL:
        return _validity_before(case, request)
    limit = request_limit(case, request.kind)
    if limit is None:
        return None
    return due_on(request.asked_on, limit.days, case.calendar, unit=limit.unit)


def _validity_before(case: CaseSnapshot, request: GrantRequest) -> Due | None:
    """The validity that a renewal was asked for in, as if it had not yet had effect."""
    earlier = case.requests[: case.requests.index(request)]
    return validity_due(case.but(requests=earlier))


def statement_due(case: CaseSnapshot) -> Due | None:
    """备案: the last day of the two years after which a statement is owed (14号令 art. 15)."""
    rule, filed_on = case.rules.after.statement, case.received_on
    if rule is None or case.filed_at is None or filed_on is None:
        return None
    started_on = case.statements.counted_from or filed_on
    return end_of_months(started_on, in_months(rule.limit.days, rule.limit.unit), case.calendar)


def filing_refusal_due(case: CaseSnapshot) -> Due | None:
    """备案 of a foreign project: the last day for a written 不予备案; None where none exists.

    Source: NDRC Order 12 art. 21, where it was in force on the day of receipt (LAW B2.4).
    """
    rule, filed_on = case.rules.after.filing_refusal, case.received_on
    if rule is None or filed_on is None or not rule.applies_on(filed_on):
        return None
    return due_on(filed_on, rule.limit.days, case.calendar, unit=rule.limit.unit)
