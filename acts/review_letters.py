"""Letters of the joint review beyond the request: coordination, minutes, handover, deemed."""

from __future__ import annotations

from collections.abc import Mapping

from acts.letter_plans import LetterPlan, Plans, iso_day
from states.clocks import opinion_due
from states.coordination import rung_due
from states.terms import CaseSnapshot, Entry, EntryKind, Rung


def _notices(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    """One notice to each department whose objection goes to the step that begins."""
    rung, review = case.rungs[-1], case.rules.review
    rule, due = review.rung(rung.level) if review else None, rung_due(case, rung)
    assert rule is not None and due is not None, "only a step of the catalogue begins"
    facts = {
        "level": rung.level.value,
        "reason": rung.reason,
        "opened_on": iso_day(rung.opened_on),
        "due_on": iso_day(due.due_on),
        "basis": rule.limit.source,
    }
    return _to_each(case, rung, "coordination_notice", "协", facts)


def minutes(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    """纪要 to each department that objected."""
    rung = case.rungs[-1]
    assert rung.result is not None, "the step was closed by this entry"
    facts = {
        "level": rung.level.value,
        "opened_on": iso_day(rung.opened_on),
        "closed_on": iso_day(rung.closed_on),
        "result": rung.result.value,
        "minutes": rung.minutes,
        "sha256": rung.minutes_sha256,
    }
    return _to_each(case, rung, "coordination_minutes", "纪", facts)


def _to_each(
    case: CaseSnapshot, rung: Rung, kind: str, series: str, facts: Mapping[str, object]
) -> tuple[LetterPlan, ...]:
    return tuple(
        LetterPlan(kind, case.rules.lead, series, name, {"department": name, **facts})
        for name in rung.departments
    )


def handover(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    """转办通知书 to the receiving department; nothing where the lead declined."""
    payload = entry.payload
    seat = case.seat(payload["to_department"])
    if not payload["agreed"] or seat is None:
        return ()
    facts = {
        "department": seat.department,
        "from_department": payload["department"],
        "reason": payload["asked_because"],
        "asked_on": iso_day(seat.asked_on),
        "due_on": iso_day(opinion_due(case, seat).due_on),
        "restarted": bool(case.rules.review and case.rules.review.handover_restarts),
    }
    return (LetterPlan("handover_notice", case.rules.lead, "转", seat.department, facts),)


def _deemed(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    """视为同意告知书 to a silent department that must issue a permit of its own."""
    seat = case.seat(entry.payload["department"])
    if seat is None or not entry.payload.get("own_permit"):
        return ()
    facts = {
        "department": seat.department,
        "due_on": iso_day(opinion_due(case, seat).due_on),
        "deemed_on": iso_day(entry.effective_on),
        "basis": entry.payload["basis"],
        "own_permit": entry.payload["own_permit"],
    }
    return (LetterPlan("deemed_notice", case.rules.lead, "视", seat.department, facts),)


LETTERS: Mapping[EntryKind, Plans] = {
    EntryKind.COORDINATION_OPENED: _notices,
    EntryKind.COORDINATION_ESCALATED: _notices,
    EntryKind.OPINION_DEEMED_AGREED: _deemed,
}
