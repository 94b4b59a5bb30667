"""The letters that commitments and tolerance bring."""

from __future__ import annotations

from collections.abc import Mapping

from acts.letter_plans import LetterPlan, Plans, iso_day, material_name, to_applicant
from states.commitment import rectification_due
from states.terms import CaseSnapshot, CommitmentRules, Entry, EntryKind
from states.tolerance import tolerance_due


def _rules(case: CaseSnapshot) -> CommitmentRules:
    assert case.rules.commitment is not None, "an offer needs the catalogue's rules"
    return case.rules.commitment


def _notice(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    rules = _rules(case)
    facts = {
        "standards": rules.standards,
        "materials": [rule.name for rule in case.rules.materials if rule.commitment],
        "materials_days": rules.materials_limit.days,
        "materials_unit": rules.materials_limit.unit.value,
        "verification_days": rules.verification_limit.days,
        "verification_unit": rules.verification_limit.unit.value,
        "basis": rules.source,
    }
    return to_applicant(case, "commitment_notice", "告", facts)


def _record(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    facts = {
        "committed_on": iso_day(entry.effective_on),
        "promises": list(entry.payload["promises"]),
        "materials": [material_name(case, material) for material in entry.payload["materials"]],
        "basis": _rules(case).source,
    }
    return to_applicant(case, "commitment_record", "诺", facts)


def _order(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    rules, due = _rules(case), rectification_due(case)
    assert due is not None, "an order has its last day"
    facts = {
        "problems": entry.payload["problems"],
        "days": entry.payload["days"],
        "unit": rules.rectification_limit.unit.value,
        "last_on": iso_day(due.due_on),
        "basis": rules.source,
    }
    return to_applicant(case, "rectification_order", "改", facts)


def _breach(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    facts = {
        "ground": entry.payload["ground"],
        "reasons": entry.payload["reasons"],
        "basis": _rules(case).source,
    }
    return to_applicant(case, "commitment_breach", "认", facts)


def _withdrawal(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    due = tolerance_due(case)
    assert due is not None, "only a tolerant acceptance is withdrawn so"
    facts = {
        "owed_materials": [material_name(case, material) for material in entry.payload["owed"]],
        "due_on": iso_day(due.due_on),
        "withdrawn_on": iso_day(entry.effective_on),
        "basis": entry.payload["basis"],
    }
    return to_applicant(case, "deemed_withdrawal", "撤告", facts)


LETTERS: Mapping[EntryKind, Plans] = {
    EntryKind.COMMITMENT_NOTIFIED: _notice,
    EntryKind.COMMITMENT_MADE: _record,
    EntryKind.RECTIFICATION_ORDERED: _order,
    EntryKind.COMMITMENT_BREACHED: _breach,
    EntryKind.DEEMED_WITHDRAWN: _withdrawal,
}
