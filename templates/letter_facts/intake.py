"""The letters of intake: voucher, acceptance, correction, non-acceptance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from states.terms import AcceptanceMode
from states.worktime import DayUnit
from templates.letter_facts.base import (
    Day,
    Days,
    Facts,
    Flag,
    LetterFacts,
    Line,
    OptionalLine,
    Prose,
    Remedies,
)


class ReceiptVoucherFacts(LetterFacts):
    """材料接收凭证: what came in, and until when the organ must answer."""

    received_on: Day
    notice_due_on: Day | None
    materials: tuple[Line, ...]


class AcceptanceFacts(LetterFacts):
    """受理通知书; only a tolerant acceptance (容缺) must, and one on a
    commitment (告知承诺) may, name materials still owed."""

    received_on: Day
    accepted_on: Day
    mode: AcceptanceMode
    days: Days
    unit: DayUnit
    last_on: Day
    provisional: Flag
    basis: Line
    owed_materials: tuple[Line, ...]

    @model_validator(mode="after")
    def _owed_only_if_allowed(self) -> Self:
        tolerant, owes = self.mode is AcceptanceMode.TOLERANT, bool(self.owed_materials)
        if tolerant != owes and self.mode is not AcceptanceMode.COMMITMENT:
            raise ValueError("owed_materials belong to a tolerant acceptance, or to a commitment")
        return self


class CorrectionLine(Facts):
    """One line of the list: what, why, and how to mend it."""

    about: Line
    problem: Prose
    remedy: Prose


class CorrectionFacts(LetterFacts):
    """补正告知书: all items at once (Administrative Licensing Law art. 32(4))."""

    items: Annotated[tuple[CorrectionLine, ...], Field(min_length=1)]
    received_on: Day
    basis: Line


class TurnedAwayFacts(LetterFacts):
    """不予受理决定书 (art. 32(2)) and 不受理告知书 (art. 32(1)): with reasons and remedies."""

    reasons: Prose
    competent_organ: OptionalLine
    basis: Line
    remedies: Remedies


FACTS: Mapping[str, type[LetterFacts]] = {
    "receipt_voucher": ReceiptVoucherFacts,
    "acceptance": AcceptanceFacts,
    "correction": CorrectionFacts,
    "acceptance_refusal": TurnedAwayFacts,
    "not_needed": TurnedAwayFacts,
}
