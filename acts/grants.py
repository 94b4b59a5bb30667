"""After the grant: works, use, and what the holder asks for (LAW B2.3, B2.5, art. 49, 50)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from acts.approval import barred_by
from acts.deed import Deed, recorded
from acts.forms import Form, Prose, Remark
from acts.office import Office
from states.after_dates import grant_in_force, request_of, validity_stopped_on
from states.after_refusals import NoRequestOpen, NotInForce
from states.commands import AnswerRequest, AskRequest, Command, ReportWorks
from states.construction import Construction, something_in_force
from states.grant_requests import Request, foreseen, may_ask, said_of
from states.procedure import allowed_events, decide
from states.refusals import ImpossibleDate
from states.terms import Actor, CaseSnapshot, Draft, EndsBy, EntryKind, RequestKind
from states.worktime import legal_day

Months = Annotated[int, Field(ge=1, le=60)]
Kind = Literal["delay", "change", "renewal", "recheck"]


class BeginWorksForm(Form):
    """The day on which works began (Asia/Shanghai); today if none is given."""

    begun_on: date | None = None


class ReportWorksForm(Form):
    """How the works go on, or which other step was taken; with its day."""

    progress: Prose
    reported_on: date | None = None


class CompleteWorksForm(Form):
    """The day of completion; today if none is given."""

    completed_on: date | None = None


class UseGrantForm(Form):
    """For what the grant was used, and on which day; it ends a validity that use ends."""

    used_for: Prose
    used_on: date | None = None


class AskDelayForm(Form):
    """How many months more, and why."""

    delay_months: Months
    reasons: Prose


class AskForm(Form):
    """What is asked for after the grant, and why."""

    request_content: Prose


class AnswerRequestForm(Form):
    """The answer to the open request of this kind; a refusal says why."""

    request_kind: Kind
    answered: Literal["agree_to", "turn_down"]
    reasons: Remark = ""


class TakeBackForm(Form):
    """Which open request is taken back."""

    request_kind: Kind


def _begin(case: CaseSnapshot, form: BeginWorksForm, actor: Actor, today: date) -> Iterable[Draft]:
    """开工: the holder reports that works began (Order 673 art. 16)."""
    return _works(case, actor, today, "begin", EntryKind.WORKS_BEGUN, form.begun_on)


def _complete(
    case: CaseSnapshot, form: CompleteWorksForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """竣工: the holder reports completion (Order 673 art. 16)."""
    return _works(case, actor, today, "complete", EntryKind.WORKS_COMPLETED, form.completed_on)


def _report(
    case: CaseSnapshot, form: ReportWorksForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """进度: the holder reports how works go on, or another step (Order 673 art. 16)."""
    kind, day = EntryKind.WORKS_REPORTED, form.reported_on
    return _works(case, actor, today, "report", kind, day, progress=form.progress)


def _works(
    case: CaseSnapshot,
    actor: Actor,
    today: date,
    event: str,
    kind: EntryKind,
    day: date | None,
    **facts: str,
) -> Iterable[Draft]:
    on = day or today
    decide(Construction, case.works.state, event, case, ReportWorks(actor, today, on))
    return [Draft(kind, on, facts)]


def _use(case: CaseSnapshot, form: UseGrantForm, actor: Actor, today: date) -> Iterable[Draft]:
    """The grant was used for its purpose, such as the land that it was given for."""
    if not may_be_used(case):
        raise NotInForce(state=case.approval_state)
    on = form.used_on or today
    decided_on = case.decision.decided_on if case.decision else on
    if not decided_on <= on <= today:
        raise ImpossibleDate(
            what="use of the grant", day=on, why=f"it is of {decided_on} and today is {today}"
        )
    return [Draft(EntryKind.GRANT_USED, on, {"used_for": form.used_for})]


def may_be_used(case: CaseSnapshot) -> bool:
    """Whether use would end the validity of the grant, and has not yet."""
    rule = case.rules.after.validity
    by_use = rule is not None and rule.ends_by is EndsBy.USE
    return by_use and grant_in_force(case) and validity_stopped_on(case) is None


def _ask_delay(
    case: CaseSnapshot, form: AskDelayForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """延期申请: before the last day that the text names (Order 673 art. 12 and its like)."""
    return _ask(case, actor, today, RequestKind.DELAY, form.reasons, form.delay_months)


def _ask_change(case: CaseSnapshot, form: AskForm, actor: Actor, today: date) -> Iterable[Draft]:
    """变更申请: another place, or a larger change (Order 673 art. 11; art. 49)."""
    return _ask(case, actor, today, RequestKind.CHANGE, form.request_content)


def _ask_renewal(case: CaseSnapshot, form: AskForm, actor: Actor, today: date) -> Iterable[Draft]:
    """延续申请: before expiry, by the reading that is kinder to the holder (art. 50)."""
    return _ask(case, actor, today, RequestKind.RENEWAL, form.request_content)


def _ask_recheck(case: CaseSnapshot, form: AskForm, actor: Actor, today: date) -> Iterable[Draft]:
    """重新审核: works begin more than five years after the approval."""
    return _ask(case, actor, today, RequestKind.RECHECK, form.request_content)


def _ask(
    case: CaseSnapshot,
    actor: Actor,
    today: date,
    kind: RequestKind,
    content: str,
    months: int = 0,
) -> Iterable[Draft]:
    may_ask(case, AskRequest(actor, today, kind, months))
    payload = {"kind": kind.value, "months": months, "content": content}
    return [Draft(EntryKind.GRANT_REQUESTED, today, payload)]


def answer(
    office: Office,
    case_id: str,
    form: AnswerRequestForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """The organ agrees to what was asked after the grant, or refuses it with reasons."""
    today, kind = legal_day(now), RequestKind(form.request_kind)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        request = request_of(case, kind)
        if request is None:
            raise NoRequestOpen(kind=said_of(kind))
        handled_by = barred_by(case, office.entries(case_id), today)
        cmd = AnswerRequest(actor, today, kind, form.reasons, handled_by)
        decide(Request, request.state, form.answered, case, cmd)
        payload = {
            "kind": kind.value,
            "outcome": form.answered,
            "reasons": form.reasons,
            "approver_name": actor.name,
        }
        return [Draft(EntryKind.GRANT_REQUEST_DECIDED, today, payload)]

    return office.record(
        case_id, judge, act="answer_request", actor=actor, now=now, if_version=if_version
    )


def _take_back(
    case: CaseSnapshot, form: TakeBackForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """The holder takes a request back before it is answered."""
    kind = RequestKind(form.request_kind)
    request = request_of(case, kind)
    if request is None:
        raise NoRequestOpen(kind=said_of(kind))
    decide(Request, request.state, "take_back", case, Command(actor, today))
    return [Draft(EntryKind.GRANT_REQUEST_TAKEN_BACK, today, {"kind": kind.value})]


def _may_ask(kind: RequestKind) -> Callable[[CaseSnapshot], bool]:
    def when(case: CaseSnapshot) -> bool:
        waiting = request_of(case, kind) is not None
        return grant_in_force(case) and foreseen(case, kind) and not waiting

    return when


def _delay_helps(case: CaseSnapshot) -> bool:
    return _may_ask(RequestKind.DELAY)(case) and validity_stopped_on(case) is None


def _recheck_helps(case: CaseSnapshot) -> bool:
    return _may_ask(RequestKind.RECHECK)(case) and case.works.begun_on is None


def _works_foresee(event: str) -> Callable[[CaseSnapshot], bool]:
    return lambda case: (
        something_in_force(case) and event in allowed_events(Construction, case.works.state)
    )


def _waits(case: CaseSnapshot) -> bool:
    return grant_in_force(case) and any(request.is_open for request in case.requests)


DEEDS = (
    Deed(
        name="begin-works",
        form=BeginWorksForm,
        do=recorded("begin_works", _begin),
        when=_works_foresee("begin"),
    ),
    Deed(
        name="report-works",
        form=ReportWorksForm,
        do=recorded("report_works", _report),
        when=_works_foresee("report"),
    ),
    Deed(
        name="complete-works",
        form=CompleteWorksForm,
        do=recorded("complete_works", _complete),
        when=_works_foresee("complete"),
    ),
    Deed(
        name="use-grant",
        form=UseGrantForm,
        do=recorded("use_grant", _use),
        when=may_be_used,
    ),
    Deed(
        name="ask-delay",
        form=AskDelayForm,
        do=recorded("ask_delay", _ask_delay),
        when=_delay_helps,
    ),
    Deed(
        name="ask-change",
        form=AskForm,
        do=recorded("ask_change", _ask_change),
        when=_may_ask(RequestKind.CHANGE),
    ),
    Deed(
        name="ask-renewal",
        form=AskForm,
        do=recorded("ask_renewal", _ask_renewal),
        when=_may_ask(RequestKind.RENEWAL),
    ),
    Deed(
        name="ask-recheck",
        form=AskForm,
        do=recorded("ask_recheck", _ask_recheck),
        when=_recheck_helps,
    ),
    Deed(
        name="answer-request",
        form=AnswerRequestForm,
        do=answer,
        when=_waits,
        is_foremost=True,
    ),
    Deed(
        name="take-back-request",
        form=TakeBackForm,
        do=recorded("take_back_request", _take_back),
        when=_waits,
    ),
)
