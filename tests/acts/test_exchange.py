"""Receipts, questions and the rating of a case, by hand from LAW B4.5."""

from __future__ import annotations

from datetime import date

import pytest

from acts import approval, exchange, intake
from acts.exchange import (
    AnswerForm,
    AskForm,
    ConfirmReceiptForm,
    ContactForm,
    MendForm,
    RateForm,
)
from acts.forms import AcceptForm, DecideForm
from acts.problems import Invalid
from states.duties import duties_of
from states.exchange import (
    AlreadyRated,
    NothingToMend,
    NotYetRateable,
    QuestionAlreadyAnswered,
    ReceiptAlreadyConfirmed,
    TooManyOpenQuestions,
)
from states.refusals import NotYours
from states.terms import CaseSnapshot, EntryKind, Grade, Outcome, Task
from tests.playing import REVIEWERS, Play

DO = {deed.name: deed.do for deed in exchange.DEEDS}
LEAD = "fgw.chengban"


def asked(play: Play, case: CaseSnapshot, text: str = "何时可以出具决定？") -> CaseSnapshot:
    found: CaseSnapshot = play.act(DO["ask"], case.case_id, AskForm(question=text), by="qiye")
    return found


def duty(case: CaseSnapshot, task: Task) -> date | None:
    return next(duty for duty in duties_of(case) if duty.task is task).breach_on


def granted(play: Play) -> CaseSnapshot:
    case = play.in_review()
    for department in REVIEWERS:
        play.sign(case.case_id, department)
    decision = DecideForm(
        outcome=Outcome.GRANT, content="准予", facts_found="材料齐全", reasons="符合条件"
    )
    found: CaseSnapshot = play.act(approval.decide, case.case_id, decision, by="fgw.zhuren")
    return found


class TestQuestions:
    def test_a_question_is_the_leads_to_answer_within_three_working_days(self, play: Play) -> None:
        case = asked(play, play.received())

        assert duty(case, Task.ANSWER_QUESTION) == date(2026, 3, 5)

        number = case.exchange.questions[0].number
        answer = AnswerForm(question_number=number, reply="三月底前。")
        case = play.act(DO["answer-question"], case.case_id, answer, by=LEAD)

        assert case.exchange.questions[0].answer == "三月底前。"
        assert all(duty.task is not Task.ANSWER_QUESTION for duty in duties_of(case))

        with pytest.raises(QuestionAlreadyAnswered):
            play.act(DO["answer-question"], case.case_id, answer, by=LEAD)

    def test_a_question_moves_no_date_of_the_procedure(self, play: Play) -> None:
        case = play.received()
        case = play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")
        before = {d.task: d.breach_on for d in duties_of(case)}
        after = {d.task: d.breach_on for d in duties_of(asked(play, case))}

        assert {task: after[task] for task in before} == before

    def test_only_the_lead_answers_and_only_the_applicant_asks(self, play: Play) -> None:
        case = asked(play, play.received())
        number = case.exchange.questions[0].number
        answer = AnswerForm(question_number=number, reply="否")

        with pytest.raises(NotYours):
            play.act(DO["answer-question"], case.case_id, answer, by="sthj.chengban")
        with pytest.raises(NotYours):
            play.act(DO["ask"], case.case_id, AskForm(question="?"), by="qiye2")
        with pytest.raises(Invalid):
            wrong = AnswerForm(question_number=1, reply="否")
            play.act(DO["answer-question"], case.case_id, wrong, by=LEAD)

    def test_five_questions_wait_at_most(self, play: Play) -> None:
        case = play.received()
        for _ in range(5):
            case = asked(play, case)

        with pytest.raises(TooManyOpenQuestions):
            asked(play, case)


class TestReceipts:
    def test_the_addressee_confirms_a_letter_once(self, play: Play) -> None:
        case = play.received()
        letter = case.letters[0]
        form = ConfirmReceiptForm(letter_id=letter.id)
        case = play.act(DO["confirm-receipt"], case.case_id, form, by="qiye")

        assert [one.letter_id for one in case.exchange.receipts] == [letter.id]
        assert case.exchange.receipts[0].confirmed_by == "qiye"

        entry = play.read(lambda office: office.entries(case.case_id))[-1]

        assert entry.kind is EntryKind.RECEIPT_CONFIRMED
        assert entry.payload["person"]
        with pytest.raises(ReceiptAlreadyConfirmed):
            play.act(DO["confirm-receipt"], case.case_id, form, by="qiye")

    def test_a_confirmed_receipt_is_no_service(self, play: Play) -> None:
        case = play.received()
        form = ConfirmReceiptForm(letter_id=case.letters[0].id)
        case = play.act(DO["confirm-receipt"], case.case_id, form, by="qiye")

        assert case.letters[0].service is None

    def test_the_window_confirms_for_nobody(self, play: Play) -> None:
        case = play.received()
        form = ConfirmReceiptForm(letter_id=case.letters[0].id)

        with pytest.raises(NotYours):
            play.act(DO["confirm-receipt"], case.case_id, form, by="chuangkou")


class TestRating:
    def rated(self, play: Play, grade: Grade) -> CaseSnapshot:
        case = granted(play)
        form = RateForm(grade=grade, remark="电话无人接听")
        found: CaseSnapshot = play.act(DO["rate"], case.case_id, form, by="qiye")
        return found

    def test_nobody_rates_before_the_end(self, play: Play) -> None:
        case = play.received()

        with pytest.raises(NotYetRateable):
            play.act(DO["rate"], case.case_id, RateForm(grade=Grade.SATISFIED), by="qiye")

    def test_unrated_stays_unrated_however_long_it_lasts(self, play: Play) -> None:
        case = granted(play)
        play.clock.set(play.clock.now().replace(month=11))
        case = play.act(lambda office, now: office.advance(case.case_id, now))

        assert case.exchange.rating is None

    def test_one_matter_is_rated_once(self, play: Play) -> None:
        case = self.rated(play, Grade.SATISFIED)

        assert not {Task.CONTACT_RATER, Task.MEND_SERVICE} & {d.task for d in duties_of(case)}
        with pytest.raises(AlreadyRated):
            play.act(DO["rate"], case.case_id, RateForm(grade=Grade.SATISFIED), by="qiye")

    @pytest.mark.parametrize("grade", [Grade.DISSATISFIED, Grade.VERY_DISSATISFIED])
    def test_a_bad_rating_is_the_leads_to_follow_up(self, play: Play, grade: Grade) -> None:
        case = self.rated(play, grade)
        rated_on = case.exchange.rating.rated_on if case.exchange.rating else date.max
        calendar = case.calendar

        assert calendar.count(rated_on, duty(case, Task.CONTACT_RATER) or date.max) == 1
        assert calendar.count(rated_on, duty(case, Task.MEND_SERVICE) or date.max) == 15

        contact = ContactForm(contact="已致歉")
        case = play.act(DO["contact-rater"], case.case_id, contact, by=LEAD)
        case = play.act(DO["mend-service"], case.case_id, MendForm(mending="增设电话"), by=LEAD)

        assert not {Task.CONTACT_RATER, Task.MEND_SERVICE} & {d.task for d in duties_of(case)}
        with pytest.raises(NothingToMend):
            play.act(DO["mend-service"], case.case_id, MendForm(mending="再来"), by=LEAD)

    @pytest.mark.parametrize("grade", [Grade.VERY_SATISFIED, Grade.FAIRLY_SATISFIED])
    def test_a_good_rating_makes_no_task(self, play: Play, grade: Grade) -> None:
        case = self.rated(play, grade)

        with pytest.raises(NothingToMend):
            play.act(DO["contact-rater"], case.case_id, ContactForm(contact="x"), by=LEAD)
