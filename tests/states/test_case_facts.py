"""The facts of a case for the indicators come from its record and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from states.case_facts import CaseFacts, RatingFact, facts_of, settled
from states.history import replay
from states.terms import Card, ClockName, Colour, EntryKind, Grade
from states.terms.exchange import Exchange, Rating
from states.terms.record import CardAppeal
from tests.states.cases import CALENDAR, MONDAY, RULES, noon
from tests.states.counter import GRANTED, IN_REVIEW, RECEIVED, Record, played


def facts(record: Record) -> CaseFacts:
    return facts_of(record.case, record.entries)


def test_a_granted_case_tells_its_days_and_its_review() -> None:
    found = facts(played(GRANTED))

    assert (MONDAY, MONDAY, MONDAY) == (found.received_on, found.accepted_on, found.decided_on)
    assert found.granted
    assert 0 == found.used_days
    assert found.review is not None
    assert found.review.passed_at_once


def test_a_returned_opinion_is_no_passing_at_once() -> None:
    record = played((*IN_REVIEW, "return a", "agree b", "correct plan", "agree a"))
    found = facts(record)

    assert found.review is None or not found.review.passed_at_once


def test_silence_at_the_window_dates_the_acceptance_back_but_is_known_when_it_ends() -> None:
    """Five working days from Monday 2025-03-03 end on the 10th."""
    record = played(RECEIVED)
    record.settle_on(date(2025, 3, 11))
    found = facts(record)

    assert found.deemed_accepted
    assert (MONDAY, date(2025, 3, 11)) == (found.accepted_on, found.accepted_known_on)


def test_what_silence_brought_is_counted_whether_a_watch_wrote_it_down_or_not() -> None:
    written = played(IN_REVIEW)
    unwritten = played(IN_REVIEW)
    day = date(2025, 5, 6)
    written.settle_on(day)
    case, added = settled(unwritten.case, noon(day))

    assert added
    assert facts(written) == facts_of(case, [*unwritten.entries, *added])


def test_a_revoked_card_keeps_who_revoked_it_and_why() -> None:
    record = played(GRANTED)
    appeal = CardAppeal(MONDAY, "算错", MONDAY, "ducha", "revoked", "按现有日历重算")
    revoked = Card(ClockName.STATUTE, Colour.RED, "lead", MONDAY, 7, appeal)
    upheld = Card(
        ClockName.PROMISE, Colour.YELLOW, "lead", MONDAY, 8, replace(appeal, decision="upheld")
    )
    first, second = facts_of(record.case.but(cards=(revoked, upheld)), record.entries).cards

    assert (MONDAY, "ducha", "按现有日历重算") == (
        first.revoked_on,
        first.revoked_by,
        first.revoked_because,
    )
    assert (None, "") == (second.revoked_on, second.revoked_by)


@pytest.mark.parametrize(
    ("grade", "number"),
    [(Grade.VERY_SATISFIED, 5), (Grade.FAIRLY_SATISFIED, 3), (Grade.DISSATISFIED, 2)],
)
def test_the_five_grades_are_numbers_from_five_down(grade: Grade, number: int) -> None:
    record = played(GRANTED)
    rating = Rating(grade, "", "firm-1", MONDAY, mended_on=MONDAY)
    rated = record.case.but(exchange=Exchange(rating=rating))

    assert (RatingFact(number, MONDAY, MONDAY),) == facts_of(rated, record.entries).ratings
    assert () == facts(record).ratings


def test_the_same_record_gives_the_same_facts() -> None:
    record = played(GRANTED)
    again = replay("C-1", record.entries, RULES, CALENDAR)

    assert facts(record) == facts_of(again, record.entries)
    assert not record.of(EntryKind.OPINION_DEEMED_AGREED)
