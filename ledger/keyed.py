"""Accounts, sign-ins, idempotency keys, documents, editions: small keyed rows."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.tables import (
    AccountRow,
    DocumentRow,
    EditionRow,
    IdempotencyKeyRow,
    InstallationRow,
    SignInRow,
    UploadRow,
)
from states.terms import Role

_NAMES = (AccountRow.username, AccountRow.name)


def account(session: Session, username: str) -> AccountRow | None:
    """The account of this name, or None."""
    return session.get(AccountRow, username)


def accounts_of(session: Session, organisation: str, roles: Iterable[str]) -> list[AccountRow]:
    """The accounts of an organisation with one of these roles, by user name."""
    query = select(AccountRow).where(
        col(AccountRow.organisation) == organisation, col(AccountRow.role).in_(sorted(roles))
    )
    return list(session.scalars(query.order_by(col(AccountRow.username))))


def accounts_named(session: Session, wanted: str, after: str, limit: int) -> list[AccountRow]:
    """Accounts whose user name or name holds the words, by user name, after this one."""
    query = select(AccountRow).where(col(AccountRow.username) > after)
    if wanted:
        held = (col(one).contains(wanted, autoescape=True) for one in _NAMES)
        query = query.where(or_(*held))
    return list(session.scalars(query.order_by(col(AccountRow.username)).limit(limit)))


def has_administrator(session: Session) -> bool:
    """Whether somebody administers: enabled, and not of the demonstration."""
    query = select(col(AccountRow.username)).where(
        col(AccountRow.role) == Role.ADMINISTRATOR.value,
        col(AccountRow.disabled_at).is_(None),
        col(AccountRow.demonstration).is_(False),
    )
    return session.execute(query.limit(1)).first() is not None


def save_account(session: Session, row: AccountRow) -> None:
    """Add the account or replace it."""
    session.merge(row)


def save_sign_in(session: Session, row: SignInRow) -> None:
    """Remember a sign-in and forget those that have expired by its start."""
    session.execute(delete(SignInRow).where(col(SignInRow.expires_at) <= row.signed_in_at))
    session.add(row)


def sign_in(session: Session, token_sha256: str) -> SignInRow | None:
    """The sign-in of a token's hash, or None."""
    return session.get(SignInRow, token_sha256)


def note_use(session: Session, token_sha256: str, now: datetime, address: str, agent: str) -> None:
    """Note when and from where a session was used last."""
    session.execute(
        update(SignInRow)
        .where(col(SignInRow.token_sha256) == token_sha256)
        .values(last_used_at=now, address=address, agent=agent)
    )


def end_sign_in(session: Session, token_sha256: str) -> None:
    """Forget the sign-in."""
    session.execute(delete(SignInRow).where(col(SignInRow.token_sha256) == token_sha256))


def sign_ins_of(session: Session, username: str, now: datetime) -> list[SignInRow]:
    """The sign-ins of this user that are not over, the newest first."""
    query = select(SignInRow).where(
        col(SignInRow.username) == username, col(SignInRow.expires_at) > now
    )
    return list(session.scalars(query.order_by(col(SignInRow.signed_in_at).desc())))


def end_sign_ins(session: Session, username: str, *, besides: str = "") -> None:
    """Forget the sign-ins of this user except the one with this token's hash."""
    session.execute(
        delete(SignInRow).where(
            col(SignInRow.username) == username, col(SignInRow.token_sha256) != besides
        )
    )


def idempotency_key(session: Session, actor: str, key: str) -> IdempotencyKeyRow | None:
    """What this actor's command with this key was answered, or None."""
    return session.get(IdempotencyKeyRow, (actor, key))


def save_idempotency_key(session: Session, row: IdempotencyKeyRow) -> None:
    """Remember the answer; a second one with the same key fails the transaction."""
    session.add(row)
    session.flush()


def document(session: Session, sha256: str) -> DocumentRow | None:
    """The document with this content hash, or None."""
    return session.get(DocumentRow, sha256)


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is known of a stored document without reading it; `size` in bytes."""

    media_type: str
    size: int


def document_facts(session: Session, hashes: Iterable[str]) -> dict[str, DocumentFacts]:
    """Type and size of these documents by content hash; their contents stay where they are."""
    wanted = sorted(set(hashes))
    columns = (col(DocumentRow.sha256), col(DocumentRow.media_type), col(DocumentRow.size))
    query = select(*columns).where(col(DocumentRow.sha256).in_(wanted))
    return {sha256: DocumentFacts(kind, size) for sha256, kind, size in session.execute(query)}


def save_document(
    session: Session, content: bytes, media_type: str, uploaded_by: str, now: datetime
) -> DocumentRow:
    """Keep the document once, under its content hash, and everybody who brought it."""
    sha256 = hashlib.sha256(content).hexdigest()
    row = session.get(DocumentRow, sha256)
    if row is None:
        row = DocumentRow(sha256=sha256, media_type=media_type, size=len(content), content=content)
        session.add(row)
    if not has_uploaded(session, sha256, uploaded_by):
        session.add(UploadRow(sha256=sha256, uploaded_by=uploaded_by, uploaded_at=now))
    session.flush()
    return row


def has_uploaded(session: Session, sha256: str, username: str) -> bool:
    """Whether this user brought the document with this content hash."""
    return session.get(UploadRow, (sha256, username)) is not None


def save_edition(
    session: Session, kind: str, version: str, sha256: str, content: str, now: datetime
) -> None:
    """Keep a catalogue or calendar edition, once per content."""
    if session.get(EditionRow, sha256) is None:
        session.add(
            EditionRow(sha256=sha256, kind=kind, version=version, content=content, loaded_at=now)
        )
        session.flush()


def installation_id(session: Session) -> str:
    """The name of this ledger, made at its first opening."""
    row = session.query(InstallationRow).first()
    if row is None:
        row = InstallationRow(installation_id=secrets.token_hex(8))
        session.add(row)
        session.flush()
    return row.installation_id
