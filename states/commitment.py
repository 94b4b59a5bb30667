"""告知承诺: granted on a commitment, checked afterwards (LAW B5.1; 优化营商环境条例 art. 40).

A commitment is voluntary: who declines goes through the ordinary procedure, at no loss. It is
never offered where safety, ecology, life or health are at stake; the catalogue's checker sees
to that. A breach ends nothing by itself: the grant is revoked by an act of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from statemachine import State

from states import silence
from states.commands import Command
from states.commitment_refusals import (
    CommitmentNotOffered,
    CommitmentsMissing,
    MaterialsStillPromised,
    NotCommittable,
    RectificationRunning,
    RectificationTooLong,
)
from states.folding import Fold
from states.part import Part
from states.procedure import Procedure, follow
from states.terms import (
    CaseSnapshot,
    ClockName,
    Colour,
    Commitment,
    Duty,
    Entry,
    EntryKind,
    Facts,
    Limit,
    Outcome,
    RunningClock,
    Step,
    Task,
)
from states.worktime import Due, due_on

REMIND_DAYS = 3
CHECKING = ("materials_due", "rectifying")
NONE = "not_offered"


@dataclass(frozen=True, slots=True)
class Commit(Command):
    """Promise every standard; `materials` are promised to follow."""

    promises: tuple[str, ...]
    materials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order(Command):
    """Order the applicant to mend within so many days."""

    days: int


def matter_takes_commitments(case: CaseSnapshot, cmd: Command) -> None:
    """Only matters of the published list (河南省优化营商环境条例 art. 34)."""
    if case.rules.commitment is None:
        raise CommitmentNotOffered()


def everything_is_promised(case: CaseSnapshot, cmd: Commit) -> None:
    """A commitment is to all that was told."""
    if not cmd.promises:
        raise CommitmentsMissing()


def materials_may_be_promised(case: CaseSnapshot, cmd: Commit) -> None:
    """Only materials that the list marks so may follow on a commitment."""
    allowed = {rule.id for rule in case.rules.materials if rule.commitment}
    others = [material for material in cmd.materials if material not in allowed]
    if others:
        raise NotCommittable(materials=", ".join(others))


def promised_is_supplied(case: CaseSnapshot, cmd: Command) -> None:
    """Performance is confirmed on what was handed in."""
    missing = still_promised(case)
    if missing:
        raise MaterialsStillPromised(materials=", ".join(missing))


def order_is_short_enough(case: CaseSnapshot, cmd: Order) -> None:
    """Not longer than the catalogue allows."""
    limit = case.rules.commitment and case.rules.commitment.rectification_limit
    if limit and not 0 < cmd.days <= limit.days:
        raise RectificationTooLong(max_days=limit.days, days=cmd.days, source=limit.source)


def time_to_mend_is_over(case: CaseSnapshot, cmd: Command) -> None:
    """A breach is found when the time to mend has run out."""
    due = rectification_due(case)
    if due is not None and cmd.today <= due.due_on:
        raise RectificationRunning(due_on=due.due_on)


class CommitmentProcedure(Procedure):
    """A commitment from its offer to the check of its performance."""

    # In: the window told nothing of a commitment. Out: it tells the standards, the promises and
    # the consequences. If nobody does: the ordinary procedure.
    not_offered = State(initial=True, value=NONE)
    # In: told in writing. Out: the applicant commits or declines. If nobody does: the ordinary
    # procedure runs with its own clocks; no answer is no commitment.
    notified = State(value="notified")
    # In: the applicant committed. Out: a grant on the spot; taken back before it. If nobody
    # does: the decision clock.
    committed = State(value="committed")
    # In: the applicant chose the ordinary procedure, or took the commitment back. Final.
    declined = State(final=True, value="declined")
    # In: granted on the commitment. Out: performance verified, an order to mend, or a breach.
    # If nobody does: reminders to the applicant, a yellow card to the organ that should check.
    materials_due = State(value="materials_due")
    # In: what was found differs from the promise. Out: mended and verified, or a breach. If
    # nobody does: when the time is over the organ has the duty to decide; nothing is automatic.
    rectifying = State(value="rectifying")
    # In: all that was promised is performed. Final.
    verified = State(final=True, value="verified")
    # In: the promise was not performed, or was false. Out: cleared by credit repair. If nobody
    # does: no further commitment or tolerance for this applicant; the grant waits for an act
    # of revocation.
    breached = State(value="breached")
    # In: the applicant made good, and the broken commitment is struck from its record. Final.
    cleared = State(final=True, value="cleared")

    notify = not_offered.to(notified, validators=[matter_takes_commitments])
    commit = notified.to(committed, validators=[everything_is_promised, materials_may_be_promised])
    decline = notified.to(declined)
    take_back = committed.to(declined)
    grant = committed.to(materials_due)
    verify = materials_due.to(verified, validators=[promised_is_supplied]) | rectifying.to(
        verified, validators=[promised_is_supplied]
    )
    order = materials_due.to(rectifying, validators=[order_is_short_enough])
    breach = materials_due.to(breached) | rectifying.to(breached, validators=[time_to_mend_is_over])
    clear = breached.to(cleared)


def state_of(case: CaseSnapshot) -> str:
    """How far the case's commitment has come."""
    return case.commitment.state if case.commitment else NONE


def still_promised(case: CaseSnapshot) -> tuple[str, ...]:
    """Promised materials that have not come in."""
    supplied = {material.id for material in case.materials}
    promised = case.commitment.materials if case.commitment else ()
    return tuple(material for material in promised if material not in supplied)


def _from_grant(case: CaseSnapshot, limit: Limit) -> Due | None:
    granted_on = case.commitment.granted_on if case.commitment else None
    if granted_on is None:
        return None
    return due_on(granted_on, limit.days, case.calendar, unit=limit.unit)


def materials_due(case: CaseSnapshot) -> Due | None:
    """Until when the promised materials are to come in; None before the grant."""
    rules = case.rules.commitment
    return _from_grant(case, rules.materials_limit) if rules else None


def verification_due(case: CaseSnapshot) -> Due | None:
    """Until when the organ checks the performance; None before the grant."""
    rules = case.rules.commitment
    return _from_grant(case, rules.verification_limit) if rules else None


def rectification_due(case: CaseSnapshot) -> Due | None:
    """Until when the applicant may mend; None without an order."""
    commitment, limit = case.commitment, _order_limit(case)
    if commitment is None or commitment.rectify_from_on is None or limit is None:
        return None
    return due_on(commitment.rectify_from_on, limit.days, case.calendar, unit=limit.unit)


def _order_limit(case: CaseSnapshot) -> Limit | None:
    rules, commitment = case.rules.commitment, case.commitment
    if rules is None or commitment is None or not commitment.rectify_days:
        return None
    return replace(rules.rectification_limit, days=commitment.rectify_days)


def _moved(case: CaseSnapshot, event: str, **changes: Any) -> CaseSnapshot:
    assert case.commitment is not None, "an offer comes first"
    state = follow(CommitmentProcedure, case.commitment.state, event, case, None)
    return case.but(commitment=replace(case.commitment, state=state, **changes))


def _notified(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    state = follow(CommitmentProcedure, state_of(case), "notify", case, None)
    return case.but(commitment=Commitment(state=state, notified_on=entry.effective_on))


def _made(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _moved(
        case,
        "commit",
        committed_on=entry.effective_on,
        promised=tuple(entry.payload["promises"]),
        materials=tuple(entry.payload["materials"]),
    )


def _declined(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _moved(case, "take_back" if state_of(case) == "committed" else "decline")


def _verified(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _moved(case, "verify", closed_on=entry.effective_on)


def _ordered(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _moved(
        case,
        "order",
        rectify_from_on=entry.effective_on,
        rectify_days=entry.payload["days"],
        problems=entry.payload["problems"],
    )


def _breached(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _moved(case, "breach", closed_on=entry.effective_on)


def _cleared(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _moved(case, "clear")


def granted(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """A grant that rests on a commitment begins the time to perform it; others change nothing."""
    if state_of(case) != "committed" or entry.payload["outcome"] != Outcome.GRANT.value:
        return case
    return _moved(case, "grant", granted_on=entry.effective_on)


def _clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    rules, commitment, lead = case.rules.commitment, case.commitment, case.rules.lead
    materials, verification = materials_due(case), verification_due(case)
    if rules is None or commitment is None or materials is None or verification is None:
        return
    closed_on = commitment.closed_on
    if commitment.materials:
        supplied_on = None if still_promised(case) else _last_supplied_on(case)
        yield RunningClock(
            ClockName.PROMISED_MATERIALS,
            rules.materials_limit,
            materials,
            lead,
            supplied_on or closed_on,
        )
    yield RunningClock(
        ClockName.VERIFICATION, rules.verification_limit, verification, lead, closed_on
    )
    mending, limit = rectification_due(case), _order_limit(case)
    if mending is not None and limit is not None:
        yield RunningClock(ClockName.RECTIFICATION, limit, mending, lead, closed_on)


def _last_supplied_on(case: CaseSnapshot) -> date | None:
    promised = case.commitment.materials if case.commitment else ()
    return max((m.supplied_on for m in case.materials if m.id in promised), default=None)


def _steps(case: CaseSnapshot) -> Iterator[Step]:
    state, applicant = state_of(case), str(case.applicant.get("credit_code", ""))
    if state not in CHECKING or case.approval_state not in ("granted", "delivered"):
        return
    verification, materials = verification_due(case), materials_due(case)
    if verification is not None:
        yield from silence.card(
            case, ClockName.VERIFICATION, Colour.YELLOW, verification, case.rules.lead
        )
    if materials is not None and still_promised(case):
        yield from silence.remind(
            case, ClockName.PROMISED_MATERIALS, materials, REMIND_DAYS, applicant
        )
    mending = rectification_due(case)
    if state == "rectifying" and mending is not None:
        yield from silence.remind(case, ClockName.RECTIFICATION, mending, REMIND_DAYS, applicant)


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    state, applicant = state_of(case), str(case.applicant.get("credit_code", ""))
    if state == "notified" and case.filing_state == "submitted":
        yield Duty.by(applicant, Task.ANSWER_COMMITMENT, None, None)
    if case.approval_state not in ("granted", "delivered"):
        return
    if state in CHECKING:
        due = verification_due(case)
        yield Duty.by(case.rules.lead, Task.VERIFY_COMMITMENT, ClockName.VERIFICATION, due)
        if still_promised(case):
            due = materials_due(case)
            yield Duty.by(applicant, Task.SUPPLEMENT, ClockName.PROMISED_MATERIALS, due)
    if state == "rectifying":
        due = rectification_due(case)
        yield Duty.by(applicant, Task.MEND, ClockName.RECTIFICATION, due)
    if state == "breached":
        yield Duty.by(case.rules.lead, Task.DECIDE_REVOCATION, None, None)


def _view(case: CaseSnapshot) -> Facts | None:
    commitment = case.commitment
    if commitment is None:
        return None
    return {
        "state": commitment.state,
        "promised": list(commitment.promised),
        "materials": list(commitment.materials),
        "still_promised": list(still_promised(case)),
        "problems": commitment.problems,
    }


FOLDS: dict[EntryKind, Fold] = {
    EntryKind.COMMITMENT_NOTIFIED: _notified,
    EntryKind.COMMITMENT_MADE: _made,
    EntryKind.COMMITMENT_DECLINED: _declined,
    EntryKind.COMMITMENT_VERIFIED: _verified,
    EntryKind.RECTIFICATION_ORDERED: _ordered,
    EntryKind.COMMITMENT_BREACHED: _breached,
    EntryKind.CREDIT_REPAIRED: _cleared,
}

PART = Part(
    name="commitment", folds=FOLDS, clocks=_clocks, steps=_steps, duties=_duties, view=_view
)
