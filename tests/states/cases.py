"""Rules and snapshots of the tests: a small matter, and a lawful situation for every event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from catalog.calendars import shipped_calendar
from states.approval import Approval
from states.commands import (
    AboutSeat,
    Accept,
    AnswerRequest,
    Command,
    Conclude,
    Coordinate,
    Decide,
    DeclineExtension,
    Deliver,
    Extend,
    GiveOpinion,
    GiveReasons,
    HandOver,
    NotifyCorrection,
    ReportWorks,
    Resume,
    Suspend,
)
from states.construction import Construction
from states.coordination import Coordination
from states.extension_requests import ExtensionRequest
from states.filing import Filing, RecordFiling
from states.grant_requests import Request
from states.hearing import AnnounceHearing, Hearing, HoldHearing, RequestHearing
from states.joint_review import JointReview
from states.procedure import Procedure
from states.terms import (
    AcceptanceMode,
    Actor,
    AfterRules,
    Answer,
    AskedExtension,
    CaseSnapshot,
    Certainty,
    Commitment,
    CorrectionItem,
    Decision,
    Extension,
    ExtensionRule,
    FilingRefusalRule,
    GrantRequest,
    HearingFacts,
    Limit,
    Material,
    MaterialRule,
    MatterRules,
    Outcome,
    ProcedureRules,
    Rank,
    Regime,
    RequestKind,
    ReviewRule,
    ReviewRules,
    Role,
    Rung,
    RungLevel,
    RungRule,
    RungSilence,
    Seat,
    SeatRule,
    StartEvent,
    StatementRule,
    SuspensionRule,
    Verdict,
    Works,
)
from states.worktime import SHANGHAI, Calendar, DayUnit, Suspension

CALENDAR = shipped_calendar()
ONE_DAY = timedelta(days=1)
MONDAY = date(2025, 3, 3)
"""No holiday before Qingming (2025-04-04): working days can be counted on the fingers."""

CLERK = Actor("clerk-1", "Wang", Role.CLERK, "lead")
HANDLER = Actor("handler-1", "Li", Role.HANDLER, "lead")
SECTION_HEAD = Actor("head-1", "Zhao", Role.APPROVER, "lead", Rank.SECTION_HEAD)
ORGAN_HEAD = Actor("head-2", "Sun", Role.APPROVER, "lead", Rank.ORGAN_HEAD)
APPLICANT = Actor("firm-1", "Qian", Role.ENTERPRISE, "91410600MA0000000X")


def limit(
    days: int, start: StartEvent, unit: DayUnit = DayUnit.WORKING, source: str = "a text"
) -> Limit:
    return Limit(days, unit, start, source, Certainty.SAMPLE, f"{start.value}.{days}")


def review_rules(
    rule: ReviewRule = ReviewRule.ALL,
    *seats: SeatRule,
    deemed_source: str | None = "a text on silence",
    threshold: int = 0,
    quorum: int = 0,
    abstention_counts: bool = True,
    days: int = 7,
    unit: DayUnit = DayUnit.WORKING,
    ladder: tuple[RungRule, ...] = (),
) -> ReviewRules:
    return ReviewRules(
        rule=rule,
        seats=seats or (SeatRule("a"), SeatRule("b")),
        limit=limit(days, StartEvent.ASKED, unit),
        deemed_source=deemed_source,
        threshold=threshold,
        quorum=quorum,
        abstention_counts=abstention_counts,
        consultation=limit(10, StartEvent.ASKED),
        ladder=ladder,
    )


def rung_of(level: RungLevel, days: int = 3, silence: RungSilence = RungSilence.CARD) -> RungRule:
    recorded_by = None if level is RungLevel.DEPARTMENTS else Rank.ORGAN_HEAD
    return RungRule(level, limit(days, StartEvent.ASKED), silence, recorded_by)


LADDER = (
    rung_of(RungLevel.DEPARTMENTS, 3, RungSilence.ESCALATE),
    rung_of(RungLevel.LEAD, 2, RungSilence.ESCALATE),
    rung_of(RungLevel.CONFERENCE, 5),
    rung_of(RungLevel.SECRETARY_GENERAL, 3),
    rung_of(RungLevel.MAYOR, 5),
)


MATERIALS = (
    MaterialRule("plan", "方案", "plan", required=True, tolerant=False),
    MaterialRule("map", "图", "map", required=True, tolerant=True, concerns=("a",)),
    MaterialRule("photo", "照片", "photo", required=False, tolerant=False),
    MaterialRule(
        "licence", "执照", "licence", required=True, tolerant=False, provided_by="data_sharing"
    ),
)

RULES = MatterRules(
    matter="sample.matter",
    name="样例事项",
    name_en="sample matter",
    regime=Regime.RATIFICATION,
    lead="lead",
    decided_by=Rank.ORGAN_HEAD,
    basis="a text",
    notice_limit=limit(5, StartEvent.RECEIVED),
    decision_limit=limit(20, StartEvent.ACCEPTED),
    promise_limit=limit(10, StartEvent.ACCEPTED),
    delivery_limit=limit(10, StartEvent.DECIDED),
    extension=ExtensionRule(10, Rank.ORGAN_HEAD, "a text on extension", Certainty.SAMPLE),
    suspensions=(
        SuspensionRule("hearing", "听证", "hearing", None, "art. 45", Certainty.SAMPLE),
        SuspensionRule("expert", "专家评审", "expert review", 30, "art. 45", Certainty.SAMPLE),
    ),
    review=review_rules(),
    materials=MATERIALS,
    field_concerns={"area": ("b",)},
    procedures=ProcedureRules(
        hearing_request=limit(5, StartEvent.TOLD),
        hearing_request_strict=limit(5, StartEvent.TOLD, DayUnit.NATURAL),
        hearing_organise=limit(20, StartEvent.CALLED),
        hearing_notice=limit(7, StartEvent.HEARD),
    ),
)

LADDER_RULES = replace(RULES, review=review_rules(ladder=LADDER))

RECORD_RULES = replace(
    RULES,
    regime=Regime.RECORD_FILING,
    notice_limit=None,
    decision_limit=None,
    promise_limit=None,
    delivery_limit=None,
    extension=None,
    suspensions=(),
    review=None,
    after=AfterRules(
        statement=StatementRule(limit(2, StartEvent.FILED, DayUnit.YEARS)),
        filing_refusal=FilingRefusalRule(limit(7, StartEvent.FILED), date(2014, 6, 17)),
    ),
)


def case_of(
    rules: MatterRules = RULES, calendar: Calendar = CALENDAR, **facts: Any
) -> CaseSnapshot:
    """A snapshot with these facts and nothing else."""
    return CaseSnapshot(case_id="C-1", version=0, rules=rules, calendar=calendar, **facts)


def seat_of(department: str, state: str = "asked", **facts: Any) -> Seat:
    answered_on = None if state == "asked" else MONDAY
    values = {"weight": 1, "veto": False, "asked_on": MONDAY, "answered_on": answered_on}
    return Seat(department, state, **{**values, **facts})


def working_day(number: int, after: date = MONDAY, calendar: Calendar = CALENDAR) -> date:
    """The `number`-th working day after `after`, counted on the fingers."""
    day = after
    while number:
        day += ONE_DAY
        number -= calendar.is_workday(day)
    return day


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)


def calendar_until(last_day: date) -> Calendar:
    """The shipped calendar as it was before later notices were issued."""
    return Calendar(f"until-{last_day}", CALENDAR.first_day, last_day, CALENDAR.exceptions)


def suspended_since(day: date, days: int = 5) -> tuple[Suspension, ...]:
    return (Suspension("hearing", day, None, days),)


# One lawful situation per state and event: every validator is content with it.

TUESDAY = MONDAY + ONE_DAY
LONG_AFTER = date(2025, 6, 3)
SUPPLIED = tuple(Material(m, f"{m}.pdf", m * 8, MONDAY) for m in ("plan", "map"))

ANSWER = AnswerRequest(ORGAN_HEAD, TUESDAY, RequestKind.DELAY, "why", frozenset({HANDLER.id}))
HEARING_DAY = date(2025, 3, 14)
"""A Friday, eight working days after the Tuesday on which it is announced."""
HEARD_OF = HearingFacts(
    ground="interest",
    parties=("firm", "neighbour"),
    told_on=MONDAY,
    called_on=MONDAY,
    hearing_on=HEARING_DAY,
    presider="presider-1",
    recused=("presider-2",),
)

COMMANDS: Mapping[str, Command] = {
    "notify_correction": NotifyCorrection(
        CLERK, TUESDAY, (CorrectionItem("plan", "blurred", "send it again"),)
    ),
    "accept": Accept(CLERK, TUESDAY, AcceptanceMode.NORMAL),
    "accept_tolerantly": Accept(CLERK, TUESDAY, AcceptanceMode.TOLERANT, ("map",)),
    "deem_accepted": Accept(CLERK, LONG_AFTER, AcceptanceMode.DEEMED),
    "give_opinion": GiveOpinion(HANDLER, TUESDAY, "a", Answer.AGREE),
    "add_seat": AboutSeat(HANDLER, TUESDAY, "c"),
    "release_seat": AboutSeat(HANDLER, TUESDAY, "a"),
    "deem_agreed": AboutSeat(HANDLER, LONG_AFTER, "a"),
    "hand_over": HandOver(HANDLER, TUESDAY, "a", "c"),
    "settle": Coordinate(ORGAN_HEAD, TUESDAY, RungLevel.LEAD, "minutes"),
    "uphold": Coordinate(ORGAN_HEAD, TUESDAY, RungLevel.LEAD, "minutes"),
    **{
        f"bring_to_{level.value}": Coordinate(HANDLER, TUESDAY, level, "why") for level in RungLevel
    },
    "conclude_agreed": Conclude(HANDLER, TUESDAY, Verdict.AGREED),
    "conclude_objected": Conclude(HANDLER, TUESDAY, Verdict.OBJECTED),
    "suspend": Suspend(HANDLER, TUESDAY, "expert", 30),
    "resume": Resume(HANDLER, TUESDAY, TUESDAY),
    "extend": Extend(ORGAN_HEAD, TUESDAY, 10, frozenset({"handler-2"})),
    "decline_extension": DeclineExtension(ORGAN_HEAD, TUESDAY, "why", frozenset({"handler-2"})),
    "grant": Decide(ORGAN_HEAD, TUESDAY, Outcome.GRANT, "", frozenset({HANDLER.id})),
    "refuse": Decide(ORGAN_HEAD, TUESDAY, Outcome.REFUSE, "why", frozenset({HANDLER.id})),
    "deliver": Deliver(CLERK, TUESDAY, TUESDAY),
    "begin": ReportWorks(APPLICANT, TUESDAY, TUESDAY),
    "report": ReportWorks(APPLICANT, TUESDAY, TUESDAY),
    "complete": ReportWorks(APPLICANT, TUESDAY, TUESDAY),
    "agree_to": ANSWER,
    "turn_down": ANSWER,
    "request": RequestHearing(APPLICANT, TUESDAY, "firm"),
    "announce": AnnounceHearing(HANDLER, TUESDAY, HEARING_DAY, "presider-1"),
    "hold": HoldHearing(HANDLER, HEARING_DAY, HEARING_DAY),
}


def command_of(event: str) -> Command:
    """A lawful command for the event, on the day after the first."""
    return COMMANDS.get(event, GiveReasons(HANDLER, TUESDAY, "why"))


def asked_extension(state: str = "asked") -> AskedExtension:
    """The handler's request of the first day for ten days more."""
    return AskedExtension(
        5, 10, "why", MONDAY, HANDLER.id, HANDLER.name, Rank.ORGAN_HEAD, "lead", state
    )


def favourable(machine: type[Procedure], state: str, event: str) -> CaseSnapshot:
    """A case in this state of this machine, with nothing that could hinder the event."""
    facts: dict[str, Any] = {
        "filing_state": "accepted",
        "review_state": "agreed",
        "approval_state": "running",
        "received_on": MONDAY,
        "accepted_on": MONDAY,
        "materials": SUPPLIED,
        "seats": (seat_of("a", "agreed"), seat_of("b", "agreed")),
    }
    if event == "accept_on_commitment":
        facts["commitment"] = Commitment("committed", MONDAY, ("a promise",))
    if machine in (Filing, RecordFiling):
        facts["filing_state"] = state
    elif machine is Approval:
        facts |= {"approval_state": state, **_approval_facts(state)}
    elif machine is Construction:
        works = Works(state, begun_on=None if state == "not_begun" else MONDAY)
        facts |= {"works": works, "approval_state": "granted", **_approval_facts("granted")}
    elif machine is Request:
        asked = GrantRequest(RequestKind.DELAY, MONDAY, state)
        facts |= {"requests": (asked,), "approval_state": "granted", **_approval_facts("granted")}
    elif machine is ExtensionRequest:
        facts["extension_requests"] = (asked_extension(state),)
    elif machine is Coordination:
        return case_of(**(facts | _coordination_facts(state, event)))
    elif machine is Hearing:
        facts["hearing"] = replace(HEARD_OF, state=state)
    elif machine is JointReview:
        facts |= {"review_state": state, "seats": _seats_for(event)}
    else:
        facts |= {"review_state": "collecting", "seats": (seat_of("a", state), seat_of("b"))}
    return case_of(RECORD_RULES if machine is RecordFiling else RULES, **facts)


def _coordination_facts(state: str, event: str) -> dict[str, Any]:
    """An objected review whose ladder has just the step that the event leads to."""
    levels = tuple(RungLevel)
    under_way = next((level for level in levels if level.value == state), None)
    used = under_way or (levels[0] if state == "settled" else None)
    ladder = LADDER
    if event.startswith("bring_to_"):
        target = RungLevel(event.removeprefix("bring_to_"))
        ladder = tuple(rung_of(level) for level in levels if level in (used, target))
    return {
        "rules": replace(RULES, review=review_rules(ladder=ladder)),
        "review_state": "objected",
        "seats": (seat_of("a", "agreed"), seat_of("b", "objected")),
        "coordination_state": state,
        "rungs": (Rung(used, MONDAY, "why", ("b",)),) if used else (),
    }


def _approval_facts(state: str) -> dict[str, Any]:
    outcome = Outcome.REFUSE if state == "refused" else Outcome.GRANT
    if state in ("granted", "refused", "delivered"):
        return {"decision": Decision(outcome, MONDAY, ORGAN_HEAD.id, "why")}
    if state == "suspended":
        return {"suspensions": suspended_since(MONDAY)}
    return {"extension": EXTENSION} if state == "extended" else {}


EXTENSION = Extension(5, Rank.ORGAN_HEAD, ORGAN_HEAD.id, MONDAY, "why")


def _seats_for(event: str) -> tuple[Seat, ...]:
    states = {"conclude_agreed": ("agreed", "agreed"), "conclude_objected": ("agreed", "objected")}
    a, b = states.get(event, ("asked", "asked"))
    return seat_of("a", a), seat_of("b", b)
