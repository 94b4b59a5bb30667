"""告知承诺 at the counters: told, promised, checked, mended or broken, and cleared (LAW B5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from acts.credit import require_clean_record
from acts.deed import Deed, recorded
from acts.forms import Form, Line, Prose
from acts.office import Office
from states.commands import Command
from states.commitment import Commit, CommitmentProcedure, Order, state_of
from states.procedure import allowed_events, decide
from states.terms import Actor, CaseSnapshot, Draft, EntryKind
from states.worktime import legal_day


class OfferForm(Form):
    """The window tells the applicant; the text comes from the catalogue."""


class CommitForm(Form):
    """What the applicant promises: one promise a line, and the documents that will follow."""

    promises: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]
    materials: Annotated[
        tuple[Annotated[str, Field(max_length=80)], ...],
        Field(max_length=50, json_schema_extra={"choices": "committable"}),
    ] = ()
    confirmed: Literal["yes"]


class DeclineForm(Form):
    """The ordinary procedure, without any disadvantage."""

    confirmed: Literal["yes"]


class VerifyForm(Form):
    """What was checked and found."""

    findings: Prose


class OrderForm(Form):
    """What differs from the promise, and the working days given to mend it."""

    problems: Prose
    days: Annotated[int, Field(gt=0, le=1000)]


class BreachForm(Form):
    """Why the commitment counts as broken."""

    ground: Literal["not_performed", "false"]
    reasons: Prose


class ClearForm(Form):
    """On what basis the record is cleared (信用修复)."""

    basis: Prose


def _may(event: str, case: CaseSnapshot) -> bool:
    return event in allowed_events(CommitmentProcedure, state_of(case))


def _offered(case: CaseSnapshot) -> bool:
    waiting = case.filing_state == "submitted" and case.rules.commitment is not None
    return waiting and _may("notify", case)


def _open(event: str, case: CaseSnapshot) -> bool:
    return (
        case.decision is None
        and case.filing_state in ("submitted", "accepted")
        and (_may(event, case))
    )


def offer(
    office: Office,
    case_id: str,
    form: OfferForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """告知: tell the standards, what may follow, the check and the consequences.

    Raises:
        ApplicantExcluded: an earlier commitment was broken and not cleared.
    """
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        require_clean_record(office, str(case.applicant["credit_code"]), today)
        decide(CommitmentProcedure, state_of(case), "notify", case, Command(actor, today))
        return [Draft(EntryKind.COMMITMENT_NOTIFIED, today, {})]

    return office.record(
        case_id, judge, act="offer_commitment", actor=actor, now=now, if_version=if_version
    )


def commit(case: CaseSnapshot, form: CommitForm, actor: Actor, today: date) -> Iterable[Draft]:
    """承诺: promise every standard that was told; voluntary, and revocable until the decision."""
    cmd = Commit(actor, today, form.promises, form.materials)
    decide(CommitmentProcedure, state_of(case), "commit", case, cmd)
    payload = {"promises": list(form.promises), "materials": list(form.materials)}
    return [Draft(EntryKind.COMMITMENT_MADE, today, payload)]


def decline(case: CaseSnapshot, form: DeclineForm, actor: Actor, today: date) -> Iterable[Draft]:
    """Choose the ordinary procedure, or take the commitment back before the decision."""
    event = "take_back" if state_of(case) == "committed" else "decline"
    decide(CommitmentProcedure, state_of(case), event, case, Command(actor, today))
    return [Draft(EntryKind.COMMITMENT_DECLINED, today, {})]


def verify(case: CaseSnapshot, form: VerifyForm, actor: Actor, today: date) -> Iterable[Draft]:
    """核查: the organ checked that the promise is performed."""
    decide(CommitmentProcedure, state_of(case), "verify", case, Command(actor, today))
    return [Draft(EntryKind.COMMITMENT_VERIFIED, today, {"findings": form.findings})]


def order(case: CaseSnapshot, form: OrderForm, actor: Actor, today: date) -> Iterable[Draft]:
    """责令整改: what differs from the promise, and until when it is to be mended."""
    cmd = Order(actor, today, form.days)
    decide(CommitmentProcedure, state_of(case), "order", case, cmd)
    return [Draft(EntryKind.RECTIFICATION_ORDERED, today, form.model_dump())]


def breach(case: CaseSnapshot, form: BreachForm, actor: Actor, today: date) -> Iterable[Draft]:
    """认定未履行承诺: no further commitments; whether the grant is revoked is an act of its own."""
    decide(CommitmentProcedure, state_of(case), "breach", case, Command(actor, today))
    return [Draft(EntryKind.COMMITMENT_BREACHED, today, form.model_dump())]


def clear(case: CaseSnapshot, form: ClearForm, actor: Actor, today: date) -> Iterable[Draft]:
    """信用修复: the applicant made good and may commit again."""
    decide(CommitmentProcedure, state_of(case), "clear", case, Command(actor, today))
    return [Draft(EntryKind.CREDIT_REPAIRED, today, form.model_dump())]


DEEDS: tuple[Deed, ...] = (
    Deed(name="offer-commitment", form=OfferForm, do=offer, when=_offered),
    Deed(
        name="commit",
        form=CommitForm,
        do=recorded("commit", commit),
        when=lambda case: _open("commit", case),
        is_foremost=True,
    ),
    Deed(
        name="decline-commitment",
        form=DeclineForm,
        do=recorded("decline_commitment", decline),
        when=lambda case: _open("decline", case) or _open("take_back", case),
    ),
    Deed(
        name="verify-commitment",
        form=VerifyForm,
        do=recorded("verify_commitment", verify),
        when=lambda case: _may("verify", case),
        is_foremost=True,
    ),
    Deed(
        name="order-rectification",
        form=OrderForm,
        do=recorded("order_rectification", order),
        when=lambda case: _may("order", case),
    ),
    Deed(
        name="find-breach",
        form=BreachForm,
        do=recorded("find_breach", breach),
        when=lambda case: _may("breach", case),
        is_grave=True,
    ),
    Deed(
        name="repair-credit",
        form=ClearForm,
        do=recorded("repair_credit", clear),
        when=lambda case: _may("clear", case),
    ),
)
