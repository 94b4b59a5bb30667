"""Signing in by the city's unified identity: there by a link, and back with a code."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from acts import entering, unified
from acts.entering import Entered
from api.pages.signing import let_in
from api.pages.visit import OpenVisited, Visit, onward, safe_back
from api.problems import NotFound
from api.security import caller_of
from greenlane.settings import Settings
from greenlane.unified_identity import (
    NotVouchedFor,
    ProviderTrouble,
    UnifiedIdentity,
    provider_of,
)

router = APIRouter(prefix="/sign-in/unified")

COOKIE, COOKIE_LASTS_S = "greenlane_unified", 600
CODE_MAX = 2000


@dataclass(frozen=True, slots=True)
class _Way:
    """What this browser set out with; only the browser that did may come back with it."""

    state: str
    nonce: str
    verifier: str
    back: str

    @property
    def as_text(self) -> str:
        """How the cookie carries it."""
        back = base64.urlsafe_b64encode(self.back.encode()).decode()
        return ".".join((self.state, self.nonce, self.verifier, back))


def _way_of(request: Request) -> _Way | None:
    parts = request.cookies.get(COOKIE, "").split(".")
    if len(parts) != 4 or not all(parts):
        return None
    try:
        back = base64.urlsafe_b64decode(parts[3]).decode()
    except (binascii.Error, ValueError):
        return None
    return _Way(parts[0], parts[1], parts[2], safe_back(back))


def _provider(settings: Settings) -> UnifiedIdentity:
    provider = provider_of(settings)
    if provider is None:
        raise NotFound
    return provider


def _redirect_uri(request: Request, settings: Settings) -> str:
    return settings.oidc_redirect_uri or str(request.url_for("come_back"))


@router.get("", response_class=RedirectResponse)
def set_out(
    request: Request, visit: OpenVisited, back: Annotated[str, Query(max_length=400)] = "/"
) -> Response:
    """On to the provider."""
    settings = visit.house.settings
    try:
        begun = _provider(settings).begin(_redirect_uri(request, settings))
    except ProviderTrouble:
        return _refused(visit, "trouble", 503)
    response = onward(begun.address)
    way = _Way(begun.state, begun.nonce, begun.verifier, safe_back(back))
    response.set_cookie(
        COOKIE,
        way.as_text,
        max_age=COOKIE_LASTS_S,
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
        path=router.prefix,
    )
    return response


@router.get("/back", response_class=RedirectResponse)
def come_back(
    request: Request,
    visit: OpenVisited,
    code: Annotated[str, Query(max_length=CODE_MAX)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str, Query(max_length=CODE_MAX)] = "",
) -> Response:
    """Back from the provider: a session, the second step, or why not."""
    way, settings = _way_of(request), visit.house.settings
    provider = _provider(settings)
    if way is None or not hmac.compare_digest(way.state.encode(), state.encode()):
        return _over(visit, _refused(visit, "strayed", 400))
    if not code or iss not in ("", provider.issuer):
        return _over(visit, _refused(visit, "declined", 400))
    try:
        person = provider.finish(
            code,
            verifier=way.verifier,
            nonce=way.nonce,
            redirect_uri=_redirect_uri(request, settings),
            now=visit.now,
        )
    except ProviderTrouble:
        return _over(visit, _refused(visit, "trouble", 503))
    except NotVouchedFor:
        return _over(visit, _refused(visit, "not_vouched", 403))
    entered = _entered(visit, person)
    if entered is None:
        return _over(visit, _refused(visit, "unbound", 403, subject=person.subject))
    return _over(visit, let_in(visit, entered, way.back))


def _entered(visit: Visit, person: unified.Vouched) -> Entered | None:
    settings, caller = visit.house.settings, caller_of(visit.request)
    rules = settings.entry_rules
    with visit.house.ledger.writing() as session:
        office = visit.house.office(session)
        account = unified.account_for(
            office, person, claim=settings.oidc_claim, caller=caller, now=visit.now
        )
        if account is None:
            return None
        if rules.refuses(account):
            entering.failed(
                office,
                account.username,
                "refused",
                locks_out=False,
                caller=caller,
                now=visit.now,
            )
            return None
        return entering.enter(office, account, "unified", rules=rules, caller=caller, now=visit.now)


def _refused(visit: Visit, why: str, status: int, subject: str = "") -> Response:
    return visit.page("unified_refused", status, why=why, subject=subject)


def _over(visit: Visit, response: Response) -> Response:
    """The way is over, wherever it led."""
    settings = visit.house.settings
    response.delete_cookie(
        COOKIE,
        path=router.prefix,
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
    return response
