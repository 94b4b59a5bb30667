"""Access lists and project codes on a case: a person chooses, verifies and answers for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from acts.deed import Deed, recorded
from acts.forms import Form, Line, Remark
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from catalog import codes
from states.policies_access import AccessFinding, judged
from states.policy_parts import (
    CodeChangeUnexplained,
    CodeUnchanged,
    NoActiveCode,
    active_code,
)
from states.terms import Actor, CaseSnapshot, Draft, EntryKind
from states.terms.policies import AccessList, PolicyBook
from states.worktime import legal_day

NO_ITEM = "-"
OPEN = ("submitted", "correction_notified", "accepted", "filed", "change_notified")


class AccessForm(Form):
    """The item of a list that fits the project: `LIST/ITEM`, or `LIST/-` where none does."""

    item_ref: Annotated[str, Field(max_length=200, json_schema_extra={"choices": "access_items"})]
    access_remark: Remark = ""


class ProjectCodeForm(Form):
    """The code that the national platform issued, and against what it was checked."""

    project_code: Annotated[str, Field(max_length=64)]
    checked_against: Literal["national_platform", "provincial_platform", "certificate"]
    change_reason: Remark = ""


class VoidCodeForm(Form):
    """Why the project's code no longer stands: lapse, wrong coding, re-filing."""

    void_reason: Line


def access_options(book: PolicyBook, day: date) -> list[tuple[str, AccessList, str | None]]:
    """What one may choose on a legal day: every item of every edition in force, or none of it."""
    return [
        (f"{listed.id}/{no or NO_ITEM}", listed, no)
        for listed in book.lists
        if listed.validity.covers(day)
        for no in (None, *listed.items)
    ]


def check_access(
    office: Office,
    case_id: str,
    form: AccessForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """Hold the project against one list, in the edition of today (LAW B2.6).

    The officer chooses the item; the effect follows from its category and the nature of
    construction. A later check against the same list takes the place of the earlier one.
    """
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        payload = checked_item(office, form, str(case.project.get("nature", "")), today)
        return [Draft(EntryKind.ACCESS_CHECKED, today, payload)]

    return office.record(
        case_id, judge, act="check_access", actor=actor, now=now, if_version=if_version
    )


def checked_item(office: Office, form: AccessForm, nature: str, today: date) -> dict[str, Any]:
    """What the chosen item means for this nature of construction, for the record.

    Raises:
        Invalid: no such item of an edition in force.
    """
    listed, item = _chosen(office, form.item_ref, today)
    finding = judged(listed, item, nature)
    return _payload(listed, item, finding) | {"nature": nature, "remark": form.access_remark}


def _chosen(office: Office, ref: str, today: date) -> tuple[AccessList, str | None]:
    options = {name: (listed, no) for name, listed, no in _options(office, today)}
    if ref not in options:
        raise Invalid(
            FieldProblem(
                "/item_ref",
                "请从现行有效的清单版本中选择一个条目，或者选择“无对应条目”。",
                "Choose an item of an edition in force, or that no item fits.",
            )
        )
    return options[ref]


def _options(office: Office, today: date) -> list[tuple[str, AccessList, str | None]]:
    return access_options(office.city.catalog.policies, today)


def _payload(listed: AccessList, item: str | None, finding: AccessFinding) -> dict[str, Any]:
    rule = finding.rule
    basis = rule.basis if rule else listed.basis
    return {
        "list": listed.id,
        "list_name": listed.name,
        "list_name_en": listed.name_en,
        "edition": listed.edition,
        "item": item,
        "category": finding.item.category if finding.item else None,
        "effect": finding.effect.value,
        "level": rule.level.value if rule else None,
        "reason": rule.reason if rule else "",
        "reason_en": rule.reason_en if rule else "",
        "source": basis.source,
        "source_en": basis.source_en,
        "certainty": basis.certainty.value,
    }


def _record_code(
    case: CaseSnapshot, form: ProjectCodeForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """Check the project code and keep it; we never issue one (LAW B3.3)."""
    verdict = codes.check("project", form.project_code)
    if verdict.status == "invalid" or verdict.normalized is None:
        raise Invalid(FieldProblem("/project_code", verdict.reason_zh, verdict.reason_en))
    code, standing = verdict.normalized, active_code(case)
    if standing is not None and standing.code == code:
        raise CodeUnchanged(code=code, recorded_on=standing.recorded_on)
    if standing is not None and not form.change_reason:
        raise CodeChangeUnexplained(code=standing.code)
    payload = {
        "code": code,
        "checked_against": form.checked_against,
        "reason": form.change_reason,
        "verdict": verdict.status,
        "verdict_zh": verdict.reason_zh,
        "verdict_en": verdict.reason_en,
    }
    return [Draft(EntryKind.PROJECT_CODE_RECORDED, today, payload)]


def _void_code(
    case: CaseSnapshot, form: VoidCodeForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """The project's code no longer stands; the record keeps it with the reason."""
    standing = active_code(case)
    if standing is None:
        raise NoActiveCode()
    payload = {"code": standing.code, "reason": form.void_reason}
    return [Draft(EntryKind.PROJECT_CODE_VOIDED, today, payload)]


def _is_open(case: CaseSnapshot) -> bool:
    return case.filing_state in OPEN and case.decision is None


DEEDS = (
    Deed(
        name="check-access",
        form=AccessForm,
        do=check_access,
        when=_is_open,
    ),
    Deed(
        name="record-project-code",
        form=ProjectCodeForm,
        do=recorded("record_project_code", _record_code),
        when=_is_open,
    ),
    Deed(
        name="void-project-code",
        form=VoidCodeForm,
        do=recorded("void_project_code", _void_code),
        when=lambda case: _is_open(case) and active_code(case) is not None,
        is_grave=True,
    ),
)
