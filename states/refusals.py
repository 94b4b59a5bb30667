"""What the law forbids: typed refusals that carry the facts and the article.

A refusal is expected: it becomes a 409 with the law's reason and writes nothing. The class
docstring is the English message, `zh` the Chinese one; both are format strings over facts.
"""

from __future__ import annotations

import inspect
from typing import Any, ClassVar


class Refusal(Exception):
    """The law does not allow this act now."""

    zh: ClassVar[str] = "依法不能办理此事项。"
    article: ClassVar[str] = ""
    article_zh: ClassVar[str] = ""
    pointer: ClassVar[str | None] = None

    def __init__(self, **facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts

    @property
    def code(self) -> str:
        """The stable name of the refusal in the API: its class name."""
        return type(self).__name__

    @property
    def legal_basis(self) -> str:
        """The article that refuses; a rule of the catalogue may name it in the facts."""
        return str(self.facts.get("source") or self.article)

    def message(self, lang: str = "en") -> str:
        """What to tell the person, in `zh` or `en`, with the facts filled in."""
        text = self.zh if lang == "zh" else inspect.cleandoc(type(self).__doc__ or "")
        return text.format(**self.facts)

    def __str__(self) -> str:
        return self.message("en")


class NotForeseen(Refusal):
    """“{event}” is not possible while the {machine} is “{state}”; possible now: {allowed}."""

    zh = "当前状态“{state}”下不能执行“{event}”；现在可以执行：{allowed}。"


class NotYours(Refusal):
    """Only {needed} may do this; you act as {actual}."""

    zh = "只有{needed}可以办理此步骤；您的身份是{actual}。"
    article = "Administrative Licensing Law art. 4 (statutory authority)"


class NoSuchSeat(Refusal):
    """{department} has no seat in this joint review."""

    zh = "{department}不在本次联审的会签席位中。"
    pointer = "/department"


class SeatTaken(Refusal):
    """{department} already has a seat in this joint review."""

    zh = "{department}已在本次联审中。"
    pointer = "/department"


class OnlySeat(Refusal):
    """The last seat of a joint review cannot be released."""

    zh = "联审至少应保留一个会签席位。"


class OpinionsOutstanding(Refusal):
    """The joint review is not concluded; outstanding: {departments}."""

    zh = "联审尚未形成结论，以下部门尚未反馈：{departments}。"


class ReviewObjected(Refusal):
    """A department objects ({departments}); the matter needs coordination before a grant."""

    zh = "部门持不同意见（{departments}），须先协调后方可准予。"


class NoticeAlreadyGiven(Refusal):
    """All items had to be told at once on {notified_on}; a further notice may only name
    defects that first appear in the supplement."""

    zh = "已于{notified_on}一次性告知；再次告知仅限于补正材料中新出现的问题。"
    article = "Administrative Licensing Law art. 32(4), art. 72(4)"


class NoticePeriodOver(Refusal):
    """The period for a correction notice ended on {due_on}; the filing counts as accepted."""

    zh = "补正告知期限已于{due_on}届满，依法视为受理。"
    article = "Administrative Licensing Law art. 32(4)"


class NoticePeriodRunning(Refusal):
    """The notice period runs until {due_on}; nothing is deemed accepted before it is over."""

    zh = "补正告知期限至{due_on}届满，期满前不产生视为受理的效果。"
    article = "Administrative Licensing Law art. 32(4)"


class MaterialsMissing(Refusal):
    """Required materials are missing: {materials}."""

    zh = "缺少必须提交的材料：{materials}。"
    article = "Administrative Licensing Law art. 32(4), (5)"
    pointer = "/materials"


class MaterialNotListed(Refusal):
    """“{material}” is not on the published list of this matter and cannot be demanded."""

    zh = "“{material}”不在该事项公布的材料目录中，不得要求提供。"
    article = "Administrative Licensing Law art. 30, 31"


class NotTolerable(Refusal):
    """Tolerant acceptance needs every main material; missing: {materials}."""

    zh = "容缺受理须主要材料齐全；缺少：{materials}。"
    article = "Henan Regulation on the Business Environment art. 35"


class SuspensionNotAllowed(Refusal):
    """“{kind}” does not stop the clock of this matter; allowed: {allowed}."""

    zh = "“{kind}”不属于本事项可以扣除时限的特别程序；允许：{allowed}。"
    article = "Administrative Licensing Law art. 45"
    pointer = "/kind"


class SuspensionTooLong(Refusal):
    """At most {max_days} working days may be announced for this procedure, not {days}."""

    zh = "该特别程序最长{max_days}个工作日，不能告知{days}个工作日。"
    pointer = "/announced_days"


class ClockExpired(Refusal):
    """The time limit ended on {due_on}; nothing can revive an expired period."""

    zh = "办理期限已于{due_on}届满，逾期后不能再延期或者启动特别程序。"
    article = "Administrative Licensing Law art. 42, 45"


class ExtensionNotAllowed(Refusal):
    """No text allows an extension of this matter."""

    zh = "本事项没有可以延期的法定依据。"
    article = "Administrative Licensing Law art. 42"


class ExtensionUsed(Refusal):
    """The one extension was already given on {decided_on}."""

    zh = "已于{decided_on}延期一次，不得再次延期。"
    article = "Administrative Licensing Law art. 42"


class ExtensionTooLong(Refusal):
    """At most {max_days} working days may be added, not {days}."""

    zh = "延长的期限不得超过{max_days}个工作日，申请为{days}个工作日。"
    pointer = "/days"


class WrongRank(Refusal):
    """This needs the signature of the {needed}; you sign as {actual}."""

    zh = "此事须由{needed}批准；您的签批级别是{actual}。"
    pointer = "/approver"


class ReasonsMissing(Refusal):
    """A refusal must state its reasons."""

    zh = "不予许可、不予受理应当说明理由。"
    article = "Administrative Licensing Law art. 38"
    pointer = "/reasons"


class MaterialsOwed(Refusal):
    """Materials promised at tolerant acceptance are still owed: {materials}."""

    zh = "容缺受理时承诺补交的材料尚未补齐：{materials}。"
    article = "Henan Regulation on the Business Environment art. 35"


class SilenceIsNotAgreement(Refusal):
    """No text turns the silence of {department} into agreement in this matter."""

    zh = "本事项没有将{department}逾期未反馈视为同意的依据。"
    article = "deemed effects only where a law, regulation or rule says so"


class OpinionPeriodRunning(Refusal):
    """{department} may answer until {due_on}; its silence means nothing before that is over."""

    zh = "{department}的反馈期限至{due_on}，期满前沉默不产生效果。"
    article = "NDRC Order No. 2"


class AlreadyDecided(Refusal):
    """The decision was made on {decided_on}."""

    zh = "已于{decided_on}作出决定。"


class NothingGranted(Refusal):
    """There is no grant that could end."""

    zh = "没有准予的决定，无从终止。"


class ImpossibleDate(Refusal):
    """{what} on {day} is impossible: {why}."""

    zh = "{what}的日期{day}不可能成立：{why}。"
    pointer = "/date"


class SameOfficer(Refusal):
    """The officer who handled the case cannot approve it ({officer})."""

    zh = "承办人不能同时作为批准人（{officer}）。"
    article = "separation of handling and approving"


class AccessBlocked(Refusal):
    """The project may not be granted: {reason_en}."""

    zh = "依法不得准予：{reason}。"


class StudyCovered(Refusal):
    """“{kind}” may not be asked: area assessment {report_no} takes its place."""

    zh = "不得要求提供“{kind}”：区域评估成果{report_no}已覆盖。"
    article = "Henan Regulation on the Business Environment art. 43"


class ProjectCodeUnchecked(Refusal):
    """The project code was not checked ({code}); without that nothing may be accepted."""

    zh = "项目代码（{code}）未经核验，不得受理。"
    article = "NDRC Investment [2020] 1439; State Council Decree 673 art. 4, Decree 712 art. 10"
