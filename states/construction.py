"""开工: the works of a granted or filed project, as its holder reports them (673 art. 16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from statemachine import State

from states.after_dates import (
    ON_FILE,
    grant_in_force,
    validity_due,
    validity_stopped_on,
)
from states.after_refusals import ExpiredBeforeWorks, NotInForce
from states.commands import ReportWorks
from states.folding import Fold, on_filing
from states.part import Part
from states.procedure import Procedure, follow
from states.refusals import ImpossibleDate
from states.terms import CaseSnapshot, Entry, EntryKind, OnExpiry, Regime
from states.worktime import Due


def works_on_something_in_force(case: CaseSnapshot, cmd: ReportWorks) -> None:
    """Works rest on a grant or a filing that stands."""
    if not something_in_force(case):
        state = case.approval_state
        if case.rules.regime is Regime.RECORD_FILING:
            state = case.filing_state
        raise NotInForce(state=state)


def works_begin_in_time(case: CaseSnapshot, cmd: ReportWorks) -> None:
    """Whoever begins after the validity needs a delay or a new look first."""
    due = validity_due(case)
    stopped_on = validity_stopped_on(case)
    if due is not None and cmd.on > due.latest_on and stopped_on is None:
        raise ExpiredBeforeWorks(due_on=due.due_on, begun_on=cmd.on)


def works_begin_after_the_grant(case: CaseSnapshot, cmd: ReportWorks) -> None:
    """Works lie between the decision or filing and today."""
    basis_on = case.decision.decided_on if case.decision else case.received_on
    _between("start of works", "the grant or filing is of", basis_on, cmd)


def works_reported_in_order(case: CaseSnapshot, cmd: ReportWorks) -> None:
    """Nothing is reported from before the start of works, or from the future."""
    _between("report on the works", "works began on", case.works.begun_on, cmd)


def _between(what: str, why: str, first_on: date | None, cmd: ReportWorks) -> None:
    if first_on is not None and not first_on <= cmd.on <= cmd.today:
        why = f"{why} {first_on} and today is {cmd.today}"
        raise ImpossibleDate(what=what, day=cmd.on, why=why)


class Construction(Procedure):
    """The works of one project: begun, reported on, completed."""

    # In: granted or filed. Out: the holder reports the start of works. If nobody does: the
    # validity clock runs to its end, and a record filing is asked for its statement.
    not_begun = State(initial=True, value="not_begun")
    # In: works began. Out: the holder reports completion. If nobody does: no text here names
    # a day; supervision asks.
    begun = State(value="begun")
    # In: works were completed. Final: what is checked at completion are matters of their own.
    completed = State(final=True, value="completed")

    begin = not_begun.to(
        begun,
        validators=[
            works_on_something_in_force,
            works_begin_after_the_grant,
            works_begin_in_time,
        ],
    )
    report = not_begun.to.itself(
        internal=True, validators=[works_on_something_in_force]
    ) | begun.to.itself(internal=True, validators=[works_reported_in_order])
    complete = begun.to(completed, validators=[works_reported_in_order])


def something_in_force(case: CaseSnapshot) -> bool:
    """Whether the case holds a grant, or a filing, that nothing has ended."""
    if case.rules.regime is Regime.RECORD_FILING:
        return case.filing_state in ON_FILE
    return grant_in_force(case)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one case contributes to the question whether works may begin (LAW B2.5).

    `usable` says that it may be built upon on the day asked; `until` is the last such day.
    """

    matter: str
    usable: bool
    until: Due | None


def contribution(case: CaseSnapshot, on: date) -> Contribution:
    """Whether this case may be built upon on `on`; a pure reading for the guard of a project.

    A grant whose time is over does not count, lapsed or in need of a new look, unless works
    began, or it was looked at again, before.
    """
    due, stopped_on = validity_due(case), validity_stopped_on(case)
    in_time = due is None or stopped_on is not None or on <= due.due_on
    return Contribution(case.rules.matter, something_in_force(case) and in_time, due)


def needs_new_look(case: CaseSnapshot, on: date) -> bool:
    """Whether the text asks for a re-check before works may begin on `on`."""
    rule, due = case.rules.after.validity, validity_due(case)
    if rule is None or rule.on_expiry is not OnExpiry.RECHECK or due is None:
        return False
    return validity_stopped_on(case) is None and on > due.due_on


def _moved(case: CaseSnapshot, event: str, **facts: Any) -> CaseSnapshot:
    state = follow(Construction, case.works.state, event, case, None)
    if case.filing_state in ("statement_asked", "statement_reminded"):
        # Whoever works on it has answered the question whether it goes on.
        case = on_filing(case, "state_on")
    return case.but(works=replace(case.works, state=state, **facts))


def _begun(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _moved(case, "begin", begun_on=entry.effective_on)


def _used(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return case.but(works=replace(case.works, used_on=entry.effective_on))


def _reported(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    progress = entry.payload["progress"]
    return _moved(case, "report", reported_on=entry.effective_on, progress=progress)


def _completed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _moved(case, "complete", completed_on=entry.effective_on)


FOLDS: Mapping[EntryKind, Fold] = {
    EntryKind.WORKS_BEGUN: _begun,
    EntryKind.GRANT_USED: _used,
    EntryKind.WORKS_REPORTED: _reported,
    EntryKind.WORKS_COMPLETED: _completed,
}


def view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    """The works for the API and the page: days as ISO texts; None before anything stands."""
    works = case.works
    if not something_in_force(case) and works.begun_on is None:
        return None
    return {
        "state": works.state,
        "begun_on": _iso(works.begun_on),
        "used_on": _iso(works.used_on),
        "reported_on": _iso(works.reported_on),
        "completed_on": _iso(works.completed_on),
        "progress": works.progress,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


CONSTRUCTION = Part(name="works", folds=FOLDS, view=view)
