"""Every validator of every machine: one situation that only it refuses.

Each situation is tried twice, with all validators and without this one. A validator that was
forgotten, emptied or taken out of the machine is found either way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from states import procedure, refusals
from states.approval import Approval
from states.clocks import notice_due, statute_due
from states.commands import Command, NotifyCorrection
from states.filing import Filing, RecordFiling
from states.joint_review import JointReview, Opinion
from states.procedure import Procedure, decide, table_of
from states.refusals import (
    AlreadyDecided,
    ClockExpired,
    ExtensionNotAllowed,
    ExtensionTooLong,
    ExtensionUsed,
    ImpossibleDate,
    MaterialNotListed,
    MaterialsMissing,
    MaterialsOwed,
    NoSuchSeat,
    NothingGranted,
    NoticeAlreadyGiven,
    NoticePeriodOver,
    NoticePeriodRunning,
    NotTolerable,
    OnlySeat,
    OpinionPeriodRunning,
    OpinionsOutstanding,
    ReasonsMissing,
    Refusal,
    ReviewObjected,
    SameOfficer,
    SeatTaken,
    SilenceIsNotAgreement,
    SuspensionNotAllowed,
    SuspensionTooLong,
    WrongRank,
)
from states.terms import (
    CaseSnapshot,
    Correction,
    CorrectionItem,
    Decision,
    Outcome,
    Rank,
    StartEvent,
    Verdict,
)
from tests.states.cases import (
    CALENDAR,
    EXTENSION,
    HANDLER,
    LONG_AFTER,
    MONDAY,
    ONE_DAY,
    ORGAN_HEAD,
    RULES,
    SECTION_HEAD,
    SUPPLIED,
    TUESDAY,
    calendar_until,
    command_of,
    favourable,
    review_rules,
    seat_of,
    suspended_since,
    working_day,
)

GRANT = Decision(Outcome.GRANT, MONDAY, ORGAN_HEAD.id, "")
REFUSAL = Decision(Outcome.REFUSE, MONDAY, ORGAN_HEAD.id, "why")


@dataclass(frozen=True)
class Situation:
    """What to change in the favourable case and command, and the refusal that follows."""

    refusal: type[Refusal]
    case: Mapping[str, Any] | None = None
    cmd: Mapping[str, Any] | None = None

    def of(self, machine: type[Procedure], state: str, event: str) -> tuple[CaseSnapshot, Command]:
        case = replace(favourable(machine, state, event), **(self.case or {}))
        return case, replace(command_of(event), **(self.cmd or {}))


def item(about: str) -> CorrectionItem:
    return CorrectionItem(about, "blurred", "send it again")


MUTE = Situation(ReasonsMissing, cmd={"reasons": " \n"})
UNGRANTED = Situation(NothingGranted, case={"decision": REFUSAL})
WRONG_RANK = Situation(WrongRank, cmd={"actor": SECTION_HEAD})
NO_RANK = Situation(WrongRank, cmd={"actor": HANDLER, "handled_by": frozenset()})
OWN_CASE = Situation(SameOfficer, cmd={"handled_by": frozenset({ORGAN_HEAD.id})})
STRANGER = Situation(NoSuchSeat, cmd={"department": "z"})
GONE = Situation(NoSuchSeat, case={"seats": (seat_of("a", "released"), seat_of("b"))})

SITUATIONS: Mapping[tuple[type[Procedure], str, str], tuple[Situation, ...]] = {
    (Filing, "notify_correction", "notice_in_time"): (
        Situation(NoticePeriodOver, cmd={"today": working_day(5) + ONE_DAY}),
        Situation(
            NoticePeriodOver,
            case={"corrections": (Correction(MONDAY, (), supplemented_on=TUESDAY),)},
            cmd={"today": working_day(5, TUESDAY) + ONE_DAY, "new_defects": True},
        ),
    ),
    (Filing, "notify_correction", "notice_only_once"): (
        Situation(NoticeAlreadyGiven, case={"corrections": (Correction(MONDAY, ()),)}),
    ),
    (Filing, "notify_correction", "notice_asks_for_listed_materials"): (
        Situation(MaterialNotListed, cmd={"items": (item("/area"), item("bank_statement"))}),
    ),
    (Filing, "accept", "complete_for_acceptance"): (
        Situation(MaterialsMissing, case={"materials": SUPPLIED[:1]}),
    ),
    (Filing, "accept_tolerantly", "complete_but_for_tolerable"): (
        Situation(NotTolerable, case={"materials": ()}),
        Situation(NotTolerable, case={"materials": ()}, cmd={"owed": ("plan", "map")}),
        Situation(NotTolerable, case={"materials": SUPPLIED[:1]}, cmd={"owed": ()}),
    ),
    (Filing, "deem_accepted", "notice_period_is_over"): (
        Situation(NoticePeriodRunning, cmd={"today": working_day(5)}),
        Situation(NoticePeriodRunning, case={"rules": replace(RULES, notice_limit=None)}),
        Situation(NoticePeriodRunning, case={"calendar": calendar_until(TUESDAY)}),
    ),
    (Filing, "find_not_needed", "filing_reasons_given"): (MUTE,),
    (Filing, "refuse_acceptance", "filing_reasons_given"): (MUTE,),
    (Filing, "withdraw", "undecided"): (Situation(AlreadyDecided, case={"decision": GRANT}),),
    (RecordFiling, "notify_change", "filing_reasons_given"): (MUTE,),
    (Opinion, "deem_agreed", "silence_means_agreement"): (
        Situation(
            SilenceIsNotAgreement,
            case={"rules": replace(RULES, review=review_rules(deemed_source=None))},
        ),
    ),
    (Opinion, "deem_agreed", "opinion_period_is_over"): (
        Situation(OpinionPeriodRunning, cmd={"today": working_day(7)}),
        Situation(OpinionPeriodRunning, case={"calendar": calendar_until(TUESDAY)}),
    ),
    (JointReview, "give_opinion", "has_seat"): (STRANGER, GONE),
    (JointReview, "add_seat", "has_no_seat_yet"): (Situation(SeatTaken, cmd={"department": "b"}),),
    (JointReview, "release_seat", "has_seat"): (STRANGER, GONE),
    (JointReview, "release_seat", "another_seat_remains"): (
        Situation(OnlySeat, case={"seats": (seat_of("a"),)}),
        Situation(OnlySeat, case={"seats": (seat_of("a"), seat_of("b", "released"))}),
    ),
    (JointReview, "conclude_agreed", "verdict_is_reached"): (
        Situation(OpinionsOutstanding, case={"seats": (seat_of("a", "agreed"), seat_of("b"))}),
        Situation(OpinionsOutstanding, cmd={"verdict": Verdict.OBJECTED}),
    ),
    (JointReview, "conclude_objected", "verdict_is_reached"): (
        Situation(OpinionsOutstanding, case={"seats": (seat_of("a", "objected"), seat_of("b"))}),
        Situation(OpinionsOutstanding, cmd={"verdict": Verdict.AGREED}),
    ),
    (Approval, "suspend", "suspension_is_listed"): (
        Situation(SuspensionNotAllowed, cmd={"kind": "site_visit"}),
    ),
    (Approval, "suspend", "suspension_is_short_enough"): (
        Situation(SuspensionTooLong, cmd={"announced_days": 31}),
    ),
    (Approval, "suspend", "suspension_in_time"): (
        Situation(ClockExpired, cmd={"today": LONG_AFTER}),
    ),
    (Approval, "resume", "suspension_ends_in_order"): (
        Situation(ImpossibleDate, cmd={"ended_on": MONDAY - ONE_DAY}),
        Situation(ImpossibleDate, cmd={"ended_on": TUESDAY + ONE_DAY}),
    ),
    (Approval, "extend", "extension_exists_in_law"): (
        Situation(ExtensionNotAllowed, case={"rules": replace(RULES, extension=None)}),
    ),
    (Approval, "extend", "extension_only_once"): (
        Situation(ExtensionUsed, case={"extension": EXTENSION}),
    ),
    (Approval, "extend", "extension_before_expiry"): (
        Situation(ClockExpired, cmd={"today": working_day(20) + ONE_DAY}),
    ),
    (Approval, "extend", "extension_short_enough"): (
        Situation(ExtensionTooLong, cmd={"days": 11}),
        Situation(ExtensionTooLong, cmd={"days": 0}),
        Situation(ExtensionTooLong, cmd={"days": -1}),
    ),
    (Approval, "extend", "extension_by_the_right_rank"): (
        WRONG_RANK,
        Situation(WrongRank, cmd={"actor": HANDLER}),
        Situation(WrongRank, cmd={"actor": replace(ORGAN_HEAD, rank=Rank.GOVERNMENT_HEAD)}),
    ),
    (Approval, "grant", "decision_by_the_right_rank"): (WRONG_RANK, NO_RANK),
    (Approval, "grant", "decision_by_another_officer"): (OWN_CASE,),
    (Approval, "grant", "review_is_agreed"): (
        Situation(ReviewObjected, case={"review_state": "objected"}),
        Situation(OpinionsOutstanding, case={"review_state": "collecting"}),
        Situation(OpinionsOutstanding, case={"review_state": "returned"}),
        Situation(OpinionsOutstanding, case={"review_state": "not_opened", "seats": ()}),
    ),
    (Approval, "grant", "nothing_is_owed"): (
        Situation(MaterialsOwed, case={"owed_materials": ("plan", "photo")}),
    ),
    (Approval, "refuse", "decision_by_the_right_rank"): (WRONG_RANK, NO_RANK),
    (Approval, "refuse", "decision_by_another_officer"): (OWN_CASE,),
    (Approval, "refuse", "refusal_says_why"): (MUTE,),
    (Approval, "deliver", "served_in_order"): (
        Situation(ImpossibleDate, cmd={"served_on": MONDAY - ONE_DAY}),
        Situation(ImpossibleDate, cmd={"served_on": TUESDAY + ONE_DAY}),
    ),
    (Approval, "lapse", "only_a_grant_ends"): (UNGRANTED,),
    (Approval, "revoke", "ending_says_why"): (MUTE,),
    (Approval, "revoke", "only_a_grant_ends"): (UNGRANTED,),
    (Approval, "recall", "ending_says_why"): (MUTE,),
    (Approval, "recall", "only_a_grant_ends"): (UNGRANTED,),
    (Approval, "cancel", "ending_says_why"): (MUTE,),
    (Approval, "cancel", "only_a_grant_ends"): (UNGRANTED,),
}

# In which states the machine asks them; a state left out here is a gap in the machine.
ASKED_IN: Mapping[tuple[type[Procedure], str], tuple[str, ...]] = {
    (Filing, "notify_correction"): ("submitted",),
    (Filing, "accept"): ("submitted",),
    (Filing, "accept_tolerantly"): ("submitted",),
    (Filing, "deem_accepted"): ("submitted",),
    (Filing, "find_not_needed"): ("submitted",),
    (Filing, "refuse_acceptance"): ("submitted",),
    (Filing, "withdraw"): ("accepted",),
    (RecordFiling, "notify_change"): ("filed",),
    (Opinion, "deem_agreed"): ("asked",),
    (JointReview, "give_opinion"): ("collecting", "returned"),
    (JointReview, "add_seat"): ("collecting", "returned"),
    (JointReview, "release_seat"): ("collecting", "returned"),
    (JointReview, "conclude_agreed"): ("collecting", "returned"),
    (JointReview, "conclude_objected"): ("collecting", "returned"),
    (Approval, "suspend"): ("running", "extended"),
    (Approval, "resume"): ("suspended",),
    (Approval, "extend"): ("running",),
    (Approval, "grant"): ("running", "extended"),
    (Approval, "refuse"): ("running", "extended"),
    (Approval, "deliver"): ("granted", "refused"),
    (Approval, "lapse"): ("delivered",),
    (Approval, "revoke"): ("granted", "delivered"),
    (Approval, "recall"): ("granted", "delivered"),
    (Approval, "cancel"): ("granted", "delivered"),
}
ONLY_IN = {"only_a_grant_ends": ("delivered",)}

Trial = tuple[type[Procedure], str, str, str, Situation]

TRIALS: list[Trial] = [
    (machine, state, event, rule, situation)
    for (machine, event, rule), situations in SITUATIONS.items()
    for state in ONLY_IN.get(rule, ASKED_IN[machine, event])
    for situation in situations
] + [
    (Approval, "extended", "extend", "extension_only_once", Situation(ExtensionUsed)),
]


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


def test_every_validator_of_the_machines_is_tried_in_every_state_that_asks_it() -> None:
    asked = {
        (machine, state, event, validator.__name__)
        for machine in (Filing, RecordFiling, Opinion, JointReview, Approval)
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
