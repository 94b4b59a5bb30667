"""Signing in and out, and who one is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from acts import accounts
from acts.passwords import TYPED_MAX
from api.bodies import CounterRoute
from api.case_views import named
from api.dependencies import (
    Acts,
    CurrentActor,
    HouseHere,
    Now,
    session_token,
)
from api.entering import give_code, half_of, reset_password, sign_in
from api.schemas import NewSession, SignedIn
from api.security import (
    CodeWanted,
    NotSignedIn,
    caller_of,
    csrf_token,
    drop_session_cookie,
    refuse_other_sites,
    set_session_cookie,
)
from greenlane.wiring import House
from states.terms import Actor
from states.terms.identity import SecurityEvent, Wanted

router = APIRouter(tags=["session"], route_class=CounterRoute)


class SignInForm(BaseModel):
    """User name and password, and a one-time or recovery code where one is set up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    username: Annotated[str, Field(min_length=1, max_length=80)]
    password: Annotated[str, Field(min_length=1, max_length=TYPED_MAX, repr=False)]
    code: Annotated[str | None, Field(max_length=40, repr=False)] = None


@router.post("/session", status_code=201, response_model=NewSession)
def open_session(form: SignInForm, request: Request, house: HouseHere, now: Now) -> Response:
    """Sign in. The token goes into `Authorization: Bearer`; browsers get it as a cookie.

    After five wrong passwords for one user name from one address, 429 says how long to wait.
    """
    refuse_other_sites(request)
    caller = caller_of(request)
    entered = sign_in(house, form.username, form.password, caller=caller, now=now)
    token = entered.token
    if entered.wanted is not None:
        if entered.wanted is not Wanted.CODE or form.code is None:
            raise CodeWanted(entered.wanted)
        half = half_of(house, token, now)
        token = give_code(house, half, form.code, caller=caller, now=now)
    with house.ledger.reading() as session:
        actor = accounts.who(house.office(session), token, now=now)
    if actor is None:
        raise NotSignedIn
    opened = NewSession(token=token, expires_at=_expiry(now), **_signed_in(house, actor, token))
    response = Response(opened.model_dump_json(), 201, media_type="application/json")
    set_session_cookie(response, token, house.settings)
    return response


def _expiry(now: datetime) -> datetime:
    return now + accounts.SESSION_LASTS


def _signed_in(house: House, actor: Actor, token: str) -> dict[str, Any]:
    organisation = named(actor.organisation, house.city.catalog)
    return {
        "username": actor.id,
        "name": actor.name,
        "role": actor.role,
        "organisation": actor.organisation,
        "organisation_name": organisation.name,
        "organisation_name_en": organisation.name_en,
        "rank": actor.rank.value if actor.rank else None,
        "csrf_token": csrf_token(token),
    }


@router.get("/session", response_model=SignedIn)
def show_session(request: Request, house: HouseHere, actor: CurrentActor) -> SignedIn:
    """Who is signed in."""
    return SignedIn(**_signed_in(house, actor, session_token(request) or ""))


class ResetForm(BaseModel):
    """A user name, the code that an administrator issued for it, and the new password."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    username: Annotated[str, Field(min_length=1, max_length=80)]
    code: Annotated[str, Field(min_length=1, max_length=40, repr=False)]
    new_password: Annotated[str, Field(min_length=1, max_length=400, repr=False)]


@router.post("/session/reset", status_code=204)
def use_reset_code(form: ResetForm, request: Request, house: HouseHere, now: Now) -> Response:
    """Set a new password with a reset code; nobody is signed in by it."""
    refuse_other_sites(request)
    reset_password(
        house,
        form.username,
        form.code,
        form.new_password,
        caller=caller_of(request),
        now=now,
    )
    return Response(status_code=204)


@router.delete("/session", status_code=204)
def close_session(
    request: Request, house: HouseHere, actor: CurrentActor, acts: Acts, now: Now
) -> Response:
    """Sign out; the token is worth nothing afterwards."""
    with acts() as office:
        accounts.sign_out(office, session_token(request) or "")
        accounts.ended(office, actor, SecurityEvent.SIGNED_OUT, caller_of(request), now)
    response = Response(status_code=204)
    drop_session_cookie(response, house.settings)
    return response
