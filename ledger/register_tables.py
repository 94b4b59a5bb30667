"""The table of registers beside cases: area assessments, bulletins, standard land."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Text
from sqlmodel import Field, SQLModel

from ledger.tables import Instant, one_of

BOOKS = ("area_assessment", "bulletin", "standard_land")
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
