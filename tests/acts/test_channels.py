"""Green channels: who comes in, what is planned, what may start, and how one leaves."""

from __future__ import annotations

from datetime import date

import pytest

from acts import channel_steps, channels, intake
from acts.channel_forms import (
    AdmitForm,
    ChangeFactsForm,
    OpenStepForm,
    PhaseForm,
    ReasonedForm,
    RectifyForm,
    RemoveForm,
    StartWorkForm,
)
from acts.deeds import DEEDS
from acts.endings import RevokeForm
from acts.forms import AcceptForm
from acts.problems import Invalid
from acts.project_office import advance_project
from ledger import views
from ledger.project_book import read_project_entries
from states.channel_clocks import parent_date
from states.channel_refusals import (
    CriteriaNotMet,
    CriteriaStillMet,
    CriteriaUndecided,
    PrerequisiteMissing,
    RectificationRunning,
    StepAlreadyOpen,
    StepNotNeeded,
    StepNotReady,
    StepUndetermined,
    WorkMayNotStart,
)
from states.channel_run import run_of
from states.clocks import promise_due, statute_due
from states.refusals import NotForeseen, NotYours, ReasonsMissing, WrongRank
from states.terms.project import StepState
from tests.acts.channel_play import accepted, admitted, done, granted, nominated, opened, project_of
from tests.playing import Play

ADMIT = AdmitForm(basis="会议纪要")


def letters(play: Play, project_id: str) -> list[str]:
    return [row.kind for row in play.read(lambda o: views.letters_of(o.session, project_id))]


def open_step(play: Play, project_id: str, matter: str):
    form = OpenStepForm(matter=matter, declaration=True)
    return play.act(channel_steps.open_step, project_id, form, by="qiye")


def change(play: Play, project_id: str, **more):
    form = ChangeFactsForm(reasons="补充", **more)
    return play.act(channels.change_facts, project_id, form, by="qiye")


def test_admission_is_signed_by_the_principal_head_with_its_basis(play: Play) -> None:
    project = nominated(play)
    with pytest.raises(WrongRank):
        play.act(channels.admit, project.project_id, ADMIT, by="fgw.fuzhuren")
    with pytest.raises(NotYours):
        play.act(channels.admit, project.project_id, ADMIT, by="zrzy.juzhang")

    project = play.act(channels.admit, project.project_id, ADMIT, by="fgw.zhuren")

    assert project.state == "admitted"
    assert project.basis == "会议纪要"
    assert letters(play, project.project_id) == ["channel_admission"]


def test_what_does_not_meet_the_criteria_is_not_admitted_and_what_is_unknown_is_asked(
    play: Play,
) -> None:
    unknown = nominated(play, "industry.ratification", lists=None)
    assert unknown.project["total_investment_wan"] == "52000"  # over 50000: the amount decides
    small = change(play, unknown.project_id, changes={"total_investment_wan": "49999"})
    with pytest.raises(CriteriaUndecided, match="lists"):
        play.act(channels.admit, small.project_id, ADMIT, by="fgw.zhuren")

    change(play, unknown.project_id, facts={"lists": ()})
    with pytest.raises(CriteriaNotMet):
        play.act(channels.admit, small.project_id, ADMIT, by="fgw.zhuren")

    # 5亿元以上 includes 5亿元.
    change(play, unknown.project_id, changes={"total_investment_wan": "50000"})
    assert play.act(channels.admit, small.project_id, ADMIT, by="fgw.zhuren").state == "admitted"


def test_an_enterprise_nominates_only_itself_and_facts_are_checked(play: Play) -> None:
    with pytest.raises(Invalid, match="/facts/eia_class"):
        nominated(play, eia_class="nothing")
    with pytest.raises(Invalid, match="/facts/total_investment_wan"):
        nominated(play, total_investment_wan="1")
    with pytest.raises(Invalid, match="/channel"):
        nominated(play, "industry.nothing")


def test_a_step_opens_a_case_of_its_matter_prefilled_and_linked_both_ways(play: Play) -> None:
    project = admitted(play)

    case = play.case(opened(play, project.project_id, "land.supply"))

    stands = project_of(play, project.project_id)
    assert case.rules.matter == "land.supply"
    assert case.project["name"] == project.project["name"]
    assert case.applicant == project.applicant
    assert case.within["project_id"] == project.project_id
    assert stands.case_of("land.supply").case_id == case.case_id
    assert stands.case_of("land.supply").holder == "zrzy"


def test_a_step_that_is_not_ready_is_refused_with_what_is_missing(play: Play) -> None:
    project = admitted(play, relics_area=False)
    with pytest.raises(StepNotReady, match=r"filing\.domestic, land\.supply"):
        open_step(play, project.project_id, "permit.land_use_planning")
    with pytest.raises(StepNotReady, match="works"):
        open_step(play, project.project_id, "eia.form")
    with pytest.raises(StepNotNeeded):
        open_step(play, project.project_id, "relics.survey")
    done(play, project.project_id, "filing.domestic")
    with pytest.raises(StepAlreadyOpen):
        open_step(play, project.project_id, "filing.domestic")


def test_a_step_of_which_nobody_knows_whether_it_is_needed_asks_first(play: Play) -> None:
    project = admitted(play, relics_area=None, area_assessments=None)
    with pytest.raises(StepUndetermined, match="relics_area"):
        open_step(play, project.project_id, "relics.survey")

    after = change(play, project.project_id, facts={"relics_area": True})

    assert run_of(after).status("relics.survey").may_open


def test_an_area_assessment_covers_the_step_and_its_basis_is_printed(play: Play) -> None:
    project = admitted(play)
    with pytest.raises(StepNotNeeded, match="河南省优化营商环境条例第四十三条"):
        open_step(play, project.project_id, "relics.survey")

    status = run_of(project).status("relics.survey")
    assert status.state is StepState.NOT_NEEDED
    assert status.step.source == "河南省优化营商环境条例第四十三条"


def test_documents_are_handed_in_once_and_earlier_results_come_from_the_system(
    play: Play,
) -> None:
    """LAW B11.17."""
    project = admitted(play)
    done(play, project.project_id, "filing.domestic")
    first = done(play, project.project_id, "land.supply")

    # “application” was handed in with the land; only what is new is asked.
    case = play.case(opened(play, project.project_id, "permit.land_use_planning"))

    kept = {m.id: m.sha256 for m in first.materials}
    now = {m.id: m.sha256 for m in case.materials}
    assert now["application"] == kept["application"]
    assert [p["matter"] for p in case.within["provided"]] == ["filing.domestic", "land.supply"]
    assert accepted(play, case.case_id).filing_state == "accepted"


def test_a_prerequisite_binds_the_acceptance_with_its_article(play: Play) -> None:
    project = admitted(play, "industry.ratification", major_project=False)
    done(play, project.project_id, "land.preliminary_review")
    ratified = accepted(play, opened(play, project.project_id, "ratification.enterprise"))
    change(play, project.project_id, facts={"land_with_plan": True})
    assert ratified.filing_state == "accepted"

    supply = opened(play, project.project_id, "land.supply")
    accepted(play, supply)
    granted(play, supply)
    granted(play, ratified.case_id)
    planning = opened(play, project.project_id, "permit.land_use_planning")
    # The ratification falls away again: what rests on it may no longer be accepted.
    revoked = RevokeForm(revocation_ground="fraud", facts_found="材料虚假", reasons="违法取得")
    play.act(DEEDS["revoke-grant"].do, ratified.case_id, revoked, by="fgw.zhuren")
    with pytest.raises(PrerequisiteMissing, match="城乡规划法第三十八条"):
        play.act(intake.accept, planning, AcceptForm(), by="chuangkou")


def test_the_channels_promise_applies_and_the_statute_stays(play: Play) -> None:
    """LAW B4.2: half of twenty working days for a key matter; the statute keeps its twenty."""
    project = admitted(play, "industry.ratification", major_project=False)
    done(play, project.project_id, "land.preliminary_review")

    case = accepted(play, opened(play, project.project_id, "ratification.enterprise"))

    assert case.rules.promise_limit.days == 10
    assert case.rules.promise_limit.rule_id.startswith("channel.industry.ratification")
    assert promise_due(case).due_on == date(2026, 3, 16)
    assert statute_due(case).due_on == date(2026, 3, 30)
    assert "1/2" in case.within["promise"]["zh"]


def test_a_promise_of_the_matter_that_is_shorter_stays(play: Play) -> None:
    project = admitted(play)

    case = accepted(play, opened(play, project.project_id, "land.supply"))

    # 15 WD of the statute: 2/3 are 10, and the matter's own promise is 10 already.
    assert case.within["promise"] is None
    assert case.rules.promise_limit.rule_id == "land.supply.promise"


def test_work_may_not_start_on_a_filing_certificate(play: Play) -> None:
    """LAW B2.5: the guard lists what is missing with the articles."""
    project = admitted(play)
    done(play, project.project_id, "filing.domestic")

    with pytest.raises(WorkMayNotStart) as refused:
        play.act(channels.start_work, project.project_id, StartWorkForm(), by="qiye")

    missing = refused.value.facts["missing"]
    assert "eia.form (环境影响评价法第二十五条)" in missing
    assert "permit.construction (建筑法第七条、第八条)" in missing
    assert "energy.review" not in missing  # 800 t and 1.2 million kWh: below both thresholds


def test_changed_facts_show_the_difference_and_keep_what_was_decided(play: Play) -> None:
    project = admitted(play, relics_area=True, area_assessments=None)
    done(play, project.project_id, "relics.survey")

    after = change(play, project.project_id, facts={"relics_area": False, "energy_tce": "1000"})

    entry = play.read(lambda o: read_project_entries(o.session, project.project_id)[0])[-1]
    rows = {row["matter"]: row for row in entry.payload["differences"]}
    assert rows["relics.survey"] == {
        "matter": "relics.survey",
        "was": "needed",
        "now": "not_applicable",
        "kept": True,
    }
    assert rows["energy.review"]["now"] == "needed"  # 1000以上 includes 1000
    assert run_of(after).status("relics.survey").state is StepState.DONE


def test_removal_needs_a_ground_that_is_a_fact(play: Play) -> None:
    project = admitted(play)
    failed = RemoveForm(ground="rectification_failed", reasons="未整改")
    unmet = RemoveForm(ground="criteria_not_met", reasons="不再符合")
    with pytest.raises(CriteriaStillMet):
        play.act(channels.remove, project.project_id, unmet, by="fgw.chengban")

    order = RectifyForm(reasons="补办用地手续", by="2026-03-20")
    play.act(channels.order_rectification, project.project_id, order, by="fgw.chengban")
    with pytest.raises(RectificationRunning):
        play.act(
            channels.remove, project.project_id, failed, by="fgw.chengban", when="2026-03-20 17:00"
        )
    removed = play.act(
        channels.remove, project.project_id, failed, by="fgw.chengban", when="2026-03-21 09:00"
    )

    assert removed.state == "removed"
    assert letters(play, project.project_id)[-1] == "channel_exit"


def test_criteria_that_are_no_longer_met_are_a_ground(play: Play) -> None:
    project = admitted(play)
    change(play, project.project_id, changes={"total_investment_wan": "9999"}, facts={"lists": ()})

    form = RemoveForm(ground="criteria_not_met", reasons="投资额调减")
    removed = play.act(channels.remove, project.project_id, form, by="fgw.chengban")

    assert (removed.state, removed.reasons) == ("removed", "投资额调减")


def test_who_leaves_keeps_what_was_opened_and_its_promise(play: Play) -> None:
    project = admitted(play)
    case_id = opened(play, project.project_id, "land.supply")
    form = ReasonedForm(reasons="改走普通程序")

    left = play.act(channels.withdraw, project.project_id, form, by="qiye")
    case = accepted(play, case_id)

    assert left.state == "withdrawn"
    assert case.filing_state == "accepted"
    with pytest.raises(NotForeseen):
        open_step(play, project.project_id, "filing.domestic")


def test_a_decline_says_why(play: Play) -> None:
    project = nominated(play)
    with pytest.raises(ReasonsMissing):
        play.act(
            channels.decline,
            project.project_id,
            ReasonedForm.model_construct(reasons=" "),
            by="fgw.zhuren",
        )


def test_phases_have_records_of_their_own_and_the_parent_goes_by_its_rule(play: Play) -> None:
    parent = nominated(play)
    for name, investment in (("一期", "30000"), ("二期", "22000")):
        form = PhaseForm(name=name, scale="一条线", content="厂房", total_investment_wan=investment)
        parent = play.act(channels.add_phase, parent.project_id, form, by="qiye")
    play.act(channels.admit, parent.project_id, ADMIT, by="fgw.zhuren")
    first, second = parent.phase_ids
    for phase in (first, second):
        play.act(channels.admit, phase, ADMIT, by="fgw.zhuren")
    accepted(play, opened(play, first, "land.supply"))
    case_id = opened(play, second, "land.supply", when="2026-03-09 09:00")
    accepted(play, case_id)

    stands = project_of(play, parent.project_id)
    day = parent_date(stands.rules.phases, 1, stands.phases)

    assert project_of(play, first).project["name"] == "一期"
    # Sixty working days after 2 March and after 9 March; all phases: the later one.
    assert [phase.due.due_on for phase in stands.phases] == [date(2026, 5, 28), date(2026, 6, 4)]
    assert day.due_on == date(2026, 6, 4)
    assert any("2026-06-04" in zh and "决定本期限" in zh for zh, _ in day.lines)


def test_a_project_whose_every_step_is_finished_completes_on_the_last_day(play: Play) -> None:
    project = admitted(play, land_with_plan=True, small_low_risk=True)
    for matter in (
        "filing.domestic",
        "land.supply",
        "permit.land_use_planning",
        "permit.works_planning",
        "eia.form",
        "permit.construction",
    ):
        done(play, project.project_id, matter)
    started = play.act(channels.start_work, project.project_id, StartWorkForm(), by="qiye")
    assert started.work_started_on == date(2026, 3, 2)

    done(play, project.project_id, "acceptance.joint")
    play.act(lambda office, *, now: advance_project(office, project.project_id, now))

    stands = project_of(play, project.project_id)
    assert stands.state == "completed"
    assert stands.ended_on == date(2026, 3, 2)
    assert letters(play, project.project_id) == ["channel_admission", "channel_exit"]
