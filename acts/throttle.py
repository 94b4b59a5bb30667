"""Patience with wrong passwords and codes, counted in the ledger for all processes together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from acts.office import Office
from ledger import throttle


class TooManyAttempts(Exception):
    """Too many wrong passwords or codes; another try may be made after a while."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Bound:
    """After `failures_max` tries the next ones wait until `rest` has passed since the last."""

    kind: str
    failures_max: int
    rest: timedelta
    locks_out: bool = False
    """Whether the account's owner is told when it is reached."""


NAME_FROM_ADDRESS = Bound("name_from_address", 5, timedelta(minutes=15), locks_out=True)
NAME = Bound("name", 20, timedelta(minutes=30), locks_out=True)
ADDRESS = Bound("address", 100, timedelta(minutes=15))
PASSWORD_AGAIN = Bound("password_again", 5, timedelta(minutes=15))
CODE = Bound("code", 5, timedelta(minutes=15), locks_out=True)
RESET = Bound("reset", 5, timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Tried:
    """One bound and at whom or by whom it counts."""

    bound: Bound
    subject: str


def at_sign_in(username: str, address: str, *, is_known: bool) -> tuple[Tried, ...]:
    """What a password for this name from this address counts against.

    Where the owner signed in from this address not long ago (`is_known`), failures from
    elsewhere do not lock it out.
    """
    name = _hidden(username)
    of_name = () if is_known else (Tried(NAME, name),)
    return (
        Tried(NAME_FROM_ADDRESS, f"{name} {address}"),
        *of_name,
        Tried(ADDRESS, address),
    )


def at_code(username: str) -> tuple[Tried, ...]:
    """What a second factor's code counts against."""
    return (Tried(CODE, _hidden(username)),)


def at_reset(username: str, address: str) -> tuple[Tried, ...]:
    """What a reset code counts against."""
    return Tried(RESET, _hidden(username)), Tried(ADDRESS, address)


def at_password_again(username: str) -> tuple[Tried, ...]:
    """What the password of somebody who is signed in counts against."""
    return (Tried(PASSWORD_AGAIN, _hidden(username)),)


def _hidden(username: str) -> str:
    """A name as it is counted: what was typed in the wrong field is not kept in the clear."""
    return hashlib.sha256(username.encode("utf-8", "replace")).hexdigest()


def begin(office: Office, tries: tuple[Tried, ...], *, now: datetime) -> bool:
    """Count a try before it is judged; whether it is the last one that is allowed.

    Counted first, so that however many come at once, no more are judged than the bound says.
    A try that is turned away counts nothing: the transaction that it ends is rolled back.

    Raises:
        TooManyAttempts: wait first.
    """
    is_last = False
    for tried in tries:
        bound = tried.bound
        count = throttle.count(
            office.session, bound.kind, tried.subject, now, bound.failures_max, bound.rest
        )
        if count is None:
            last = throttle.last_at(office.session, bound.kind, tried.subject) or now
            raise TooManyAttempts(int((last + bound.rest - now).total_seconds()) + 1)
        is_last = is_last or (bound.locks_out and count == bound.failures_max)
    return is_last


def forgive(office: Office, tries: tuple[Tried, ...]) -> None:
    """It was right: the count at the name ends; at an address only this try is taken back."""
    for tried in tries:
        if tried.bound is ADDRESS:
            throttle.take_back(office.session, tried.bound.kind, tried.subject)
        else:
            throttle.forgive(office.session, tried.bound.kind, tried.subject)
