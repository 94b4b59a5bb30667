"""The indicators of LAW B8: each edge rule on figures reckoned by hand, and what always holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.bulletin_period import Period
from states.case_facts import CardFact, CaseFacts, RatingFact, ReviewFact, TaskFact
from states.indicators import SUMMED, Figure, by_department, ranks, total
from states.indicators_of_lengths import (
    MatterLimits,
    compression_designed,
    median_used,
    minutes_done,
    p90_used,
    speed_up,
    tasks_in_time,
)
from states.terms import ClockName, Colour, Regime
from states.worktime import CalendarMissing
from tests.states.cases import CALENDAR

Q1 = Period(2026, 1)
IN_Q1 = date(2026, 2, 10)
KEYS = [indicator.key for indicator in SUMMED]


def case(case_id: str = "a", **changes: Any) -> CaseFacts:
    """Statute 20 and promise 7 working days; received on 12 January, nothing decided."""
    facts: dict[str, Any] = {
        "matter": "m",
        "regime": Regime.RATIFICATION,
        "lead": "fgw",
        "received_on": date(2026, 1, 12),
        "accepted_on": date(2026, 1, 12),
        "accepted_known_on": date(2026, 1, 12),
        "statute_days": 20,
        "promise_days": 7,
        "statute_due_on": date(2026, 2, 9),
        "promise_due_on": date(2026, 1, 21),
    }
    return CaseFacts(case_id, **(facts | changes))


def decided(case_id: str = "a", on: date = date(2026, 1, 20), used: int = 6, **more: Any) -> Any:
    return case(case_id, decided_on=on, used_days=used, **({"granted": True} | more))


def figure(key: str, *cases: CaseFacts, period: Period = Q1) -> Figure:
    indicator = next(each for each in SUMMED if each.key == key)
    return total(by_department(indicator, cases, period).values())


def of(key: str, *cases: CaseFacts, period: Period = Q1) -> tuple[int, int]:
    found = figure(key, *cases, period=period)
    return int(found.part), int(found.whole)


def test_a_case_decided_by_its_last_day_is_on_time_and_one_day_later_it_is_not() -> None:
    on_the_day = decided("a", on=date(2026, 2, 9), used=20)
    late = decided("b", on=date(2026, 2, 10), used=21)

    assert (1, 2) == of("on_time_statute", on_the_day, late)
    assert ("a",) == figure("on_time_statute", on_the_day, late).counted
    assert ("b",) == figure("on_time_statute", on_the_day, late).others


def test_promise_and_statute_are_two_figures() -> None:
    """C28 of LAW B9.1 in small: late against the promise, inside the law."""
    between = decided(on=date(2026, 1, 22), used=8)

    assert (1, 1) == of("on_time_statute", between)
    assert (0, 1) == of("on_time_promise", between)


def test_a_late_case_that_is_still_open_counts_as_late_in_the_period_of_its_last_day() -> None:
    waiting = case(statute_due_on=date(2026, 3, 31))

    assert (0, 1) == of("on_time_statute", waiting)
    assert (0, 0) == of("on_time_statute", waiting, period=Period(2026, 2))


def test_a_case_open_at_the_end_of_the_period_is_late_in_it_although_decided_later() -> None:
    slow = decided(on=date(2026, 4, 2), used=40, statute_due_on=date(2026, 3, 30))

    assert (0, 1) == of("on_time_statute", slow)
    assert (0, 1) == of("on_time_statute", slow, period=Period(2026, 2))


def test_an_open_case_whose_last_day_is_still_to_come_is_not_counted() -> None:
    assert (0, 0) == of("on_time_statute", case(statute_due_on=date(2026, 4, 1)))


def test_withdrawn_in_time_is_no_case_but_withdrawn_after_the_last_day_stays_late() -> None:
    in_time, too_late = date(2026, 2, 9), date(2026, 2, 10)

    assert (0, 0) == of("on_time_statute", case(withdrawn_on=in_time))
    assert (0, 1) == of("on_time_statute", case(withdrawn_on=too_late))


def test_a_record_filing_has_no_clock_and_is_in_no_figure() -> None:
    filed = decided(regime=Regime.RECORD_FILING, notices=2, ratings=(RatingFact(5, IN_Q1),), used=3)

    assert {(0, 0)} == {of(key, filed) for key in KEYS}


def test_promise_of_no_days_can_be_kept_but_is_never_early() -> None:
    at_once = decided("a", on=date(2026, 1, 12), used=0, promise_days=0)
    soon = decided("b", used=6)
    on_the_day = decided("c", on=date(2026, 1, 21), used=7)

    assert (1, 2) == of("early", at_once, soon, on_the_day)
    assert "a" not in figure("early", at_once, soon, on_the_day).others


def test_compression_is_weighted_by_cases_and_shows_negatives() -> None:
    """(20 − 6) + (20 − 25) of 40; alone the second is −5 of 20."""
    quick, slow = decided("a", used=6), decided("b", on=date(2026, 2, 16), used=25)

    assert (9, 40) == of("compression_actual", quick, slow)
    assert Fraction(-1, 4) == figure("compression_actual", slow).rate


def test_designed_compression_is_an_average_of_matters_not_of_cases() -> None:
    """(20−5)/20 and (10−10)/10 average to 3/8."""
    limits = [MatterLimits("x", "fgw", 20, 5), MatterLimits("y", "fgw", 10, 10)]

    assert Fraction(3, 8) == compression_designed(limits).rate
    assert 2 == compression_designed(limits).whole


def test_mean_median_and_p90_of_ten_lengths() -> None:
    """1 … 9 and 31: sum 76, middle (5+6)/2, the ninth of ten is 9."""
    cases = [decided(str(used), used=used) for used in (*range(1, 10), 31)]

    assert (76, 10) == of("mean_used", *cases)
    assert Fraction(11, 2) == median_used(cases, Q1).rate
    assert 9 == p90_used(cases, Q1).rate
    assert 31 == p90_used(cases[9:], Q1).rate
    eleven = [decided(str(used), used=used) for used in range(1, 12)]
    assert 10 == p90_used(eleven, Q1).rate


def test_natural_days_run_from_receipt_and_include_pauses() -> None:
    paused = decided(on=date(2026, 2, 11), used=10, paused_days=10)

    assert (30, 1) == of("mean_natural", paused)
    assert (10, 20) == of("special_share", paused)


def test_speed_is_compared_on_the_matters_that_both_years_decided() -> None:
    """m: 10 before, 5 and 7 now; n only now. (20 − 12) of 20."""
    before = decided("old", on=date(2025, 2, 3), used=10)
    now = [decided("a", used=5), decided("b", used=7), decided("c", used=1, matter="n")]
    found = speed_up([before, *now], Q1, Q1.year_before)

    assert (8, 20) == (found.part, found.whole)
    assert ("a", "b") == found.counted
    assert speed_up(now, Q1, Q1.year_before).rate is None


def test_overdue_is_told_by_limit_and_open_apart_from_closed() -> None:
    late = decided("a", on=date(2026, 2, 10), used=21)
    waiting = case("b")
    between = decided("c", on=date(2026, 1, 22), used=8)
    cases = (late, waiting, between)

    assert (1, 0) == of("overdue_statute_closed", *cases)
    assert (1, 0) == of("overdue_statute_open", *cases)
    assert (2, 0) == of("overdue_promise_closed", *cases)
    assert (1, 0) == of("overdue_promise_open", *cases)


def test_what_became_overdue_earlier_and_is_still_open_stays_in_the_number() -> None:
    assert (1, 0) == of("overdue_statute_open", case(), period=Period(2026, 3))


def test_a_late_stage_is_counted_against_the_department_that_was_late() -> None:
    card = CardFact(Colour.YELLOW, ClockName.OPINION, "slj", IN_Q1)
    promise = CardFact(Colour.YELLOW, ClockName.PROMISE, "fgw", IN_Q1)
    warned = CardFact(Colour.WARNING, ClockName.OPINION, "yjj", IN_Q1)
    waiting = case(cards=(card, promise, warned))
    indicator = next(each for each in SUMMED if each.key == "overdue_stage_open")

    assert ["slj"] == list(by_department(indicator, [waiting], Q1))
    revoked = case(cards=(replace(card, revoked_on=IN_Q1),))
    assert {} == by_department(indicator, [revoked], Q1)
    assert (0, 0) == of("overdue_stage_closed", waiting)


def test_a_revoked_card_leaves_its_trace_and_goes_off_the_net_number() -> None:
    kept = CardFact(Colour.RED, ClockName.STATUTE, "fgw", IN_Q1)
    revoked = replace(kept, revoked_on=date(2026, 3, 1))
    held = case(cards=(kept, revoked))

    assert [(2, 0), (1, 0), (1, 0)] == [
        of(key, held) for key in ("red_issued", "red_revoked", "red_net")
    ]
    later = case(cards=(replace(kept, revoked_on=date(2026, 4, 2)),))
    assert [(0, 0), (1, 0), (-1, 0)] == [
        of(key, later, period=Period(2026, 2)) for key in ("red_issued", "red_revoked", "red_net")
    ]


def test_done_at_once_needs_no_notice_and_at_most_one_visit() -> None:
    cases = (
        decided("a", visits=1),
        decided("b", visits=2),
        decided("c", notices=1),
        case("open"),
    )

    assert (1, 3) == of("done_at_once", *cases)


def test_intake_figures_count_what_came_in_whatever_became_of_it() -> None:
    cases = (
        case("a"),
        case("b", notices=1, withdrawn_on=date(2026, 1, 30)),
        case("c", notices=2),
        case("d", accepted_known_on=None, refused_intake_on=date(2026, 1, 13)),
    )

    assert (2, 4) == of("corrected", *cases)
    assert (1, 4) == of("corrected_twice", *cases)
    assert (1, 4) == of("returned", *cases)
    assert (1, 3) == of("accepted_at_once", *cases)


def test_refusals_are_counted_among_decisions() -> None:
    assert (1, 2) == of("refused", decided("a"), decided("b", granted=False), case("c"))


def test_a_deemed_acceptance_belongs_to_the_period_of_the_silence_not_of_the_receipt() -> None:
    silent = case(
        received_on=date(2026, 3, 30),
        accepted_on=date(2026, 3, 30),
        accepted_known_on=date(2026, 4, 8),
        deemed_accepted=True,
    )

    assert (0, 0) == of("deemed_accepted", silent)
    assert (1, 0) == of("deemed_accepted", silent, period=Period(2026, 2))


def test_each_deemed_agreement_is_the_silent_departments() -> None:
    silent = case(deemed_agreements=(("slj", IN_Q1), ("yjj", IN_Q1), ("slj", date(2026, 4, 1))))
    indicator = next(each for each in SUMMED if each.key == "deemed_agreed")
    found = by_department(indicator, [silent], Q1)

    assert {"slj": 1, "yjj": 1} == {name: figure.part for name, figure in found.items()}


def test_who_was_not_rated_is_not_satisfied_either() -> None:
    rated = case("a", ratings=(RatingFact(3, IN_Q1), RatingFact(2, IN_Q1, date(2026, 3, 1))))
    bad = case("b", ratings=(RatingFact(1, IN_Q1, date(2026, 4, 1)),))

    assert (1, 3) == of("satisfied", rated, bad, case("unrated"))
    assert (1, 2) == of("rectified", rated, bad, case("unrated"))


def test_a_review_passes_at_once_when_nobody_sent_it_back() -> None:
    cases = (
        case("a", review=ReviewFact(IN_Q1, passed_at_once=True)),
        case("b", review=ReviewFact(IN_Q1, passed_at_once=False)),
        case("c", review=ReviewFact(date(2026, 4, 1), passed_at_once=True)),
    )

    assert (1, 2) == of("review_at_once", *cases)


def test_tasks_of_minutes_are_done_and_tasks_handed_on_are_in_time() -> None:
    in_time = TaskFact("t1", "fgw", IN_Q1, IN_Q1)
    late = TaskFact("t2", "fgw", IN_Q1, IN_Q1 + timedelta(days=1))
    undone = TaskFact("t3", "fgw", IN_Q1)
    minuted = [replace(task, from_minutes=True) for task in (in_time, late, undone)]

    assert (2, 3) == (minutes_done(minuted, Q1).part, minutes_done(minuted, Q1).whole)
    assert (0, 0) == (tasks_in_time(minuted, Q1).part, tasks_in_time(minuted, Q1).whole)
    handed_on = tasks_in_time([in_time, late, undone], Q1)
    assert (1, 3) == (handed_on.part, handed_on.whole)


def test_a_task_of_several_units_counts_once() -> None:
    shared = [TaskFact("t1", unit, IN_Q1, IN_Q1) for unit in ("fgw", "sthj")]
    undone = [TaskFact("t2", unit, IN_Q1) for unit in ("fgw", "sthj")]
    counted = tasks_in_time([*shared, *undone], Q1)

    assert (counted.part, counted.whole, counted.sample) == (1, 2, 2)


def test_a_rate_of_fewer_than_five_is_not_shown_and_of_none_is_no_rate() -> None:
    four = figure("on_time_statute", *(decided(str(n)) for n in range(4)))
    five = figure("on_time_statute", *(decided(str(n)) for n in range(5)))

    assert (False, True) == (four.is_shown(5), five.is_shown(5))
    assert (4, 4) == (four.part, four.whole)
    assert figure("on_time_statute").rate is None


def test_days_are_hidden_by_the_number_of_cases_not_of_days() -> None:
    assert not figure("compression_actual", decided(used=3)).is_shown(5)


def test_equal_rates_share_a_place_and_the_next_place_stays_empty() -> None:
    half, whole = Figure(Fraction(3), Fraction(6), 6), Figure(Fraction(6), Fraction(6), 6)
    few = Figure(Fraction(2), Fraction(2), 2)

    figures = {"a": whole, "b": whole, "c": half, "d": few}
    assert {"a": 1, "b": 1, "c": 3} == ranks(figures, 5)
    assert {"a": 2, "b": 2, "c": 1} == ranks(figures, 5, low_first=True)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_period_is_a_calendar_quarter_or_year(name: str, first: date, last: date) -> None:
    period = Period.named(name)

    assert period is not None
    assert (first, last, name) == (period.from_on, period.to_on, period.name)
    assert first == (last + timedelta(days=1)).replace(year=first.year, month=first.month, day=1)


def test_periods_know_their_neighbours_and_wrong_names_are_none() -> None:
    assert ("2025-Q4", "2025-Q1") == (Q1.before.name, Q1.year_before.name)
    assert ("2025", "2025") == (Period(2026).before.name, Period(2026).year_before.name)
    assert [None] * 4 == [Period.named(name) for name in ("2026-Q5", "26-Q1", "", "2026-Q1 ")]
    assert Q1 == Period.of_quarter(date(2026, 3, 31))


def test_the_draft_of_the_third_quarter_waits_for_the_holidays() -> None:
    """国庆 2026: 1 to 7 October off; 2027 is not published."""
    assert date(2026, 10, 8) == Period(2026, 3).drafted_on(CALENDAR)
    with pytest.raises(CalendarMissing):
        Period(2027, 1).drafted_on(CALENDAR)


DAYS = st.dates(date(2025, 11, 1), date(2026, 6, 30))
MAYBE = st.none() | DAYS


@st.composite
def some_case(draw: Any) -> CaseFacts:
    decided_on, due_on = draw(MAYBE), draw(DAYS)
    return CaseFacts(
        case_id=draw(st.uuids()).hex,
        matter=draw(st.sampled_from("mn")),
        regime=draw(st.sampled_from(Regime)),
        lead=draw(st.sampled_from(["fgw", "slj", "yjj"])),
        received_on=draw(DAYS),
        notices=draw(st.integers(0, 3)),
        accepted_known_on=draw(MAYBE),
        deemed_accepted=draw(st.booleans()),
        withdrawn_on=None if decided_on else draw(MAYBE),
        decided_on=decided_on,
        granted=draw(st.booleans()),
        statute_due_on=due_on,
        promise_due_on=due_on - timedelta(days=draw(st.integers(0, 20))),
        statute_days=draw(st.sampled_from([None, 20, 45])),
        promise_days=draw(st.sampled_from([None, 0, 7])),
        used_days=draw(st.integers(0, 60)) if decided_on else None,
        paused_days=draw(st.integers(0, 20)),
        cards=(CardFact(Colour.RED, ClockName.STATUTE, draw(st.sampled_from("ab")), draw(DAYS)),),
        deemed_agreements=((draw(st.sampled_from("ab")), draw(DAYS)),),
    )


CASES = st.lists(some_case(), max_size=12, unique_by=lambda facts: facts.case_id)


@given(CASES, st.randoms(use_true_random=False), st.sampled_from(SUMMED))
def test_the_order_of_cases_is_nothing(cases: list[CaseFacts], random: Any, each: Any) -> None:
    shuffled = random.sample(cases, len(cases))

    assert by_department(each, cases, Q1) == by_department(each, shuffled, Q1)
    assert median_used(cases, Q1) == median_used(shuffled, Q1)
    assert p90_used(cases, Q1) == p90_used(shuffled, Q1)
    assert speed_up(cases, Q1, Q1.before) == speed_up(shuffled, Q1, Q1.before)


@given(CASES, st.sampled_from(SUMMED))
def test_the_organs_add_up_to_the_city(cases: list[CaseFacts], each: Any) -> None:
    organs, merged = by_department(each, cases, Q1).values(), replace
    everybody = [merged(facts, lead="one") for facts in cases]
    city = total(organs)

    assert sum(figure.part for figure in organs) == city.part
    assert sum(figure.whole for figure in organs) == city.whole
    if each.key not in ("deemed_agreed", "overdue_stage_closed", "overdue_stage_open"):
        assert total(by_department(each, everybody, Q1).values()) == city


@given(CASES, some_case(), DAYS)
def test_withdrawing_what_is_late_does_not_mend_a_rate(
    cases: list[CaseFacts], late: CaseFacts, on: date
) -> None:
    waiting = replace(late, decided_on=None, used_days=None, withdrawn_on=None)
    assert waiting.statute_due_on is not None
    withdrawn = replace(waiting, withdrawn_on=on)
    before = figure("on_time_statute", *cases, waiting)
    after = figure("on_time_statute", *cases, withdrawn)

    if on > waiting.statute_due_on:
        assert before == after
    else:
        assert figure("on_time_statute", *cases) == after


@given(CASES, some_case())
def test_leaving_a_late_case_open_is_never_better_than_deciding_it_late(
    cases: list[CaseFacts], late: CaseFacts
) -> None:
    due_on = date(2026, 2, 9)
    late = replace(late, statute_due_on=due_on, withdrawn_on=None, regime=Regime.RATIFICATION)
    decided_late = replace(late, decided_on=due_on + timedelta(days=3), used_days=23)
    left_open = replace(late, decided_on=None, used_days=None)
    shut, still = (figure("on_time_statute", *cases, each) for each in (decided_late, left_open))

    assert (shut.part, shut.whole) == (still.part, still.whole)


@given(CASES, st.sampled_from(SUMMED))
def test_behind_every_figure_stand_its_cases(cases: list[CaseFacts], each: Any) -> None:
    found = total(by_department(each, cases, Q1).values())
    known = {facts.case_id for facts in cases}

    assert not set(found.counted) & set(found.others)
    assert {*found.counted, *found.others} <= known
    again = [facts for facts in cases if facts.case_id in {*found.counted, *found.others}]
    assert found == total(by_department(each, again, Q1).values())
