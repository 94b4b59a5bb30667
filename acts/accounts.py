"""Signing in: argon2id passwords, random tokens of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from acts import passwords
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from ledger import keyed
from ledger.tables import AccountRow, SignInRow
from states.terms import Actor, Rank, Role

SESSION_LASTS = timedelta(hours=12)
ID_LENGTH = 16
_HASHER = PasswordHasher()
# Verified when the account is unknown, so that the answer takes as long as for a known one.
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))


class SignInFailed(Exception):
    """The user name or the password is wrong; which of them is not said."""


def open_account(office: Office, actor: Actor, password: str) -> None:
    """Add an account, or replace one of the same name with a new password.

    The password that the catalogue prints for one of its users is taken as it stands.

    Raises:
        Invalid: the password may not be chosen.
    """
    printed = office.city.catalog.users.get(actor.id)
    if printed is None or printed.password != password:
        passwords.check_new(actor.id, password)
    keyed.save_account(
        office.session,
        AccountRow(
            username=actor.id,
            name=actor.name,
            role=actor.role.value,
            organisation=actor.organisation,
            rank=actor.rank.value if actor.rank else None,
            password_hash=_HASHER.hash(passwords.normalised(password)),
        ),
    )


def change_password(office: Office, actor: Actor, old: str, new: str, *, token: str) -> None:
    """A new password of one's own; every other session of this person ends.

    `token` is that of the session in which it is changed, which goes on.

    Raises:
        Invalid: the old one is wrong, or the new one may not be chosen.
    """
    row = keyed.account(office.session, actor.id)
    if row is None or not password_matches(office, actor.id, old):
        said = ("原密码不正确。", "This is not your present password.")
        raise Invalid(FieldProblem("/old_password", *said))
    passwords.check_new(actor.id, new, "/new_password")
    if passwords.normalised(old) == passwords.normalised(new):
        said = ("新密码与原密码相同。", "The new password is the present one.")
        raise Invalid(FieldProblem("/new_password", *said))
    row.password_hash = _HASHER.hash(passwords.normalised(new))
    keyed.save_account(office.session, row)
    end_other_sessions(office, actor, token)


def renew_hash(office: Office, username: str, password: str) -> None:
    """Hash the password anew where it was hashed with weaker settings than today's."""
    row = keyed.account(office.session, username)
    if row is None or not _HASHER.check_needs_rehash(row.password_hash):
        return
    if password_matches(office, username, password):
        row.password_hash = _HASHER.hash(passwords.normalised(password))
        keyed.save_account(office.session, row)


def password_matches(office: Office, username: str, password: str) -> bool:
    """Whether the password is the account's; takes as long for an unknown account."""
    row = keyed.account(office.session, username)
    try:
        found = row.password_hash if row else _NOBODY
        _HASHER.verify(found, passwords.normalised(password))
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


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of a person's sessions; `id` names it and is worth nothing as a token."""

    id: str
    signed_in_at: datetime
    expires_at: datetime
    is_this: bool


def sessions_of(
    office: Office, actor: Actor, token: str, *, now: datetime
) -> tuple[OpenSession, ...]:
    """The sessions of this person that are not over, the newest first."""
    return tuple(
        OpenSession(
            row.token_sha256[:ID_LENGTH],
            row.signed_in_at,
            row.expires_at,
            row.token_sha256 == _hashed(token),
        )
        for row in keyed.sign_ins_of(office.session, actor.id, now)
    )


def end_session(office: Office, actor: Actor, session_id: str, *, now: datetime) -> bool:
    """End one of this person's sessions; False where there is none of that id."""
    for row in keyed.sign_ins_of(office.session, actor.id, now):
        if row.token_sha256[:ID_LENGTH] == session_id:
            keyed.end_sign_in(office.session, row.token_sha256)
            return True
    return False


def end_other_sessions(office: Office, actor: Actor, token: str) -> None:
    """End every session of this person except that of the token."""
    keyed.end_sign_ins(office.session, actor.id, besides=_hashed(token))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
