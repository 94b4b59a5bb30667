"""Joint review: seats, silence, returns, conclusions."""

from __future__ import annotations

from datetime import date

import pytest

from acts import due, signoff
from acts.forms import (
    OpenReviewForm,
    OpinionForm,
    ReasonsForm,
    ReassignForm,
    SeatForm,
    SupplementForm,
)
from acts.problems import Invalid
from greenlane.wiring import open_demonstration_accounts
from ledger import views
from states.refusals import NoSuchSeat, NotForeseen, NotYours, SeatTaken
from states.terms import Answer
from tests.playing import REVIEWERS, Play

RETURN = {
    "answer": "return_for_correction",
    "items": ({"about": "environmental_note", "problem": "取水量不符", "remedy": "请核对"},),
}


def states(case) -> dict[str, str]:
    return {seat.department: seat.state for seat in case.seats}


def test_the_last_signature_concludes_in_its_own_transaction(play: Play) -> None:
    case = play.in_review()
    for department in REVIEWERS[:-1]:
        case = play.sign(case.case_id, department)
        assert case.review_state == "collecting"

    assert play.sign(case.case_id, REVIEWERS[-1]).review_state == "agreed"


def test_silence_counts_as_agreement_from_the_due_day_not_from_the_sweep(play: Play) -> None:
    case = play.in_review("2025-09-26 10:00")
    for department in REVIEWERS[1:]:
        play.sign(case.case_id, department)

    play.act(due.advance, case.case_id, when="2025-10-13 23:00")
    assert states(play.case(case.case_id))["zrzy"] == "asked"
    play.act(due.advance, case.case_id, when="2025-10-20 08:00")

    after = play.case(case.case_id)
    assert states(after)["zrzy"] == "deemed_agreed"
    assert after.seat("zrzy").answered_on == date(2025, 10, 14)
    assert after.review_state == "agreed"


def test_an_opinion_after_its_day_is_kept_as_late_and_cannot_block(play: Play) -> None:
    case = play.in_review("2025-09-26 10:00")
    for department in REVIEWERS[1:]:
        play.sign(case.case_id, department)
    play.clock.set(play.clock.now().replace(month=10, day=15))

    late = play.sign(case.case_id, "zrzy", "object", comment="不同意选址")

    assert states(late)["zrzy"] == "late"
    assert late.seat("zrzy").answer is Answer.OBJECT
    assert late.review_state == "agreed"


def test_a_return_keeps_the_opinions_that_the_correction_does_not_concern(play: Play) -> None:
    case = play.in_review()
    play.sign(case.case_id, "zrzy")
    play.sign(case.case_id, "slj")
    returned = play.sign(case.case_id, "sthj", **RETURN)
    assert returned.review_state == "returned"

    corrected = play.act(
        signoff.correct_in_review,
        case.case_id,
        SupplementForm(materials=play.materials(["environmental_note"])),
        by="qiye",
        when="2026-03-05 09:00",
    )

    assert corrected.review_state == "collecting"
    assert states(corrected)["zrzy"] == "agreed"
    assert states(corrected)["slj"] == states(corrected)["sthj"] == "asked"
    assert corrected.seat("sthj").asked_on == date(2026, 3, 5)
    assert corrected.seat("yjj").asked_on == date(2026, 3, 2)


def test_others_go_on_signing_while_one_waits_for_a_correction(play: Play) -> None:
    case = play.in_review()
    play.sign(case.case_id, "sthj", **RETURN)

    assert states(play.sign(case.case_id, "slj"))["slj"] == "agreed"


def test_a_return_does_not_stop_the_decision_clock(play: Play) -> None:
    case = play.in_review()

    def statute() -> date:
        row = play.read(
            lambda office: views.cases(office.session, views.CaseFilter())[0].statute_due_on
        )
        return row

    before = statute()
    play.sign(case.case_id, "sthj", **RETURN)

    assert statute() == before


def test_an_objection_waits_for_coordination_and_can_be_reopened(play: Play) -> None:
    case = play.in_review()
    play.sign(case.case_id, "zrzy", "object", comment="占用永久基本农田")
    for department in REVIEWERS[1:]:
        case = play.sign(case.case_id, department)
    assert case.review_state == "objected"

    minutes = ReasonsForm(reasons="联席会议议定调整用地范围")
    reopened = play.act(signoff.reopen_review, case.case_id, minutes, by="fgw.chengban")

    assert states(reopened)["zrzy"] == "asked"
    assert play.sign(case.case_id, "zrzy").review_state == "agreed"


def test_a_recalled_opinion_is_asked_for_again(play: Play) -> None:
    case = play.in_review()
    play.sign(case.case_id, "zrzy")

    recalled = play.act(signoff.recall_opinion, case.case_id, "zrzy", by="zrzy.chengban")

    assert states(recalled)["zrzy"] == "asked"
    assert recalled.seat("zrzy").answer is None


def test_an_added_seat_has_its_own_full_period(play: Play) -> None:
    case = play.in_review()

    added = play.act(
        signoff.add_seat,
        case.case_id,
        SeatForm(department="rfb"),
        by="fgw.chengban",
        when="2026-03-06 09:00",
    )

    assert added.seat("rfb").asked_on == date(2026, 3, 6)
    with pytest.raises(SeatTaken):
        play.act(signoff.add_seat, case.case_id, SeatForm(department="rfb"), by="fgw.chengban")


def test_a_company_never_holds_a_seat(play: Play) -> None:
    case = play.in_review()

    with pytest.raises(Invalid):
        play.act(signoff.add_seat, case.case_id, SeatForm(department="gdgs"), by="fgw.chengban")


def test_a_released_seat_no_longer_holds_the_review_up(play: Play) -> None:
    case = play.in_review()
    for department in REVIEWERS[:-1]:
        play.sign(case.case_id, department)

    released = play.act(
        signoff.release_seat,
        case.case_id,
        REVIEWERS[-1],
        ReasonsForm(reasons="项目不涉及文物"),
        by="fgw.chengban",
    )

    assert released.review_state == "agreed"
    with pytest.raises((NoSuchSeat, NotForeseen)):
        play.sign(case.case_id, REVIEWERS[-1])


@pytest.mark.parametrize(
    ("answer", "pointer"),
    [
        ("agree_with_conditions", "/conditions"),
        ("return_for_correction", "/items"),
        ("object", "/comment"),
    ],
)
def test_an_answer_that_needs_words_says_which_field(play: Play, answer: str, pointer: str) -> None:
    case = play.in_review()

    with pytest.raises(Invalid) as refused:
        play.sign(case.case_id, "zrzy", answer)

    assert [problem.pointer for problem in refused.value.problems] == [pointer]


def test_only_the_department_itself_speaks_for_it(play: Play) -> None:
    case = play.in_review()
    form = OpinionForm(answer="agree")

    with pytest.raises(NotYours):
        play.act(signoff.give_opinion, case.case_id, "zrzy", form, by="slj.chengban")
    with pytest.raises(NotYours):
        play.act(signoff.give_opinion, case.case_id, "rfb", form, by="rfb.chengban")


def test_a_review_opens_once_and_only_for_listed_departments(play: Play) -> None:
    case = play.accepted()

    with pytest.raises(Invalid):
        form = OpenReviewForm(departments=("zrzy", "nobody"))
        play.act(signoff.open_review, case.case_id, form, by="fgw.chengban")
    play.act(signoff.open_review, case.case_id, OpenReviewForm(), by="fgw.chengban")
    with pytest.raises(NotForeseen):
        play.act(signoff.open_review, case.case_id, OpenReviewForm(), by="fgw.chengban")


def test_a_seat_passes_only_to_an_officer_of_the_same_department(play: Play) -> None:
    case = play.in_review()
    open_demonstration_accounts(play.house)

    for stranger in ("slj.chengban", "nobody"):
        with pytest.raises(Invalid):
            form = ReassignForm(officer=stranger)
            play.act(signoff.reassign_seat, case.case_id, "zrzy", form, by="zrzy.chengban")
    form = ReassignForm(officer="zrzy.juzhang")
    moved = play.act(signoff.reassign_seat, case.case_id, "zrzy", form, by="zrzy.chengban")

    assert moved.seat("zrzy").officer == "zrzy.juzhang"
