"""What the law forbids about commitments and tolerance."""

from __future__ import annotations

from states.refusals import Refusal

_GUIDANCE = "State Council General Office (2020) No. 42"
_GUIDANCE_ZH = "国办发〔2020〕42号"


class CommitmentNotOffered(Refusal):
    """This matter is not on the city's list of matters decided on commitment."""

    zh = "本事项不在本市公布的告知承诺事项清单内。"
    article = "Henan Regulation on the Business Environment art. 34"
    article_zh = "河南省优化营商环境条例第三十四条"


class ApplicantExcluded(Refusal):
    """The applicant broke an earlier commitment (case {case}, {since}) and has not been cleared."""

    zh = "申请人此前的承诺未履行（案件{case}，{since}），信用修复之前不适用告知承诺或者容缺受理。"
    article = _GUIDANCE
    article_zh = _GUIDANCE_ZH


class NotCommittable(Refusal):
    """These materials cannot be replaced by a commitment: {materials}."""

    zh = "下列材料不能以承诺代替：{materials}。"
    article = "Administrative Licensing Law art. 30, 31"
    pointer = "/materials"


class CommitmentsMissing(Refusal):
    """Commit to every listed standard; the ordinary procedure stays open to you."""

    zh = "须对告知书所列全部条件作出承诺；也可以选择按一般程序办理。"
    article = _GUIDANCE
    article_zh = _GUIDANCE_ZH
    pointer = "/promises"


class MaterialsStillPromised(Refusal):
    """The promised materials are not in yet: {materials}."""

    zh = "承诺补交的材料尚未交齐：{materials}。"
    article = _GUIDANCE
    article_zh = _GUIDANCE_ZH


class RectificationTooLong(Refusal):
    """An order to mend may give at most {max_days} days ({source}); you asked for {days}."""

    zh = "责令整改的期限最多{max_days}日（{source}），您填写了{days}日。"
    pointer = "/days"


class RectificationRunning(Refusal):
    """The applicant may mend until {due_on}; a breach can be found from the day after."""

    zh = "整改期限至{due_on}届满，次日起方可认定未履行承诺。"
    article = _GUIDANCE
    article_zh = _GUIDANCE_ZH


class NotCommitted(Refusal):
    """The applicant has not committed; accept in the ordinary way or offer the commitment first."""

    zh = "申请人尚未作出承诺；请按一般程序受理，或者先行告知。"
    article = _GUIDANCE
    article_zh = _GUIDANCE_ZH
