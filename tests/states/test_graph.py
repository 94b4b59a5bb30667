"""The machines as graphs, the comments beside their states, and the document made of both."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from statemachine import State

from greenlane.transitions import MACHINES, document, meanings
from states.approval import Approval
from states.channel import Channel
from states.commitment import CommitmentProcedure
from states.construction import Construction
from states.coordination import Coordination
from states.extension_requests import ExtensionRequest
from states.filing import Filing, RecordFiling
from states.grant_requests import Request
from states.hearing import Hearing
from states.joint_review import JointReview, Opinion
from states.procedure import Procedure, table_of
from states.running_clocks import clocks_of
from states.standard_land import StandardLand
from states.terms import ClockName
from tests.states.cases import LADDER_RULES, RULES
from tests.states.counter import ACCEPTED, AGREED, GRANTED, IN_REVIEW, RECEIVED, played

DOCUMENT = Path(__file__).parents[2] / "docs" / "transitions.md"

STRICT = {
    "allow_event_without_transition": False,
    "catch_errors_as_events": False,
    "atomic_configuration_update": True,
    "enable_self_transition_entries": False,
}

COORDINATED = (*IN_REVIEW, "agree a", "object b", "bring")

# Which clock runs while a case waits in a state, after these acts …
WATCHED: Mapping[type[Procedure], Mapping[str, tuple[tuple[str, ...], ClockName]]] = {
    Filing: {
        "submitted": (RECEIVED, ClockName.NOTICE),
        "accepted": (ACCEPTED, ClockName.STATUTE),
    },
    Opinion: {
        "asked": (IN_REVIEW, ClockName.OPINION),
        "returned": ((*IN_REVIEW, "return a"), ClockName.STATUTE),
        "referred": ((*IN_REVIEW, "refer a"), ClockName.CONSULTATION),
    },
    Coordination: {
        "departments": (COORDINATED, ClockName.COORDINATION),
        "lead": ((*COORDINATED, "escalate"), ClockName.COORDINATION),
        "conference": ((*COORDINATED, "escalate", "escalate"), ClockName.COORDINATION),
        "secretary_general": (
            (*COORDINATED, "escalate", "escalate", "escalate"),
            ClockName.COORDINATION,
        ),
        "mayor": (
            (*COORDINATED, "escalate", "escalate", "escalate", "escalate"),
            ClockName.COORDINATION,
        ),
    },
    JointReview: {
        "not_opened": (ACCEPTED, ClockName.STATUTE),
        "collecting": (IN_REVIEW, ClockName.OPINION),
        "returned": ((*IN_REVIEW, "return a"), ClockName.STATUTE),
        "agreed": (AGREED, ClockName.STATUTE),
        "objected": ((*IN_REVIEW, "agree a", "object b"), ClockName.STATUTE),
    },
    Approval: {
        "pending": (RECEIVED, ClockName.NOTICE),
        "running": (ACCEPTED, ClockName.STATUTE),
        "suspended": ((*ACCEPTED, "suspend hearing 5"), ClockName.SPECIAL),
        "extended": ((*ACCEPTED, "extend 5"), ClockName.STATUTE),
        "granted": (GRANTED, ClockName.DELIVERY),
    },
    ExtensionRequest: {"asked": ((*ACCEPTED, "ask_extension 10"), ClockName.STATUTE)},
    Hearing: {
        "told": ((*ACCEPTED, "tell"), ClockName.HEARING_REQUEST),
        "called": ((*ACCEPTED, "tell", "request"), ClockName.HEARING),
        "announced": ((*ACCEPTED, "tell", "request", "announce"), ClockName.HEARING),
        "given_up": ((*ACCEPTED, "tell", "request", "give_up"), ClockName.HEARING_REQUEST),
    },
}

# … and where none runs, the reason that the comment must give.
UNWATCHED: Mapping[type[Procedure], Mapping[str, str]] = {
    # A project's promises are clocks of its own (tests/states/test_channel_clocks.py).
    Channel: {
        "draft": "it goes the ordinary way",
        "nominated": "no text turns silence into admission",
        "admitted": "the promises of stages and channel run",
        "rectifying": "removal is a decision, never an effect of time",
    },
    Filing: {
        "draft": "no clock runs on what was never received",
        "correction_notified": "no text here turns an applicant's silence into withdrawal",
    },
    RecordFiling: {
        "draft": "nothing was filed",
        "filed": "no decision clock ever runs",
        "change_notified": "it is a notice, never a refusal",
        "statement_asked": "it stands",
        "statement_reminded": "only a person removes",
    },
    Construction: {
        "not_begun": "the validity clock runs to its end",
        "begun": "no text here names a day",
    },
    Request: {"asked": "never deemed"},
    Opinion: {
        "agreed": "it stands",
        "agreed_with_conditions": "it stands",
        "objected": "the review concludes as objected",
        "abstained": "it stands",
        "deemed_agreed": "it stands, flagged in the file",
        "late": "it counts as agreement",
    },
    Coordination: {
        "not_needed": "the decision clock of the case runs",
        "settled": "the seats' own clocks",
    },
    Approval: {
        "refused": "no clock in art. 44",
        "delivered": "validity clocks belong to the matter's catalogue",
    },
    # Its own clocks are counted in test_commitment.py.
    CommitmentProcedure: {
        "not_offered": "the ordinary procedure",
        "notified": "no answer is no commitment",
        "committed": "the decision clock",
        "materials_due": "a yellow card to the organ that should check",
        "rectifying": "nothing is automatic",
        "breached": "the grant waits for an act of revocation",
    },
    Hearing: {"none": "none is needed"},
    StandardLand: {
        "prepared": "nothing runs",
        "offered": "it stays on offer",
        "in_use": "no text here sets a clock",
        "managed": "it stands",
        "rectifying": "the department may find a breach",
    },
}


def transitions_of(machine: type[Procedure]) -> Iterator[Any]:
    for state in machine.states_map.values():
        yield from state.transitions


def rules_of(machine: type[Procedure]) -> Iterator[Any]:
    """Everything the machine was given to call, with the group it was given for."""
    for holder in (*transitions_of(machine), *machine.states_map.values()):
        yield from (spec for spec in holder._specs if not spec.is_convention)


def all_subclasses(base: type[Procedure]) -> Iterator[type[Procedure]]:
    for machine in base.__subclasses__():
        yield machine
        yield from all_subclasses(machine)


def test_the_document_and_these_tests_know_every_machine() -> None:
    assert set(MACHINES) == set(all_subclasses(Procedure))


@pytest.mark.parametrize("machine", [Procedure, *MACHINES])
def test_every_machine_is_strict_in_all_four_ways(machine: type[Procedure]) -> None:
    assert {switch: getattr(machine, switch) for switch in STRICT} == STRICT


@pytest.mark.parametrize("machine", MACHINES)
def test_final_states_have_no_exit_and_all_others_have_one(machine: type[Procedure]) -> None:
    for value, state in machine.states_map.items():
        exits = {t.target.value for t in state.transitions} - {value}

        assert bool(exits) is not state.final, value


@pytest.mark.parametrize("machine", MACHINES)
def test_every_state_can_be_reached(machine: type[Procedure]) -> None:
    table = table_of(machine)
    (start,) = [value for value, state in machine.states_map.items() if state.initial]
    reached, ahead = {start}, [start]
    while ahead:
        targets = {m.target for moves in table[ahead.pop()].values() for m in moves}
        ahead += targets - reached
        reached |= targets

    assert reached == set(machine.states_map)


@pytest.mark.parametrize("machine", MACHINES)
def test_a_final_state_can_be_reached_from_everywhere(machine: type[Procedure]) -> None:
    table = table_of(machine)
    ending = {value for value, state in machine.states_map.items() if state.final}
    for _ in table:
        ending |= {s for s, row in table.items() for ms in row.values() if ms[0].target in ending}

    assert ending == set(table)


def test_no_rule_is_a_string_and_none_does_anything_on_the_way() -> None:
    for machine in MACHINES:
        for spec in rules_of(machine):
            assert not isinstance(spec.func, str), (machine, spec)
            assert spec.group.name in ("VALIDATOR", "COND"), (machine, spec)
            assert spec.expected_value is not False, (machine, spec)


def test_no_method_of_a_machine_is_called_by_the_convention_of_its_name() -> None:
    prefixes = ("on_", "before_", "after_", "prepare_")
    for machine in MACHINES:
        assert not [name for name in vars(machine) if name.startswith(prefixes)]


def test_rules_are_plain_synchronous_functions_of_the_case_and_the_command() -> None:
    for machine in MACHINES:
        for spec in rules_of(machine):
            assert inspect.isfunction(spec.func), spec
            assert not inspect.iscoroutinefunction(spec.func), spec
            assert set(inspect.signature(spec.func).parameters) <= {"case", "cmd"}, spec


def test_rules_have_names_that_nobody_else_has() -> None:
    # The library caches signatures by name alone: two rules of one name would be mixed up.
    named: dict[str, set[Any]] = {}
    for machine in MACHINES:
        for spec in rules_of(machine):
            named.setdefault(spec.func.__name__, set()).add(spec.func)

    assert len(named) > 20
    assert not {name: rules for name, rules in named.items() if len(rules) > 1}


@pytest.mark.parametrize("machine", MACHINES)
def test_beside_every_state_stands_what_it_means(machine: type[Procedure]) -> None:
    says = meanings(machine)

    assert set(says) == set(machine.states_map)
    for name, meaning in says.items():
        assert meaning.final is machine.states_map[name].final, name
        assert meaning.final or (meaning.entry and meaning.exit and meaning.silence), name


@pytest.mark.parametrize("machine", MACHINES)
def test_every_state_that_waits_has_a_clock_or_says_why_not(machine: type[Procedure]) -> None:
    waiting = {value for value, state in machine.states_map.items() if not state.final}
    watched, unwatched = WATCHED.get(machine, {}), UNWATCHED.get(machine, {})

    assert set(watched) | set(unwatched) == waiting
    assert not set(watched) & set(unwatched)
    for state, reason in unwatched.items():
        assert reason in meanings(machine)[state].silence


@pytest.mark.parametrize(
    ("machine", "state", "acts", "clock"),
    [(m, state, *row) for m, rows in WATCHED.items() for state, row in rows.items()],
)
def test_the_clock_of_a_state_runs_while_a_case_waits_in_it(
    machine: type[Procedure], state: str, acts: tuple[str, ...], clock: ClockName
) -> None:
    case = played(acts, LADDER_RULES if machine is Coordination else RULES).case
    seat = case.seat("a")
    stands_in = {
        Filing: case.filing_state,
        Opinion: seat and seat.state,
        JointReview: case.review_state,
        Coordination: case.coordination_state,
        Approval: case.approval_state,
        Hearing: case.hearing.state,
        ExtensionRequest: case.extension_requests[-1].state if case.extension_requests else "",
    }
    running = {found.name for found in clocks_of(case) if found.stopped_on is None}

    assert stands_in[machine] == state
    assert clock in running


class Mute:
    """Not a machine: its comment forgets what silence does."""

    # In: somehow. Out: by somebody.
    begun = State(initial=True)


def test_a_comment_that_leaves_out_what_silence_does_is_not_accepted() -> None:
    with pytest.raises(ValueError, match=r"Mute\.begun: .* silence"):
        meanings(Mute)  # type: ignore[arg-type]


def test_the_document_is_current() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")

    assert written == document(), "run: python -m greenlane.transitions > docs/transitions.md"
