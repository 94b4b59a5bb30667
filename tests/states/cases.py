"""Rules, snapshots and acts of the tests: a small matter, and a record kept in memory.

The record does what the office does: whatever is due is taken before and after every act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from catalog.calendars import shipped_calendar
from states.approval import Approval
from states.commands import (
    AboutSeat,
    Accept,
    Command,
    Conclude,
    Decide,
    Deliver,
    Extend,
    GiveOpinion,
    GiveReasons,
    NotifyCorrection,
    Resume,
    Suspend,
)
from states.filing import Filing, RecordFiling
from states.history import ENDING_EVENTS, applied, replay
from states.joint_review import ANSWERED_AS, JointReview, Opinion, concerned_by
from states.next_steps import Step, draft_of, due_steps
from states.procedure import Procedure, decide
from states.terms import (
    AcceptanceMode,
    Actor,
    Answer,
    CaseSnapshot,
    Certainty,
    CorrectionItem,
    Decision,
    Draft,
    Ending,
    Entry,
    EntryKind,
    Extension,
    ExtensionRule,
    Limit,
    Material,
    MaterialRule,
    MatterRules,
    Outcome,
    Rank,
    Regime,
    ReviewRule,
    ReviewRules,
    Role,
    Seat,
    SeatRule,
    StartEvent,
    SuspensionRule,
    Verdict,
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
    days: int = 7,
    unit: DayUnit = DayUnit.WORKING,
) -> ReviewRules:
    return ReviewRules(
        rule=rule,
        seats=seats or (SeatRule("a"), SeatRule("b")),
        limit=limit(days, StartEvent.ASKED, unit),
        deemed_source=deemed_source,
        threshold=threshold,
        quorum=quorum,
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
)

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


# What the counter does, without counter, ledger and letters: ask the machines, write a line.

Doing = Callable[[CaseSnapshot, date, str], Draft]
DOINGS: dict[str, Doing] = {}


def doing(name: str) -> Callable[[Doing], Doing]:
    def keep(function: Doing) -> Doing:
        DOINGS[name] = function
        return function

    return keep


def act(case: CaseSnapshot, words: str, today: date) -> Draft:
    """What “agree a” or “extend 5” writes on `today`.

    Raises:
        Refusal: the machines refuse.
    """
    name, _, about = words.partition(" ")
    return DOINGS[name](case, today, about)


def _material_rows(ids: str) -> list[dict[str, str]]:
    return [{"id": m, "filename": f"{m}.pdf", "sha256": m * 8} for m in ids.split()]


@doing("receive")
def _receive(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(Filing, case.filing_state, "submit", case, Command(APPLICANT, today))
    return received(today, about)


def received(today: date, materials: str) -> Draft:
    payload = {
        "matter": RULES.matter,
        "catalog": {"sha256": "c" * 64},
        "project": {"name": "a plant", "area": 1},
        "applicant": {"credit_code": APPLICANT.organisation},
        "received_at": noon(today).isoformat(),
        "materials": _material_rows(materials),
    }
    return Draft(EntryKind.RECEIVED, today, payload)


def _reasons(today: date, about: str) -> GiveReasons:
    return GiveReasons(HANDLER, today, about)


@doing("notify")
def _notify(case: CaseSnapshot, today: date, about: str) -> Draft:
    what, _, new = about.partition(" ")
    items = (CorrectionItem(what, "blurred", "send it again"),)
    cmd = NotifyCorrection(CLERK, today, items, new_defects=new == "new")
    decide(Filing, case.filing_state, "notify_correction", case, cmd)
    rows = [{"about": what, "problem": "blurred", "remedy": "send it again"}]
    return Draft(EntryKind.CORRECTION_NOTIFIED, today, {"items": rows})


@doing("supplement")
def _supplement(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(Filing, case.filing_state, "supplement", case, Command(APPLICANT, today))
    return Draft(EntryKind.SUPPLEMENTED, today, {"materials": _material_rows(about)})


@doing("accept")
def _accept(case: CaseSnapshot, today: date, about: str) -> Draft:
    cmd = Accept(CLERK, today, AcceptanceMode.NORMAL)
    decide(Filing, case.filing_state, "accept", case, cmd)
    return Draft(EntryKind.ACCEPTED, today, {"mode": "normal", "owed": []})


@doing("tolerate")
def _tolerate(case: CaseSnapshot, today: date, about: str) -> Draft:
    cmd = Accept(CLERK, today, AcceptanceMode.TOLERANT, tuple(about.split()))
    decide(Filing, case.filing_state, "accept_tolerantly", case, cmd)
    return Draft(EntryKind.ACCEPTED, today, {"mode": "tolerant", "owed": about.split()})


@doing("deem_accepted")
def _deem_accepted(case: CaseSnapshot, today: date, about: str) -> Draft:
    cmd = Accept(CLERK, today, AcceptanceMode.DEEMED)
    decide(Filing, case.filing_state, "deem_accepted", case, cmd)
    return Draft(EntryKind.ACCEPTED, case.received_on or today, {"mode": "deemed"})


@doing("not_needed")
def _not_needed(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(Filing, case.filing_state, "find_not_needed", case, _reasons(today, about))
    return Draft(EntryKind.FOUND_NOT_NEEDED, today, {"reasons": about})


@doing("not_accept")
def _not_accept(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(Filing, case.filing_state, "refuse_acceptance", case, _reasons(today, about))
    return Draft(EntryKind.ACCEPTANCE_REFUSED, today, {"reasons": about})


@doing("withdraw")
def _withdraw(case: CaseSnapshot, today: date, about: str) -> Draft:
    machine = RecordFiling if case.rules.regime is Regime.RECORD_FILING else Filing
    decide(machine, case.filing_state, "withdraw", case, _reasons(today, about))
    return Draft(EntryKind.WITHDRAWN, today, {"reasons": about})


@doing("inform")
def _inform(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(RecordFiling, case.filing_state, "inform", case, Command(APPLICANT, today))
    return Draft(EntryKind.FILED, today, {"filed_at": noon(today).isoformat()})


@doing("notify_change")
def _notify_change(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(RecordFiling, case.filing_state, "notify_change", case, _reasons(today, about))
    return Draft(EntryKind.CHANGE_NOTIFIED, today, {"problem": about})


@doing("change")
def _change(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(RecordFiling, case.filing_state, "change", case, Command(APPLICANT, today))
    return Draft(EntryKind.CHANGED, today, {"changes": {"name": about}})


@doing("open")
def _open(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(Approval, case.approval_state, "withdraw", case, Command(HANDLER, today))
    decide(JointReview, case.review_state, "open", case, Command(HANDLER, today))
    assert case.rules.review is not None
    seats = [
        {"department": seat.department, "weight": seat.weight, "veto": seat.veto}
        for seat in case.rules.review.seats
    ]
    return Draft(EntryKind.REVIEW_OPENED, today, {"seats": seats})


def _answer(answer: Answer) -> Doing:
    def give(case: CaseSnapshot, today: date, department: str) -> Draft:
        cmd = GiveOpinion(HANDLER, today, department, answer)
        seat = case.seat(department)
        late = seat is not None and seat.state == "deemed_agreed"
        if not late or case.review_state not in ("agreed", "objected"):
            decide(JointReview, case.review_state, "give_opinion", case, cmd)
        event = "answer_late" if late else ANSWERED_AS[answer]
        decide(Opinion, seat.state if seat else "released", event, case, cmd)
        items = [{"about": "map", "problem": "old", "remedy": "a new one"}]
        returned = answer is Answer.RETURN_FOR_CORRECTION
        payload = {"department": department, "answer": answer.value, "comment": "so"}
        return Draft(
            EntryKind.OPINION_GIVEN, today, {**payload, "items": items if returned else []}
        )

    return give


DOINGS |= {
    "agree": _answer(Answer.AGREE),
    "agree_if": _answer(Answer.AGREE_WITH_CONDITIONS),
    "return": _answer(Answer.RETURN_FOR_CORRECTION),
    "object": _answer(Answer.OBJECT),
    "abstain": _answer(Answer.ABSTAIN),
}


def _seat_act(review_event: str, event: str, kind: EntryKind) -> Doing:
    def move(case: CaseSnapshot, today: date, department: str) -> Draft:
        cmd = AboutSeat(HANDLER, today, department)
        decide(JointReview, case.review_state, review_event, case, cmd)
        seat = case.seat(department)
        assert seat is not None
        decide(Opinion, seat.state, event, case, cmd)
        return Draft(kind, today, {"department": department, "officer": "officer-2"})

    return move


DOINGS |= {
    "recall": _seat_act("give_opinion", "recall", EntryKind.OPINION_RECALLED),
    "reassign": _seat_act("give_opinion", "reassign", EntryKind.SEAT_REASSIGNED),
    "deem": _seat_act("give_opinion", "deem_agreed", EntryKind.OPINION_DEEMED_AGREED),
    "release": _seat_act("release_seat", "release", EntryKind.SEAT_RELEASED),
}


@doing("add")
def _add(case: CaseSnapshot, today: date, department: str) -> Draft:
    cmd = AboutSeat(HANDLER, today, department)
    decide(JointReview, case.review_state, "add_seat", case, cmd)
    payload = {"department": department, "weight": 1, "veto": False}
    return Draft(EntryKind.SEAT_ADDED, today, payload)


@doing("correct")
def _correct(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(JointReview, case.review_state, "correct", case, Command(APPLICANT, today))
    concerned = list(concerned_by(case, about.split(), ()))
    payload = {"materials": _material_rows(about), "changes": {}, "concerned": concerned}
    return Draft(EntryKind.CORRECTED_IN_REVIEW, today, payload)


@doing("conclude")
def _conclude(case: CaseSnapshot, today: date, about: str) -> Draft:
    cmd = Conclude(HANDLER, today, Verdict(about))
    decide(JointReview, case.review_state, f"conclude_{about}", case, cmd)
    return Draft(EntryKind.REVIEW_CONCLUDED, today, {"verdict": about})


@doing("reopen")
def _reopen(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(JointReview, case.review_state, "reopen", case, Command(HANDLER, today))
    return Draft(EntryKind.REVIEW_REOPENED, today, {"minutes": "they met"})


@doing("suspend")
def _suspend(case: CaseSnapshot, today: date, about: str) -> Draft:
    kind, days = about.split()
    cmd = Suspend(HANDLER, today, kind, int(days))
    decide(Approval, case.approval_state, "suspend", case, cmd)
    payload = {"procedure": kind, "announced_days": int(days), "basis": "art. 45"}
    return Draft(EntryKind.SUSPENDED, today, payload)


@doing("resume")
def _resume(case: CaseSnapshot, today: date, days_ago: str) -> Draft:
    ended_on = today - timedelta(days=int(days_ago or 0))
    cmd = Resume(HANDLER, today, ended_on)
    decide(Approval, case.approval_state, "resume", case, cmd)
    return Draft(EntryKind.RESUMED, ended_on, {})


SIGNERS = {"section_head": SECTION_HEAD, "organ_head": ORGAN_HEAD, "handler": HANDLER}


@doing("extend")
def _extend(case: CaseSnapshot, today: date, about: str) -> Draft:
    days, _, signer = about.partition(" ")
    actor = SIGNERS[signer or "organ_head"]
    cmd = Extend(actor, today, int(days))
    decide(Approval, case.approval_state, "extend", case, cmd)
    rank = actor.rank.value if actor.rank else ""
    return Draft(EntryKind.EXTENDED, today, {"days": int(days), "reasons": "why", "rank": rank})


def _decision(outcome: Outcome) -> Doing:
    def sign(case: CaseSnapshot, today: date, about: str) -> Draft:
        signer, _, reasons = about.partition(" ")
        handled_by = frozenset({HANDLER.id, SECTION_HEAD.id if reasons == "own" else ""})
        actor = SIGNERS[signer or "organ_head"]
        if reasons == "own":
            handled_by |= {actor.id}
        reasons = "" if reasons == "mute" else "the reasons"
        cmd = Decide(actor, today, outcome, reasons, handled_by)
        decide(Approval, case.approval_state, outcome.value, case, cmd)
        return Draft(EntryKind.DECIDED, today, {"outcome": outcome.value, "reasons": reasons})

    return sign


DOINGS |= {"grant": _decision(Outcome.GRANT), "refuse": _decision(Outcome.REFUSE)}


@doing("deliver")
def _deliver(case: CaseSnapshot, today: date, days_ago: str) -> Draft:
    served_on = today - timedelta(days=int(days_ago or 0))
    decide(Approval, case.approval_state, "deliver", case, Deliver(CLERK, today, served_on))
    return Draft(EntryKind.DELIVERED, served_on, {})


@doing("end")
def _end(case: CaseSnapshot, today: date, about: str) -> Draft:
    ending, _, reasons = about.partition(" ")
    event = ENDING_EVENTS[Ending(ending)]
    decide(Approval, case.approval_state, event, case, _reasons(today, reasons))
    return Draft(EntryKind.GRANT_ENDED, today, {"ending": ending, "reasons": reasons})


@dataclass
class Record:
    """A case's entries and what they add up to."""

    rules: MatterRules = RULES
    calendar: Calendar = CALENDAR
    entries: list[Entry] = field(default_factory=list)
    case: CaseSnapshot = field(init=False)

    def __post_init__(self) -> None:
        self.case = replay("C-1", self.entries, self.rules, self.calendar)

    def write(self, draft: Draft, now: datetime, actor: str = "someone") -> None:
        entry = entry_of(self.case, draft, now, actor)
        self.case = applied(self.case, entry)
        self.entries.append(entry)

    def settle(self, now: datetime) -> None:
        """Take what is due until nothing is, like every act and every watch."""
        while steps := due_steps(self.case, now):
            self.write(draft_of(self.case, steps[0]), now, "system")

    def take(self, step: Step, now: datetime) -> bool:
        """Take this one step, if it is due."""
        due = step in due_steps(self.case, now)
        if due:
            self.write(draft_of(self.case, step), now, "system")
        return due

    def do(self, words: str, today: date) -> Record:
        """One act on `today`, with everything that is due before and after it."""
        self.settle(noon(today))
        self.write(act(self.case, words, today), noon(today))
        self.settle(noon(today))
        return self

    def facts(self) -> list[tuple[str, date, Mapping[str, Any]]]:
        """What the record says, without when it was written down."""
        return [(e.kind.value, e.effective_on, e.payload) for e in self.entries]

    def of(self, kind: EntryKind) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind is kind]


def entry_of(case: CaseSnapshot, draft: Draft, now: datetime, actor: str = "someone") -> Entry:
    return Entry(
        number=case.version + 1,
        kind=draft.kind,
        actor=actor,
        on_authority_of="a text",
        effective_on=draft.effective_on,
        recorded_at=now.astimezone(UTC),
        payload=draft.payload,
    )


def played(words: Iterable[str], rules: MatterRules = RULES, today: date = MONDAY) -> Record:
    """The record after these acts, all on one day."""
    record = Record(rules)
    for each in words:
        record.do(each, today)
    return record


RECEIVED = ("receive plan map",)
ACCEPTED = (*RECEIVED, "accept")
IN_REVIEW = (*ACCEPTED, "open")
AGREED = (*IN_REVIEW, "agree a", "agree b")
GRANTED = (*AGREED, "grant")


def suspended_since(day: date, days: int = 5) -> tuple[Suspension, ...]:
    return (Suspension("hearing", day, None, days),)


# One lawful situation per state and event: every validator is content with it.

TUESDAY = MONDAY + ONE_DAY
LONG_AFTER = date(2025, 6, 3)
SUPPLIED = tuple(Material(m, f"{m}.pdf", m * 8, MONDAY) for m in ("plan", "map"))

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
    "conclude_agreed": Conclude(HANDLER, TUESDAY, Verdict.AGREED),
    "conclude_objected": Conclude(HANDLER, TUESDAY, Verdict.OBJECTED),
    "suspend": Suspend(HANDLER, TUESDAY, "expert", 30),
    "resume": Resume(HANDLER, TUESDAY, TUESDAY),
    "extend": Extend(ORGAN_HEAD, TUESDAY, 10),
    "grant": Decide(ORGAN_HEAD, TUESDAY, Outcome.GRANT, "", frozenset({HANDLER.id})),
    "refuse": Decide(ORGAN_HEAD, TUESDAY, Outcome.REFUSE, "why", frozenset({HANDLER.id})),
    "deliver": Deliver(CLERK, TUESDAY, TUESDAY),
}


def command_of(event: str) -> Command:
    """A lawful command for the event, on the day after the first."""
    return COMMANDS.get(event, GiveReasons(HANDLER, TUESDAY, "why"))


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
    if machine in (Filing, RecordFiling):
        facts["filing_state"] = state
    elif machine is Approval:
        facts |= {"approval_state": state, **_approval_facts(state)}
    elif machine is JointReview:
        facts |= {"review_state": state, "seats": _seats_for(event)}
    else:
        facts |= {"review_state": "collecting", "seats": (seat_of("a", state), seat_of("b"))}
    return case_of(RECORD_RULES if machine is RecordFiling else RULES, **facts)


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
