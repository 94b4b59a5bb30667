"""The tables of registers beside cases, and the narrow reading of the generic ones."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from ledger.tables import Instant, one_of

BOOKS = (
    "area_assessment",
    "bulletin",
    "indicator",
    "liaison",
    "meeting",
    "receiver",
    "register",
    "standard_land",
    "task",
)
"""The registers that stand in this table."""


class RegisterEntryRow(SQLModel, table=True):
    """One numbered, hash-chained line of an item's record; append-only by trigger."""

    __tablename__ = "register_entry"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_is_positive"),
        one_of("book", [*BOOKS]),
        {"sqlite_with_rowid": False},
    )

    book: str = Field(primary_key=True)
    item_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    kind: str
    actor: str
    on_authority_of: str
    effective_on: date
    recorded_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    payload: str = Field(sa_column=Column(Text, nullable=False))
    prev_hash: str
    hash: str


class RegisterItemRow(SQLModel, table=True):
    """An item of a register (名录) as it stands: rebuildable from its lines."""

    __tablename__ = "register_item"

    code: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    title: str
    status: str
    words: str = Field(sa_column=Column(Text, nullable=False))
    """Everything that one may search by, in small letters."""
    version: int
    head_hash: str


class RegisterSpellRow(SQLModel, table=True):
    """Days of an item in its register under one status; the spells of an item never overlap."""

    __tablename__ = "register_spell"
    __table_args__ = (
        Index("ix_register_spell_day", "code", "until_on", "from_on", "status", "item"),
    )

    code: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    place: int = Field(primary_key=True)
    from_on: date
    until_on: date
    """The last day; 9999-12-31 where none is known."""
    status: str


class RegisterRefRow(SQLModel, table=True):
    """What an item points to, and its values that may stand only once in the register."""

    __tablename__ = "register_ref"

    ref: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
