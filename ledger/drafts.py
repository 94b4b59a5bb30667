"""Drafts of filings: one per owner and matter, replaced whole at every saving."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.enterprise_tables import FilingDraftRow


def draft(session: Session, owner: str, matter: str) -> FilingDraftRow | None:
    """What the owner has typed for this matter so far, or None."""
    return session.get(FilingDraftRow, (owner, matter))


def save(session: Session, row: FilingDraftRow) -> None:
    """Keep the draft in the place of the last one."""
    session.merge(row)
    session.flush()


def drop(session: Session, owner: str, matter: str) -> None:
    """Forget the draft, if there is one."""
    session.execute(
        delete(FilingDraftRow).where(
            col(FilingDraftRow.owner) == owner, col(FilingDraftRow.matter) == matter
        )
    )


def drafts_of(session: Session, owner: str) -> Sequence[FilingDraftRow]:
    """Every draft of this owner, by matter; there is at most one per matter."""
    query = select(FilingDraftRow).where(col(FilingDraftRow.owner) == owner)
    return session.scalars(query.order_by(col(FilingDraftRow.matter))).all()
