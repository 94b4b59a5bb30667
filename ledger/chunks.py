"""Uploads in pieces, kept until the last byte is here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.enterprise_tables import UploadPieceRow, UploadSessionRow


def begin(session: Session, row: UploadSessionRow) -> None:
    """Remember that an upload has begun."""
    session.add(row)
    session.flush()


def begun(session: Session, upload_id: str) -> UploadSessionRow | None:
    """The upload of this id, or None."""
    return session.get(UploadSessionRow, upload_id)


def count_of(session: Session, owner: str) -> int:
    """How many uploads of this owner are under way."""
    query = select(func.count()).where(col(UploadSessionRow.owner) == owner)
    return int(session.scalar(query) or 0)


def append(session: Session, upload_id: str, start: int, content: bytes) -> bool:
    """Put the piece behind what is here; False where another one was put there first."""
    moved = session.execute(
        update(UploadSessionRow)
        .where(col(UploadSessionRow.upload_id) == upload_id)
        .where(col(UploadSessionRow.received) == start)
        .values(received=start + len(content))
        .returning(col(UploadSessionRow.upload_id))
    ).first()
    if moved is None:
        return False
    session.add(UploadPieceRow(upload_id=upload_id, start=start, content=content))
    session.flush()
    return True


def whole(session: Session, upload_id: str) -> bytes:
    """All pieces in order."""
    query = select(col(UploadPieceRow.content)).where(col(UploadPieceRow.upload_id) == upload_id)
    return b"".join(session.scalars(query.order_by(col(UploadPieceRow.start))))


def drop(session: Session, upload_id: str) -> None:
    """Forget an upload with its pieces."""
    for table in (UploadPieceRow, UploadSessionRow):
        session.execute(delete(table).where(col(table.upload_id) == upload_id))
    session.expire_all()


def drop_begun_before(session: Session, owner: str, instant: datetime) -> None:
    """Forget this owner's uploads that were begun before `instant`."""
    query = select(col(UploadSessionRow.upload_id)).where(
        col(UploadSessionRow.owner) == owner, col(UploadSessionRow.begun_at) < instant
    )
    for upload_id in session.scalars(query).all():
        drop(session, upload_id)
