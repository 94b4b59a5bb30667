"""Letting in: which account may enter, what the first step still lacks, and what is noted."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from acts import accounts, second_factor, security_record
from acts.office import Office
from acts.security_record import Caller
from ledger import identity
from ledger.identity_tables import HalfSignInRow
from ledger.tables import AccountRow
from states.terms import Role
from states.terms.identity import SecurityEvent, Wanted

HALF_LASTS = timedelta(minutes=10)
NeededFor = Literal["nobody", "administrators", "officials"]


@dataclass(frozen=True, slots=True)
class EntryRules:
    """What an installation asks of those who enter."""

    is_production: bool = False
    second_factor_for: NeededFor = "nobody"

    def needs_second_factor(self, role: Role) -> bool:
        """Whether people of this role may not go on without a second factor."""
        if self.second_factor_for == "officials":
            return role is not Role.ENTERPRISE
        return self.second_factor_for == "administrators" and role is Role.ADMINISTRATOR

    def refuses(self, account: AccountRow) -> bool:
        """Whether nobody may use this account: it is disabled, or belongs to a demonstration."""
        return account.disabled_at is not None or (self.is_production and account.demonstration)


@dataclass(frozen=True, slots=True)
class Entered:
    """A session, or where something is `wanted` the token of a half sign-in."""

    token: str
    wanted: Wanted | None = None


def enter(
    office: Office,
    account: AccountRow,
    how: str,
    *,
    rules: EntryRules,
    caller: Caller,
    now: datetime,
) -> Entered:
    """The first step was right: open the session, or ask for the second step."""
    if second_factor.is_set(office, account.username):
        return _half(office, account, how, Wanted.CODE, now)
    if rules.needs_second_factor(Role(account.role)):
        second_factor.begin(office, account.username, now=now)
        return _half(office, account, how, Wanted.ENROLMENT, now)
    return Entered(open_session(office, account.username, how, caller=caller, now=now))


def open_session(
    office: Office, username: str, how: str, *, caller: Caller, now: datetime, **detail: str
) -> str:
    """Start a session and note it; its token."""
    event = SecurityEvent.SIGNED_IN
    security_record.note(office, event, username, caller=caller, now=now, how=how, **detail)
    return accounts.sign_in(office, username, now=now, caller=caller)


def failed(
    office: Office, username: str, why: str, *, locks_out: bool, caller: Caller, now: datetime
) -> None:
    """Note a failure, and the lock-out where it was the last try that is allowed.

    A name that is no account's is not noted: it may be a password in the wrong field.
    """
    known = accounts.account_of(office, username) is not None
    whose = username if known else ""
    security_record.note(
        office, SecurityEvent.SIGN_IN_FAILED, whose, by="", caller=caller, now=now, why=why
    )
    if locks_out and known:
        security_record.note(
            office, SecurityEvent.LOCKED_OUT, whose, by="", caller=caller, now=now, why=why
        )


def _half(office: Office, account: AccountRow, how: str, wanted: Wanted, now: datetime) -> Entered:
    token = secrets.token_urlsafe(32)
    row = HalfSignInRow(
        token_sha256=hidden(token),
        username=account.username,
        wanted=wanted.value,
        how=how,
        expires_at=now + HALF_LASTS,
    )
    identity.save_half_sign_in(office.session, row, now)
    return Entered(token, wanted)


def half_of(office: Office, token: str, *, now: datetime) -> HalfSignInRow | None:
    """The half sign-in of this token, while it lasts."""
    row = identity.half_sign_in(office.session, hidden(token))
    return row if row is not None and row.expires_at > now else None


def finish(office: Office, half: HalfSignInRow, *, caller: Caller, now: datetime, by: str) -> str:
    """The second step was right: the half sign-in ends and a session begins; its token.

    Raises:
        WrongCode: the half sign-in was finished already.
    """
    if not identity.end_half_sign_in(office.session, half.token_sha256):
        raise second_factor.WrongCode
    return open_session(office, half.username, half.how, caller=caller, now=now, second=by)


def hidden(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
