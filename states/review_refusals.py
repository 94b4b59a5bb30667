"""What the joint review refuses beyond answers and verdicts: ladder, conditions, seats, persons."""

from __future__ import annotations

from states.refusals import Refusal


class NoTransmission(Refusal):
    """No time limit of the catalogue foresees an opinion that is transmitted upward here."""

    zh = "本事项目录没有规定“同意但需转报”的办理时限，不能作此答复。"
    article = "rules of joint review: agree subject to transmission (LAW B4.3)"
    article_zh = "联审规则：同意但需转报"
    pointer = "/answer"


class NoConsultationOpen(Refusal):
    """{department} waits for no answer from a higher level."""

    zh = "{department}没有正在转报的意见。"
    pointer = "/department"


class SecondReturn(Refusal):
    """{department} already told its corrections on {returned_on}; what could be seen then
    ({abouts}) may be told again only with the reason and signature of a superior."""

    zh = (
        "{department}已于{returned_on}一次性告知；当时即可发现的问题（{abouts}）再次退回，"
        "须由上级签署并说明理由。"
    )
    article = "Administrative Licensing Law art. 32(4), art. 72(4)"
    article_zh = "《行政许可法》第三十二条第一款第四项、第七十二条第四项"
    pointer = "/second_return_reason"


class NoObjection(Refusal):
    """No objection stands that could be coordinated."""

    zh = "没有需要协调的异议。"


class LadderEnds(Refusal):
    """The coordination has no further step; its last one was “{level}”."""

    zh = "协调程序没有下一层级；最后一级为“{level}”。"


class CoordinationRuns(Refusal):
    """The objection is being coordinated or was upheld ({level}); use its next step."""

    zh = "异议正在协调或者已经维持（{level}），请按协调程序办理。"


class ContradictoryConditions(Refusal):
    """Conditions contradict each other: {conditions}. Solve this before a grant."""

    zh = "部门附加条件相互矛盾：{conditions}。须先协调一致方可准予。"
    article = "a decision must be definite; conditions of the joint review"
    article_zh = "决定内容应当明确；联审附加条件"


class UnknownCondition(Refusal):
    """There is no standing condition “{condition}” in this joint review."""

    zh = "本次联审没有有效的条件“{condition}”。"


class NotContradicting(Refusal):
    """No contradiction between {conditions} was flagged by the lead."""

    zh = "牵头部门没有标记{conditions}相互矛盾。"


class NoHandoverAsked(Refusal):
    """{department} asked for no handover of its seat."""

    zh = "{department}没有提出转办申请。"
    pointer = "/department"


class NotASeatHolder(Refusal):
    """{department} cannot hold a seat: only administrative organs give opinions."""

    zh = "{department}不能参加会签：只有行政机关可以出具意见。"
    article = "Administrative Licensing Law art. 22 to 24"
    article_zh = "《行政许可法》第二十二条至第二十四条"
    pointer = "/to_department"


class NoCheckRequested(Refusal):
    """{department} has no open request for an expert review or a site check."""

    zh = "{department}没有待答复的专家评审或者现场核查申请。"
    pointer = "/department"
