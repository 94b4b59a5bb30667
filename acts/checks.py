"""Checks that need the lists: codes, regions, industries, materials; all problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from acts.forms import ChangesForm, FilingForm, MaterialForm
from acts.office import Office
from acts.papers import may_use_again
from acts.problems import FieldProblem, Invalid
from catalog import code_lists, codes
from catalog.codes import CodeVerdict
from ledger import keyed
from states.terms import Actor, MatterRules


def _problem(pointer: str, verdict: CodeVerdict) -> FieldProblem:
    return FieldProblem(pointer, verdict.reason_zh, verdict.reason_en)


def checked_project(office: Office, form: FilingForm) -> dict[str, Any]:
    """The project as it goes on record, its codes checked and normalised.

    Raises:
        Invalid: every code that cannot be taken.
    """
    project, applicant = form.project, form.applicant
    if project.is_secret:
        raise Invalid(
            FieldProblem(
                "/project/is_secret",
                "涉密项目不得在线申报，请按保密规定到窗口办理（企业投资项目核准和备案管理条例第四条）。",
                "A secret project is not filed online: bring it to the office by the rules on "
                "secrecy (Order 673 art. 4).",
            )
        )
    verdicts = {
        "/applicant/credit_code": codes.check("credit", applicant.credit_code),
        "/project/region": codes.check("region", project.region),
        "/project/industry": codes.check("industry", project.industry),
    }
    if project.code:
        verdicts["/project/code"] = codes.check("project", project.code)
    problems = [
        _problem(pointer, verdict)
        for pointer, verdict in verdicts.items()
        if verdict.status == "invalid" or not _as_written(pointer, verdict)
    ]
    if problems:
        raise Invalid(*problems)
    facts = project.model_dump(mode="json", exclude={"is_secret"})
    industry = verdicts["/project/industry"].normalized
    region = verdicts["/project/region"].normalized or project.region
    return facts | {
        "code": verdicts["/project/code"].normalized if project.code else None,
        "industry": industry or project.industry,
        "region": region,
        "region_name": code_lists.region_name(region),
        "total_investment_wan": f"{project.total_investment_wan.normalize():f}",
        "declaration": form.declaration,
    }


def _as_written(pointer: str, verdict: CodeVerdict) -> bool:
    """A credit code goes on record only in its proper form: it is also who may see the case."""
    return pointer != "/applicant/credit_code" or verdict.normalized == verdict.value


def checked_changes(changes: ChangesForm) -> dict[str, Any]:
    """The changed fields for the record; a changed project code is checked like a first one."""
    facts = changes.model_dump(mode="json", exclude_none=True)
    if "code" in facts:
        verdict = codes.check("project", facts["code"])
        if verdict.status == "invalid":
            raise Invalid(_problem("/changes/code", verdict))
    if changes.total_investment_wan is not None:
        facts["total_investment_wan"] = f"{changes.total_investment_wan.normalize():f}"
    return facts


def checked_materials(
    office: Office,
    rules: MatterRules,
    materials: Sequence[MaterialForm],
    actor: Actor,
    credit_code: str,
) -> list[dict[str, Any]]:
    """Materials of the published list whose files are the actor's or the enterprise's to file.

    The actor uploaded them, or an earlier case of the enterprise of `credit_code` names them.

    Raises:
        Invalid: an unlisted material, one named twice, or a file of somebody else: knowing
            the hash of a stranger's document gives no right to it.
    """
    problems: list[FieldProblem] = []
    seen: set[str] = set()
    for place, material in enumerate(materials):
        pointer = f"/materials/{place}"
        if rules.material(material.id) is None:
            problems.append(_unlisted(pointer, material.id, rules))
        if material.id in seen:
            problems.append(
                FieldProblem(f"{pointer}/id", "同一材料重复提交。", "Sent twice; keep one.")
            )
        seen.add(material.id)
    problems += _not_uploaded(office, materials, actor, credit_code)
    if problems:
        raise Invalid(*problems)
    return [material.model_dump() for material in materials]


def _unlisted(pointer: str, material_id: str, rules: MatterRules) -> FieldProblem:
    listed = "、".join(rule.id for rule in rules.materials) or "-"
    return FieldProblem(
        f"{pointer}/id",
        f"“{material_id}”不在本事项公布的材料目录中（目录：{listed}）。",
        f"“{material_id}” is not on the published list of this matter ({listed}).",
    )


def _not_uploaded(
    office: Office, materials: Iterable[MaterialForm], actor: Actor, credit_code: str
) -> list[FieldProblem]:
    return [
        FieldProblem(
            f"/materials/{place}/sha256",
            "该文件尚未上传，请先上传文件。",
            "This file was not uploaded; upload it first.",
        )
        for place, material in enumerate(materials)
        if not keyed.has_uploaded(office.session, material.sha256, actor.id)
        and not may_use_again(office, material.sha256, actor, credit_code)
    ]
