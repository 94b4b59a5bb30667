"""A new password with the code that an administrator issued."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from acts.people import WrongResetCode
from acts.problems import FieldProblem, Invalid
from acts.throttle import TooManyAttempts
from api.entering import reset_password
from api.pages.filled import FilledForm, Labels, Places, SentForm, with_problem
from api.pages.visit import OpenVisited, Visit, onward
from api.problems import problem_of
from api.security import caller_of, refuse_other_sites
from templates.i18n import messages

router = APIRouter()


@router.get("/reset", response_class=HTMLResponse)
def show_reset(
    visit: OpenVisited, done: Annotated[str, Query(pattern="^(set)?$")] = ""
) -> HTMLResponse:
    """The form for user name, code and new password; afterwards the way to the sign-in."""
    return _page(visit, FilledForm(), done=done)


@router.post("/reset", response_class=HTMLResponse)
def take_reset(request: Request, visit: OpenVisited, sent: SentForm) -> Response:
    """Set the new password; nobody is signed in by it."""
    refuse_other_sites(request)
    username, code = sent.text("username").strip()[:80], sent.text("code")[:40]
    new = sent.text("new_password")[:400]
    try:
        if new != sent.text("again")[:400]:
            unequal = ("两次输入的新密码不一致。", "The two new passwords differ.")
            raise Invalid(FieldProblem("/again", *unequal))
        reset_password(visit.house, username, code, new, caller=caller_of(request), now=visit.now)
    except (Invalid, TooManyAttempts, WrongResetCode) as error:
        problem = problem_of(error, visit.house.city.catalog)
        labels = Labels(visit.t, frozenset(messages(visit.lang)), {})
        typed = FilledForm({"username": (username,), "code": (code,)})
        form = with_problem(typed, problem, visit.lang, labels, Places())
        return _page(visit, form, problem.status)
    return onward("/reset?done=set")


def _page(visit: Visit, form: FilledForm, status: int = 200, done: str = "") -> HTMLResponse:
    return visit.page("reset", status, form=form, done=done)
