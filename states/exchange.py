"""What the applicant and the lead say to each other beside the procedure (LAW B4.5).

Receipts of letters, questions with their answers, and the one rating of the service (好差评).
Nothing of it moves a legal date: a confirmed receipt is no service of a letter, a question
stops no clock, and an unrated service stays unrated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from states.clocks import limit_due
from states.part import Part
from states.refusals import Refusal
from states.silence import remind
from states.terms import (
    CaseSnapshot,
    ClockName,
    Duty,
    Entry,
    EntryKind,
    Grade,
    LetterRef,
    Limit,
    Question,
    Rating,
    Receipt,
    RunningClock,
    Step,
    Task,
)
from states.worktime import Due

ENDED_UNDECIDED = ("not_accepted", "not_needed", "filed")
"""Filings that ended, or took effect, without a decision."""
BETWEEN_ORGANS = ("opinion_request",)
"""Letters that never go to the applicant."""


class ReceiptAlreadyConfirmed(Refusal):
    """The receipt of letter {number} was confirmed on {confirmed_on}."""

    zh = "文书{number}已于{confirmed_on}确认收到。"


class QuestionAlreadyAnswered(Refusal):
    """This question was answered on {answered_on}."""

    zh = "该问题已于{answered_on}答复。"


class TooManyOpenQuestions(Refusal):
    """{count} questions on this case wait for an answer; wait for one before you ask again."""

    zh = "本案已有{count}个问题待答复，请等待答复后再提问。"


class NotYetRateable(Refusal):
    """The service is rated once the case is decided or has ended."""

    zh = "办结后方可评价。"
    article = "General Office of the State Council, No. 51 of 2019"
    article_zh = "国办发〔2019〕51号"


class AlreadyRated(Refusal):
    """The service was rated on {rated_on}; one matter is rated once."""

    zh = "本事项已于{rated_on}评价，一事一评。"
    article = "General Office of the State Council, No. 51 of 2019"
    article_zh = "国办发〔2019〕51号"


class NothingToMend(Refusal):
    """There is no bad rating that waits for this."""

    zh = "没有需要处理的差评。"


OPEN_QUESTIONS_MAX = 5


def receipt_of(case: CaseSnapshot, letter_id: str) -> Receipt | None:
    """The confirmed receipt of a letter, or None."""
    found = (one for one in case.exchange.receipts if one.letter_id == letter_id)
    return next(found, None)


def unconfirmed(case: CaseSnapshot) -> tuple[LetterRef, ...]:
    """The letters to the applicant that stand and whose receipt nobody has confirmed."""
    return tuple(
        letter
        for letter in case.letters
        if letter.void is None
        and letter.kind not in BETWEEN_ORGANS
        and receipt_of(case, letter.id) is None
    )


def open_questions(case: CaseSnapshot) -> tuple[Question, ...]:
    """The questions that wait for an answer, the oldest first."""
    return tuple(one for one in case.exchange.questions if one.answered_on is None)


def rateable(case: CaseSnapshot) -> bool:
    """Whether the service may be rated: it has come to its end and nobody has rated it."""
    ended = case.decision is not None or case.filing_state in ENDED_UNDECIDED
    return ended and case.exchange.rating is None


def asked_in_order(case: CaseSnapshot) -> None:
    """Another question may be asked.

    Raises:
        TooManyOpenQuestions: as it says.
    """
    count = len(open_questions(case))
    if count >= OPEN_QUESTIONS_MAX:
        raise TooManyOpenQuestions(count=count)


def rated_in_order(case: CaseSnapshot) -> None:
    """The service may be rated.

    Raises:
        AlreadyRated, NotYetRateable: as they say.
    """
    rating = case.exchange.rating
    if rating is not None:
        raise AlreadyRated(rated_on=rating.rated_on)
    if not rateable(case):
        raise NotYetRateable()


def bad_rating(case: CaseSnapshot) -> Rating | None:
    """The bad rating of the case (差评), mended or not; None where there is none."""
    rating = case.exchange.rating
    return rating if rating is not None and rating.grade.is_bad else None


def to_contact(case: CaseSnapshot) -> bool:
    """Whether a bad rating waits for the lead to speak with the rater."""
    rating = bad_rating(case)
    return rating is not None and rating.contacted_on is None


def to_mend(case: CaseSnapshot) -> bool:
    """Whether a bad rating waits for what was mended to be told."""
    rating = bad_rating(case)
    return rating is not None and rating.mended_on is None


def _due(case: CaseSnapshot, limit: Limit | None, started_on: date) -> Due | None:
    return limit_due(case, started_on, limit) if limit is not None else None


def question_due(case: CaseSnapshot, question: Question) -> Due | None:
    """Last day of the answer; None where the catalogue knows no limit."""
    return _due(case, case.rules.procedures.question, question.asked_on)


def contact_due(case: CaseSnapshot) -> Due | None:
    """Last day to speak with whoever gave a bad rating; None without one or without a limit."""
    rating = bad_rating(case)
    return _due(case, case.rules.procedures.rating_contact, rating.rated_on) if rating else None


def mending_due(case: CaseSnapshot) -> Due | None:
    """Last day to mend what was rated badly; None without a bad rating or without a limit."""
    rating = bad_rating(case)
    return _due(case, case.rules.procedures.rating_mending, rating.rated_on) if rating else None


def _clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    rules, lead, rating = case.rules.procedures, case.rules.lead, bad_rating(case)
    for question in case.exchange.questions:
        due = question_due(case, question)
        if rules.question is not None and due is not None:
            yield RunningClock(ClockName.QUESTION, rules.question, due, lead, question.answered_on)
    contact, mending = contact_due(case), mending_due(case)
    if rating and rules.rating_contact is not None and contact is not None:
        yield RunningClock(
            ClockName.RATING_CONTACT, rules.rating_contact, contact, lead, rating.contacted_on
        )
    if rating and rules.rating_mending is not None and mending is not None:
        yield RunningClock(
            ClockName.RATING_MENDING, rules.rating_mending, mending, lead, rating.mended_on
        )


def _steps(case: CaseSnapshot) -> Iterator[Step]:
    """The lead is reminded a working day before; silence has no other effect."""
    lead = case.rules.lead
    for question in open_questions(case):
        due = question_due(case, question)
        if due is not None:
            yield from remind(case, ClockName.QUESTION, due, 1, lead)
    mending = mending_due(case)
    if to_mend(case) and mending is not None:
        yield from remind(case, ClockName.RATING_MENDING, mending, 1, lead)


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    lead, waiting = case.rules.lead, open_questions(case)
    if waiting:
        due = question_due(case, waiting[0])
        yield Duty.by(lead, Task.ANSWER_QUESTION, ClockName.QUESTION if due else None, due)
    if to_contact(case):
        due = contact_due(case)
        yield Duty.by(lead, Task.CONTACT_RATER, ClockName.RATING_CONTACT if due else None, due)
    if to_mend(case):
        due = mending_due(case)
        yield Duty.by(lead, Task.MEND_SERVICE, ClockName.RATING_MENDING if due else None, due)


def _confirmed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    receipt = Receipt(entry.payload["letter_id"], entry.actor, entry.recorded_at)
    return _with(case, receipts=(*case.exchange.receipts, receipt))


def _asked(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    question = Question(entry.number, entry.actor, entry.effective_on, entry.payload["question"])
    return _with(case, questions=(*case.exchange.questions, question))


def _answered(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    questions = tuple(
        replace(
            one,
            answered_by=entry.actor,
            answered_on=entry.effective_on,
            answer=payload["answer"],
        )
        if one.number == payload["number"]
        else one
        for one in case.exchange.questions
    )
    return _with(case, questions=questions)


def _rated(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    grade, remark = Grade(entry.payload["grade"]), entry.payload["remark"]
    return _with(case, rating=Rating(grade, remark, entry.actor, entry.effective_on))


def _contacted(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    rating = case.exchange.rating
    assert rating is not None, "only a rating is followed up"
    contacted = replace(rating, contacted_on=entry.effective_on, contact=entry.payload["contact"])
    return _with(case, rating=contacted)


def _mended(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    rating = case.exchange.rating
    assert rating is not None, "only a rating is followed up"
    mended = replace(rating, mended_on=entry.effective_on, mending=entry.payload["mending"])
    return _with(case, rating=mended)


def _with(case: CaseSnapshot, **changes: Any) -> CaseSnapshot:
    return case.but(exchange=replace(case.exchange, **changes))


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    exchange, rating = case.exchange, case.exchange.rating
    if not (exchange.receipts or exchange.questions or rating or rateable(case)):
        return None
    numbers = {letter.id: letter.number for letter in case.letters}
    return {
        "receipts": [
            {
                "letter_id": one.letter_id,
                "number": numbers[one.letter_id],
                "confirmed_by": one.confirmed_by,
                "confirmed_at": one.confirmed_at.isoformat(),
            }
            for one in exchange.receipts
        ],
        "questions": [_question(case, one) for one in exchange.questions],
        "rateable": rateable(case),
        "rating": _rating(case, rating) if rating else None,
    }


def _question(case: CaseSnapshot, question: Question) -> dict[str, Any]:
    due = question_due(case, question)
    return {
        "number": question.number,
        "asked_on": question.asked_on.isoformat(),
        "question": question.text,
        "due_on": due.due_on.isoformat() if due else None,
        "answered_on": _iso(question.answered_on),
        "answer": question.answer,
    }


def _rating(case: CaseSnapshot, rating: Rating) -> dict[str, Any]:
    contact, mending = contact_due(case), mending_due(case)
    return {
        "grade": rating.grade.value,
        "remark": rating.remark,
        "rated_on": rating.rated_on.isoformat(),
        "bad": rating.grade.is_bad,
        "contact_due_on": contact.due_on.isoformat() if contact else None,
        "contacted_on": _iso(rating.contacted_on),
        "contact": rating.contact,
        "mending_due_on": mending.due_on.isoformat() if mending else None,
        "mended_on": _iso(rating.mended_on),
        "mending": rating.mending,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


EXCHANGE = Part(
    name="exchange",
    folds={
        EntryKind.RECEIPT_CONFIRMED: _confirmed,
        EntryKind.QUESTION_ASKED: _asked,
        EntryKind.QUESTION_ANSWERED: _answered,
        EntryKind.SERVICE_RATED: _rated,
        EntryKind.RATER_CONTACTED: _contacted,
        EntryKind.SERVICE_MENDED: _mended,
    },
    clocks=_clocks,
    steps=_steps,
    duties=_duties,
    view=_view,
)
