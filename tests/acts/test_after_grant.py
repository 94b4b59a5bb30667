"""After the decision, through acts: works, delay, change, endings, bars; on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from acts import approval, due, intake
from acts.deeds import DEEDS
from acts.endings import BarForm, CancelForm, RecallForm, RecordPenaltyForm, RevokeForm
from acts.forms import DecideForm
from acts.grants import (
    AnswerRequestForm,
    AskDelayForm,
    AskForm,
    BeginWorksForm,
    CompleteWorksForm,
    ReportWorksForm,
    TakeBackForm,
)
from states.after_dates import validity_due
from states.after_refusals import (
    ApplicantBarred,
    BarAlready,
    BarNotForeseen,
    CompensationMissing,
    GroundNotForEnding,
    NoRequestOpen,
    NotInForce,
    RedressMissing,
    RequestTooLate,
    TooEarlyToLapse,
)
from states.refusals import ImpossibleDate, NotForeseen, NotYours, ReasonsMissing, WrongRank
from states.terms import CaseSnapshot, EntryKind
from tests.playing import REVIEWERS, Play, play_on

GRANT = DecideForm(outcome="grant", content="同意建设")


def ratified(play: Play, when: str = "2024-03-15 10:00") -> CaseSnapshot:
    """Granted on the day of case C20."""
    case = play.in_review("2024-03-04 09:30")
    for department in REVIEWERS:
        play.sign(case.case_id, department)
    found: CaseSnapshot = play.act(approval.decide, case.case_id, GRANT, by="fgw.zhuren", when=when)
    return found


def do(play: Play, name: str, case: CaseSnapshot, form: Any, **more: Any) -> CaseSnapshot:
    found: CaseSnapshot = play.act(DEEDS[name].do, case.case_id, form, **more)
    return found


def entries(play: Play, case: CaseSnapshot, kind: EntryKind) -> list[Any]:
    return [e for e in play.read(lambda o: o.entries(case.case_id)) if e.kind is kind]


def test_c20_through_acts_on_both_engines(ledger_url: str) -> None:
    """Delay asked for on the last day, agreed, works within it: nothing lapses."""
    play = play_on(ledger_url)
    case = ratified(play)
    assert validity_due(case).due_on == date(2026, 3, 15)  # type: ignore[union-attr]

    asked = AskDelayForm(delay_months=12, reasons="资金未到位")
    do(play, "ask-delay", case, asked, by="qiye", when="2026-01-26 20:00")
    agreed = AnswerRequestForm(request_kind="delay", answered="agree_to")
    case = do(play, "answer-request", case, agreed, by="fgw.zhuren", when="2026-02-10 10:00")
    assert validity_due(case).due_on == date(2027, 3, 15)  # type: ignore[union-attr]

    begun = BeginWorksForm(begun_on=date(2026, 9, 1))
    case = do(play, "begin-works", case, begun, by="qiye", when="2026-09-02 10:00")
    play.act(due.advance, case.case_id, when="2027-12-01 08:00")
    case = play.case(case.case_id)

    assert (case.works.state, case.approval_state) == ("begun", "granted")
    assert [letter.kind for letter in case.letters][-1] == "delay_grant"
    assert not entries(play, case, EntryKind.GRANT_ENDED)
    play.house.ledger.close()


def test_one_day_late_is_refused_and_the_grant_lapses_by_itself(play: Play) -> None:
    case = ratified(play)
    asked = AskDelayForm(delay_months=12, reasons="资金未到位")

    with pytest.raises(RequestTooLate):
        do(play, "ask-delay", case, asked, by="qiye", when="2026-01-27 09:00")
    play.act(due.advance, case.case_id, when="2026-07-01 08:00")
    (ended,) = entries(play, case, EntryKind.GRANT_ENDED)

    assert ended.effective_on == date(2026, 3, 16)
    assert [letter["kind"] for letter in ended.payload["letters"]] == ["grant_lapse"]
    assert ended.actor == "greenlane"
    assert "第十二条" in ended.on_authority_of
    with pytest.raises(NotInForce):
        do(play, "begin-works", case, BeginWorksForm(), by="qiye")


def test_who_asks_and_who_answers(play: Play) -> None:
    case = ratified(play)
    asked = AskForm(request_content="建设地点调整至淇县")
    for stranger in ("qiye2", "fgw.chengban", "zrzy.chengban"):
        with pytest.raises(NotYours):
            do(play, "ask-change", case, asked, by=stranger)
    do(play, "ask-change", case, asked, by="qiye", when="2024-06-03 09:00")
    refuse = AnswerRequestForm(request_kind="change", answered="turn_down")

    with pytest.raises(NotYours):
        do(play, "answer-request", case, refuse, by="fgw.chengban")
    with pytest.raises(ReasonsMissing):
        do(play, "answer-request", case, refuse, by="fgw.zhuren")
    with pytest.raises(NoRequestOpen):
        wrong = AnswerRequestForm(request_kind="delay", answered="agree_to")
        do(play, "answer-request", case, wrong, by="fgw.zhuren")
    taken = do(play, "take-back-request", case, TakeBackForm(request_kind="change"), by="qiye")
    assert [request.state for request in taken.requests] == ["taken_back"]


@pytest.mark.parametrize(
    ("answered", "reasons", "letter"),
    [("agree_to", "", "change_grant"), ("turn_down", "不符合规划条件", "change_refusal")],
)
def test_every_answer_to_a_change_has_its_letter(
    play: Play, answered: str, reasons: str, letter: str
) -> None:
    case = ratified(play)
    asked = AskForm(request_content="建设地点调整至淇县")
    do(play, "ask-change", case, asked, by="qiye", when="2024-06-03 09:00")
    form = AnswerRequestForm(request_kind="change", answered=answered, reasons=reasons)
    told = do(play, "answer-request", case, form, by="fgw.zhuren", when="2024-06-11 09:00")

    assert told.letters[-1].kind == letter


def test_works_are_reported_by_their_holder_in_order(play: Play) -> None:
    case = ratified(play)
    with pytest.raises(NotForeseen):
        do(play, "complete-works", case, CompleteWorksForm(), by="qiye", when="2024-05-06 09:00")
    for day in (date(2024, 3, 14), date(2024, 5, 7)):
        with pytest.raises(ImpossibleDate):
            do(play, "begin-works", case, BeginWorksForm(begun_on=day), by="qiye")
    do(play, "begin-works", case, BeginWorksForm(), by="qiye")
    do(play, "report-works", case, ReportWorksForm(progress="主体完工"), by="qiye")
    done = do(play, "complete-works", case, CompleteWorksForm(), by="chuangkou")

    assert (done.works.state, done.works.progress) == ("completed", "主体完工")


# The five endings stay five (LAW B11.14).


def test_each_ending_asks_for_what_its_own_article_asks(play: Play) -> None:
    case = ratified(play)
    said = {"facts_found": "查明的事实", "reasons": "依法"}

    with pytest.raises(CompensationMissing):
        do(
            play,
            "recall-grant",
            case,
            RecallForm(recall_ground="law_changed", **said),
            by="fgw.zhuren",
        )
    with pytest.raises(RedressMissing):
        form = RevokeForm(revocation_ground="beyond_powers", **said)
        do(play, "revoke-grant", case, form, by="fgw.zhuren")
    with pytest.raises(GroundNotForEnding):
        form = RevokeForm(revocation_ground="fraud", redress="赔偿", **said)
        do(play, "revoke-grant", case, form, by="fgw.zhuren")
    with pytest.raises(TooEarlyToLapse):
        form = CancelForm(cancellation_ground="expired_not_renewed", **said)
        do(play, "cancel-grant", case, form, by="fgw.zhuren")
    for name, form in (
        ("revoke-grant", RevokeForm(revocation_ground="fraud", **said)),
        ("cancel-grant", CancelForm(cancellation_ground="force_majeure", **said)),
    ):
        for stranger in ("fgw.chengban", "zrzy.chengban", "chuangkou", "qiye"):
            with pytest.raises((NotYours, WrongRank)):
                do(play, name, case, form, by=stranger)


LETTER_OF = {
    "revoked": "grant_revocation",
    "recalled": "grant_recall",
    "cancelled": "grant_cancellation",
}
ENDINGS = [
    ("revoke-grant", {"revocation_ground": "fraud"}, RevokeForm, "revoked"),
    (
        "recall-grant",
        {"recall_ground": "law_changed", "compensation": "依法补偿"},
        RecallForm,
        "recalled",
    ),
    ("cancel-grant", {"cancellation_ground": "force_majeure"}, CancelForm, "cancelled"),
]


@pytest.mark.parametrize(("name", "facts", "form", "state"), ENDINGS)
def test_an_ended_grant_ends_its_clocks_and_cannot_end_again(
    play: Play, name: str, facts: dict[str, str], form: Any, state: str
) -> None:
    case = ratified(play)
    filled = form(facts_found="查明的事实", reasons="依法", **facts)
    ended = do(play, name, case, filled, by="fgw.zhuren", when="2025-06-03 09:00")

    assert ended.approval_state == state
    assert ended.letters[-1].kind == LETTER_OF[state]
    play.act(due.advance, case.case_id, when="2026-12-01 08:00")
    assert [e.payload["ending"] for e in entries(play, case, EntryKind.GRANT_ENDED)] == [state]
    with pytest.raises(NotForeseen):
        do(play, name, case, filled, by="fgw.zhuren")


def test_a_penalty_is_only_recorded_with_its_own_number_and_days(play: Play) -> None:
    case = ratified(play)
    facts = {
        "penalty_organ": "鹤壁市城市管理局",
        "penalty_number": "鹤城罚〔2025〕7号",
        "penalised_on": date(2025, 6, 2),
        "reasons": "违法建设",
        "basis": "城乡规划法",
    }
    play.clock.set(play.clock.now())
    with pytest.raises(ImpossibleDate):
        form = RecordPenaltyForm(rights_told_on=date(2025, 6, 3), **facts)
        do(play, "record-penalty", case, form, by="fgw.chengban", when="2025-06-10 09:00")
    form = RecordPenaltyForm(rights_told_on=date(2025, 5, 20), **facts)
    ended = do(play, "record-penalty", case, form, by="fgw.chengban")

    assert ended.approval_state == "penalised"
    assert ended.grant_ended_on == date(2025, 6, 2)


# Bars.


def test_a_bar_runs_its_year_and_reaches_only_the_same_permit_of_safety(play: Play) -> None:
    form = play.form("fire.design_review", materials=())
    case = play.act(intake.receive, form, by="qiye", when="2025-02-28 09:00")
    bar = BarForm(bar_ground="false_materials", reasons="提供虚假材料")
    barred = do(play, "bar-applicant", case, bar, by="zjj.juzhang", when="2025-02-28 15:00")

    assert [b.until_on for b in barred.bars] == [date(2026, 2, 28)]
    with pytest.raises(BarAlready):
        do(play, "bar-applicant", case, bar, by="zjj.juzhang")
    with pytest.raises(ApplicantBarred) as refused:
        play.act(intake.receive, form, by="qiye", when="2026-02-28 09:00")
    assert refused.value.facts["until_on"] == date(2026, 2, 28)
    play.act(intake.receive, form, by="qiye", when="2026-03-01 09:00")
    play.received("2025-06-03 09:00")


def test_no_bar_where_no_safety_is_at_stake(play: Play) -> None:
    case = ratified(play)
    bar = BarForm(bar_ground="fraud", reasons="以欺骗手段取得")

    with pytest.raises(BarNotForeseen):
        do(play, "bar-applicant", case, bar, by="fgw.zhuren")
