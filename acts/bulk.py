"""Acts that make sense for many cases at once, each done for itself.

What ends a case, refuses it or grants it is never among them. Each case is judged and written
in a transaction of its own: what the law refuses in one leaves the others as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from acts import intake, seats, signoff, urging
from acts.authority import opens_to_role
from acts.deeds import DEEDS
from acts.forms import AcceptForm, Form, OpinionForm, Prose, ReassignForm, Remark
from acts.office import Office
from states.duties import duties_of
from states.terms import Actor, Answer, CaseSnapshot, Task
from states.urging import unconfirmed_urgings

CASES_MAX = 100


class NothingMore(Form):
    """Nothing is asked besides the cases."""


class AgreeForm(Form):
    """The words of an agreement, the same in every case."""

    comment: Remark = ""


class ReplyForm(Form):
    """What will be done by when, told with the receipt of an urging."""

    reply: Prose


class MessageForm(Form):
    """What the department that holds a case is told."""

    message: Prose


class ToOfficerForm(Form):
    """Which officer of the same department takes the seats."""

    officer: Annotated[str, Field(max_length=80)]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who acts in one of the cases, when, and on which version as it was seen."""

    actor: Actor
    now: datetime
    if_version: int | None


Do = Callable[[Office, str, Form, Asked], CaseSnapshot]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAct:
    """One act for many cases; `of` is the act whose name and words it bears."""

    name: str
    of: str
    form: type[Form]
    act: str
    do: Do


def _accept(office: Office, case_id: str, form: Form, asked: Asked) -> CaseSnapshot:
    return intake.accept(office, case_id, AcceptForm(), **_more(asked))


def _agree(office: Office, case_id: str, form: Form, asked: Asked) -> CaseSnapshot:
    opinion = OpinionForm.model_validate({"answer": Answer.AGREE, **form.model_dump()})
    seat = asked.actor.organisation
    return signoff.give_opinion(office, case_id, seat, opinion, **_more(asked))


def _reassign(office: Office, case_id: str, form: Form, asked: Asked) -> CaseSnapshot:
    to = ReassignForm.model_validate(form.model_dump())
    return signoff.reassign_seat(office, case_id, asked.actor.organisation, to, **_more(asked))


def _ask_handover(office: Office, case_id: str, form: Form, asked: Asked) -> CaseSnapshot:
    return DEEDS["ask-handover"].do(office, case_id, form, **_more(asked))


def _confirm_urging(office: Office, case_id: str, form: Form, asked: Asked) -> CaseSnapshot:
    """Every urging of the department that waits in the case, in order."""
    case = office.case(case_id)
    own = asked.actor.organisation
    waiting = [u.number for u in unconfirmed_urgings(case) if u.department == own]
    more = _more(asked)
    for number in waiting or [case.version]:
        receipt = urging.ConfirmUrgingForm(urging=number, **form.model_dump())
        case = DEEDS["confirm-urging"].do(office, case_id, receipt, **more)
        more["if_version"] = None
    return case


def _urge(office: Office, case_id: str, form: Form, asked: Asked) -> CaseSnapshot:
    """The department whose last day is the nearest."""
    case = office.case(case_id)
    departments = office.city.catalog.departments
    held = [
        (duty.breach_on or date.max, duty.party)
        for duty in duties_of(case)
        if duty.party in departments and duty.task is not Task.CONFIRM_URGING
    ]
    holder = min(held)[1] if held else case.rules.lead
    told = urging.UrgeForm(held_by=holder, **form.model_dump())
    return urging.urge(office, case_id, told, **_more(asked))


def _more(asked: Asked) -> dict[str, Any]:
    return {"actor": asked.actor, "now": asked.now, "if_version": asked.if_version}


BULK: Mapping[str, BulkAct] = {
    act.name: act
    for act in (
        BulkAct(
            name="accept",
            of="accept",
            form=NothingMore,
            act="accept",
            do=_accept,
        ),
        BulkAct(name="agree", of="opinion", form=AgreeForm, act="give_opinion", do=_agree),
        BulkAct(
            name="confirm-urging",
            of="confirm-urging",
            form=ReplyForm,
            act="confirm_urging",
            do=_confirm_urging,
        ),
        BulkAct(
            name="reassign",
            of="reassign",
            form=ToOfficerForm,
            act="reassign",
            do=_reassign,
        ),
        BulkAct(
            name="ask-handover",
            of="ask-handover",
            form=seats.HandoverForm,
            act="ask_handover",
            do=_ask_handover,
        ),
        BulkAct(
            name="urge",
            of="urge",
            form=MessageForm,
            act="urge",
            do=_urge,
        ),
    )
}
"""The acts by name, in the order in which a desk offers them."""


def bulk_acts(actor: Actor) -> tuple[str, ...]:
    """The acts that this person is offered for many cases."""
    return tuple(act.name for act in BULK.values() if opens_to_role(actor, act.act))
