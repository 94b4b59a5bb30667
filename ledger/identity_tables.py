"""The tables of identity: half sign-ins, counted tries, second factors, tokens, the record.

Secrets that are only compared are kept as hashes. `security_event` refuses UPDATE and DELETE
by trigger (see migrations).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from ledger.tables import Instant, one_of
from states.terms.identity import SecurityEvent, Wanted


class HalfSignInRow(SQLModel, table=True):
    """A sign-in whose first step was right and whose second is still owed; no session."""

    __tablename__ = "half_sign_in"
    __table_args__ = (
        one_of("wanted", [wanted.value for wanted in Wanted]),
        Index("ix_half_sign_in_username", "username"),
    )

    token_sha256: str = Field(primary_key=True)
    username: str
    wanted: str
    how: str
    """How the first step was made: `password` or `unified`."""
    expires_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class ThrottleRow(SQLModel, table=True):
    """How often something was tried in vain: of one kind, by or at one subject."""

    __tablename__ = "throttle"
    __table_args__ = (
        CheckConstraint("failures >= 1", name="failures_are_counted"),
        Index("ix_throttle_last_at", "last_at"),
    )

    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    failures: int
    last_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class SecondFactorRow(SQLModel, table=True):
    """The secret of a person's one-time codes; it counts from `confirmed_at` on.

    `last_step` is the step of thirty seconds whose code was used last: none counts twice.
    """

    __tablename__ = "second_factor"

    username: str = Field(primary_key=True)
    secret: str
    begun_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    last_step: int = 0


class RecoveryCodeRow(SQLModel, table=True):
    """A code that stands once in the place of a lost device."""

    __tablename__ = "recovery_code"

    username: str = Field(primary_key=True)
    code_sha256: str = Field(primary_key=True)


class ResetCodeRow(SQLModel, table=True):
    """A code with which a person sets a new password, once and for a short time."""

    __tablename__ = "reset_code"

    username: str = Field(primary_key=True)
    code_sha256: str
    issued_by: str
    expires_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class ApiTokenRow(SQLModel, table=True):
    """A token for programs: only its hash, what it may do, and until when."""

    __tablename__ = "api_token"
    __table_args__ = (Index("ix_api_token_username", "username", "made_at"),)

    token_id: str = Field(primary_key=True)
    token_sha256: str = Field(unique=True)
    username: str
    name: str
    scopes: str
    """Its scopes, divided by blanks."""
    made_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    expires_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    last_used_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    last_address: str = ""
    revoked_at: datetime | None = Field(default=None, sa_column=Column(Instant))


class IdentityLinkRow(SQLModel, table=True):
    """A person of the city's unified identity who signs in as this account."""

    __tablename__ = "identity_link"
    __table_args__ = (Index("ix_identity_link_username", "username"),)

    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    username: str
    bound_by: str
    bound_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class SecurityEventRow(SQLModel, table=True):
    """One line of the security record.

    `username` is whose account it was, empty where the name that was typed is nobody's; `actor`
    who did it; `detail` facts as JSON, never a secret.
    """

    __tablename__ = "security_event"
    __table_args__ = (
        one_of("kind", [kind.value for kind in SecurityEvent]),
        Index("ix_security_event_username", "username", "event_id"),
        Index("ix_security_event_kind", "kind", "event_id"),
        Index("ix_security_event_from", "username", "address", "at"),
    )

    event_id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(Instant, nullable=False))
    kind: str
    username: str
    actor: str
    address: str
    agent: str
    detail: str = Field(sa_column=Column(Text, nullable=False))
