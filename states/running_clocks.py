"""Every clock that a case runs: those of the procedure itself, then those of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from states.clocks import (
    delivery_due,
    notice_due,
    opinion_due,
    promise_due,
    running_suspension,
    special_due,
    special_limit,
    statute_due,
)
from states.parts import PARTS
from states.periods import counted_again
from states.terms import CaseSnapshot, ClockName, RunningClock


def clocks_of(case: CaseSnapshot) -> Iterator[RunningClock]:
    """Every clock of the case, running or stopped, in the order of the procedure."""
    yield from _intake_clock(case)
    yield from _decision_clocks(case)
    yield from _seat_clocks(case)
    yield from _special_clock(case)
    yield from _delivery_clock(case)
    for part in PARTS:
        for clock in part.clocks(case):
            yield _as_judged(case, clock)


def _as_judged(case: CaseSnapshot, clock: RunningClock) -> RunningClock:
    """The clock under the calendar that it keeps, where a notice came after it had stopped."""
    due = clock.due
    kept = case.calendar_of(clock.name, clock.department, due.started_on)
    if kept is due.calendar or counted_again(due, due.calendar) != due:
        return clock
    return replace(clock, due=counted_again(due, kept))


def _intake_clock(case: CaseSnapshot) -> Iterator[RunningClock]:
    limit, due = case.rules.notice_limit, notice_due(case)
    if limit is None or due is None:
        return
    stopped_on = None
    if case.filing_state == "correction_notified":
        stopped_on = case.corrections[-1].notified_on
    elif case.filing_state != "submitted":
        stopped_on = case.accepted_on or due.started_on
    yield RunningClock(ClockName.NOTICE, limit, due, case.rules.lead, stopped_on)


def _decision_clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    stopped_on = case.decision.decided_on if case.decision else None
    if case.filing_state == "withdrawn":
        return
    for name, limit, due in (
        (ClockName.PROMISE, case.rules.promise_limit, promise_due(case)),
        (ClockName.STATUTE, case.rules.decision_limit, statute_due(case)),
    ):
        if limit is not None and due is not None:
            yield RunningClock(name, limit, due, case.rules.lead, stopped_on)


def _seat_clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    review = case.rules.review
    if review is None or case.filing_state == "withdrawn":
        return
    for seat in case.seats:
        if seat.state == "released":
            continue
        due = opinion_due(case, seat)
        answered_on = seat.answered_on or _review_closed_on(case)
        # What came after silence had become agreement is no answer that could be late.
        stopped_on = due.due_on if seat.state in ("deemed_agreed", "late") else answered_on
        yield RunningClock(ClockName.OPINION, review.limit, due, seat.department, stopped_on)


def _review_closed_on(case: CaseSnapshot) -> date | None:
    """The day from which nobody waits for an opinion any more; None while the review is open."""
    if case.review_state in ("collecting", "returned"):
        return None
    if case.decision is not None and case.review_state == "cancelled":
        return case.decision.decided_on
    return max((seat.answered_on for seat in case.seats if seat.answered_on), default=None)


def _special_clock(case: CaseSnapshot) -> Iterator[RunningClock]:
    running, due = running_suspension(case), special_due(case)
    if running is not None and due is not None:
        limit = special_limit(case, running)
        yield RunningClock(ClockName.SPECIAL, limit, due, case.rules.lead)


def _delivery_clock(case: CaseSnapshot) -> Iterator[RunningClock]:
    limit, due = case.rules.delivery_limit, delivery_due(case)
    if limit is not None and due is not None:
        yield RunningClock(ClockName.DELIVERY, limit, due, case.rules.lead, case.delivered_on)
