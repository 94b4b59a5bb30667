"""申诉与复核: a department appeals against a card; the supervisor decides by recomputation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from acts.deed import Deed, recorded
from acts.forms import Form, Prose
from states.cards import (
    appeal_in_order,
    appealable,
    appealed,
    decision_in_order,
)
from states.terms import Actor, CaseSnapshot, Draft, EntryKind


class AppealCardForm(Form):
    """Which card (the line of the record that issued it), and why it should not stand."""

    card: Annotated[int, Field(ge=1, json_schema_extra={"choices": "appealable_cards"})]
    reasons: Prose


class DecideCardAppealForm(Form):
    """Upheld or revoked, as the recomputation has it, and the reasons in words."""

    card: Annotated[int, Field(ge=1, json_schema_extra={"choices": "appealed_cards"})]
    decision: Literal["upheld", "revoked"]
    reasons: Prose


def _appeal(case: CaseSnapshot, form: AppealCardForm, actor: Actor, today: date) -> Iterable[Draft]:
    """对亮牌提出申诉: by the department that the card was shown to."""
    appeal_in_order(case, form.card, actor.organisation)
    payload = {"card": form.card, "reasons": form.reasons, "department": actor.organisation}
    return [Draft(EntryKind.CARD_APPEALED, today, payload)]


def _decide(
    case: CaseSnapshot, form: DecideCardAppealForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """复核亮牌: upheld or revoked by the present record; the card itself is never deleted."""
    found = decision_in_order(case, form.card, form.decision, today)
    (card,) = [card for card in case.cards if card.number == form.card]
    payload = {
        "card": form.card,
        "decision": form.decision,
        "reasons": form.reasons,
        "department": card.department,
        "recomputed": {
            "due_on": found.due.due_on.isoformat(),
            "done_on": found.done_on.isoformat() if found.done_on else None,
            "calendar": found.due.calendar_version,
            "is_due": found.is_due,
        },
    }
    return [Draft(EntryKind.CARD_APPEAL_DECIDED, today, payload)]


def _has_card(case: CaseSnapshot) -> bool:
    return bool(appealable(case))


def _has_appeal(case: CaseSnapshot) -> bool:
    return bool(appealed(case))


def _carded(case: CaseSnapshot, actor: Actor) -> bool:
    return any(card.department == actor.organisation for card in appealable(case))


DEEDS = (
    Deed(
        name="appeal-card",
        form=AppealCardForm,
        do=recorded("appeal_card", _appeal),
        when=_has_card,
        concerns=_carded,
    ),
    Deed(
        name="decide-card-appeal",
        form=DecideCardAppealForm,
        do=recorded("decide_card_appeal", _decide),
        when=_has_appeal,
        is_foremost=True,
    ),
)
