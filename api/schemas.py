"""What the API answers: one model per resource; codes and ISO days, the same in every language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from states.terms import Certainty, Colour, Regime, Role


class View(BaseModel):
    """An answer; frozen, and nothing but its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldErrorView(View):
    """One thing to mend: a JSON pointer into the body, or the name of a parameter."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class ProblemView(View):
    """RFC 9457 problem details. `detail` follows Accept-Language: Chinese, or English."""

    type: str = Field(examples=["urn:greenlane:problem:WrongRank"])
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[FieldErrorView] | None = None
    legal_basis: str | None = None
    allowed: list[str] | None = Field(
        default=None, description="With 409: the events that are possible on the case now."
    )


Row = TypeVar("Row")


class Page(View, Generic[Row]):
    """Some rows and the cursor of the next ones; null where there are none."""

    items: list[Row]
    next_cursor: str | None = None


class Named(View):
    """A code with its names."""

    id: str
    name: str
    name_en: str


class SignedIn(View):
    """Who is signed in. `csrf_token` goes into `X-CSRF-Token` where the cookie signs."""

    username: str
    name: str
    role: Role
    organisation: str
    organisation_name: str
    organisation_name_en: str
    rank: str | None
    csrf_token: str


class NewSession(SignedIn):
    """A session that was just opened; the token is told once."""

    token: str
    expires_at: datetime


class LimitView(View):
    """A time limit with its unit, the event that starts it, its source and its certainty."""

    clock: str
    days: int
    unit: str
    start: str
    source: str
    source_en: str
    certainty: Certainty
    rule_id: str


class ExtensionRuleView(View):
    """The one extension that a text allows."""

    max_days: int
    approved_by: str
    source: str
    source_en: str
    certainty: Certainty


class SuspensionRuleView(View):
    """A special procedure whose time is not counted."""

    kind: str
    name: str
    name_en: str
    max_days: int | None
    source: str
    source_en: str
    certainty: Certainty


class SeatRuleView(View):
    """A department that the joint review asks."""

    department: str
    weight: int
    veto: bool


class ReviewRuleView(View):
    """How the opinions add up and what silence means."""

    rule: str
    threshold: int
    quorum: int
    silence: str
    deemed_source: str | None
    deemed_source_en: str | None
    seats: list[SeatRuleView]


class MaterialRuleView(View):
    """One document of the published list."""

    id: str
    name: str
    name_en: str
    required: bool
    tolerant: bool
    provided_by: str
    concerns: list[str]
    source: str


class MatterLine(View):
    """A matter in the list."""

    code: str
    name: str
    name_en: str
    regime: Regime
    department: str
    stage: str | None


class MatterView(MatterLine):
    """A matter with everything that an applicant may be asked and told."""

    basis: str
    basis_en: str
    decided_by: str | None
    limits: list[LimitView]
    extension: ExtensionRuleView | None
    suspensions: list[SuspensionRuleView]
    review: ReviewRuleView | None
    materials: list[MaterialRuleView]
    note: str
    note_en: str
    catalog_version: str
    catalog_sha256: str


class DepartmentView(View):
    """A department of the city under its present name."""

    id: str
    name: str
    short: str
    name_en: str
    former_names: list[str]
    kind: str
    phone: str
    certainty: Certainty


class DocumentView(View):
    """A stored upload; materials name it by its content hash."""

    sha256: str
    filename: str
    media_type: str
    size: int


class MaterialView(View):
    """A document that was handed in."""

    id: str
    filename: str
    sha256: str
    supplied_on: date
    href: str


class CorrectionItemView(View):
    """One line of a correction list."""

    about: str
    problem: str
    remedy: str


class CorrectionView(View):
    """A correction notice before acceptance."""

    notified_on: date
    supplemented_on: date | None
    items: list[CorrectionItemView]


class SeatView(View):
    """One department's place in the present round."""

    department: str
    name: str
    name_en: str
    state: str
    weight: int
    veto: bool
    asked_on: date
    officer: str | None
    answered_on: date | None
    answer: str | None
    comment: str
    conditions: list[str]
    items: list[CorrectionItemView]


class SuspensionView(View):
    """A special procedure of the case."""

    kind: str
    from_on: date
    to_on: date | None
    announced_days: int | None
    notice_served: bool
    basis: str


class ExtensionView(View):
    """The extension that was given."""

    days: int
    approved_by: str
    approver: str
    decided_on: date
    reason: str


class DecisionView(View):
    """The decision."""

    outcome: str
    decided_on: date
    approver: str
    reasons: str
    conditions: list[str]


class ClockView(View):
    """A clock of the case; ask its own address for the explanation."""

    clock: str
    department: str
    days: int
    unit: str
    source: str
    source_en: str
    certainty: Certainty
    rule_id: str
    started_on: date
    due_on: date
    provisional: bool
    earliest_on: date
    latest_on: date
    stopped_on: date | None
    late: bool
    href: str


class DutyView(View):
    """Who holds the case now: what is owed, by whom, until when in law and by promise."""

    party: str
    party_name: str
    party_name_en: str
    task: str
    clock: str | None
    breach_on: date | None
    promised_on: date | None
    provisional: bool


class CardView(View):
    """A card that was shown to a department; a revoked one stays and says so."""

    clock: str
    colour: Colour
    department: str
    effective_on: date
    entry_number: int
    standing: str


class StepView(View):
    """What time has brought about and the next act or look will write down."""

    kind: str
    effective_on: date
    department: str
    clock: str | None
    colour: str | None


class AllowedView(View):
    """An event that is possible now and the command that brings it about."""

    event: str
    method: str
    href: str


class LetterLine(View):
    """A letter of the case."""

    letter_id: str
    kind: str
    number: str
    recipient: str
    sealed_on: date
    entry_number: int
    sha256: str
    href: str


class CaseLine(View):
    """A case in a list."""

    case_id: str
    version: int
    matter: str
    project_name: str
    project_code: str
    region: str
    applicant_code: str
    applicant_name: str
    lead: str
    received_at: datetime
    filing_state: str
    review_state: str
    approval_state: str
    accepted_on: date | None
    promise_due_on: date | None
    statute_due_on: date | None
    provisional: bool
    decided_on: date | None
    light: str


class CaseView(View):
    """A case as its record has it, and what may happen next."""

    case_id: str
    version: int
    matter: Named
    regime: Regime
    lead: Named
    light: str
    filing_state: str
    review_state: str
    approval_state: str
    project: dict[str, Any]
    applicant: dict[str, Any]
    received_at: datetime | None
    received_on: date | None
    accepted_on: date | None
    acceptance_mode: str | None
    filed_at: datetime | None
    delivered_on: date | None
    owed_materials: list[str]
    materials: list[MaterialView]
    corrections: list[CorrectionView]
    round: int
    seats: list[SeatView]
    suspensions: list[SuspensionView]
    extension: ExtensionView | None
    decision: DecisionView | None
    clocks: list[ClockView]
    duties: list[DutyView]
    cards: list[CardView]
    due_now: list[StepView]
    allowed: list[AllowedView]
    letters: list[str]
    catalog_sha256: str
    parts: dict[str, Any]


class EntryView(View):
    """One line of the record with its place in the hash chain.

    `masked` points at personal data of the payload that is not shown as it was sealed.
    """

    number: int
    kind: str
    actor: str
    on_authority_of: str
    effective_on: date
    recorded_at: datetime
    payload: dict[str, Any]
    masked: list[str] = []
    prev_hash: str
    hash: str


class LetterView(LetterLine):
    """A letter with its typed facts."""

    case_id: str
    facts: dict[str, Any]
    masked: list[str] = []


class DutyLine(View):
    """One line of a worklist."""

    task: str
    clock: str | None
    breach_on: date | None
    promised_on: date | None
    provisional: bool
    case: CaseLine


class TakenView(View):
    """One line that time brought into the record."""

    number: int
    kind: str
    effective_on: date


class AdvancedView(View):
    """What was due and is now written down."""

    case_id: str
    version: int
    taken: list[TakenView]


class CodeView(View):
    """The verdict on a code."""

    kind: str
    value: str
    status: str
    reason_zh: str
    reason_en: str
    normalized: str | None
    details: dict[str, str]
