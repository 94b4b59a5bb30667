"""联合办理: 45 + 15 days only with the government's decision (LAW B9.12, B11.7)."""

from __future__ import annotations

from datetime import date

import pytest

from acts import approval, documents, due, intake
from acts.deeds import DEEDS
from acts.forms import ExtendForm, SuspendForm
from acts.joint_handling import LinkDecisionForm
from acts.problems import Invalid
from states.clocks import statute_due
from states.joint_handling import JointHandlingLinked, NotAccepted, NotSeveralDepartments
from states.refusals import (
    ClockExpired,
    ExtensionTooLong,
    ExtensionUsed,
    ImpossibleDate,
    NotYours,
    WrongRank,
)
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, ClockName, Colour
from states.worktime import Due
from tests.playing import DOCUMENT, Play, play_on

link = DEEDS["link-government-decision"].do


def decision(play: Play, **changes: object) -> LinkDecisionForm:
    stored = play.act(documents.store, "decision.pdf", DOCUMENT, by="fgw.chengban")
    facts = {
        "number": "鹤政〔2026〕8号",
        "organ": "鹤壁市人民政府",
        "decided_on": "2026-03-01",
        "sha256": stored.sha256,
    }
    return LinkDecisionForm(**(facts | changes))


def linked(play: Play, when: str = "2026-03-03 10:00") -> CaseSnapshot:
    case = play.in_review("2026-03-02 09:30")
    found: CaseSnapshot = play.act(link, case.case_id, decision(play), by="fgw.chengban", when=when)
    return found


def statute(case: CaseSnapshot) -> Due:
    found = statute_due(case)
    assert found is not None
    return found


def test_seven_departments_without_a_governments_decision_keep_twenty_days(play: Play) -> None:
    """The trap: a parallel review is not joint handling. From 2026-03-02: 2026-03-30."""
    case = play.in_review("2026-03-02 09:30")

    assert len(case.seats) == 7
    assert statute(case).due_on == date(2026, 3, 30)
    with pytest.raises(ExtensionTooLong):
        form = ExtendForm(days=41, reasons="联审部门多")
        play.act(approval.extend, case.case_id, form, by="fgw.zhuren")


def test_with_the_decision_it_is_forty_five_days_from_the_acceptance(play: Play) -> None:
    """March has 21 working days after the 2nd (03-03 to 03-31), April 21 (04-06 off, make-up
    none): 42 on 04-30; 05-06, 05-07 and 05-08 are the 43rd to 45th."""
    case = linked(play)

    assert statute(case).due_on == date(2026, 5, 8)
    assert statute(case).days == 45


def test_the_matters_own_limit_stays_visible_as_its_own_clock(play: Play) -> None:
    case = linked(play)

    own = next(c for c in clocks_of(case) if c.name is ClockName.OWN_STATUTE)
    assert (own.due.due_on, own.limit.days) == (date(2026, 3, 30), 20)


def test_it_is_carded_red_by_the_joint_limit_and_not_by_its_own(play: Play) -> None:
    case = linked(play)

    play.act(due.advance, case.case_id, when="2026-05-08 08:00")
    assert Colour.RED not in {card.colour for card in play.case(case.case_id).cards}
    play.act(due.advance, case.case_id, when="2026-05-09 08:00")

    reds = [c.effective_on for c in play.case(case.case_id).cards if c.colour is Colour.RED]
    assert reds == [date(2026, 5, 9)]


def test_only_the_head_of_the_government_extends_it_and_by_fifteen_days(play: Play) -> None:
    case = linked(play)
    form = ExtendForm(days=15, reasons="需进一步协调")

    for head in ("fgw.zhuren", "fgw.fuzhuren", "zrzy.juzhang"):
        with pytest.raises(WrongRank):
            play.act(approval.extend, case.case_id, form, by=head)
    with pytest.raises(ExtensionTooLong):
        more = ExtendForm(days=16, reasons="需进一步协调")
        play.act(approval.extend, case.case_id, more, by="shizhang")
    extended = play.act(approval.extend, case.case_id, form, by="shizhang")

    # 05-09 (make-up Saturday) is the 46th, 05-11 to 05-15, 18 to 22, 25 to 28 the 47th to 60th.
    assert statute(extended).due_on == date(2026, 5, 28)


def test_the_head_of_the_government_extends_nothing_without_a_decision(play: Play) -> None:
    case = play.in_review("2026-03-02 09:30")

    with pytest.raises(NotYours):
        form = ExtendForm(days=10, reasons="需进一步协调")
        play.act(approval.extend, case.case_id, form, by="shizhang")


def test_it_is_linked_before_the_original_period_ends(play: Play) -> None:
    case = play.in_review("2026-03-02 09:30")

    with pytest.raises(ClockExpired):
        play.act(link, case.case_id, decision(play), by="fgw.chengban", when="2026-03-31 08:00")


def test_it_is_linked_on_the_last_day_too(play: Play) -> None:
    assert linked(play, "2026-03-30 23:00").joint is not None


def test_what_cannot_be_linked_is_refused(play: Play) -> None:
    received = play.received()
    with pytest.raises(NotAccepted):
        play.act(link, received.case_id, decision(play), by="fgw.chengban")

    case = play.in_review("2026-03-02 09:30")
    with pytest.raises(ImpossibleDate):
        form = decision(play, decided_on="2026-03-03")
        play.act(link, case.case_id, form, by="fgw.chengban")
    with pytest.raises(Invalid):
        form = decision(play, sha256="0" * 64)
        play.act(link, case.case_id, form, by="fgw.chengban")
    with pytest.raises(NotYours):
        play.act(link, case.case_id, decision(play), by="zrzy.chengban")
    play.act(link, case.case_id, decision(play), by="fgw.chengban")
    with pytest.raises(JointHandlingLinked):
        play.act(link, case.case_id, decision(play), by="fgw.chengban")


def test_after_its_own_extension_a_case_does_not_change_its_limit(play: Play) -> None:
    case = play.in_review("2026-03-02 09:30")
    play.act(approval.extend, case.case_id, ExtendForm(days=5, reasons="情况复杂"), by="fgw.zhuren")

    with pytest.raises(ExtensionUsed):
        play.act(link, case.case_id, decision(play), by="fgw.chengban")


def test_a_pause_takes_the_same_days_out_of_the_joint_limit(play: Play) -> None:
    case = linked(play)
    form = SuspendForm(kind="expert_review", announced_days=5, basis="依法需要专家评议")

    paused = play.act(approval.suspend, case.case_id, form, by="fgw.chengban")

    assert statute(paused).due_on == date(2026, 5, 14)
    assert statute(paused).excluded_days == 5


def test_a_matter_of_one_department_has_no_joint_handling(play: Play) -> None:
    form = play.form("energy.review", materials=play.materials(("application", "energy_report")))
    case = play.act(intake.receive, form, by="qiye")

    with pytest.raises(NotSeveralDepartments):
        play.act(link, case.case_id, decision(play), by="fgw.chengban")


def test_the_link_is_the_same_on_both_engines(ledger_url: str) -> None:
    play = play_on(ledger_url)
    case = linked(play)

    again = play.case(case.case_id)
    assert again.joint == case.joint
    assert statute(again).due_on == date(2026, 5, 8)
    play.house.ledger.close()
