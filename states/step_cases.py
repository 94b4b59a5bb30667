"""What a case says of its step in a channel: done or not, who holds it, and since when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from states.channel_clocks import stretches_without
from states.duties import duties_of
from states.suspensions import stretch_of
from states.terms import CaseSnapshot, Outcome, Regime
from states.terms.project import StepCase, StepState, Stretch
from states.worktime import DayUnit

RESULTS = ("grant", "filing_certificate")
"""The letters that a later step may rely on as the result of an earlier one."""

_ENDED = ("lapsed", "revoked", "recalled", "cancelled")


def step_case(case: CaseSnapshot) -> StepCase:
    """The case as its project sees it; a pure reading."""
    assert case.received_on is not None, "a case that was opened was received"
    duty = min(duties_of(case), key=lambda d: d.breach_on or date.max, default=None)
    return StepCase(
        case_id=case.case_id,
        matter=case.rules.matter,
        state=_state(case),
        received_on=case.received_on,
        accepted_on=case.accepted_on,
        done_on=_done_on(case),
        with_organs=_with_organs(case),
        holder=duty.party if duty else "",
        due_on=duty.breach_on if duty else None,
        promised_on=duty.promised_on if duty else None,
        provisional=bool(duty and duty.provisional),
        result_letter=next((ref.id for ref in case.letters if ref.kind in RESULTS), ""),
        materials=tuple(
            {"id": m.id, "filename": m.filename, "sha256": m.sha256} for m in case.materials
        ),
    )


def _state(case: CaseSnapshot) -> StepState:
    if case.rules.regime is Regime.RECORD_FILING:
        return _filing_state(case)
    if case.filing_state == "not_needed":
        return StepState.DONE
    if case.filing_state in ("withdrawn", "not_accepted") or case.approval_state in _ENDED:
        return StepState.READY
    if case.filing_state == "correction_notified" or case.review_state == "returned":
        return StepState.WITH_APPLICANT
    if case.filing_state == "submitted":
        return StepState.FILED
    if case.decision is None:
        return StepState.RUNNING
    granted = case.decision.outcome is Outcome.GRANT
    return StepState.DONE if granted else StepState.REFUSED


def _filing_state(case: CaseSnapshot) -> StepState:
    """备案 is done on receipt; a later notice to correct or apply elsewhere reopens it."""
    states = {"filed": StepState.DONE, "change_notified": StepState.WITH_APPLICANT}
    return states.get(case.filing_state, StepState.READY)


def _done_on(case: CaseSnapshot) -> date | None:
    if _state(case) is not StepState.DONE:
        return None
    return case.decision.decided_on if case.decision else case.received_on


def _with_organs(case: CaseSnapshot) -> tuple[Stretch, ...]:
    """From receipt to the notice or acceptance, and from there to the decision without pauses."""
    if case.rules.regime is Regime.RECORD_FILING or _state(case) is StepState.READY:
        return ()
    pieces = list(_intakes(case))
    if case.accepted_on is not None:
        end = case.decision.decided_on if case.decision else None
        pieces.extend(stretches_without(case.accepted_on, end, _announced(case)))
    return tuple(pieces)


def _intakes(case: CaseSnapshot) -> Iterator[Stretch]:
    started_on = case.received_on
    for notice in case.corrections:
        if started_on is not None:
            yield Stretch(started_on, max(started_on, notice.notified_on))
        started_on = notice.supplemented_on
    if started_on is None:
        return
    if case.accepted_on is not None:
        yield Stretch(started_on, max(started_on, case.accepted_on))
    elif case.filing_state == "submitted":
        yield Stretch(started_on, None)


def _announced(case: CaseSnapshot) -> list[Stretch]:
    """The special procedures of the case, each as long as it was announced and lasted."""
    unit = case.rules.decision_limit.unit if case.rules.decision_limit else DayUnit.WORKING
    each = (stretch_of(pause, case.calendar, unit, None) for pause in case.suspensions)
    return [
        Stretch(date.fromordinal(start), date.fromordinal(end)) for start, end in filter(None, each)
    ]
