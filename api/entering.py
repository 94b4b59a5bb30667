"""Signing in step by step. Passwords are verified and hashed outside writing sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from acts import (
    accounts,
    entering,
    passwords,
    people,
    second_factor,
    security_record,
    throttle,
    tokens,
)
from acts.accounts import SignInFailed
from acts.entering import Entered
from acts.office import Office
from acts.people import WrongResetCode
from acts.problems import FieldProblem, Invalid
from acts.second_factor import WrongCode
from acts.security_record import Caller
from acts.throttle import Tried
from acts.tokens import Token, TokenForm
from api.security import NotSignedIn
from greenlane.wiring import House
from ledger.identity_tables import HalfSignInRow
from ledger.tables import AccountRow
from states.terms import Actor
from states.terms.identity import SecurityEvent

T = TypeVar("T")


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


def half_of(house: House, token: str | None, now: datetime) -> HalfSignInRow:
    """The half sign-in of this token.

    Raises:
        NotSignedIn: there is none, or it is over.
    """
    with house.ledger.reading() as session:
        half = entering.half_of(house.office(session), token or "", now=now)
    if half is None:
        raise NotSignedIn
    return half


def give_code(
    house: House, half: HalfSignInRow, code: str, *, caller: Caller, now: datetime
) -> str:
    """The second step with a code of the device or a recovery code; the session's token.

    Raises:
        TooManyAttempts: wait first.
        WrongCode: it is none of this person's.
    """

    def judged(office: Office) -> str:
        by = second_factor.check(office, half.username, code, caller=caller, now=now)
        return entering.finish(office, half, caller=caller, now=now, by=by)

    return with_code(house, half.username, judged, caller=caller, now=now)


def enrol(
    house: House, half: HalfSignInRow, code: str, *, caller: Caller, now: datetime
) -> tuple[str, tuple[str, ...]]:
    """The second step of somebody who needed to set up a second factor first.

    The session's token and the recovery codes.

    Raises:
        TooManyAttempts: wait first.
        WrongCode: the device does not show this code.
    """

    def judged(office: Office) -> tuple[str, tuple[str, ...]]:
        made = second_factor.confirm(office, half.username, code, caller=caller, now=now)
        return entering.finish(office, half, caller=caller, now=now, by="code"), made

    return with_code(house, half.username, judged, caller=caller, now=now)


def with_code(
    house: House, username: str, judged: Callable[[Office], T], *, caller: Caller, now: datetime
) -> T:
    """What `judged` does with a code, which is counted before and noted where it is wrong.

    Raises:
        TooManyAttempts: wait first.
        WrongCode: as `judged` says.
    """
    tries = throttle.at_code(username)
    with house.ledger.writing() as session:
        is_last = throttle.begin(house.office(session), tries, now=now)
    try:
        with house.ledger.writing() as session:
            office = house.office(session)
            done = judged(office)
            throttle.forgive(office, tries)
            return done
    except WrongCode:
        with house.ledger.writing() as session:
            entering.failed(
                house.office(session), username, "code", locks_out=is_last, caller=caller, now=now
            )
        raise


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


def begin_second_factor(house: House, actor: Actor, password: str, now: datetime) -> str:
    """A secret for the device of whoever knows the password.

    Raises:
        TooManyAttempts: wait first.
        Invalid: the password is wrong, or a second factor is in force already.
    """
    confirm_password(house, actor, password, now)
    with house.ledger.writing() as session:
        return second_factor.begin(house.office(session), actor.id, now=now)


def drop_second_factor(
    house: House, actor: Actor, code: str, *, caller: Caller, now: datetime
) -> None:
    """End one's own second factor with a code of it.

    Who needs one is signed out everywhere, so that the next sign-in sets up another.

    Raises:
        TooManyAttempts: wait first.
        WrongCode: it is none of this person's.
    """
    needed = house.settings.entry_rules.needs_second_factor(actor.role)

    def judged(office: Office) -> None:
        second_factor.check(office, actor.id, code, caller=caller, now=now)
        second_factor.remove(office, actor.id, caller=caller, now=now)
        if needed:
            accounts.end_every_session(office, actor.id)

    with_code(house, actor.id, judged, caller=caller, now=now)


def reset_password(
    house: House, username: str, code: str, new: str, *, caller: Caller, now: datetime
) -> None:
    """A new password for whoever has the code that an administrator issued.

    Raises:
        TooManyAttempts: wait first.
        Invalid: the new password may not be chosen.
        WrongResetCode: user name or code is wrong, or the code is over.
    """
    passwords.check_new(username, new, "/new_password")
    tries = throttle.at_reset(username, caller.address)
    with house.ledger.writing() as session:
        throttle.begin(house.office(session), tries, now=now)
    new_hash = accounts.hashed(new)
    try:
        with house.ledger.writing() as session:
            office = house.office(session)
            people.use_reset(office, username, code, new_hash, caller=caller, now=now)
            throttle.forgive(office, tries)
    except WrongResetCode:
        with house.ledger.writing() as session:
            office = house.office(session)
            entering.failed(office, username, "reset", locks_out=False, caller=caller, now=now)
        raise


def make_token(
    house: House, actor: Actor, form: TokenForm, password: str, *, caller: Caller, now: datetime
) -> tuple[str, Token]:
    """A token for programs of whoever knows the password; the secret is told once.

    Raises:
        TooManyAttempts: wait first.
        Invalid: the password is wrong, or there are too many tokens.
    """
    confirm_password(house, actor, password, now)
    with house.ledger.writing() as session:
        return tokens.make(house.office(session), form, actor=actor, caller=caller, now=now)
