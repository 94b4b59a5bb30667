"""Every validator of every machine: one situation that only it refuses.

Each situation is tried twice, with all validators and without this one. A validator that was
forgotten, emptied or taken out of the machine is found either way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states import procedure, refusals
from states.approval import Approval
from states.clocks import notice_due, statute_due
from states.commands import NotifyCorrection
from states.coordination import Coordination
from states.extension_requests import ExtensionRequest
from states.filing import Filing
from states.hearing import Hearing
from states.joint_review import JointReview, Opinion
from states.procedure import Procedure, decide, table_of
from states.refusals import (
    ClockExpired,
    NoticePeriodOver,
    NoticePeriodRunning,
    OpinionPeriodRunning,
    OpinionsOutstanding,
    Refusal,
)
from states.terms import (
    Correction,
    Rank,
    StartEvent,
)
from tests.states import hearing_situations, situations
from tests.states.cases import (
    CALENDAR,
    LONG_AFTER,
    MONDAY,
    ONE_DAY,
    RULES,
    TUESDAY,
    command_of,
    favourable,
    seat_of,
    suspended_since,
    working_day,
)
from tests.states.situations import Situation

TRIALS = situations.TRIALS + hearing_situations.TRIALS


def without(rule: str) -> Callable[[type[Procedure]], procedure.Table]:
    """The tables as they would be had this one validator been forgotten."""

    def table(machine: type[Procedure]) -> procedure.Table:
        return {
            state: {
                event: tuple(
                    replace(m, validators=tuple(v for v in m.validators if v.__name__ != rule))
                    for m in moves
                )
                for event, moves in row.items()
            }
            for state, row in table_of(machine).items()
        }

    return table


JUDGED = (Filing, Opinion, JointReview, Coordination, Approval, ExtensionRequest, Hearing)


def test_every_validator_of_the_machines_is_tried_in_every_state_that_asks_it() -> None:
    asked = {
        (machine, state, event, validator.__name__)
        for machine in JUDGED
        for state, row in table_of(machine).items()
        for event, moves in row.items()
        for move in moves
        for validator in move.validators
    }

    assert {trial[:4] for trial in TRIALS} == asked


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
        assert refused.value.message(lang)
        assert "{" not in refused.value.message(lang)

    monkeypatch.setattr(procedure, "table_of", without(rule))

    assert decide(machine, state, event, case, cmd) in machine.states_map


def test_every_refusal_of_the_machines_is_met_here() -> None:
    declared = {
        found
        for found in vars(refusals).values()
        if isinstance(found, type) and issubclass(found, Refusal)
    }
    met = {trial[4].refusal for trial in TRIALS}

    # Said at the counter (tests/acts) and by the tables themselves (test_matrix.py).
    assert declared - met == {Refusal, refusals.NotYours, refusals.NotForeseen}


# The last day in time, and the first that is not.


def lawful(machine: type[Procedure], state: str, event: str, **cmd: Any) -> str:
    case, command = favourable(machine, state, event), replace(command_of(event), **cmd)
    return decide(machine, state, event, case, command)


def test_a_correction_may_still_be_notified_on_the_last_day_of_the_notice_period() -> None:
    assert lawful(Filing, "submitted", "notify_correction", today=date(2025, 3, 10))
    with pytest.raises(NoticePeriodOver):
        lawful(Filing, "submitted", "notify_correction", today=date(2025, 3, 11))


def test_deemed_acceptance_comes_the_day_after_the_last_day() -> None:
    with pytest.raises(NoticePeriodRunning):
        lawful(Filing, "submitted", "deem_accepted", today=date(2025, 3, 10))

    assert lawful(Filing, "submitted", "deem_accepted", today=date(2025, 3, 11)) == "accepted"


def test_silence_of_a_department_speaks_the_day_after_its_last_day() -> None:
    with pytest.raises(OpinionPeriodRunning):
        lawful(Opinion, "asked", "deem_agreed", today=date(2025, 3, 12))

    assert lawful(Opinion, "asked", "deem_agreed", today=date(2025, 3, 13)) == "deemed_agreed"


def test_an_extension_is_possible_up_to_the_last_day_and_to_the_last_allowed_day() -> None:
    assert lawful(Approval, "running", "extend", today=date(2025, 3, 31), days=10) == "extended"
    with pytest.raises(ClockExpired) as refused:
        lawful(Approval, "running", "extend", today=date(2025, 4, 1))

    assert refused.value.facts["due_on"] == date(2025, 3, 31)


def test_an_extended_clock_can_be_suspended_until_its_own_last_day() -> None:
    # 20 + 5 working days from 3 March; 4 April is Qingming.
    assert lawful(Approval, "extended", "suspend", today=date(2025, 4, 8)) == "suspended"
    with pytest.raises(ClockExpired):
        lawful(Approval, "extended", "suspend", today=date(2025, 4, 9))


def test_a_pause_lengthens_the_time_in_which_an_extension_is_possible() -> None:
    case = replace(
        favourable(Approval, "running", "extend"),
        suspensions=tuple(replace(s, to_on=LONG_AFTER) for s in suspended_since(TUESDAY, 3)),
    )
    last_on = working_day(23)
    cmd = command_of("extend")

    assert decide(Approval, "running", "extend", case, replace(cmd, today=last_on)) == "extended"
    with pytest.raises(ClockExpired):
        decide(Approval, "running", "extend", case, replace(cmd, today=last_on + ONE_DAY))


def test_a_special_procedure_without_a_longest_length_may_take_long() -> None:
    assert lawful(Approval, "running", "suspend", kind="hearing", announced_days=300)


def test_what_data_sharing_provides_is_not_demanded() -> None:
    # The “licence” of the material list is nowhere in the favourable case.
    assert lawful(Filing, "submitted", "accept") == "accepted"


def test_a_second_notice_may_name_defects_that_the_supplement_brought() -> None:
    case = replace(
        favourable(Filing, "submitted", "notify_correction"),
        corrections=(Correction(MONDAY, (), supplemented_on=TUESDAY),),
    )
    cmd = command_of("notify_correction")
    assert isinstance(cmd, NotifyCorrection)
    renewed = replace(cmd, new_defects=True)

    assert decide(Filing, "submitted", "notify_correction", case, renewed) == "correction_notified"


def test_the_period_starts_anew_with_the_supplement() -> None:
    case = replace(
        favourable(Filing, "submitted", "deem_accepted"),
        corrections=(Correction(MONDAY, (), supplemented_on=date(2025, 3, 10)),),
    )
    due = notice_due(case)

    assert due is not None
    assert due.due_on == date(2025, 3, 17)


def test_a_refusal_needs_no_agreed_review() -> None:
    case = replace(favourable(Approval, "running", "refuse"), review_state="objected")

    assert decide(Approval, "running", "refuse", case, command_of("refuse")) == "refused"


def test_a_grant_without_a_review_in_the_catalogue_needs_none() -> None:
    case = replace(
        favourable(Approval, "running", "grant"),
        rules=replace(RULES, review=None),
        review_state="not_opened",
        seats=(),
    )

    assert decide(Approval, "running", "grant", case, command_of("grant")) == "granted"


def test_only_departments_that_are_still_waited_for_are_called_outstanding() -> None:
    case = replace(
        favourable(Approval, "running", "grant"),
        review_state="collecting",
        seats=(seat_of("a", "agreed"), seat_of("b"), seat_of("c", "returned")),
    )

    with pytest.raises(OpinionsOutstanding) as refused:
        decide(Approval, "running", "grant", case, command_of("grant"))

    assert refused.value.facts["departments"] == "b, c"


def test_what_was_owed_and_is_supplied_is_owed_no_longer() -> None:
    case = replace(favourable(Approval, "running", "grant"), owed_materials=("map",))

    assert decide(Approval, "running", "grant", case, command_of("grant")) == "granted"


@pytest.mark.parametrize(
    ("signs", "needed", "may"),
    [
        (Rank.SECTION_HEAD, Rank.SECTION_HEAD, True),
        (Rank.ORGAN_HEAD, Rank.SECTION_HEAD, True),
        (Rank.PRINCIPAL_HEAD, Rank.SECTION_HEAD, True),
        (Rank.GOVERNMENT_HEAD, Rank.SECTION_HEAD, False),
        (Rank.SECTION_HEAD, Rank.ORGAN_HEAD, False),
        (Rank.ORGAN_HEAD, Rank.ORGAN_HEAD, True),
        (Rank.PRINCIPAL_HEAD, Rank.ORGAN_HEAD, True),
        (Rank.GOVERNMENT_HEAD, Rank.ORGAN_HEAD, False),
        (Rank.SECTION_HEAD, Rank.PRINCIPAL_HEAD, False),
        (Rank.ORGAN_HEAD, Rank.PRINCIPAL_HEAD, False),
        (Rank.PRINCIPAL_HEAD, Rank.PRINCIPAL_HEAD, True),
        (Rank.GOVERNMENT_HEAD, Rank.PRINCIPAL_HEAD, False),
        (Rank.SECTION_HEAD, Rank.GOVERNMENT_HEAD, False),
        (Rank.ORGAN_HEAD, Rank.GOVERNMENT_HEAD, False),
        (Rank.PRINCIPAL_HEAD, Rank.GOVERNMENT_HEAD, False),
        (Rank.GOVERNMENT_HEAD, Rank.GOVERNMENT_HEAD, True),
    ],
)
def test_which_rank_may_sign_for_which(signs: Rank, needed: Rank, may: bool) -> None:
    assert signs.satisfies(needed) is may


def test_the_statute_starts_at_receipt_where_the_catalogue_says_so() -> None:
    assert RULES.decision_limit is not None
    from_receipt = replace(RULES.decision_limit, start=StartEvent.RECEIVED)
    case = replace(
        favourable(Approval, "running", "grant"),
        rules=replace(RULES, decision_limit=from_receipt),
        accepted_on=date(2025, 3, 10),
    )
    due = statute_due(case)

    assert due is not None
    assert due.started_on == MONDAY
    assert CALENDAR.count(MONDAY, due.due_on) == 20
