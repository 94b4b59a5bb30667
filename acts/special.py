"""Acts of special procedures: commission, engage, experts' opinion, a second notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from acts.deed import Deed, recorded
from acts.forms import Form, Line, Prose
from states.approval import Approval
from states.commands import Suspend
from states.procedure import decide
from states.site_checks import UNDER_WAY
from states.special import (
    evaluation_in_order,
    experts_in_order,
    may_be_prolonged,
    prolonged_in_order,
    service_in_order,
)
from states.terms import Actor, CaseSnapshot, Draft, EntryKind

EVALUATION = "evaluation"
Names = Annotated[tuple[Line, ...], Field(max_length=50)]
Days = Annotated[int, Field(ge=1, le=400)]


class ProlongForm(Form):
    """How many working days the running procedure needs besides, and why."""

    more_days: Days
    reasons: Prose


class CommissionForm(Form):
    """Who evaluates, who drafted the application, who pays, and the announced working days."""

    firm: Line
    drafted_by: Line
    payer: Literal["organ", "applicant"] = "organ"
    announced_days: Days
    basis: Prose


class IntermediaryForm(Form):
    """A service of an intermediary: what, by whom, who needs it, who pays, on which basis."""

    service: Line
    firm: Line
    needed_by: Literal["organ", "applicant"]
    payer: Literal["organ", "applicant"]
    basis: Line


class ExpertOpinionForm(Form):
    """The experts who reviewed, those who withdrew, the opinion, and who signed it."""

    experts: Annotated[Names, Field(min_length=1)]
    conflicted: Names = ()
    opinion: Prose
    conclusion: Prose
    signed: Names = ()


def _prolong(case: CaseSnapshot, form: ProlongForm, actor: Actor, today: date) -> Iterable[Draft]:
    """再次告知: a new written notice while the announced days run (LAW B1.7 e)."""
    prolonged_in_order(case, actor, today, form.more_days)
    payload = {"more_days": form.more_days, "reasons": form.reasons, "approver": actor.name}
    return [Draft(EntryKind.SPECIAL_PROLONGED, today, payload)]


def _commission(
    case: CaseSnapshot, form: CommissionForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """委托评估: commissioned and told in writing in one act (Decree 673 art. 10)."""
    cmd = Suspend(actor, today, EVALUATION, form.announced_days)
    decide(Approval, case.approval_state, "suspend", case, cmd)
    evaluation_in_order(form.firm, form.drafted_by, form.payer)
    commission = {"firm": form.firm, "drafted_by": form.drafted_by, "payer": form.payer}
    pause = {
        "procedure": EVALUATION,
        "announced_days": form.announced_days,
        "basis": form.basis,
    }
    return [
        Draft(EntryKind.EVALUATION_COMMISSIONED, today, commission),
        Draft(EntryKind.SUSPENDED, today, pause),
    ]


def _engage(
    case: CaseSnapshot, form: IntermediaryForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """中介服务: its time counts, and the organ pays what the organ needs (LAW B4.5)."""
    service_in_order(form.needed_by, form.payer)
    return [Draft(EntryKind.INTERMEDIARY_ENGAGED, today, form.model_dump(mode="json"))]


def _expert_opinion(
    case: CaseSnapshot, form: ExpertOpinionForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """专家评审意见: by experts without an interest, signed by each of them."""
    experts_in_order(form.experts, form.conflicted, form.signed)
    return [Draft(EntryKind.EXPERT_OPINION_GIVEN, today, form.model_dump(mode="json"))]


def _under_way(case: CaseSnapshot) -> bool:
    return case.approval_state in UNDER_WAY


def _may_commission(case: CaseSnapshot) -> bool:
    listed = case.rules.suspension(EVALUATION) is not None
    return listed and case.approval_state in ("running", "extended")


DEEDS = (
    Deed(
        name="commission-evaluation",
        form=CommissionForm,
        do=recorded("commission_evaluation", _commission),
        when=_may_commission,
    ),
    Deed(
        name="prolong-special-procedure",
        form=ProlongForm,
        do=recorded("prolong_special_procedure", _prolong),
        when=may_be_prolonged,
    ),
    Deed(
        name="record-expert-opinion",
        form=ExpertOpinionForm,
        do=recorded("record_expert_opinion", _expert_opinion),
        when=_under_way,
    ),
    Deed(
        name="engage-intermediary",
        form=IntermediaryForm,
        do=recorded("engage_intermediary", _engage),
        when=_under_way,
    ),
)
