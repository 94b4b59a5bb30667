"""One's own tokens for programs: made, listed, revoked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from acts import tokens
from acts.problems import Invalid
from acts.throttle import TooManyAttempts
from acts.tokens import Token, TokenForm, UnknownToken
from api.dependencies import Acts, Readings
from api.entering import make_token
from api.pages.filled import (
    FilledForm,
    Labels,
    Places,
    Sent,
    SentForm,
    sent_again,
    with_problem,
)
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import NotFound, form_problem, problem_of
from api.security import caller_of
from states.terms.identity import Scope
from templates.i18n import messages

router = APIRouter(prefix="/account/tokens")
DAYS = (7, 30, 90, 180, 365)


@router.get("", response_class=HTMLResponse)
def show_tokens(
    visit: Visited, reading: Readings, done: Annotated[str, Query(pattern="^(revoked)?$")] = ""
) -> Response:
    """One's tokens and the form for a new one."""
    return _page(visit, reading, FilledForm(), done=done)


def _page(
    visit: SignedVisit, reading: Readings, form: FilledForm, status: int = 200, done: str = ""
) -> HTMLResponse:
    with reading() as office:
        found = tokens.of_person(office, visit.actor.id, now=visit.now)
    return visit.page(
        "tokens",
        status,
        form=form,
        tokens=[shown_token(visit, token) for token in found],
        scopes=[(scope.value, visit.t(f"scope.{scope.value}")) for scope in Scope],
        days=[(str(days), visit.t("tokens.for_days", days=days)) for days in DAYS],
        done=done,
    )


def shown_token(visit: SignedVisit, token: Token) -> dict[str, str]:
    """A token in words."""
    used = visit.words.instant(token.last_used_at) if token.last_used_at else ""
    return {
        "id": token.id,
        "name": token.name,
        "scopes": " · ".join(visit.t(f"scope_short.{scope.value}") for scope in token.scopes),
        "until": visit.words.instant(token.expires_at),
        "used": used,
        "address": token.last_address,
    }


@router.post("", response_class=HTMLResponse)
def take_token(request: Request, visit: Visited, reading: Readings, sent: SentForm) -> Response:
    """Make a token and show its secret once."""
    try:
        form = TokenForm.model_validate(
            {
                "name": sent.text("name"),
                "scopes": sent.texts.get("scopes", ()),
                "days": sent.text("days"),
            }
        )
        secret, made = make_token(
            visit.house,
            visit.actor,
            form,
            sent.text("password")[:400],
            caller=caller_of(request),
            now=visit.now,
        )
    except (ValidationError, Invalid, TooManyAttempts) as error:
        return _page(visit, reading, *_wrong(visit, sent, error))
    return visit.page("token_made", secret=secret, token=shown_token(visit, made))


def _wrong(visit: SignedVisit, sent: Sent, error: Exception) -> tuple[FilledForm, int]:
    if isinstance(error, ValidationError):
        problem = form_problem(error)
    else:
        problem = problem_of(error, visit.house.city.catalog)
    labels = Labels(visit.t, frozenset(messages(visit.lang)), {})
    texts = {name: given for name, given in sent.texts.items() if name != "password"}
    again = sent_again(Sent(texts), {})
    return with_problem(again, problem, visit.lang, labels, Places()), problem.status


@router.post("/{token_id}/revoke", response_class=HTMLResponse)
def revoke(token_id: str, request: Request, visit: Visited, acts: Acts) -> Response:
    """End the token at once."""
    try:
        with acts() as office:
            tokens.revoke(
                office, token_id, actor=visit.actor, caller=caller_of(request), now=visit.now
            )
    except UnknownToken as error:
        raise NotFound from error
    return onward("/account/tokens?done=revoked")
