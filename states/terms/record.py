"""What a record holds: entries, drafts, and the facts that entries leave behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from states.terms.kinds import Answer, ClockName, Colour, EntryKind, Outcome, Rank, Role

Facts = Mapping[str, Any]
"""JSON facts: strings, numbers, booleans, null, lists and string-keyed mappings of them."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a signed-in person, or the system on the authority of a text.

    `organisation` is a department id for officials and the credit code for enterprises.
    """

    id: str
    name: str
    role: Role
    organisation: str
    rank: Rank | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered line of a case's record, as read from or bound for the ledger."""

    number: int
    kind: EntryKind
    actor: str
    on_authority_of: str
    effective_on: date
    recorded_at: datetime
    payload: Facts


@dataclass(frozen=True, slots=True)
class Draft:
    """A line about to be written: what, and from which legal day it has effect."""

    kind: EntryKind
    effective_on: date
    payload: Facts


@dataclass(frozen=True, slots=True)
class CorrectionItem:
    """One line of a correction list: what is wrong, why, and how to mend it."""

    about: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One once-only notice before acceptance (Administrative Licensing Law art. 32(4))."""

    notified_on: date
    items: tuple[CorrectionItem, ...]
    supplemented_on: date | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """One document handed in: the list's id, the file's name and content hash."""

    id: str
    filename: str
    sha256: str
    supplied_on: date


@dataclass(frozen=True, slots=True)
class Seat:
    """One department's place in the present round and what it has said."""

    department: str
    state: str
    weight: int
    veto: bool
    asked_on: date
    officer: str | None = None
    answered_on: date | None = None
    answer: Answer | None = None
    comment: str = ""
    conditions: tuple[str, ...] = ()
    items: tuple[CorrectionItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """The one extension of the decision clock."""

    days: int
    approved_by: Rank
    approver: str
    decided_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The written decision; its seal date stops the clock (LAW B9.13)."""

    outcome: Outcome
    decided_on: date
    approver: str
    reasons: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CardAppeal:
    """A department's appeal against a card, and what the supervisor decided on it."""

    appealed_on: date
    reasons: str
    decided_on: date | None = None
    decided_by: str = ""
    decision: str = ""
    """upheld or revoked; empty while nobody has decided."""
    decision_reasons: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A computed sign of lateness; it stays in the record even when revoked."""

    clock: ClockName
    colour: Colour
    department: str
    effective_on: date
    number: int = field(default=0, compare=False)
    """The line of the record that issued it."""
    appeal: CardAppeal | None = field(default=None, compare=False)
    """The last appeal against it; earlier ones stand in the record."""

    @property
    def standing(self) -> str:
        """standing, appealed, upheld or revoked."""
        if self.appeal is None:
            return "standing"
        return self.appeal.decision or "appealed"

    @property
    def stands(self) -> bool:
        """Whether it still counts; a revoked card is only a trace."""
        return self.standing != "revoked"

    @property
    def revoked_on(self) -> date | None:
        """The day on which it was revoked."""
        return self.appeal.decided_on if self.appeal and not self.stands else None


@dataclass(frozen=True, slots=True)
class Silence:
    """A department's silence that became agreement, and the line that says so."""

    department: str
    effective_on: date
    number: int


@dataclass(frozen=True, slots=True)
class LetterService:
    """How a letter was served, on which legal day, and until when it can be contested."""

    method: str
    served_on: date
    source: str
    reconsideration_until: str | None = None
    suit_until: str | None = None


@dataclass(frozen=True, slots=True)
class LetterVoid:
    """作废: who voided a letter, why and when; its number stays in the register."""

    reason: str
    voided_on: date
    voided_by: str
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class ElectronicSeal:
    """An electronic seal or signature set elsewhere: whose, over which bytes."""

    what: str
    holder: str
    sha256: str
    certificate: str
    sealed_on: date


@dataclass(frozen=True, slots=True)
class LetterRef:
    """A letter that an entry carries: its id, kind, number (文号) and content hash.

    What became of it since stands beside: its service, its voiding, its electronic seals.
    """

    id: str
    kind: str
    number: str
    sha256: str
    entry_number: int
    service: LetterService | None = None
    void: LetterVoid | None = None
    seals: tuple[ElectronicSeal, ...] = ()
