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
from acts.security_record import AGENT_CHARACTERS_MAX, NOBODY, Caller, note
from ledger import identity, keyed, security_record
from ledger.tables import AccountRow, SignInRow
from states.terms import Actor, Rank, Role
from states.terms.identity import SecurityEvent

SESSION_LASTS = timedelta(hours=12)
KNOWN_FOR = timedelta(days=30)
USE_NOTED_EVERY = timedelta(minutes=5)
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
    printed = is_printed(office, actor.id, password)
    if not printed:
        passwords.check_new(actor.id, password)
    keyed.save_account(
        office.session,
        AccountRow(
            username=actor.id,
            name=actor.name,
            role=actor.role.value,
            organisation=actor.organisation,
            rank=actor.rank.value if actor.rank else None,
            password_hash=hashed(password),
            demonstration=printed,
        ),
    )


def is_printed(office: Office, username: str, password: str) -> bool:
    """Whether the catalogue prints this password for the demonstration's user of this name."""
    user = office.city.catalog.users.get(username)
    return user is not None and user.password == password


def account_of(office: Office, username: str) -> AccountRow | None:
    """The account of this name, or None."""
    return keyed.account(office.session, username)


def is_known_address(office: Office, username: str, address: str, *, now: datetime) -> bool:
    """Whether this person signed in from this address in the last thirty days."""
    since = now - KNOWN_FOR
    return security_record.has_signed_in_from(office.session, username, address, since)


def set_password(office: Office, username: str, new_hash: str, *, besides: str = "") -> None:
    """A new password; every session of this person ends, except that of the token `besides`."""
    row = keyed.account(office.session, username)
    if row is None:
        raise LookupError(username)
    row.password_hash, row.demonstration = new_hash, False
    keyed.save_account(office.session, row)
    keyed.end_sign_ins(office.session, username, besides=_hashed(besides) if besides else "")
    identity.end_half_sign_ins(office.session, username)


def renew_hash(office: Office, username: str, was: str, new_hash: str | None) -> None:
    """Keep the hash that was made with today's settings, unless the password has changed."""
    row = keyed.account(office.session, username)
    if row is not None and new_hash is not None and row.password_hash == was:
        row.password_hash = new_hash
        keyed.save_account(office.session, row)


def hashed(password: str) -> str:
    """The password as it is kept; takes a tenth of a second, so do it outside a session."""
    return _HASHER.hash(passwords.normalised(password))


def hashed_anew(row: AccountRow, password: str) -> str | None:
    """The hash to keep where the present one has weaker settings than today's; else None."""
    return hashed(password) if _HASHER.check_needs_rehash(row.password_hash) else None


def is_right(row: AccountRow | None, password: str) -> bool:
    """Whether the password is the account's; takes as long where there is no account.

    An account without a password (before its first reset) has none that is right.
    """
    has_one = row is not None and row.password_hash.startswith("$argon2")
    found = row.password_hash if row is not None and has_one else _NOBODY
    try:
        _HASHER.verify(found, passwords.normalised(password))
    except VerificationError:
        return False
    return has_one


def sign_in(office: Office, username: str, *, now: datetime, caller: Caller = NOBODY) -> str:
    """Start a session of twelve hours; the token is returned once and never stored."""
    token = secrets.token_urlsafe(32)
    keyed.save_sign_in(
        office.session,
        SignInRow(
            token_sha256=_hashed(token),
            username=username,
            signed_in_at=now,
            expires_at=now + SESSION_LASTS,
            last_used_at=now,
            address=caller.address,
            agent=caller.agent[:AGENT_CHARACTERS_MAX],
        ),
    )
    return token


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a session's token; `is_stale` where its last use should be noted again."""

    account: AccountRow
    is_stale: bool

    @property
    def actor(self) -> Actor:
        """The person."""
        return actor_of(self.account)


def holder(office: Office, token: str, *, now: datetime) -> Holder | None:
    """Who holds this token; None where it is unknown, has expired or the account is disabled."""
    row = keyed.sign_in(office.session, _hashed(token))
    account = keyed.account(office.session, row.username) if row else None
    if row is None or account is None or row.expires_at <= now or account.disabled_at is not None:
        return None
    return Holder(account, row.last_used_at is None or now - row.last_used_at >= USE_NOTED_EVERY)


def who(office: Office, token: str, *, now: datetime) -> Actor | None:
    """Who holds this token; None where nobody does."""
    found = holder(office, token, now=now)
    return found.actor if found else None


def note_use(office: Office, token: str, *, caller: Caller, now: datetime) -> None:
    """The session was used now, from there."""
    agent = caller.agent[:AGENT_CHARACTERS_MAX]
    keyed.note_use(office.session, _hashed(token), now, caller.address, agent)


def actor_named(office: Office, username: str) -> Actor | None:
    """The person with this account, or None."""
    account = keyed.account(office.session, username)
    return actor_of(account) if account else None


def actor_of(account: AccountRow) -> Actor:
    """The person with this account."""
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


def ended(office: Office, actor: Actor, kind: SecurityEvent, caller: Caller, now: datetime) -> None:
    """Note that this person ended a session, another one of theirs, or all others."""
    note(office, kind, actor.id, caller=caller, now=now)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of a person's sessions; `id` names it and is worth nothing as a token."""

    id: str
    signed_in_at: datetime
    expires_at: datetime
    last_used_at: datetime
    address: str
    agent: str
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
            row.last_used_at or row.signed_in_at,
            row.address,
            row.agent,
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


def end_every_session(office: Office, username: str) -> None:
    """End every session and half sign-in of this person."""
    keyed.end_sign_ins(office.session, username)
    identity.end_half_sign_ins(office.session, username)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
