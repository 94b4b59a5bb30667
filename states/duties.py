"""Who must do what by when: the open obligations of a case, one per party and task.

The ledger keeps them as its worklists; they are a pure reading of the snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from states.clocks import (
    delivery_due,
    notice_due,
    opinion_due,
    promise_due,
    running_suspension,
    special_due,
    statute_due,
)
from states.filing import owed_by_applicant
from states.held_since import held_since
from states.joint_review import live_seats
from states.parts import PARTS
from states.terms import CaseSnapshot, ClockName, Duty, Task


def duties_of(case: CaseSnapshot) -> tuple[Duty, ...]:
    """Every open obligation of the case, at most one per party and task."""
    return tuple(replace(duty, since_on=held_since(case, duty)) for duty in _duties(case))


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    lead, applicant = case.rules.lead, str(case.applicant.get("credit_code", ""))
    if case.filing_state == "submitted":
        yield Duty.by(lead, Task.CHECK_FILING, ClockName.NOTICE, notice_due(case))
    if case.filing_state in ("correction_notified", "change_notified"):
        yield Duty.by(applicant, Task.SUPPLEMENT, None, None)
    if case.approval_state in ("running", "suspended", "extended") and owed_by_applicant(case):
        yield Duty.by(applicant, Task.SUPPLEMENT, None, None)
    yield from _review_duties(case, applicant)
    yield from _decision_duties(case)
    if case.approval_state in ("granted", "refused"):
        yield Duty.by(lead, Task.SERVE, ClockName.DELIVERY, delivery_due(case))
    for part in PARTS:
        yield from part.duties(case)


def _review_duties(case: CaseSnapshot, applicant: str) -> Iterator[Duty]:
    if case.review_state not in ("collecting", "returned"):
        return
    for seat in live_seats(case):
        if seat.state == "asked":
            due = opinion_due(case, seat)
            yield Duty.by(seat.department, Task.GIVE_OPINION, ClockName.OPINION, due)
    if case.review_state == "returned":
        yield Duty.by(applicant, Task.CORRECT, ClockName.STATUTE, statute_due(case))


def _decision_duties(case: CaseSnapshot) -> Iterator[Duty]:
    if case.approval_state not in ("running", "suspended", "extended"):
        return
    lead, statute, promise = case.rules.lead, statute_due(case), promise_due(case)
    if case.rules.review is not None and case.review_state == "not_opened":
        yield Duty.by(lead, Task.OPEN_REVIEW, ClockName.STATUTE, statute, promise)
    if running_suspension(case) is not None:
        yield Duty.by(lead, Task.END_SPECIAL_PROCEDURE, ClockName.SPECIAL, special_due(case))
    yield Duty.by(lead, Task.DECIDE, ClockName.STATUTE, statute, promise)
