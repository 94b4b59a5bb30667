"""Parts of a case that people check: access lists, the project code, area assessments.

None of them runs a clock and none happens by itself: a person chooses the item, verifies the
code, finds the result; the record keeps who it was, the edition and what it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from states.part import Part
from states.refusals import Refusal
from states.terms import CaseSnapshot, Entry, EntryKind, Facts
from states.terms.checked import AccessCheck, AreaUse, CodeStatus, ProjectCode
from states.terms.policies import Effect


class CodeUnchanged(Refusal):
    """{code} is the project's code already and was checked on {recorded_on}."""

    zh = "{code}已是本项目代码，并已于{recorded_on}核验。"
    pointer = "/code"


class CodeChangeUnexplained(Refusal):
    """The project has the code {code}; another one needs its reason."""

    zh = "本项目已有代码{code}；变更代码须说明理由。"
    article = "NDRC Investment [2020] 1439 (one project, one code)"
    article_zh = "发改投资〔2020〕1439号（一项目一代码）"
    pointer = "/reason"


class NoActiveCode(Refusal):
    """The project has no checked code that could be voided."""

    zh = "本项目没有已核验的有效代码，无从作废。"


def active_code(case: CaseSnapshot) -> ProjectCode | None:
    """The code that was checked and stands; None where the form's code was never checked."""
    return next(
        (each for each in reversed(case.codes) if each.status is CodeStatus.ACTIVE),
        None,
    )


def access_check_of(row: Facts, chosen_by: str, checked_on: date) -> AccessCheck:
    """The check that an entry of a case or of a project holds."""
    return AccessCheck(
        list_id=row["list"],
        list_name=row["list_name"],
        list_name_en=row["list_name_en"],
        edition=row["edition"],
        item=row["item"],
        effect=Effect(row["effect"]),
        reason=row["reason"],
        reason_en=row["reason_en"],
        source=row["source"],
        certainty=row["certainty"],
        chosen_by=chosen_by,
        checked_on=checked_on,
    )


def area_use_of(row: Facts, used_on: date) -> AreaUse:
    """The use of an area assessment that an entry of a case or of a project holds."""
    return AreaUse(row["result"], row["kind"], row["report_no"], tuple(row["materials"]), used_on)


def _access_checked(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    check = access_check_of(entry.payload, entry.actor, entry.effective_on)
    kept = tuple(each for each in case.access_checks if each.list_id != check.list_id)
    return case.but(access_checks=(*kept, check))


def _access_view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    rows = [
        {
            "list": check.list_id,
            "list_name": check.list_name,
            "list_name_en": check.list_name_en,
            "edition": check.edition,
            "item": check.item,
            "effect": check.effect.value,
            "reason": check.reason,
            "reason_en": check.reason_en,
            "source": check.source,
            "certainty": check.certainty,
            "chosen_by": check.chosen_by,
            "checked_on": check.checked_on.isoformat(),
        }
        for check in case.access_checks
    ]
    return {"checks": rows} if rows else None


def _ended(case: CaseSnapshot, status: CodeStatus, reason: str) -> tuple[ProjectCode, ...]:
    return tuple(
        replace(each, status=status, reason=reason) if each.status is CodeStatus.ACTIVE else each
        for each in case.codes
    )


def _code_recorded(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    row = entry.payload
    earlier = _ended(case, CodeStatus.SUPERSEDED, row["reason"])
    code = ProjectCode(row["code"], CodeStatus.ACTIVE, row["checked_against"], entry.effective_on)
    return case.but(codes=(*earlier, code), project={**case.project, "code": code.code})


def _code_voided(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    codes = _ended(case, CodeStatus.VOID, entry.payload["reason"])
    return case.but(codes=codes, project={**case.project, "code": None})


def _codes_view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    rows = [
        {
            "code": code.code,
            "status": code.status.value,
            "checked_against": code.checked_against,
            "recorded_on": code.recorded_on.isoformat(),
            "reason": code.reason,
        }
        for code in case.codes
    ]
    return {"codes": rows} if rows else None


def _area_result_used(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    use = area_use_of(entry.payload, entry.effective_on)
    kept = tuple(each for each in case.area_uses if each.kind != use.kind)
    return case.but(area_uses=(*kept, use))


def _area_view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    rows = [
        {
            "result": use.result_id,
            "kind": use.kind,
            "report_no": use.report_no,
            "materials": list(use.materials),
            "used_on": use.used_on.isoformat(),
        }
        for use in case.area_uses
    ]
    return {"results": rows} if rows else None


ACCESS = Part(name="access", folds={EntryKind.ACCESS_CHECKED: _access_checked}, view=_access_view)
CODES = Part(
    name="codes",
    folds={
        EntryKind.PROJECT_CODE_RECORDED: _code_recorded,
        EntryKind.PROJECT_CODE_VOIDED: _code_voided,
    },
    view=_codes_view,
)
AREA = Part(name="area", folds={EntryKind.AREA_RESULT_USED: _area_result_used}, view=_area_view)
