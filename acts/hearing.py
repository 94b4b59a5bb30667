"""Acts of a hearing: tell the right, call, announce, recuse, give up, hold (arts. 46 to 48)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from acts.approval import HANDLING
from acts.deed import Deed, recorded
from acts.forms import Form, Line, Prose, Remark
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from ledger import keyed
from states.commands import Command, GiveReasons
from states.hearing import (
    UNDER_WAY,
    AnnounceHearing,
    Hearing,
    HoldHearing,
    PresiderReviewed,
    RequestHearing,
)
from states.procedure import allowed_events, decide
from states.terms import Actor, CaseSnapshot, Draft, EntryKind, Role
from states.worktime import legal_day

REVIEWING = HANDLING | {EntryKind.OPINION_GIVEN, EntryKind.HEARING_RIGHT_TOLD}
"""Who wrote one of these lines took part in reviewing the application."""

Names = Annotated[tuple[Line, ...], Field(max_length=50)]


def _sorted_out(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


class TellHearingForm(Form):
    """Whom the licence concerns directly, besides the applicant, one name a line; and why."""

    parties: Annotated[Names, AfterValidator(_sorted_out)] = ()
    interest: Prose


class RequestHearingForm(Form):
    """Who asks: a name as it was told; the applicant if none is given."""

    party: Line | None = None
    requested_on: date | None = None
    claim: Remark = ""


class CallHearingForm(Form):
    """A hearing that a text demands or that a major public interest calls for (art. 46)."""

    basis: Line
    reasons: Prose


class AnnounceHearingForm(Form):
    """Day, time of day (Asia/Shanghai), place, recorder, and who reviewed; the presider, who
    is named by the username, is another one than the reviewer."""

    hearing_on: date
    starts_at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", max_length=5)]
    place: Line
    recorder: Line
    reviewer: Line
    presider: Annotated[str, Field(min_length=1, max_length=80)]


class RecusePresiderForm(Form):
    """The presider has a direct interest and withdraws."""

    reasons: Prose


class GiveUpHearingForm(Form):
    """The one who asked gives the hearing up, in writing."""

    reasons: Prose


class HoldHearingForm(Form):
    """The record (笔录): who took part, what was said, who signed and who would not."""

    held_on: date
    participants: Annotated[tuple[Line, ...], Field(min_length=1, max_length=50)]
    statements: Prose
    signed: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    refused_to_sign: Annotated[tuple[Line, ...], Field(max_length=50)] = ()


def _tell(case: CaseSnapshot, form: TellHearingForm, actor: Actor, today: date) -> Iterable[Draft]:
    """告知听证权利: applicant and interested parties may ask within five days (art. 47)."""
    decide(Hearing, case.hearing.state, "tell", case, Command(actor, today))
    parties = list(dict.fromkeys((case.applicant["name"], *form.parties)))
    payload = {"parties": parties, "interest": form.interest}
    return [Draft(EntryKind.HEARING_RIGHT_TOLD, today, payload)]


def _request(
    case: CaseSnapshot, form: RequestHearingForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """申请听证: by the applicant online, or by anybody who was told, through the window."""
    own = str(case.applicant["name"])
    party = form.party or own
    if actor.role is Role.ENTERPRISE and party != own:
        raise Invalid(_only_for_oneself())
    asked_on = form.requested_on or today
    if asked_on > today or (case.hearing.told_on and asked_on < case.hearing.told_on):
        raise Invalid(_impossible_request())
    if actor.role is Role.ENTERPRISE:
        asked_on = today
    cmd = RequestHearing(actor, asked_on, party)
    decide(Hearing, case.hearing.state, "request", case, cmd)
    payload = {"ground": "interest", "party": party, "claim": form.claim}
    return [Draft(EntryKind.HEARING_CALLED, asked_on, payload)]


def _only_for_oneself() -> FieldProblem:
    return FieldProblem(
        "/party",
        "只能以本企业名义申请听证。",
        "Ask for the hearing in your own enterprise's name.",
    )


def _impossible_request() -> FieldProblem:
    return FieldProblem(
        "/requested_on",
        "申请日期应在告知之后、今天之前（含当日）。",
        "The day of the request lies between the telling and today.",
    )


def _call(case: CaseSnapshot, form: CallHearingForm, actor: Actor, today: date) -> Iterable[Draft]:
    """依职权听证: a text demands it, or a major public interest (art. 46)."""
    cmd = GiveReasons(actor, today, form.reasons)
    decide(Hearing, case.hearing.state, "call", case, cmd)
    payload = {"ground": "law", "basis": form.basis, "reasons": form.reasons}
    return [Draft(EntryKind.HEARING_CALLED, today, payload)]


def _announce(
    office: Office,
    case_id: str,
    form: AnnounceHearingForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """通知听证: time and place seven working days before; free of charge (arts. 47, 48)."""
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        account = keyed.account(office.session, form.presider)
        official = account is not None and account.role in (Role.HANDLER, Role.APPROVER)
        if account is None or not official:
            raise Invalid(_no_official())
        reviewed_by = frozenset(
            entry.actor for entry in office.entries(case_id) if entry.kind in REVIEWING
        )
        if account.name == form.reviewer:
            raise PresiderReviewed(officer=account.name)
        cmd = AnnounceHearing(actor, today, form.hearing_on, form.presider, reviewed_by)
        decide(Hearing, case.hearing.state, "announce", case, cmd)
        payload = {
            "hearing_on": form.hearing_on.isoformat(),
            "starts_at": form.starts_at,
            "place": form.place,
            "presider": form.presider,
            "presider_name": account.name,
            "recorder": form.recorder,
            "reviewer": form.reviewer,
        }
        return [Draft(EntryKind.HEARING_ANNOUNCED, today, payload)]

    return office.record(
        case_id, judge, act="announce_hearing", actor=actor, now=now, if_version=if_version
    )


def _no_official() -> FieldProblem:
    return FieldProblem(
        "/presider",
        "请填写承办人或审批人的用户名。",
        "Name the account of an official.",
    )


def _recuse(
    case: CaseSnapshot, form: RecusePresiderForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """主持人回避: another presider is announced, with a new notice (art. 48(1)(3))."""
    decide(Hearing, case.hearing.state, "recuse", case, GiveReasons(actor, today, form.reasons))
    payload = {"officer": case.hearing.presider, "reasons": form.reasons}
    return [Draft(EntryKind.PRESIDER_RECUSED, today, payload)]


def _give_up(
    case: CaseSnapshot, form: GiveUpHearingForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """放弃听证: in writing by the one who asked; taken in at the window or by the handler."""
    if actor.role is Role.ENTERPRISE and case.hearing.called_by != case.applicant["name"]:
        raise Invalid(_only_for_oneself())
    decide(Hearing, case.hearing.state, "give_up", case, GiveReasons(actor, today, form.reasons))
    payload = {"party": case.hearing.called_by, "reasons": form.reasons}
    return [Draft(EntryKind.HEARING_GIVEN_UP, today, payload)]


def _hold(case: CaseSnapshot, form: HoldHearingForm, actor: Actor, today: date) -> Iterable[Draft]:
    """听证笔录: held as announced; everybody signs, or it says who would not (art. 48)."""
    done = {*form.signed, *form.refused_to_sign}
    unsigned = tuple(name for name in form.participants if name not in done)
    cmd = HoldHearing(actor, today, form.held_on, unsigned)
    decide(Hearing, case.hearing.state, "hold", case, cmd)
    payload = {
        "place": case.hearing.place,
        "presider": case.hearing.presider,
        "presider_name": case.hearing.presider_name,
        "recorder": case.hearing.recorder,
        "reviewer": case.hearing.reviewer,
        "participants": list(form.participants),
        "statements": form.statements,
        "signed": list(form.signed),
        "refused_to_sign": list(form.refused_to_sign),
    }
    return [Draft(EntryKind.HEARING_HELD, form.held_on, payload)]


def _possible(event: str) -> Callable[[CaseSnapshot], bool]:
    """Under way, with a hearing known to the matter that is where `event` may come."""

    def when(case: CaseSnapshot) -> bool:
        known = case.rules.procedures.hearing_organise is not None
        foreseen = event in allowed_events(Hearing, case.hearing.state)
        return known and foreseen and case.approval_state in UNDER_WAY

    return when


DEEDS = (
    Deed(
        name="tell-hearing-right",
        form=TellHearingForm,
        do=recorded("tell_hearing_right", _tell),
        when=_possible("tell"),
    ),
    Deed(
        name="request-hearing",
        form=RequestHearingForm,
        do=recorded("request_hearing", _request),
        when=_possible("request"),
    ),
    Deed(
        name="call-hearing",
        form=CallHearingForm,
        do=recorded("call_hearing", _call),
        when=_possible("call"),
    ),
    Deed(
        name="announce-hearing",
        form=AnnounceHearingForm,
        do=_announce,
        when=_possible("announce"),
        is_foremost=True,
    ),
    Deed(
        name="recuse-presider",
        form=RecusePresiderForm,
        do=recorded("recuse_presider", _recuse),
        when=_possible("recuse"),
    ),
    Deed(
        name="give-up-hearing",
        form=GiveUpHearingForm,
        do=recorded("give_up_hearing", _give_up),
        when=_possible("give_up"),
        is_grave=True,
    ),
    Deed(
        name="hold-hearing",
        form=HoldHearingForm,
        do=recorded("hold_hearing", _hold),
        when=_possible("hold"),
        is_foremost=True,
    ),
)
