"""One's own account: the password, and the sessions that are open."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from acts import accounts
from api.bodies import CounterRoute
from api.dependencies import Acts, CurrentActor, HouseHere, Now, Readings, session_token
from api.entering import change_password
from api.problems import NotFound
from api.schemas import View
from api.security import caller_of

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
def end_other_sessions(request: Request, actor: CurrentActor, acts: Acts) -> Response:
    """End every session of one's own but this one."""
    with acts() as office:
        accounts.end_other_sessions(office, actor, session_token(request) or "")
    return Response(status_code=204)


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(session_id: str, actor: CurrentActor, acts: Acts, now: Now) -> Response:
    """End one session of one's own."""
    with acts() as office:
        ended = accounts.end_session(office, actor, session_id, now=now)
    if not ended:
        raise NotFound
    return Response(status_code=204)
