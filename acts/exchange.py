"""Receipts, questions and the rating (好差评): what applicant and lead say to each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from acts.deed import Deed, recorded
from acts.forms import Form, Prose, Remark
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from ledger import views
from states.exchange import (
    NothingToMend,
    QuestionAlreadyAnswered,
    ReceiptAlreadyConfirmed,
    asked_in_order,
    bad_rating,
    open_questions,
    rateable,
    rated_in_order,
    receipt_of,
    to_contact,
    to_mend,
    unconfirmed,
)
from states.letter_life import letter_of, usable
from states.terms import Actor, CaseSnapshot, Draft, EntryKind, Grade
from states.worktime import legal_day

OwnLetter = Annotated[str, Field(max_length=80, json_schema_extra={"choices": "receivable"})]
Asked = Annotated[int, Field(ge=1, json_schema_extra={"choices": "questions"})]


class ConfirmReceiptForm(Form):
    """Which letter was received."""

    letter_id: OwnLetter


class AskForm(Form):
    """What the applicant wants to know."""

    question: Prose


class AnswerForm(Form):
    """The answer to one question, which its line of the record names."""

    question_number: Asked
    reply: Prose


class RateForm(Form):
    """One of five grades, and why."""

    grade: Grade
    remark: Remark = ""


class ContactForm(Form):
    """What was spoken with whoever gave a bad rating."""

    contact: Prose


class MendForm(Form):
    """What was mended, as it is told to the rater and to the public."""

    mending: Prose


def confirm_receipt(
    office: Office,
    case_id: str,
    form: ConfirmReceiptForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """确认收到: the addressee has the letter. No service: that has its own proof (LAW B6.2).

    Raises:
        Invalid: no letter of the case to this addressee.
        LetterIsVoid, ReceiptAlreadyConfirmed: as they say.
    """

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        letter, row = letter_of(case, form.letter_id), views.letter(office.session, form.letter_id)
        if letter is None or row is None or row.recipient != actor.organisation:
            raise Invalid(
                FieldProblem("/letter_id", "没有发给您的该文书。", "No such letter went to you.")
            )
        usable(letter)
        earlier = receipt_of(case, letter.id)
        if earlier is not None:
            raise ReceiptAlreadyConfirmed(
                number=letter.number, confirmed_on=legal_day(earlier.confirmed_at)
            )
        payload = {"letter_id": letter.id, "number": letter.number, "person": actor.name}
        return [Draft(EntryKind.RECEIPT_CONFIRMED, legal_day(now), payload)]

    return office.record(
        case_id, judge, act="confirm_receipt", actor=actor, now=now, if_version=if_version
    )


def _ask(case: CaseSnapshot, form: AskForm, actor: Actor, today: date) -> Iterable[Draft]:
    """提问: a question to the lead, on the record of the case; no clock stops for it."""
    asked_in_order(case)
    payload = {"question": form.question, "person": actor.name}
    return [Draft(EntryKind.QUESTION_ASKED, today, payload)]


def _answer(case: CaseSnapshot, form: AnswerForm, actor: Actor, today: date) -> Iterable[Draft]:
    """答复: the lead answers one question."""
    found = [one for one in case.exchange.questions if one.number == form.question_number]
    if not found:
        raise Invalid(
            FieldProblem("/question_number", "本案没有这个问题。", "The case has no such question.")
        )
    if found[0].answered_on is not None:
        raise QuestionAlreadyAnswered(answered_on=found[0].answered_on)
    payload: dict[str, Any] = {
        "number": form.question_number,
        "answer": form.reply,
        "person": actor.name,
    }
    return [Draft(EntryKind.QUESTION_ANSWERED, today, payload)]


def _rate(case: CaseSnapshot, form: RateForm, actor: Actor, today: date) -> Iterable[Draft]:
    """评价: one of five grades, once; the applicant alone rates (LAW B4.5)."""
    rated_in_order(case)
    payload = {"grade": form.grade.value, "remark": form.remark, "person": actor.name}
    return [Draft(EntryKind.SERVICE_RATED, today, payload)]


def _contact(case: CaseSnapshot, form: ContactForm, actor: Actor, today: date) -> Iterable[Draft]:
    """回访: the lead has spoken with whoever gave the bad rating."""
    if not to_contact(case):
        raise NothingToMend()
    return [Draft(EntryKind.RATER_CONTACTED, today, {"contact": form.contact})]


def _mend(case: CaseSnapshot, form: MendForm, actor: Actor, today: date) -> Iterable[Draft]:
    """整改: what was rated badly is mended, and that is told."""
    if bad_rating(case) is None or not to_mend(case):
        raise NothingToMend()
    return [Draft(EntryKind.SERVICE_MENDED, today, {"mending": form.mending})]


def _askable(case: CaseSnapshot) -> bool:
    return case.filing_state != "withdrawn"


def _receivable(case: CaseSnapshot) -> bool:
    return bool(unconfirmed(case))


def _answerable(case: CaseSnapshot) -> bool:
    return bool(open_questions(case))


DEEDS = (
    Deed(
        name="confirm-receipt",
        form=ConfirmReceiptForm,
        do=confirm_receipt,
        when=_receivable,
    ),
    Deed(name="ask", form=AskForm, do=recorded("ask", _ask), when=_askable),
    Deed(
        name="answer-question",
        form=AnswerForm,
        do=recorded("answer_question", _answer),
        when=_answerable,
        is_foremost=True,
    ),
    Deed(name="rate", form=RateForm, do=recorded("rate", _rate), when=rateable),
    Deed(
        name="contact-rater",
        form=ContactForm,
        do=recorded("contact_rater", _contact),
        when=to_contact,
        is_foremost=True,
    ),
    Deed(
        name="mend-service",
        form=MendForm,
        do=recorded("mend_service", _mend),
        when=to_mend,
        is_foremost=True,
    ),
)
