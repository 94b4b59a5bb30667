"""What each validator around a hearing refuses, and in which states the machine asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from states.approval import Approval
from states.hearing import (
    Hearing,
    HearingAnnouncedTooLate,
    HearingBeyondCalendar,
    HearingCalledByLaw,
    HearingDaysRunning,
    HearingOnAnotherDay,
    HearingOwed,
    HearingRequestLate,
    NotToldOfHearing,
    NotUnderWay,
    PresiderRecused,
    PresiderReviewed,
    ReasonsOfHearingMissing,
    RecordNotFollowed,
    RecordUnsigned,
)
from states.procedure import Procedure
from tests.states.cases import HEARD_OF, ONE_DAY, working_day
from tests.states.situations import Situation, Trial

NOT_UNDER_WAY = (
    Situation(NotUnderWay, case={"approval_state": "pending"}),
    Situation(NotUnderWay, case={"approval_state": "granted"}),
)
SITUATIONS: Mapping[tuple[type[Procedure], str, str], tuple[Situation, ...]] = {
    **{
        (Hearing, event, "case_is_under_way"): NOT_UNDER_WAY
        for event in ("tell", "call", "request", "announce")
    },
    **{
        (Hearing, event, "hearing_reasons_given"): (
            Situation(ReasonsOfHearingMissing, cmd={"reasons": " "}),
        )
        for event in ("call", "recuse", "give_up")
    },
    (Hearing, "request", "asked_by_one_who_was_told"): (
        Situation(NotToldOfHearing, cmd={"party": "stranger"}),
    ),
    (Hearing, "request", "asked_in_time"): (
        Situation(HearingRequestLate, cmd={"today": working_day(5) + ONE_DAY}),
    ),
    (Hearing, "announce", "told_early_enough"): (
        Situation(HearingAnnouncedTooLate, cmd={"today": date(2025, 3, 6)}),
        Situation(HearingBeyondCalendar, cmd={"hearing_on": date(2031, 3, 14)}),
    ),
    (Hearing, "announce", "presider_did_not_review"): (
        Situation(PresiderReviewed, cmd={"reviewed_by": frozenset({"presider-1"})}),
    ),
    (Hearing, "announce", "presider_is_not_recused"): (
        Situation(PresiderRecused, cmd={"presider": "presider-2"}),
    ),
    (Hearing, "give_up", "asked_for_by_a_party"): (
        Situation(HearingCalledByLaw, case={"hearing": replace(HEARD_OF, ground="law")}),
    ),
    (Hearing, "hold", "held_as_announced"): (
        Situation(HearingOnAnotherDay, cmd={"held_on": date(2025, 3, 13)}),
        Situation(HearingOnAnotherDay, cmd={"today": date(2025, 3, 13)}),
    ),
    (Hearing, "hold", "record_is_signed"): (
        Situation(RecordUnsigned, cmd={"unsigned": ("neighbour",)}),
    ),
    **{
        (Approval, event, "hearing_is_settled"): (
            Situation(HearingOwed, case={"hearing": replace(HEARD_OF, state="called")}),
            Situation(HearingOwed, case={"hearing": replace(HEARD_OF, state="announced")}),
            Situation(HearingDaysRunning, case={"hearing": replace(HEARD_OF, state="told")}),
            Situation(HearingDaysRunning, case={"hearing": replace(HEARD_OF, state="given_up")}),
        )
        for event in ("grant", "refuse")
    },
    (Approval, "grant", "hearing_record_is_followed"): (
        Situation(RecordNotFollowed, case={"hearing": replace(HEARD_OF, state="held")}),
    ),
}

ASKED_IN: Mapping[tuple[type[Procedure], str], tuple[str, ...]] = {
    (Hearing, "tell"): ("none", "told"),
    (Hearing, "call"): ("none", "told", "given_up"),
    (Hearing, "request"): ("told", "given_up"),
    (Hearing, "announce"): ("called", "announced"),
    (Hearing, "recuse"): ("announced",),
    (Hearing, "give_up"): ("called", "announced"),
    (Hearing, "hold"): ("announced",),
    (Approval, "grant"): ("running", "extended"),
    (Approval, "refuse"): ("running", "extended"),
}

TRIALS: list[Trial] = [
    (machine, state, event, rule, situation)
    for (machine, event, rule), situations in SITUATIONS.items()
    for state in ASKED_IN[machine, event]
    for situation in situations
]
