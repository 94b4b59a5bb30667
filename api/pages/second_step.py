"""The second step of signing in: a code, or setting up the device that will show codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from acts import second_factor
from acts.second_factor import WrongCode
from acts.throttle import TooManyAttempts
from api.entering import enrol, give_code, half_of
from api.pages.filled import FilledForm, Labels, Places, SentForm, with_problem
from api.pages.visit import OpenVisited, Visit, onward, safe_back
from api.problems import problem_of
from api.security import (
    HALF_COOKIE,
    NotSignedIn,
    caller_of,
    check_form,
    csrf_token,
    drop_half_cookie,
    set_session_cookie,
)
from ledger.identity_tables import HalfSignInRow
from states.terms.identity import Wanted
from templates.i18n import messages
from templates.qr import qr_code

router = APIRouter(prefix="/sign-in")

Back = Annotated[str, Query(max_length=400)]
CODE_CHARACTERS_MAX = 40


@dataclass(frozen=True, slots=True)
class _Step:
    """A visit in the midst of signing in."""

    visit: Visit
    token: str
    half: HalfSignInRow
    back: str


def _step(visit: Visit, wanted: Wanted, back: str) -> _Step:
    token = visit.request.cookies.get(HALF_COOKIE, "")
    half = half_of(visit.house, token, visit.now)
    if half.wanted != wanted.value:
        raise NotSignedIn
    return _Step(visit, token, half, safe_back(back))


@router.get("/code", response_class=HTMLResponse)
def show_code(visit: OpenVisited, back: Back = "/") -> Response:
    """The form for a code."""
    return _code_page(_step(visit, Wanted.CODE, back), FilledForm())


@router.post("/code", response_class=HTMLResponse)
def take_code(request: Request, visit: OpenVisited, sent: SentForm) -> Response:
    """Check the code and open the session."""
    step, code = _sent(request, visit, sent, Wanted.CODE)
    try:
        token = give_code(visit.house, step.half, code, caller=caller_of(request), now=visit.now)
    except (WrongCode, TooManyAttempts) as error:
        return _code_page(step, *_wrong(visit, error))
    return _signed_in(visit, onward(step.back), token)


@router.get("/enrol", response_class=HTMLResponse)
def show_enrol(visit: OpenVisited, back: Back = "/") -> Response:
    """The picture for the device and the form for its first code."""
    return _enrol_page(_step(visit, Wanted.ENROLMENT, back), FilledForm())


@router.post("/enrol", response_class=HTMLResponse)
def take_enrol(request: Request, visit: OpenVisited, sent: SentForm) -> Response:
    """Check the first code, open the session and show the recovery codes once."""
    step, code = _sent(request, visit, sent, Wanted.ENROLMENT)
    try:
        token, codes = enrol(visit.house, step.half, code, caller=caller_of(request), now=visit.now)
    except (WrongCode, TooManyAttempts) as error:
        return _enrol_page(step, *_wrong(visit, error))
    page = visit.page("recovery_codes", codes=codes, onward=step.back)
    return _signed_in(visit, page, token)


def _sent(request: Request, visit: Visit, sent: SentForm, wanted: Wanted) -> tuple[_Step, str]:
    step = _step(visit, wanted, sent.text("back"))
    check_form(request, step.token, sent.text("csrf_token"))
    return step, sent.text("code")[:CODE_CHARACTERS_MAX]


def _signed_in(visit: Visit, response: Response, token: str) -> Response:
    set_session_cookie(response, token, visit.house.settings)
    drop_half_cookie(response, visit.house.settings)
    return response


def _wrong(visit: Visit, error: Exception) -> tuple[FilledForm, int]:
    problem = problem_of(error, visit.house.city.catalog)
    labels = Labels(visit.t, frozenset(messages(visit.lang)), {})
    return with_problem(FilledForm(), problem, visit.lang, labels, Places()), problem.status


def _code_page(step: _Step, form: FilledForm, status: int = 200) -> HTMLResponse:
    return step.visit.page("sign_in_code", status, form=form, **_around(step))


def _enrol_page(step: _Step, form: FilledForm, status: int = 200) -> HTMLResponse:
    visit, username = step.visit, step.half.username
    with visit.house.ledger.reading() as session:
        office = visit.house.office(session)
        secret = second_factor.pending(office, username, now=visit.now)
        if secret is None:
            raise NotSignedIn
        address = second_factor.address_for_devices(office, username, secret)
    facts = {"qr": qr_code(address), "secret": in_groups(secret), "address": address}
    return visit.page("sign_in_enrol", status, form=form, **facts, **_around(step))


def _around(step: _Step) -> dict[str, Any]:
    return {"csrf": csrf_token(step.token), "back": step.back}


def in_groups(secret: str) -> str:
    """The secret in groups of four, for who types it."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
