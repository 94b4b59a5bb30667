"""The ten per cent of government investment (Government Investment Regulation art. 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acts import approval, intake
from acts.access import ProjectCodeForm
from acts.deeds import DEEDS
from acts.estimate import CompareEstimateForm, DemandFeasibilityForm, ReportExcessForm
from acts.forms import AcceptForm, DecideForm
from acts.problems import Invalid
from states.clocks import statute_due
from states.duties import duties_of
from states.estimate import (
    EstimateNotCompared,
    ExcessNotReported,
    FeasibilityDemanded,
    NoExcess,
    is_exceeded,
)
from states.refusals import ImpossibleDate, NotYours
from states.terms import CaseSnapshot, Certainty, Outcome, Task
from states.terms.estimate import ApprovedEstimate, EstimateFacts, EstimateRules
from tests.playing import Play
from tests.states.cases import RULES
from tests.states.counter import Record

GRANT = DecideForm(outcome=Outcome.GRANT, content="同意")
REPORT = ReportExcessForm(reasons="地质条件变化", funding="市级财政")
DEMAND = DemandFeasibilityForm(reasons="建设内容变化较大")
RULE = EstimateRules("approval.feasibility", Decimal(10), "样例", Certainty.SAMPLE)


def design(
    play: Play,
    cost_wan: str = "11000.01",
    matter: str = "preliminary_design",
    project_code: str = "2019-410611-44-02-000001",
) -> str:
    """A case of government investment, accepted on 2026-03-02."""
    code = f"approval.{matter}"
    rules = play.house.city.catalog.rules(code)
    ids = [m.id for m in rules.materials if m.required and m.provided_by == "applicant"]
    project = play.project(total_investment_wan=Decimal(cost_wan))
    form = play.form(matter=code, project=project, materials=play.materials(ids))
    case_id = str(play.act(intake.receive, form, by="qiye").case_id)
    checked = ProjectCodeForm(project_code=project_code, checked_against="national_platform")
    play.act(DEEDS["record-project-code"].do, case_id, checked, by="chuangkou")
    play.act(intake.accept, case_id, AcceptForm(), by="chuangkou")
    return case_id


def do(play: Play, name: str, case_id: str, form: Any, by: str) -> CaseSnapshot:
    case: CaseSnapshot = play.act(DEEDS[name].do, case_id, form, by=by)
    return case


def approved(estimate_wan: str = "10000", on: date = date(2025, 11, 3)) -> CompareEstimateForm:
    return CompareEstimateForm(
        approval_number="鹤发改审〔2025〕12号", approved_on=on, estimate_wan=Decimal(estimate_wan)
    )


def tasks(play: Play, case_id: str) -> set[Task]:
    """What anybody owes in the case now."""
    return {duty.task for duty in duties_of(play.case(case_id))}


def granted(play: Play, case_id: str) -> CaseSnapshot:
    case: CaseSnapshot = play.act(approval.decide, case_id, GRANT, by="fgw.fuzhuren")
    return case


def test_a_cost_is_not_granted_before_the_approved_estimate_is_on_record(play: Play) -> None:
    case_id = design(play)
    owed = tasks(play, case_id)

    assert Task.COMPARE_ESTIMATE in owed
    with pytest.raises(EstimateNotCompared):
        granted(play, case_id)


def test_exactly_ten_per_cent_more_is_within(play: Play) -> None:
    """“超过” leaves the number itself out (Civil Code art. 1259)."""
    case_id = design(play, "11000")
    do(play, "compare-estimate", case_id, approved(), by="fgw.chengban")

    with pytest.raises(NoExcess):
        do(play, "report-excess", case_id, REPORT, by="qiye")
    assert granted(play, case_id).approval_state == "granted"


def test_more_than_ten_per_cent_is_reported_before_the_grant(play: Play) -> None:
    case_id = design(play, "11000.01")
    do(play, "compare-estimate", case_id, approved(), by="fgw.chengban")
    owed = tasks(play, case_id)

    assert Task.REPORT_EXCESS in owed
    with pytest.raises(ExcessNotReported):
        granted(play, case_id)
    with pytest.raises(NotYours):
        do(play, "report-excess", case_id, REPORT, by="fgw.chengban")
    do(play, "report-excess", case_id, REPORT, by="qiye")
    assert granted(play, case_id).approval_state == "granted"


def test_a_new_study_that_is_demanded_is_awaited_and_stops_no_clock(play: Play) -> None:
    case_id = design(play, "12000")
    before = statute_due(play.case(case_id))
    do(play, "compare-estimate", case_id, approved(), by="fgw.chengban")
    do(play, "report-excess", case_id, REPORT, by="qiye")
    do(play, "demand-feasibility", case_id, DEMAND, by="fgw.fuzhuren")

    assert statute_due(play.case(case_id)) == before
    with pytest.raises(FeasibilityDemanded):
        granted(play, case_id)
    # An approval from before the demand answers nothing; a later one does.
    older = approved("11500", on=date(2026, 3, 1))
    do(play, "compare-estimate", case_id, older, by="fgw.chengban")
    with pytest.raises(FeasibilityDemanded):
        granted(play, case_id)
    newer = approved("11500", on=date(2026, 3, 2))
    do(play, "compare-estimate", case_id, newer, by="fgw.chengban")
    assert granted(play, case_id).approval_state == "granted"


def test_a_report_belongs_to_the_estimate_that_it_was_made_against(play: Play) -> None:
    case_id = design(play, "12000")
    do(play, "compare-estimate", case_id, approved("10800"), by="fgw.chengban")
    do(play, "report-excess", case_id, REPORT, by="qiye")
    do(play, "compare-estimate", case_id, approved("8000"), by="fgw.chengban")

    with pytest.raises(ExcessNotReported):
        granted(play, case_id)


def test_the_estimate_of_a_case_of_this_house_is_read_and_not_typed(play: Play) -> None:
    study = design(play, "10000", matter="feasibility")
    case_id = design(play, "11000.01")
    form = CompareEstimateForm(feasibility_case=study)
    with pytest.raises(Invalid):
        do(play, "compare-estimate", case_id, form, by="fgw.chengban")

    granted(play, study)
    case = do(play, "compare-estimate", case_id, form, by="fgw.chengban")

    assert case.estimate.approved is not None
    assert (case.estimate.approved.number, case.estimate.approved.estimate_wan) == (
        study,
        Decimal(10000),
    )
    assert is_exceeded(case)


def test_the_study_of_another_project_is_no_measure(play: Play) -> None:
    study = design(play, "10000", "feasibility", project_code="2019-410611-44-02-000002")
    granted(play, study)
    case_id = design(play, "11000.01")

    with pytest.raises(Invalid, match="another project"):
        form = CompareEstimateForm(feasibility_case=study)
        do(play, "compare-estimate", case_id, form, by="fgw.chengban")


def test_what_is_missing_of_an_approval_is_said_all_at_once(play: Play) -> None:
    case_id = design(play)
    with pytest.raises(Invalid) as told:
        do(play, "compare-estimate", case_id, CompareEstimateForm(), by="fgw.chengban")
    with pytest.raises(ImpossibleDate):
        late = approved(on=date(2026, 3, 3))
        do(play, "compare-estimate", case_id, late, by="fgw.chengban")

    assert len(told.value.problems) == 3


@given(st.decimals("0.0001", "9999999", places=4), st.decimals("0.0001", "9999999", places=4))
def test_the_boundary_is_exact(estimate: Decimal, cost: Decimal) -> None:
    """Decimal arithmetic: no rounding decides whether one reports."""
    facts = EstimateFacts(ApprovedEstimate("1", date(2026, 1, 5), estimate, date(2026, 3, 2)))
    case = Record(replace(RULES, estimate=RULE)).case.but(
        estimate=facts, project={"total_investment_wan": str(cost)}
    )

    assert is_exceeded(case) == (cost * 10 > estimate * 11)
