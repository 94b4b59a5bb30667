"""What a joint review leaves on record besides opinions: coordination, conditions, deputies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from states.terms.kinds import Rank, Role
from states.terms.rules import RungLevel


class CoordinationResult(StrEnum):
    """How one step of the coordination of an objection ended."""

    WITHDRAWN = "withdrawn"
    WITH_CONDITIONS = "with_conditions"
    UPHELD = "upheld"
    ESCALATED = "escalated"


class ConsultationResult(StrEnum):
    """What the higher level said to an opinion that had to be transmitted (转报)."""

    CONFIRMED = "confirmed"
    WITH_CONDITIONS = "with_conditions"
    OBJECTED = "objected"


class ConditionCategory(StrEnum):
    """What a condition is about; a merged list is read by these groups."""

    LAND = "land"
    ENVIRONMENT = "environment"
    SAFETY = "safety"
    CONSTRUCTION = "construction"
    TIME = "time"
    OTHER = "other"


class Operator(StrEnum):
    """How the value of a quantified condition is meant."""

    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    EXACTLY = "exactly"


class CheckKind(StrEnum):
    """What a department may ask the lead for through its seat."""

    EXPERT_REVIEW = "expert_review"
    SITE_CHECK = "site_check"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the coordination: who asked for it and why, and how it ended.

    `minutes` and `minutes_sha256` are the minutes (纪要) and the hash of their document.
    """

    level: RungLevel
    opened_on: date
    reason: str
    departments: tuple[str, ...] = ()
    closed_on: date | None = None
    result: CoordinationResult | None = None
    minutes: str = ""
    minutes_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Consultation:
    """An opinion transmitted upward: to which authority, since when, and what came back."""

    department: str
    authority: str
    asked_on: date
    answered_on: date | None = None
    result: ConsultationResult | None = None


@dataclass(frozen=True, slots=True)
class ReturnNotice:
    """One list of corrections by a department in the review; `number` is that of its entry."""

    department: str
    given_on: date
    number: int
    abouts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewCorrection:
    """What the applicant handed in or changed after acceptance, by the number of its entry."""

    number: int
    abouts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """The comparable core of a condition: “building_height at_most 24 m”."""

    field: str
    operator: Operator
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a department's agreement; `about` is a field, a document or a matter."""

    id: str
    department: str
    text: str
    category: ConditionCategory = ConditionCategory.OTHER
    about: str = ""
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class MergedCondition:
    """Conditions of several departments in one sentence of the lead; the sources stay."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two conditions that cannot both be kept; `computed` or flagged by the lead."""

    first: str
    second: str
    reason: str
    computed: bool


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who acts for whom from which day to which, both included, with whose office."""

    officer: str
    stands_for: str
    department: str
    role: Role
    rank: Rank | None
    from_on: date
    to_on: date

    def acts_on(self, day: date) -> bool:
        """Whether the deputyship holds on `day`."""
        return self.from_on <= day <= self.to_on


@dataclass(frozen=True, slots=True)
class Handover:
    """A seat that its department wants to hand to another one; the lead has to consent."""

    department: str
    to_department: str
    reasons: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """A department asks the lead for an expert review or a site check."""

    department: str
    kind: CheckKind
    reasons: str
    asked_on: date
    agreed: bool | None = None
