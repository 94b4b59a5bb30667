"""The acts of the counter: what “agree a” or “extend 5” writes on a record in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from states.approval import Approval
from states.commands import (
    AboutSeat,
    Accept,
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
    Resume,
    Suspend,
)
from states.coordination import CLOSING_EVENTS, Coordination, next_rung, open_rung
from states.extension_requests import asked_in_order, askers_of_extension, declined_in_order
from states.filing import Filing, RecordFiling
from states.hearing import AnnounceHearing, Hearing, HoldHearing, RequestHearing
from states.history import ENDING_EVENTS
from states.joint_review import ANSWERED_AS, JointReview, Opinion, concerned_by
from states.procedure import decide
from states.refusals import NotForeseen
from states.review_refusals import LadderEnds
from states.seat_record import ANSWER_EVENTS
from states.terms import (
    AcceptanceMode,
    Answer,
    CaseSnapshot,
    ConsultationResult,
    CoordinationResult,
    CorrectionItem,
    Draft,
    Ending,
    EntryKind,
    Outcome,
    Regime,
    RungLevel,
    Verdict,
)
from tests.states.cases import (
    APPLICANT,
    CLERK,
    HANDLER,
    ORGAN_HEAD,
    RULES,
    SECTION_HEAD,
    noon,
)

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
    "refer": _answer(Answer.REFER_UPWARD),
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


def _coordinated(case: CaseSnapshot, today: date, under_way: bool) -> RungLevel:
    if under_way is not (open_rung(case) is not None):
        raise NotForeseen(
            event="bring", machine="Coordination", state=case.coordination_state, allowed="-"
        )
    rule = next_rung(case)
    if rule is None:
        raise LadderEnds(level=case.rungs[-1].level.value if case.rungs else "-")
    cmd = Coordinate(HANDLER, today, rule.level, "why")
    decide(Coordination, case.coordination_state, f"bring_to_{rule.level.value}", case, cmd)
    return rule.level


@doing("bring")
def _bring(case: CaseSnapshot, today: date, about: str) -> Draft:
    level = _coordinated(case, today, under_way=False)
    payload = {"level": level.value, "reasons": "why"}
    return Draft(EntryKind.COORDINATION_OPENED, today, payload)


@doing("escalate")
def _escalate(case: CaseSnapshot, today: date, about: str) -> Draft:
    level = _coordinated(case, today, under_way=True)
    payload = {"from": case.coordination_state, "level": level.value, "reasons": "why"}
    return Draft(EntryKind.COORDINATION_ESCALATED, today, payload)


@doing("close")
def _close(case: CaseSnapshot, today: date, result: str) -> Draft:
    level = case.rungs[-1].level if case.rungs else RungLevel.DEPARTMENTS
    cmd = Coordinate(ORGAN_HEAD, today, level, "they met")
    event = CLOSING_EVENTS[CoordinationResult(result)]
    decide(Coordination, case.coordination_state, event, case, cmd)
    payload = {
        "level": level.value,
        "result": result,
        "minutes": "they met",
        "minutes_sha256": "m" * 64,
    }
    return Draft(EntryKind.COORDINATION_CLOSED, today, payload)


@doing("above")
def _above(case: CaseSnapshot, today: date, about: str) -> Draft:
    department, result = about.split()
    cmd = AboutSeat(HANDLER, today, department)
    decide(JointReview, case.review_state, "give_opinion", case, cmd)
    seat = case.seat(department)
    assert seat is not None
    decide(Opinion, seat.state, ANSWER_EVENTS[ConsultationResult(result)], case, cmd)
    payload = {"department": department, "result": result, "comment": "so"}
    return Draft(EntryKind.CONSULTATION_ANSWERED, today, payload)


@doing("hand_over")
def _hand_over(case: CaseSnapshot, today: date, about: str) -> Draft:
    department, receiver = about.split()
    cmd = HandOver(HANDLER, today, department, receiver)
    decide(JointReview, case.review_state, "hand_over", case, cmd)
    seat = case.seat(department)
    assert seat is not None
    decide(Opinion, seat.state, "hand_over", case, cmd)
    payload = {"department": department, "to_department": receiver, "agreed": True}
    return Draft(EntryKind.HANDOVER_ANSWERED, today, {**payload, "asked_because": "theirs"})


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


@doing("ask_extension")
def _ask_extension(case: CaseSnapshot, today: date, days: str) -> Draft:
    rank = asked_in_order(case, Extend(HANDLER, today, int(days)))
    payload = {"days": int(days), "reasons": "why", "person": HANDLER.name}
    told = {"rank": rank.value, "party": case.rules.lead}
    return Draft(EntryKind.EXTENSION_ASKED, today, payload | told)


@doing("decline_extension")
def _decline_extension(case: CaseSnapshot, today: date, signer: str) -> Draft:
    actor = SIGNERS[signer or "organ_head"]
    cmd = DeclineExtension(actor, today, "why", askers_of_extension(case, today))
    declined_in_order(case, cmd)
    return Draft(EntryKind.EXTENSION_DECLINED, today, {"reasons": "why"})


@doing("extend")
def _extend(case: CaseSnapshot, today: date, about: str) -> Draft:
    days, _, signer = about.partition(" ")
    actor = SIGNERS[signer or "organ_head"]
    cmd = Extend(actor, today, int(days), askers_of_extension(case, today))
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


@doing("tell")
def _tell(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(Hearing, case.hearing.state, "tell", case, Command(HANDLER, today))
    return Draft(EntryKind.HEARING_RIGHT_TOLD, today, {"parties": about.split() or ["firm"]})


@doing("request")
def _request(case: CaseSnapshot, today: date, about: str) -> Draft:
    cmd = RequestHearing(HANDLER, today, about or "firm")
    decide(Hearing, case.hearing.state, "request", case, cmd)
    payload = {"ground": "interest", "party": cmd.party}
    return Draft(EntryKind.HEARING_CALLED, today, payload)


@doing("announce")
def _announce(case: CaseSnapshot, today: date, about: str) -> Draft:
    hearing_on = date.fromisoformat(about or "2025-03-14")
    cmd = AnnounceHearing(HANDLER, today, hearing_on, "presider-1")
    decide(Hearing, case.hearing.state, "announce", case, cmd)
    told = {"hearing_on": hearing_on.isoformat(), "presider": "presider-1"}
    return Draft(EntryKind.HEARING_ANNOUNCED, today, {"starts_at": "09:00", "place": "", **told})


@doing("give_up")
def _give_up(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(Hearing, case.hearing.state, "give_up", case, _reasons(today, "why"))
    return Draft(EntryKind.HEARING_GIVEN_UP, today, {})


@doing("hold")
def _hold(case: CaseSnapshot, today: date, about: str) -> Draft:
    decide(Hearing, case.hearing.state, "hold", case, HoldHearing(HANDLER, today, today))
    return Draft(EntryKind.HEARING_HELD, today, {})
