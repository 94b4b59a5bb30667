"""People in the midst of signing in, and their devices."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp

from acts import accounts, entering, second_factor
from acts.entering import EntryRules
from acts.office import Office
from acts.security_record import NOBODY
from api.security import HALF_COOKIE, SESSION_COOKIE
from tests.playing import Play

HALF = {"half.code": "ducha", "half.enrolment": "guanli"}
"""Who has made the first step only, as a page is looked at by them."""


def code_of(secret: str, now: datetime, aside: int = 0) -> str:
    """What a device with this secret shows; `aside` steps of thirty seconds later."""
    return pyotp.TOTP(secret).at(now + timedelta(seconds=30 * aside))


def with_device(play: Play, username: str) -> str:
    """The secret of a device that this person has set up just before."""
    with play.house.ledger.writing() as session:
        office, now = play.house.office(session), play.clock.now()
        secret = second_factor.begin(office, username, now=now)
        code = code_of(secret, now, -1)
        second_factor.confirm(office, username, code, caller=NOBODY, now=now)
    return secret


def cookies_of(play: Play, username: str) -> dict[str, str]:
    """The session of this person, signed in past the password; or half a sign-in."""
    if username not in HALF:
        return {SESSION_COOKIE: str(play.act(accounts.sign_in, username))}

    def half(office: Office, *, now: datetime) -> str:
        account = accounts.account_of(office, HALF[username])
        assert account is not None
        rules = EntryRules(second_factor_for="officials")
        entered = entering.enter(office, account, "password", rules=rules, caller=NOBODY, now=now)
        return entered.token

    return {HALF_COOKIE: str(play.act(half))}
