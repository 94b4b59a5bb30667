"""People of the city's unified identity: whose account one is, and who bound it.

An identity is bound to an account by an administrator, or by a claim that the installation
names and the provider vouches for. No account is ever made, and none changes its role, by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acts import accounts, people, security_record
from acts.office import Office
from acts.people import BindForm
from acts.problems import FieldProblem, Invalid
from acts.security_record import Caller
from ledger import identity
from ledger.identity_tables import IdentityLinkRow
from ledger.tables import AccountRow
from states.terms import Actor, Role
from states.terms.identity import SecurityEvent

EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom a provider vouches for: the person's name with it, and what it says of the person."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]


def account_for(
    office: Office, person: Vouched, *, claim: str, caller: Caller, now: datetime
) -> AccountRow | None:
    """The account of this person; None, and noted, where none is bound.

    `claim` is the one whose value is a user name; empty: only administrators bind.
    """
    found = identity.link(office.session, person.issuer, person.subject)
    if found is not None:
        return accounts.account_of(office, found.username)
    row = _named(office, person, claim)
    if row is None:
        security_record.note(
            office,
            SecurityEvent.IDENTITY_REFUSED,
            "",
            caller=caller,
            now=now,
            subject=person.subject,
        )
        return None
    by = f"claim {claim}"
    _bind(office, row.username, person.issuer, person.subject, by, caller=caller, now=now)
    return row


def _named(office: Office, person: Vouched, claim: str) -> AccountRow | None:
    """The account that the claim names, where nobody else of this provider has it.

    Administrators' accounts are bound by administrators only, and an address counts only where
    the provider says that it was verified.
    """
    value = person.claims.get(claim) if claim else None
    verified = claim != EMAIL or person.claims.get("email_verified") is True
    if not isinstance(value, str) or not value or not verified:
        return None
    row = accounts.account_of(office, value)
    if row is None or row.role == Role.ADMINISTRATOR.value or row.disabled_at is not None:
        return None
    bound = identity.links_of(office.session, row.username)
    return None if any(link.issuer == person.issuer for link in bound) else row


def bind(
    office: Office,
    username: str,
    form: BindForm,
    *,
    issuer: str,
    actor: Actor,
    caller: Caller,
    now: datetime,
) -> None:
    """This person of the provider signs in as this account from now on.

    Raises:
        NotYours, UnknownAccount: as they say.
        Invalid: there is no provider, or the person is bound already.
    """
    people.account(office, username, actor=actor)
    if not issuer:
        raise _wrong("本系统没有接入统一身份认证。", "No unified identity is set up here.")
    if identity.link(office.session, issuer, form.subject) is not None:
        raise _wrong("此身份已绑定账户。", "This identity is bound to an account already.")
    _bind(office, username, issuer, form.subject, actor.id, caller=caller, now=now)


def unbind(
    office: Office,
    username: str,
    form: BindForm,
    *,
    issuer: str,
    actor: Actor,
    caller: Caller,
    now: datetime,
) -> None:
    """This person no longer signs in as this account; every session ends.

    Raises:
        NotYours, UnknownAccount: as they say.
        Invalid: the person is not bound to it.
    """
    people.account(office, username, actor=actor)
    if not identity.drop_link(office.session, username, issuer, form.subject):
        raise _wrong("此身份没有绑定此账户。", "This identity is not bound to this account.")
    accounts.end_every_session(office, username)
    event = SecurityEvent.IDENTITY_UNBOUND
    security_record.note(
        office, event, username, by=actor.id, caller=caller, now=now, subject=form.subject
    )


def bound_to(office: Office, username: str) -> Sequence[IdentityLinkRow]:
    """The identities that sign in as this account."""
    return identity.links_of(office.session, username)


def _bind(
    office: Office,
    username: str,
    issuer: str,
    subject: str,
    by: str,
    *,
    caller: Caller,
    now: datetime,
) -> None:
    row = IdentityLinkRow(
        issuer=issuer, subject=subject, username=username, bound_by=by, bound_at=now
    )
    identity.add_link(office.session, row)
    event = SecurityEvent.IDENTITY_BOUND
    security_record.note(office, event, username, by=by, caller=caller, now=now, subject=subject)


def _wrong(zh: str, en: str) -> Invalid:
    return Invalid(FieldProblem("/subject", zh, en))
