"""Saved views of the worklist: a person's own names for filters; part of no record."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Text, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import Field, SQLModel, col


class SavedViewRow(SQLModel, table=True):
    """A filter of the worklist under a name; `asked` is its fields as JSON."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("username", "name"),)

    view_id: int | None = Field(default=None, primary_key=True)
    username: str
    name: str
    asked: str = Field(sa_column=Column(Text, nullable=False))
    is_default: bool = False


def views_of(session: Session, username: str) -> Sequence[SavedViewRow]:
    """The person's views by name, the default first."""
    row = SavedViewRow
    query = select(row).where(col(row.username) == username)
    return session.scalars(query.order_by(col(row.is_default).desc(), col(row.name))).all()


def view_of(session: Session, username: str, view_id: int) -> SavedViewRow | None:
    """The person's own view of this id, or None."""
    row = session.get(SavedViewRow, view_id)
    return row if row is not None and row.username == username else None


def put(session: Session, row: SavedViewRow) -> SavedViewRow:
    """Keep the view; as the only default where it is one."""
    if row.is_default:
        others = update(SavedViewRow).where(col(SavedViewRow.username) == row.username)
        session.execute(others.values(is_default=False))
        session.expire_all()
        row.is_default = True
    session.add(row)
    session.flush()
    return row


def remove(session: Session, row: SavedViewRow) -> None:
    """Forget the view."""
    session.execute(delete(SavedViewRow).where(col(SavedViewRow.view_id) == row.view_id))
