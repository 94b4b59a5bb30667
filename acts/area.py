"""区域评估: the register of area assessments, and their use instead of a project's own study."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, model_validator

from acts.authority import authorise
from acts.deed import Deed
from acts.forms import Form, Line, Remark
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from acts.records import write_line
from catalog import code_lists
from catalog.schema_policies import AreaKind
from ledger.book import next_serial
from ledger.item_registers import RegisterLine, all_lines, lines_of
from states.area_assessment import (
    AreaException,
    AreaNotCovering,
    AreaResult,
    Coverage,
    Footprint,
    covering,
)
from states.refusals import NotForeseen
from states.terms import Actor, CaseSnapshot, Draft, EntryKind
from states.terms.channel import Comparison, Operator
from states.terms.policies import Validity
from states.worktime import legal_day

REGISTER = "area_assessment"
Centimetres = Annotated[int, Field(ge=-(10**10), le=10**10)]
Prefix = Annotated[str, Field(pattern=r"^[0-9]{2,4}$")]
WHY_NOT = {
    Coverage.OTHER_KIND: ("成果类别不同", "it is of another kind"),
    Coverage.NOT_YET: ("成果尚未生效", "it is not in force yet"),
    Coverage.EXPIRED: ("成果已过有效期", "it has expired"),
    Coverage.WITHDRAWN: ("成果已撤回", "it was withdrawn"),
    Coverage.OUTSIDE: ("用地不在成果范围内", "the site lies outside its area"),
    Coverage.EXCLUDED: ("属于不适用的项目", "projects of this kind are excepted"),
    Coverage.CONDITIONS_UNMET: ("不符合适用条件", "its conditions of use are not met"),
    Coverage.UNKNOWN: ("尚不能判断", "this cannot be told yet"),
}


class AreaResultForm(Form):
    """One result: its report, approval, days of validity, area, and whom it does not serve.

    The area is a list of parcels, or the corners of a simple polygon in whole centimetres of
    one projected system, or both. `excluded_industries` are prefixes of GB/T 4754 numbers.
    """

    kind: AreaKind
    report_no: Line
    approval: Line
    valid_from: date
    valid_to: date
    parcels: Annotated[tuple[Line, ...], Field(max_length=2000)] = ()
    polygon: Annotated[tuple[tuple[Centimetres, Centimetres], ...], Field(max_length=5000)] = ()
    excluded_industries: Annotated[tuple[Prefix, ...], Field(max_length=100)] = ()
    conditions: Remark = ""

    @model_validator(mode="after")
    def _has_place_and_time(self) -> AreaResultForm:
        if self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        if not self.parcels and len(self.polygon) < 3:
            raise ValueError("an area needs parcels or at least three corners")
        return self


class WithdrawResultForm(Form):
    """Why the result no longer serves, from today on."""

    reason: Line


class UseAreaForm(Form):
    """The result that takes the place of a study, and where the project stands.

    `conditions_met` states that the officer compared the result's conditions of use.
    """

    area_result: Annotated[str, Field(max_length=40)]
    project_parcels: Annotated[tuple[Line, ...], Field(max_length=200)]
    conditions_met: bool


def register_result(
    office: Office, form: AreaResultForm, *, actor: Actor, now: datetime
) -> AreaResult:
    """Enter a result; the park or its government organised and paid it (art. 43)."""
    authorise(actor, "register_area_result")
    day = legal_day(now)
    item_id = f"A{day.year}-{next_serial(office.session, REGISTER, day.year):04d}"
    payload = form.model_dump(mode="json")
    return _written(office, item_id, (), "registered", payload, actor, now)


def withdraw_result(
    office: Office, item_id: str, form: WithdrawResultForm, *, actor: Actor, now: datetime
) -> AreaResult:
    """The result no longer serves from today; cases that used it before keep it."""
    authorise(actor, "register_area_result")
    lines = _lines(office, item_id)
    if _folded(lines).withdrawn_on is not None:
        raise NotForeseen(event="withdraw", machine=REGISTER, state="withdrawn", allowed="-")
    return _written(office, item_id, lines, "withdrawn", form.model_dump(), actor, now)


def _written(
    office: Office,
    item_id: str,
    earlier: tuple[RegisterLine, ...],
    kind: str,
    payload: Any,
    actor: Actor,
    now: datetime,
) -> AreaResult:
    today = legal_day(now)
    return _folded(
        write_line(
            office, REGISTER, item_id, earlier, kind, payload, on=today, actor=actor, now=now
        )
    )


def results_of(office: Office) -> tuple[AreaResult, ...]:
    """Every result of the register, by number."""
    records: dict[str, list[RegisterLine]] = {}
    for line in all_lines(office.session, REGISTER):
        records.setdefault(line.item_id, []).append(line)
    return tuple(_folded(record) for record in records.values())


def result_of(office: Office, item_id: str) -> AreaResult:
    """One result.

    Raises:
        Invalid: the register has no such number.
    """
    return _folded(_lines(office, item_id))


def _lines(office: Office, item_id: str) -> tuple[RegisterLine, ...]:
    lines = lines_of(office.session, REGISTER, item_id)
    if not lines:
        raise Invalid(
            FieldProblem(
                "/area_result",
                "登记簿中没有这项区域评估成果。",
                "The register has no such area assessment.",
            )
        )
    return lines


def _folded(lines: Iterable[RegisterLine]) -> AreaResult:
    first, *later = lines
    row = first.payload
    excluded = tuple(row["excluded_industries"])
    exception = AreaException(
        Comparison("industry", Operator.BEGINS_WITH, excluded), "行业除外", "industry excepted"
    )
    withdrawn = [line.effective_on for line in later if line.kind == "withdrawn"]
    return AreaResult(
        id=first.item_id,
        kind=row["kind"],
        report_no=row["report_no"],
        approval=row["approval"],
        validity=Validity(
            date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"])
        ),
        parcels=frozenset(row["parcels"]),
        polygon=tuple((x, y) for x, y in row["polygon"]),
        conditions_text=row["conditions"],
        exceptions=(exception,) if excluded else (),
        withdrawn_on=withdrawn[0] if withdrawn else None,
    )


def use_result(
    office: Office,
    case_id: str,
    form: UseAreaForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """Let an area assessment take the place of the project's own study (LAW B5.3).

    Raises:
        AreaNotCovering: of another kind, not in force, outside the area, or excepted.
    """
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        industry = str(case.project.get("industry", ""))
        kinds = frozenset(rule.area_kind for rule in case.rules.materials)
        payload = covered_or_refused(office, form, industry, today, kinds)
        materials = [rule.id for rule in case.rules.materials if rule.area_kind == payload["kind"]]
        payload["materials"] = materials
        return [Draft(EntryKind.AREA_RESULT_USED, today, payload)]

    return office.record(
        case_id, judge, act="use_area_result", actor=actor, now=now, if_version=if_version
    )


def covered_or_refused(
    office: Office,
    form: UseAreaForm,
    industry: str,
    today: date,
    kinds: frozenset[str] | None = None,
) -> dict[str, Any]:
    """The result that covers the site, for the record; `kinds` limits which may serve.

    Raises:
        AreaNotCovering: of another kind, not in force, outside the area, or excepted.
    """
    result = result_of(office, form.area_result)
    facts = {"industry": code_lists.industry_division(industry)}
    footprint = Footprint(frozenset(form.project_parcels))
    said = covering(result, result.kind, footprint, facts, today).coverage
    if kinds is not None and result.kind not in kinds:
        said = Coverage.OTHER_KIND
    elif said is Coverage.COVERED and result.conditions_text and not form.conditions_met:
        said = Coverage.CONDITIONS_UNMET
    if said is not Coverage.COVERED:
        zh, en = WHY_NOT[said]
        raise AreaNotCovering(report_no=result.report_no, reason=zh, reason_en=en)
    return {
        "result": result.id,
        "kind": result.kind,
        "report_no": result.report_no,
        "parcels": list(form.project_parcels),
        "conditions_met": form.conditions_met,
    }


DEEDS = (
    Deed(
        name="use-area-result",
        form=UseAreaForm,
        do=use_result,
        when=lambda case: (
            case.decision is None
            and case.filing_state in ("submitted", "correction_notified", "accepted")
            and any(rule.area_kind for rule in case.rules.materials)
        ),
    ),
)
