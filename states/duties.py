"""Who must do what by when: the open obligations of a case, one per party and task.

The ledger keeps them as its worklists; they are a pure reading of the snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
from states.joint_review import live_seats
from states.terms import CaseSnapshot, ClockName
from states.worktime import Due


class Task(StrEnum):
    """What is owed."""

    CHECK_FILING = "check_filing"
    SUPPLEMENT = "supplement"
    OPEN_REVIEW = "open_review"
    GIVE_OPINION = "give_opinion"
    CORRECT = "correct"
    END_SPECIAL_PROCEDURE = "end_special_procedure"
    DECIDE = "decide"
    SERVE = "serve"


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation: `party` is a department id or an enterprise's credit code.

    `breach_on` is the last lawful day; worklists are ordered by it. `promised_on` is the
    earlier, promised one. Both are None where no time limit exists in law.
    """

    party: str
    task: Task
    clock: ClockName | None
    breach_on: date | None
    promised_on: date | None
    provisional: bool


def _duty(
    party: str, task: Task, clock: ClockName | None, due: Due | None, promise: Due | None = None
) -> Duty:
    return Duty(
        party=party,
        task=task,
        clock=clock,
        breach_on=due.due_on if due else None,
        promised_on=promise.due_on if promise else None,
        provisional=bool(due and due.provisional),
    )


def duties_of(case: CaseSnapshot) -> tuple[Duty, ...]:
    """Every open obligation of the case, at most one per party and task."""
    return tuple(_duties(case))


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    lead, applicant = case.rules.lead, str(case.applicant.get("credit_code", ""))
    if case.filing_state == "submitted":
        yield _duty(lead, Task.CHECK_FILING, ClockName.NOTICE, notice_due(case))
    if case.filing_state in ("correction_notified", "change_notified"):
        yield _duty(applicant, Task.SUPPLEMENT, None, None)
    if case.approval_state in ("running", "suspended", "extended") and owed_by_applicant(case):
        yield _duty(applicant, Task.SUPPLEMENT, None, None)
    yield from _review_duties(case, applicant)
    yield from _decision_duties(case)
    if case.approval_state in ("granted", "refused"):
        yield _duty(lead, Task.SERVE, ClockName.DELIVERY, delivery_due(case))


def _review_duties(case: CaseSnapshot, applicant: str) -> Iterator[Duty]:
    if case.review_state not in ("collecting", "returned"):
        return
    for seat in live_seats(case):
        if seat.state == "asked":
            due = opinion_due(case, seat)
            yield _duty(seat.department, Task.GIVE_OPINION, ClockName.OPINION, due)
    if case.review_state == "returned":
        yield _duty(applicant, Task.CORRECT, ClockName.STATUTE, statute_due(case))


def _decision_duties(case: CaseSnapshot) -> Iterator[Duty]:
    if case.approval_state not in ("running", "suspended", "extended"):
        return
    lead, statute, promise = case.rules.lead, statute_due(case), promise_due(case)
    if case.rules.review is not None and case.review_state == "not_opened":
        yield _duty(lead, Task.OPEN_REVIEW, ClockName.STATUTE, statute, promise)
    if running_suspension(case) is not None:
        yield _duty(lead, Task.END_SPECIAL_PROCEDURE, ClockName.SPECIAL, special_due(case))
    yield _duty(lead, Task.DECIDE, ClockName.STATUTE, statute, promise)
