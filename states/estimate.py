"""初步设计概算 against 可研估算: the ten per cent of government investment (LAW B2.1, 712 art. 12).

The text: where the cost of the preliminary design exceeds the approved estimate of the
feasibility study by ten per cent (超过…10%), the project unit reports to the authority, which
may demand that the feasibility study be submitted anew. “超过” leaves the number itself out
(Civil Code art. 1259), so exactly ten per cent more is still within. Neither report nor demand
stops the clock: the closed list of art. 45 does not name them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from states.commands import Decide
from states.refusals import ImpossibleDate, Refusal
from states.terms import CaseSnapshot
from states.terms.estimate import EstimateRules

HUNDRED = Decimal(100)
UNDER_WAY = ("pending", "running", "suspended", "extended")


class EstimateNotCompared(Refusal):
    """The approved estimate of the feasibility study is not on record; nothing to compare with."""

    zh = "尚未登记经批准的可行性研究报告投资估算，不能批准初步设计概算。"
    article = "Government Investment Regulation arts. 11, 12"
    article_zh = "政府投资条例第十一条、第十二条"


class ExcessNotReported(Refusal):
    """The cost exceeds the approved estimate by {percent} %; the applicant has not reported why."""

    zh = "初步设计概算超过经批准的投资估算{percent}%，项目单位尚未报告，不能批准。"
    article = "Government Investment Regulation art. 12"
    article_zh = "政府投资条例第十二条"


class FeasibilityDemanded(Refusal):
    """Since {since_on} a new feasibility study is demanded; its approval is not on record."""

    zh = "已于{since_on}要求重新报送可行性研究报告，新的批准尚未登记，不能批准概算。"
    article = "Government Investment Regulation art. 12"
    article_zh = "政府投资条例第十二条"


class NoExcess(Refusal):
    """The cost does not exceed the approved estimate by more than {percent} %."""

    zh = "概算未超过经批准的投资估算{percent}%，无须报告，也不能要求重新报送可行性研究报告。"
    article = "Government Investment Regulation art. 12"
    article_zh = "政府投资条例第十二条"


def cost_wan(case: CaseSnapshot) -> Decimal:
    """The cost that the filing states, in ten thousand yuan."""
    return Decimal(str(case.project.get("total_investment_wan") or 0))


def over_percent(case: CaseSnapshot) -> Decimal | None:
    """By how many per cent the cost exceeds the approved estimate; None where none is known.

    Negative where it is lower; rounded to two digits for reading only.
    """
    approved = case.estimate.approved
    if approved is None:
        return None
    more = cost_wan(case) - approved.estimate_wan
    return (more * HUNDRED / approved.estimate_wan).quantize(Decimal("0.01"))


def is_exceeded(case: CaseSnapshot) -> bool:
    """Whether the cost is more than the approved estimate and the allowed per cent of it."""
    rules, approved = case.rules.estimate, case.estimate.approved
    if rules is None or approved is None:
        return False
    return cost_wan(case) * HUNDRED > approved.estimate_wan * (HUNDRED + rules.percent)


def may_be_compared(case: CaseSnapshot) -> bool:
    """Whether an approved estimate could be recorded now."""
    return case.rules.estimate is not None and case.approval_state in UNDER_WAY


def may_be_reported(case: CaseSnapshot) -> bool:
    """Whether a report is owed or a new study could be demanded."""
    return may_be_compared(case) and is_exceeded(case)


def compared_in_order(approved_on: date, today: date) -> None:
    """The approval was given before it is recorded.

    Raises:
        ImpossibleDate: it lies in the future.
    """
    if approved_on > today:
        raise ImpossibleDate(what="approval", day=approved_on, why=f"today is {today}")


def exceeded_in_order(case: CaseSnapshot) -> EstimateRules:
    """The rule that a report or a demand rests on.

    Raises:
        EstimateNotCompared: no approved estimate is on record, or the matter knows none.
        NoExcess: the cost is within the allowed per cent.
    """
    rules = case.rules.estimate
    if rules is None or case.estimate.approved is None:
        raise EstimateNotCompared()
    if not is_exceeded(case):
        raise NoExcess(percent=rules.percent)
    return rules


def estimate_is_kept(case: CaseSnapshot, cmd: Decide) -> None:
    """No grant of a cost that was not compared, or exceeds and was not reported (art. 12)."""
    if case.rules.estimate is None:
        return
    if case.estimate.approved is None:
        raise EstimateNotCompared()
    if case.estimate.sent_back_on is not None:
        raise FeasibilityDemanded(since_on=case.estimate.sent_back_on)
    if is_exceeded(case) and case.estimate.reported_on is None:
        raise ExcessNotReported(percent=over_percent(case))
