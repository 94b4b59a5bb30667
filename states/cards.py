"""Cards and the appeal against them: the present record is reckoned again, and that decides.

A yellow or red card is a computed sign (LAW B4.4); so is its end. The department appeals with
its reasons; the supervisor derives the clock again from the record as it stands (a holiday notice
may have come, a recorded pause may count). Where the last day was kept after all, the card is
revoked; where it was not, it is upheld. Nothing is deleted: a revoked card leaves its trace with
reason and person (LAW B8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from states.clocks import (
    delivery_due,
    notice_due,
    opinion_due,
    promise_due,
    statute_due,
)
from states.part import Part
from states.refusals import Refusal
from states.terms import (
    Card,
    CardAppeal,
    CaseSnapshot,
    ClockName,
    Colour,
    Entry,
    EntryKind,
)
from states.worktime import Due

APPEALABLE = (Colour.YELLOW, Colour.RED)


class NoSuchCard(Refusal):
    """Line {number} is no yellow or red card of {department} that can be appealed against now."""

    zh = "第{number}条不是{department}现在可以申诉的黄牌或红牌。"
    pointer = "/card"


class NoSuchAppeal(Refusal):
    """No appeal against the card of line {number} waits for a decision."""

    zh = "第{number}条的亮牌没有待处理的申诉。"
    pointer = "/card"


class CardStillDue(Refusal):
    """By the present record the last day was {due_on} and it was not kept: the card is upheld."""

    zh = "按现有记录重新核算，最后一日为{due_on}且未按期办理，该牌应予维持。"
    pointer = "/decision"


class CardNoLongerDue(Refusal):
    """By the present record the last day is {due_on} and it was kept: the card is revoked."""

    zh = "按现有记录重新核算，最后一日为{due_on}且未逾期，该牌应予撤销。"
    pointer = "/decision"


class AppealCannotBeReckoned(Refusal):
    """The clock of this card is not reckoned any more; the card stands as it was issued."""

    zh = "该牌所依据的期限已不再计算，按亮牌时的记录维持，不能申诉。"
    pointer = "/card"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A card derived again: the last day by the present record, what was kept, and the result.

    `done_on` is the day on which the clock stopped; None while it runs.
    """

    due: Due
    done_on: date | None
    is_due: bool


def appealable(case: CaseSnapshot) -> tuple[Card, ...]:
    """Yellow and red cards that stand with no appeal under way."""
    return tuple(
        card
        for card in case.cards
        if card.colour in APPEALABLE and card.standing in ("standing", "upheld")
    )


def appealed(case: CaseSnapshot) -> tuple[Card, ...]:
    """Cards whose appeal waits for the supervisor."""
    return tuple(card for card in case.cards if card.standing == "appealed")


def recomputed(case: CaseSnapshot, card: Card, today: date) -> Recomputed | None:
    """Whether the card is due under the present record; None where its clock is not reckoned.

    The clock is late where its last day, as derived now, lies before the day on which it stopped,
    or before today while it runs. A provisional last day can still move: nobody is late by it.
    """
    found = _clock_of(case, card)
    if found is None:
        return None
    due, done_on = found
    late = (done_on or today) > due.due_on
    return Recomputed(due, done_on, late and not due.provisional)


def _clock_of(case: CaseSnapshot, card: Card) -> tuple[Due, date | None] | None:
    """The last day of the card's clock and the day it stopped, as the record has them now."""
    decided_on = case.decision.decided_on if case.decision else None
    due: Due | None
    done_on: date | None = decided_on
    if card.clock is ClockName.OPINION:
        seat = case.seat(card.department)
        due = opinion_due(case, seat) if seat and seat.state != "released" else None
        done_on = seat.answered_on if seat else None
    elif card.clock is ClockName.NOTICE:
        due, done_on = notice_due(case), case.accepted_on
    elif card.clock is ClockName.DELIVERY:
        due, done_on = delivery_due(case), case.delivered_on
    else:
        reckoned = {ClockName.PROMISE: promise_due, ClockName.STATUTE: statute_due}
        due = reckoned[card.clock](case) if card.clock in reckoned else None
    return (due, done_on) if due is not None else None


def appeal_in_order(case: CaseSnapshot, number: int, department: str) -> None:
    """A card of this very department, yellow or red, whose clock is still reckoned.

    Raises:
        NoSuchCard, AppealCannotBeReckoned: as they say.
    """
    own = [c for c in appealable(case) if (c.number, c.department) == (number, department)]
    if not own:
        raise NoSuchCard(number=number, department=department)
    if _clock_of(case, own[0]) is None:
        raise AppealCannotBeReckoned()


def decision_in_order(case: CaseSnapshot, number: int, decision: str, today: date) -> Recomputed:
    """What the recomputation says, when the decision follows it.

    Raises:
        NoSuchAppeal, AppealCannotBeReckoned, CardStillDue, CardNoLongerDue: as they say.
    """
    card = next((c for c in appealed(case) if c.number == number), None)
    if card is None:
        raise NoSuchAppeal(number=number)
    found = recomputed(case, card, today)
    if found is None:
        raise AppealCannotBeReckoned()
    if found.is_due and decision == "revoked":
        raise CardStillDue(due_on=found.due.due_on)
    if not found.is_due and decision == "upheld":
        raise CardNoLongerDue(due_on=found.due.due_on)
    return found


def _with(case: CaseSnapshot, number: int, appeal: CardAppeal) -> CaseSnapshot:
    cards = tuple(replace(c, appeal=appeal) if c.number == number else c for c in case.cards)
    return case.but(cards=cards)


def _appealed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    appeal = CardAppeal(entry.effective_on, entry.payload["reasons"])
    return _with(case, entry.payload["card"], appeal)


def _decided(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    card = next(c for c in case.cards if c.number == payload["card"])
    assert card.appeal is not None, "a decision follows an appeal"
    appeal = replace(
        card.appeal,
        decided_on=entry.effective_on,
        decided_by=entry.actor,
        decision=payload["decision"],
        decision_reasons=payload["reasons"],
    )
    return _with(case, payload["card"], appeal)


def _row(card: Card) -> dict[str, Any]:
    appeal = card.appeal
    return {
        "number": card.number,
        "colour": card.colour.value,
        "clock": card.clock.value,
        "department": card.department,
        "effective_on": card.effective_on.isoformat(),
        "standing": card.standing,
        "appeal": {
            "appealed_on": appeal.appealed_on.isoformat(),
            "reasons": appeal.reasons,
            "decided_on": appeal.decided_on.isoformat() if appeal.decided_on else None,
            "decided_by": appeal.decided_by,
            "decision": appeal.decision,
            "decision_reasons": appeal.decision_reasons,
        }
        if appeal
        else None,
    }


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    cards = [_row(card) for card in case.cards if card.colour in APPEALABLE]
    return {"cards": cards} if cards else None


CARDS = Part(
    name="cards",
    folds={EntryKind.CARD_APPEALED: _appealed, EntryKind.CARD_APPEAL_DECIDED: _decided},
    view=_view,
)
