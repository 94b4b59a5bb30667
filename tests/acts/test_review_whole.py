"""A joint review as the departments live it: coordination, conditions, returns, seats, deputies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from acts import approval, due, signoff
from acts.deeds import DEEDS
from acts.forms import DecideForm, OpinionForm, SupplementForm
from greenlane.wiring import open_demonstration_accounts
from states.condition_rules import merged_list
from states.refusals import NotYours, SameOfficer, WrongRank
from states.review_refusals import ContradictoryConditions, NotASeatHolder, SecondReturn
from states.terms import CaseSnapshot, EntryKind
from tests.playing import REVIEWERS, Play, play_on

GRANT = DecideForm(outcome="grant", content="同意建设")


@pytest.fixture
def both(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def do(play: Play, name: str, case_id: str, by: str, **more: Any) -> CaseSnapshot:
    deed, when = DEEDS[name], more.pop("when", None)
    form = deed.form.model_validate(more)
    moved = {"when": when} if when else {}
    case: CaseSnapshot = play.act(deed.do, case_id, form, by=by, **moved)
    return case


def all_but(play: Play, case_id: str, *departments: str) -> None:
    for department in REVIEWERS:
        if department not in departments:
            play.sign(case_id, department)


def kinds(play: Play, case_id: str) -> list[EntryKind]:
    found: list[EntryKind] = play.read(
        lambda office: [entry.kind for entry in office.entries(case_id)]
    )
    return found


def letters(case: CaseSnapshot, kind: str) -> int:
    return sum(1 for letter in case.letters if letter.kind == kind)


def test_an_objection_goes_to_the_conference_and_ends_in_agreement(both: Play) -> None:
    play, case_id = both, both.in_review().case_id
    play.sign(case_id, "zrzy", "object", comment="占用永久基本农田")
    all_but(play, case_id, "zrzy")

    case = do(play, "open-coordination", case_id, "fgw.chengban", reasons="用地有异议")
    assert case.coordination_state == "departments"
    assert letters(case, "coordination_notice") == 1
    # Nobody comes to a result: three working days, then two, and the conference has it.
    play.act(due.advance, case_id, when="2026-03-11 08:00")
    case = play.case(case_id)
    assert case.coordination_state == "conference"
    assert [rung.opened_on for rung in case.rungs] == [
        date(2026, 3, 2),
        date(2026, 3, 6),
        date(2026, 3, 11),
    ]

    with pytest.raises(WrongRank):
        do(play, "close-coordination", case_id, "fgw.chengban", result="withdrawn", minutes="议定")
    case = do(
        play,
        "close-coordination",
        case_id,
        "fgw.fuzhuren",
        result="with_conditions",
        minutes="调整用地红线，避让基本农田",
    )
    assert (case.review_state, case.coordination_state) == ("collecting", "settled")
    assert letters(case, "coordination_minutes") == 1

    play.sign(case_id, "zrzy", "agree_with_conditions", conditions=("按调整后的红线用地",))
    granted = play.act(approval.decide, case_id, GRANT, by="fgw.fuzhuren")

    assert granted.decision is not None
    assert granted.decision.conditions == ("按调整后的红线用地",)


def test_conditions_that_contradict_each_other_block_the_grant_until_one_is_changed(
    both: Play,
) -> None:
    play, case_id = both, both.in_review().case_id
    play.sign(case_id, "zrzy", "agree_with_conditions", conditions=("建筑高度不超过24米",))
    play.sign(case_id, "jtj", "agree_with_conditions", conditions=("导航标志不低于30米",))
    play.sign(case_id, "slj", "agree_with_conditions", conditions=("雨污分流",))
    all_but(play, case_id, "zrzy", "jtj", "slj")
    low, high, water = (c.id for c in merged_sources(play.case(case_id)))
    height = {"category": "construction", "field": "height", "unit": "m"}
    do(play, "specify-condition", case_id, "zrzy.chengban", condition=low, operator="at_most",
       value=24, **height)  # fmt: skip
    do(play, "specify-condition", case_id, "fgw.chengban", condition=high, operator="at_least",
       value=30, **height)  # fmt: skip

    with pytest.raises(ContradictoryConditions) as refused:
        play.act(approval.decide, case_id, GRANT, by="fgw.fuzhuren")
    assert "24" in refused.value.message("zh")
    assert "30" in refused.value.message("zh")

    with pytest.raises(NotYours):
        do(play, "specify-condition", case_id, "fgw.chengban", condition=high,
           text="不低于20米", category="construction")  # fmt: skip
    do(play, "specify-condition", case_id, "jtj.chengban", condition=high, operator="at_least",
       value=20, text="导航标志不低于20米", **height)  # fmt: skip
    do(play, "merge-conditions", case_id, "fgw.chengban", sources=(low, high),
       text="建筑高度20至24米")  # fmt: skip
    granted = play.act(approval.decide, case_id, GRANT, by="fgw.fuzhuren")

    assert granted.decision is not None
    assert set(granted.decision.conditions) == {"建筑高度20至24米", "雨污分流"}
    assert water not in granted.decision.conditions


def merged_sources(case: CaseSnapshot) -> tuple[Any, ...]:
    by_department = {condition.department: condition for condition in case.conditions}
    assert len(merged_list(case)) == len(by_department)
    return by_department["zrzy"], by_department["jtj"], by_department["slj"]


def test_a_contradiction_that_the_lead_flags_blocks_the_grant_until_it_is_resolved(
    play: Play,
) -> None:
    case_id = play.in_review().case_id
    play.sign(case_id, "zrzy", "agree_with_conditions", conditions=("先拆后建", "保留古树"))
    all_but(play, case_id, "zrzy")
    first, second = (c.id for c in play.case(case_id).conditions)
    pair = {"first": first, "second": second, "reasons": "古树在拆除范围内"}
    do(play, "flag-contradiction", case_id, "fgw.chengban", **pair)

    with pytest.raises(ContradictoryConditions):
        play.act(approval.decide, case_id, GRANT, by="fgw.fuzhuren")

    do(play, "resolve-contradiction", case_id, "fgw.chengban", **pair | {"reasons": "避让古树"})
    assert play.act(approval.decide, case_id, GRANT, by="fgw.fuzhuren").decision is not None


def returning(about: str, **more: Any) -> OpinionForm:
    item = {"about": about, "problem": "不符", "remedy": "更正"}
    return OpinionForm(answer="return_for_correction", items=(item,), **more)


def test_a_second_return_on_what_could_be_seen_needs_a_superior_and_is_reported(
    play: Play,
) -> None:
    case_id = play.in_review().case_id
    sign = signoff.give_opinion
    play.act(sign, case_id, "sthj", returning("environmental_note"), by="sthj.chengban")
    corrected = SupplementForm(materials=play.materials(["environmental_note"]))
    play.act(signoff.correct_in_review, case_id, corrected, by="qiye")

    with pytest.raises(SecondReturn):
        play.act(sign, case_id, "sthj", returning("stability_report"), by="sthj.chengban")
    with pytest.raises(SecondReturn):
        form = returning("stability_report", second_return_reason="首次审查遗漏")
        play.act(sign, case_id, "sthj", form, by="sthj.chengban")
    play.act(sign, case_id, "sthj", form, by="sthj.juzhang")

    assert kinds(play, case_id)[-1] is EntryKind.SECOND_RETURN_REPORTED


def test_what_the_correction_itself_newly_created_may_be_returned_freely(play: Play) -> None:
    case_id = play.in_review().case_id
    sign = signoff.give_opinion
    play.act(sign, case_id, "sthj", returning("environmental_note"), by="sthj.chengban")
    corrected = SupplementForm(materials=play.materials(["environmental_note"]))
    play.act(signoff.correct_in_review, case_id, corrected, by="qiye")
    play.act(sign, case_id, "sthj", returning("environmental_note"), by="sthj.chengban")

    assert EntryKind.SECOND_RETURN_REPORTED not in kinds(play, case_id)


def test_a_seat_is_handed_over_with_the_leads_consent_and_never_to_a_company(play: Play) -> None:
    case_id = play.in_review().case_id
    ask = {"reasons": "属于人防职责"}
    with pytest.raises(NotASeatHolder):
        do(play, "ask-handover", case_id, "zjj.chengban", to_department="gdgs", **ask)
    do(play, "ask-handover", case_id, "zjj.chengban", to_department="rfb", **ask)
    assert play.case(case_id).seat("zjj") is not None

    case = do(play, "answer-handover", case_id, "fgw.chengban", department="zjj", agreed="yes",
              when="2026-03-04 09:00")  # fmt: skip

    seat = case.seat("rfb")
    assert case.seat("zjj") is None
    assert seat is not None
    assert seat.asked_on == date(2026, 3, 2)
    assert letters(case, "handover_notice") == 1


def test_who_stands_in_for_a_handler_cannot_decide_and_a_deputy_has_the_rank_he_stands_for(
    play: Play,
) -> None:
    open_demonstration_accounts(play.house)
    case_id = play.in_review().case_id
    all_but(play, case_id)
    span = {"from_on": "2026-03-01", "to_on": "2026-03-31", "reasons": "出差"}
    do(play, "name-deputy", case_id, "fgw.fuzhuren", deputy="fgw.fuzhuren",
       stands_for="fgw.chengban", **span)  # fmt: skip

    with pytest.raises(SameOfficer):
        play.act(approval.decide, case_id, GRANT, by="fgw.fuzhuren")
    # The deputyship is over: the head never handled the case in person.
    decided = play.act(approval.decide, case_id, GRANT, by="fgw.fuzhuren", when="2026-04-01 09:00")
    assert decided.decision is not None


def test_a_deemed_agreement_says_that_the_departments_own_permit_is_still_owed(
    play: Play,
) -> None:
    case_id = play.in_review("2025-09-26 10:00").case_id
    all_but(play, case_id, "zrzy")
    play.act(due.advance, case_id, when="2025-10-20 08:00")
    case = play.case(case_id)
    entries = play.read(lambda office: office.entries(case_id))
    (deemed,) = [e for e in entries if e.kind is EntryKind.OPINION_DEEMED_AGREED]

    assert deemed.payload["own_permit"] == "建设用地规划许可证"
    assert letters(case, "deemed_notice") == 1
