"""The tables of what leaves for other platforms: the log of events, and who is sent them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from ledger.tables import Instant, one_of
from states.outward import ExchangeCode


class OutwardEventRow(SQLModel, table=True):
    """One event as it leaves, once and for all; append-only by trigger.

    `position` counts without gaps in the order of commits: who has read up to one has missed
    none before it. `content` is the whole event as canonical JSON.
    """

    __tablename__ = "outward_event"
    __table_args__ = (
        one_of("code", [code.value for code in ExchangeCode]),
        CheckConstraint("position >= 1", name="position_is_positive"),
        Index("ix_outward_event_day", "day", "position"),
        Index("ix_outward_event_organisation", "organisation", "position"),
        Index("ix_outward_event_case", "case_id", "number"),
    )

    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    event_id: str = Field(unique=True)
    case_id: str
    number: int
    code: str
    organisation: str
    """The department that leads the case."""
    region: str
    day: date
    """The legal day on which the entry was recorded."""
    content: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str


class ReceiverRow(SQLModel, table=True):
    """A receiver as its record has it: rebuildable from its lines."""

    __tablename__ = "receiver"

    receiver_id: str = Field(primary_key=True)
    title: str
    address: str
    codes: str
    """The codes it is sent, separated by spaces; empty: all."""
    region: str
    organisation: str
    secret: str
    """The name of the secret; never the secret itself."""
    previous: str
    previous_until: datetime | None = Field(default=None, sa_column=Column(Instant))
    is_active: bool
    version: int
    head_hash: str


class ReceiverStandingRow(SQLModel, table=True):
    """How far a receiver has come, and when it may be called again."""

    __tablename__ = "receiver_standing"

    receiver_id: str = Field(primary_key=True)
    handed_to: int
    """The position up to which the outbox has been given what is owed."""
    turn: int = 1
    """Counts replays: what is owed anew has a key of its own."""
    failures: int = 0
    """Failures since the last delivery that was taken."""
    rests_until: datetime | None = Field(default=None, sa_column=Column(Instant))
    leased_until: datetime | None = Field(default=None, sa_column=Column(Instant))
    delivered_at: datetime | None = Field(default=None, sa_column=Column(Instant))
    delivered: str = ""
    """The event that was taken last."""
    last_error: str | None = None


class OutwardReaderRow(SQLModel, table=True):
    """Up to where somebody who fetches the log has acknowledged it."""

    __tablename__ = "outward_reader"

    reader: str = Field(primary_key=True)
    acknowledged: int
    acknowledged_at: datetime = Field(sa_column=Column(Instant, nullable=False))
