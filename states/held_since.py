"""Since when somebody owes what is open: the day on which the case came to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from states.clocks import intake_started_on, running_suspension
from states.extension_requests import open_request
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, Duty, RunningClock, Task
from states.worktime import legal_day


def held_since(case: CaseSnapshot, duty: Duty) -> date | None:
    """The day from which `duty` is open; None where nothing on record says so."""
    if duty.task is Task.GIVE_OPINION:
        seat = case.seat(duty.party)
        return seat.asked_on if seat else None
    if duty.task is Task.CONFIRM_URGING:
        urged = [u for u in case.urgings if u.department == duty.party and not u.confirmed_at]
        return min((legal_day(urging.opens_at) for urging in urged), default=None)
    if duty.task in _BEGAN:
        return _BEGAN[duty.task](case)
    clock = clock_of(case, duty) if duty.clock else None
    return clock.due.started_on if clock else None


def clock_of(case: CaseSnapshot, duty: Duty) -> RunningClock | None:
    """The running clock that a duty names; of several the one that ends as the duty does."""
    named = [c for c in clocks_of(case) if c.name is duty.clock and c.stopped_on is None]
    return next((c for c in named if c.due.due_on == duty.breach_on), None)


def _told_to_supplement(case: CaseSnapshot) -> date | None:
    return case.corrections[-1].notified_on if case.corrections else case.accepted_on


def _returned_on(case: CaseSnapshot) -> date | None:
    days = [s.answered_on for s in case.seats if s.state == "returned" and s.answered_on]
    return min(days, default=None)


def _paused_on(case: CaseSnapshot) -> date | None:
    pause = running_suspension(case)
    return pause.from_on if pause else None


def _ready_to_decide(case: CaseSnapshot) -> date | None:
    """The last opinion where the review is concluded, else the acceptance."""
    answered = [seat.answered_on for seat in case.seats if seat.answered_on]
    if case.review_state == "agreed" and answered:
        return max(answered)
    return case.accepted_on


def _decided_on(case: CaseSnapshot) -> date | None:
    return case.decision.decided_on if case.decision else None


def _accepted_on(case: CaseSnapshot) -> date | None:
    return case.accepted_on


def _asked_to_extend(case: CaseSnapshot) -> date | None:
    request = open_request(case)
    return request.asked_on if request else None


_BEGAN: Mapping[Task, Callable[[CaseSnapshot], date | None]] = {
    Task.CHECK_FILING: intake_started_on,
    Task.SUPPLEMENT: _told_to_supplement,
    Task.OPEN_REVIEW: _accepted_on,
    Task.CORRECT: _returned_on,
    Task.END_SPECIAL_PROCEDURE: _paused_on,
    Task.DECIDE_EXTENSION: _asked_to_extend,
    Task.DECIDE: _ready_to_decide,
    Task.SERVE: _decided_on,
}
