"""At the counter: cookies, tokens against forged requests, and from where a request comes."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from fastapi import Request, Response

from acts import accounts
from acts.entering import HALF_LASTS
from acts.security_record import Caller
from greenlane.settings import Settings
from states.terms.identity import Scope, Wanted

SESSION_COOKIE, HALF_COOKIE = "greenlane_session", "greenlane_half_sign_in"
CSRF_HEADER, CSRF_FIELD = "x-csrf-token", "csrf_token"
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
FORM_FILES_MAX, FORM_FIELDS_MAX = 20, 500


class NotSignedIn(Exception):
    """Nobody is signed in, or the session is over."""


class CodeWanted(Exception):
    """The password is right, and something is wanted besides it."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(wanted)
        self.wanted = wanted


class ScopeMissing(Exception):
    """The token may not do this; `needed` is the scope it lacks, None where none would do."""

    def __init__(self, needed: Scope | None) -> None:
        super().__init__(needed)
        self.needed = needed


class ForeignRequest(Exception):
    """The command does not come from a page of ours, though a browser sent our cookie."""


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


def set_half_cookie(response: Response, token: str, settings: Settings) -> None:
    """Remember the half sign-in in the browser for the pages of the second step."""
    response.set_cookie(
        HALF_COOKIE,
        token,
        max_age=int(HALF_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
        path="/sign-in",
    )


def drop_half_cookie(response: Response, settings: Settings) -> None:
    """Forget the half sign-in in the browser."""
    response.delete_cookie(
        HALF_COOKIE, path="/sign-in", httponly=True, samesite="lax", secure=settings.secure_cookies
    )


def check_form(request: Request, token: str, form_token: str) -> None:
    """A form of the second step comes from the page that this half sign-in was shown.

    Raises:
        ForeignRequest: it does not.
    """
    refuse_other_sites(request)
    if not hmac.compare_digest(_bytes(form_token), _bytes(csrf_token(token))):
        raise ForeignRequest


def drop_session_cookie(response: Response, settings: Settings) -> None:
    """Forget the session in the browser."""
    response.delete_cookie(
        SESSION_COOKIE, path="/", httponly=True, samesite="lax", secure=settings.secure_cookies
    )


def caller_of(request: Request) -> Caller:
    """From where the request comes; control characters of the browser's name are left out."""
    agent = request.headers.get("user-agent", "")
    return Caller(address_of(request), "".join(filter(str.isprintable, agent)))


def address_of(request: Request) -> str:
    """The caller's network address."""
    return request.client.host if request.client else "-"
