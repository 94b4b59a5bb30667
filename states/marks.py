"""Signs of lateness that stand in the record: cards, and silence that became agreement.

Each points to the entry that issued it. A card that was revoked stays, marked as revoked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from states.terms import CaseSnapshot, ClockName

DEEMED = "deemed_agreed"
MARK_KINDS = ("warning", "yellow", "red", DEEMED)
STANDINGS = ("standing", "appealed", "upheld", "revoked")


@dataclass(frozen=True, slots=True)
class Mark:
    """A card or deemed agreement: the entry that issued it, whose it is, what became of it."""

    number: int
    kind: str
    department: str
    clock: ClockName
    effective_on: date
    standing: str = "standing"


def marks_of(case: CaseSnapshot) -> tuple[Mark, ...]:
    """Every mark of the case in the order of its entries."""
    return tuple(sorted(_marks(case), key=lambda mark: mark.number))


def _marks(case: CaseSnapshot) -> Iterator[Mark]:
    for card in case.cards:
        yield Mark(
            number=card.number,
            kind=card.colour.value,
            department=card.department,
            clock=card.clock,
            effective_on=card.effective_on,
            standing=card.standing,
        )
    for silence in case.silences:
        yield Mark(
            number=silence.number,
            kind=DEEMED,
            department=silence.department,
            clock=ClockName.OPINION,
            effective_on=silence.effective_on,
        )
