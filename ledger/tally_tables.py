"""The tally of open duties: how many there are of each kind, kept by triggers of the database."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Column, Integer
from sqlmodel import Field, SQLModel

LONG = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number beyond two thousand million; SQLite's own are as long as they need to be."""


class DutyTallyRow(SQLModel, table=True):
    """So many duties of one party, task, clock and last lawful day.

    `clock` is empty and `breach_on` 9999-12-31 where a duty has none; `since_days` adds up the
    days from 1970-01-01 to the days since which the `dated` ones of them are owed.
    """

    __tablename__ = "duty_tally"

    party: str = Field(primary_key=True)
    task: str = Field(primary_key=True)
    clock: str = Field(primary_key=True)
    breach_on: date = Field(primary_key=True)
    duties: int
    dated: int
    since_days: int = Field(sa_column=Column(LONG, nullable=False))


class DutyChangeRow(SQLModel, table=True):
    """A duty that came (+1) or went (-1) since the tally was last folded.

    Every writer adds rows of its own here, so that none waits for another's count.
    """

    __tablename__ = "duty_change"

    change_id: int | None = Field(default=None, sa_column=Column(LONG, primary_key=True))
    party: str
    task: str
    clock: str
    breach_on: date
    duties: int
    dated: int
    since_days: int = Field(sa_column=Column(LONG, nullable=False))
