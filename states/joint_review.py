"""联审联批: departments' opinions side by side, and the one verdict they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from statemachine import State

from states.clocks import opinion_due
from states.commands import AboutSeat, Conclude, GiveOpinion, HandOver
from states.procedure import Procedure
from states.refusals import (
    NoSuchSeat,
    OnlySeat,
    OpinionPeriodRunning,
    OpinionsOutstanding,
    SeatTaken,
    SilenceIsNotAgreement,
)
from states.review_refusals import CoordinationRuns, NoTransmission
from states.terms import Answer, CaseSnapshot, ReviewRule, ReviewRules, Seat, Verdict

AGREEING = frozenset({"agreed", "agreed_with_conditions", "deemed_agreed", "late"})
SETTLED = AGREEING | {"objected", "abstained"}
ANSWERED_AS = {
    Answer.AGREE: "agree",
    Answer.AGREE_WITH_CONDITIONS: "agree_with_conditions",
    Answer.RETURN_FOR_CORRECTION: "return_for_correction",
    Answer.OBJECT: "object",
    Answer.ABSTAIN: "abstain",
    Answer.REFER_UPWARD: "refer_upward",
}


def live_seats(case: CaseSnapshot) -> tuple[Seat, ...]:
    """The seats of this round that were not released."""
    return tuple(seat for seat in case.seats if seat.state != "released")


def _weight(seats: Iterable[Seat]) -> int:
    return sum(seat.weight for seat in seats)


def verdict(case: CaseSnapshot) -> Verdict | None:
    """What the seats add up to, or None while it is open.

    Depends on what was said, never on the order: an early verdict is given only when no
    answer still to come could change it.
    """
    review, seats = case.rules.review, live_seats(case)
    if review is None or not seats:
        return None
    if review.rule is ReviewRule.ALL:
        return _verdict_of_all(seats, review)
    return _verdict_of_enough(seats, review)


def _heard(seats: Iterable[Seat], review: ReviewRules) -> int:
    """The weight that counts towards the quorum, by one rule for every kind of review."""
    counted = SETTLED if review.abstention_counts else SETTLED - {"abstained"}
    return _weight(seat for seat in seats if seat.state in counted)


def _verdict_of_all(seats: tuple[Seat, ...], review: ReviewRules) -> Verdict | None:
    if any(seat.state not in SETTLED for seat in seats):
        return None
    spoke = [seat for seat in seats if seat.state != "abstained"]
    agreed = bool(spoke) and all(seat.state in AGREEING for seat in spoke)
    enough = _heard(seats, review) >= review.quorum
    return Verdict.AGREED if agreed and enough else Verdict.OBJECTED


def _verdict_of_enough(seats: tuple[Seat, ...], review: ReviewRules) -> Verdict | None:
    threshold = review.threshold if review.rule is ReviewRule.N_OF_M else 1
    quorum, spoken = review.quorum, _heard(seats, review)
    pending = [seat for seat in seats if seat.state not in SETTLED]
    agreeing = _weight(seat for seat in seats if seat.state in AGREEING)
    if any(seat.veto and seat.state == "objected" for seat in seats):
        return Verdict.OBJECTED
    if agreeing + _weight(pending) < threshold or spoken + _weight(pending) < quorum:
        return Verdict.OBJECTED
    veto_open = any(seat.veto for seat in pending)
    if agreeing >= threshold and spoken >= quorum and not veto_open:
        return Verdict.AGREED
    return None


def outstanding(case: CaseSnapshot) -> tuple[str, ...]:
    """Departments whose answer the review still waits for."""
    return tuple(s.department for s in live_seats(case) if s.state not in SETTLED)


def settled_on(case: CaseSnapshot) -> date:
    """The legal day on which the last seat settled; the verdict takes effect then.

    A released seat counts too: where its release lets the verdict be reached, it is that day.
    So does what a higher level said to an opinion that was transmitted.
    """
    above = (asked.answered_on for asked in case.consultations if asked.answered_on)
    return max((*(seat.answered_on or seat.asked_on for seat in case.seats), *above))


def concerned_by(
    case: CaseSnapshot, materials: Iterable[str], fields: Iterable[str]
) -> tuple[str, ...]:
    """Departments that a correction reaches, by the impact matrix of the catalogue.

    A document or field without a row concerns every seat; a department that returned the
    file for it is concerned in any case. All other opinions are kept.
    """
    corrected = [*materials, *fields]
    everyone = tuple(seat.department for seat in live_seats(case))
    reached: set[str] = set()
    for about in corrected:
        rule = case.rules.material(about)
        concerns = rule.concerns if rule else case.rules.field_concerns.get(about, ())
        reached.update(concerns or everyone)
    for seat in live_seats(case):
        if seat.state == "returned" and any(i.about.lstrip("/") in corrected for i in seat.items):
            reached.add(seat.department)
    return tuple(department for department in everyone if department in reached)


def has_seat(case: CaseSnapshot, cmd: GiveOpinion | AboutSeat) -> None:
    """Only a department with a live seat is heard or moved."""
    seat = case.seat(cmd.department)
    if seat is None or seat.state == "released":
        raise NoSuchSeat(department=cmd.department)


def has_no_seat_yet(case: CaseSnapshot, cmd: AboutSeat) -> None:
    """A department sits once in a joint review."""
    seat = case.seat(cmd.department)
    if seat is not None and seat.state != "released":
        raise SeatTaken(department=cmd.department)


def another_seat_remains(case: CaseSnapshot, cmd: AboutSeat) -> None:
    """减签 leaves at least one seat."""
    if not [s for s in live_seats(case) if s.department != cmd.department]:
        raise OnlySeat()


def receiver_has_no_seat(case: CaseSnapshot, cmd: HandOver) -> None:
    """A seat is handed over to a department that does not sit in the review yet."""
    seat = case.seat(cmd.to_department)
    if seat is not None and seat.state != "released":
        raise SeatTaken(department=cmd.to_department)


def transmission_is_foreseen(case: CaseSnapshot, cmd: object) -> None:
    """“Agree, needs transmission upward” only where the catalogue gives it a time limit."""
    if case.rules.review is None or case.rules.review.consultation is None:
        raise NoTransmission()


def coordination_has_not_begun(case: CaseSnapshot, cmd: object) -> None:
    """Departments are asked again without a meeting only before a step of the ladder was used."""
    if case.rungs:
        raise CoordinationRuns(level=case.rungs[-1].level.value)


def verdict_is_reached(case: CaseSnapshot, cmd: Conclude) -> None:
    """A review is concluded with what its seats add up to, not before and not otherwise."""
    if verdict(case) is not cmd.verdict:
        raise OpinionsOutstanding(departments=", ".join(outstanding(case)) or "-")


def silence_means_agreement(case: CaseSnapshot, cmd: AboutSeat) -> None:
    """A deemed agreement needs a text that says so (LAW B1.6)."""
    if case.rules.review is None or case.rules.review.deemed_source is None:
        raise SilenceIsNotAgreement(department=cmd.department)


def opinion_period_is_over(case: CaseSnapshot, cmd: AboutSeat) -> None:
    """Silence speaks from the day after the last day (LAW B9.11)."""
    seat = case.seat(cmd.department)
    due = opinion_due(case, seat) if seat else None
    if due is None or due.provisional or cmd.today <= due.due_on:
        raise OpinionPeriodRunning(department=cmd.department, due_on=due.due_on if due else "-")


def a_seat_is_returned(case: CaseSnapshot, cmd: object) -> bool:
    """Whether a department waits for a correction by the applicant."""
    return any(seat.state == "returned" for seat in case.seats)


class Opinion(Procedure):
    """One department's seat."""

    # In: the request with the full file was delivered. Out: the department answers. If
    # nobody does: a reminder, then deemed agreed where a text says so, else a card.
    asked = State(initial=True, value="asked")
    # In: the department agrees. Out: recall, or a correction that concerns it. If nobody
    # does: it stands.
    agreed = State(value="agreed")
    # In: it agrees if conditions are kept. Out and silence as for agreed.
    agreed_with_conditions = State(value="agreed_with_conditions")
    # In: it sent a list of corrections. Out: the applicant corrects, the seat is asked
    # again with a new period. If nobody does: the decision clock goes on and cards it.
    returned = State(value="returned")
    # In: it objects with reasons. Out: recall, or asked again after coordination. If nobody
    # does: the review concludes as objected.
    objected = State(value="objected")
    # In: it agrees, but the opinion must be transmitted upward (转报). Out: the higher level
    # answers, or recall. If nobody does: a card of the consultation clock; no text makes the
    # silence of a higher level an agreement.
    referred = State(value="referred")
    # In: it has nothing to say. Out and silence as for agreed.
    abstained = State(value="abstained")
    # In: silence, the day after its last day, by the text the catalogue names. Out: a late
    # opinion. If nobody does: it stands, flagged in the file.
    deemed_agreed = State(value="deemed_agreed")
    # In: the opinion came after silence had become agreement. Kept for the lead's judgement;
    # it cannot block. Out: asked again. If nobody does: it counts as agreement.
    late = State(value="late")
    # In: 减签, the seat was released. Final.
    released = State(final=True, value="released")

    agree = asked.to(agreed)
    agree_with_conditions = asked.to(agreed_with_conditions)
    return_for_correction = asked.to(returned)
    object = asked.to(objected)
    abstain = asked.to(abstained)
    refer_upward = asked.to(referred, validators=[transmission_is_foreseen])
    confirm_above = referred.to(agreed)
    confirm_above_with_conditions = referred.to(agreed_with_conditions)
    object_above = referred.to(objected)
    deem_agreed = asked.to(
        deemed_agreed, validators=[silence_means_agreement, opinion_period_is_over]
    )
    answer_late = deemed_agreed.to(late)
    reassign = asked.to.itself(internal=True)
    hand_over = asked.to.itself(internal=True)
    ask_again = (
        asked.to.itself(internal=True)
        | agreed.to(asked)
        | agreed_with_conditions.to(asked)
        | returned.to(asked)
        | objected.to(asked)
        | referred.to(asked)
        | abstained.to(asked)
        | deemed_agreed.to(asked)
        | late.to(asked)
    )
    recall = (
        agreed.to(asked)
        | agreed_with_conditions.to(asked)
        | returned.to(asked)
        | objected.to(asked)
        | referred.to(asked)
        | abstained.to(asked)
    )
    release = (
        asked.to(released)
        | returned.to(released)
        | referred.to(released)
        | deemed_agreed.to(released)
    )


class JointReview(Procedure):
    """All seats of a round together."""

    # In: nothing was asked yet. Out: the lead department opens it. If nobody does: the
    # decision clock of the case runs and cards the lead department.
    not_opened = State(initial=True, value="not_opened")
    # In: departments are asked. Out: concluded once the verdict is reached. If nobody
    # answers: each seat's own clock.
    collecting = State(value="collecting")
    # In: at least one department returned the file. Out: the applicant corrects. If nobody
    # does: other opinions are kept, the decision clock runs on (no pause in law).
    returned = State(value="returned")
    # In: the seats add up to agreement. Out: none needed, a grant may follow; withdrawal. If
    # nobody does: the decision clock.
    agreed = State(value="agreed")
    # In: the seats add up to an objection. Out: coordination reopens it, or a refusal. If
    # nobody does: the decision clock.
    objected = State(value="objected")
    # In: the case was withdrawn or decided without it. Final.
    cancelled = State(final=True, value="cancelled")

    open = not_opened.to(collecting)
    # Validators only: the seat's own machine moves; `collate` then moves the review.
    give_opinion = collecting.to.itself(internal=True, validators=[has_seat]) | returned.to.itself(
        internal=True, validators=[has_seat]
    )
    add_seat = collecting.to.itself(
        internal=True, validators=[has_no_seat_yet]
    ) | returned.to.itself(internal=True, validators=[has_no_seat_yet])
    release_seat = collecting.to.itself(
        internal=True, validators=[has_seat, another_seat_remains]
    ) | returned.to.itself(internal=True, validators=[has_seat, another_seat_remains])
    hand_over = collecting.to.itself(
        internal=True, validators=[has_seat, receiver_has_no_seat]
    ) | returned.to.itself(internal=True, validators=[has_seat, receiver_has_no_seat])
    correct = collecting.to.itself(internal=True) | returned.to.itself(internal=True)
    collate = (
        collecting.to(returned, cond=a_seat_is_returned)
        | collecting.to.itself(internal=True)
        | returned.to.itself(internal=True, cond=a_seat_is_returned)
        | returned.to(collecting)
        # A late opinion reaches a concluded review and moves nothing.
        | agreed.to.itself(internal=True)
        | objected.to.itself(internal=True)
    )
    conclude_agreed = collecting.to(agreed, validators=[verdict_is_reached]) | returned.to(
        agreed, validators=[verdict_is_reached]
    )
    conclude_objected = collecting.to(objected, validators=[verdict_is_reached]) | returned.to(
        objected, validators=[verdict_is_reached]
    )
    reopen = objected.to(collecting, validators=[coordination_has_not_begun])
    # Recall while the review is open only: a concluded review is a fact for the decision.
    cancel = (
        not_opened.to(cancelled)
        | collecting.to(cancelled)
        | returned.to(cancelled)
        | agreed.to(cancelled)
        | objected.to(cancelled)
    )
