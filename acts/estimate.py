"""概算与估算: record the approved estimate, report the excess, demand a new study (712 art. 12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from acts.deed import Deed, recorded
from acts.forms import Form, Prose, Remark
from acts.office import Office
from acts.problems import FieldProblem, Invalid, UnknownCase
from states.estimate import (
    EstimateNotCompared,
    compared_in_order,
    cost_wan,
    exceeded_in_order,
    may_be_compared,
    may_be_reported,
)
from states.terms import Actor, CaseSnapshot, Draft, EntryKind, Outcome
from states.worktime import legal_day

Wan = Annotated[Decimal, Field(gt=0, le=Decimal("99999999"), max_digits=14, decimal_places=4)]


class CompareEstimateForm(Form):
    """The approval of the feasibility study: a case of this house, or another's document."""

    feasibility_case: Remark = ""
    approval_number: Remark = ""
    approved_on: date | None = None
    estimate_wan: Wan | None = None


class ReportExcessForm(Form):
    """Why the cost exceeds the approved estimate, and from where the money comes."""

    reasons: Prose
    funding: Prose


class DemandFeasibilityForm(Form):
    """Why a new feasibility study is demanded."""

    reasons: Prose


def _compare(
    office: Office,
    case_id: str,
    form: CompareEstimateForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """Record what the feasibility approval allows; our own case is read, another's is typed in."""
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        rules = case.rules.estimate
        if rules is None:
            raise EstimateNotCompared()
        if form.feasibility_case:
            number, approved_on, amount = _granted(
                office, form.feasibility_case, case, rules.matter
            )
        else:
            number, approved_on, amount = _typed(form)
        compared_in_order(approved_on, today)
        payload = {
            "number": number,
            "approved_on": approved_on.isoformat(),
            "estimate_wan": str(amount),
            "basis": rules.source,
        }
        return [Draft(EntryKind.ESTIMATE_COMPARED, today, payload)]

    return office.record(
        case_id, judge, act="compare_estimate", actor=actor, now=now, if_version=if_version
    )


def _granted(
    office: Office, case_id: str, design: CaseSnapshot, matter: str
) -> tuple[str, date, Decimal]:
    """Number, day and amount of the granted feasibility case of the design's own project."""
    try:
        earlier = office.case(case_id)
    except UnknownCase:
        earlier = None
    decision = earlier.decision if earlier is not None else None
    fits = earlier is not None and earlier.rules.matter == matter
    if earlier is None or decision is None or decision.outcome is not Outcome.GRANT or not fits:
        raise Invalid(
            FieldProblem(
                "/feasibility_case",
                "该案件不是已批准的可行性研究报告审批。请核对案件编号，或者填写批准文号、日期和估算。",
                "This is no granted approval of a feasibility study. Check the case number, or "
                "give the number, day and amount of the approval.",
            )
        )
    if not _of_one_project(earlier, design):
        raise Invalid(
            FieldProblem(
                "/feasibility_case",
                "该案件是另一个项目的可行性研究报告审批。请核对案件编号。",
                "This study was approved for another project. Check the case number.",
            )
        )
    return case_id, decision.decided_on, cost_wan(earlier)


def _of_one_project(study: CaseSnapshot, design: CaseSnapshot) -> bool:
    """One project unit and one project code; the name where a case has no code yet."""
    if study.applicant["credit_code"] != design.applicant["credit_code"]:
        return False
    named = "code" if study.project["code"] and design.project["code"] else "name"
    return bool(study.project[named] == design.project[named])


def _typed(form: CompareEstimateForm) -> tuple[str, date, Decimal]:
    missing = [
        FieldProblem(f"/{name}", f"请填写{zh}。", f"Give the {en}.")
        for name, zh, en in (
            ("approval_number", "批准文号", "number of the approval"),
            ("approved_on", "批准日期", "day of the approval"),
            ("estimate_wan", "批准的投资估算", "approved estimate"),
        )
        if not getattr(form, name)
    ]
    if missing or form.approved_on is None or form.estimate_wan is None:
        raise Invalid(*missing)
    return form.approval_number, form.approved_on, form.estimate_wan


def _report(
    case: CaseSnapshot, form: ReportExcessForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """报告超概: the project unit says why and from where the money comes."""
    rules = exceeded_in_order(case)
    payload = form.model_dump(mode="json") | {"basis": rules.source}
    return [Draft(EntryKind.EXCESS_REPORTED, today, payload)]


def _demand(
    case: CaseSnapshot, form: DemandFeasibilityForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """要求重新报送可行性研究报告: the cost is not granted before its new approval stands."""
    rules = exceeded_in_order(case)
    payload = {"reasons": form.reasons, "basis": rules.source}
    return [Draft(EntryKind.FEASIBILITY_DEMANDED, today, payload)]


DEEDS = (
    Deed(
        name="compare-estimate",
        form=CompareEstimateForm,
        do=_compare,
        when=may_be_compared,
    ),
    Deed(
        name="report-excess",
        form=ReportExcessForm,
        do=recorded("report_excess", _report),
        when=may_be_reported,
        is_foremost=True,
    ),
    Deed(
        name="demand-feasibility",
        form=DemandFeasibilityForm,
        do=recorded("demand_feasibility", _demand),
        when=may_be_reported,
        is_grave=True,
    ),
)
