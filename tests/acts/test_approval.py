"""The time-limited decision: pauses, extension, ranks, cards, service."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from acts import approval, due
from acts.forms import DecideForm, DeliverForm, ExtendForm, ResumeForm, SuspendForm
from acts.problems import Invalid
from greenlane.story import at
from states.clocks import promise_due, statute_due
from states.refusals import (
    ClockExpired,
    ExtensionTooLong,
    ExtensionUsed,
    ImpossibleDate,
    OpinionsOutstanding,
    ReasonsMissing,
    ReviewObjected,
    SuspensionNotAllowed,
    SuspensionTooLong,
    WrongRank,
)
from states.terms import ClockName, Colour
from tests.playing import REVIEWERS, Play

GRANT = DecideForm(outcome="grant", content="同意建设")
PAUSE = SuspendForm(kind="expert_review", announced_days=10, basis="依法需要专家评议")
EXTEND = ExtendForm(days=20, reasons="情况复杂")


def reviewed(play: Play):
    case = play.in_review()
    for department in REVIEWERS:
        case = play.sign(case.case_id, department)
    return case


def cards(case) -> list[tuple[ClockName, Colour, date]]:
    return [(card.clock, card.colour, card.effective_on) for card in case.cards]


def test_a_listed_pause_moves_the_day_by_the_days_it_took(play: Play) -> None:
    case = play.in_review()
    before = statute_due(case).due_on

    paused = play.act(
        approval.suspend, case.case_id, PAUSE, by="fgw.chengban", when="2026-03-04 09:00"
    )
    ended = play.act(
        approval.resume, case.case_id, ResumeForm(), by="fgw.chengban", when="2026-03-10 09:00"
    )

    assert before == date(2026, 3, 30)
    assert statute_due(paused).due_on == date(2026, 4, 14)
    assert statute_due(ended).due_on == date(2026, 4, 3)
    assert statute_due(ended).excluded_days == 4


def test_what_the_closed_list_lacks_stops_no_clock(play: Play) -> None:
    case = play.in_review()

    for kind in ("publicity", "site_visit", "hearing"):
        form = SuspendForm(kind=kind, announced_days=5, basis="内部规定")
        with pytest.raises(SuspensionNotAllowed):
            play.act(approval.suspend, case.case_id, form, by="fgw.chengban")
    form = SuspendForm(kind="expert_review", announced_days=31, basis="依法")
    with pytest.raises(SuspensionTooLong):
        play.act(approval.suspend, case.case_id, form, by="fgw.chengban")


def test_a_special_procedure_over_its_announced_time_is_carded_and_counts_again(
    play: Play,
) -> None:
    case = play.in_review()
    play.act(approval.suspend, case.case_id, PAUSE, by="fgw.chengban")

    play.act(due.advance, case.case_id, when="2026-03-17 08:00")

    after = play.case(case.case_id)
    assert (ClockName.SPECIAL, Colour.YELLOW, date(2026, 3, 17)) in cards(after)
    assert statute_due(after).excluded_days == 10


def test_a_pause_cannot_end_before_it_began_or_tomorrow(play: Play) -> None:
    case = play.in_review()
    play.act(approval.suspend, case.case_id, PAUSE, by="fgw.chengban", when="2026-03-04 09:00")

    for day in ("2026-03-03", "2026-03-05"):
        with pytest.raises(ImpossibleDate):
            form = ResumeForm(ended_on=day)
            play.act(approval.resume, case.case_id, form, by="fgw.chengban")
    with pytest.raises(Invalid):
        form = ResumeForm(ended_on="2026-02-30")
        play.act(approval.resume, case.case_id, form, by="fgw.chengban")


def test_a_ratification_is_extended_by_the_principal_head_only_and_once(play: Play) -> None:
    case = play.in_review()

    with pytest.raises(WrongRank):
        play.act(approval.extend, case.case_id, EXTEND, by="fgw.fuzhuren")
    with pytest.raises(ExtensionTooLong):
        form = ExtendForm(days=41, reasons="太长")
        play.act(approval.extend, case.case_id, form, by="fgw.zhuren")
    extended = play.act(approval.extend, case.case_id, EXTEND, by="fgw.zhuren")

    assert statute_due(extended).due_on == date(2026, 4, 28)
    assert promise_due(extended).due_on == promise_due(case).due_on
    with pytest.raises(ExtensionUsed):
        play.act(approval.extend, case.case_id, EXTEND, by="fgw.zhuren")


def test_an_extension_cannot_revive_an_expired_period(play: Play) -> None:
    case = play.in_review()
    last_day = statute_due(case).due_on

    play.clock.set(at(f"{last_day + timedelta(days=1)} 09:00"))
    with pytest.raises(ClockExpired):
        play.act(approval.extend, case.case_id, EXTEND, by="fgw.zhuren")
    with pytest.raises(ClockExpired):
        play.act(approval.suspend, case.case_id, PAUSE, by="fgw.chengban")


def test_no_grant_before_the_review_agreed(play: Play) -> None:
    case = play.in_review()

    with pytest.raises(OpinionsOutstanding):
        play.act(approval.decide, case.case_id, GRANT, by="fgw.zhuren")

    play.sign(case.case_id, "zrzy", "object", comment="占用基本农田")
    for department in REVIEWERS[1:]:
        play.sign(case.case_id, department)
    with pytest.raises(ReviewObjected):
        play.act(approval.decide, case.case_id, GRANT, by="fgw.zhuren")


def test_a_refusal_states_facts_and_reasons(play: Play) -> None:
    case = reviewed(play)

    with pytest.raises(ReasonsMissing):
        form = DecideForm(outcome="refuse", facts_found="查明")
        play.act(approval.decide, case.case_id, form, by="fgw.zhuren")
    with pytest.raises(Invalid):
        form = DecideForm(outcome="refuse", reasons="不符合规划")
        play.act(approval.decide, case.case_id, form, by="fgw.zhuren")
    form = DecideForm(outcome="refuse", reasons="不符合规划", facts_found="选址在红线内")
    refused = play.act(approval.decide, case.case_id, form, by="fgw.zhuren")
    assert refused.approval_state == "refused"


def test_handler_and_approver_have_their_own_acts(play: Play) -> None:
    case = reviewed(play)

    for stranger in ("fgw.chengban", "zrzy.juzhang", "guanli", "qiye"):
        with pytest.raises(Exception, match="Only"):
            play.act(approval.decide, case.case_id, GRANT, by=stranger)


def test_lateness_shows_warning_yellow_and_red_and_never_approves(play: Play) -> None:
    case = play.in_review()
    promise, statute = promise_due(case).due_on, statute_due(case).due_on

    play.act(due.advance, case.case_id, when="2026-09-01 08:00")

    after = play.case(case.case_id)
    one_day = timedelta(days=1)
    assert (ClockName.PROMISE, Colour.YELLOW, promise + one_day) in cards(after)
    assert (ClockName.STATUTE, Colour.RED, statute + one_day) in cards(after)
    assert after.approval_state == "running"
    assert after.decision is None


def test_a_decision_on_the_last_day_is_in_time(play: Play) -> None:
    case = reviewed(play)
    last_day = statute_due(case).due_on

    decided = play.act(
        approval.decide, case.case_id, GRANT, by="fgw.zhuren", when=f"{last_day} 23:30"
    )

    assert Colour.RED not in {card.colour for card in decided.cards}


def test_a_grant_not_served_in_ten_working_days_is_a_breach_of_its_own(play: Play) -> None:
    case = reviewed(play)
    play.act(approval.decide, case.case_id, GRANT, by="fgw.zhuren", when="2026-03-10 10:00")

    play.act(due.advance, case.case_id, when="2026-03-25 08:00")

    assert (ClockName.DELIVERY, Colour.RED, date(2026, 3, 25)) in cards(play.case(case.case_id))


def test_service_lies_between_decision_and_today(play: Play) -> None:
    case = reviewed(play)
    play.act(approval.decide, case.case_id, GRANT, by="fgw.zhuren", when="2026-03-10 10:00")

    for day in ("2026-03-09", "2026-03-11"):
        with pytest.raises(ImpossibleDate):
            form = DeliverForm(method="in_person", recipient="企业", served_on=day)
            play.act(approval.deliver, case.case_id, form, by="chuangkou")
    form = DeliverForm(method="in_person", recipient="企业")
    served = play.act(approval.deliver, case.case_id, form, by="chuangkou")
    assert served.delivered_on == date(2026, 3, 10)


def test_a_watch_that_never_ran_changes_no_entry(play: Play) -> None:
    """The same story with a daily watch and with none: the same record but for the clock."""

    def story(watched: bool) -> list[tuple[object, ...]]:
        case = play.in_review("2026-03-02 09:30")
        for department in REVIEWERS[1:]:
            play.sign(case.case_id, department)
        day = at("2026-03-03 08:00")
        while watched and day < at("2026-04-10 08:00"):
            play.clock.set(day)
            play.act(due.advance, case.case_id)
            day += timedelta(days=1)
        play.clock.set(at("2026-04-10 09:00"))
        play.act(approval.decide, case.case_id, GRANT, by="fgw.zhuren")
        entries = play.read(lambda office: office.entries(case.case_id))
        return [
            (e.number, e.kind, e.effective_on, {**e.payload, "letters": None, "received_at": None})
            for e in entries
        ]

    assert story(watched=True) == story(watched=False)
