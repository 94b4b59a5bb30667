"""Runs of the watch may be late, lost, doubled or out of order: the record is the same.

Plans are procedures as people make them, sensible and less so; they are played with different
watches, and what the record says is compared line by line.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from states.duties import duties_of
from states.history import replay
from states.next_steps import draft_of, due_steps, foreseen, next_alarm
from states.refusals import Refusal
from states.running_clocks import clocks_of
from states.terms import (
    CaseSnapshot,
    ClockName,
    Colour,
    ReviewRule,
    SeatRule,
    Task,
)
from states.worktime import DayUnit
from tests.states.cases import CALENDAR, MONDAY, ONE_DAY, RULES, calendar_until, noon, review_rules
from tests.states.counter import Record
from tests.states.doings import act

PLAYABLE = (
    "notify map",
    "notify map new",
    "supplement map",
    "accept",
    "tolerate map",
    "open",
    *(f"{answer} {d}" for answer in ("agree", "return", "object", "abstain") for d in "abc"),
    *(f"{what} {d}" for what in ("recall", "release", "add", "reassign") for d in "abc"),
    "correct map",
    "correct photo",
    "reopen",
    "suspend hearing 5",
    "suspend expert 12",
    "resume",
    "resume 2",
    "extend 5",
    "grant",
    "refuse",
    "deliver",
    "withdraw",
)

REVIEWS = (
    review_rules(),
    review_rules(deemed_source=None),
    review_rules(ReviewRule.ANY, SeatRule("a"), SeatRule("b"), SeatRule("c")),
    review_rules(ReviewRule.ANY, SeatRule("a"), SeatRule("b"), days=3, unit=DayUnit.NATURAL),
    review_rules(ReviewRule.N_OF_M, SeatRule("a"), SeatRule("b"), SeatRule("c"), threshold=2),
    review_rules(ReviewRule.N_OF_M, SeatRule("a", 2), SeatRule("b", 1, True), threshold=2, days=2),
)

CALENDAR_ENDING = calendar_until(date(2025, 3, 20))


@dataclass(frozen=True)
class Plan:
    """A procedure as people make it: who does what, how many days after the act before."""

    acts: tuple[tuple[int, str], ...]
    review: int = 0
    calendar_ends: bool = False
    horizon: int = 75

    def record(self) -> Record:
        rules = replace(RULES, review=REVIEWS[self.review])
        return Record(rules, CALENDAR_ENDING if self.calendar_ends else CALENDAR)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Mostly sensible procedures: a plain course with detours of any kind."""
    course = draw(
        st.sampled_from(
            [
                ("receive plan map",),
                ("receive plan", "notify map", "supplement map"),
                ("receive plan map", "accept", "open"),
                ("receive plan map", "accept", "open", "agree a", "agree b", "grant", "deliver"),
                ("receive plan map", "accept", "suspend hearing 5", "resume", "extend 5"),
            ]
        )
    )
    detours = draw(st.lists(st.sampled_from(PLAYABLE), max_size=6))
    words = list(course)
    for detour in detours:
        words.insert(draw(st.integers(1, len(words))), detour)
    gaps = draw(st.lists(st.integers(0, 9), min_size=len(words), max_size=len(words)))
    return Plan(
        acts=tuple(zip(gaps, words, strict=True)),
        review=draw(st.integers(0, len(REVIEWS) - 1)),
        calendar_ends=draw(st.integers(0, 3)) == 3,
    )


Watch = Callable[[Record, date], None]


def nobody(record: Record, day: date) -> None:
    """No watch: what is due is taken when somebody acts."""


def daily(record: Record, day: date) -> None:
    record.settle(noon(day))


def run(plan: Plan, watch: Watch) -> Record:
    record = plan.record()
    ahead = list(plan.acts)
    turn = MONDAY
    for day in (MONDAY + timedelta(days=n) for n in range(plan.horizon)):
        watch(record, day)
        while ahead and turn + timedelta(days=ahead[0][0]) <= day:
            turn = day
            attempt(record, ahead.pop(0)[1], day)
            watch(record, day)
    record.settle(noon(MONDAY + timedelta(days=plan.horizon)))
    return record


def attempt(record: Record, words: str, day: date) -> None:
    """An act that the law may refuse; the refusal writes nothing but what was due anyway."""
    record.settle(noon(day))
    try:
        draft = act(record.case, words, day)
    except Refusal:
        return
    record.write(draft, noon(day))
    record.settle(noon(day))


@given(plan=plans(), days=st.sets(st.integers(0, 74), max_size=20))
@settings(max_examples=100, deadline=None)
def test_a_late_watch_changes_nothing(plan: Plan, days: set[int]) -> None:
    def now_and_then(record: Record, day: date) -> None:
        if (day - MONDAY).days in days:
            record.settle(noon(day))

    every_day = run(plan, daily)

    assert run(plan, nobody).facts() == every_day.facts()
    assert run(plan, now_and_then).facts() == every_day.facts()


@given(plan=plans(), seed=st.integers(0, 2**16))
@settings(max_examples=100, deadline=None)
def test_runs_may_be_doubled_lost_and_out_of_order(plan: Plan, seed: int) -> None:
    chance = random.Random(seed)
    remembered = []

    def unruly(record: Record, day: date) -> None:
        if chance.random() < 0.4:
            return
        steps = list(due_steps(record.case, noon(day)))
        while steps:
            remembered.extend(steps)
            chance.shuffle(steps)
            for step in steps[: chance.randint(0, len(steps))] + chance.choices(remembered, k=2):
                record.take(step, noon(day))
                assert not record.take(step, noon(day)), "taken twice"
            if chance.random() < 0.3:
                return
            steps = list(due_steps(record.case, noon(day)))

    def sorted_facts(record: Record) -> list[str]:
        return sorted(map(repr, record.facts()))

    assert sorted_facts(run(plan, unruly)) == sorted_facts(run(plan, daily))


@given(plan=plans())
@settings(max_examples=50, deadline=None)
def test_nothing_is_due_before_the_next_alarm_and_something_is_on_it(plan: Plan) -> None:
    def look(record: Record, day: date) -> None:
        record.settle(noon(day))
        alarm = next_alarm(record.case)

        assert not due_steps(record.case, noon(day))
        assert alarm is None or alarm > day
        if alarm is not None:
            assert not due_steps(record.case, noon(alarm - ONE_DAY))
            assert due_steps(record.case, noon(alarm))

    run(plan, look)


@given(plan=plans())
@settings(max_examples=50, deadline=None)
def test_what_is_foreseen_is_lawful_to_write_and_each_key_stands_for_one_step(plan: Plan) -> None:
    def look(record: Record, day: date) -> None:
        record.settle(noon(day))
        steps = list(foreseen(record.case))
        keys = [step.key for step in steps]

        assert len(set(keys)) == len(keys)
        for step in steps:
            after = Record(record.rules, record.calendar, list(record.entries))
            after.write(draft_of(record.case, step), noon(step.effective_on))
            assert step not in foreseen(after.case)

    run(replace(plan, horizon=30), look)


# Duties.

WAITS: dict[Task, Callable[[CaseSnapshot], bool]] = {
    Task.CHECK_FILING: lambda case: case.filing_state == "submitted",
    Task.SUPPLEMENT: lambda case: (
        case.filing_state == "correction_notified"
        or (
            case.approval_state in ("running", "suspended", "extended")
            and not set(case.owed_materials) <= {material.id for material in case.materials}
        )
    ),
    Task.OPEN_REVIEW: lambda case: (
        case.approval_state in ("running", "suspended", "extended")
        and case.review_state == "not_opened"
    ),
    Task.GIVE_OPINION: lambda case: (
        case.review_state in ("collecting", "returned")
        and any(seat.state == "asked" for seat in case.seats)
    ),
    Task.CORRECT: lambda case: case.review_state == "returned",
    Task.END_SPECIAL_PROCEDURE: lambda case: case.approval_state == "suspended",
    Task.DECIDE: lambda case: case.approval_state in ("running", "suspended", "extended"),
    Task.SERVE: lambda case: case.approval_state in ("granted", "refused"),
    Task.EXPLAIN_DELAY: lambda case: (
        case.approval_state != "withdrawn"
        and (ClockName.PROMISE, Colour.YELLOW) in {(card.clock, card.colour) for card in case.cards}
    ),
}


@given(plan=plans())
@settings(max_examples=50, deadline=None)
def test_duties_say_who_is_waited_for_and_end_with_the_clocks_that_run(plan: Plan) -> None:
    def look(record: Record, day: date) -> None:
        case = replay("C-1", record.entries, record.rules, record.calendar)
        duties = duties_of(case)
        running = {
            (clock.name, clock.department): clock.due.due_on
            for clock in clocks_of(case)
            if clock.stopped_on is None
        }

        assert {duty.task for duty in duties} == {
            task for task, waits in WAITS.items() if waits(case)
        }
        assert len({(duty.party, duty.task) for duty in duties}) == len(duties)
        for duty in duties:
            if duty.clock is not None and duty.breach_on is not None:
                party = duty.party if duty.task is Task.GIVE_OPINION else "lead"
                assert running[duty.clock, party] == duty.breach_on
            if duty.promised_on is not None:
                assert running[ClockName.PROMISE, "lead"] == duty.promised_on
        watched = {duty.clock for duty in duties} | (
            {ClockName.PROMISE} if any(duty.promised_on for duty in duties) else set()
        )
        assert {name for name, _ in running} - watched <= {ClockName.DELIVERY}

    run(replace(plan, horizon=40), look)


def test_a_colour_is_never_given_twice_for_one_period() -> None:
    record = run(
        Plan(((0, "receive plan map"), (0, "accept"), (70, "suspend hearing 5"))),
        daily,
    )
    given_cards = [(card.clock, card.colour) for card in record.case.cards]

    assert len(set(given_cards)) == len(given_cards) == 3
    assert (ClockName.STATUTE, Colour.RED) in given_cards
