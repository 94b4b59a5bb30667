"""备案 after the filing: the two-year statement, removal, and 不予备案 where a text knows it.

Nothing here approves. A filing without a start for two years is asked for a statement by time
alone; only a person removes it, with reasons, after a reminder (14号令 art. 15; LAW B2.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from states.after_dates import ON_FILE, filing_refusal_due, statement_due
from states.folding import Fold, on_filing
from states.part import DraftOf, Part
from states.silence import ONE_DAY
from states.terms import (
    CaseSnapshot,
    ClockName,
    Draft,
    Duty,
    Entry,
    EntryKind,
    RunningClock,
    Step,
    StepKind,
    Task,
)

ASKED = ("statement_asked", "statement_reminded")


def stirred_on(case: CaseSnapshot) -> date | None:
    """The day of the start of works, or of another step that was reported; None: none yet."""
    days = [day for day in (case.works.begun_on, case.works.reported_on) if day]
    return min(days, default=None)


def clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    """The two years, and for a foreign filing the days for a written refusal."""
    statement, due = case.rules.after.statement, statement_due(case)
    if statement is not None and due is not None:
        yield RunningClock(
            ClockName.STATEMENT,
            statement.limit,
            due,
            str(case.applicant.get("credit_code", "")),
            stirred_on(case) or case.statements.ended_on,
        )
    refusal, last = case.rules.after.filing_refusal, filing_refusal_due(case)
    if refusal is not None and last is not None:
        # The period gives the organ a right and no duty: when it is over, it is over.
        yield RunningClock(
            ClockName.FILING_REFUSAL, refusal.limit, last, case.rules.lead, last.due_on
        )


def steps(case: CaseSnapshot) -> Iterator[Step]:
    """When two years have run without a start or another step, the statement is asked for."""
    due = statement_due(case)
    if due is not None and case.filing_state == "filed" and stirred_on(case) is None:
        yield Step(StepKind.ASK_STATEMENT, due.due_on + ONE_DAY, about=due.due_on.isoformat())


def _asking(case: CaseSnapshot, step: Step) -> Draft:
    rule = case.rules.after.statement
    assert rule is not None
    payload = {"basis": rule.limit.source, "years_ended_on": step.about}
    return Draft(EntryKind.STATEMENT_ASKED, step.effective_on, payload)


DRAFTS: Mapping[StepKind, DraftOf] = {StepKind.ASK_STATEMENT: _asking}


def duties(case: CaseSnapshot) -> Iterator[Duty]:
    """The enterprise owes its statement; the organ a reminder where it stays silent."""
    if case.filing_state in ASKED:
        holder = str(case.applicant.get("credit_code", ""))
        yield Duty.by(holder, Task.STATE_FILING, None, None)
    if case.filing_state == "statement_asked":
        yield Duty.by(case.rules.lead, Task.REMIND_STATEMENT, None, None)


def _asked(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    statements = replace(case.statements, asked_on=entry.effective_on, reminded_on=None)
    return on_filing(case, "ask_statement").but(statements=statements)


def _reminded(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    statements = replace(case.statements, reminded_on=entry.effective_on)
    return on_filing(case, "remind_statement").but(statements=statements)


def _given(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    statements = replace(case.statements, counted_from=entry.effective_on, asked_on=None)
    return on_filing(case, "state_on").but(statements=statements)


def _ended(case: CaseSnapshot, entry: Entry, event: str) -> CaseSnapshot:
    statements = replace(case.statements, ended_on=entry.effective_on)
    return on_filing(case, event).but(statements=statements)


def _removed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _ended(case, entry, "remove")


def _declined(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _ended(case, entry, "decline")


FOLDS: Mapping[EntryKind, Fold] = {
    EntryKind.STATEMENT_ASKED: _asked,
    EntryKind.STATEMENT_REMINDED: _reminded,
    EntryKind.STATEMENT_GIVEN: _given,
    EntryKind.FILING_REMOVED: _removed,
    EntryKind.FILING_DECLINED: _declined,
}


def view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    """The statement for the API and the page; None where no text asks for one."""
    due, statements = statement_due(case), case.statements
    if due is None:
        return None
    return {
        "on_file": case.filing_state in ON_FILE,
        "counted_from": due.started_on.isoformat(),
        "last_on": due.due_on.isoformat(),
        "stirred": stirred_on(case) is not None,
        "asked_on": _iso(statements.asked_on),
        "reminded_on": _iso(statements.reminded_on),
        "ended_on": _iso(statements.ended_on),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


STATEMENTS = Part(
    name="statements",
    folds=FOLDS,
    clocks=clocks,
    steps=steps,
    drafts=DRAFTS,
    duties=duties,
    view=view,
)
