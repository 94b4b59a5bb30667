"""One's own account: the password, and the sessions that are open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from acts import accounts
from acts.problems import FieldProblem, Invalid
from acts.throttle import TooManyAttempts
from api.dependencies import Acts, session_token
from api.entering import change_password
from api.pages.browsers import browser_of
from api.pages.filled import FilledForm, Labels, Places, SentForm, with_problem
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import NotFound, problem_of
from api.security import caller_of
from states.terms.identity import SecurityEvent
from templates.i18n import messages

router = APIRouter()


@router.get("/account", response_class=HTMLResponse)
def show_account(
    visit: Visited, done: Annotated[str, Query(pattern="^(password|session|sessions)?$")] = ""
) -> HTMLResponse:
    """The person's sessions and the form for a new password."""
    return _account(visit, FilledForm(), done=done)


def _account(
    visit: SignedVisit, form: FilledForm, status: int = 200, done: str = ""
) -> HTMLResponse:
    token = session_token(visit.request) or ""
    with visit.house.ledger.reading() as session:
        office = visit.house.office(session)
        found = accounts.sessions_of(office, visit.actor, token, now=visit.now)
    sessions = [
        {
            "id": one.id,
            "is_this": one.is_this,
            "since": visit.words.instant(one.signed_in_at),
            "until": visit.words.instant(one.expires_at),
            "used": visit.words.instant(one.last_used_at),
            "address": one.address,
            "browser": browser_of(one.agent),
        }
        for one in found
    ]
    return visit.page("account", status, form=form, sessions=sessions, done=done)


@router.post("/account/password", response_class=HTMLResponse)
def take_password(request: Request, visit: Visited, sent: SentForm) -> Response:
    """Change the password; the present one is asked for."""
    old, new = sent.text("old_password")[:400], sent.text("new_password")[:400]
    token, caller = session_token(request) or "", caller_of(request)
    try:
        if new != sent.text("again")[:400]:
            unequal = ("两次输入的新密码不一致。", "The two new passwords differ.")
            raise Invalid(FieldProblem("/again", *unequal))
        change_password(visit.house, visit.actor, token, old, new, caller=caller, now=visit.now)
    except (Invalid, TooManyAttempts) as error:
        problem = problem_of(error, visit.house.city.catalog)
        labels = Labels(visit.t, frozenset(messages(visit.lang)), {})
        form = with_problem(FilledForm(), problem, visit.lang, labels, Places())
        return _account(visit, form, problem.status)
    return onward("/account?done=password")


@router.post("/account/sessions/end")
def end_others(request: Request, visit: Visited, acts: Acts) -> RedirectResponse:
    """End every other session of this person."""
    with acts() as office:
        accounts.end_other_sessions(office, visit.actor, session_token(request) or "")
        kind, caller = SecurityEvent.SESSIONS_ENDED, caller_of(request)
        accounts.ended(office, visit.actor, kind, caller, visit.now)
    return onward("/account?done=sessions")


@router.post("/account/sessions/{session_id}/end")
def end_one(session_id: str, visit: Visited, acts: Acts) -> RedirectResponse:
    """End one session; whoever ends the present one signs in again."""
    with acts() as office:
        if not accounts.end_session(office, visit.actor, session_id, now=visit.now):
            raise NotFound
        kind, caller = SecurityEvent.SESSION_ENDED, caller_of(visit.request)
        accounts.ended(office, visit.actor, kind, caller, visit.now)
    return onward("/account?done=session")
