"""撤销, 撤回, 注销, 吊销: four acts that end a grant, each with the grounds of its own article."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from acts.deed import Deed, recorded
from acts.forms import Form, Line, Prose, Remark
from states.after_dates import grant_in_force
from states.after_refusals import BarAlready, BarNotForeseen
from states.approval import Approval, decision_by_the_right_rank
from states.bars import last_day_of
from states.commands import Decide, GiveReasons
from states.endings import (
    BASIS,
    CancellationGround,
    RecallGround,
    RevocationGround,
    cancellation_fits,
    penalty_is_recorded_in_order,
    recall_is_compensated,
    revocation_is_redressed,
)
from states.procedure import decide
from states.terms import (
    Actor,
    BarGround,
    CaseSnapshot,
    Draft,
    Ending,
    EntryKind,
    Limit,
    Outcome,
)


class RevokeForm(Form):
    """撤销 (art. 69): ground, facts and reasons; `redress` for every ground but fraud."""

    revocation_ground: RevocationGround
    facts_found: Prose
    reasons: Prose
    redress: Remark = ""


class RecallForm(Form):
    """撤回 (art. 8): ground, facts and reasons, and how the loss is compensated."""

    recall_ground: RecallGround
    facts_found: Prose
    reasons: Prose
    compensation: Remark = ""


class CancelForm(Form):
    """注销 (art. 70): ground, facts and reasons."""

    cancellation_ground: CancellationGround
    facts_found: Prose
    reasons: Prose


class RecordPenaltyForm(Form):
    """吊销: what the organ that punished decided, with number and days."""

    penalty_organ: Line
    penalty_number: Line
    rights_told_on: date
    penalised_on: date
    reasons: Prose
    basis: Prose


class BarForm(Form):
    """Art. 78 and 79: why the applicant may not apply again for a time."""

    bar_ground: BarGround
    reasons: Prose


def _revoke(case: CaseSnapshot, form: RevokeForm, actor: Actor, today: date) -> Iterable[Draft]:
    """撤销 by the organ that decided, in the rank that decides."""
    _may_end(case, actor, today, "revoke", form.reasons)
    revocation_is_redressed(form.revocation_ground, form.redress)
    facts = {
        "ground": form.revocation_ground.value,
        "facts_found": form.facts_found,
        "redress": form.redress,
    }
    return [_ended(Ending.REVOKED, today, actor, form.reasons, BASIS["revoke"], facts)]


def _recall(case: CaseSnapshot, form: RecallForm, actor: Actor, today: date) -> Iterable[Draft]:
    """撤回 of a lawful grant, with compensation."""
    _may_end(case, actor, today, "recall", form.reasons)
    recall_is_compensated(form.compensation)
    facts = {
        "ground": form.recall_ground.value,
        "facts_found": form.facts_found,
        "compensation": form.compensation,
    }
    return [_ended(Ending.RECALLED, today, actor, form.reasons, BASIS["recall"], facts)]


def _cancel(case: CaseSnapshot, form: CancelForm, actor: Actor, today: date) -> Iterable[Draft]:
    """注销: strike the grant from the register."""
    _may_end(case, actor, today, "cancel", form.reasons)
    cancellation_fits(case, form.cancellation_ground, today)
    facts = {"ground": form.cancellation_ground.value, "facts_found": form.facts_found}
    return [_ended(Ending.CANCELLED, today, actor, form.reasons, BASIS["cancel"], facts)]


def _penalise(
    case: CaseSnapshot, form: RecordPenaltyForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """吊销 was decided elsewhere, in a procedure of penalty; here it is only recorded."""
    cmd = GiveReasons(actor, today, form.reasons)
    decide(Approval, case.approval_state, "penalise", case, cmd)
    penalty_is_recorded_in_order(case, form.rights_told_on, form.penalised_on, today)
    facts = {
        "penalty_organ": form.penalty_organ,
        "penalty_number": form.penalty_number,
        "rights_told_on": form.rights_told_on.isoformat(),
    }
    on = form.penalised_on
    return [_ended(Ending.PENALISED, on, actor, form.reasons, form.basis, facts)]


def _may_end(case: CaseSnapshot, actor: Actor, today: date, event: str, reasons: str) -> None:
    decide(Approval, case.approval_state, event, case, GiveReasons(actor, today, reasons))
    # Who ends a grant signs in the rank that gives it.
    decision_by_the_right_rank(case, Decide(actor, today, Outcome.GRANT, reasons))


def _ended(
    ending: Ending, on: date, actor: Actor, reasons: str, basis: str, facts: dict[str, Any]
) -> Draft:
    payload = {
        "ending": ending.value,
        "reasons": reasons,
        "basis": basis,
        "approver_name": actor.name,
        **facts,
    }
    return Draft(EntryKind.GRANT_ENDED, on, payload)


def _bar(case: CaseSnapshot, form: BarForm, actor: Actor, today: date) -> Iterable[Draft]:
    """Put the applicant on the list of art. 78 or 79, with its last day."""
    limit = _limit_of(case, form.bar_ground)
    if limit is None:
        raise BarNotForeseen()
    running = next((b for b in case.bars if b.ground is form.bar_ground), None)
    if running is not None:
        raise BarAlready(until_on=running.until_on)
    payload = {
        "credit_code": case.applicant["credit_code"],
        "matter": case.rules.matter,
        "ground": form.bar_ground.value,
        "until_on": last_day_of(today, limit).isoformat(),
        "reasons": form.reasons,
        "basis": limit.source,
    }
    return [Draft(EntryKind.APPLICANT_BARRED, today, payload)]


def _limit_of(case: CaseSnapshot, ground: BarGround) -> Limit | None:
    after = case.rules.after
    return after.bar_fraud if ground is BarGround.FRAUD else after.bar_false_materials


def _barrable(case: CaseSnapshot) -> bool:
    after = case.rules.after
    return after.bar_fraud is not None or after.bar_false_materials is not None


DEEDS = (
    Deed(
        name="revoke-grant",
        form=RevokeForm,
        do=recorded("revoke_grant", _revoke),
        when=grant_in_force,
        is_grave=True,
    ),
    Deed(
        name="recall-grant",
        form=RecallForm,
        do=recorded("recall_grant", _recall),
        when=grant_in_force,
        is_grave=True,
    ),
    Deed(
        name="cancel-grant",
        form=CancelForm,
        do=recorded("cancel_grant", _cancel),
        when=grant_in_force,
        is_grave=True,
    ),
    Deed(
        name="record-penalty",
        form=RecordPenaltyForm,
        do=recorded("record_penalty", _penalise),
        when=grant_in_force,
        is_grave=True,
    ),
    Deed(
        name="bar-applicant",
        form=BarForm,
        do=recorded("bar_applicant", _bar),
        when=_barrable,
        is_grave=True,
    ),
)
