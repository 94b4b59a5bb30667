"""All tables of the ledger. Storage only: validation happens at the counter and in `states`.

Codes are plain text held by CHECK constraints that are generated from the machines; instants
are UTC, legal days are Asia/Shanghai dates. `entry`, `letter`,
`document_number`, `seal` and `sealed_head` refuse
UPDATE and DELETE by trigger (see migrations); so does `calendar_edition`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, Text, text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from states.approval import Approval
from states.filing import Filing, RecordFiling
from states.joint_review import JointReview
from states.marks import MARK_KINDS, STANDINGS
from states.procedure import Procedure
from states.stages import Stage
from states.terms import EntryKind, Role, Task


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; naive values are refused on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite stores it without the zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Back as an aware UTC instant."""
        if value is None:
            return None
        aware: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC)


def one_of(column: str, values: list[str]) -> CheckConstraint:
    """A column that holds one of these codes and nothing else."""
    listed = ", ".join(f"'{value}'" for value in sorted(set(values)))
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_is_known")


def states_of(*machines: type[Procedure]) -> list[str]:
    """Every state that these machines know."""
    return [str(value) for machine in machines for value in machine.states_map]


class CaseRow(SQLModel, table=True):
    """The projection of one case: narrow, indexed, rebuildable from its entries."""

    __tablename__ = "cases"
    __table_args__ = (
        one_of("filing_state", states_of(Filing, RecordFiling)),
        one_of("review_state", states_of(JointReview)),
        one_of("approval_state", states_of(Approval)),
        Index("ix_cases_next_alarm_on", "next_alarm_on", "case_id"),
        Index("ix_cases_reaches_on", "reaches_on", "case_id"),
        Index("ix_cases_calendar_version", "calendar_version", "reaches_on", "case_id"),
        Index("ix_cases_applicant", "applicant_code", "case_id"),
        Index("ix_cases_lead", "lead", "case_id"),
        Index("ix_cases_catalog", "catalog_sha256", "case_id"),
        one_of("stage", [stage.value for stage in Stage]),
        Index("ix_cases_stage", "stage", "light", "case_id"),
        Index("ix_cases_matter", "matter", "decided_on", "used_days"),
        Index("ix_cases_received_on", "received_on", "case_id"),
        Index("ix_cases_decided_on", "decided_on", "lead", "used_days", "case_id"),
    )

    case_id: str = Field(primary_key=True)
    matter: str
    lead: str
    region: str
    project_name: str
    project_code: str
    applicant_code: str
    applicant_name: str
    catalog_sha256: str
    received_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    version: int
    head_hash: str
    filing_state: str
    review_state: str
    approval_state: str
    accepted_on: date | None = None
    promise_due_on: date | None = None
    statute_due_on: date | None = None
    provisional: bool = False
    decided_on: date | None = None
    light: str = "green"
    next_alarm_on: date | None = None
    reaches_on: date | None = None
    """The last day that an open clock may need; a notice about later days moves nothing here."""
    calendar_version: str = ""
    """The holiday calendar that the case's dates follow."""
    stage: str = "closed"
    received_on: date | None = None
    used_days: int | None = None
    """Working days of the statutory clock that the decision used."""


class EntryRow(SQLModel, table=True):
    """One numbered, hash-chained line of a case's record."""

    __tablename__ = "entry"
    __table_args__ = (
        one_of("kind", [kind.value for kind in EntryKind]),
        CheckConstraint("number >= 1", name="number_is_positive"),
        Index("ix_entry_recorded_at", "recorded_at", "case_id", "number"),
        Index(
            "ix_entry_dates_derived_again",
            "case_id",
            "number",
            sqlite_where=text("kind = 'dates_derived_again'"),
            postgresql_where=text("kind = 'dates_derived_again'"),
        ),
        Index(
            "ix_entry_on_authority_of",
            "on_authority_of",
            "recorded_at",
            "case_id",
            "number",
            sqlite_where=text("actor <> 'greenlane'"),
            postgresql_where=text("actor <> 'greenlane'"),
        ),
        {"sqlite_with_rowid": False},
    )

    case_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    kind: str
    actor: str
    on_authority_of: str
    effective_on: date
    recorded_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    payload: str = Field(sa_column=Column(Text, nullable=False))
    prev_hash: str
    hash: str


class DutyRow(SQLModel, table=True):
    """Who must do what by when: the worklists."""

    __tablename__ = "duty"
    __table_args__ = (
        one_of("task", [task.value for task in Task]),
        Index("ix_duty_party_breach_on", "party", "breach_on", "case_id"),
        Index("ix_duty_party_task", "party", "task", "breach_on", "case_id"),
        Index("ix_duty_breach_on", "breach_on", "case_id"),
    )

    case_id: str = Field(primary_key=True)
    party: str = Field(primary_key=True)
    task: str = Field(primary_key=True)
    clock: str | None = None
    breach_on: date | None = None
    promised_on: date | None = None
    provisional: bool = False
    since_on: date | None = None


class MarkRow(SQLModel, table=True):
    """Cards and deemed agreements, as the board and the assessment count them."""

    __tablename__ = "mark"
    __table_args__ = (
        one_of("kind", list(MARK_KINDS)),
        one_of("standing", list(STANDINGS)),
        Index("ix_mark_kind_effective_on", "kind", "effective_on", "department", "case_id"),
    )

    case_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    kind: str
    department: str
    clock: str
    effective_on: date
    standing: str = "standing"


class LetterRow(SQLModel, table=True):
    """A letter as it was sealed: typed facts, rendered text and the hash of both."""

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_case_id", "case_id", "entry_number"),
        Index("ix_letter_recipient", "recipient", "sealed_on", "letter_id"),
    )

    letter_id: str = Field(primary_key=True)
    case_id: str
    entry_number: int
    kind: str
    number: str
    recipient: str
    sealed_on: date
    facts: str = Field(sa_column=Column(Text, nullable=False))
    html: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str


class OutboxRow(SQLModel, table=True):
    """What must leave the house: letters, notices, nudges to the flows, events for others.

    `outward` asks for the log of events to be written on; `webhook` is one event for one
    receiver.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("kind", ["letter", "notice", "nudge", "outward", "webhook"]),
        Index("ix_outbox_owed", "sent_at", "available_at", "outbox_id"),
        Index("ix_outbox_recipient", "recipient", "outbox_id"),
        Index(
            "ix_outbox_unsent",
            "kind",
            "outbox_id",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
        Index(
            "ix_outbox_webhook",
            "recipient",
            "outbox_id",
            sqlite_where=text("kind = 'webhook' AND sent_at IS NULL"),
            postgresql_where=text("kind = 'webhook' AND sent_at IS NULL"),
        ),
    )

    outbox_id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    case_id: str
    payload: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    available_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    attempts: int = 0
    last_error: str | None = None
    recipient: str = ""
    """Whom it is for: a credit code, a department, a receiver of events; empty for the house."""


class SerialRow(SQLModel, table=True):
    """Numbers without gaps: one row per series and year."""

    __tablename__ = "serial"

    series: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int


class DocumentNumberRow(SQLModel, table=True):
    """The register of document numbers (文号): each is taken once and stands for good."""

    __tablename__ = "document_number"
    __table_args__ = (CheckConstraint("serial >= 1", name="serial_is_positive"),)

    organ: str = Field(primary_key=True)
    series: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    serial: int = Field(primary_key=True)
    number: str = Field(unique=True)
    letter_id: str = Field(unique=True)


class EditionRow(SQLModel, table=True):
    """A catalogue or calendar as it was in force, by content hash."""

    __tablename__ = "edition"
    __table_args__ = (one_of("kind", ["catalog", "calendar"]),)

    sha256: str = Field(primary_key=True)
    kind: str
    version: str
    content: str = Field(sa_column=Column(Text, nullable=False))
    loaded_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class CalendarEditionRow(SQLModel, table=True):
    """A holiday calendar from the instant it was put in force; the newest number is in force.

    `content` is the whole calendar as JSON with the evidence of its notices; `sha256` its hash.
    """

    __tablename__ = "calendar_edition"

    number: int = Field(primary_key=True)
    version: str = Field(unique=True)
    year: int | None = None
    notices: str
    amends: str | None = None
    content: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str
    published_by: str
    published_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class CatalogDraftRow(SQLModel, table=True):
    """A catalogue as somebody handed it in; `files` is its texts by name, as JSON."""

    __tablename__ = "catalog_draft"

    sha256: str = Field(primary_key=True)
    files: str = Field(sa_column=Column(Text, nullable=False))
    note: str
    drafted_by: str
    drafted_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class CatalogEditionRow(SQLModel, table=True):
    """A catalogue that was published: filings from `effective_on` are pinned to it."""

    __tablename__ = "catalog_edition"

    number: int = Field(primary_key=True)
    version: str = Field(unique=True)
    effective_on: date
    sha256: str
    content: str = Field(sa_column=Column(Text, nullable=False))
    draft_sha256: str | None = None
    drafted_by: str
    published_by: str
    published_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class AccountRow(SQLModel, table=True):
    """Who may sign in; the password is an argon2id hash."""

    __tablename__ = "account"
    __table_args__ = (one_of("role", [role.value for role in Role]),)

    username: str = Field(primary_key=True)
    name: str
    role: str
    organisation: str
    rank: str | None = None
    password_hash: str
    disabled_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    """Since when nobody may use it."""
    demonstration: bool = False
    """Whether its password is the printed one; refused where the house is in production."""


class SignInRow(SQLModel, table=True):
    """One signed-in session; only the hash of its token is kept."""

    __tablename__ = "sign_in"
    __table_args__ = (
        Index("ix_sign_in_username", "username", "signed_in_at"),
        Index("ix_sign_in_expires_at", "expires_at"),
    )

    token_sha256: str = Field(primary_key=True)
    username: str
    signed_in_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    expires_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    last_used_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    address: str = ""
    agent: str = ""


class IdempotencyKeyRow(SQLModel, table=True):
    """What a command with this key was answered; the same key and body get it again."""

    __tablename__ = "idempotency_key"

    actor: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request_sha256: str
    status: int
    body: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class DocumentRow(SQLModel, table=True):
    """An uploaded document, addressed by its content."""

    __tablename__ = "document"

    sha256: str = Field(primary_key=True)
    media_type: str
    size: int
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class UploadRow(SQLModel, table=True):
    """Who brought a document: only they may file it, whoever else knows its hash."""

    __tablename__ = "upload"

    sha256: str = Field(primary_key=True)
    uploaded_by: str = Field(primary_key=True)
    uploaded_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class SealRow(SQLModel, table=True):
    """A Merkle root over all chain heads of one day."""

    __tablename__ = "seal"

    sealed_on: date = Field(primary_key=True)
    root: str
    heads: int
    sealed_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class SealedHeadRow(SQLModel, table=True):
    """The chain head of a case as it stood when a day was sealed."""

    __tablename__ = "sealed_head"
    __table_args__ = (Index("ix_sealed_head_case_id", "case_id", "sealed_on"),)

    sealed_on: date = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    number: int
    hash: str


class TreeHeadRow(SQLModel, table=True):
    """The log over sealed heads after a day: its size and root, signed."""

    __tablename__ = "tree_head"

    sealed_on: date = Field(primary_key=True)
    size: int
    root: str
    key_id: str
    signature: str
    signed_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class InstallationRow(SQLModel, table=True):
    """Names this ledger, so that keys handed to Prefect never meet an older ledger's."""

    __tablename__ = "installation"

    installation_id: str = Field(primary_key=True)
