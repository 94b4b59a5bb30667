"""Signing in at the counter: cookies, tokens against forged requests, and patience."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from fastapi import Request, Response

from acts import accounts
from greenlane.settings import Settings
from greenlane.wiring import House
from states.terms import Actor

SESSION_COOKIE = "greenlane_session"
CSRF_HEADER, CSRF_FIELD = "x-csrf-token", "csrf_token"
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
FORM_FILES_MAX, FORM_FIELDS_MAX = 20, 500

FAILURES_MAX = 5
FORGIVEN_AFTER = timedelta(minutes=15)
REMEMBERED_MAX = 10_000


class NotSignedIn(Exception):
    """Nobody is signed in, or the session is over."""


class ForeignRequest(Exception):
    """The command does not come from a page of ours, though a browser sent our cookie."""


class TooManyAttempts(Exception):
    """Too many wrong passwords for this user name from this address."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


def csrf_token(session_token: str) -> str:
    """What forms of this session carry; it does not reveal the session's token."""
    return hashlib.sha256(b"csrf:" + session_token.encode("utf-8", "replace")).hexdigest()


async def sent_form_token(request: Request) -> str | None:
    """The token against forged requests, from the header or the hidden form field.

    Only what a browser sends with our cookie is read that far.
    """
    header = request.headers.get(CSRF_HEADER)
    cookie_only = SESSION_COOKIE in request.cookies and "authorization" not in request.headers
    if header is not None or request.method in READING_METHODS or not cookie_only:
        return header
    if not request.headers.get("content-type", "").lower().startswith(FORM_TYPES):
        return None
    form = await request.form(max_files=FORM_FILES_MAX, max_fields=FORM_FIELDS_MAX)
    field = form.get(CSRF_FIELD)
    return field if isinstance(field, str) else None


def check_same_site(request: Request, session_token: str, form_token: str | None) -> None:
    """A command that is signed by a cookie comes from a page of ours.

    Forms carry the session's token. Scripts may instead be known by the browser's own word
    (`Sec-Fetch-Site`, `Origin`). A browser's word that it comes from elsewhere ends it.

    Raises:
        ForeignRequest: it does not, or nothing shows that it does.
    """
    if request.method in READING_METHODS:
        return
    refuse_other_sites(request)
    if form_token is not None:
        if not hmac.compare_digest(_bytes(form_token), _bytes(csrf_token(session_token))):
            raise ForeignRequest
        return
    is_form = request.headers.get("content-type", "").lower().startswith(FORM_TYPES)
    if is_form or not _browser_vouches(request):
        raise ForeignRequest


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def refuse_other_sites(request: Request) -> None:
    """Signing in is refused too when another site makes a browser do it.

    Raises:
        ForeignRequest: the browser says that the command comes from elsewhere.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForeignRequest
    origin = request.headers.get("origin")
    if origin is not None and not _is_ours(request, origin):
        raise ForeignRequest


def _browser_vouches(request: Request) -> bool:
    fetched = request.headers.get("sec-fetch-site")
    return fetched == "same-origin" or _is_ours(request, request.headers.get("origin"))


def _is_ours(request: Request, origin: str | None) -> bool:
    try:
        return bool(origin) and urlsplit(origin or "").netloc == request.headers.get("host")
    except ValueError:
        return False


def set_session_cookie(response: Response, token: str, settings: Settings) -> None:
    """Remember the session in the browser, out of reach of scripts and other sites."""
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(accounts.SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
        path="/",
    )


def drop_session_cookie(response: Response, settings: Settings) -> None:
    """Forget the session in the browser."""
    response.delete_cookie(
        SESSION_COOKIE, path="/", httponly=True, samesite="lax", secure=settings.secure_cookies
    )


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    last_at: datetime


class Patience:
    """Wrong passwords per user name and address, in the memory of this process.

    After five the next tries wait until fifteen minutes have passed since the last one.
    """

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, who: tuple[str, str], now: datetime) -> None:
        """Whether another try is allowed.

        Raises:
            TooManyAttempts: not yet.
        """
        with self._lock:
            seen = self._failures.get(who)
        if seen is None or seen.count < FAILURES_MAX:
            return
        wait = seen.last_at + FORGIVEN_AFTER - now
        if wait > timedelta(0):
            raise TooManyAttempts(int(wait.total_seconds()) + 1)

    def failed(self, who: tuple[str, str], now: datetime) -> None:
        """Note a wrong password; a failure long ago is forgotten."""
        with self._lock:
            seen = self._failures.pop(who, None)
            fresh = seen is not None and now - seen.last_at < FORGIVEN_AFTER
            count = seen.count + 1 if seen is not None and fresh else 1
            self._failures[who] = _Failures(count, now)
            while len(self._failures) > REMEMBERED_MAX:
                self._failures.popitem(last=False)

    def forgive(self, who: tuple[str, str]) -> None:
        """The right password ends the count."""
        with self._lock:
            self._failures.pop(who, None)


def sign_in(
    house: House, patience: Patience, username: str, password: str, address: str, now: datetime
) -> str:
    """Check the password and start a session; its token.

    Raises:
        TooManyAttempts: wait first.
        acts.accounts.SignInFailed: user name or password is wrong.
    """
    who = (username, address)
    patience.check(who, now)
    if not username.isprintable():
        raise accounts.SignInFailed
    # The password is verified outside the writing session: it takes a tenth of a second.
    with house.ledger.reading() as session:
        matches = accounts.password_matches(house.office(session), username, password)
    if not matches:
        patience.failed(who, now)
        raise accounts.SignInFailed
    patience.forgive(who)
    with house.ledger.writing() as session:
        office = house.office(session)
        accounts.renew_hash(office, username, password)
        return accounts.sign_in(office, username, now=now)


def change_password(
    house: House, patience: Patience, actor: Actor, token: str, old: str, new: str, now: datetime
) -> None:
    """A new password for whoever knows the present one; guessing it is slowed down.

    Raises:
        TooManyAttempts: wait first.
        acts.problems.Invalid: the present one is wrong, or the new one may not be chosen.
    """
    who = (actor.id, "change of password")
    patience.check(who, now)
    with house.ledger.reading() as session:
        matches = accounts.password_matches(house.office(session), actor.id, old)
    if not matches:
        patience.failed(who, now)
    with house.ledger.writing() as session:
        accounts.change_password(house.office(session), actor, old, new, token=token)
    patience.forgive(who)


def address_of(request: Request) -> str:
    """The caller's network address."""
    return request.client.host if request.client else "-"
