"""Signing in step by step. Passwords are verified and hashed outside writing sessions."""

from __future__ import annotations

from datetime import datetime

from acts import accounts, entering, passwords, security_record, throttle
from acts.accounts import SignInFailed
from acts.entering import Entered
from acts.problems import FieldProblem, Invalid
from acts.security_record import Caller
from acts.throttle import Tried
from greenlane.wiring import House
from ledger.tables import AccountRow
from states.terms import Actor
from states.terms.identity import SecurityEvent


def sign_in(
    house: House, username: str, password: str, *, caller: Caller, now: datetime
) -> Entered:
    """Check the password; a session, or what is wanted besides.

    Raises:
        TooManyAttempts: wait first.
        SignInFailed: user name or password is wrong, or nobody may use the account.
    """
    if not username.isprintable():
        raise SignInFailed
    tries, is_last = _counted(house, username, caller, now)
    with house.ledger.reading() as session:
        office = house.office(session)
        row = accounts.account_of(office, username)
        is_printed = accounts.is_printed(office, username, password)
    right = accounts.is_right(row, password)
    renewed = accounts.hashed_anew(row, password) if right and row else None
    rules = house.settings.entry_rules
    barred = row is not None and rules.refuses(row)
    why = "refused" if barred or (rules.is_production and is_printed) else "wrong"
    with house.ledger.writing() as session:
        office = house.office(session)
        if row is not None and right and why == "wrong":
            throttle.forgive(office, tries)
            accounts.renew_hash(office, username, row.password_hash, renewed)
            return entering.enter(office, row, "password", rules=rules, caller=caller, now=now)
        entering.failed(office, username, why, locks_out=is_last, caller=caller, now=now)
    raise SignInFailed


def _counted(
    house: House, username: str, caller: Caller, now: datetime
) -> tuple[tuple[Tried, ...], bool]:
    with house.ledger.writing() as session:
        office = house.office(session)
        known = accounts.is_known_address(office, username, caller.address, now=now)
        tries = throttle.at_sign_in(username, caller.address, is_known=known)
        return tries, throttle.begin(office, tries, now=now)


def confirm_password(
    house: House, actor: Actor, password: str, now: datetime, pointer: str = "/password"
) -> AccountRow:
    """The account of somebody who is signed in and types the password again.

    Raises:
        TooManyAttempts: wait first.
        Invalid: it is wrong.
    """
    tries = throttle.at_password_again(actor.id)
    with house.ledger.writing() as session:
        throttle.begin(house.office(session), tries, now=now)
    with house.ledger.reading() as session:
        row = accounts.account_of(house.office(session), actor.id)
    if row is None or not accounts.is_right(row, password):
        said = ("原密码不正确。", "This is not your present password.")
        raise Invalid(FieldProblem(pointer, *said))
    with house.ledger.writing() as session:
        throttle.forgive(house.office(session), tries)
    return row


def change_password(
    house: House, actor: Actor, token: str, old: str, new: str, *, caller: Caller, now: datetime
) -> None:
    """A new password for whoever knows the present one; every other session ends.

    Raises:
        TooManyAttempts: wait first.
        Invalid: the present one is wrong, or the new one may not be chosen.
    """
    confirm_password(house, actor, old, now, "/old_password")
    passwords.check_new(actor.id, new, "/new_password")
    if passwords.normalised(old) == passwords.normalised(new):
        said = ("新密码与原密码相同。", "The new password is the present one.")
        raise Invalid(FieldProblem("/new_password", *said))
    new_hash = accounts.hashed(new)
    with house.ledger.writing() as session:
        office = house.office(session)
        accounts.set_password(office, actor.id, new_hash, besides=token)
        event = SecurityEvent.PASSWORD_CHANGED
        security_record.note(office, event, actor.id, caller=caller, now=now)
