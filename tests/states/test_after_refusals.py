"""After the decision, one forbidden situation per rule: it refuses, and without it all is well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from states import after_refusals, procedure
from states.after_refusals import (
    DeclinedTooLate,
    ExpiredBeforeWorks,
    NotDeclinable,
    NotInForce,
)
from states.construction import Construction
from states.filing import RecordFiling
from states.grant_requests import Request
from states.procedure import Procedure, decide, table_of
from states.refusals import ImpossibleDate, ReasonsMissing, Refusal, SameOfficer, WrongRank
from states.terms import (
    AfterRules,
    FilingRefusalRule,
    StartEvent,
    Works,
)
from tests.states.after_cases import VALID_TWO_YEARS
from tests.states.cases import (
    HANDLER,
    LONG_AFTER,
    MONDAY,
    ONE_DAY,
    ORGAN_HEAD,
    RECORD_RULES,
    RULES,
    SECTION_HEAD,
    TUESDAY,
    limit,
)
from tests.states.situations import Situation
from tests.states.test_refusals import without

MUTE = Situation(ReasonsMissing, cmd={"reasons": " \n"})
EXPIRED = replace(RULES, after=AfterRules(validity=VALID_TWO_YEARS))
DOMESTIC = replace(RECORD_RULES, after=AfterRules())
REPEALED = replace(
    RECORD_RULES,
    after=AfterRules(
        filing_refusal=FilingRefusalRule(
            limit(7, StartEvent.FILED), date(2014, 6, 17), MONDAY - ONE_DAY
        )
    ),
)
TOO_EARLY = Situation(ImpossibleDate, cmd={"on": MONDAY - ONE_DAY})
IN_FUTURE = Situation(ImpossibleDate, cmd={"on": TUESDAY + ONE_DAY})

SITUATIONS: Mapping[tuple[type[Procedure], str, str, str], tuple[Situation, ...]] = {
    (RecordFiling, "filed", "notify_change", "filing_reasons_given"): (MUTE,),
    (RecordFiling, "statement_reminded", "remove", "filing_reasons_given"): (MUTE,),
    (RecordFiling, "filed", "decline", "filing_reasons_given"): (MUTE,),
    (RecordFiling, "filed", "decline", "declining_exists_in_law"): (
        Situation(NotDeclinable, case={"rules": DOMESTIC}),
        Situation(NotDeclinable, case={"rules": REPEALED}),
    ),
    (RecordFiling, "filed", "decline", "declined_in_time"): (
        # Seven working days after Monday, 3 March 2025 is Wednesday, 12 March.
        Situation(DeclinedTooLate, cmd={"today": date(2025, 3, 13)}),
    ),
    (Construction, "not_begun", "begin", "works_on_something_in_force"): (
        Situation(NotInForce, case={"approval_state": "lapsed"}),
        Situation(NotInForce, case={"approval_state": "revoked"}),
        Situation(NotInForce, case={"rules": RECORD_RULES, "filing_state": "removed"}),
    ),
    (Construction, "not_begun", "report", "works_on_something_in_force"): (
        Situation(NotInForce, case={"approval_state": "lapsed"}),
    ),
    (Construction, "not_begun", "begin", "works_begin_after_the_grant"): (TOO_EARLY, IN_FUTURE),
    (Construction, "not_begun", "begin", "works_begin_in_time"): (
        Situation(
            ExpiredBeforeWorks,
            case={"rules": EXPIRED},
            cmd={"today": date(2027, 6, 1), "on": date(2027, 3, 4)},
        ),
    ),
    (Construction, "begun", "report", "works_reported_in_order"): (TOO_EARLY, IN_FUTURE),
    (Construction, "begun", "complete", "works_reported_in_order"): (TOO_EARLY, IN_FUTURE),
    (Request, "asked", "agree_to", "answer_by_the_right_rank"): (
        Situation(WrongRank, cmd={"actor": SECTION_HEAD}),
    ),
    (Request, "asked", "turn_down", "answer_by_the_right_rank"): (
        Situation(WrongRank, cmd={"actor": HANDLER, "handled_by": frozenset()}),
    ),
    (Request, "asked", "agree_to", "answer_by_another_officer"): (
        Situation(SameOfficer, cmd={"handled_by": frozenset({ORGAN_HEAD.id})}),
    ),
    (Request, "asked", "turn_down", "answer_by_another_officer"): (
        Situation(SameOfficer, cmd={"handled_by": frozenset({ORGAN_HEAD.id})}),
    ),
    (Request, "asked", "turn_down", "request_refusal_says_why"): (MUTE,),
}
TRIALS = [(*where, situation) for where, found in SITUATIONS.items() for situation in found]
SAID_BY_FUNCTIONS = {
    "RequestNotForeseen",
    "RequestAlreadyOpen",
    "NoRequestOpen",
    "RequestTooLate",
    "RecheckNotNeeded",
    "DelayUsed",
    "DelayTooLong",
    "WorksHaveBegun",
    "GroundNotForEnding",
    "CompensationMissing",
    "TooEarlyToLapse",
    "ApplicantBarred",
    "RedressMissing",
    "BarNotForeseen",
    "BarAlready",
}
"""Refused before a machine is asked: tests/states/test_grant_requests.py and tests/acts."""


def test_every_validator_of_these_machines_is_tried_in_every_state_that_asks_it() -> None:
    asked = {
        (machine, state, event, validator.__name__)
        for machine in (RecordFiling, Construction, Request)
        for state, row in table_of(machine).items()
        for event, moves in row.items()
        for move in moves
        for validator in move.validators
    }

    assert set(SITUATIONS) == asked


@pytest.mark.parametrize(("machine", "state", "event", "rule", "situation"), TRIALS)
def test_the_validator_refuses_and_nothing_else_does(
    machine: type[Procedure],
    state: str,
    event: str,
    rule: str,
    situation: Situation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case, cmd = situation.of(machine, state, event)

    with pytest.raises(situation.refusal) as refused:
        decide(machine, state, event, case, cmd)

    assert type(refused.value) is situation.refusal
    for lang in ("zh", "en"):
        assert "{" not in refused.value.message(lang)

    monkeypatch.setattr(procedure, "table_of", without(rule))

    assert decide(machine, state, event, case, cmd) in machine.states_map


def test_every_refusal_after_the_decision_is_met_somewhere() -> None:
    declared = {
        found.__name__
        for found in vars(after_refusals).values()
        if isinstance(found, type) and issubclass(found, Refusal) and found is not Refusal
    }

    assert declared - {trial[4].refusal.__name__ for trial in TRIALS} == SAID_BY_FUNCTIONS


def test_a_record_filing_has_no_answer_of_yes_or_no_on_any_day() -> None:
    """LAW B11.5: what may end a filing from outside is asked for by name, and only by text."""
    events = {event for row in table_of(RecordFiling).values() for event in row}

    assert not events & {"accept", "approve", "reject", "grant", "refuse"}
    for day in (TUESDAY, LONG_AFTER):
        case, cmd = Situation(NotDeclinable, case={"rules": DOMESTIC}, cmd={"today": day}).of(
            RecordFiling, "filed", "decline"
        )
        with pytest.raises(NotDeclinable):
            decide(RecordFiling, "filed", "decline", case, cmd)


def test_works_may_begin_on_the_last_day_of_the_validity() -> None:
    situation = Situation(
        ExpiredBeforeWorks,
        case={"rules": EXPIRED},
        cmd={"today": date(2027, 3, 3), "on": date(2027, 3, 3)},
    )
    case, cmd = situation.of(Construction, "not_begun", "begin")

    assert decide(Construction, "not_begun", "begin", case, cmd) == "begun"
    begun = case.but(works=Works("begun", begun_on=date(2027, 3, 3)))
    assert decide(Construction, "begun", "complete", begun, cmd) == "completed"
