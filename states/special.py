"""特别程序 in detail: commissions, experts, a second notice (LAW B1.7, B2.3, B4.5).

What a special procedure takes out of the clock is the machine of Approval and the pauses'
matter; here is who may carry it out, who pays, and how its announced time may grow: by a new
written notice served while the announced days run, never afterwards.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from states.clocks import limit_due, running_suspension, special_due
from states.part import Part
from states.refusals import Refusal, SuspensionTooLong, WrongRank
from states.silence import card
from states.terms import (
    Actor,
    CaseSnapshot,
    ClockName,
    Colour,
    Commission,
    Entry,
    EntryKind,
    RunningClock,
    Step,
)
from states.worktime import Due


class NothingToProlong(Refusal):
    """No special procedure runs that a new notice could lengthen."""

    zh = "没有正在进行的特别程序，无从再次告知。"
    article = "Administrative Licensing Law art. 45"
    article_zh = "行政许可法第四十五条"


class AnnouncedDaysOver(Refusal):
    """The announced days ended on {due_on} and the clock counts again; a notice now would take
    days out that were never announced. End the procedure and announce a new one."""

    zh = "已告知的时间于{due_on}用完，期限已恢复计算；请结束该程序，需要时另行告知新的特别程序。"
    article = "Administrative Licensing Law art. 45"
    article_zh = "行政许可法第四十五条"


class EvaluatorDraftedIt(Refusal):
    """{firm} drafted the application and may not evaluate it."""

    zh = "{firm}编制了申请材料，不得承担本项目的评估。"
    article = "NDRC Order No. 2"
    article_zh = "《企业投资项目核准和备案管理办法》（国家发展改革委令2017年第2号）"
    pointer = "/firm"


class OrganPays(Refusal):
    """What the organ itself needs is paid by the organ, not by the applicant."""

    zh = "行政机关在办理过程中需要的中介服务，费用由行政机关承担，不得转嫁给申请人。"
    article = "Regulation on the Business Environment art. 43"
    article_zh = "优化营商环境条例第四十三条"
    pointer = "/payer"


class ExpertMustWithdraw(Refusal):
    """An expert with an interest does not take part: {names}."""

    zh = "与项目有利害关系的专家应当回避：{names}。"
    article = "Administrative Licensing Law art. 45"
    article_zh = "行政许可法第四十五条"
    pointer = "/experts"


class ExpertsDidNotSign(Refusal):
    """Every expert signs the opinion; missing: {names}."""

    zh = "评审意见应由全体专家签字；尚缺：{names}。"
    article = "Administrative Licensing Law art. 45"
    article_zh = "行政许可法第四十五条"
    pointer = "/signed"


def _same(one: str, other: str) -> bool:
    """Whether two names of firms are one, whatever their blanks and widths."""
    first, second = (
        "".join(unicodedata.normalize("NFKC", name).split()).casefold() for name in (one, other)
    )
    return first == second


def evaluation_in_order(firm: str, drafted_by: str, payer: str) -> None:
    """Another firm than the drafting one, paid by the organ (LAW B2.3, B4.5).

    Raises:
        EvaluatorDraftedIt, OrganPays: as they say.
    """
    if _same(firm, drafted_by):
        raise EvaluatorDraftedIt(firm=firm)
    if payer != "organ":
        raise OrganPays()


def service_in_order(needed_by: str, payer: str) -> None:
    """Who needs the service pays for it; the organ never makes the applicant pay.

    Raises:
        OrganPays: the organ needs it and the applicant would pay.
    """
    if needed_by == "organ" and payer != "organ":
        raise OrganPays()


def experts_in_order(
    experts: Sequence[str], conflicted: Sequence[str], signed: Sequence[str]
) -> None:
    """Nobody with an interest takes part, and everybody who did signs.

    Raises:
        ExpertMustWithdraw, ExpertsDidNotSign: as they say.
    """
    partial = [name for name in experts if name in conflicted]
    if partial:
        raise ExpertMustWithdraw(names=", ".join(partial))
    unsigned = [name for name in experts if name not in signed]
    if unsigned:
        raise ExpertsDidNotSign(names=", ".join(unsigned))


def prolonged_in_order(case: CaseSnapshot, actor: Actor, today: date, more_days: int) -> None:
    """A new notice lengthens a running procedure, in time, within its text, by its rank.

    Raises:
        NothingToProlong, AnnouncedDaysOver, SuspensionTooLong, WrongRank: as they say.
    """
    running, due = running_suspension(case), special_due(case)
    rule = case.rules.suspension(running.kind) if running else None
    if running is None or rule is None or due is None:
        raise NothingToProlong()
    if today > due.due_on and not due.provisional:
        raise AnnouncedDaysOver(due_on=due.due_on)
    total = (running.announced_days or 0) + more_days
    if rule.max_days is None:
        return
    ceiling = rule.max_days + (rule.prolong_max_days or 0)
    if total > ceiling:
        raise SuspensionTooLong(max_days=ceiling, days=total, source=rule.source)
    needed = rule.prolong_by
    signed = actor.rank is not None and (needed is None or actor.rank.satisfies(needed))
    if total > rule.max_days and needed is not None and not signed:
        actual = actor.rank.value if actor.rank else actor.role.value
        raise WrongRank(needed=needed.value, actual=actual, source=rule.source)


def may_be_prolonged(case: CaseSnapshot) -> bool:
    """Whether a special procedure runs."""
    return running_suspension(case) is not None


def _prolonged(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    running = case.suspensions[-1]
    total = (running.announced_days or 0) + int(entry.payload["more_days"])
    return case.but(suspensions=(*case.suspensions[:-1], replace(running, announced_days=total)))


def _commissioned(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    found = Commission(
        kind=entry.kind.value,
        firm=payload.get("firm", ""),
        payer=payload.get("payer", ""),
        done_on=entry.effective_on,
    )
    return case.but(commissions=(*case.commissions, found))


def commission_due(case: CaseSnapshot) -> Due | None:
    """Last day to commission the evaluation; None without such a limit or before acceptance."""
    limit = case.rules.procedures.commission
    if limit is None or case.accepted_on is None:
        return None
    return limit_due(case, case.accepted_on, limit)


def _commissioned_on(case: CaseSnapshot) -> date | None:
    kind = EntryKind.EVALUATION_COMMISSIONED.value
    return next((found.done_on for found in case.commissions if found.kind == kind), None)


def _clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    """Not every case needs an evaluation: the clock is told once one was commissioned."""
    limit, due = case.rules.procedures.commission, commission_due(case)
    done_on = _commissioned_on(case)
    if limit is not None and due is not None and done_on is not None:
        yield RunningClock(ClockName.COMMISSION, limit, due, case.rules.lead, done_on)


def _steps(case: CaseSnapshot) -> Iterator[Step]:
    due, done_on = commission_due(case), _commissioned_on(case)
    if due is not None and done_on is not None and done_on > due.due_on:
        yield from card(case, ClockName.COMMISSION, Colour.YELLOW, due, case.rules.lead)


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    if not case.commissions:
        return None
    due = commission_due(case)
    return {
        "commission_due_on": due.due_on.isoformat() if due else None,
        "done": [
            {
                "kind": found.kind,
                "firm": found.firm,
                "payer": found.payer,
                "done_on": found.done_on.isoformat(),
            }
            for found in case.commissions
        ],
    }


SPECIAL = Part(
    name="special",
    folds={
        EntryKind.SPECIAL_PROLONGED: _prolonged,
        EntryKind.EVALUATION_COMMISSIONED: _commissioned,
        EntryKind.INTERMEDIARY_ENGAGED: _commissioned,
        EntryKind.EXPERT_OPINION_GIVEN: _commissioned,
    },
    clocks=_clocks,
    steps=_steps,
    view=_view,
)
