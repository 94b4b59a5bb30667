"""What the law forbids after a grant or a record filing."""

from __future__ import annotations

from states.refusals import Refusal


class NotInForce(Refusal):
    """There is no grant or filing in force; the case is “{state}”."""

    zh = "没有有效的准予决定或者备案，当前为“{state}”。"
    article = "Administrative Licensing Law art. 70"
    article_zh = "行政许可法第七十条"


class RequestNotForeseen(Refusal):
    """No text provides for this request ({kind}) in this matter."""

    zh = "本事项没有可以申请“{kind}”的依据。"
    article = "Administrative Licensing Law art. 49, 50"
    article_zh = "行政许可法第四十九条、第五十条"


class RequestAlreadyOpen(Refusal):
    """A request ({kind}) of {asked_on} is not answered yet."""

    zh = "{asked_on}提出的“{kind}”申请尚未答复。"


class NoRequestOpen(Refusal):
    """No request ({kind}) is waiting for an answer."""

    zh = "没有待答复的“{kind}”申请。"
    pointer = "/request_kind"


class RequestTooLate(Refusal):
    """This had to be asked for by {due_on}, before the validity ends."""

    zh = "应当最迟于{due_on}（有效期届满前）提出申请，现已超过期限。"


class RecheckNotNeeded(Refusal):
    """The approval may be used until {due_on}; before that no new review is needed."""

    zh = "批准文件的有效期至{due_on}，届满前开工的无需重新审核。"


class DelayUsed(Refusal):
    """The delay was already agreed to as often as the text allows ({times})."""

    zh = "延期次数已满（{times}次），不得再次延期。"


class DelayTooLong(Refusal):
    """At most {max_months} months of delay may be agreed to, not {months}."""

    zh = "延期最长{max_months}个月，申请为{months}个月。"
    pointer = "/delay_months"


class WorksHaveBegun(Refusal):
    """The grant was put to use on {begun_on}; its validity no longer counts down."""

    zh = "已于{begun_on}开工或者依法使用，有效期不再计算。"


class ExpiredBeforeWorks(Refusal):
    """The grant could be used until {due_on}; works on {begun_on} need it renewed first."""

    zh = "批准文件的有效期至{due_on}；{begun_on}开工须先依法办理重新审核或者延期。"
    pointer = "/begun_on"


class NotDeclinable(Refusal):
    """A record filing is not approved or refused: receipt of all information is the filing."""

    zh = "备案机关收到全部信息即为备案，不得作出不予备案的决定；发现问题的，应当告知企业更正。"
    article = "Order 673 art. 13, 15"
    article_zh = "企业投资项目核准和备案管理条例第十三条、第十五条"


class DeclinedTooLate(Refusal):
    """A written refusal to file had to be given by {due_on}."""

    zh = "不予备案应当最迟于{due_on}书面作出，现已超过期限。"


class GroundNotForEnding(Refusal):
    """“{ground}” does not belong to this ending ({ending})."""

    zh = "“{ground}”不适用于{ending}。"
    pointer = "/redress"


class RedressMissing(Refusal):
    """A revocation for the organ's own fault says how the holder's loss is made good."""

    zh = "因行政机关原因撤销许可，造成损害的，应当依法给予赔偿；请写明赔偿安排。"
    article = "Administrative Licensing Law art. 69"
    article_zh = "行政许可法第六十九条第四款"
    pointer = "/redress"


class CompensationMissing(Refusal):
    """A grant that is taken back needs a statement on compensation of the holder's loss."""

    zh = "撤回行政许可造成财产损失的，应当依法给予补偿；请写明补偿安排。"
    article = "Administrative Licensing Law art. 8"
    article_zh = "行政许可法第八条"
    pointer = "/compensation"


class TooEarlyToLapse(Refusal):
    """Its time is not over: the validity runs until {due_on}."""

    zh = "有效期至{due_on}，尚未届满。"
    pointer = "/cancellation_ground"


class BarNotForeseen(Refusal):
    """Art. 78 and 79 bar applicants only from matters of public or personal safety."""

    zh = "限制再次申请只适用于直接关系公共安全、人身健康、生命财产安全的事项。"
    article = "Administrative Licensing Law art. 78, 79"
    article_zh = "行政许可法第七十八条、第七十九条"


class BarAlready(Refusal):
    """A bar on this ground already runs until {until_on}."""

    zh = "已限制申请至{until_on}。"


class ApplicantBarred(Refusal):
    """The applicant may not apply again for this permit until {until_on}."""

    zh = "申请人在{until_on}之前不得再次申请该行政许可。"
    article = "Administrative Licensing Law art. 78, 79"
    article_zh = "行政许可法第七十八条、第七十九条"
