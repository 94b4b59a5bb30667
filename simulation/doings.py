"""Every act that a person can try on a case: who usually does it, and how it is carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acts import approval, intake, signoff
from acts.authority import allows
from acts.deed import Deed, Who
from acts.deeds import DEEDS
from acts.forms import (
    AcceptForm,
    ChangeNoticeForm,
    CorrectionForm,
    DecideForm,
    DeliverForm,
    ExtendForm,
    FilingForm,
    Form,
    OpenReviewForm,
    OpinionForm,
    ReasonsForm,
    ReassignForm,
    ResumeForm,
    SeatForm,
    SupplementForm,
    SuspendForm,
    TurnAwayForm,
)
from acts.office import Office
from states.joint_review import live_seats
from states.terms import Actor, CaseSnapshot, Role


class NothingForm(Form):
    """An act without a form."""


@dataclass(frozen=True)
class Told:
    """One command as it was sent: on which case, what, about which department."""

    doing: str
    case_id: str
    form: Mapping[str, Any]
    department: str = ""
    if_version: int | None = None


@dataclass(frozen=True)
class Doing:
    """One act: its form, its usual people, and the call."""

    form: type[Form]
    who: Who
    do: Callable[..., CaseSnapshot]
    shape: str = "form"
    """What the act takes after the case: form, department, both, or reasons as a text."""


def do(office: Office, told: Told, *, actor: Actor, now: datetime) -> CaseSnapshot:
    """Carry the command out.

    Raises:
        pydantic.ValidationError: the form itself cannot be taken.
        Refusal, Invalid, and what else an act says.
    """
    if told.doing == "receive":
        filing = FilingForm.model_validate(told.form)
        return intake.receive(office, filing, actor=actor, now=now)
    doing = DOINGS[told.doing]
    form = doing.form.model_validate(told.form)
    taken: tuple[Any, ...] = {
        "form": (form,),
        "department": (told.department,),
        "both": (told.department, form),
        "reasons": (getattr(form, "reasons", ""),),
    }[doing.shape]
    more = {"actor": actor, "now": now, "if_version": told.if_version}
    return doing.do(office, told.case_id, *taken, **more)


def _clerk(case: CaseSnapshot, actor: Actor) -> bool:
    return actor.role is Role.CLERK


def _applicant(case: CaseSnapshot, actor: Actor) -> bool:
    own = actor.organisation == case.applicant.get("credit_code")
    return actor.role is Role.ENTERPRISE and own


def _handler(case: CaseSnapshot, actor: Actor) -> bool:
    return actor.role is Role.HANDLER and actor.organisation == case.rules.lead


def _approver(case: CaseSnapshot, actor: Actor) -> bool:
    return actor.role is Role.APPROVER and actor.organisation == case.rules.lead


def _seated(case: CaseSnapshot, actor: Actor) -> bool:
    departments = {seat.department for seat in live_seats(case)}
    return actor.role is Role.HANDLER and actor.organisation in departments


def _of_deed(deed: Deed) -> Who:
    return lambda case, actor: allows(actor, deed.event, case) and deed.concerns(case, actor)


_AT_THE_COUNTER = {
    "accept": Doing(AcceptForm, _clerk, intake.accept),
    "accept_tolerantly": Doing(AcceptForm, _clerk, intake.accept),
    "accept_on_commitment": Doing(AcceptForm, _clerk, intake.accept),
    "notify_correction": Doing(CorrectionForm, _clerk, intake.notify_correction),
    "supplement": Doing(SupplementForm, _applicant, intake.supplement),
    "refuse_acceptance": Doing(TurnAwayForm, _clerk, intake.refuse_acceptance),
    "find_not_needed": Doing(TurnAwayForm, _clerk, intake.find_not_needed),
    "withdraw": Doing(ReasonsForm, _applicant, intake.withdraw, "reasons"),
    "notify_change": Doing(ChangeNoticeForm, _handler, intake.notify_change),
    "change": Doing(SupplementForm, _applicant, intake.change_filing),
    "open": Doing(OpenReviewForm, _handler, signoff.open_review),
    "give_opinion": Doing(OpinionForm, _seated, signoff.give_opinion, "both"),
    "answer_late": Doing(OpinionForm, _seated, signoff.give_opinion, "both"),
    "recall_opinion": Doing(NothingForm, _seated, signoff.recall_opinion, "department"),
    "reassign": Doing(ReassignForm, _seated, signoff.reassign_seat, "both"),
    "add_seat": Doing(SeatForm, _handler, signoff.add_seat),
    "release_seat": Doing(ReasonsForm, _handler, signoff.release_seat, "both"),
    "correct": Doing(SupplementForm, _applicant, signoff.correct_in_review),
    "reopen": Doing(ReasonsForm, _handler, signoff.reopen_review),
    "suspend": Doing(SuspendForm, _handler, approval.suspend),
    "resume": Doing(ResumeForm, _handler, approval.resume),
    "extend": Doing(ExtendForm, _approver, approval.extend),
    "grant": Doing(DecideForm, _approver, approval.decide),
    "refuse": Doing(DecideForm, _approver, approval.decide),
    "deliver": Doing(DeliverForm, _clerk, approval.deliver),
}

DOINGS: Mapping[str, Doing] = {
    **_AT_THE_COUNTER,
    **{deed.event: Doing(deed.form, _of_deed(deed), deed.do) for deed in DEEDS.values()},
}

ENDS = frozenset({"withdraw", "refuse_acceptance", "find_not_needed", "decline_filing"})
"""What ends a case early: tried seldom, or no case would live to its decision."""
