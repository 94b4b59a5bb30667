"""告知承诺 and 容缺: the machine by hand, the clocks by date, and what silence may bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states import commitment, tolerance
from states.commands import Accept, Command
from states.commitment import Commit, CommitmentProcedure, Order
from states.commitment_refusals import (
    CommitmentNotOffered,
    CommitmentsMissing,
    MaterialsStillPromised,
    NotCommittable,
    NotCommitted,
    RectificationRunning,
    RectificationTooLong,
)
from states.filing import Filing
from states.next_steps import due_steps
from states.procedure import allowed_events, decide
from states.refusals import MaterialsMissing, NotForeseen, Refusal
from states.running_clocks import clocks_of
from states.terms import (
    AcceptanceMode,
    CaseSnapshot,
    Certainty,
    ClockName,
    Commitment,
    CommitmentRules,
    Material,
    MaterialRule,
    StartEvent,
    StepKind,
    Task,
    ToleranceConsequence,
    ToleranceRules,
)
from states.worktime import DayUnit
from tests.states.cases import (
    CLERK,
    HANDLER,
    MATERIALS,
    MONDAY,
    RULES,
    SUPPLIED,
    TUESDAY,
    case_of,
    limit,
    noon,
    working_day,
)

COMMITMENT = CommitmentRules(
    materials_limit=limit(20, StartEvent.DECIDED),
    verification_limit=limit(60, StartEvent.DECIDED, DayUnit.NATURAL),
    rectification_limit=limit(15, StartEvent.ASKED),
    standards="符合规划条件",
    standards_en="the planning conditions are met",
    source="a text on commitments",
    certainty=Certainty.SAMPLE,
)
PROMISED = MaterialRule(
    "scheme", "方案图", "scheme", required=True, tolerant=False, commitment=True
)
TAKES = replace(RULES, commitment=COMMITMENT, materials=(*MATERIALS, PROMISED))
SCHEME = Material("scheme", "scheme.pdf", "s" * 8, TUESDAY)

TABLE: Mapping[str, Mapping[str, str]] = {
    "not_offered": {"notify": "notified"},
    "notified": {"commit": "committed", "decline": "declined"},
    "committed": {"take_back": "declined", "grant": "materials_due"},
    "declined": {},
    "materials_due": {"verify": "verified", "order": "rectifying", "breach": "breached"},
    "rectifying": {"verify": "verified", "breach": "breached"},
    "verified": {},
    "breached": {"clear": "cleared"},
    "cleared": {},
}
COMMANDS: Mapping[str, Command] = {
    "commit": Commit(HANDLER, TUESDAY, ("we keep to the plan",), ("scheme",)),
    "order": Order(HANDLER, TUESDAY, 15),
    "breach": Command(HANDLER, working_day(16)),
}


def case_in(state: str, **facts: Any) -> CaseSnapshot:
    """A granted case whose commitment stands in this state, with everything supplied."""
    mending = {"rectify_from_on": MONDAY, "rectify_days": 15} if state == "rectifying" else {}
    made = Commitment(state, MONDAY, ("we keep to the plan",), ("scheme",), MONDAY, MONDAY)
    values: dict[str, Any] = {
        "rules": TAKES,
        "filing_state": "accepted",
        "approval_state": "delivered",
        "accepted_on": MONDAY,
        "materials": (*SUPPLIED, SCHEME),
        "applicant": {"credit_code": "firm"},
        "commitment": None if state == "not_offered" else replace(made, **mending),
    }
    return case_of(**{**values, **facts})


def taken(state: str, event: str, **facts: Any) -> str:
    cmd = COMMANDS.get(event, Command(HANDLER, TUESDAY))
    return decide(CommitmentProcedure, state, event, case_in(state, **facts), cmd)


def test_the_table_knows_every_state_and_event() -> None:
    events = {event.id for event in CommitmentProcedure.events}

    assert set(TABLE) == set(CommitmentProcedure.states_map)
    assert {event for row in TABLE.values() for event in row} == events


@pytest.mark.parametrize("state", TABLE)
def test_every_state_leads_where_the_table_says_and_nowhere_else(state: str) -> None:
    assert set(allowed_events(CommitmentProcedure, state)) == set(TABLE[state])
    for event in {event.id for event in CommitmentProcedure.events}:
        if event in TABLE[state]:
            assert taken(state, event) == TABLE[state][event]
        else:
            with pytest.raises(NotForeseen):
                taken(state, event)


@pytest.mark.parametrize(
    ("state", "event", "refusal", "facts", "cmd"),
    [
        ("not_offered", "notify", CommitmentNotOffered, {"rules": RULES}, {}),
        ("notified", "commit", CommitmentsMissing, {}, {"promises": ()}),
        ("notified", "commit", NotCommittable, {}, {"materials": ("scheme", "plan")}),
        ("materials_due", "verify", MaterialsStillPromised, {"materials": SUPPLIED}, {}),
        ("rectifying", "verify", MaterialsStillPromised, {"materials": SUPPLIED}, {}),
        ("materials_due", "order", RectificationTooLong, {}, {"days": 16}),
        ("materials_due", "order", RectificationTooLong, {}, {"days": 0}),
        ("rectifying", "breach", RectificationRunning, {}, {"today": working_day(15)}),
    ],
)
def test_each_rule_refuses_in_its_own_words(
    state: str,
    event: str,
    refusal: type[Refusal],
    facts: dict[str, Any],
    cmd: dict[str, Any],
) -> None:
    asked = replace(COMMANDS.get(event, Command(HANDLER, TUESDAY)), **cmd)

    with pytest.raises(refusal) as refused:
        decide(CommitmentProcedure, state, event, case_in(state, **facts), asked)

    assert type(refused.value) is refusal
    assert "{" not in refused.value.message("zh") + refused.value.message("en")


def accepted_on_commitment(**facts: Any) -> str:
    case = case_in("committed", filing_state="submitted", approval_state="pending", **facts)
    cmd = Accept(CLERK, TUESDAY, AcceptanceMode.COMMITMENT)
    return decide(Filing, "submitted", "accept_on_commitment", case, cmd)


def test_a_promised_document_may_be_missing_at_acceptance_and_no_other_one() -> None:
    assert accepted_on_commitment(materials=SUPPLIED) == "accepted"
    with pytest.raises(MaterialsMissing):
        accepted_on_commitment(materials=(SCHEME,))


def test_nobody_is_accepted_on_a_commitment_that_he_did_not_make() -> None:
    for state in ("not_offered", "notified", "declined"):
        with pytest.raises(NotCommitted):
            accepted_on_commitment(commitment=case_in(state).commitment)


def test_the_checks_run_from_the_grant_in_their_own_units() -> None:
    """Granted on Monday 3 March 2025: 20 working days, and 60 days rolled off the May holiday."""
    clocks = {clock.name: clock.due.due_on for clock in clocks_of(case_in("materials_due"))}

    assert clocks[ClockName.PROMISED_MATERIALS] == date(2025, 3, 31)
    assert clocks[ClockName.VERIFICATION] == date(2025, 5, 6)
    assert ClockName.RECTIFICATION not in clocks


def test_an_order_to_mend_runs_from_its_own_day() -> None:
    case = case_in("rectifying")
    clocks = {clock.name: clock.due.due_on for clock in clocks_of(case)}

    assert clocks[ClockName.RECTIFICATION] == date(2025, 3, 24)


def test_silence_never_breaks_a_commitment_or_revokes_a_grant() -> None:
    case = case_in("materials_due", materials=SUPPLIED)
    steps = due_steps(case, noon(date(2026, 6, 1)))

    assert {step.kind for step in steps} <= {StepKind.CARD, StepKind.REMIND}
    assert any(step.clock is ClockName.VERIFICATION for step in steps)


def test_who_has_something_to_do_is_told_so() -> None:
    promised = case_in("materials_due", materials=SUPPLIED)
    broken = case_in("breached")

    assert {duty.task for duty in commitment.PART.duties(promised)} == {
        Task.VERIFY_COMMITMENT,
        Task.SUPPLEMENT,
    }
    assert [duty.task for duty in commitment.PART.duties(broken)] == [Task.DECIDE_REVOCATION]


def tolerant(consequence: ToleranceConsequence, **facts: Any) -> CaseSnapshot:
    rules = ToleranceRules(
        limit(10, StartEvent.ACCEPTED), consequence, "a local text", Certainty.SAMPLE, 12
    )
    values: dict[str, Any] = {
        "rules": replace(RULES, tolerance=rules),
        "filing_state": "accepted",
        "approval_state": "running",
        "accepted_on": MONDAY,
        "acceptance_mode": AcceptanceMode.TOLERANT,
        "materials": SUPPLIED[:1],
        "owed_materials": ("map",),
        "applicant": {"credit_code": "firm"},
    }
    return case_of(**{**values, **facts})


@pytest.mark.parametrize(
    ("consequence", "step"),
    [
        (ToleranceConsequence.DEEMED_WITHDRAWN, StepKind.DEEM_WITHDRAWN),
        (ToleranceConsequence.REFUSAL, StepKind.NOTE_DEFAULT),
        (ToleranceConsequence.NONE, None),
    ],
)
def test_what_follows_a_default_is_what_the_local_text_says_and_nothing_without_one(
    consequence: ToleranceConsequence, step: StepKind | None
) -> None:
    case = tolerant(consequence)
    taking = [s for s in tolerance.PART.steps(case) if s.kind is not StepKind.REMIND]

    assert [s.kind for s in taking] == ([step] if step else [])
    assert all(s.effective_on == date(2025, 3, 18) for s in taking)


def test_what_came_in_late_but_before_the_watch_prevents_nothing_that_the_law_already_did() -> None:
    """The step is dated by the law, so that a late watch finds the same day."""
    case = tolerant(ToleranceConsequence.DEEMED_WITHDRAWN)
    early = due_steps(case, noon(date(2025, 3, 17)))
    late = due_steps(case, noon(date(2025, 8, 1)))

    assert StepKind.DEEM_WITHDRAWN not in {step.kind for step in early}
    assert [s.effective_on for s in late if s.kind is StepKind.DEEM_WITHDRAWN] == [
        date(2025, 3, 18)
    ]


def test_nothing_follows_where_everything_came_in() -> None:
    case = tolerant(ToleranceConsequence.DEEMED_WITHDRAWN, materials=SUPPLIED)

    assert list(tolerance.PART.steps(case)) == []
