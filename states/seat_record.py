"""Seats change hands: transmission upward, handover, deputies, requests for checks, reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from states import silence
from states.clocks import limit_due
from states.folding import on_review, on_seat
from states.joint_review import live_seats
from states.part import Part
from states.review_record import conditions_of, open_consultation
from states.terms import (
    Actor,
    CaseSnapshot,
    CheckKind,
    CheckRequest,
    ClockName,
    Colour,
    Consultation,
    ConsultationResult,
    Deputy,
    Duty,
    Entry,
    EntryKind,
    Facts,
    Handover,
    Rank,
    Role,
    RunningClock,
    Step,
    Task,
)
from states.worktime import Due, legal_day

OPEN_REVIEW = ("collecting", "returned")
UNDECIDED = ("running", "suspended", "extended")
ANSWER_EVENTS = {
    ConsultationResult.CONFIRMED: "confirm_above",
    ConsultationResult.WITH_CONDITIONS: "confirm_above_with_conditions",
    ConsultationResult.OBJECTED: "object_above",
}


def consultation_due(case: CaseSnapshot, asked: Consultation) -> Due | None:
    """Last day for the answer of the higher level, from the day of transmission."""
    limit = case.rules.review.consultation if case.rules.review else None
    return limit_due(case, asked.asked_on, limit) if limit else None


def pending_consultations(case: CaseSnapshot) -> Iterator[Consultation]:
    """The opinions that wait for a higher level while the review is open."""
    if case.review_state in OPEN_REVIEW and case.approval_state in UNDECIDED:
        for seat in live_seats(case):
            asked = open_consultation(case, seat.department)
            if asked is not None:
                yield asked


def handover_of(case: CaseSnapshot, department: str) -> Handover | None:
    """What the department asked for and the lead has yet to answer, or None."""
    return next((h for h in case.handovers if h.department == department), None)


def check_request_of(case: CaseSnapshot, department: str) -> CheckRequest | None:
    """The department's request for a check that the lead has yet to answer, or None."""
    found = (r for r in case.check_requests if r.department == department and r.agreed is None)
    return next(found, None)


def standing_in(case: CaseSnapshot, actor: Actor, today: date) -> tuple[Actor, ...]:
    """The offices in which `actor` may act on `today`: the own one, then those deputised for.

    A deputy of a deputy has no office: who stands in for another may not pass that on
    (Administrative Licensing Law art. 24).
    """
    offices = [actor]
    for deputy in case.deputies:
        if deputy.officer == actor.id and deputy.acts_on(today):
            offices.append(replace(actor, role=deputy.role, rank=deputy.rank))
    return tuple(offices)


def barred_from_deciding(
    case: CaseSnapshot, handled: Iterable[tuple[str, date]], today: date
) -> frozenset[str]:
    """Who may not decide: officers who handled the case, also through a deputy.

    `handled` names each handling officer with the legal day of the act. A deputy carries the
    separations of those he stands for today; what a deputy handled bars whom he stood for on
    that day. All branches of the case count alike.
    """
    acts = tuple(handled)
    barred = {officer for officer, _ in acts}
    for officer, day in acts:
        barred |= {d.stands_for for d in case.deputies if d.officer == officer and d.acts_on(day)}
    # Whom a barred person deputises for, and so on: the chain is followed until it is closed.
    while more := {
        d.officer
        for d in case.deputies
        if d.stands_for in barred and d.acts_on(today) and d.officer not in barred
    }:
        barred |= more
    return frozenset(barred)


def handled_on(entries: Iterable[Entry], kinds: frozenset[EntryKind]) -> list[tuple[str, date]]:
    """Who wrote entries of these kinds, and on which legal day."""
    return [(e.actor, legal_day(e.recorded_at)) for e in entries if e.kind in kinds]


def _consultation_answered(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    department = entry.payload["department"]
    result = ConsultationResult(entry.payload["result"])
    asked = open_consultation(case, department)
    answered = tuple(
        replace(c, answered_on=entry.effective_on, result=result) if c is asked else c
        for c in case.consultations
    )
    texts = tuple(entry.payload.get("conditions", ()))
    others = tuple(c for c in case.conditions if c.department != department)
    case = case.but(
        consultations=answered,
        conditions=(*others, *conditions_of(department, entry)),
    )
    comment = entry.payload.get("comment", "")
    return on_seat(case, department, ANSWER_EVENTS[result], comment=comment, conditions=texts)


def _reported(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """Supervision was told; the return itself stands in the entry before."""
    return case


def _handover_asked(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    asked = Handover(
        payload["department"], payload["to_department"], payload["reasons"], entry.effective_on
    )
    return case.but(handovers=(*_other_handovers(case, asked.department), asked))


def _other_handovers(case: CaseSnapshot, department: str) -> tuple[Handover, ...]:
    return tuple(h for h in case.handovers if h.department != department)


def _handover_answered(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload, department = entry.payload, entry.payload["department"]
    case = case.but(handovers=_other_handovers(case, department))
    if not payload["agreed"]:
        return case
    case = on_seat(case, department, "hand_over")
    restarts = case.rules.review is not None and case.rules.review.handover_restarts
    receiver = payload["to_department"]
    seats = tuple(
        replace(
            seat,
            department=receiver,
            officer=None,
            asked_on=entry.effective_on if restarts else seat.asked_on,
        )
        if seat.department == department
        else seat
        for seat in case.seats
        if seat.department != receiver
    )
    return on_review(case.but(seats=seats), "collate")


def _deputy_named(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    deputy = Deputy(
        officer=payload["deputy"],
        stands_for=payload["stands_for"],
        department=payload["department"],
        role=Role(payload["role"]),
        rank=Rank(payload["rank"]) if payload["rank"] else None,
        from_on=date.fromisoformat(payload["from_on"]),
        to_on=date.fromisoformat(payload["to_on"]),
    )
    return case.but(deputies=(*case.deputies, deputy))


def _check_requested(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    request = CheckRequest(
        payload["department"], CheckKind(payload["check"]), payload["reasons"], entry.effective_on
    )
    return case.but(check_requests=(*case.check_requests, request))


def _check_answered(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    asked = check_request_of(case, entry.payload["department"])
    answered = tuple(
        replace(r, agreed=entry.payload["agreed"]) if r is asked else r for r in case.check_requests
    )
    return case.but(check_requests=answered)


def _clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    """One clock for each department's latest transmission."""
    limit = case.rules.review.consultation if case.rules.review else None
    if limit is None or case.filing_state == "withdrawn":
        return
    latest = {asked.department: asked for asked in case.consultations}
    waiting = set(pending_consultations(case))
    for asked in latest.values():
        due = consultation_due(case, asked)
        if due is not None:
            closed_on = None if asked in waiting else asked.answered_on or asked.asked_on
            yield RunningClock(ClockName.CONSULTATION, limit, due, asked.department, closed_on)


def _steps(case: CaseSnapshot) -> Iterator[Step]:
    for asked in pending_consultations(case):
        due = consultation_due(case, asked)
        if due is not None:
            yield from silence.card(
                case, ClockName.CONSULTATION, Colour.YELLOW, due, asked.department
            )


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    if case.approval_state not in UNDECIDED:
        return
    for asked in pending_consultations(case):
        due = consultation_due(case, asked)
        yield Duty.by(asked.department, Task.REPORT_CONSULTATION, ClockName.CONSULTATION, due)
    if case.review_state not in OPEN_REVIEW:
        return
    if case.handovers:
        yield Duty.by(case.rules.lead, Task.ANSWER_HANDOVER, None, None)
    if any(request.agreed is None for request in case.check_requests):
        yield Duty.by(case.rules.lead, Task.ANSWER_CHECK_REQUEST, None, None)


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    lists: dict[str, list[Facts]] = {
        "consultations": [_consultation_facts(case, c) for c in case.consultations],
        "deputies": [
            {
                "officer": d.officer,
                "stands_for": d.stands_for,
                "department": d.department,
                "from_on": d.from_on.isoformat(),
                "to_on": d.to_on.isoformat(),
            }
            for d in case.deputies
        ],
        "handovers": [
            {"department": h.department, "to_department": h.to_department, "reasons": h.reasons}
            for h in case.handovers
        ],
        "check_requests": [
            {
                "department": r.department,
                "check": r.kind.value,
                "reasons": r.reasons,
                "agreed": r.agreed,
            }
            for r in case.check_requests
        ],
        "own_permits": [
            {
                "department": seat.department,
                "permit": permit,
                "permit_en": case.rules.review.own_permit_en_of(seat.department),
            }
            for seat in live_seats(case)
            if seat.state in ("deemed_agreed", "late")
            and case.rules.review
            and (permit := case.rules.review.own_permit_of(seat.department))
        ],
    }
    return lists if any(lists.values()) else None


def _consultation_facts(case: CaseSnapshot, asked: Consultation) -> Facts:
    due = consultation_due(case, asked)
    return {
        "department": asked.department,
        "authority": asked.authority,
        "asked_on": asked.asked_on.isoformat(),
        "due_on": due.due_on.isoformat() if due else None,
        "answered_on": asked.answered_on.isoformat() if asked.answered_on else None,
        "result": asked.result.value if asked.result else None,
    }


SEATS = Part(
    name="seats",
    folds={
        EntryKind.CONSULTATION_ANSWERED: _consultation_answered,
        EntryKind.SECOND_RETURN_REPORTED: _reported,
        EntryKind.HANDOVER_ASKED: _handover_asked,
        EntryKind.HANDOVER_ANSWERED: _handover_answered,
        EntryKind.DEPUTY_NAMED: _deputy_named,
        EntryKind.CHECK_REQUESTED: _check_requested,
        EntryKind.CHECK_ANSWERED: _check_answered,
    },
    clocks=_clocks,
    steps=_steps,
    duties=_duties,
    view=_view,
)
