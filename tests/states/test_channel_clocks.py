"""Promises of stages and channels: what they count, when they stand still, the parent's day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.channel_clocks import (
    WHOLE,
    StageClock,
    clocks_of_project,
    explained_clock,
    parent_date,
    stretches_without,
)
from states.channel_promises import promise_in
from states.channel_steps import ProjectStepKind, next_project_alarm, project_steps
from states.terms import Certainty
from states.terms.channel import ChannelRules, Counting, PhaseRule, PromisePolicy
from states.terms.project import PhaseDate, ProjectSnapshot, StepCase, Stretch
from states.worktime import DayUnit, LineKind, due_on
from tests.states.cases import RULES, noon
from tests.states.channels import CALENDAR, channel, done, limit, project, running, stage, step

MARCH = [date(2026, 3, day) for day in range(1, 32)]


def two_steps(counting: Counting) -> ChannelRules:
    return channel(
        stage("one", (step("a"), step("b")), days=10), counting=counting, counting_source="样例"
    )


def clock(of: ProjectSnapshot, about: str) -> StageClock:
    return next(found for found in clocks_of_project(of) if found.about == about)


def case(matter: str, start: date, end: date | None) -> StepCase:
    stretch = (Stretch(start, end),)
    if end is None:
        return running(matter, start, with_organs=stretch)
    return StepCase(
        f"case-{matter}", matter, done(matter).state, start, start, end, with_organs=stretch
    )


def test_a_stage_promise_runs_from_the_first_acceptance() -> None:
    of = project(two_steps(Counting.ALL_DAYS), case("a", MARCH[1], None))

    found = clock(of, "one")

    assert found.started_on == date(2026, 3, 2)
    assert found.due is not None
    assert found.due.due_on == date(2026, 3, 16)  # ten working days: 3-6, 9-13, 16
    assert clock(of, WHOLE).due is not None


def test_days_on_which_no_organ_had_to_act_are_taken_out_where_the_policy_says_so() -> None:
    # a: 2 to 4 March with the organs; then nobody until b comes in on 9 March.
    first, second = case("a", MARCH[1], MARCH[3]), case("b", MARCH[8], None)

    organ = clock(project(two_steps(Counting.ORGAN_DAYS), first, second), "one")
    plain = clock(project(two_steps(Counting.ALL_DAYS), first, second), "one")

    # 3, 4 count; 5, 6, 9 do not; then 10-13, 16-19.
    assert organ.due is not None
    assert organ.due.due_on == date(2026, 3, 19)
    assert organ.due.excluded_days == 3
    assert plain.due is not None
    assert plain.due.due_on == date(2026, 3, 16)


def test_the_clock_stands_still_while_the_next_step_is_the_enterprises() -> None:
    of = project(two_steps(Counting.ORGAN_DAYS), case("a", MARCH[1], MARCH[3]))

    found = clock(of, "one")

    assert found.due is None
    assert found.standing_since == date(2026, 3, 4)
    assert found.used(of, date(2026, 5, 1)) == 2
    assert explained_clock(of, found) == ()
    assert next_project_alarm(of) is None


@given(
    st.lists(st.tuples(st.integers(0, 25), st.integers(0, 15)), min_size=1, max_size=4),
    st.integers(1, 30),
)
def test_the_lines_of_a_promise_sum_to_its_days(spans: list[tuple[int, int]], days: int) -> None:
    matters = [f"m{n}" for n in range(len(spans))]
    cases = [
        case(matter, MARCH[start], MARCH[start] + timedelta(days=length))
        for matter, (start, length) in zip(matters, spans, strict=True)
    ]
    rules = channel(
        stage("one", tuple(step(m) for m in (*matters, "last")), days=days),
        counting=Counting.ORGAN_DAYS,
    )
    open_case = case("last", MARCH[30], None)
    of = project(rules, *cases, open_case)

    found = clock(of, "one")

    assert found.due is not None
    counted = [x for x in explained_clock(of, found) if x.kind is LineKind.COUNTED]
    assert sum(line.days for line in counted) == days
    assert not [x for x in explained_clock(of, found) if "特别程序 " in x.zh]


def test_a_provisional_promise_is_a_range_and_is_looked_at_on_its_earliest_day() -> None:
    start = date(2026, 12, 25)
    of = project(two_steps(Counting.ALL_DAYS), case("a", start, None))

    found = clock(of, "one")

    assert found.due is not None
    assert found.due.provisional
    assert found.due.earliest_on < found.due.latest_on
    assert next_project_alarm(of) == found.due.earliest_on
    assert project_steps(of, noon(date(2027, 6, 1))) == ()


def test_a_late_stage_is_carded_once_from_the_day_after_its_last_day() -> None:
    of = project(two_steps(Counting.ALL_DAYS), case("a", MARCH[1], None))

    before = project_steps(of, noon(date(2026, 3, 16)))
    (card,) = project_steps(of, noon(date(2026, 3, 30)))

    assert before == ()
    assert (card.kind, card.about, card.effective_on) == (
        ProjectStepKind.CARD, "one", date(2026, 3, 17),
    )  # fmt: skip


def test_a_stage_that_was_finished_late_is_carded_and_one_in_time_is_not() -> None:
    late = project(
        two_steps(Counting.ALL_DAYS), case("a", MARCH[1], MARCH[3]), case("b", MARCH[1], MARCH[18])
    )
    in_time = project(
        two_steps(Counting.ALL_DAYS), case("a", MARCH[1], MARCH[3]), case("b", MARCH[1], MARCH[15])
    )

    def cards(of: ProjectSnapshot) -> list[str]:
        steps = project_steps(of, noon(date(2026, 3, 31)))
        return [found.about for found in steps if found.kind is ProjectStepKind.CARD]

    assert cards(late) == ["one"]
    assert cards(in_time) == []


def phase(name: str, start: date) -> PhaseDate:
    return PhaseDate(name, name, due_on(start, 20, CALENDAR, unit=DayUnit.WORKING))


@given(st.lists(st.sampled_from(MARCH), min_size=1, max_size=5), st.integers(1, 6))
def test_the_parents_day_is_the_rule_over_its_phases(starts: list[date], n: int) -> None:
    phases = [phase(str(place), start) for place, start in enumerate(starts)]
    days = [p.due.due_on for p in phases if p.due]

    assert parent_date(PhaseRule.ALL, 1, phases).due_on == max(days)
    assert parent_date(PhaseRule.FIRST, 1, phases).due_on == min(days)
    assert parent_date(PhaseRule.LAST, 1, phases).due_on == days[-1]
    nth = parent_date(PhaseRule.NTH, n, phases).due_on
    assert nth == (sorted(days)[n - 1] if n <= len(days) else None)


def test_a_phase_without_a_running_promise_leaves_the_day_open_where_all_must_end() -> None:
    phases = [phase("1", MARCH[1]), PhaseDate("2", "2", None)]

    assert parent_date(PhaseRule.ALL, 1, phases).due_on is None
    assert parent_date(PhaseRule.FIRST, 1, phases).due_on == phases[0].due.due_on  # type: ignore[union-attr]
    assert len(parent_date(PhaseRule.ALL, 1, phases).lines) == 3


def test_a_provisional_phase_makes_the_parents_day_a_range() -> None:
    parent = parent_date(PhaseRule.ALL, 1, [phase("1", date(2026, 12, 15))])

    assert parent.provisional
    assert parent.earliest_on is not None
    assert parent.latest_on is not None
    assert parent.earliest_on < parent.latest_on


@pytest.mark.parametrize(
    ("statute", "numerator", "denominator", "promised"),
    [
        (20, 1, 2, 10),
        (20, 2, 3, 13),  # 13.33 days: part days are dropped
        (7, 1, 2, 3),  # 3.5
        (1, 1, 2, None),  # at least one day: not shorter than the statute
        (45, 2, 3, 30),
    ],
)
def test_a_share_of_the_statute_is_rounded_down(
    statute: int, numerator: int, denominator: int, promised: int | None
) -> None:
    """LAW B4.2: at most 2/3, key items at most 1/2."""
    policy = PromisePolicy(numerator, denominator, (), "信阳", Certainty.SAMPLE)
    rules = channel(policies=(policy,))
    matter = without_promise(statute)

    found = promise_in(rules, matter)

    assert (found.limit.days if found else None) == promised
    assert found is None or found.limit.source == "信阳"


@given(st.integers(1, 90), st.integers(1, 90))
def test_a_channel_never_promises_later_than_matter_or_statute(statute: int, own: int) -> None:
    policies = (
        PromisePolicy(2, 3, (), "a", Certainty.SAMPLE),
        PromisePolicy(1, 2, (), "b", Certainty.SAMPLE),
    )
    matter = replace(without_promise(statute), promise_limit=limit(own))

    found = promise_in(channel(policies=policies), matter)

    if found is not None:
        assert found.limit.days < own
        assert found.limit.days <= max(1, statute // 2)
    else:
        assert own <= max(1, statute // 2) or statute == 1


def without_promise(days: int):
    return replace(RULES, decision_limit=limit(days), promise_limit=None)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), max_size=4), st.integers(0, 30))
def test_stretches_leave_out_exactly_the_holes(holes: list[tuple[int, int]], length: int) -> None:
    start, end = MARCH[0], MARCH[0] + timedelta(days=length)
    cut = [
        Stretch(start + timedelta(days=at), start + timedelta(days=at + width))
        for at, width in holes
    ]

    left = stretches_without(start, end, cut)

    for day in (start + timedelta(days=n) for n in range(1, 40)):
        inside = start < day <= end
        in_hole = any(hole.from_on < day <= hole.until_on for hole in cut if hole.until_on)
        kept = any(piece.from_on < day <= (piece.until_on or day) for piece in left)
        assert kept == (inside and not in_hole)
