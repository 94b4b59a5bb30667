"""Requests, site checks, special procedures, lateness: what stops no clock and what follows.

LAW B1.1 arts. 34, 45; B1.6 to B1.8; B11.4, B11.8, B11.9.
"""

from __future__ import annotations

from datetime import date

import pytest

from acts import approval, due, intake
from acts.deeds import DEEDS
from acts.forms import (
    AcceptForm,
    ExtendForm,
    ResumeForm,
    SupplementForm,
    SuspendForm,
)
from acts.lateness import ExplainDelayForm
from acts.material_requests import RequestMaterialsForm
from acts.site_checks import AssignInspectorsForm, SiteCheckForm
from acts.special import CommissionForm, ExpertOpinionForm, IntermediaryForm, ProlongForm
from states.clocks import statute_due
from states.duties import duties_of
from states.lateness import NothingToExplain
from states.material_requests import NothingToAskFor, SuppliedByOthers
from states.refusals import (
    ClockExpired,
    ImpossibleDate,
    MaterialNotListed,
    NotYours,
    SuspensionNotAllowed,
    SuspensionTooLong,
    WrongRank,
)
from states.running_clocks import clocks_of
from states.site_checks import NothingToCheck, OfficersDidNotSign, TwoOfficersNeeded
from states.special import (
    AnnouncedDaysOver,
    EvaluatorDraftedIt,
    ExpertMustWithdraw,
    ExpertsDidNotSign,
    NothingToProlong,
    OrganPays,
)
from states.terms import CaseSnapshot, ClockName, Colour, Task
from states.worktime import Due
from tests.playing import Play, play_on

ITEM = {"about": "environmental_note", "problem": "缺噪声预测", "remedy": "补充噪声预测章节"}
ASK = RequestMaterialsForm(items=(ITEM,))
PAUSE = SuspendForm(kind="expert_review", announced_days=5, basis="依法需要专家评议")
COMMISSION = CommissionForm(
    firm="河南示例咨询有限公司",
    drafted_by="鹤壁示例设计院",
    announced_days=30,
    basis="国务院令第673号第十条",
)
CHECK = SiteCheckForm(
    checked_on="2026-03-05",
    place="项目现场",
    officers=("张一", "李二"),
    found="现场与申请一致",
    conclusion="符合条件",
    signed=("张一", "李二"),
)


def do(play: Play, name: str, case: CaseSnapshot, form: object, **more: str) -> CaseSnapshot:
    by = {"by": "fgw.chengban"} | more
    found: CaseSnapshot = play.act(DEEDS[name].do, case.case_id, form, **by)
    return found


def statute(case: CaseSnapshot) -> Due:
    found = statute_due(case)
    assert found is not None
    return found


def tasks(case: CaseSnapshot) -> set[Task]:
    return {duty.task for duty in duties_of(case)}


# ---- materials asked for after acceptance ----


def test_asking_for_materials_after_acceptance_stops_no_clock(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")

    asked = do(play, "request-materials", case, ASK, when="2026-03-04 10:00")

    assert statute(asked).due_on == statute(case).due_on == date(2026, 3, 30)
    assert statute(asked).excluded_days == 0
    assert Task.SUPPLY_REQUESTED in tasks(asked)
    play.act(due.advance, case.case_id, when="2026-03-31 08:00")
    reds = [c.effective_on for c in play.case(case.case_id).cards if c.colour is Colour.RED]
    assert reds == [date(2026, 3, 31)]


def test_what_is_handed_in_closes_the_request(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")
    do(play, "request-materials", case, ASK, when="2026-03-04 10:00")
    form = SupplementForm(materials=play.materials(("environmental_note",)))

    after = play.act(intake.supplement, case.case_id, form, by="qiye", when="2026-03-06 10:00")

    assert Task.SUPPLY_REQUESTED not in tasks(after)
    assert after.accepted_on == case.accepted_on
    assert statute(after).due_on == date(2026, 3, 30)


def test_only_listed_materials_of_the_applicant_may_be_asked_for(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")
    others = [m.id for m in case.rules.materials if m.provided_by != "applicant"]

    with pytest.raises(MaterialNotListed):
        form = RequestMaterialsForm(items=(ITEM | {"about": "bank_statement"},))
        do(play, "request-materials", case, form)
    for material in others[:1]:
        with pytest.raises(SuppliedByOthers):
            form = RequestMaterialsForm(items=(ITEM | {"about": material},))
            do(play, "request-materials", case, form)
    with pytest.raises(NotYours):
        do(play, "request-materials", case, ASK, by="zrzy.chengban")


def test_before_acceptance_there_is_the_correction_notice_and_nothing_else(play: Play) -> None:
    case = play.received()

    with pytest.raises(NothingToAskFor):
        do(play, "request-materials", case, ASK)


# ---- checks on site ----


def test_one_officer_is_too_few_for_a_check_and_so_is_the_same_one_twice(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")

    for officers in (("张一",), ("张一", "张一")):
        with pytest.raises(TwoOfficersNeeded):
            form = AssignInspectorsForm(officers=officers, reasons="核实场地")
            do(play, "assign-inspectors", case, form, when="2026-03-05 10:00")
        with pytest.raises(TwoOfficersNeeded):
            form = CHECK.model_copy(update={"officers": officers})
            do(play, "record-site-check", case, form)


def test_both_officers_sign_the_record(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")

    with pytest.raises(OfficersDidNotSign) as refused:
        form = CHECK.model_copy(update={"signed": ("张一",)})
        do(play, "record-site-check", case, form, when="2026-03-05 10:00")
    assert refused.value.facts["names"] == "李二"


def test_a_check_on_site_takes_nothing_out_of_the_clock(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")

    checked = do(play, "record-site-check", case, CHECK, when="2026-03-05 10:00")

    assert statute(checked).due_on == statute(case).due_on
    assert [check.officers for check in checked.site_checks] == [("张一", "李二")]
    with pytest.raises(SuspensionNotAllowed):
        pause = SuspendForm(kind="site_check", announced_days=5, basis="现场踏勘")
        play.act(approval.suspend, case.case_id, pause, by="fgw.chengban")


def test_a_check_lies_between_acceptance_and_today(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")

    for day in ("2026-03-01", "2026-03-06"):
        with pytest.raises(ImpossibleDate):
            form = CHECK.model_copy(update={"checked_on": date.fromisoformat(day)})
            do(play, "record-site-check", case, form, when="2026-03-05 10:00")
    with pytest.raises(NothingToCheck):
        do(play, "record-site-check", play.received("2026-03-05 11:00"), CHECK)


def test_officers_of_an_inspection_in_law_are_assigned_within_five_working_days(
    play: Play,
) -> None:
    """Art. 55: accepted on Monday 03-02, the fifth working day is 03-09."""
    names = ("application", "drawings", "planning_permit")
    rules = play.house.city.catalog.rules("acceptance.joint")
    wanted = tuple(m.id for m in rules.materials if m.provided_by == "applicant" and m.required)
    form = play.form("acceptance.joint", materials=play.materials(wanted or names))
    play.clock.set(play.clock.now())
    case = play.act(intake.receive, form, by="qiye", when="2026-03-02 09:30")
    play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")

    play.act(due.advance, case.case_id, when="2026-03-10 08:00")

    late = play.case(case.case_id)
    cards = [(c.colour, c.effective_on) for c in late.cards if c.clock is ClockName.INSPECTION]
    assert (Colour.RED, date(2026, 3, 10)) in cards
    assert Task.ASSIGN_INSPECTORS in tasks(late)
    form2 = AssignInspectorsForm(officers=("张一", "李二"), reasons="依法检验")
    assigned = do(play, "assign-inspectors", late, form2, by="zjj.chengban")
    assert Task.ASSIGN_INSPECTORS not in tasks(assigned)


# ---- special procedures: C15 and C17, and the second notice ----


def test_longer_than_announced_takes_out_the_announced_days_only(play: Play) -> None:
    """LAW C15, here with five of them: 03-05, 06, 09, 10, 11."""
    case = play.accepted("2026-03-02 09:30")
    play.act(approval.suspend, case.case_id, PAUSE, by="fgw.chengban", when="2026-03-04 09:00")

    ended = play.act(
        approval.resume, case.case_id, ResumeForm(), by="fgw.chengban", when="2026-03-20 09:00"
    )

    assert statute(ended).excluded_days == 5
    assert statute(ended).due_on == date(2026, 4, 7)


def test_a_second_written_notice_in_time_lengthens_what_is_taken_out(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")
    play.act(approval.suspend, case.case_id, PAUSE, by="fgw.chengban", when="2026-03-04 09:00")
    more = ProlongForm(more_days=4, reasons="专家要求补充试验")

    do(play, "prolong-special-procedure", case, more, when="2026-03-11 23:00")
    ended = play.act(
        approval.resume, case.case_id, ResumeForm(), by="fgw.chengban", when="2026-03-20 09:00"
    )

    assert statute(ended).excluded_days == 9


def test_a_second_notice_after_the_announced_days_excludes_nothing(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")
    more = ProlongForm(more_days=4, reasons="专家要求补充试验")
    with pytest.raises(NothingToProlong):
        do(play, "prolong-special-procedure", case, more)
    play.act(approval.suspend, case.case_id, PAUSE, by="fgw.chengban", when="2026-03-04 09:00")

    with pytest.raises(AnnouncedDaysOver):
        do(play, "prolong-special-procedure", case, more, when="2026-03-12 08:00")


def test_a_complex_evaluation_is_lengthened_by_the_right_rank_and_not_without_end(
    play: Play,
) -> None:
    case = play.accepted("2026-03-02 09:30")
    do(play, "commission-evaluation", case, COMMISSION, when="2026-03-03 10:00")
    more = ProlongForm(more_days=10, reasons="项目情况复杂")

    for officer in ("fgw.chengban", "fgw.fuzhuren"):
        with pytest.raises(WrongRank):
            do(play, "prolong-special-procedure", case, more, by=officer)
    with pytest.raises(SuspensionTooLong):
        too_long = ProlongForm(more_days=61, reasons="项目情况复杂")
        do(play, "prolong-special-procedure", case, too_long, by="fgw.zhuren")
    prolonged = do(play, "prolong-special-procedure", case, more, by="fgw.zhuren")

    assert prolonged.suspensions[-1].announced_days == 40


def test_a_pause_cannot_begin_when_the_period_is_over(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")

    with pytest.raises(ClockExpired):
        do(play, "commission-evaluation", case, COMMISSION, when="2026-03-31 08:00")


def test_the_firm_that_drafted_the_application_does_not_evaluate_it(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")

    for firm in ("鹤壁示例设计院", " 鹤壁 示例设计院 "):
        with pytest.raises(EvaluatorDraftedIt):
            form = COMMISSION.model_copy(update={"firm": firm})
            do(play, "commission-evaluation", case, form)
    with pytest.raises(OrganPays):
        form = COMMISSION.model_copy(update={"payer": "applicant"})
        do(play, "commission-evaluation", case, form)


def test_an_evaluation_is_commissioned_within_four_working_days_or_carded(play: Play) -> None:
    """Accepted on Monday 03-02: the fourth working day is Friday 03-06."""
    case = play.accepted("2026-03-02 09:30")
    late = play.accepted("2026-03-02 09:40")

    in_time = do(play, "commission-evaluation", case, COMMISSION, when="2026-03-06 17:00")
    after = do(play, "commission-evaluation", late, COMMISSION, when="2026-03-09 09:00")

    clocks = {c.name: (c.due.due_on, c.stopped_on) for c in clocks_of(in_time)}
    assert clocks[ClockName.COMMISSION] == (date(2026, 3, 6), date(2026, 3, 6))
    assert ClockName.COMMISSION not in {c.clock for c in in_time.cards}
    assert [c.effective_on for c in after.cards if c.clock is ClockName.COMMISSION] == [
        date(2026, 3, 7)
    ]
    assert in_time.approval_state == "suspended"


def test_an_expert_with_an_interest_withdraws_and_every_expert_signs(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")
    form = ExpertOpinionForm(
        experts=("甲", "乙", "丙"),
        conflicted=("丙",),
        opinion="工艺可行",
        conclusion="通过",
        signed=("甲", "乙"),
    )

    with pytest.raises(ExpertMustWithdraw):
        do(play, "record-expert-opinion", case, form)
    with pytest.raises(ExpertsDidNotSign):
        unsigned = form.model_copy(update={"conflicted": ()})
        do(play, "record-expert-opinion", case, unsigned)
    two = form.model_copy(update={"experts": ("甲", "乙")})
    assert do(play, "record-expert-opinion", case, two).commissions[-1].kind == (
        "expert_opinion_given"
    )


def test_a_service_that_the_organ_needs_is_paid_by_the_organ_and_its_time_counts(
    play: Play,
) -> None:
    case = play.accepted("2026-03-02 09:30")
    form = IntermediaryForm(
        service="现场测绘",
        firm="示例测绘公司",
        needed_by="organ",
        payer="applicant",
        basis="优化营商环境条例第四十三条",
    )

    with pytest.raises(OrganPays):
        do(play, "engage-intermediary", case, form)
    paid = form.model_copy(update={"payer": "organ"})
    assert statute(do(play, "engage-intermediary", case, paid)).due_on == date(2026, 3, 30)


# ---- lateness ----


def test_past_the_statute_the_applicant_is_told_the_days_of_both_remedies(play: Play) -> None:
    """The period ends on 2026-03-30: sixty natural days end on Friday 05-29, six months on
    Wednesday 09-30."""
    case = play.accepted("2026-03-02 09:30")

    play.act(due.advance, case.case_id, when="2026-04-01 08:00")

    late = play.case(case.case_id)
    days = {c.name: c.due.due_on for c in clocks_of(late)}
    assert days[ClockName.RECONSIDERATION] == date(2026, 5, 29)
    assert days[ClockName.SUIT] == date(2026, 9, 30)
    assert "overdue_statement" in {letter.kind for letter in late.letters}
    assert late.decision is None
    assert late.approval_state == "running"


def test_no_remedy_runs_while_the_period_runs(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")

    play.act(due.advance, case.case_id, when="2026-03-30 23:00")

    names = {c.name for c in clocks_of(play.case(case.case_id))}
    assert not names & {ClockName.RECONSIDERATION, ClockName.SUIT}


def test_a_broken_promise_asks_for_reasons_in_public(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")
    form = ExplainDelayForm(reasons="专家评审占用时间", measures="已增加承办力量")
    with pytest.raises(NothingToExplain):
        do(play, "explain-delay", case, form)

    play.act(due.advance, case.case_id, when="2026-03-27 08:00")
    assert Task.EXPLAIN_DELAY in tasks(play.case(case.case_id))
    explained = do(play, "explain-delay", case, form)

    assert Task.EXPLAIN_DELAY not in tasks(explained)
    assert "lateness_explanation" in {letter.kind for letter in explained.letters}
    with pytest.raises(NothingToExplain):
        do(play, "explain-delay", case, form)


def test_after_expiry_neither_extension_nor_silence_grants_anything(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")

    with pytest.raises(ClockExpired):
        form = ExtendForm(days=10, reasons="太忙")
        play.act(approval.extend, case.case_id, form, by="fgw.zhuren", when="2026-03-31 08:00")
    play.act(due.advance, case.case_id, when="2026-12-31 08:00")
    assert play.case(case.case_id).approval_state == "running"


def test_all_this_is_the_same_on_both_engines(ledger_url: str) -> None:
    play = play_on(ledger_url)
    case = play.accepted("2026-03-02 09:30")
    do(play, "request-materials", case, ASK, when="2026-03-04 10:00")
    do(play, "record-site-check", case, CHECK, when="2026-03-05 10:00")
    do(play, "commission-evaluation", case, COMMISSION, when="2026-03-06 10:00")
    play.act(due.advance, case.case_id, when="2026-06-30 08:00")
    kinds = [e.kind.value for e in play.read(lambda office: office.entries(case.case_id))]

    assert "materials_requested" in kinds
    assert {"site_checked", "evaluation_commissioned", "suspended", "carded"} <= set(kinds)
    play.house.ledger.close()
