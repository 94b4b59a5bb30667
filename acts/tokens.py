"""Tokens for programs: made by their owner, shown once, for some scopes and for a time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from acts import accounts, security_record
from acts.authority import authorise
from acts.forms import Form, Line
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from acts.security_record import Caller
from ledger import identity
from ledger.identity_tables import ApiTokenRow
from ledger.tables import AccountRow
from states.terms import Actor
from states.terms.identity import Scope, SecurityEvent

PREFIX = "glt_"
"""By it a token is known among other secrets, and where one was published by mistake."""
DAYS_MAX = 365
TOKENS_MAX = 20
USE_NOTED_EVERY = timedelta(minutes=5)


class UnknownToken(LookupError):
    """There is no such token in force, or it is somebody else's."""


class TokenForm(Form):
    """What the token is for, what it may do, and for how many days."""

    name: Line
    scopes: Annotated[frozenset[Scope], Field(min_length=1)]
    days: Annotated[int, Field(ge=1, le=DAYS_MAX)] = 90


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its owner sees it; the secret itself is not kept."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    last_address: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose token came with a request, what it may do, and whether its use is to be noted."""

    account: AccountRow
    token_id: str
    scopes: frozenset[Scope]
    is_stale: bool


def make(
    office: Office, form: TokenForm, *, actor: Actor, caller: Caller, now: datetime
) -> tuple[str, Token]:
    """A new token of one's own: the secret, told once, and what is kept of it.

    Raises:
        Invalid: there are too many already.
    """
    if len(of_person(office, actor.id, now=now)) >= TOKENS_MAX:
        zh = f"每人最多{TOKENS_MAX}个令牌；请先撤销不用的。"
        en = f"At most {TOKENS_MAX} tokens a person; revoke one that is not used."
        raise Invalid(FieldProblem("", zh, en))
    secret, scopes = PREFIX + secrets.token_urlsafe(32), sorted(form.scopes)
    row = ApiTokenRow(
        token_id=secrets.token_hex(8),
        token_sha256=_hidden(secret),
        username=actor.id,
        name=form.name,
        scopes=" ".join(scopes),
        made_at=now,
        expires_at=now + timedelta(days=form.days),
    )
    identity.add_api_token(office.session, row)
    event = SecurityEvent.TOKEN_MADE
    security_record.note(
        office, event, actor.id, caller=caller, now=now, name=form.name, scopes=row.scopes
    )
    return secret, _seen(row)


def of_person(office: Office, username: str, *, now: datetime) -> tuple[Token, ...]:
    """The person's tokens that are in force, the newest first."""
    rows = identity.api_tokens_of(office.session, username)
    return tuple(_seen(row) for row in rows if row.expires_at > now)


def revoke(office: Office, token_id: str, *, actor: Actor, caller: Caller, now: datetime) -> None:
    """End one's own token.

    Raises:
        UnknownToken: there is none such.
    """
    _revoke(office, actor.id, token_id, by=actor.id, caller=caller, now=now)


def revoke_of(
    office: Office, username: str, token_id: str, *, actor: Actor, caller: Caller, now: datetime
) -> None:
    """End somebody's token, as an administrator.

    Raises:
        NotYours, UnknownToken: as they say.
    """
    authorise(actor, "keep_accounts")
    _revoke(office, username, token_id, by=actor.id, caller=caller, now=now)


def _revoke(
    office: Office, username: str, token_id: str, *, by: str, caller: Caller, now: datetime
) -> None:
    if not identity.revoke_api_token(office.session, username, token_id, now):
        raise UnknownToken(token_id)
    event = SecurityEvent.TOKEN_REVOKED
    security_record.note(office, event, username, by=by, caller=caller, now=now, token=token_id)


def bearer(office: Office, secret: str, *, now: datetime) -> Bearer | None:
    """Whose token this is; None where it is unknown, over, revoked, or its owner is disabled."""
    row = identity.api_token(office.session, _hidden(secret))
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    account = accounts.account_of(office, row.username)
    if account is None or account.disabled_at is not None:
        return None
    stale = row.last_used_at is None or now - row.last_used_at >= USE_NOTED_EVERY
    scopes = frozenset(map(Scope, row.scopes.split()))
    return Bearer(account, row.token_id, scopes, stale)


def note_use(office: Office, token_id: str, *, caller: Caller, now: datetime) -> None:
    """The token was used now, from there."""
    identity.api_token_used(office.session, token_id, caller.address, now)


def _seen(row: ApiTokenRow) -> Token:
    return Token(
        id=row.token_id,
        name=row.name,
        scopes=tuple(map(Scope, row.scopes.split())),
        made_at=row.made_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        last_address=row.last_address,
    )


def _hidden(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
