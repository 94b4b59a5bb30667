"""Letters of the procedures around a decision, planned from the entries that bring them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from acts.letter_plans import LetterPlan, Plans, iso_day, material_name, to_applicant
from states.clocks import promise_due, statute_due
from states.hearing import request_due
from states.joint_handling import own_statute_due
from states.lateness import reconsideration_due, suit_due
from states.terms import CaseSnapshot, ClockName, Colour, Entry, EntryKind
from states.transmission import transmission_due

SHANGHAI_OFFSET = "+08:00"
EXPLAINED_BY = "《优化营商环境条例》第三十六条"
CHECKED_BY = "《行政许可法》第三十四条第三款"
HEARING_TOLD_BY = "《行政许可法》第四十八条第一款第（一）项"


def _to_party(
    case: CaseSnapshot, party: str, kind: str, series: str, facts: dict[str, Any]
) -> LetterPlan:
    """To the applicant by its code; to another party, who has no account, by the name told."""
    own = party == case.applicant["name"]
    recipient = str(case.applicant["credit_code"]) if own else party
    return LetterPlan(kind, case.rules.lead, series, recipient, facts)


def _hearing_right(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    due, limit = request_due(case), case.rules.procedures.hearing_request
    assert due is not None and limit is not None, "whoever is told is told until when to ask"
    facts = {
        "interest": entry.payload["interest"],
        "told_on": iso_day(entry.effective_on),
        "request_by_on": iso_day(due.due_on),
        "days": limit.days,
        "unit": limit.unit.value,
        "basis": limit.source,
    }
    return tuple(
        _to_party(case, party, "hearing_right_notice", "听告", facts | {"party": party})
        for party in entry.payload["parties"]
    )


def _held_at(case: CaseSnapshot) -> str:
    hearing = case.hearing
    return f"{iso_day(hearing.hearing_on)}T{hearing.starts_at}:00{SHANGHAI_OFFSET}"


def _hearing_notice(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    facts = {
        "told_on": iso_day(entry.effective_on),
        "held_at": _held_at(case),
        "place": case.hearing.place,
        "presider": entry.payload["presider_name"],
        "recorder": entry.payload["recorder"],
        "reviewer": entry.payload["reviewer"],
        "basis": HEARING_TOLD_BY,
    }
    parties = case.hearing.parties or (case.applicant["name"],)
    return tuple(
        _to_party(case, party, "hearing_notice", "听通", facts | {"party": party})
        for party in parties
    )


def _hearing_record(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    payload = entry.payload
    refused = "、".join(payload["refused_to_sign"])
    statement = {
        "speaker": "、".join(payload["participants"]),
        "capacity": "听证参加人",
        "said": payload["statements"],
    }
    facts = {
        "held_at": _held_at(case),
        "place": payload["place"],
        "presider": payload["presider_name"],
        "recorder": payload["recorder"],
        "reviewer": payload["reviewer"],
        "statements": [statement],
        "objection": f"拒绝签字：{refused}" if refused else None,
        "open_to_public": True,
    }
    return to_applicant(case, "hearing_record", "听笔", facts)


def _joint_handling(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    due, own, limit = statute_due(case), own_statute_due(case), case.rules.decision_limit
    assert due is not None and own is not None and limit is not None
    facts = {
        "government": entry.payload["organ"],
        "decision_number": entry.payload["number"],
        "government_decided_on": entry.payload["decided_on"],
        "days": limit.days,
        "unit": limit.unit.value,
        "original_last_on": iso_day(own.due_on),
        "new_last_on": iso_day(due.due_on),
        "basis": limit.source,
    }
    return to_applicant(case, "joint_handling_notice", "联", facts)


def _material_request(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    due, limit = statute_due(case), case.rules.decision_limit
    assert due is not None and limit is not None
    items = [
        {**item, "about": material_name(case, item["about"])} for item in entry.payload["items"]
    ]
    facts = {
        "items": items,
        "asked_on": iso_day(entry.effective_on),
        "last_on": iso_day(due.due_on),
        "basis": limit.source,
    }
    return to_applicant(case, "material_request", "补材", facts)


def _site_check(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    payload = entry.payload
    facts = {
        "inspected_on": iso_day(entry.effective_on),
        "place": payload["place"],
        "officers": list(payload["officers"]),
        "present": payload["present"] or None,
        "found": payload["found"],
        "conclusion": payload["conclusion"],
        "basis": CHECKED_BY,
    }
    return to_applicant(case, "inspection_record", "核", facts)


def _transmission(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    due, limit, payload = transmission_due(case), case.rules.procedures.transmission, entry.payload
    assert due is not None and limit is not None
    facts = {
        "higher_organ": payload["organ"],
        "opinion": payload["opinion"],
        "materials": [material_name(case, row["id"]) for row in payload["materials"]],
        "transmitted_on": iso_day(entry.effective_on),
        "due_on": iso_day(due.due_on),
        "basis": limit.source,
    }
    return (LetterPlan("transmission_letter", case.rules.lead, "转", payload["organ"], facts),)


def _prolonged(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    running, new = case.suspensions[-1], statute_due(case)
    rule, before = case.rules.suspension(running.kind), (running.announced_days or 0)
    shorter = replace(running, announced_days=before - int(entry.payload["more_days"]))
    original = statute_due(case.but(suspensions=(*case.suspensions[:-1], shorter)))
    assert rule is not None and original is not None and new is not None
    facts = {
        "procedure_name": rule.name,
        "basis": f"{running.basis}\n{entry.payload['reasons']}",
        "from_on": iso_day(running.from_on),
        "announced_days": before,
        "original_last_on": iso_day(original.due_on),
        "new_last_on": iso_day(new.due_on),
    }
    return to_applicant(case, "special_procedure", "特", facts)


def _overdue(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    """With the red card of the statute the applicant is told what it may do (LAW B9.14)."""
    payload, rules = entry.payload, case.rules
    statutory = (payload["clock"], payload["colour"]) == (ClockName.STATUTE, Colour.RED)
    due, limit = statute_due(case), rules.decision_limit
    reconsideration, suit = reconsideration_due(case), suit_due(case)
    remedies = rules.procedures
    if not statutory or due is None or limit is None or reconsideration is None or suit is None:
        return ()
    assert remedies.reconsideration is not None and remedies.suit is not None
    facts = {
        "last_on": iso_day(due.due_on),
        "days": due.days + due.extension_days,
        "unit": limit.unit.value,
        "basis": limit.source,
        "reconsideration_until": iso_day(reconsideration.due_on),
        "reconsideration_source": remedies.reconsideration.source,
        "suit_until": iso_day(suit.due_on),
        "suit_source": remedies.suit.source,
    }
    return to_applicant(case, "overdue_statement", "逾", facts)


def _explanation(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    promise, statute = promise_due(case), statute_due(case)
    assert promise is not None and statute is not None
    facts = {
        "promised_on": iso_day(promise.due_on),
        "statute_last_on": iso_day(statute.due_on),
        "reasons": entry.payload["reasons"],
        "measures": entry.payload["measures"],
        "basis": EXPLAINED_BY,
    }
    return to_applicant(case, "lateness_explanation", "说", facts)


LETTERS: Mapping[EntryKind, Plans] = {
    EntryKind.HEARING_RIGHT_TOLD: _hearing_right,
    EntryKind.HEARING_ANNOUNCED: _hearing_notice,
    EntryKind.HEARING_HELD: _hearing_record,
    EntryKind.JOINT_HANDLING_LINKED: _joint_handling,
    EntryKind.MATERIALS_REQUESTED: _material_request,
    EntryKind.SITE_CHECKED: _site_check,
    EntryKind.TRANSMITTED: _transmission,
    EntryKind.SPECIAL_PROLONGED: _prolonged,
    EntryKind.CARDED: _overdue,
    EntryKind.DELAY_EXPLAINED: _explanation,
}
