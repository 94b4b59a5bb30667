"""What people have begun, and what they have read: drafts, uploads in pieces, notices, cases.

Nothing of it is a record: it may change and is removed when it is sent or given up.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from ledger.tables import Instant


class FilingDraftRow(SQLModel, table=True):
    """A filing as it was typed so far; `content` is its fields as JSON.

    `owner` is the enterprise's credit code, or `user:` and the name of a clerk.
    """

    __tablename__ = "filing_draft"

    owner: str = Field(primary_key=True)
    matter: str = Field(primary_key=True)
    content: str = Field(sa_column=Column(Text, nullable=False))
    saved_by: str
    saved_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class UploadSessionRow(SQLModel, table=True):
    """An upload that comes in pieces: whose it is, how long it will be, how much is here."""

    __tablename__ = "upload_session"
    __table_args__ = (
        CheckConstraint("received >= 0 AND received <= size", name="received_fits_size"),
        Index("ix_upload_session_owner", "owner", "begun_at"),
    )

    upload_id: str = Field(primary_key=True)
    owner: str
    filename: str
    size: int
    received: int = 0
    begun_at: datetime = Field(sa_column=Column(Instant, nullable=False))


class UploadPieceRow(SQLModel, table=True):
    """One piece of an upload, from the byte `start` on."""

    __tablename__ = "upload_piece"

    upload_id: str = Field(primary_key=True)
    start: int = Field(primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class NoticeMarkRow(SQLModel, table=True):
    """Up to which outbox row a person has read, and where their notices go by e-mail."""

    __tablename__ = "notice_mark"
    __table_args__ = (Index("ix_notice_mark_organisation", "organisation", "username"),)

    username: str = Field(primary_key=True)
    organisation: str
    read_up_to: int = 0
    email: str = ""


class NoticeReadRow(SQLModel, table=True):
    """A notice beyond the mark that a person has read by itself."""

    __tablename__ = "notice_read"

    username: str = Field(primary_key=True)
    notice_id: int = Field(primary_key=True)


class CaseSeenRow(SQLModel, table=True):
    """Up to which entry a person has seen a case, and up to which at the visit before."""

    __tablename__ = "case_seen"

    username: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    number: int
    seen_at: datetime = Field(sa_column=Column(Instant, nullable=False))
    before_number: int | None = None
    before_at: datetime | None = Field(default=None, sa_column=Column(Instant))
