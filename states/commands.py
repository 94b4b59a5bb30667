"""What an act asks of a machine: one frozen command per event that needs facts.

`today` is the legal day (Asia/Shanghai) of the act; it was taken once, at the counter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from states.terms import (
    AcceptanceMode,
    Actor,
    Answer,
    CorrectionItem,
    Outcome,
    RequestKind,
    RungLevel,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Command:
    """Who asks, and on which legal day."""

    actor: Actor
    today: date


@dataclass(frozen=True, slots=True)
class NotifyCorrection(Command):
    """Tell all items at once; `new_defects` says they first appear in the supplement."""

    items: tuple[CorrectionItem, ...]
    new_defects: bool = False


@dataclass(frozen=True, slots=True)
class Accept(Command):
    """Accept the filing; `owed` are the materials that may follow (容缺)."""

    mode: AcceptanceMode
    owed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GiveReasons(Command):
    """An act that must say why: refusal of acceptance, withdrawal, ending of a grant."""

    reasons: str


@dataclass(frozen=True, slots=True)
class GiveOpinion(Command):
    """What `department` says in the joint review."""

    department: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class AboutSeat(Command):
    """An act on one seat: add, release, recall, deem, reassign."""

    department: str


@dataclass(frozen=True, slots=True)
class HandOver(AboutSeat):
    """Hand the seat to another department."""

    to_department: str


@dataclass(frozen=True, slots=True)
class Coordinate(Command):
    """Bring an objection to a step of the ladder, or record how a step ended."""

    level: RungLevel
    reasons: str


@dataclass(frozen=True, slots=True)
class Conclude(Command):
    """Close the joint review with this verdict."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Suspend(Command):
    """Begin a special procedure of so many announced working days."""

    kind: str
    announced_days: int


@dataclass(frozen=True, slots=True)
class Resume(Command):
    """End the special procedure; its last day was `ended_on`."""

    ended_on: date


@dataclass(frozen=True, slots=True)
class Extend(Command):
    """Lengthen the decision clock by so many days of its unit; `asked_by` are those who asked."""

    days: int
    asked_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DeclineExtension(Command):
    """Turn down a handler's request for an extension; `asked_by` are those who asked."""

    reasons: str
    asked_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decide(Command):
    """Grant or refuse; `handled_by` are the officers who handled the case before."""

    outcome: Outcome
    reasons: str
    handled_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Deliver(Command):
    """Serve the decision; `served_on` is its legal day of service."""

    served_on: date


@dataclass(frozen=True, slots=True)
class ReportWorks(Command):
    """Works began, went on or were completed; the event itself was on `on`."""

    on: date


@dataclass(frozen=True, slots=True)
class AskRequest(Command):
    """The holder asks for a delay, a change, a renewal or a new look."""

    kind: RequestKind
    months: int = 0


@dataclass(frozen=True, slots=True)
class AnswerRequest(Command):
    """The organ answers a request of this kind; `handled_by` are the officers before it."""

    kind: RequestKind
    reasons: str
    handled_by: frozenset[str] = frozenset()
