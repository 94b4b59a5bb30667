"""How long a grant may be used: its clock, the reminders in time, and lapse by time alone.

Source: LAW B1.6 (void by time), B2.3, B11.28; Civil Code art. 202. The lapse has effect from
the day after the last one, however late anybody looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from states import silence
from states.after_dates import (
    delay_request_due,
    grant_in_force,
    renewal_request_due,
    renewal_warning_due,
    request_of,
    validity_due,
    validity_stopped_on,
)
from states.part import DraftOf, Part
from states.silence import ONE_DAY
from states.terms import (
    CaseSnapshot,
    ClockName,
    Draft,
    Ending,
    EntryKind,
    OnExpiry,
    RequestKind,
    RunningClock,
    Step,
    StepKind,
)
from states.worktime import Due

PROLONGING = (RequestKind.DELAY, RequestKind.RENEWAL)
"""While one of these is unanswered, nothing lapses: the holder did not stay silent."""


def clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    """The validity, and until when a delay or a renewal may be asked for."""
    rule, due = case.rules.after.validity, validity_due(case)
    if rule is None or due is None:
        return
    holder = str(case.applicant.get("credit_code", ""))
    stopped_on = validity_stopped_on(case)
    if case.approval_state == "lapsed":
        stopped_on = due.due_on
    yield RunningClock(ClockName.VALIDITY, rule.limit, due, case.rules.lead, stopped_on)
    delay, renewal = delay_request_due(case), renewal_request_due(case)
    if rule.delay is not None and rule.delay.before is not None and delay is not None:
        asked_on = _asked_on(case, RequestKind.DELAY) or stopped_on
        yield RunningClock(
            ClockName.DELAY_REQUEST, rule.delay.before, delay, holder, asked_on or _over(case)
        )
    if rule.renewal is not None and renewal is not None:
        asked_on = _asked_on(case, RequestKind.RENEWAL) or stopped_on
        yield RunningClock(
            ClockName.RENEWAL_REQUEST, rule.renewal.before, renewal, holder, asked_on
        )


def _asked_on(case: CaseSnapshot, kind: RequestKind) -> date | None:
    request = request_of(case, kind)
    return request.asked_on if request else None


def _over(case: CaseSnapshot) -> date | None:
    due = validity_due(case)
    return due.due_on if due and case.approval_state == "lapsed" else None


def steps(case: CaseSnapshot) -> Iterator[Step]:
    """Reminders before each last day, and the lapse after the validity."""
    rule, due = case.rules.after.validity, validity_due(case)
    if rule is None or due is None or not grant_in_force(case):
        return
    if validity_stopped_on(case) is not None:
        return
    waiting = [kind for kind in PROLONGING if request_of(case, kind) is not None]
    if waiting:
        return
    yield from _reminders(case, due)
    if rule.on_expiry is not OnExpiry.LAPSE:
        return
    if due.provisional:
        yield from silence.calendar_call(case, ClockName.VALIDITY, due)
    else:
        yield Step(StepKind.LAPSE, _lapses_on(case, due))


def _lapses_on(case: CaseSnapshot, due: Due) -> date:
    """The day after the last one; after a request that was refused or given up meanwhile, the
    day after that."""
    unanswered = [
        request.ended_on + ONE_DAY
        for request in case.requests
        if request.kind in PROLONGING and request.ended_on and not request.has_effect
    ]
    return max([due.due_on + ONE_DAY, *unanswered])


def _reminders(case: CaseSnapshot, due: Due) -> Iterator[Step]:
    for clock, last in (
        (ClockName.VALIDITY, due),
        (ClockName.DELAY_REQUEST, delay_request_due(case)),
        (ClockName.RENEWAL_REQUEST, renewal_warning_due(case)),
    ):
        if last is None:
            continue
        if last.provisional:
            yield from silence.calendar_call(case, clock, last)
            continue
        yield from _remind(case, clock, last)


def _remind(case: CaseSnapshot, clock: ClockName, last: Due) -> Iterator[Step]:
    """Once for each last day, so many natural days before it: no calendar is needed for it."""
    rule = case.rules.after.validity
    assert rule is not None
    day = max(last.due_on - timedelta(days=rule.remind_days), last.started_on)
    holder = str(case.applicant.get("credit_code", ""))
    step = Step(StepKind.REMIND, day, holder, clock, about=last.due_on.isoformat())
    if step.key not in case.reminded:
        yield step


def _lapse(case: CaseSnapshot, step: Step) -> Draft:
    rule, due = case.rules.after.validity, validity_due(case)
    assert rule is not None and due is not None
    payload = {
        "ending": Ending.LAPSED.value,
        "reasons": rule.effect,
        "basis": rule.limit.source,
        "last_on": due.due_on.isoformat(),
    }
    return Draft(EntryKind.GRANT_ENDED, step.effective_on, payload)


DRAFTS: Mapping[StepKind, DraftOf] = {StepKind.LAPSE: _lapse}


def view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    """Until when the grant may be used, as JSON facts; None where no text limits it."""
    rule, due = case.rules.after.validity, validity_due(case)
    if rule is None or due is None:
        return None
    delay, renewal = delay_request_due(case), renewal_request_due(case)
    stopped_on = validity_stopped_on(case)
    return {
        "last_on": due.due_on.isoformat(),
        "provisional": due.provisional,
        "stopped_on": stopped_on.isoformat() if stopped_on else None,
        "ends_by": rule.ends_by.value,
        "on_expiry": rule.on_expiry.value,
        "effect": rule.effect,
        "effect_en": rule.effect_en,
        "delay_to_be_asked_by": _range(delay),
        "renewal_to_be_asked_by": _range(renewal),
    }


def _range(due: Due | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {
        "last_on": due.due_on.isoformat(),
        "provisional": due.provisional,
        "latest_on": due.latest_on.isoformat(),
    }


VALIDITY = Part(
    name="validity",
    folds={},
    clocks=clocks,
    steps=steps,
    drafts=DRAFTS,
    view=view,
)
