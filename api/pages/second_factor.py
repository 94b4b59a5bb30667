"""One's own second factor: set up, new recovery codes, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from acts import second_factor
from acts.office import Office
from acts.problems import Invalid
from acts.second_factor import WrongCode
from acts.throttle import TooManyAttempts
from api.dependencies import session_token
from api.entering import begin_second_factor, drop_second_factor, with_code
from api.pages.filled import FilledForm, Labels, Places, SentForm, with_problem
from api.pages.second_step import CODE_CHARACTERS_MAX, in_groups
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import problem_of
from api.security import caller_of
from templates.i18n import messages
from templates.qr import qr_code

router = APIRouter(prefix="/account/second-factor")
TROUBLE = (WrongCode, TooManyAttempts, Invalid)


@router.get("", response_class=HTMLResponse)
def show_second_factor(
    visit: Visited, done: Annotated[str, Query(pattern="^(removed)?$")] = ""
) -> Response:
    """Whether one-time codes are set up, and what can be done about it."""
    return _page(visit, FilledForm(), done=done)


def _page(visit: SignedVisit, form: FilledForm, status: int = 200, done: str = "") -> HTMLResponse:
    username, facts = visit.actor.id, {"qr": "", "secret": "", "address": ""}
    with visit.house.ledger.reading() as session:
        office = visit.house.office(session)
        since = second_factor.set_since(office, username)
        left = second_factor.recovery_codes_left(office, username)
        secret = second_factor.pending(office, username, now=visit.now)
        if secret is not None:
            address = second_factor.address_for_devices(office, username, secret)
            facts = {"qr": qr_code(address), "secret": in_groups(secret), "address": address}
    needed = visit.house.settings.entry_rules.needs_second_factor(visit.actor.role)
    return visit.page(
        "second_factor",
        status,
        form=form,
        since=visit.words.instant(since) if since else "",
        left=left,
        needed=needed,
        done=done,
        **facts,
    )


@router.post("/begin", response_class=HTMLResponse)
def begin(visit: Visited, sent: SentForm) -> Response:
    """Make a secret, for whoever knows the password."""
    try:
        begin_second_factor(visit.house, visit.actor, sent.text("password")[:400], visit.now)
    except TROUBLE as error:
        return _wrong(visit, error)
    return onward("/account/second-factor")


@router.post("/confirm", response_class=HTMLResponse)
def confirm(request: Request, visit: Visited, sent: SentForm) -> Response:
    """The device's first code; the recovery codes are shown once."""
    caller, token, who = caller_of(request), session_token(request) or "", visit.actor.id

    def judged(office: Office, code: str) -> tuple[str, ...]:
        return second_factor.confirm(office, who, code, token=token, caller=caller, now=visit.now)

    return _codes(visit, sent, judged)


@router.post("/codes", response_class=HTMLResponse)
def renew_codes(request: Request, visit: Visited, sent: SentForm) -> Response:
    """New recovery codes, for whoever shows a code."""
    caller, who = caller_of(request), visit.actor.id

    def judged(office: Office, code: str) -> tuple[str, ...]:
        second_factor.check(office, who, code, caller=caller, now=visit.now)
        return second_factor.renew_recovery_codes(office, who, caller=caller, now=visit.now)

    return _codes(visit, sent, judged)


@router.post("/remove", response_class=HTMLResponse)
def remove(request: Request, visit: Visited, sent: SentForm) -> Response:
    """End the second factor; who needs one signs in anew and sets up another."""
    code = sent.text("code")[:CODE_CHARACTERS_MAX]
    try:
        drop_second_factor(visit.house, visit.actor, code, caller=caller_of(request), now=visit.now)
    except TROUBLE as error:
        return _wrong(visit, error)
    return onward("/account/second-factor?done=removed")


def _codes(
    visit: SignedVisit, sent: SentForm, judged: Callable[[Office, str], tuple[str, ...]]
) -> Response:
    code, caller = sent.text("code")[:CODE_CHARACTERS_MAX], caller_of(visit.request)
    try:
        codes = with_code(
            visit.house,
            visit.actor.id,
            lambda office: judged(office, code),
            caller=caller,
            now=visit.now,
        )
    except TROUBLE as error:
        return _wrong(visit, error)
    return visit.page("recovery_codes", codes=codes, onward="/account/second-factor")


def _wrong(visit: SignedVisit, error: Exception) -> HTMLResponse:
    problem = problem_of(error, visit.house.city.catalog)
    labels = Labels(visit.t, frozenset(messages(visit.lang)), {})
    form = with_problem(FilledForm(), problem, visit.lang, labels, Places())
    return _page(visit, form, problem.status)
