"""审查阶段补件: what is asked for after acceptance (LAW B1.8, B11.9).

The law knows no correction notice after acceptance. A reviewer may ask all the same, for
materials of the published list only, and the decision clock runs on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from states.clocks import statute_due
from states.part import Part
from states.refusals import MaterialNotListed, Refusal
from states.terms import (
    CaseSnapshot,
    ClockName,
    Duty,
    Entry,
    EntryKind,
    MaterialRequest,
    Task,
)

UNDER_WAY = ("running", "suspended", "extended")


class NothingToAskFor(Refusal):
    """Materials are asked for between acceptance and decision; the case is “{state}”."""

    zh = "受理之后、作出决定之前方可要求补充材料；本案当前状态为“{state}”。"
    article = "Administrative Licensing Law art. 32"
    article_zh = "行政许可法第三十二条"


class SuppliedByOthers(Refusal):
    """“{material}” comes from another office or by data sharing; the applicant owes none."""

    zh = "“{material}”由数据共享或者前序环节取得，不得要求申请人提供。"
    article = "Regulation on the Business Environment art. 37"
    article_zh = "优化营商环境条例第三十七条"
    pointer = "/items"


class AlreadyTransmitted(Refusal):
    """“{material}” went to the higher organ with the file; it may not be asked for again."""

    zh = "“{material}”已随卷报送上级机关，不得要求申请人重复提供。"
    article = "Administrative Licensing Law art. 35"
    article_zh = "行政许可法第三十五条"
    pointer = "/items"


def open_request(case: CaseSnapshot) -> MaterialRequest | None:
    """The last request that no supplement has followed; None where nothing is asked for."""
    if case.material_requests and case.material_requests[-1].number > case.supplemented_number:
        return case.material_requests[-1]
    return None


def asked_in_order(case: CaseSnapshot, abouts: Iterable[str]) -> None:
    """Only what is listed, what the applicant provides, and what was not passed on.

    Raises:
        NothingToAskFor, MaterialNotListed, SuppliedByOthers, AlreadyTransmitted: as they say.
    """
    if case.approval_state not in UNDER_WAY:
        raise NothingToAskFor(state=case.approval_state)
    sent = case.transmission.materials if case.transmission else ()
    for about in abouts:
        if about.startswith("/"):
            continue
        rule = case.rules.material(about)
        if rule is None:
            raise MaterialNotListed(material=about)
        if rule.provided_by != "applicant":
            raise SuppliedByOthers(material=rule.name)
        if about in sent:
            raise AlreadyTransmitted(material=rule.name)


def _requested(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    abouts = tuple(item["about"] for item in entry.payload["items"])
    asked = MaterialRequest(entry.number, entry.effective_on, abouts)
    return case.but(material_requests=(*case.material_requests, asked))


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    if open_request(case) is not None and case.approval_state in UNDER_WAY:
        applicant = str(case.applicant.get("credit_code", ""))
        due = statute_due(case)
        yield Duty.by(applicant, Task.SUPPLY_REQUESTED, ClockName.STATUTE, due)


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    if not case.material_requests:
        return None
    last = case.material_requests[-1]
    return {
        "asked_on": last.asked_on.isoformat(),
        "abouts": list(last.abouts),
        "open": open_request(case) is not None,
        "count": len(case.material_requests),
    }


MATERIAL_REQUESTS = Part(
    name="material_requests",
    folds={EntryKind.MATERIALS_REQUESTED: _requested},
    duties=_duties,
    view=_view,
)
