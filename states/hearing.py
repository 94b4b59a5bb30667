"""听证: the hearing before a decision (Administrative Licensing Law arts. 36, 46 to 48).

The five days in which it may be asked for are the applicant side's: whether “日” means
working days there is open (LAW B1.1), so two readings are stored. Refusing goes by the kinder
one, reminding by the stricter one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from statemachine import State

from states.clocks import limit_due
from states.commands import Command, Decide, GiveReasons
from states.procedure import Procedure
from states.refusals import Refusal
from states.terms import CaseSnapshot, Limit
from states.worktime import Due, last_day_before

UNDER_WAY = ("running", "suspended", "extended")
OWED = ("called", "announced")


class ReasonsOfHearingMissing(Refusal):
    """Say why."""

    zh = "请说明理由。"
    pointer = "/reasons"


class HearingCalledByLaw(Refusal):
    """A hearing that a text or a major public interest demands is nobody's to give up."""

    zh = "依法或者因重大公共利益应当举行的听证，不能放弃。"
    article = "Administrative Licensing Law art. 46"
    article_zh = "行政许可法第四十六条"


class NotUnderWay(Refusal):
    """This belongs to the time between acceptance and decision; the case is “{state}”."""

    zh = "此步骤应在受理之后、作出决定之前办理；本案当前状态为“{state}”。"


class HearingRequestLate(Refusal):
    """The days to ask for a hearing ended on {due_on}."""

    zh = "申请听证的期限已于{due_on}届满。"
    article = "Administrative Licensing Law art. 47(1)"
    article_zh = "行政许可法第四十七条第一款"


class NotToldOfHearing(Refusal):
    """“{party}” is not among those who were told of the right to a hearing: {parties}."""

    zh = "“{party}”不在已告知听证权利的人之列：{parties}。"
    article = "Administrative Licensing Law art. 47(1)"
    article_zh = "行政许可法第四十七条第一款"
    pointer = "/party"


class HearingAnnouncedTooLate(Refusal):
    """Time and place are told {days} working days before: for a hearing on {hearing_on} the
    last day was {latest_on}."""

    zh = (
        "举行听证的时间、地点应当提前{days}个工作日通知："
        "{hearing_on}举行的，最迟应于{latest_on}通知。"
    )
    article = "Administrative Licensing Law art. 48(1)(1)"
    article_zh = "行政许可法第四十八条第一款第（一）项"
    pointer = "/hearing_on"


class HearingBeyondCalendar(Refusal):
    """The holidays of {hearing_on} are not published: nobody can say which day is in time."""

    zh = "{hearing_on}所在年份的节假日安排尚未公布，无法确定通知期限，请另定日期。"
    article = "Administrative Licensing Law art. 48(1)(1)"
    article_zh = "行政许可法第四十八条第一款第（一）项"
    pointer = "/hearing_on"


class PresiderReviewed(Refusal):
    """Who reviewed the application cannot preside over its hearing ({officer})."""

    zh = "听证主持人应当为审查该申请的工作人员以外的人员（{officer}）。"
    article = "Administrative Licensing Law art. 48(1)(3)"
    article_zh = "行政许可法第四十八条第一款第（三）项"
    pointer = "/presider"


class PresiderRecused(Refusal):
    """{officer} withdrew from this hearing and cannot preside over it."""

    zh = "{officer}已经回避，不能主持本次听证。"
    article = "Administrative Licensing Law art. 48(1)(3)"
    article_zh = "行政许可法第四十八条第一款第（三）项"
    pointer = "/presider"


class HearingOnAnotherDay(Refusal):
    """The hearing was announced for {announced}, not for {held_on}; another day needs a new
    notice."""

    zh = "本次听证通知的日期是{announced}，不是{held_on}；改期须重新通知。"
    article = "Administrative Licensing Law art. 48(1)(1)"
    article_zh = "行政许可法第四十八条第一款第（一）项"
    pointer = "/held_on"


class RecordUnsigned(Refusal):
    """The record needs the signature of everybody who took part, or a note that it was
    refused; missing: {names}."""

    zh = "听证笔录应当交听证参加人确认无误后签字或者盖章；尚缺：{names}。"
    article = "Administrative Licensing Law art. 48(1)(5)"
    article_zh = "行政许可法第四十八条第一款第（五）项"
    pointer = "/signed"


class HearingDaysRunning(Refusal):
    """Those who were told of the hearing may ask for it until {due_on}; no decision before."""

    zh = "申请听证的期限至{due_on}届满，期满前不得作出决定。"
    article = "Administrative Licensing Law art. 47(1)"
    article_zh = "行政许可法第四十七条第一款"


class HearingOwed(Refusal):
    """A hearing is owed since {called_on}; no decision before it was held."""

    zh = "自{called_on}起应当组织听证，举行听证前不得作出决定。"
    article = "Administrative Licensing Law art. 46, 47"
    article_zh = "行政许可法第四十六条、第四十七条"


class RecordNotFollowed(Refusal):
    """A decision after a hearing follows its record: say in the reasons how."""

    zh = "举行听证的，应当根据听证笔录作出决定：请在理由中说明对笔录的采纳情况。"
    article = "Administrative Licensing Law art. 48(2)"
    article_zh = "行政许可法第四十八条第二款"
    pointer = "/reasons"


@dataclass(frozen=True, slots=True)
class RequestHearing(Command):
    """Somebody who was told asks for the hearing."""

    party: str


@dataclass(frozen=True, slots=True)
class AnnounceHearing(Command):
    """Fix day and presider; `reviewed_by` are the officers who reviewed the application."""

    hearing_on: date
    presider: str
    reviewed_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HoldHearing(Command):
    """The hearing took place; `unsigned` names whose signature the record still lacks."""

    held_on: date
    unsigned: tuple[str, ...] = ()


def _told_due(case: CaseSnapshot, limit: Limit | None) -> Due | None:
    told_on = case.hearing.told_on
    return limit_due(case, told_on, limit) if limit and told_on else None


def request_due(case: CaseSnapshot) -> Due | None:
    """Last day to ask for the hearing by the reading that is kinder to those who may ask."""
    rules = case.rules.procedures
    both = (rules.hearing_request, rules.hearing_request_strict)
    readings = [due for limit in both if (due := _told_due(case, limit))]
    return max(readings, key=lambda due: due.due_on, default=None)


def request_reminder_due(case: CaseSnapshot) -> Due | None:
    """Last day to ask for the hearing by the stricter reading; reminders go by it."""
    return _told_due(case, case.rules.procedures.hearing_request_strict)


def organise_due(case: CaseSnapshot) -> Due | None:
    """Last day to hold the hearing that was asked for or that a text demands."""
    limit, called_on = case.rules.procedures.hearing_organise, case.hearing.called_on
    return limit_due(case, called_on, limit) if limit and called_on else None


def may_still_be_asked_for(case: CaseSnapshot, today: date) -> bool:
    """Whether the days in which somebody may ask still run on `today`."""
    due = request_due(case)
    return due is not None and (due.provisional or today <= due.due_on)


def case_is_under_way(case: CaseSnapshot, cmd: object) -> None:
    """Between acceptance and decision only."""
    if case.approval_state not in UNDER_WAY:
        raise NotUnderWay(state=case.approval_state)


def asked_in_time(case: CaseSnapshot, cmd: RequestHearing) -> None:
    """Within five days of being told, by the kinder reading (art. 47)."""
    due = request_due(case)
    if due is not None and not may_still_be_asked_for(case, cmd.today):
        raise HearingRequestLate(due_on=due.due_on)


def asked_by_one_who_was_told(case: CaseSnapshot, cmd: RequestHearing) -> None:
    """The applicant and the interested parties who were told (art. 47)."""
    if cmd.party not in case.hearing.parties:
        raise NotToldOfHearing(party=cmd.party, parties=", ".join(case.hearing.parties))


def told_early_enough(case: CaseSnapshot, cmd: AnnounceHearing) -> None:
    """Time and place are told seven working days before (art. 48(1)(1))."""
    limit = case.rules.procedures.hearing_notice
    if limit is None:
        return
    if not case.calendar.covers(cmd.hearing_on):
        raise HearingBeyondCalendar(hearing_on=cmd.hearing_on)
    latest_on = last_day_before(cmd.hearing_on, limit.days, case.calendar, limit.unit)
    if cmd.today > latest_on:
        raise HearingAnnouncedTooLate(
            days=limit.days, hearing_on=cmd.hearing_on, latest_on=latest_on
        )


def presider_did_not_review(case: CaseSnapshot, cmd: AnnounceHearing) -> None:
    """The presider is somebody else than the reviewers (art. 48(1)(3))."""
    if cmd.presider in cmd.reviewed_by:
        raise PresiderReviewed(officer=cmd.presider)


def presider_is_not_recused(case: CaseSnapshot, cmd: AnnounceHearing) -> None:
    """Who withdrew for a direct interest does not preside after all (art. 48(1)(3))."""
    if cmd.presider in case.hearing.recused:
        raise PresiderRecused(officer=cmd.presider)


def held_as_announced(case: CaseSnapshot, cmd: HoldHearing) -> None:
    """Held on the announced day and not before it has come (art. 48(1)(1))."""
    if cmd.held_on != case.hearing.hearing_on or cmd.held_on > cmd.today:
        raise HearingOnAnotherDay(announced=case.hearing.hearing_on, held_on=cmd.held_on)


def record_is_signed(case: CaseSnapshot, cmd: HoldHearing) -> None:
    """Everybody signed the record, or it says that they would not (art. 48(1)(5))."""
    if cmd.unsigned:
        raise RecordUnsigned(names=", ".join(cmd.unsigned))


def hearing_reasons_given(case: CaseSnapshot, cmd: GiveReasons) -> None:
    """Nothing of a hearing is changed without saying why."""
    if not cmd.reasons.strip():
        raise ReasonsOfHearingMissing()


def asked_for_by_a_party(case: CaseSnapshot, cmd: GiveReasons) -> None:
    """Only what somebody asked for can be given up (art. 46)."""
    if case.hearing.ground != "interest":
        raise HearingCalledByLaw()


def hearing_is_settled(case: CaseSnapshot, cmd: Decide) -> None:
    """No decision while the days to ask run, nor while a hearing is owed (arts. 46, 47)."""
    if case.hearing.state in OWED:
        raise HearingOwed(called_on=case.hearing.called_on)
    due = request_due(case)
    waiting = case.hearing.state in ("told", "given_up")
    if due is not None and waiting and may_still_be_asked_for(case, cmd.today):
        raise HearingDaysRunning(due_on=due.due_on)


def hearing_record_is_followed(case: CaseSnapshot, cmd: Decide) -> None:
    """After a hearing the reasons say how the decision follows its record (art. 48(2))."""
    if case.hearing.state == "held" and not cmd.reasons.strip():
        raise RecordNotFollowed()


class Hearing(Procedure):
    """The hearing of an application, from the telling of the right to the signed record."""

    # In: nobody was told and no text demands one. Out: the right is told, or a hearing is
    # called by law or in a matter of major public interest (art. 46). If nobody does: none
    # is needed, the decision clock runs.
    none = State(initial=True, value="none")
    # In: applicant and interested parties were told of their right (art. 47). Out: one of
    # them asks. If nobody does: when the days are over by the kinder reading, the decision
    # is free.
    told = State(value="told")
    # In: it was asked for in time, or called by a text. Out: time and place are announced,
    # or the one who asked gives it up. If nobody does: red card of the twenty days; no
    # decision meanwhile.
    called = State(value="called")
    # In: time, place and presider were told in time. Out: held, told anew for another day,
    # or given up. If nobody does: red card of the twenty days; no decision meanwhile.
    announced = State(value="announced")
    # In: the one who asked gave it up in writing. Out: another who was told asks in time.
    # If nobody does: when the days are over, the decision is free.
    given_up = State(value="given_up")
    # In: held, with a signed record. Final: the decision follows the record.
    held = State(final=True, value="held")

    tell = none.to(told, validators=[case_is_under_way]) | told.to.itself(
        internal=True, validators=[case_is_under_way]
    )
    call = (
        none.to(called, validators=[case_is_under_way, hearing_reasons_given])
        | told.to(called, validators=[case_is_under_way, hearing_reasons_given])
        | given_up.to(called, validators=[case_is_under_way, hearing_reasons_given])
    )
    request = told.to(
        called, validators=[case_is_under_way, asked_by_one_who_was_told, asked_in_time]
    ) | given_up.to(
        called, validators=[case_is_under_way, asked_by_one_who_was_told, asked_in_time]
    )
    announce = called.to(
        announced,
        validators=[
            case_is_under_way,
            told_early_enough,
            presider_did_not_review,
            presider_is_not_recused,
        ],
    ) | announced.to.itself(
        internal=True,
        validators=[
            case_is_under_way,
            told_early_enough,
            presider_did_not_review,
            presider_is_not_recused,
        ],
    )
    recuse = announced.to(called, validators=[hearing_reasons_given])
    give_up = called.to(
        given_up, validators=[asked_for_by_a_party, hearing_reasons_given]
    ) | announced.to(given_up, validators=[asked_for_by_a_party, hearing_reasons_given])
    hold = announced.to(held, validators=[held_as_announced, record_is_signed])
