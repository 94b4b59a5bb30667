"""The words of the field as frozen values: what machines read and acts write.

Legal days are Asia/Shanghai dates and end in ``_on``; instants are aware and end in ``_at``.
Durations never stand here: they arrive as :class:`Limit` values from the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from states.worktime import Calendar, DayUnit, OffHours, Suspension

Facts = Mapping[str, Any]
"""JSON facts: strings, numbers, booleans, null, lists and string-keyed mappings of them."""


class Regime(StrEnum):
    """How an investment project meets the state (LAW B2.1); ``PERMIT`` is any other permit."""

    RECORD_FILING = "record_filing"
    RATIFICATION = "ratification"
    APPROVAL = "approval"
    PERMIT = "permit"


class Role(StrEnum):
    """What a signed-in person may be (LAW B10: the duties are separate)."""

    ENTERPRISE = "enterprise"
    CLERK = "clerk"
    HANDLER = "handler"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Rank(StrEnum):
    """Whose signature an approver's is; extensions ask for a certain one (LAW B1.5)."""

    SECTION_HEAD = "section_head"
    ORGAN_HEAD = "organ_head"
    PRINCIPAL_HEAD = "principal_head"
    GOVERNMENT_HEAD = "government_head"

    def satisfies(self, needed: Rank) -> bool:
        """Whether this rank may sign where `needed` is asked.

        Inside one organ the order is section head, head, principal head. The head of the
        people's government is another authority and stands only for itself.
        """
        if Rank.GOVERNMENT_HEAD in (self, needed):
            return self is needed
        order = (Rank.SECTION_HEAD, Rank.ORGAN_HEAD, Rank.PRINCIPAL_HEAD)
        return order.index(self) >= order.index(needed)


class StartEvent(StrEnum):
    """The event whose day is day 0 of a time limit (LAW B1.4)."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ASKED = "asked"
    DECIDED = "decided"


class Certainty(StrEnum):
    """How sure a number of the catalogue is; pages print it beside the number."""

    STATUTE_READ = "statute_read"
    PAGE_SEEN = "page_seen"
    VERIFY = "verify"
    SAMPLE = "sample"


class AcceptanceMode(StrEnum):
    """How an acceptance came about (LAW B10)."""

    NORMAL = "normal"
    TOLERANT = "tolerant"
    DEEMED = "deemed"


class Answer(StrEnum):
    """What a department may say in a joint review."""

    AGREE = "agree"
    AGREE_WITH_CONDITIONS = "agree_with_conditions"
    RETURN_FOR_CORRECTION = "return_for_correction"
    OBJECT = "object"
    ABSTAIN = "abstain"


class Outcome(StrEnum):
    """What a decision says."""

    GRANT = "grant"
    REFUSE = "refuse"


class Ending(StrEnum):
    """Five ways a grant ends are five acts; these four end an existing one (LAW B6.2)."""

    LAPSED = "lapsed"
    REVOKED = "revoked"
    RECALLED = "recalled"
    CANCELLED = "cancelled"


class Verdict(StrEnum):
    """What the seats of a joint review add up to."""

    AGREED = "agreed"
    OBJECTED = "objected"


class ReviewRule(StrEnum):
    """How seats add up: all of them, any one, or a weighted share with a quorum."""

    ALL = "all"
    ANY = "any"
    N_OF_M = "n_of_m"


class Colour(StrEnum):
    """Cards: 预警 and 黄牌 against the promise, 红牌 against the statute (LAW B4.4)."""

    WARNING = "warning"
    YELLOW = "yellow"
    RED = "red"


class ClockName(StrEnum):
    """The clocks a case may run."""

    NOTICE = "notice"
    PROMISE = "promise"
    STATUTE = "statute"
    OPINION = "opinion"
    SPECIAL = "special"
    DELIVERY = "delivery"


class EntryKind(StrEnum):
    """What can stand in the record: past participles, one per legal or audited fact."""

    RECEIVED = "received"
    FILED = "filed"
    CHANGE_NOTIFIED = "change_notified"
    CHANGED = "changed"
    CORRECTION_NOTIFIED = "correction_notified"
    SUPPLEMENTED = "supplemented"
    ACCEPTED = "accepted"
    FOUND_NOT_NEEDED = "found_not_needed"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    WITHDRAWN = "withdrawn"
    REVIEW_OPENED = "review_opened"
    OPINION_GIVEN = "opinion_given"
    OPINION_DEEMED_AGREED = "opinion_deemed_agreed"
    OPINION_RECALLED = "opinion_recalled"
    SEAT_ADDED = "seat_added"
    SEAT_RELEASED = "seat_released"
    SEAT_REASSIGNED = "seat_reassigned"
    CORRECTED_IN_REVIEW = "corrected_in_review"
    REVIEW_CONCLUDED = "review_concluded"
    REVIEW_REOPENED = "review_reopened"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    EXTENDED = "extended"
    DECIDED = "decided"
    DELIVERED = "delivered"
    REMINDED = "reminded"
    CARDED = "carded"
    GRANT_ENDED = "grant_ended"
    OBSERVED = "observed"


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
class Limit:
    """A time limit as the catalogue states it: so many days of a unit from an event."""

    days: int
    unit: DayUnit
    start: StartEvent
    source: str
    certainty: Certainty
    rule_id: str


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """One extension of at most `max_days` (the decision limit's unit), by a rank."""

    max_days: int
    approved_by: Rank
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class SuspensionRule:
    """A special procedure whose time is not counted; the list is closed (LAW B1.7)."""

    kind: str
    name: str
    name_en: str
    max_days: int | None
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class SeatRule:
    """The place of one department in a joint review."""

    department: str
    weight: int = 1
    veto: bool = False


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """How departments are asked together and what their silence means.

    `deemed_source` names the text that turns silence into agreement; without one silence
    stays silence and only warns. `threshold` is the weight of agreement that N_OF_M asks
    for, `quorum` the weight of seats that must have spoken.
    """

    rule: ReviewRule
    seats: tuple[SeatRule, ...]
    limit: Limit
    deemed_source: str | None = None
    threshold: int = 0
    quorum: int = 0


@dataclass(frozen=True, slots=True)
class MaterialRule:
    """One document of the published list; `tolerant` ones may follow later (容缺)."""

    id: str
    name: str
    name_en: str
    required: bool
    tolerant: bool
    concerns: tuple[str, ...] = ()
    provided_by: str = "applicant"
    source: str = ""


@dataclass(frozen=True, slots=True)
class MatterRules:
    """What the machines must know of a matter; one frozen cut of the catalogue.

    `field_concerns` and each material's `concerns` are the impact matrix: which departments
    a corrected field or document reaches. An empty tuple means every department.
    """

    matter: str
    name: str
    name_en: str
    regime: Regime
    lead: str
    decided_by: Rank
    basis: str
    notice_limit: Limit | None
    decision_limit: Limit | None
    promise_limit: Limit | None
    delivery_limit: Limit | None
    extension: ExtensionRule | None
    suspensions: tuple[SuspensionRule, ...]
    review: ReviewRules | None
    materials: tuple[MaterialRule, ...]
    field_concerns: Mapping[str, tuple[str, ...]]
    off_hours: OffHours = OffHours.AS_RECEIVED
    cutoff: time | None = None
    warning_days: int = 1

    def suspension(self, kind: str) -> SuspensionRule | None:
        """The rule for a special procedure of `kind`, or None where none is allowed."""
        return next((rule for rule in self.suspensions if rule.kind == kind), None)

    def material(self, material_id: str) -> MaterialRule | None:
        """The listed material with this id, or None."""
        return next((rule for rule in self.materials if rule.id == material_id), None)


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
class Card:
    """A computed sign of lateness; it stays in the record even when revoked."""

    clock: ClockName
    colour: Colour
    department: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class LetterRef:
    """A letter that an entry carries: its id, kind, number (文号) and content hash."""

    id: str
    kind: str
    number: str
    sha256: str
    entry_number: int


@dataclass(frozen=True)
class CaseSnapshot:
    """All that the record says of a case up to `version`, the number of its last entry.

    A pure function of (entries, rules, calendar); see :func:`states.history.replay`.
    """

    # Without slots: folding a history makes a copy per entry, and a dict copies at once.

    case_id: str
    version: int
    rules: MatterRules
    calendar: Calendar = field(compare=False, repr=False)
    catalog_sha256: str = ""
    filing_state: str = "draft"
    review_state: str = "not_opened"
    approval_state: str = "pending"
    project: Facts = field(default_factory=dict)
    applicant: Facts = field(default_factory=dict)
    received_at: datetime | None = None
    received_on: date | None = None
    accepted_on: date | None = None
    acceptance_mode: AcceptanceMode | None = None
    filed_at: datetime | None = None
    owed_materials: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    materials: tuple[Material, ...] = ()
    round: int = 0
    seats: tuple[Seat, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    extension: Extension | None = None
    decision: Decision | None = None
    delivered_on: date | None = None
    cards: tuple[Card, ...] = ()
    reminded: frozenset[str] = frozenset()
    letters: tuple[LetterRef, ...] = ()
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was derived from this very snapshot; never copied to another one."""

    def but(self, **changes: Any) -> CaseSnapshot:
        """This snapshot with these fields changed; eight times quicker than `replace`."""
        changed = object.__new__(CaseSnapshot)
        changed.__dict__.update(self.__dict__)
        changed.__dict__.update(changes, memo={})
        return changed

    def seat(self, department: str) -> Seat | None:
        """This round's seat of `department`, or None where it has none."""
        return next((seat for seat in self.seats if seat.department == department), None)
