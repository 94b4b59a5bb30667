"""Half sign-ins, second factors, reset codes, tokens and links: small keyed rows of identity."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.identity_tables import (
    ApiTokenRow,
    HalfSignInRow,
    IdentityLinkRow,
    RecoveryCodeRow,
    ResetCodeRow,
    SecondFactorRow,
)


def save_half_sign_in(session: Session, row: HalfSignInRow, now: datetime) -> None:
    """Remember the first step and forget those that nobody finished."""
    session.execute(delete(HalfSignInRow).where(col(HalfSignInRow.expires_at) <= now))
    session.add(row)


def half_sign_in(session: Session, token_sha256: str) -> HalfSignInRow | None:
    """The half sign-in of a token's hash, or None."""
    return session.get(HalfSignInRow, token_sha256)


def end_half_sign_in(session: Session, token_sha256: str) -> bool:
    """Forget it; False where it was not there any more."""
    gone = delete(HalfSignInRow).where(col(HalfSignInRow.token_sha256) == token_sha256)
    return session.execute(gone.returning(col(HalfSignInRow.username))).first() is not None


def end_half_sign_ins(session: Session, username: str) -> None:
    """Forget every half sign-in of this person."""
    session.execute(delete(HalfSignInRow).where(col(HalfSignInRow.username) == username))


def second_factor(session: Session, username: str) -> SecondFactorRow | None:
    """The person's second factor, begun or confirmed, or None."""
    return session.get(SecondFactorRow, username)


def save_second_factor(session: Session, row: SecondFactorRow) -> None:
    """Keep it in the place of the one before."""
    session.merge(row)
    session.flush()


def drop_second_factor(session: Session, username: str) -> bool:
    """Forget it with its recovery codes; False where there was none."""
    session.execute(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.username) == username))
    gone = delete(SecondFactorRow).where(col(SecondFactorRow.username) == username)
    return session.execute(gone.returning(col(SecondFactorRow.username))).first() is not None


def use_step(session: Session, username: str, step: int) -> bool:
    """Take the code of this step of thirty seconds; False where it or a later one was used."""
    taken = (
        update(SecondFactorRow)
        .where(col(SecondFactorRow.username) == username, col(SecondFactorRow.last_step) < step)
        .values(last_step=step)
        .returning(col(SecondFactorRow.username))
    )
    return session.execute(taken).first() is not None


def save_recovery_codes(session: Session, username: str, hashes: list[str]) -> None:
    """Keep these codes in the place of all before."""
    session.execute(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.username) == username))
    session.add_all(RecoveryCodeRow(username=username, code_sha256=one) for one in hashes)
    session.flush()


def use_recovery_code(session: Session, username: str, code_sha256: str) -> bool:
    """Take the code; False where there is none such any more."""
    gone = delete(RecoveryCodeRow).where(
        col(RecoveryCodeRow.username) == username, col(RecoveryCodeRow.code_sha256) == code_sha256
    )
    return session.execute(gone.returning(col(RecoveryCodeRow.username))).first() is not None


def recovery_codes_left(session: Session, username: str) -> int:
    """How many recovery codes are unused."""
    query = select(col(RecoveryCodeRow.code_sha256)).where(
        col(RecoveryCodeRow.username) == username
    )
    return len(session.execute(query).all())


def reset_code(session: Session, username: str) -> ResetCodeRow | None:
    """The reset code that was issued last for this account, or None."""
    return session.get(ResetCodeRow, username)


def save_reset_code(session: Session, row: ResetCodeRow) -> None:
    """Keep it in the place of the one before."""
    session.merge(row)
    session.flush()


def use_reset_code(session: Session, username: str, code_sha256: str, now: datetime) -> bool:
    """Take the code; False where it is another one, over, or was taken."""
    gone = delete(ResetCodeRow).where(
        col(ResetCodeRow.username) == username,
        col(ResetCodeRow.code_sha256) == code_sha256,
        col(ResetCodeRow.expires_at) > now,
    )
    return session.execute(gone.returning(col(ResetCodeRow.username))).first() is not None


def drop_reset_code(session: Session, username: str) -> None:
    """Forget the account's reset code."""
    session.execute(delete(ResetCodeRow).where(col(ResetCodeRow.username) == username))


def api_token(session: Session, token_sha256: str) -> ApiTokenRow | None:
    """The token of this hash, or None."""
    query = select(ApiTokenRow).where(col(ApiTokenRow.token_sha256) == token_sha256)
    return session.scalars(query).first()


def api_tokens_of(session: Session, username: str) -> list[ApiTokenRow]:
    """The person's tokens that were not revoked, the newest first."""
    query = select(ApiTokenRow).where(
        col(ApiTokenRow.username) == username, col(ApiTokenRow.revoked_at).is_(None)
    )
    return list(session.scalars(query.order_by(col(ApiTokenRow.made_at).desc())))


def add_api_token(session: Session, row: ApiTokenRow) -> None:
    """Keep a new token."""
    session.add(row)
    session.flush()


def revoke_api_token(session: Session, username: str, token_id: str, now: datetime) -> bool:
    """End the person's token; False where there is none of this id in force."""
    revoked = (
        update(ApiTokenRow)
        .where(
            col(ApiTokenRow.token_id) == token_id,
            col(ApiTokenRow.username) == username,
            col(ApiTokenRow.revoked_at).is_(None),
        )
        .values(revoked_at=now)
        .returning(col(ApiTokenRow.token_id))
    )
    return session.execute(revoked).first() is not None


def revoke_api_tokens(session: Session, username: str, now: datetime) -> None:
    """End every token of this person."""
    session.execute(
        update(ApiTokenRow)
        .where(col(ApiTokenRow.username) == username, col(ApiTokenRow.revoked_at).is_(None))
        .values(revoked_at=now)
    )


def api_token_used(session: Session, token_id: str, address: str, now: datetime) -> None:
    """Note when and from where a token was used last."""
    session.execute(
        update(ApiTokenRow)
        .where(col(ApiTokenRow.token_id) == token_id)
        .values(last_used_at=now, last_address=address)
    )


def link(session: Session, issuer: str, subject: str) -> IdentityLinkRow | None:
    """Whose account this person of a unified identity is, or None."""
    return session.get(IdentityLinkRow, (issuer, subject))


def links_of(session: Session, username: str) -> list[IdentityLinkRow]:
    """The identities that sign in as this account, the oldest first."""
    query = select(IdentityLinkRow).where(col(IdentityLinkRow.username) == username)
    return list(session.scalars(query.order_by(col(IdentityLinkRow.bound_at))))


def add_link(session: Session, row: IdentityLinkRow) -> None:
    """Bind an identity to an account."""
    session.add(row)
    session.flush()


def drop_link(session: Session, username: str, issuer: str, subject: str) -> bool:
    """Unbind it; False where it was not bound to this account."""
    gone = delete(IdentityLinkRow).where(
        col(IdentityLinkRow.issuer) == issuer,
        col(IdentityLinkRow.subject) == subject,
        col(IdentityLinkRow.username) == username,
    )
    return session.execute(gone.returning(col(IdentityLinkRow.username))).first() is not None
