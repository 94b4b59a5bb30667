"""Seats of a joint review change hands: transmission, handover, deputies, requests for checks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from acts.authority import authorise_role
from acts.deed import Deed, recorded
from acts.forms import Form, Line, Prose, Remark
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from ledger import keyed
from states.commands import AboutSeat, HandOver
from states.joint_review import JointReview, Opinion
from states.procedure import decide
from states.refusals import NotForeseen
from states.review_record import open_consultation
from states.review_refusals import (
    NoCheckRequested,
    NoConsultationOpen,
    NoHandoverAsked,
    NotASeatHolder,
)
from states.seat_record import (
    ANSWER_EVENTS,
    check_request_of,
    handover_of,
    pending_consultations,
)
from states.terms import (
    Actor,
    CaseSnapshot,
    CheckKind,
    ConsultationResult,
    Draft,
    EntryKind,
    Role,
)
from states.worktime import legal_day

OPEN_REVIEW = ("collecting", "returned")
OFFICIALS = (Role.HANDLER, Role.APPROVER)
Department = Annotated[str, Field(max_length=80)]


Colleague = Annotated[Line, Field(json_schema_extra={"choices": "colleagues"})]
"""The user name of an official of one's own department."""


class ConsultationForm(Form):
    """What the higher level answered; conditions go with “with conditions”."""

    result: ConsultationResult
    comment: Prose
    conditions: Annotated[tuple[Prose, ...], Field(max_length=50)] = ()


class HandoverForm(Form):
    """To which department the seat should go, and why."""

    to_department: Department = Field(json_schema_extra={"choices": "addable"})
    reasons: Prose


class AnswerForm(Form):
    """The lead's answer to what a department asked for through its seat."""

    department: Department = Field(json_schema_extra={"choices": "seated"})
    agreed: Literal["yes", "no"]
    reasons: Remark = ""


class DeputyForm(Form):
    """Who acts for whom, from which day to which, both included."""

    deputy: Colleague
    stands_for: Colleague
    from_on: date
    to_on: date
    reasons: Prose


class CheckForm(Form):
    """What the department asks for, and why."""

    check: CheckKind
    reasons: Prose


def _answer_consultation(
    case: CaseSnapshot, form: ConsultationForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """转报答复: the department records what the higher level answered; its seat settles."""
    department = actor.organisation
    cmd = AboutSeat(actor, today, department)
    decide(JointReview, case.review_state, "give_opinion", case, cmd)
    seat, asked = case.seat(department), open_consultation(case, department)
    if seat is None or asked is None:
        raise NoConsultationOpen(department=department)
    decide(Opinion, seat.state, ANSWER_EVENTS[form.result], case, cmd)
    if form.result is ConsultationResult.WITH_CONDITIONS and not form.conditions:
        raise Invalid(FieldProblem("/conditions", "请列出附加条件。", "List the conditions."))
    payload = {
        "department": department,
        "authority": asked.authority,
        **form.model_dump(mode="json"),
    }
    return [Draft(EntryKind.CONSULTATION_ANSWERED, today, payload)]


def ask_handover(
    office: Office,
    case_id: str,
    form: HandoverForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """申请转办: another department is the right one; the lead has to consent."""
    today = legal_day(now)
    entry = office.city.catalog.departments.get(form.to_department)
    if entry is None or entry.kind != "organ":
        raise NotASeatHolder(department=form.to_department)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        department = actor.organisation
        _checked_handover(case, HandOver(actor, today, department, form.to_department))
        payload = {
            "department": department,
            "to_department": form.to_department,
            "reasons": form.reasons,
        }
        return [Draft(EntryKind.HANDOVER_ASKED, today, payload)]

    return office.record(
        case_id, judge, act="ask_handover", actor=actor, now=now, if_version=if_version
    )


def _checked_handover(case: CaseSnapshot, cmd: HandOver) -> None:
    decide(JointReview, case.review_state, "hand_over", case, cmd)
    seat = case.seat(cmd.department)
    assert seat is not None, "has_seat was asked"
    decide(Opinion, seat.state, "hand_over", case, cmd)


def _answer_handover(
    case: CaseSnapshot, form: AnswerForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """转办答复: with the lead's consent the seat changes hands; its clock goes on."""
    asked = handover_of(case, form.department)
    if asked is None:
        raise NoHandoverAsked(department=form.department)
    agreed = form.agreed == "yes"
    if agreed:
        _checked_handover(case, HandOver(actor, today, asked.department, asked.to_department))
    payload = {
        "department": asked.department,
        "to_department": asked.to_department,
        "agreed": agreed,
        "asked_because": asked.reasons,
        "reasons": form.reasons,
    }
    return [Draft(EntryKind.HANDOVER_ANSWERED, today, payload)]


def name_deputy(
    office: Office,
    case_id: str,
    form: DeputyForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """代理: an officer acts for another of the same department, with the office he stands for.

    The deputy carries the duties and the separations of that officer for these days.
    """
    authorise_role(actor, "name_deputy")
    today, department = legal_day(now), actor.organisation
    if form.to_on < form.from_on:
        raise Invalid(FieldProblem("/to_on", "结束日期早于开始日期。", "It ends before it begins."))
    if form.deputy == form.stands_for:
        raise Invalid(FieldProblem("/deputy", "不能代理本人。", "Nobody is a deputy for oneself."))
    _colleague(office, "/deputy", form.deputy, department)
    role, rank = _colleague(office, "/stands_for", form.stands_for, department)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        sits = case.seat(department) is not None or department == case.rules.lead
        if not sits or case.decision is not None:
            raise NotForeseen(
                event="name_deputy",
                machine="Approval",
                state=case.approval_state,
                allowed="-",
            )
        payload = {
            **form.model_dump(mode="json"),
            "department": department,
            "role": role,
            "rank": rank or "",
        }
        return [Draft(EntryKind.DEPUTY_NAMED, today, payload)]

    return office.record(
        case_id, judge, act="name_deputy", actor=actor, now=now, if_version=if_version
    )


def _colleague(
    office: Office, pointer: str, username: str, department: str
) -> tuple[str, str | None]:
    """Role and rank of an officer of the department.

    Raises:
        Invalid: no such officer there.
    """
    row = keyed.account(office.session, username)
    if row is None or row.organisation != department or row.role not in OFFICIALS:
        raise Invalid(
            FieldProblem(
                pointer,
                "请填写本部门承办人或审批人的账号。",
                "Name the account of a handler or approver of this department.",
            )
        )
    return row.role, row.rank


def _request_check(
    case: CaseSnapshot, form: CheckForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """申请专家评审或现场核查: through the department's seat; the lead decides."""
    department = actor.organisation
    cmd = AboutSeat(actor, today, department)
    decide(JointReview, case.review_state, "give_opinion", case, cmd)
    payload = {"department": department, "check": form.check.value, "reasons": form.reasons}
    return [Draft(EntryKind.CHECK_REQUESTED, today, payload)]


def _answer_check(
    case: CaseSnapshot, form: AnswerForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """答复核查申请: the lead agrees and starts the procedure on its own, or says why not."""
    asked = check_request_of(case, form.department)
    if asked is None:
        raise NoCheckRequested(department=form.department)
    if form.agreed == "no" and not form.reasons:
        raise Invalid(FieldProblem("/reasons", "请说明理由。", "Say why."))
    payload = {
        "department": form.department,
        "check": asked.kind.value,
        "agreed": form.agreed == "yes",
        "reasons": form.reasons,
    }
    return [Draft(EntryKind.CHECK_ANSWERED, today, payload)]


def _reviewing(case: CaseSnapshot) -> bool:
    return case.review_state in OPEN_REVIEW


def _transmits(case: CaseSnapshot, actor: Actor) -> bool:
    waiting = {asked.department for asked in pending_consultations(case)}
    return actor.organisation in waiting


def _is_asked(case: CaseSnapshot, actor: Actor) -> bool:
    seat = case.seat(actor.organisation)
    return seat is not None and seat.state == "asked"


def _sits(case: CaseSnapshot, actor: Actor) -> bool:
    seat = case.seat(actor.organisation)
    return seat is not None and seat.state != "released"


DEEDS = (
    Deed(
        name="answer-consultation",
        form=ConsultationForm,
        do=recorded("answer_consultation", _answer_consultation),
        when=lambda case: any(True for _ in pending_consultations(case)),
        concerns=_transmits,
        is_foremost=True,
    ),
    Deed(
        name="ask-handover",
        form=HandoverForm,
        do=ask_handover,
        when=_reviewing,
        concerns=_is_asked,
    ),
    Deed(
        name="answer-handover",
        form=AnswerForm,
        do=recorded("answer_handover", _answer_handover),
        when=lambda case: _reviewing(case) and bool(case.handovers),
        is_foremost=True,
    ),
    Deed(
        name="request-check",
        form=CheckForm,
        do=recorded("request_check", _request_check),
        when=_reviewing,
        concerns=_sits,
    ),
    Deed(
        name="answer-check-request",
        form=AnswerForm,
        do=recorded("answer_check_request", _answer_check),
        when=lambda case: _reviewing(case) and any(r.agreed is None for r in case.check_requests),
        is_foremost=True,
    ),
    Deed(
        name="name-deputy",
        form=DeputyForm,
        do=name_deputy,
        when=lambda case: case.filing_state == "accepted" and case.decision is None,
    ),
)
