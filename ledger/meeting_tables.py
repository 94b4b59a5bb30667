"""The narrow reading of meetings: rebuildable from their lines in `register_entry`."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from ledger.tables import one_of
from states.meeting import MeetingKind


class MeetingRow(SQLModel, table=True):
    """One meeting as lists show it."""

    __tablename__ = "meeting"
    __table_args__ = (
        one_of("kind", [kind.value for kind in MeetingKind]),
        one_of("state", ["called", "issued", "cancelled"]),
        Index("ix_meeting_held_on", "held_on", "meeting_id"),
    )

    meeting_id: str = Field(primary_key=True)
    kind: str
    title: str
    organiser: str
    held_on: date
    state: str
    resolutions: int
    version: int
    head_hash: str


class MeetingSubjectRow(SQLModel, table=True):
    """A project or case that a meeting's agenda names, such as `project:P2026-0001`."""

    __tablename__ = "meeting_subject"

    subject: str = Field(primary_key=True)
    meeting_id: str = Field(primary_key=True)
