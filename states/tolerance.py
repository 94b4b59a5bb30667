"""容缺受理: secondary materials that follow after acceptance, and what their absence means.

The acceptance is a normal one: the clock runs from its day (河南省优化营商环境条例 art. 35). What
follows when nothing comes in is for a local text to say; without one the case goes on, and only
a grant waits for the materials (LAW B1.8, B5.4).
"""

from __future__ import annotations

from collections.abc import Iterator

from states import silence
from states.filing import owed_by_applicant
from states.folding import Fold, on_approval, on_filing, on_review
from states.part import Part
from states.silence import ONE_DAY
from states.terms import (
    AcceptanceMode,
    CaseSnapshot,
    ClockName,
    Draft,
    Entry,
    EntryKind,
    RunningClock,
    Step,
    StepKind,
    ToleranceConsequence,
)
from states.worktime import Due, due_on

REMIND_DAYS = 1
UNDECIDED = ("running", "suspended", "extended")


def tolerance_due(case: CaseSnapshot) -> Due | None:
    """Until when the owed materials are to come in; None without a tolerant acceptance."""
    rules, accepted_on = case.rules.tolerance, case.accepted_on
    if rules is None or accepted_on is None or case.acceptance_mode is not AcceptanceMode.TOLERANT:
        return None
    return due_on(accepted_on, rules.limit.days, case.calendar, unit=rules.limit.unit)


def _clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    due, rules = tolerance_due(case), case.rules.tolerance
    if due is None or rules is None or not case.owed_materials:
        return
    stopped_on = None
    if not owed_by_applicant(case):
        owed = set(case.owed_materials)
        stopped_on = max(m.supplied_on for m in case.materials if m.id in owed)
    yield RunningClock(ClockName.TOLERANCE, rules.limit, due, case.rules.lead, stopped_on)


def _steps(case: CaseSnapshot) -> Iterator[Step]:
    due, rules = tolerance_due(case), case.rules.tolerance
    if due is None or rules is None or not owed_by_applicant(case):
        return
    if case.approval_state not in UNDECIDED or case.filing_state != "accepted":
        return
    applicant = str(case.applicant.get("credit_code", ""))
    yield from silence.remind(case, ClockName.TOLERANCE, due, REMIND_DAYS, applicant)
    if due.provisional:
        return
    if rules.consequence is ToleranceConsequence.DEEMED_WITHDRAWN:
        yield Step(StepKind.DEEM_WITHDRAWN, due.due_on + ONE_DAY)
    elif rules.consequence is ToleranceConsequence.REFUSAL and not case.tolerance_failed:
        yield Step(StepKind.NOTE_DEFAULT, due.due_on + ONE_DAY)


def _withdrawal(case: CaseSnapshot, step: Step) -> Draft:
    assert case.rules.tolerance is not None
    payload = {
        "basis": case.rules.tolerance.source,
        "owed": list(owed_by_applicant(case)),
    }
    return Draft(EntryKind.DEEMED_WITHDRAWN, step.effective_on, payload)


def _default(case: CaseSnapshot, step: Step) -> Draft:
    assert case.rules.tolerance is not None
    payload = {
        "basis": case.rules.tolerance.source,
        "owed": list(owed_by_applicant(case)),
        "exclusion_months": case.rules.tolerance.exclusion_months,
    }
    return Draft(EntryKind.TOLERANCE_FAILED, step.effective_on, payload)


def _withdrawn(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return on_review(on_approval(on_filing(case, "withdraw"), "withdraw"), "cancel")


def _failed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return case.but(tolerance_failed=True)


FOLDS: dict[EntryKind, Fold] = {
    EntryKind.DEEMED_WITHDRAWN: _withdrawn,
    EntryKind.TOLERANCE_FAILED: _failed,
}

PART = Part(
    name="tolerance",
    folds=FOLDS,
    clocks=_clocks,
    steps=_steps,
    drafts={StepKind.DEEM_WITHDRAWN: _withdrawal, StepKind.NOTE_DEFAULT: _default},
)
