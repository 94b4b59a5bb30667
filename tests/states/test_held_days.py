"""Who used which day: charged days add up, by the calendar and by the clock, in any history."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.clocks import statute_due
from states.held_days import HeldDays, held_days
from states.terms import CaseSnapshot
from states.worktime import used_days
from tests.states.cases import MONDAY, TUESDAY
from tests.states.counter import Record
from tests.states.histories import begun, calendars, next_act, noon

STEPS = 14


def reckoned(record: Record, today: date) -> HeldDays:
    found = held_days(record.case, record.entries, today)

    assert found is not None
    return found


def hold(record: Record, today: date) -> None:
    """The sums, each against a count that knows nothing of holders."""
    found, case = reckoned(record, today), record.case
    calendar = case.calendar
    due = statute_due(case)
    if due is not None:
        calendar = due.calendar
    days = [held.day for held in found.days]

    assert days == [found.from_on + timedelta(days=n + 1) for n in range(len(days))]
    assert len(days) == (found.until_on - found.from_on).days
    assert found.working_days == calendar.count(found.from_on, found.until_on)
    assert sum(c.working_days for c in found.charges) == found.working_days
    assert sum(c.natural_days for c in found.charges) == len(days)
    assert sum(c.counted_days for c in found.charges) == found.counted_days
    assert found.counted_days == elapsed(case, found)


def elapsed(case: CaseSnapshot, found: HeldDays) -> int:
    """Working days that the statutory clock used, as the law's own count has them."""
    due = statute_due(case)
    if due is None:
        return 0
    until = found.until_on
    if case.decision is not None:
        until = min(case.decision.decided_on, until)
    if until <= due.started_on:
        return 0
    return used_days(due.started_on, until, due.calendar, case.suspensions, until)


@given(st.integers(min_value=10_000))
def test_charged_days_add_up_to_elapsed_days_in_any_history(seed: int) -> None:
    random = Random(seed)
    record, today = begun(random)
    for _ in range(STEPS):
        today += timedelta(days=random.choice((0, 1, 1, 2, 3, 5, 8, 20)))
        if random.random() < 0.15 and len(record.published) < len(calendars()):
            record.published.append((noon(today), calendars()[len(record.published)]))
            record.follow(noon(today))
        elif today > record.published[-1][1].last_day:
            break
        else:
            record.do(next_act(record.case, random), today)
        hold(record, today)
    hold(record, today + timedelta(days=30))


def told(record: Record, today: date) -> list[tuple[str, str, int, int]]:
    """(holder, what, working days, counted days) of each charge."""
    return [
        (c.holder, c.what, c.working_days, c.counted_days) for c in reckoned(record, today).charges
    ]


def after(*acts: tuple[str, int]) -> Record:
    """Acts on days after Monday."""
    record = Record()
    for words, days in acts:
        record.do(words, MONDAY + timedelta(days=days))
    return record


class TestWhoIsCharged:
    """The small matter of the tests: `lead` leads; a and b are asked."""

    def test_the_day_of_an_event_belongs_to_who_held_the_case_before(self) -> None:
        record = after(("receive plan map", 0), ("accept", 1), ("open", 2))
        lead = record.case.rules.lead

        # Tuesday to the check of the filing, Wednesday to handling, Thursday to a seat.
        assert told(record, MONDAY + timedelta(days=3)) == [
            (lead, "intake", 1, 0),
            (lead, "handling", 1, 1),
            ("a", "signing", 1, 1),
        ]

    def test_of_parallel_seats_the_one_that_answers_last_is_charged(self) -> None:
        record = after(("receive plan map", 0), ("accept", 0), ("open", 0), ("agree a", 1))

        assert told(record, MONDAY + timedelta(days=4)) == [("b", "signing", 4, 4)]

    def test_a_correction_is_the_applicants(self) -> None:
        record = after(
            ("receive plan map", 0), ("accept", 0), ("open", 0), ("return a", 1), ("correct map", 3)
        )
        charged = told(record, MONDAY + timedelta(days=3))

        assert ("applicant", "correcting", 2, 2) in charged
        assert sum(days for _, _, days, _ in charged) == 3

    def test_announced_days_of_a_special_procedure_stand_outside_the_clock(self) -> None:
        record = after(
            ("receive plan map", 0), ("accept", 0), ("suspend hearing 2", 1), ("resume", 4)
        )
        lead = record.case.rules.lead

        # Two announced days are taken out; the third one counts, as the procedure's overrun.
        assert told(record, MONDAY + timedelta(days=4)) == [
            (lead, "handling", 1, 1),
            (lead, "pause", 2, 0),
            (lead, "overrun", 1, 1),
        ]

    def test_serving_is_charged_after_the_decision_and_never_counted(self) -> None:
        record = after(("receive plan map", 0), ("accept", 0), ("refuse", 1), ("deliver", 4))
        lead = record.case.rules.lead

        assert told(record, MONDAY + timedelta(days=30)) == [
            (lead, "handling", 1, 1),
            (lead, "serving", 3, 0),
        ]
        assert reckoned(record, MONDAY + timedelta(days=30)).until_on == MONDAY + timedelta(days=4)

    @pytest.mark.parametrize("words", ["withdraw why"])
    def test_what_was_withdrawn_is_charged_to_nobody_any_more(self, words: str) -> None:
        record = after(("receive plan map", 0), ("accept", 0), (words, 1))

        assert reckoned(record, date(2025, 9, 30)).until_on == TUESDAY

    def test_silence_holds_until_its_last_day_and_the_organ_from_then_on(self) -> None:
        record = after(("receive plan map", 0), ("accept", 0), ("open", 0))
        record.settle_on(MONDAY + timedelta(days=14))
        last = [c for c in told(record, MONDAY + timedelta(days=14)) if c[1] == "signing"]
        limit = record.case.rules.review
        assert limit is not None

        assert sum(days for _, _, days, _ in last) == limit.limit.days

    def test_a_seat_that_asked_above_holds_the_file_until_it_reports_the_answer(self) -> None:
        record = after(
            ("receive plan map", 0), ("accept", 1), ("open", 2), ("agree b", 2), ("refer a", 3)
        )

        assert told(record, MONDAY + timedelta(days=4))[-1][:2] == ("a", "signing")

        record.do("above a confirmed", MONDAY + timedelta(days=7))
        last = reckoned(record, MONDAY + timedelta(days=9)).days[-1]

        assert (last.holder, last.what) == (record.case.rules.lead, "handling")

    def test_a_seat_that_was_handed_over_is_the_receivers(self) -> None:
        record = after(
            ("receive plan map", 0),
            ("accept", 1),
            ("open", 2),
            ("agree b", 2),
            ("hand_over a z", 3),
        )

        assert told(record, MONDAY + timedelta(days=4))[-1][:2] == ("z", "signing")
