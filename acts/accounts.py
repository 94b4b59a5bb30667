"""Signing in: argon2id passwords, random tokens of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from acts.office import Office
from ledger import keyed
from ledger.tables import AccountRow, SignInRow
from states.terms import Actor, Rank, Role

SESSION_LASTS = timedelta(hours=12)
_HASHER = PasswordHasher()
# Verified when the account is unknown, so that the answer takes as long as for a known one.
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))


class SignInFailed(Exception):
    """The user name or the password is wrong; which of them is not said."""


def open_account(office: Office, actor: Actor, password: str) -> None:
    """Add an account, or replace one of the same name with a new password.

    Raises:
        ValueError: a password shorter than eight characters.
    """
    if len(password) < 8:
        raise ValueError("a password needs at least eight characters")
    keyed.save_account(
        office.session,
        AccountRow(
            username=actor.id,
            name=actor.name,
            role=actor.role.value,
            organisation=actor.organisation,
            rank=actor.rank.value if actor.rank else None,
            password_hash=_HASHER.hash(password),
        ),
    )


def password_matches(office: Office, username: str, password: str) -> bool:
    """Whether the password is the account's; takes as long for an unknown account."""
    row = keyed.account(office.session, username)
    try:
        _HASHER.verify(row.password_hash if row else _NOBODY, password)
    except VerificationError:
        return False
    return row is not None


def sign_in(office: Office, username: str, *, now: datetime) -> str:
    """Start a session of twelve hours; the token is returned once and never stored."""
    token = secrets.token_urlsafe(32)
    keyed.save_sign_in(
        office.session,
        SignInRow(
            token_sha256=_hashed(token),
            username=username,
            signed_in_at=now,
            expires_at=now + SESSION_LASTS,
        ),
    )
    return token


def who(office: Office, token: str, *, now: datetime) -> Actor | None:
    """Who holds this token; None where it is unknown or has expired."""
    row = keyed.sign_in(office.session, _hashed(token))
    if row is None or row.expires_at <= now:
        return None
    return actor_named(office, row.username)


def actor_named(office: Office, username: str) -> Actor | None:
    """The person with this account, or None."""
    account = keyed.account(office.session, username)
    if account is None:
        return None
    return Actor(
        id=account.username,
        name=account.name,
        role=Role(account.role),
        organisation=account.organisation,
        rank=Rank(account.rank) if account.rank else None,
    )


def sign_out(office: Office, token: str) -> None:
    """End the session; an unknown token changes nothing."""
    keyed.end_sign_in(office.session, _hashed(token))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
