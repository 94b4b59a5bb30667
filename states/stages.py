"""Where a case stands, as the board counts it: one stage for each case at any time."""

from __future__ import annotations

from enum import StrEnum

from states.clocks import statute_due
from states.duties import duties_of
from states.terms import CaseSnapshot
from states.worktime import CalendarMissing, used_days


class Stage(StrEnum):
    """The stages in the order of the procedure; `CLOSED` is no longer open."""

    INTAKE = "intake"
    CORRECTION = "correction"
    REVIEW = "review"
    SPECIAL = "special"
    DECISION = "decision"
    DELIVERY = "delivery"
    AFTER = "after"
    CLOSED = "closed"


OPEN_STAGES = tuple(stage for stage in Stage if stage is not Stage.CLOSED)
BY_FILING = {
    "submitted": Stage.INTAKE,
    "correction_notified": Stage.CORRECTION,
    "change_notified": Stage.CORRECTION,
    "withdrawn": Stage.CLOSED,
    "not_needed": Stage.CLOSED,
    "not_accepted": Stage.CLOSED,
}
BY_REVIEW = {
    "collecting": Stage.REVIEW,
    "objected": Stage.REVIEW,
    "returned": Stage.CORRECTION,
}
BY_DECISION = {
    "suspended": Stage.SPECIAL,
    "granted": Stage.DELIVERY,
    "refused": Stage.DELIVERY,
}
UNDER_WAY = ("running", "extended")


def stage_of(case: CaseSnapshot) -> Stage:
    """The stage of the case; what is decided and served stays open while anybody owes anything."""
    if case.filing_state in BY_FILING:
        return BY_FILING[case.filing_state]
    if case.approval_state in BY_DECISION:
        return BY_DECISION[case.approval_state]
    if case.approval_state in UNDER_WAY:
        return BY_REVIEW.get(case.review_state, _before_or_after_review(case))
    return Stage.AFTER if duties_of(case) else Stage.CLOSED


def _before_or_after_review(case: CaseSnapshot) -> Stage:
    waits = case.rules.review is not None and case.review_state == "not_opened"
    return Stage.REVIEW if waits else Stage.DECISION


def days_to_decision(case: CaseSnapshot) -> int | None:
    """Working days that the written decision used of the statutory clock; None before it.

    Source: LAW B8 (used days), B9.13. None as well where the decision lies beyond the calendar.
    """
    due = statute_due(case)
    if case.decision is None or due is None:
        return None
    until = case.decision.decided_on
    try:
        return used_days(due.started_on, until, due.calendar, case.suspensions, until)
    except CalendarMissing:
        return None
