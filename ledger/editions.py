"""Catalogues in the ledger: drafts as they were handed in, and every edition put in force."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.tables import AccountRow, CaseRow, CatalogDraftRow, CatalogEditionRow, Instant


def newest(session: Session) -> int:
    """The number of the last edition that was published; 0 where there is none. One query."""
    found = session.connection().exec_driver_sql("SELECT max(number) FROM catalog_edition")
    return int(found.scalar() or 0)


def published(session: Session, *, after: int = 0) -> Sequence[CatalogEditionRow]:
    """The editions with a higher number than `after`, in order."""
    query = select(CatalogEditionRow).where(col(CatalogEditionRow.number) > after)
    return session.scalars(query.order_by(col(CatalogEditionRow.number))).all()


_PUT = text(
    "INSERT INTO catalog_edition (number, version, effective_on, sha256, content, draft_sha256, "
    "drafted_by, published_by, published_at) VALUES (:number, :version, :effective_on, :sha256, "
    ":content, :draft_sha256, :drafted_by, :published_by, :published_at) "
    "ON CONFLICT DO NOTHING RETURNING number"
).bindparams(bindparam("published_at", type_=Instant()))


def put_in_force(session: Session, row: CatalogEditionRow) -> bool:
    """Keep an edition as the newest; False where another process took its number first."""
    return session.execute(_PUT, row.model_dump()).first() is not None


def draft(session: Session, draft_sha256: str) -> CatalogDraftRow | None:
    """The draft with this hash of its files, or None."""
    return session.get(CatalogDraftRow, draft_sha256)


def drafts(session: Session) -> Sequence[CatalogDraftRow]:
    """All drafts, the newest first."""
    order = (col(CatalogDraftRow.drafted_at).desc(), col(CatalogDraftRow.sha256))
    return session.scalars(select(CatalogDraftRow).order_by(*order)).all()


def save_draft(session: Session, row: CatalogDraftRow) -> CatalogDraftRow:
    """Keep the draft once; who handed in the same files first stays its author."""
    kept = session.get(CatalogDraftRow, row.sha256)
    if kept is not None:
        return kept
    session.add(row)
    session.flush()
    return row


def accounts(session: Session) -> Sequence[AccountRow]:
    """Everybody who may sign in, by user name."""
    return session.scalars(select(AccountRow).order_by(col(AccountRow.username))).all()


def cases_under(session: Session, catalog_sha256: str) -> Sequence[str]:
    """The cases that stand under this edition and are not decided, by id."""
    query = select(col(CaseRow.case_id)).where(col(CaseRow.catalog_sha256) == catalog_sha256)
    undecided = query.where(col(CaseRow.decided_on).is_(None))
    return session.scalars(undecided.order_by(col(CaseRow.case_id))).all()
