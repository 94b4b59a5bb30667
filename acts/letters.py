"""Which letters an entry brings, and the typed facts they are composed from.

Letters are written in the transaction of the act: no decision without its letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from acts import after_letters, commitment_letters, procedure_letters, reissue, review_letters
from acts.letter_plans import LetterPlan, Plans, iso_day, material_name, to_applicant
from acts.moved_dates import moved_dates_letter
from states.clocks import notice_due, opinion_due, statute_due
from states.terms import (
    AcceptanceMode,
    CaseSnapshot,
    CoordinationResult,
    Entry,
    EntryKind,
    Outcome,
    Regime,
    Seat,
)
from states.worktime import Due


def _voucher(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    if case.rules.regime is Regime.RECORD_FILING:
        return ()
    due = notice_due(case)
    facts = {
        "received_on": iso_day(case.received_on),
        "notice_due_on": iso_day(due.due_on if due else None),
        "materials": [material_name(case, m.id) for m in case.materials],
    }
    return to_applicant(case, "receipt_voucher", "收", facts)


def _certificate(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    project = case.project
    groups = {
        "enterprise": {
            "name": case.applicant["name"],
            "credit_code": case.applicant["credit_code"],
        },
        "project": {
            "name": project["name"],
            "location": project["location"],
            "scale": project["scale"],
            "content": project["content"],
        },
        "investment": {"total_wan": project["total_investment_wan"]},
        "declaration": project["declaration"],
    }
    facts = {"filed_at": entry.payload["filed_at"], "groups": groups}
    return to_applicant(case, "filing_certificate", "备", facts)


def _change_notice(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    facts = {name: entry.payload[name] for name in ("problem", "remedy", "basis")}
    return to_applicant(case, "change_notice", "更", facts)


def _correction(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    items = [
        {
            "about": material_name(case, item["about"]),
            "problem": item["problem"],
            "remedy": item["remedy"],
        }
        for item in entry.payload["items"]
    ]
    facts = {
        "items": items,
        "received_on": iso_day(case.received_on),
        "basis": case.rules.notice_limit.source if case.rules.notice_limit else "",
    }
    return to_applicant(case, "correction", "补", facts)


def _acceptance(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    due, limit = statute_due(case), case.rules.decision_limit
    assert due is not None and limit is not None, "an accepted case has a decision clock"
    follows = (AcceptanceMode.TOLERANT.value, AcceptanceMode.COMMITMENT.value)
    owed = case.owed_materials if entry.payload["mode"] in follows else ()
    facts = {
        "received_on": iso_day(case.received_on),
        "accepted_on": iso_day(case.accepted_on),
        "mode": entry.payload["mode"],
        "days": limit.days,
        "unit": limit.unit.value,
        "last_on": iso_day(due.due_on),
        "provisional": due.provisional,
        "basis": limit.source,
        "owed_materials": [material_name(case, m) for m in owed],
    }
    return to_applicant(case, "acceptance", "受", facts)


def _not_needed(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    return _turned_away(case, entry, "not_needed", "告")


def _acceptance_refusal(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    return _turned_away(case, entry, "acceptance_refusal", "不受")


def _turned_away(
    case: CaseSnapshot, entry: Entry, kind: str, series: str
) -> tuple[LetterPlan, ...]:
    names = ("reasons", "competent_organ", "basis")
    return to_applicant(case, kind, series, {name: entry.payload[name] for name in names})


def _request(case: CaseSnapshot, seat: Seat) -> LetterPlan:
    review = case.rules.review
    assert review is not None
    due = opinion_due(case, seat)
    facts = {
        "department": seat.department,
        "delivered_on": iso_day(seat.asked_on),
        "due_on": iso_day(due.due_on),
        "days": review.limit.days,
        "unit": review.limit.unit.value,
        "silence": "deemed" if review.deemed_source else "none",
        "deemed_source": review.deemed_source,
        "basis": review.limit.source,
    }
    return LetterPlan("opinion_request", case.rules.lead, "征", seat.department, facts)


def _requests_to_asked(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    """One request to every seat that this entry asked, at first or again."""
    named = entry.payload.get("concerned") or entry.payload.get("department")
    departments = (named,) if isinstance(named, str) else named
    return tuple(
        _request(case, seat)
        for seat in case.seats
        if seat.state == "asked"
        and seat.asked_on == entry.effective_on
        and (departments is None or seat.department in departments)
    )


def _minutes_and_requests(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    """The minutes, and the new request where the departments are asked again."""
    upheld = entry.payload["result"] == CoordinationResult.UPHELD.value
    again = () if upheld else _requests_to_asked(case, entry)
    return (*review_letters.minutes(case, entry), *again)


def _handover(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    """The notice of handover, and the request that the receiving department has not had."""
    notices = review_letters.handover(case, entry)
    seats = (case.seat(notice.recipient) for notice in notices)
    return (*notices, *(_request(case, seat) for seat in seats if seat))


def _without_pause(case: CaseSnapshot) -> Due | None:
    return statute_due(replace(case, suspensions=case.suspensions[:-1]))


def _special(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    rule = case.rules.suspension(entry.payload["procedure"])
    original, new = _without_pause(case), statute_due(case)
    assert rule is not None and original is not None and new is not None
    facts = {
        "procedure_name": rule.name,
        "basis": entry.payload["basis"],
        "from_on": iso_day(entry.effective_on),
        "announced_days": entry.payload["announced_days"],
        "original_last_on": iso_day(original.due_on),
        "new_last_on": iso_day(new.due_on),
    }
    return to_applicant(case, "special_procedure", "特", facts)


def _extension(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    original, new = statute_due(replace(case, extension=None)), statute_due(case)
    rule, limit = case.rules.extension, case.rules.decision_limit
    assert rule is not None and limit is not None and original is not None and new is not None
    facts = {
        "original_last_on": iso_day(original.due_on),
        "new_last_on": iso_day(new.due_on),
        "days": entry.payload["days"],
        "unit": limit.unit.value,
        "reasons": entry.payload["reasons"],
        "approver": entry.payload["approver_name"],
        "approver_rank": entry.payload["rank"],
        "basis": rule.source,
    }
    return to_applicant(case, "extension", "延", facts)


def _decision(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    payload = entry.payload
    decided_on = iso_day(entry.effective_on)
    if payload["outcome"] == Outcome.GRANT.value:
        facts = {
            "decided_on": decided_on,
            "conditions": list(payload["conditions"]),
            "content": payload["content"],
            "validity": payload["validity"],
            "approver": payload["approver_name"],
        }
        return to_applicant(case, "grant", "许准", facts)
    facts = {
        "decided_on": decided_on,
        "facts_found": payload["facts_found"],
        "reasons": payload["reasons"],
        "basis": case.rules.basis,
    }
    return to_applicant(case, "refusal", "许不", facts)


_OF_EACH_PART: tuple[Mapping[EntryKind, Plans], ...] = (
    review_letters.LETTERS,
    commitment_letters.LETTERS,
    after_letters.LETTERS,
    procedure_letters.LETTERS,
    reissue.LETTERS,
)

LETTERS_OF: Mapping[EntryKind, Plans] = {
    EntryKind.RECEIVED: _voucher,
    EntryKind.FILED: _certificate,
    EntryKind.CHANGE_NOTIFIED: _change_notice,
    EntryKind.CORRECTION_NOTIFIED: _correction,
    EntryKind.ACCEPTED: _acceptance,
    EntryKind.FOUND_NOT_NEEDED: _not_needed,
    EntryKind.ACCEPTANCE_REFUSED: _acceptance_refusal,
    EntryKind.REVIEW_OPENED: _requests_to_asked,
    EntryKind.SEAT_ADDED: _requests_to_asked,
    EntryKind.CORRECTED_IN_REVIEW: _requests_to_asked,
    EntryKind.REVIEW_REOPENED: _requests_to_asked,
    EntryKind.COORDINATION_CLOSED: _minutes_and_requests,
    EntryKind.HANDOVER_ANSWERED: _handover,
    EntryKind.SUSPENDED: _special,
    EntryKind.EXTENDED: _extension,
    EntryKind.DECIDED: _decision,
    EntryKind.DATES_DERIVED_AGAIN: moved_dates_letter,
    EntryKind.MOVED_TO_EDITION: moved_dates_letter,
    **{kind: plans for part in _OF_EACH_PART for kind, plans in part.items()},
}
