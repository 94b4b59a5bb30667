"""For every validator of every machine the situations that only it refuses, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from states.approval import Approval
from states.commands import Command
from states.commitment_refusals import NotCommitted
from states.coordination import Coordination
from states.estimate import EstimateNotCompared, ExcessNotReported, FeasibilityDemanded
from states.extension_requests import DeclineSaysNothing, ExtensionRequest
from states.filing import Filing
from states.joint_review import JointReview, Opinion
from states.procedure import Procedure
from states.refusals import (
    AccessBlocked,
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
    ProjectCodeUnchecked,
    ReasonsMissing,
    Refusal,
    ReviewObjected,
    SameOfficer,
    SeatTaken,
    SilenceIsNotAgreement,
    StudyCovered,
    SuspensionNotAllowed,
    SuspensionTooLong,
    WrongRank,
)
from states.review_refusals import (
    ContradictoryConditions,
    CoordinationRuns,
    LadderEnds,
    NoObjection,
    NoTransmission,
)
from states.terms import (
    CaseSnapshot,
    Certainty,
    Commitment,
    Condition,
    Correction,
    CorrectionItem,
    Decision,
    Operator,
    Outcome,
    Quantity,
    Rank,
    Rung,
    RungLevel,
    Verdict,
)
from states.terms.checked import AccessCheck, AreaUse, CodeStatus, ProjectCode
from states.terms.estimate import ApprovedEstimate, EstimateFacts, EstimateRules
from states.terms.policies import Effect
from tests.states.cases import (
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

BRINGING = {
    "an_objection_stands": (
        Situation(NoObjection, case={"review_state": "agreed"}),
        Situation(NoObjection, case={"review_state": "collecting"}),
    ),
    "rung_is_next": (Situation(LadderEnds, case={"rules": RULES}),),
    "coordination_says_why": (Situation(ReasonsMissing, cmd={"reasons": " "}),),
}
NO_RECORDER = Situation(WrongRank, cmd={"actor": HANDLER})
BOUND = (seat_of("a", "agreed_with_conditions"), seat_of("b", "agreed_with_conditions"))
AT_ODDS = (
    Condition("a.1.1", "a", "low", quantity=Quantity("h", Operator.AT_MOST, Decimal(24), "m")),
    Condition("b.2.1", "b", "high", quantity=Quantity("h", Operator.AT_LEAST, Decimal(30), "m")),
)
FORBIDDEN = AccessCheck(
    list_id="list",
    list_name="目录",
    list_name_en="list",
    edition="2024",
    item="1",
    effect=Effect.BLOCK,
    reason="禁止投资",
    reason_en="investment is forbidden",
    source="国发〔2005〕40号",
    certainty="verify",
    chosen_by=HANDLER.id,
    checked_on=MONDAY,
)
ASKS_FOR_CODE = {"rules": replace(RULES, project_code_required=True)}
UNCHECKED = Situation(ProjectCodeUnchecked, case=ASKS_FOR_CODE)
REPLACED = Situation(
    ProjectCodeUnchecked,
    case=ASKS_FOR_CODE
    | {"codes": (ProjectCode("another", CodeStatus.ACTIVE, "certificate", MONDAY),)},
)

ESTIMATED = replace(RULES, estimate=EstimateRules("study", Decimal(10), "a text", Certainty.SAMPLE))
APPROVED = ApprovedEstimate("1", MONDAY, Decimal(100), MONDAY)
DEARER = {"total_investment_wan": "110.01"}

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
        Situation(
            StudyCovered,
            case={"area_uses": (AreaUse("A1", "flood", "1号", ("plan",), MONDAY),)},
            cmd={"items": (item("plan"),)},
        ),
    ),
    (Filing, "accept", "complete_for_acceptance"): (
        Situation(MaterialsMissing, case={"materials": SUPPLIED[:1]}),
    ),
    **{
        (Filing, event, "project_code_is_checked"): (UNCHECKED, REPLACED)
        for event in ("accept", "accept_tolerantly", "accept_on_commitment")
    },
    (Filing, "accept_tolerantly", "complete_but_for_tolerable"): (
        Situation(NotTolerable, case={"materials": ()}),
        Situation(NotTolerable, case={"materials": ()}, cmd={"owed": ("plan", "map")}),
        Situation(NotTolerable, case={"materials": SUPPLIED[:1]}, cmd={"owed": ()}),
    ),
    (Filing, "accept_on_commitment", "committed"): (
        Situation(NotCommitted, case={"commitment": None}),
        Situation(NotCommitted, case={"commitment": Commitment("notified", MONDAY)}),
    ),
    (Filing, "accept_on_commitment", "complete_but_for_promised"): (
        Situation(MaterialsMissing, case={"materials": SUPPLIED[:1]}),
    ),
    (Filing, "deem_accepted", "notice_period_is_over"): (
        Situation(NoticePeriodRunning, cmd={"today": working_day(5)}),
        Situation(NoticePeriodRunning, case={"rules": replace(RULES, notice_limit=None)}),
        Situation(NoticePeriodRunning, case={"calendar": calendar_until(TUESDAY)}),
    ),
    (Filing, "find_not_needed", "filing_reasons_given"): (MUTE,),
    (Filing, "refuse_acceptance", "filing_reasons_given"): (MUTE,),
    (Filing, "withdraw", "undecided"): (Situation(AlreadyDecided, case={"decision": GRANT}),),
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
    (Opinion, "refer_upward", "transmission_is_foreseen"): (
        Situation(
            NoTransmission,
            case={"rules": replace(RULES, review=replace(review_rules(), consultation=None))},
        ),
    ),
    (JointReview, "hand_over", "has_seat"): (STRANGER, GONE),
    (JointReview, "hand_over", "receiver_has_no_seat"): (
        Situation(SeatTaken, cmd={"to_department": "b"}),
    ),
    (JointReview, "reopen", "coordination_has_not_begun"): (
        Situation(CoordinationRuns, case={"rungs": (Rung(RungLevel.LEAD, MONDAY, "why"),)}),
    ),
    **{
        (Coordination, f"bring_to_{level.value}", rule): situations
        for level in RungLevel
        for rule, situations in BRINGING.items()
    },
    (Coordination, "settle", "result_by_the_right_rank"): (NO_RECORDER,),
    (Coordination, "uphold", "result_by_the_right_rank"): (NO_RECORDER,),
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
    (Approval, "extend", "extension_by_another_officer"): (
        Situation(SameOfficer, cmd={"asked_by": frozenset({ORGAN_HEAD.id})}),
    ),
    (ExtensionRequest, "decline_extension", "declined_by_the_right_rank"): (
        WRONG_RANK,
        Situation(WrongRank, cmd={"actor": HANDLER}),
        Situation(WrongRank, cmd={"actor": replace(ORGAN_HEAD, rank=Rank.GOVERNMENT_HEAD)}),
    ),
    (ExtensionRequest, "decline_extension", "declined_by_another_officer"): (
        Situation(SameOfficer, cmd={"asked_by": frozenset({ORGAN_HEAD.id})}),
    ),
    (ExtensionRequest, "decline_extension", "decline_says_why"): (
        Situation(DeclineSaysNothing, cmd={"reasons": " \n"}),
    ),
    (Approval, "grant", "decision_by_the_right_rank"): (WRONG_RANK, NO_RANK),
    (Approval, "grant", "decision_by_another_officer"): (OWN_CASE,),
    (Approval, "grant", "review_is_agreed"): (
        Situation(ReviewObjected, case={"review_state": "objected"}),
        Situation(OpinionsOutstanding, case={"review_state": "collecting"}),
        Situation(OpinionsOutstanding, case={"review_state": "returned"}),
        Situation(OpinionsOutstanding, case={"review_state": "not_opened", "seats": ()}),
    ),
    (Approval, "grant", "conditions_do_not_contradict"): (
        Situation(ContradictoryConditions, case={"seats": BOUND, "conditions": AT_ODDS}),
    ),
    (Approval, "grant", "estimate_is_kept"): (
        Situation(EstimateNotCompared, case={"rules": ESTIMATED}),
        Situation(
            ExcessNotReported,
            case={"rules": ESTIMATED, "estimate": EstimateFacts(APPROVED), "project": DEARER},
        ),
        Situation(
            FeasibilityDemanded,
            case={
                "rules": ESTIMATED,
                "estimate": EstimateFacts(APPROVED, MONDAY, MONDAY),
                "project": DEARER,
            },
        ),
    ),
    (Approval, "grant", "nothing_is_owed"): (
        Situation(MaterialsOwed, case={"owed_materials": ("plan", "photo")}),
    ),
    (Approval, "grant", "no_list_blocks"): (
        Situation(AccessBlocked, case={"access_checks": (FORBIDDEN,)}),
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
    (Approval, "penalise", "ending_says_why"): (MUTE,),
    (Approval, "penalise", "only_a_grant_ends"): (UNGRANTED,),
}

# In which states the machine asks them; a state left out here is a gap in the machine.
ASKED_IN: Mapping[tuple[type[Procedure], str], tuple[str, ...]] = {
    (Filing, "notify_correction"): ("submitted",),
    (Filing, "accept"): ("submitted",),
    (Filing, "accept_tolerantly"): ("submitted",),
    (Filing, "accept_on_commitment"): ("submitted",),
    (Filing, "deem_accepted"): ("submitted",),
    (Filing, "find_not_needed"): ("submitted",),
    (Filing, "refuse_acceptance"): ("submitted",),
    (Filing, "withdraw"): ("accepted",),
    (Opinion, "deem_agreed"): ("asked",),
    (Opinion, "refer_upward"): ("asked",),
    (JointReview, "hand_over"): ("collecting", "returned"),
    (JointReview, "reopen"): ("objected",),
    (Coordination, "bring_to_departments"): ("not_needed",),
    (Coordination, "bring_to_lead"): ("not_needed", "settled", "departments"),
    (Coordination, "bring_to_conference"): ("not_needed", "settled", "departments", "lead"),
    (Coordination, "bring_to_secretary_general"): (
        "not_needed",
        "settled",
        "departments",
        "lead",
        "conference",
    ),
    (Coordination, "bring_to_mayor"): (
        "not_needed",
        "settled",
        "departments",
        "lead",
        "conference",
        "secretary_general",
    ),
    (Coordination, "settle"): tuple(level.value for level in RungLevel),
    (Coordination, "uphold"): tuple(level.value for level in RungLevel),
    (JointReview, "give_opinion"): ("collecting", "returned"),
    (JointReview, "add_seat"): ("collecting", "returned"),
    (JointReview, "release_seat"): ("collecting", "returned"),
    (JointReview, "conclude_agreed"): ("collecting", "returned"),
    (JointReview, "conclude_objected"): ("collecting", "returned"),
    (Approval, "suspend"): ("running", "extended"),
    (Approval, "resume"): ("suspended",),
    (Approval, "extend"): ("running",),
    (ExtensionRequest, "decline_extension"): ("asked",),
    (Approval, "grant"): ("running", "extended"),
    (Approval, "refuse"): ("running", "extended"),
    (Approval, "deliver"): ("granted", "refused"),
    (Approval, "lapse"): ("delivered",),
    (Approval, "revoke"): ("granted", "delivered"),
    (Approval, "recall"): ("granted", "delivered"),
    (Approval, "cancel"): ("granted", "delivered"),
    (Approval, "penalise"): ("granted", "delivered"),
}
ONLY_IN = {
    "only_a_grant_ends": ("delivered",),
    "an_objection_stands": ("not_needed", "settled"),
}

Trial = tuple[type[Procedure], str, str, str, Situation]

TRIALS: list[Trial] = [
    (machine, state, event, rule, situation)
    for (machine, event, rule), situations in SITUATIONS.items()
    for state in ASKED_IN[machine, event]
    if state in ONLY_IN.get(rule, (state,))
    for situation in situations
] + [
    (Approval, "extended", "extend", "extension_only_once", Situation(ExtensionUsed)),
]
