"""The tables of projects in green channels: a record of their own beside the cases."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from ledger.tables import Instant, one_of, states_of
from states.channel import Channel
from states.terms.project import ProjectKind


class ProjectRow(SQLModel, table=True):
    """The projection of one project: narrow, indexed, rebuildable from entries and cases."""

    __tablename__ = "project"
    __table_args__ = (
        one_of("state", states_of(Channel)),
        one_of("light", ["green", "overdue"]),
        Index("ix_project_next_alarm_on", "next_alarm_on", "project_id"),
        Index("ix_project_applicant", "applicant_code", "project_id"),
        Index("ix_project_parent", "parent", "project_id"),
    )

    project_id: str = Field(primary_key=True)
    channel: str
    lead: str
    region: str
    project_name: str
    project_code: str
    applicant_code: str
    applicant_name: str
    catalog_sha256: str
    nominated_by: str
    nominated_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    parent: str = ""
    officer: str = ""
    version: int
    head_hash: str
    state: str
    admitted_on: date | None = None
    whole_due_on: date | None = None
    ended_on: date | None = None
    light: str = "green"
    next_alarm_on: date | None = None


class ProjectEntryRow(SQLModel, table=True):
    """One numbered, hash-chained line of a project's record."""

    __tablename__ = "project_entry"
    __table_args__ = (
        one_of("kind", [kind.value for kind in ProjectKind]),
        CheckConstraint("number >= 1", name="number_is_positive"),
        {"sqlite_with_rowid": False},
    )

    project_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    kind: str
    actor: str
    on_authority_of: str
    effective_on: date
    recorded_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    payload: str = Field(sa_column=Column(Text, nullable=False))
    prev_hash: str
    hash: str


class ProjectPartyRow(SQLModel, table=True):
    """Who takes part in a project: the organs whose matters or stages stand in its plan."""

    __tablename__ = "project_party"
    __table_args__ = (Index("ix_project_party", "department", "project_id"),)

    project_id: str = Field(primary_key=True)
    department: str = Field(primary_key=True)
