"""What an enterprise and the lead say to each other on the record of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from states.terms.kinds import Grade


@dataclass(frozen=True, slots=True)
class Receipt:
    """A letter that its addressee confirmed to have: who and when."""

    letter_id: str
    confirmed_by: str
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the lead; `number` is the line of the record that holds it."""

    number: int
    asked_by: str
    asked_on: date
    text: str
    answered_by: str = ""
    answered_on: date | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """The one rating of the service (一事一评), and what a bad one led to."""

    grade: Grade
    remark: str
    rated_by: str
    rated_on: date
    contacted_on: date | None = None
    contact: str = ""
    mended_on: date | None = None
    mending: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Receipts, questions and the rating of a case; `rating` None is unrated and stays so."""

    receipts: tuple[Receipt, ...] = ()
    questions: tuple[Question, ...] = ()
    rating: Rating | None = None
