"""What comes next: the only place that decides it.

`foreseen` lists the steps that silence will bring about, each on the legal day from which
it has effect. `due_steps` is what of it has come; `next_alarm` is when to look again. A late
watch changes nothing: every act takes the due steps first, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from states import silence
from states.clocks import (
    delivery_due,
    intake_started_on,
    notice_due,
    opinion_due,
    promise_due,
    running_suspension,
    special_due,
    statute_due,
)
from states.filing import materials_missing
from states.joint_review import live_seats, settled_on, verdict
from states.part import DraftOf
from states.parts import PARTS
from states.silence import ONE_DAY
from states.terms import (
    AcceptanceMode,
    CaseSnapshot,
    ClockName,
    Colour,
    Draft,
    EntryKind,
    Step,
    StepKind,
)
from states.worktime import Due, legal_day

OPEN_REVIEW = ("collecting", "returned")
UNDECIDED = ("running", "suspended", "extended")


ORDER = {kind: place for place, kind in enumerate(StepKind)}


def due_steps(case: CaseSnapshot, now: datetime) -> tuple[Step, ...]:
    """The steps whose legal day has come by `now`, in the order to take them.

    Pure, and empty once they are taken: runs may be lost, doubled, late or out of order.
    """
    today = legal_day(now)
    due = [step for step in agenda(case) if step.effective_on <= today]
    return tuple(sorted(due, key=lambda s: (s.effective_on, ORDER[s.kind], s.key)))


def next_alarm(case: CaseSnapshot) -> date | None:
    """The first legal day on which something will be due; None when nothing ever will."""
    return min((step.effective_on for step in agenda(case)), default=None)


def agenda(case: CaseSnapshot) -> tuple[Step, ...]:
    """What is foreseen for the case, derived once for each snapshot."""
    if "agenda" not in case.memo:
        case.memo["agenda"] = tuple(foreseen(case))
    steps: tuple[Step, ...] = case.memo["agenda"]
    return steps


def foreseen(case: CaseSnapshot) -> Iterator[Step]:
    """The steps that will come if nobody acts, of a joint review its first ones."""
    yield from _intake_steps(case)
    yield from _review_steps(case)
    yield from _decision_steps(case)
    yield from _special_steps(case)
    yield from _delivery_steps(case)
    for part in PARTS:
        yield from part.steps(case)


def _intake_steps(case: CaseSnapshot) -> Iterator[Step]:
    if case.filing_state != "submitted":
        return
    due = notice_due(case)
    if due is None:
        return
    if due.provisional:
        yield from silence.calendar_call(case, ClockName.NOTICE, due)
    else:
        yield Step(StepKind.DEEM_ACCEPTED, due.due_on + ONE_DAY)


def _review_steps(case: CaseSnapshot) -> Iterator[Step]:
    if case.review_state not in OPEN_REVIEW or case.rules.review is None:
        return
    steps = [
        step
        for seat in live_seats(case)
        if seat.state == "asked"
        for step in _seat_steps(case, seat.department, opinion_due(case, seat))
    ]
    reached = verdict(case)
    if reached is None:
        yield from _first_of(steps)
        return
    # Silence that had become agreement by then is recorded before the review closes.
    concluded_on = settled_on(case)
    silent = [
        step
        for step in steps
        if step.kind is StepKind.DEEM_AGREED and step.effective_on <= concluded_on
    ]
    yield from silent or [Step(StepKind.CONCLUDE, concluded_on, verdict=reached)]


def _first_of(steps: list[Step]) -> Iterator[Step]:
    """The steps that come first, without repetitions.

    What comes later in a review may be voided by what comes first, so that only these may
    be taken in any order.
    """
    when = min(((step.effective_on, ORDER[step.kind]) for step in steps), default=None)
    first = [step for step in steps if (step.effective_on, ORDER[step.kind]) == when]
    yield from dict.fromkeys(first)


def _seat_steps(case: CaseSnapshot, department: str, due: Due) -> Iterator[Step]:
    if due.provisional:
        yield from silence.calendar_call(case, ClockName.OPINION, due)
        return
    review = case.rules.review
    if review is not None and review.deemed_source:
        yield Step(StepKind.DEEM_AGREED, due.due_on + ONE_DAY, department)
    else:
        yield from silence.card(case, ClockName.OPINION, Colour.YELLOW, due, department)
    remind_on = max(silence.workdays_before(due, 1, case.calendar), due.started_on)
    remind = Step(StepKind.REMIND, remind_on, department, ClockName.OPINION)
    if f"{remind.key}:{due.due_on}" not in case.reminded:
        yield remind


def _decision_steps(case: CaseSnapshot) -> Iterator[Step]:
    if case.approval_state not in UNDECIDED:
        return
    lead = case.rules.lead
    promise, statute = promise_due(case), statute_due(case)
    earlier = promise or statute
    if earlier is not None:
        yield from silence.warning(
            case, ClockName.PROMISE if promise else ClockName.STATUTE, earlier
        )
    if promise is not None:
        yield from silence.card(case, ClockName.PROMISE, Colour.YELLOW, promise, lead)
    if statute is not None:
        yield from silence.card(case, ClockName.STATUTE, Colour.RED, statute, lead)


def _special_steps(case: CaseSnapshot) -> Iterator[Step]:
    due = special_due(case)
    if due is not None and running_suspension(case) is not None:
        yield from silence.card(case, ClockName.SPECIAL, Colour.YELLOW, due, case.rules.lead)


def _delivery_steps(case: CaseSnapshot) -> Iterator[Step]:
    due = delivery_due(case)
    if due is None or case.approval_state != "granted":
        return
    yield from silence.warning(case, ClockName.DELIVERY, due)
    yield from silence.card(case, ClockName.DELIVERY, Colour.RED, due, case.rules.lead)


def draft_of(case: CaseSnapshot, step: Step) -> Draft:
    """The entry that taking the step writes; its payload says which text it rests on."""
    return _DRAFTS[step.kind](case, step)


def _deemed_acceptance(case: CaseSnapshot, step: Step) -> Draft:
    received_on, limit = intake_started_on(case), case.rules.notice_limit
    assert received_on is not None and limit is not None
    payload = {
        "mode": AcceptanceMode.DEEMED.value,
        "owed": [rule.id for rule in materials_missing(case)],
        "deemed_from": step.effective_on.isoformat(),
        "basis": limit.source,
    }
    return Draft(EntryKind.ACCEPTED, received_on, payload)


def _deemed_agreement(case: CaseSnapshot, step: Step) -> Draft:
    assert case.rules.review is not None
    payload = {"department": step.department, "basis": case.rules.review.deemed_source}
    own_permit = case.rules.review.own_permit_of(step.department)
    if own_permit:
        payload["own_permit"] = own_permit
    return Draft(EntryKind.OPINION_DEEMED_AGREED, step.effective_on, payload)


def _conclusion(case: CaseSnapshot, step: Step) -> Draft:
    assert step.verdict is not None
    return Draft(EntryKind.REVIEW_CONCLUDED, step.effective_on, {"verdict": step.verdict.value})


def _card_entry(case: CaseSnapshot, step: Step) -> Draft:
    assert step.clock is not None and step.colour is not None
    payload = {
        "clock": step.clock.value,
        "colour": step.colour.value,
        "department": step.department,
    }
    return Draft(EntryKind.CARDED, step.effective_on, payload)


def _reminder(case: CaseSnapshot, step: Step) -> Draft:
    payload = {
        "about": step.key if step.about else _about_reminder(case, step),
        "department": step.department or case.rules.lead,
        "clock": step.clock.value if step.clock else None,
    }
    return Draft(EntryKind.REMINDED, step.effective_on, payload)


def _about_reminder(case: CaseSnapshot, step: Step) -> str:
    seat = case.seat(step.department) if step.department else None
    suffix = opinion_due(case, seat).due_on.isoformat() if seat else silence.missing_calendar(case)
    return f"{step.key}:{suffix}"


_DRAFTS: Mapping[StepKind, DraftOf] = {
    StepKind.DEEM_ACCEPTED: _deemed_acceptance,
    StepKind.DEEM_AGREED: _deemed_agreement,
    StepKind.CONCLUDE: _conclusion,
    StepKind.CARD: _card_entry,
    StepKind.REMIND: _reminder,
    **{kind: draft for part in PARTS for kind, draft in part.drafts.items()},
}
