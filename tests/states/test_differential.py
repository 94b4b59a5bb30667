"""The table that decides against the library that declares: one answer, whatever is asked.

Acts decide on a table compiled from the class. Here the same question goes to a living
machine of the library, which reads the declaration in its own way.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statemachine.exceptions import TransitionNotAllowed

from states.commands import Command
from states.procedure import Procedure, decide
from states.refusals import NotForeseen, Refusal
from states.terms import (
    AcceptanceMode,
    Answer,
    CaseSnapshot,
    Correction,
    CorrectionItem,
    Decision,
    Outcome,
    ReviewRule,
    Rung,
    RungLevel,
    SeatRule,
    Verdict,
)
from states.worktime import Suspension
from tests.states.cases import (
    EXTENSION,
    HANDLER,
    LADDER,
    MONDAY,
    ORGAN_HEAD,
    RULES,
    SECTION_HEAD,
    SUPPLIED,
    calendar_until,
    case_of,
    command_of,
    favourable,
    review_rules,
    seat_of,
)
from tests.states.test_matrix import LISTED, OPINION, TABLES, events_of, situation
from tests.states.test_refusals import TRIALS, Situation

Asked = tuple[type[Procedure], str, str, CaseSnapshot, object]


def by_the_table(asked: Asked) -> str | type[Refusal]:
    try:
        return decide(*asked)
    except Refusal as refusal:
        return type(refusal)


def by_the_library(asked: Asked) -> str | type[Refusal]:
    machine, state, event, case, cmd = asked
    living = machine(start_value=state)
    try:
        living.send(event, case=case, cmd=cmd)
    except TransitionNotAllowed:
        return NotForeseen
    except Refusal as refusal:
        return type(refusal)
    (value,) = living.configuration_values
    return str(value)


@pytest.mark.parametrize(("machine", "state", "key", "expected"), LISTED)
def test_the_library_goes_where_the_hand_written_table_says(
    machine: type[Procedure], state: str, key: str, expected: str
) -> None:
    event, case = situation(machine, state, key)
    asked = (machine, state, event, case, command_of(event))

    assert by_the_library(asked) == by_the_table(asked)
    assert expected.startswith("refused") or by_the_library(asked) == expected


@pytest.mark.parametrize(("machine", "state", "event", "rule", "situation"), TRIALS)
def test_the_library_refuses_what_a_validator_refuses(
    machine: type[Procedure], state: str, event: str, rule: str, situation: Situation
) -> None:
    case, cmd = situation.of(machine, state, event)

    assert by_the_library((machine, state, event, case, cmd)) is situation.refusal


days = st.sampled_from([0, 1, 7, 8, 9, 10, 11, 28, 29, 42, 60, 90]).map(
    lambda n: MONDAY + timedelta(days=n)
)
some_days = st.none() | days
rule_sets = st.builds(
    replace,
    st.just(RULES),
    notice_limit=st.sampled_from([None, RULES.notice_limit]),
    decision_limit=st.sampled_from([None, RULES.decision_limit]),
    extension=st.sampled_from([None, RULES.extension]),
    suspensions=st.sampled_from([(), RULES.suspensions]),
    review=st.sampled_from(
        [
            None,
            review_rules(),
            review_rules(ladder=LADDER),
            review_rules(ReviewRule.ANY, deemed_source=None),
            review_rules(ReviewRule.N_OF_M, SeatRule("a"), SeatRule("b", 2), threshold=2),
        ]
    ),
)
seats = st.builds(
    lambda department, state, weight, veto, asked_on: seat_of(
        department, state, weight=weight, veto=veto, asked_on=asked_on
    ),
    st.sampled_from("abc"),
    st.sampled_from(sorted(OPINION)),
    st.integers(0, 2),
    st.booleans(),
    days,
)
rungs = st.builds(Rung, st.sampled_from(RungLevel), days, st.just("why"))
decisions = st.none() | st.builds(
    Decision, st.sampled_from(Outcome), days, st.just(ORGAN_HEAD.id), st.just("why")
)
pauses = st.builds(
    Suspension,
    st.sampled_from(["hearing", "expert"]),
    st.just(MONDAY),
    st.none() | days,
    st.sampled_from([0, 5, 40]),
)


@st.composite
def cases(draw: st.DrawFn) -> CaseSnapshot:
    corrections = st.builds(Correction, days, st.just(()), some_days)
    return case_of(
        draw(rule_sets),
        calendar=draw(st.sampled_from([case_of().calendar, calendar_until(MONDAY)])),
        received_on=draw(some_days),
        accepted_on=draw(some_days),
        corrections=tuple(draw(st.lists(corrections, max_size=2))),
        materials=SUPPLIED[: draw(st.integers(0, 2))],
        owed_materials=draw(st.sampled_from([(), ("map",), ("photo",)])),
        review_state=draw(st.sampled_from(["not_opened", "collecting", "agreed", "objected"])),
        seats=tuple(draw(st.lists(seats, max_size=3, unique_by=lambda seat: seat.department))),
        rungs=tuple(draw(st.lists(rungs, max_size=2))),
        suspensions=(draw(pauses),),
        extension=draw(st.sampled_from([None, EXTENSION])),
        decision=draw(decisions),
    )


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "actor": st.sampled_from([ORGAN_HEAD, SECTION_HEAD, HANDLER]),
    "today": days,
    "items": st.sampled_from(["plan", "/area", "nowhere"]).map(
        lambda about: (CorrectionItem(about, "", ""),)
    ),
    "new_defects": st.booleans(),
    "mode": st.sampled_from(AcceptanceMode),
    "owed": st.sampled_from([(), ("map",), ("plan", "map")]),
    "reasons": st.sampled_from(["why", " "]),
    "department": st.sampled_from("abz"),
    "answer": st.sampled_from(Answer),
    "verdict": st.sampled_from(Verdict),
    "level": st.sampled_from(RungLevel),
    "to_department": st.sampled_from("abc"),
    "kind": st.sampled_from(["hearing", "expert", "tea"]),
    "announced_days": st.sampled_from([1, 30, 31]),
    "ended_on": days,
    "days": st.sampled_from([0, 1, 10, 11]),
    "outcome": st.sampled_from(Outcome),
    "handled_by": st.sampled_from([frozenset[str](), frozenset({ORGAN_HEAD.id})]),
    "asked_by": st.sampled_from([frozenset[str](), frozenset({ORGAN_HEAD.id})]),
    "served_on": days,
    "on": days,
    "party": st.sampled_from(["firm", "stranger"]),
    "hearing_on": days,
    "presider": st.sampled_from(["presider-1", "presider-2"]),
    "reviewed_by": st.sampled_from([frozenset[str](), frozenset({"presider-1"})]),
    "held_on": days,
    "unsigned": st.sampled_from([(), ("neighbour",)]),
}


@st.composite
def commands(draw: st.DrawFn, event: str) -> Command:
    """The event's command with some of its fields changed."""
    command = command_of(event)
    names = [name for name in type(command).__dataclass_fields__ if draw(st.integers(0, 3)) == 0]
    return replace(command, **{name: draw(FIELDS[name]) for name in names})


@pytest.mark.parametrize("machine", TABLES)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_table_and_library_agree_on_any_case_and_command(
    machine: type[Procedure], data: st.DataObject
) -> None:
    state = data.draw(st.sampled_from(sorted(machine.states_map)))
    for event in (*events_of(machine), "aprove"):
        lawful = favourable(machine, state, event)
        case = data.draw(st.just(lawful) | cases())
        asked = (machine, state, event, case, data.draw(commands(event)))

        assert by_the_table(asked) == by_the_library(asked), event
