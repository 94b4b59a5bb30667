"""Words of the API's messages: codes as people read them, in Chinese and English.

Bodies carry codes and are the same in every language; only problem details are spoken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from fastapi import Request

from catalog import Catalog
from states.refusals import Refusal
from templates.i18n import messages

Language = Literal["zh", "en"]
LANGUAGE_COOKIE = "greenlane_lang"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence in both languages."""

    zh: str
    en: str

    def to(self, lang: Language) -> str:
        """The sentence in `lang`."""
        return self.zh if lang == "zh" else self.en


def language_of(request: Request) -> Language:
    """The reader's language: the switch of the pages; for programs Accept-Language; Chinese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in ("zh", "en"):
        return "en" if chosen == "en" else "zh"
    if not request.url.path.startswith("/api/"):
        return "zh"
    weights = {"zh": 0.0, "en": 0.0}
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, quality = part.partition(";")
        main = tag.strip().lower().partition("-")[0]
        if main in weights:
            weights[main] = max(weights[main], _quality(quality))
    return "en" if weights["en"] > weights["zh"] else "zh"


def _quality(text: str) -> float:
    found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", text)
    return float(found[1]) if found else 1.0


GLOSSARY: Mapping[str, Said] = {
    # roles and ranks
    "enterprise": Said("企业用户", "enterprise user"),
    "clerk": Said("综合窗口人员", "window clerk"),
    "handler": Said("承办人", "handler"),
    "approver": Said("审批人", "approver"),
    "supervisor": Said("督查人员", "supervisor"),
    "administrator": Said("管理员", "administrator"),
    "system": Said("系统", "system"),
    "section_head": Said("科室负责人", "section head"),
    "organ_head": Said("机关负责人", "head of the organ"),
    "principal_head": Said("主要负责人", "principal head of the organ"),
    "government_head": Said("本级政府负责人", "head of the people's government"),
    # machines
    "Filing": Said("申报", "filing"),
    "RecordFiling": Said("备案", "record filing"),
    "Opinion": Said("部门意见", "department's opinion"),
    "JointReview": Said("联审", "joint review"),
    "Approval": Said("办理", "decision"),
    # states of a filing
    "draft": Said("草稿", "draft"),
    "submitted": Said("已收件待受理", "submitted"),
    "correction_notified": Said("已告知补正", "correction notified"),
    "accepted": Said("已受理", "accepted"),
    "not_needed": Said("不需要许可", "no permit needed"),
    "not_accepted": Said("不予受理", "not accepted"),
    "filed": Said("已备案", "filed"),
    "change_notified": Said("已告知更正", "told to change"),
    "withdrawn": Said("已撤回申请", "withdrawn"),
    # states of seats and the joint review
    "asked": Said("已征求意见", "asked"),
    "agreed": Said("同意", "agreed"),
    "agreed_with_conditions": Said("附条件同意", "agreed with conditions"),
    "returned": Said("退回补正", "returned for correction"),
    "objected": Said("有异议", "objected"),
    "abstained": Said("无意见", "abstained"),
    "deemed_agreed": Said("视为同意", "deemed agreed"),
    "late": Said("逾期意见", "late opinion"),
    "released": Said("已减签", "released"),
    "not_opened": Said("未启动", "not opened"),
    "collecting": Said("征求意见中", "collecting opinions"),
    "cancelled": Said("已取消", "cancelled"),
    # states of the decision
    "pending": Said("待受理", "not accepted yet"),
    "running": Said("办理中", "running"),
    "suspended": Said("特别程序中", "suspended"),
    "extended": Said("已延期", "extended"),
    "granted": Said("已准予", "granted"),
    "refused": Said("不予许可", "refused"),
    "delivered": Said("已送达", "delivered"),
    "lapsed": Said("已失效", "lapsed"),
    "revoked": Said("已撤销", "revoked"),
    "recalled": Said("已撤回", "recalled"),
    # events
    "accept": Said("受理", "accept"),
    "accept_tolerantly": Said("容缺受理", "accept tolerantly"),
    "accept_on_commitment": Said("告知承诺受理", "accept on a commitment"),
    "notify_correction": Said("一次性告知补正", "notify corrections"),
    "supplement": Said("补正", "supplement"),
    "find_not_needed": Said("告知不需要许可", "find no permit needed"),
    "refuse_acceptance": Said("不予受理", "refuse acceptance"),
    "withdraw": Said("撤回申请", "withdraw"),
    "notify_change": Said("告知更正", "tell to change"),
    "change": Said("变更备案信息", "change the filing"),
    "open_review": Said("启动联审", "open the joint review"),
    "open": Said("启动联审", "open the joint review"),
    "give_opinion": Said("出具意见", "give an opinion"),
    "agree": Said("同意", "agree"),
    "agree_with_conditions": Said("附条件同意", "agree with conditions"),
    "return_for_correction": Said("退回补正", "return for correction"),
    "object": Said("提出异议", "object"),
    "abstain": Said("无意见", "abstain"),
    "answer_late": Said("逾期出具意见", "answer late"),
    "recall_opinion": Said("拿回意见", "recall the opinion"),
    "reassign_seat": Said("转办", "hand the seat over"),
    "reassign": Said("转办", "hand over"),
    "release": Said("减签", "release"),
    "deem_agreed": Said("视为同意", "deem agreed"),
    "ask_again": Said("再次征求意见", "ask again"),
    "add_seat": Said("加签", "add a seat"),
    "release_seat": Said("减签", "release a seat"),
    "correct": Said("按退回意见补正", "correct in the review"),
    "collate": Said("汇总意见", "collate"),
    "conclude_agreed": Said("形成同意结论", "conclude as agreed"),
    "conclude_objected": Said("形成异议结论", "conclude as objected"),
    "reopen": Said("协调后重新征求意见", "reopen after coordination"),
    "cancel": Said("注销", "cancel"),
    "submit": Said("提交", "submit"),
    "inform": Said("备案", "file"),
    "deem_accepted": Said("视为受理", "deem accepted"),
    "start": Said("开始计时", "start"),
    "suspend": Said("启动特别程序", "suspend"),
    "resume": Said("结束特别程序", "resume"),
    "extend": Said("延期", "extend"),
    "grant": Said("准予", "grant"),
    "refuse": Said("不予许可", "refuse"),
    "deliver": Said("送达", "deliver"),
    "lapse": Said("失效", "let lapse"),
    "revoke": Said("撤销", "revoke"),
    "recall": Said("撤回", "recall"),
    # what refusals say in a few words
    "suspend / 启动特别程序": Said("启动特别程序", "a special procedure"),
    "extend / 延期": Said("延期", "an extension"),
    "the applicant enterprise": Said("申报企业", "the applicant enterprise"),
    "a reviewing department": Said("联审部门", "a reviewing department"),
    "the nominating department": Said("推荐部门", "the nominating department"),
    "a department of the project": Said("项目参与部门", "a department of the project"),
    "the keeper": Said("主管部门", "the keeper"),
    "the organ that called the meeting": Said("会议召集单位", "the organ that called the meeting"),
    "the responsible unit": Said("责任单位", "the responsible unit"),
    "a running case with a joint review in the catalogue": Said(
        "目录规定了联审且正在办理的案件", "a running case with a joint review in the catalogue"
    ),
    "end of the special procedure": Said("特别程序结束", "end of the special procedure"),
    "service": Said("送达", "service"),
}

ARTICLES_ZH: Mapping[str, str] = {
    "Administrative Licensing Law art. 4 (statutory authority)": "行政许可法第四条（法定权限）",
    "Administrative Licensing Law art. 30, 31": "行政许可法第三十条、第三十一条",
    "Administrative Licensing Law art. 32(4)": "行政许可法第三十二条第一款第（四）项",
    "Administrative Licensing Law art. 32(4), (5)": "行政许可法第三十二条第一款第（四）、（五）项",
    "Administrative Licensing Law art. 32(4), art. 72(4)": (
        "行政许可法第三十二条第一款第（四）项、第七十二条第（四）项"
    ),
    "Administrative Licensing Law art. 38": "行政许可法第三十八条",
    "Administrative Licensing Law art. 42": "行政许可法第四十二条",
    "Administrative Licensing Law art. 42, 45": "行政许可法第四十二条、第四十五条",
    "Administrative Licensing Law art. 45": "行政许可法第四十五条",
    "Henan Regulation on the Business Environment art. 35": "河南省优化营商环境条例第三十五条",
    "Henan Regulation on the Business Environment art. 43": "河南省优化营商环境条例第四十三条",
    "NDRC Investment [2020] 1439; State Council Decree 673 art. 4, Decree 712 art. 10": (
        "发改投资〔2020〕1439号；国务院令第673号第四条、第712号第十条"
    ),
    "NDRC Order No. 2": "国家发展改革委令第2号",
    "deemed effects only where a law, regulation or rule says so": (
        "视为效果须有法律、法规、规章明文规定"
    ),
    "separation of handling and approving": "承办与审批职责分离",
}

_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"it began on (\S+) and today is (\S+)"), r"开始于\1，今天是\2"),
    (re.compile(r"works began on (\S+) and today is (\S+)"), r"开工于\1，今天是\2"),
    (
        re.compile(r"the grant or filing is of (\S+) and today is (\S+)"),
        r"准予决定或者备案于\1，今天是\2",
    ),
    (re.compile(r"it is of (\S+) and today is (\S+)"), r"决定作出于\1，今天是\2"),
    (re.compile(r"the decision is of (\S+) and today is (\S+)"), r"决定作出于\1，今天是\2"),
)
_PAIR = re.compile(r"(?P<outer>[^()]+) \((?P<inner>[^()]+)\)")


def refusal_message(refusal: Refusal, lang: Language, catalog: Catalog) -> str:
    """The refusal's sentence with every code in its facts put into words."""
    told = {name: told_fact(value, lang, catalog) for name, value in refusal.facts.items()}
    return type(refusal)(**told).message(lang)


def legal_basis(refusal: Refusal, lang: Language, catalog: Catalog) -> str:
    """The text that refuses, in the reader's language where we hold it."""
    basis = refusal.legal_basis
    if lang == "zh":
        return refusal.article_zh or ARTICLES_ZH.get(basis, basis)
    return catalog.in_english(basis)


def told_fact(value: Any, lang: Language, catalog: Catalog) -> str:
    """One fact for a sentence: a day, a code, a list of codes, or a code with its holder."""
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    for pattern, chinese in _SENTENCES:
        if lang == "zh" and pattern.fullmatch(text):
            return pattern.sub(chinese, text)
    return _told_text(text, lang, catalog)


def _told_text(text: str, lang: Language, catalog: Catalog) -> str:
    known = _known(text, lang, catalog)
    if known is not None:
        return known
    for separator, chinese in ((", ", "、"), (" / ", "或")):
        parts = text.split(separator)
        if len(parts) > 1:
            joint = chinese if lang == "zh" else separator
            return joint.join(_told_text(part, lang, catalog) for part in parts)
    pair = _PAIR.fullmatch(text)
    if pair is None:
        return text
    words = [_told_text(pair[name], lang, catalog) for name in ("outer", "inner")]
    return f"{words[0]}（{words[1]}）" if lang == "zh" else f"{words[0]} ({words[1]})"


def _known(text: str, lang: Language, catalog: Catalog) -> str | None:
    sources: tuple[Callable[[str], Said | None], ...] = (
        GLOSSARY.get,
        _message,
        lambda code: _department(code, catalog),
        lambda code: _procedure(code, catalog),
        lambda code: _of_channels(code, catalog),
    )
    for source in sources:
        said = source(text)
        if said is not None:
            return said.to(lang)
    return None


def _message(code: str) -> Said | None:
    """What a part of the procedure calls a code: one of its acts, or a word of its own."""
    for key in (f"said.{code}", f"act.{code.replace('_', '-')}"):
        if key in messages("zh"):
            return Said(messages("zh")[key], messages("en")[key])
    return None


def _department(code: str, catalog: Catalog) -> Said | None:
    entry = catalog.departments.get(code)
    return Said(entry.name, entry.name_en) if entry else None


def _procedure(code: str, catalog: Catalog) -> Said | None:
    for group in catalog.book.suspensions.values():
        for entry in group:
            if entry.kind == code:
                return Said(entry.name, entry.name_en)
    return None


def _of_channels(code: str, catalog: Catalog) -> Said | None:
    """A matter, a fact or a stage of the channels, or a sentence that their entries hold."""
    matter = catalog.matters.get(code)
    if matter:
        return Said(matter.name, matter.name_en)
    for fact in catalog.book.facts:
        if fact.id == code:
            return Said(fact.name, fact.name_en)
    for channel in catalog.channels.values():
        for stage in channel.stages:
            if stage.id == code:
                return Said(stage.name, stage.name_en)
        for merge in channel.merges:
            if "+".join(merge.stages) == code:
                return Said(merge.name, merge.name_en)
    english = catalog.in_english(code)
    return Said(code, english) if english != code else None
