"""The letters of what lives on after a decision or filing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from acts.letter_plans import LetterPlan, Plans, iso_day, to_applicant
from states.after_dates import request_limit, validity_due
from states.terms import CaseSnapshot, Ending, EndsBy, Entry, EntryKind, GrantRequest, RequestKind

Letters = tuple[LetterPlan, ...]


def _of_grant(case: CaseSnapshot) -> dict[str, Any]:
    """Number and day of the grant; where its letter was sent by others, the case stands for it."""
    numbers = [letter.number for letter in case.letters if letter.kind == "grant"]
    granted_on = case.decision.decided_on if case.decision else None
    return {
        "grant_number": numbers[-1] if numbers else case.case_id,
        "granted_on": iso_day(granted_on),
    }


def _ended(case: CaseSnapshot, entry: Entry) -> Letters:
    payload, ending = entry.payload, Ending(entry.payload["ending"])
    if ending is Ending.LAPSED:
        return _lapsed(case, entry)
    if ending is Ending.PENALISED:
        return ()  # The organ that punished has served its own decision.
    facts = {
        **_of_grant(case),
        "decided_on": iso_day(entry.effective_on),
        **{name: payload[name] for name in ("facts_found", "reasons", "basis", "ground")},
    }
    if ending is Ending.REVOKED:
        facts["redress"] = payload["redress"] or None
        return to_applicant(case, "grant_revocation", "撤销", facts)
    if ending is Ending.RECALLED:
        facts["compensation"] = payload["compensation"]
        return to_applicant(case, "grant_recall", "撤回", facts)
    return to_applicant(case, "grant_cancellation", "注销", facts)


def _lapsed(case: CaseSnapshot, entry: Entry) -> Letters:
    rule = case.rules.after.validity
    by_works = rule is not None and rule.ends_by is EndsBy.WORKS
    facts = {
        **_of_grant(case),
        "ground": "not_started" if by_works else "validity_over",
        "lapsed_on": iso_day(entry.effective_on),
        "basis": entry.payload["basis"],
    }
    return to_applicant(case, "grant_lapse", "失效", facts)


def _answered(case: CaseSnapshot, entry: Entry) -> Letters:
    kind = RequestKind(entry.payload["kind"])
    request = next(r for r in reversed(case.requests) if r.kind is kind)
    if entry.payload["outcome"] == "agree_to":
        return _agreed(case, entry, request)
    facts = {
        **_of_grant(case),
        "decided_on": iso_day(entry.effective_on),
        "facts_found": request.content,
        "reasons": entry.payload["reasons"],
        "basis": _basis(case, kind),
    }
    if kind is RequestKind.RENEWAL:
        facts["expires_on"] = _expiry(case, request)
        return to_applicant(case, "renewal_refusal", "延不", facts)
    if kind is RequestKind.CHANGE:
        return to_applicant(case, "change_refusal", "变不", facts)
    series = "缓不" if kind is RequestKind.DELAY else "核不"
    return to_applicant(case, f"{kind.value}_refusal", series, facts)


def _agreed(case: CaseSnapshot, entry: Entry, request: GrantRequest) -> Letters:
    facts = {
        **_of_grant(case),
        "decided_on": iso_day(entry.effective_on),
        "approver": entry.payload["approver_name"],
    }
    if request.kind is RequestKind.CHANGE:
        before = f"按{facts['grant_number']}所载内容"
        row = {"item": "申请变更的内容", "before": before, "after": request.content}
        facts |= {"changes": [row], "conditions": []}
        return to_applicant(case, "change_grant", "变准", facts)
    if request.kind is RequestKind.RECHECK:
        return to_applicant(
            case, "recheck_grant", "核准", facts | {"basis": _basis(case, request.kind)}
        )
    days = {"expires_on": _expiry(case, request), "new_expires_on": _now_until(case)}
    if request.kind is RequestKind.RENEWAL:
        return to_applicant(case, "renewal_grant", "延准", facts | days | {"conditions": []})
    facts |= days | {"months": request.months, "basis": _basis(case, request.kind)}
    return to_applicant(case, "delay_grant", "缓准", facts)


def _basis(case: CaseSnapshot, kind: RequestKind) -> str:
    limit, validity = request_limit(case, kind), case.rules.after.validity
    if limit is not None:
        return limit.source
    return validity.delay.source if validity and validity.delay else case.rules.basis


def _expiry(case: CaseSnapshot, request: GrantRequest) -> str | None:
    """The last day as it was before this request had its effect."""
    earlier = case.but(requests=case.requests[: case.requests.index(request)])
    due = validity_due(earlier)
    return iso_day(due.due_on if due else None)


def _now_until(case: CaseSnapshot) -> str | None:
    due = validity_due(case)
    return iso_day(due.due_on if due else None)


def _deemed(case: CaseSnapshot, entry: Entry) -> Letters:
    kind = RequestKind(entry.payload["kind"])
    facts = {
        **_of_grant(case),
        "request": kind.value,
        "deemed_from": iso_day(entry.effective_on),
        "new_expires_on": _now_until(case) if kind is RequestKind.RENEWAL else None,
        "basis": entry.payload["basis"],
    }
    return to_applicant(case, "request_deemed", "视", facts)


def _statement_asked(case: CaseSnapshot, entry: Entry) -> Letters:
    facts = {
        "filed_on": iso_day(case.received_on),
        "years_ended_on": entry.payload["years_ended_on"],
        "basis": entry.payload["basis"],
    }
    return to_applicant(case, "statement_request", "说", facts)


def _statement_reminded(case: CaseSnapshot, entry: Entry) -> Letters:
    facts = {
        "filed_on": iso_day(case.received_on),
        "asked_on": iso_day(case.statements.asked_on),
        "remark": entry.payload["remark"],
        "basis": entry.payload["basis"],
    }
    return to_applicant(case, "statement_reminder", "提", facts)


def _removed(case: CaseSnapshot, entry: Entry) -> Letters:
    facts = {
        "filed_on": iso_day(case.received_on),
        "removed_on": iso_day(entry.effective_on),
        **{name: entry.payload[name] for name in ("reasons", "basis", "abnormal")},
    }
    return to_applicant(case, "filing_removal", "移", facts)


def _declined(case: CaseSnapshot, entry: Entry) -> Letters:
    facts = {name: entry.payload[name] for name in ("reasons", "basis")}
    return to_applicant(case, "filing_refusal", "不备", facts)


LETTERS: Mapping[EntryKind, Plans] = {
    EntryKind.GRANT_ENDED: _ended,
    EntryKind.GRANT_REQUEST_DECIDED: _answered,
    EntryKind.GRANT_REQUEST_DEEMED: _deemed,
    EntryKind.STATEMENT_ASKED: _statement_asked,
    EntryKind.STATEMENT_REMINDED: _statement_reminded,
    EntryKind.FILING_REMOVED: _removed,
    EntryKind.FILING_DECLINED: _declined,
}
