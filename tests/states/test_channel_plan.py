"""Plans of green channels: conditions over unknown facts, what falls away, and that all end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.channel_conditions import found
from states.channel_plan import differences, plan_of
from states.channel_run import missing_before, run_of
from states.terms import Certainty
from states.terms.channel import (
    AllOf,
    AnyOf,
    BindingPoint,
    ChannelRules,
    Comparison,
    MergeRule,
    Not,
    Operator,
    Prerequisite,
    Standing,
    Truth,
)
from states.terms.project import StepState
from tests.states.channels import channel, done, limit, project, stage, step, waiver, yes

FACTS = ("a", "b", "c")


@pytest.mark.parametrize(
    ("operator", "number", "holds"),
    [
        (Operator.AT_LEAST, "1000", True),  # 1000以上 includes 1000 (Civil Code art. 1259)
        (Operator.AT_LEAST, "999.99", False),
        (Operator.OVER, "1000", False),  # 超过1000 does not
        (Operator.OVER, "1000.01", True),
        (Operator.AT_MOST, "1000", True),
        (Operator.AT_MOST, "1000.01", False),
        (Operator.UNDER, "1000", False),
        (Operator.UNDER, "999.99", True),
    ],
)
def test_at_least_includes_the_number_and_over_does_not(
    operator: Operator, number: str, holds: bool
) -> None:
    comparison = Comparison("amount", operator, ("1000",))

    assert found(comparison, {"amount": number}).truth is (Truth.TRUE if holds else Truth.FALSE)


def test_about_is_a_tolerance_on_both_sides() -> None:
    about = Comparison("amount", Operator.ABOUT, ("100",), tolerance_percent=10)

    assert [found(about, {"amount": n}).truth for n in ("89.9", "90", "110", "110.1")] == [
        Truth.FALSE,
        Truth.TRUE,
        Truth.TRUE,
        Truth.FALSE,
    ]


def test_what_nobody_told_is_unknown_and_says_what_to_ask() -> None:
    both = AllOf((yes("a"), yes("b")))

    assert found(both, {"a": True}).truth is Truth.UNKNOWN
    assert found(both, {"a": True}).ask == ("b",)
    assert found(both, {"a": False}).truth is Truth.FALSE
    assert found(AnyOf((yes("a"), yes("b"))), {"a": True}).truth is Truth.TRUE
    assert found(Not(yes("a")), {}).truth is Truth.UNKNOWN


conditions = st.recursive(
    st.sampled_from([yes(fact) for fact in FACTS]),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(AllOf, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=6,
)


@given(conditions, st.dictionaries(st.sampled_from(FACTS), st.booleans()))
def test_more_facts_never_turn_an_answer_round(condition: Any, known: dict[str, bool]) -> None:
    before = found(condition, known)
    for rest in ({}, dict.fromkeys(FACTS, True), dict.fromkeys(FACTS, False)):
        after = found(condition, {**rest, **known})
        if before.truth is not Truth.UNKNOWN:
            assert after.truth is before.truth


@given(conditions)
def test_all_facts_told_leave_nothing_unknown(condition: Any) -> None:
    assert found(condition, dict.fromkeys(FACTS, True)).truth is not Truth.UNKNOWN


def test_a_step_falls_away_only_with_its_basis() -> None:
    survey = step("survey", when=yes("area"), waivers=(waiver(Standing.COVERED, "assessed"),))
    rules = channel(stage("one", (survey, step("permit"))))

    def standing(**facts: bool) -> Any:
        return plan_of(rules, facts).step("survey")

    assert standing(area=True).standing is Standing.NEEDED
    assert standing(area=False).standing is Standing.NOT_APPLICABLE
    assert standing().standing is Standing.UNDETERMINED
    assert standing().ask == ("area",)
    assert standing(area=True, assessed=True).standing is Standing.COVERED
    assert standing(area=True, assessed=True).source == "第四十三条"


def two_stages(**more: Any) -> ChannelRules:
    return channel(
        stage("works", (step("plan"), step("permit", "plan"))),
        stage("construction", (step("fire"), step("licence", "fire")), "works"),
        stage("completion", (step("final"),), "construction"),
        **more,
    )


MERGE = MergeRule(
    ("works", "construction"), yes("small"), "合并", "merged", "zjj", limit(15), "33号",
    Certainty.PAGE_SEEN,
)  # fmt: skip


def test_small_social_projects_take_stages_two_and_three_as_one_with_the_basis() -> None:
    rules = two_stages(merges=(MERGE,))

    apart = plan_of(rules, {"small": False})
    merged = plan_of(rules, {"small": True})

    assert [s.id for s in apart.stages] == ["works", "construction", "completion"]
    assert [s.id for s in merged.stages] == ["works+construction", "completion"]
    assert merged.stages[0].source == "33号"
    assert merged.stages[0].after == ()
    assert merged.stages[1].after == ("works+construction",)
    assert plan_of(rules, {}).ask == ("small",)


def test_a_step_waits_for_its_stage_and_its_matters_and_says_for_which() -> None:
    at_first = run_of(project(two_stages()))
    later = run_of(project(two_stages(), done("plan")))

    assert at_first.status("permit").waits_for == ("plan",)  # type: ignore[union-attr]
    assert at_first.status("fire").waits_for == ("works",)  # type: ignore[union-attr]
    assert at_first.status("plan").may_open  # type: ignore[union-attr]
    assert later.status("permit").may_open  # type: ignore[union-attr]
    assert later.status("plan").state is StepState.DONE  # type: ignore[union-attr]


def test_replanning_keeps_what_was_opened_and_shows_what_changed() -> None:
    rules = channel(stage("one", (step("survey", when=yes("area")), step("permit"))))
    old, new = plan_of(rules, {"area": True}), plan_of(rules, {"area": False})

    (difference,) = differences(old, new, frozenset({"survey"}))
    status = run_of(project(rules, done("survey"), area=False)).status("survey")

    assert (difference.was, difference.now) == (Standing.NEEDED, Standing.NOT_APPLICABLE)
    assert difference.kept
    assert status is not None
    assert status.state is StepState.DONE


def test_a_filing_certificate_alone_never_means_that_work_may_start() -> None:
    needed = tuple(
        Prerequisite(m, BindingPoint.START_OF_WORK, f"{m}法", f"{m} law", Certainty.STATUTE_READ)
        for m in ("eia", "licence")
    )
    steps = (step("filing"), step("eia", when=yes("eia_needed")), step("licence"))
    rules = channel(stage("one", steps), prerequisites=needed)

    def missing(**facts: bool) -> list[str]:
        told = project(rules, done("filing"), **facts)
        return [rule.needs for rule in missing_before(told, BindingPoint.START_OF_WORK)]

    assert missing(eia_needed=True) == ["eia", "licence"]
    assert missing() == ["eia", "licence"]  # not known: not done
    assert missing(eia_needed=False) == ["licence"]


@st.composite
def channels(draw: st.DrawFn) -> ChannelRules:
    """Channels that the checker lets pass: nothing waits in a circle."""
    stages, matters = [], 0
    for number in range(draw(st.integers(1, 4))):
        steps = []
        for _ in range(draw(st.integers(1, 4))):
            earlier = [s.matter for s in steps]
            after = draw(st.lists(st.sampled_from(earlier), unique=True)) if earlier else []
            when = draw(st.none() | conditions)
            fact = draw(st.none() | st.sampled_from(FACTS))
            waivers = (waiver(Standing.COVERED, fact),) if fact else ()
            steps.append(step(f"m{matters}", *after, when=when, waivers=waivers))
            matters += 1
        earlier = [s.id for s in stages]
        after = draw(st.lists(st.sampled_from(earlier), unique=True)) if earlier else []
        stages.append(stage(f"s{number}", tuple(steps), *after))
    merges = ()
    if len(stages) > 1 and draw(st.booleans()):
        # Neighbours in order of declaration have no stage between them that waits for one
        # of them and is waited for by the other.
        at = draw(st.integers(0, len(stages) - 2))
        pair = (stages[at].id, stages[at + 1].id)
        fact = draw(st.sampled_from(FACTS))
        merges = (
            MergeRule(pair, yes(fact), "合并", "merged", "zjj", None, "源", Certainty.SAMPLE),
        )
    return channel(*stages, merges=merges)


@given(channels(), st.fixed_dictionaries({f: st.booleans() for f in FACTS}), st.data())
def test_every_plan_without_a_circle_finishes_whatever_is_merged_or_falls_away(
    rules: ChannelRules, facts: dict[str, bool], data: st.DataObject
) -> None:
    cases: list[Any] = []
    for _ in range(100):
        run = run_of(project(rules, *cases, **facts))
        ready = [s.step.matter for stage in run.stages for s in stage.steps if s.may_open]
        if not ready:
            break
        cases.append(done(data.draw(st.sampled_from(ready))))

    assert run.is_finished
    assert all(s.waits_for == () for stage in run.stages for s in stage.steps)


@given(channels(), st.fixed_dictionaries({f: st.booleans() for f in FACTS}), st.randoms())
def test_the_order_in_which_steps_are_finished_does_not_matter(
    rules: ChannelRules, facts: dict[str, bool], random: Any
) -> None:
    needed = [
        s.matter
        for planned in plan_of(rules, facts).stages
        for s in planned.steps
        if s.standing is Standing.NEEDED
    ]
    some = [done(matter) for matter in needed if random.random() < 0.6]
    shuffled = random.sample(some, len(some))

    assert run_of(project(rules, *some, **facts)) == run_of(project(rules, *shuffled, **facts))


@given(channels(), st.dictionaries(st.sampled_from(FACTS), st.booleans()))
def test_what_is_not_decided_is_asked_and_never_opened(
    rules: ChannelRules, facts: dict[str, bool]
) -> None:
    run = run_of(project(rules, **facts))
    for each in run.stages:
        for status in each.steps:
            if status.state is StepState.UNDETERMINED:
                assert status.step.ask
                assert not status.may_open
                assert not run.is_finished
