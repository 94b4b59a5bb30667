"""One's own account: the password, and the sessions that are open."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from acts import accounts, second_factor, tokens
from acts.office import Office
from acts.tokens import TokenForm, UnknownToken
from api.bodies import CounterRoute
from api.dependencies import Acts, CurrentActor, HouseHere, Now, Readings, session_token
from api.entering import (
    begin_second_factor,
    change_password,
    drop_second_factor,
    make_token,
    with_code,
)
from api.problems import NotFound
from api.schemas import View
from api.security import caller_of
from states.terms.identity import Scope, SecurityEvent

router = APIRouter(prefix="/account", tags=["account"], route_class=CounterRoute)

Password = Annotated[str, Field(min_length=1, max_length=400, repr=False)]


class PasswordForm(BaseModel):
    """The present password and the one that takes its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    old_password: Password
    new_password: Password


class SessionView(View):
    """One open session; `id` names it and is no token. Its last use is noted every five minutes."""

    id: str
    signed_in_at: datetime
    expires_at: datetime
    last_used_at: datetime
    address: str
    agent: str
    is_this: bool


class SessionList(View):
    """The open sessions of one person, the newest first."""

    sessions: tuple[SessionView, ...]


@router.put("/password", status_code=204)
def put_password(
    form: PasswordForm, request: Request, house: HouseHere, actor: CurrentActor, now: Now
) -> Response:
    """Change one's password; every other session of this person ends.

    After five wrong ones, 429 says how long to wait.
    """
    token, caller = session_token(request) or "", caller_of(request)
    old, new = form.old_password, form.new_password
    change_password(house, actor, token, old, new, caller=caller, now=now)
    return Response(status_code=204)


@router.get("/sessions", response_model=SessionList)
def list_sessions(
    request: Request, actor: CurrentActor, readings: Readings, now: Now
) -> SessionList:
    """One's open sessions."""
    with readings() as office:
        found = accounts.sessions_of(office, actor, session_token(request) or "", now=now)
    return SessionList(sessions=tuple(SessionView.model_validate(asdict(one)) for one in found))


@router.delete("/sessions", status_code=204)
def end_other_sessions(request: Request, actor: CurrentActor, acts: Acts, now: Now) -> Response:
    """End every session of one's own but this one."""
    with acts() as office:
        accounts.end_other_sessions(office, actor, session_token(request) or "")
        kind = SecurityEvent.SESSIONS_ENDED
        accounts.ended(office, actor, kind, caller_of(request), now)
    return Response(status_code=204)


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(
    session_id: str, request: Request, actor: CurrentActor, acts: Acts, now: Now
) -> Response:
    """End one session of one's own."""
    with acts() as office:
        if not accounts.end_session(office, actor, session_id, now=now):
            raise NotFound
        accounts.ended(office, actor, SecurityEvent.SESSION_ENDED, caller_of(request), now)
    return Response(status_code=204)


class PasswordAgain(BaseModel):
    """The present password."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    password: Password


class CodeForm(BaseModel):
    """A code of one's device, or a recovery code."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(min_length=1, max_length=40, repr=False)]


class SecondFactorView(View):
    """Since when one-time codes are wanted of oneself, and whether one's role needs them."""

    since: datetime | None
    recovery_codes_left: int
    needed: bool


class SecretView(View):
    """A secret for a device that shows codes (TOTP); told once."""

    secret: str
    address: str


class RecoveryCodes(View):
    """Codes that stand once each in the place of a lost device; told once."""

    recovery_codes: tuple[str, ...]


@router.get("/second-factor", response_model=SecondFactorView)
def show_second_factor(
    house: HouseHere, actor: CurrentActor, readings: Readings
) -> SecondFactorView:
    """Whether one-time codes are set up."""
    with readings() as office:
        return SecondFactorView(
            since=second_factor.set_since(office, actor.id),
            recovery_codes_left=second_factor.recovery_codes_left(office, actor.id),
            needed=house.settings.entry_rules.needs_second_factor(actor.role),
        )


@router.post("/second-factor", status_code=201, response_model=SecretView)
def begin_own_second_factor(
    form: PasswordAgain, house: HouseHere, actor: CurrentActor, now: Now
) -> SecretView:
    """Make a secret for a device; it counts once a code of it was confirmed."""
    secret = begin_second_factor(house, actor, form.password, now)
    with house.ledger.reading() as session:
        address = second_factor.address_for_devices(house.office(session), actor.id, secret)
    return SecretView(secret=secret, address=address)


@router.put("/second-factor", response_model=RecoveryCodes)
def confirm_second_factor(
    form: CodeForm, request: Request, house: HouseHere, actor: CurrentActor, now: Now
) -> RecoveryCodes:
    """The device shows the right code; every other session ends. The recovery codes, once."""
    caller, token = caller_of(request), session_token(request) or ""

    def judged(office: Office) -> tuple[str, ...]:
        return second_factor.confirm(
            office, actor.id, form.code, token=token, caller=caller, now=now
        )

    codes = with_code(house, actor.id, judged, caller=caller, now=now)
    return RecoveryCodes(recovery_codes=codes)


@router.post("/second-factor/recovery-codes", response_model=RecoveryCodes)
def renew_recovery_codes(
    form: CodeForm, request: Request, house: HouseHere, actor: CurrentActor, now: Now
) -> RecoveryCodes:
    """New recovery codes; those before are worth nothing from now on."""
    caller = caller_of(request)

    def judged(office: Office) -> tuple[str, ...]:
        second_factor.check(office, actor.id, form.code, caller=caller, now=now)
        return second_factor.renew_recovery_codes(office, actor.id, caller=caller, now=now)

    codes = with_code(house, actor.id, judged, caller=caller, now=now)
    return RecoveryCodes(recovery_codes=codes)


@router.post("/second-factor/removal", status_code=204)
def remove_second_factor(
    form: CodeForm, request: Request, house: HouseHere, actor: CurrentActor, now: Now
) -> Response:
    """End one's second factor; who needs one is signed out and sets up another."""
    drop_second_factor(house, actor, form.code, caller=caller_of(request), now=now)
    return Response(status_code=204)


class NewTokenForm(TokenForm):
    """A token for programs, with the password of whoever makes it."""

    password: Password


class TokenView(View):
    """A token for programs as its owner sees it; the secret is not kept."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    last_address: str


class NewTokenView(TokenView):
    """A new token with its secret, which is told once."""

    token: str


class TokenList(View):
    """One's tokens that are in force, the newest first."""

    tokens: tuple[TokenView, ...]


@router.get("/tokens", response_model=TokenList)
def list_tokens(actor: CurrentActor, readings: Readings, now: Now) -> TokenList:
    """One's tokens for programs."""
    with readings() as office:
        found = tokens.of_person(office, actor.id, now=now)
    return TokenList(tokens=tuple(TokenView.model_validate(asdict(one)) for one in found))


@router.post("/tokens", status_code=201, response_model=NewTokenView)
def make_own_token(
    form: NewTokenForm, request: Request, house: HouseHere, actor: CurrentActor, now: Now
) -> NewTokenView:
    """Make a token for programs; it never does more than its owner and its scopes."""
    wanted = TokenForm(name=form.name, scopes=form.scopes, days=form.days)
    secret, made = make_token(
        house, actor, wanted, form.password, caller=caller_of(request), now=now
    )
    return NewTokenView(token=secret, **asdict(made))


@router.delete("/tokens/{token_id}", status_code=204)
def revoke_token(
    token_id: str, request: Request, actor: CurrentActor, acts: Acts, now: Now
) -> Response:
    """End one's token at once."""
    try:
        with acts() as office:
            tokens.revoke(office, token_id, actor=actor, caller=caller_of(request), now=now)
    except UnknownToken as error:
        raise NotFound from error
    return Response(status_code=204)
