"""Signing in and out, the language, and the page that tells a problem."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from acts import accounts
from acts.entering import Entered
from acts.passwords import TYPED_MAX
from acts.throttle import TooManyAttempts
from api.dependencies import Acts, session_token
from api.entering import sign_in
from api.pages.filled import FilledForm, Labels, Places, SentForm, with_problem
from api.pages.visit import OpenVisited, Visit, onward, safe_back
from api.problems import Problem, problem_of
from api.security import (
    caller_of,
    drop_session_cookie,
    refuse_other_sites,
    set_half_cookie,
    set_session_cookie,
)
from api.words import LANGUAGE_COOKIE, language_of
from greenlane.unified_identity import provider_of
from states.terms.identity import SecurityEvent, Wanted

router = APIRouter()

ONE_YEAR_S = 365 * 24 * 3600


@router.get("/sign-in", response_class=HTMLResponse)
def show_sign_in(visit: OpenVisited, back: Annotated[str, Query(max_length=400)] = "/") -> Response:
    """The sign-in form; whoever is signed in goes on at once."""
    if visit.actor is not None:
        return onward(safe_back(back))
    return _page(visit, FilledForm(), safe_back(back))


def _page(visit: Visit, form: FilledForm, back: str, status: int = 200) -> HTMLResponse:
    unified = provider_of(visit.house.settings) is not None
    return visit.page("sign_in", status, form=form, back=back, unified=unified)


@router.post("/sign-in", response_class=HTMLResponse)
def take_sign_in(request: Request, visit: OpenVisited, sent: SentForm) -> Response:
    """Check name and password; wrong ones are told without saying which."""
    refuse_other_sites(request)
    house, back = visit.house, safe_back(sent.text("back"))
    username, password = sent.text("username").strip()[:80], sent.text("password")[:TYPED_MAX]
    try:
        entered = sign_in(house, username, password, caller=caller_of(request), now=visit.now)
    except (accounts.SignInFailed, TooManyAttempts) as error:
        return _again(visit, sent.text("username"), back, error)
    return let_in(visit, entered, back)


def let_in(visit: Visit, entered: Entered, back: str) -> Response:
    """On to where one came from, or to the second step."""
    settings = visit.house.settings
    if entered.wanted is None:
        response = onward(back)
        set_session_cookie(response, entered.token, settings)
        return response
    step = "code" if entered.wanted is Wanted.CODE else "enrol"
    response = onward(f"/sign-in/{step}?back={quote(back, safe='')}")
    set_half_cookie(response, entered.token, settings)
    return response


def _again(visit: Visit, username: str, back: str, error: Exception) -> HTMLResponse:
    problem = problem_of(error, visit.house.city.catalog)
    labels = Labels(visit.t, frozenset(), {})
    form = with_problem(
        FilledForm({"username": (username,)}), problem, visit.lang, labels, Places()
    )
    return _page(visit, form, back, problem.status)


@router.post("/sign-out")
def take_sign_out(request: Request, visit: OpenVisited, acts: Acts) -> RedirectResponse:
    """End the session."""
    token = session_token(request)
    if token and visit.actor:
        with acts() as office:
            accounts.sign_out(office, token)
            kind, caller = SecurityEvent.SIGNED_OUT, caller_of(request)
            accounts.ended(office, visit.actor, kind, caller, visit.now)
    response = onward("/sign-in")
    drop_session_cookie(response, visit.house.settings)
    return response


@router.get("/language")
def switch_language(
    visit: OpenVisited,
    to: Annotated[str, Query(pattern="^(zh|en)$")],
    back: Annotated[str, Query(max_length=2000)] = "/",
) -> RedirectResponse:
    """Remember the language and go back."""
    response = onward(safe_back(back))
    response.set_cookie(
        LANGUAGE_COOKIE,
        to,
        max_age=ONE_YEAR_S,
        samesite="lax",
        secure=visit.house.settings.secure_cookies,
        path="/",
    )
    return response


def error_page(request: Request, problem: Problem) -> Response:
    """A problem as a page; nobody signed in is led to the sign-in page and back."""
    if problem.code == "NotSignedIn":
        reading = request.method in ("GET", "HEAD")
        query = f"?{request.url.query}" if request.url.query else ""
        here = f"{request.url.path}{query}" if reading else "/"
        return onward(f"/sign-in?back={quote(safe_back(here), safe='')}")
    lang, house = language_of(request), request.app.state.house
    visit = Visit(request, house, lang, house.clock.now(), None)
    basis = problem.legal_basis
    return visit.page(
        "trouble",
        problem.status,
        title=problem.title.to(lang),
        said=problem.detail.to(lang),
        basis=basis.to(lang) if basis else "",
        errors=[error.detail.to(lang) for error in problem.errors],
    )
