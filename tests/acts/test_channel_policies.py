"""The plan of a project asks the policies: who decides, what blocks, which study is there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from acts import channels
from acts.access import AccessForm
from acts.area import AreaResultForm, UseAreaForm, WithdrawResultForm, withdraw_result
from acts.area import register_result as register
from acts.channel_forms import AdmitForm, NominateForm
from acts.project_policies import authority_of, check_project_access, use_area_result
from states.area_assessment import AreaNotCovering
from states.channel_policies import ProjectBlocked
from states.channel_run import run_of
from states.refusals import NotYours
from states.running_clocks import clocks_of
from states.terms import ClockName
from states.terms.channel import Standing
from states.terms.project import ProjectSnapshot
from tests.acts.channel_play import FACTS, accepted, admitted, done, nominated, opened, project_of
from tests.playing import Play

CHEMICAL = {"chemical_park": "none", "supporting_unit": False, "safety_upgrade_only": False}


def chemical(play: Play, **facts: Any) -> ProjectSnapshot:
    form = NominateForm(
        channel="industry.filing",
        project=play.project(industry="2631"),
        applicant=play.applicant(),
        facts=FACTS | facts,
        reasons="市重点项目",
        declaration=True,
    )
    project: ProjectSnapshot = play.act(channels.nominate, form, by="qiye")
    return project


def check(play: Play, project_id: str, ref: str, by: str = "fgw.chengban") -> ProjectSnapshot:
    found: ProjectSnapshot = play.act(
        check_project_access, project_id, AccessForm(item_ref=ref), by=by
    )
    return found


def seismic(play: Play, **changes: Any) -> str:
    values: dict[str, Any] = {
        "kind": "seismic",
        "report_no": "鹤震〔2025〕1号",
        "approval": "市政府",
        "valid_from": date(2025, 1, 1),
        "valid_to": date(2026, 3, 2),
        "parcels": ("P1",),
    }
    return str(play.act(register, AreaResultForm(**(values | changes)), by="fgw.chengban").id)


def use(play: Play, project_id: str, result: str, parcel: str = "P1") -> ProjectSnapshot:
    form = UseAreaForm(area_result=result, project_parcels=(parcel,), conditions_met=True)
    used: ProjectSnapshot = play.act(use_area_result, project_id, form, by="fgw.chengban")
    return used


def test_a_chemical_project_outside_a_park_is_not_even_nominated(play: Play) -> None:
    with pytest.raises(ProjectBlocked) as refused:
        chemical(play, **CHEMICAL)

    assert "2020年" in refused.value.legal_basis
    assert "化工园区" in refused.value.message("zh")


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"chemical_park": "baoshan"},
        CHEMICAL | {"supporting_unit": True},
    ],
)
def test_ignorance_a_park_or_an_exception_block_nothing(play: Play, facts: dict[str, Any]) -> None:
    assert chemical(play, **facts).state == "nominated"


def test_a_gate_that_shuts_after_nomination_refuses_admission(play: Play) -> None:
    project = chemical(play)
    form = channels.ChangeFactsForm(facts=CHEMICAL, reasons="选址确定")
    play.act(channels.change_facts, project.project_id, form, by="qiye")

    with pytest.raises(ProjectBlocked):
        play.act(channels.admit, project.project_id, AdmitForm(basis="会议纪要"), by="fgw.zhuren")


def test_a_blocking_item_refuses_the_opening_of_a_step_with_its_article(play: Play) -> None:
    project = admitted(play)
    check(play, project.project_id, "industry_guidance/样例-限制")

    with pytest.raises(ProjectBlocked) as refused:
        opened(play, project.project_id, "filing.domestic")

    assert "国发〔2005〕40号" in refused.value.legal_basis
    assert project_of(play, project.project_id).opened == ()


def test_a_later_check_of_the_same_list_opens_the_way_again(play: Play) -> None:
    project = admitted(play)
    check(play, project.project_id, "industry_guidance/样例-限制")
    check(play, project.project_id, "industry_guidance/-")

    assert opened(play, project.project_id, "filing.domestic")


def test_a_condition_goes_with_the_case_of_every_step(play: Play) -> None:
    project = admitted(play)
    check(play, project.project_id, "market_access/样例-许可")

    case = play.case(opened(play, project.project_id, "land.supply"))

    assert [row["source"] for row in case.within["conditions"]] == [
        "《市场准入负面清单（2025年版）》说明"
    ]


def test_only_the_lead_of_the_channel_checks_its_projects(play: Play) -> None:
    with pytest.raises(NotYours):
        check(play, admitted(play).project_id, "industry_guidance/-", by="zrzy.chengban")


def test_who_reviews_energy_follows_the_amount_and_the_day(play: Play) -> None:
    catalog = play.house.city.catalog

    def level(energy: int, day: date, **facts: Any) -> str:
        told = {"energy_tce": energy, "coal_t": 0, "electricity_10mwh": 0} | facts
        choice = authority_of(catalog, told, "energy.review", day)
        assert choice is not None and choice.row is not None
        return choice.row.level.value

    # Decree 44 of 2016: the province from 5,000 tonnes; from June 2023: from 10,000.
    assert level(5000, date(2023, 5, 31)) == "province"
    assert level(5000, date(2023, 6, 1)) == "city"
    assert level(10000, date(2026, 3, 2)) == "province"
    assert level(999, date(2026, 3, 2)) == "none"
    assert level(999, date(2026, 3, 2), coal_t=1000) == "city"


def test_a_step_that_a_higher_organ_decides_is_forwarded_within_its_own_clock(play: Play) -> None:
    project = in_construction(play, energy_tce="12000", coal_t="0")
    case_id = opened(play, project, "energy.review")
    case = accepted(play, case_id)

    authority = case.within["authority"]
    clocks = {clock.name: clock for clock in clocks_of(case)}

    assert (authority["level"], authority["organ"]) == ("province", "河南省发展和改革委员会")
    assert case.rules.procedures.higher_organ == "河南省发展和改革委员会"
    # Accepted on Monday 2 March 2026; twenty working days end on 30 March.
    assert clocks[ClockName.TRANSMISSION].due.due_on == date(2026, 3, 30)


def test_a_step_of_the_citys_own_is_not_forwarded(play: Play) -> None:
    project = in_construction(play, energy_tce="1200", coal_t="0")
    case = play.case(opened(play, project, "energy.review"))

    assert case.within["authority"] is None
    assert case.rules.procedures.transmission is None


def in_construction(play: Play, **facts: Any) -> str:
    """A project whose stages before construction need nothing more than what is done here."""
    project = admitted(play, **facts).project_id
    for stage in run_of(project_of(play, project)).plan.stages[:2]:
        for step in stage.steps:
            if not step.falls_away:
                done(play, project, step.matter)
    return project


def test_an_area_result_in_force_makes_the_study_fall_away(play: Play) -> None:
    project = admitted(play, major_works=True).project_id
    before = run_of(project_of(play, project)).plan.step("seismic.review")
    used = use(play, project, seismic(play))

    after = run_of(used).plan.step("seismic.review")

    assert before is not None and before.standing is Standing.NEEDED
    assert after is not None and after.standing is Standing.COVERED
    assert after.source == "河南省优化营商环境条例第四十三条"
    assert used.area_uses[0].report_no == "鹤震〔2025〕1号"


def test_what_was_used_in_time_stays_when_the_result_expires(play: Play) -> None:
    project = admitted(play, major_works=True).project_id
    use(play, project, seismic(play))
    play.act(lambda office, *, now: None, when="2026-04-01 09:00")

    step = run_of(project_of(play, project)).plan.step("seismic.review")

    assert step is not None and step.standing is Standing.COVERED


def test_an_expired_withdrawn_or_distant_result_replaces_nothing(play: Play) -> None:
    project = admitted(play, major_works=True).project_id
    expired = seismic(play, valid_to=date(2026, 3, 1))
    taken_back = seismic(play)
    play.act(withdraw_result, taken_back, WithdrawResultForm(reason="重新评估"), by="fgw.chengban")

    for result, parcel in ((expired, "P1"), (taken_back, "P1"), (seismic(play), "P9")):
        with pytest.raises(AreaNotCovering):
            use(play, project, result, parcel)
    step = run_of(project_of(play, project)).plan.step("seismic.review")
    assert step is not None and step.standing is Standing.NEEDED


def test_policies_of_a_nominated_project_are_checked_before_it_is_admitted(play: Play) -> None:
    project = nominated(play)
    checked = check(play, project.project_id, "industry_guidance/样例-限制")

    assert [each.effect.value for each in checked.access_checks] == ["block"]
