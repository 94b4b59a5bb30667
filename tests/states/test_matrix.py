"""Every state of every machine against every event: the tables are written by hand.

The pairs come from the classes, so that no new state or event stays without an expectation.
An event followed by “if …” names the branch that the case decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from states.approval import Approval
from states.construction import Construction
from states.coordination import Coordination
from states.extension_requests import ExtensionRequest
from states.filing import Filing, RecordFiling
from states.grant_requests import Request
from states.hearing import Hearing
from states.joint_review import JointReview, Opinion
from states.procedure import Procedure, allowed_events, decide
from states.refusals import ExtensionUsed, NotForeseen
from states.terms import CaseSnapshot
from tests.states.cases import EXTENSION, command_of, favourable, seat_of

Row = Mapping[str, str]

FILING: Mapping[str, Row] = {
    "draft": {"submit": "submitted"},
    "submitted": {
        "notify_correction": "correction_notified",
        "accept": "accepted",
        "accept_tolerantly": "accepted",
        "accept_on_commitment": "accepted",
        "deem_accepted": "accepted",
        "find_not_needed": "not_needed",
        "refuse_acceptance": "not_accepted",
        "withdraw": "withdrawn",
    },
    "correction_notified": {"supplement": "submitted", "withdraw": "withdrawn"},
    "accepted": {"supplement": "accepted", "withdraw": "withdrawn"},
    "not_needed": {},
    "not_accepted": {},
    "withdrawn": {},
}

RECORD_FILING: Mapping[str, Row] = {
    "draft": {"inform": "filed"},
    "filed": {
        "notify_change": "change_notified",
        "change": "filed",
        "ask_statement": "statement_asked",
        "decline": "declined",
        "withdraw": "withdrawn",
    },
    "change_notified": {"change": "filed", "withdraw": "withdrawn"},
    "statement_asked": {
        "change": "statement_asked",
        "remind_statement": "statement_reminded",
        "state_on": "filed",
        "withdraw": "withdrawn",
    },
    "statement_reminded": {
        "change": "statement_reminded",
        "state_on": "filed",
        "remove": "removed",
        "withdraw": "withdrawn",
    },
    "withdrawn": {},
    "removed": {},
    "declined": {},
}

CONSTRUCTION: Mapping[str, Row] = {
    "not_begun": {"begin": "begun", "report": "not_begun"},
    "begun": {"report": "begun", "complete": "completed"},
    "completed": {},
}

REQUEST: Mapping[str, Row] = {
    "asked": {
        "agree_to": "agreed",
        "turn_down": "refused",
        "deem": "deemed",
        "take_back": "taken_back",
    },
    "agreed": {},
    "refused": {},
    "deemed": {},
    "taken_back": {},
}

EXTENSION_REQUEST: Mapping[str, Row] = {
    "asked": {"extend_as_asked": "granted", "decline_extension": "declined"},
    "granted": {},
    "declined": {},
}

OPINION: Mapping[str, Row] = {
    "asked": {
        "agree": "agreed",
        "agree_with_conditions": "agreed_with_conditions",
        "return_for_correction": "returned",
        "object": "objected",
        "abstain": "abstained",
        "refer_upward": "referred",
        "hand_over": "asked",
        "deem_agreed": "deemed_agreed",
        "reassign": "asked",
        "ask_again": "asked",
        "release": "released",
    },
    "agreed": {"ask_again": "asked", "recall": "asked"},
    "agreed_with_conditions": {"ask_again": "asked", "recall": "asked"},
    "returned": {"ask_again": "asked", "recall": "asked", "release": "released"},
    "objected": {"ask_again": "asked", "recall": "asked"},
    "referred": {
        "confirm_above": "agreed",
        "confirm_above_with_conditions": "agreed_with_conditions",
        "object_above": "objected",
        "ask_again": "asked",
        "recall": "asked",
        "release": "released",
    },
    "abstained": {"ask_again": "asked", "recall": "asked"},
    "deemed_agreed": {"answer_late": "late", "ask_again": "asked", "release": "released"},
    "late": {"ask_again": "asked"},
    "released": {},
}

OPEN_REVIEW: Row = {
    "collate if a seat is returned": "returned",
    "collate if no seat is returned": "collecting",
    "conclude_agreed": "agreed",
    "conclude_objected": "objected",
    "cancel": "cancelled",
}
JOINT_REVIEW: Mapping[str, Row] = {
    "not_opened": {"open": "collecting", "cancel": "cancelled"},
    "collecting": {
        **OPEN_REVIEW,
        "give_opinion": "collecting",
        "add_seat": "collecting",
        "release_seat": "collecting",
        "hand_over": "collecting",
        "correct": "collecting",
    },
    "returned": {
        **OPEN_REVIEW,
        "give_opinion": "returned",
        "add_seat": "returned",
        "release_seat": "returned",
        "hand_over": "returned",
        "correct": "returned",
    },
    "agreed": {"collate": "agreed", "cancel": "cancelled"},
    "objected": {"collate": "objected", "reopen": "collecting", "cancel": "cancelled"},
    "cancelled": {},
}

COORDINATION: Mapping[str, Row] = {
    "not_needed": {
        "bring_to_departments": "departments",
        "bring_to_lead": "lead",
        "bring_to_conference": "conference",
        "bring_to_secretary_general": "secretary_general",
        "bring_to_mayor": "mayor",
    },
    "departments": {
        "bring_to_lead": "lead",
        "bring_to_conference": "conference",
        "bring_to_secretary_general": "secretary_general",
        "bring_to_mayor": "mayor",
        "settle": "settled",
        "uphold": "upheld",
        "cancel": "cancelled",
    },
    "lead": {
        "bring_to_conference": "conference",
        "bring_to_secretary_general": "secretary_general",
        "bring_to_mayor": "mayor",
        "settle": "settled",
        "uphold": "upheld",
        "cancel": "cancelled",
    },
    "conference": {
        "bring_to_secretary_general": "secretary_general",
        "bring_to_mayor": "mayor",
        "settle": "settled",
        "uphold": "upheld",
        "cancel": "cancelled",
    },
    "secretary_general": {
        "bring_to_mayor": "mayor",
        "settle": "settled",
        "uphold": "upheld",
        "cancel": "cancelled",
    },
    "mayor": {"settle": "settled", "uphold": "upheld", "cancel": "cancelled"},
    "settled": {
        "bring_to_lead": "lead",
        "bring_to_conference": "conference",
        "bring_to_secretary_general": "secretary_general",
        "bring_to_mayor": "mayor",
    },
    "upheld": {},
    "cancelled": {},
}

APPROVAL: Mapping[str, Row] = {
    "pending": {"start": "running", "withdraw": "withdrawn"},
    "running": {
        "suspend": "suspended",
        "extend": "extended",
        "grant": "granted",
        "refuse": "refused",
        "withdraw": "withdrawn",
    },
    "suspended": {
        "resume if never extended": "running",
        "resume if once extended": "extended",
        "withdraw": "withdrawn",
    },
    "extended": {
        "suspend": "suspended",
        "extend": "refused: the one extension is used",
        "grant": "granted",
        "refuse": "refused",
        "withdraw": "withdrawn",
    },
    "granted": {
        "deliver": "delivered",
        "lapse": "lapsed",
        "revoke": "revoked",
        "recall": "recalled",
        "cancel": "cancelled",
        "penalise": "penalised",
    },
    "refused": {"deliver": "delivered"},
    "delivered": {
        "lapse": "lapsed",
        "revoke": "revoked",
        "recall": "recalled",
        "cancel": "cancelled",
        "penalise": "penalised",
    },
    "lapsed": {},
    "revoked": {},
    "recalled": {},
    "cancelled": {},
    "penalised": {},
    "withdrawn": {},
}

HEARING: Mapping[str, Row] = {
    "none": {"tell": "told", "call": "called"},
    "told": {"tell": "told", "request": "called", "call": "called"},
    "called": {"announce": "announced", "give_up": "given_up"},
    "announced": {
        "announce": "announced",
        "recuse": "called",
        "give_up": "given_up",
        "hold": "held",
    },
    "given_up": {"request": "called", "call": "called"},
    "held": {},
}

TABLES: Mapping[type[Procedure], Mapping[str, Row]] = {
    Filing: FILING,
    RecordFiling: RECORD_FILING,
    Opinion: OPINION,
    JointReview: JOINT_REVIEW,
    Coordination: COORDINATION,
    Approval: APPROVAL,
    Construction: CONSTRUCTION,
    Request: REQUEST,
    ExtensionRequest: EXTENSION_REQUEST,
    Hearing: HEARING,
}

BRANCHES: Mapping[str, Mapping[str, Any]] = {
    "a seat is returned": {"seats": (seat_of("a", "returned"), seat_of("b"))},
    "no seat is returned": {"seats": (seat_of("a", "agreed"), seat_of("b"))},
    "never extended": {"extension": None},
    "once extended": {"extension": EXTENSION},
    "": {},
}


def events_of(machine: type[Procedure]) -> tuple[str, ...]:
    return tuple(event.id for event in machine.events)  # type: ignore[attr-defined]


LISTED = [
    (machine, state, key, expected)
    for machine, table in TABLES.items()
    for state, row in table.items()
    for key, expected in row.items()
]
UNLISTED = [
    (machine, state, event)
    for machine, table in TABLES.items()
    for state in machine.states_map
    for event in events_of(machine)
    if not any(key.split(" if ")[0] == event for key in table.get(state, {}))
]


def situation(machine: type[Procedure], state: str, key: str) -> tuple[str, CaseSnapshot]:
    event, _, branch = key.partition(" if ")
    return event, replace(favourable(machine, state, event), **BRANCHES[branch])


def test_the_tables_know_every_state_and_every_event_of_the_machines() -> None:
    for machine, table in TABLES.items():
        foreseen = {key.split(" if ")[0] for row in table.values() for key in row}

        assert set(table) == set(machine.states_map), machine
        assert foreseen == set(events_of(machine)), machine


@pytest.mark.parametrize(("machine", "state", "key", "expected"), LISTED)
def test_what_is_foreseen_leads_where_the_table_says(
    machine: type[Procedure], state: str, key: str, expected: str
) -> None:
    event, case = situation(machine, state, key)
    if expected.startswith("refused: "):
        with pytest.raises(ExtensionUsed):
            decide(machine, state, event, case, command_of(event))
        return

    assert decide(machine, state, event, case, command_of(event)) == expected


@pytest.mark.parametrize(("machine", "state", "event"), UNLISTED)
def test_what_is_not_foreseen_is_refused_and_says_what_is_possible(
    machine: type[Procedure], state: str, event: str
) -> None:
    case = favourable(machine, state, event)

    with pytest.raises(NotForeseen) as refused:
        decide(machine, state, event, case, command_of(event))

    possible = {key.split(" if ")[0] for key in TABLES[machine][state]}
    assert set(allowed_events(machine, state)) == possible
    assert refused.value.facts["state"] == state
    assert set(refused.value.facts["allowed"].split(", ")) == (possible or {"-"})


@pytest.mark.parametrize("machine", TABLES)
def test_a_misspelt_event_is_refused_in_every_state(machine: type[Procedure]) -> None:
    for state in machine.states_map:
        with pytest.raises(NotForeseen):
            decide(machine, state, "aprove", favourable(machine, state, ""), command_of(""))


@pytest.mark.parametrize("machine", TABLES)
def test_in_a_state_of_another_machine_nothing_is_foreseen(machine: type[Procedure]) -> None:
    with pytest.raises(NotForeseen) as refused:
        decide(machine, "elsewhere", "withdraw", favourable(machine, "draft", ""), command_of(""))

    assert refused.value.facts["allowed"] == "-"
