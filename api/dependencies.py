"""What a request is given: the house, the one `now`, who acts, and the doors to the ledger.

The doors are ways to open a session, not open sessions. FastAPI solves sync dependencies on
the same pool of threads as the endpoints; a session opened in a dependency would hold the
writer lock (SQLite) or a pooled connection while its request waits for a thread, and with as
many waiters as threads nobody could finish. Opened inside the endpoint's own call a session
lives and ends on one thread, and the commit stands before the response is even built, which
is what `Depends(..., scope="function")` is wanted for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Request

from acts import accounts, tokens, tracing
from acts.office import Office
from acts.security_record import Caller
from api.security import (
    SESSION_COOKIE,
    NotSignedIn,
    ScopeMissing,
    caller_of,
    check_same_site,
    sent_form_token,
)
from api.words import Language, language_of
from greenlane.wiring import House
from ledger.tables import AccountRow
from states.terms import Actor
from states.terms.identity import Scope

OpenOffice = Callable[[], AbstractContextManager[Office]]
"""Opens an office in a session of its own: `with acts() as office: …`."""


def get_house(request: Request) -> House:
    """The house that this application was built for."""
    return cast(House, request.app.state.house)


HouseHere = Annotated[House, Depends(get_house)]


def office_for_reading(house: HouseHere) -> OpenOffice:
    """A door to an office whose session never commits."""

    @contextmanager
    def opened() -> Iterator[Office]:
        with house.ledger.reading() as session:
            yield house.office(session)

    return opened


def office_for_acts(house: HouseHere) -> OpenOffice:
    """A door to an office whose session commits when the block ends, or rolls back if it raises.

    Leave the block before you build a response: a commit that fails is then a 500.
    """

    @contextmanager
    def opened() -> Iterator[Office]:
        with tracing.span("act"), house.ledger.writing() as session:
            yield house.office(session)

    return opened


Readings = Annotated[OpenOffice, Depends(office_for_reading)]
Acts = Annotated[OpenOffice, Depends(office_for_acts)]


def request_now(house: HouseHere) -> datetime:
    """The instant of this request, taken once and the same for all who ask for it."""
    return house.clock.now()


Now = Annotated[datetime, Depends(request_now)]


def request_language(request: Request) -> Language:
    """Chinese unless the reader prefers English."""
    return language_of(request)


Lang = Annotated[Language, Depends(request_language)]


def bearer_token(request: Request) -> str | None:
    """The token of an `Authorization: Bearer` header, or None."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def session_token(request: Request) -> str | None:
    """The token that this request carries; a bearer header goes before the cookie."""
    return bearer_token(request) or request.cookies.get(SESSION_COOKIE)


def optional_actor(
    request: Request,
    house: HouseHere,
    reading: Readings,
    now: Now,
    form_token: Annotated[str | None, Depends(sent_form_token)],
) -> Actor | None:
    """Who is signed in, or None.

    Raises:
        ForeignRequest: a browser was made to send a command from another site.
        ScopeMissing: a token for programs came with what its scopes do not name.
    """
    token = session_token(request)
    if token is None:
        return None
    if bearer_token(request) is None:
        check_same_site(request, token, form_token)
    caller = caller_of(request)
    if token.startswith(tokens.PREFIX):
        account = _by_token(request, house, reading, token, caller, now)
    else:
        account = _by_session(house, reading, token, caller, now)
    if account is None or house.settings.entry_rules.refuses(account):
        return None
    request.state.actor = account.username
    return accounts.actor_of(account)


def _by_session(
    house: House, reading: OpenOffice, token: str, caller: Caller, now: datetime
) -> AccountRow | None:
    with reading() as office:
        held = accounts.holder(office, token, now=now)
    if held is not None and held.is_stale:
        house.ledger.note(
            lambda session: accounts.note_use(house.office(session), token, caller=caller, now=now)
        )
    return held.account if held else None


def _by_token(
    request: Request, house: House, reading: OpenOffice, token: str, caller: Caller, now: datetime
) -> AccountRow | None:
    with reading() as office:
        held = tokens.bearer(office, token, now=now)
    if held is None:
        return None
    needed: Scope | None = request.app.state.scopes.needed(request)
    if needed is None or needed not in held.scopes:
        raise ScopeMissing(needed)
    if held.is_stale:
        house.ledger.note(
            lambda session: tokens.note_use(
                house.office(session), held.token_id, caller=caller, now=now
            )
        )
    return held.account


def current_actor(actor: Annotated[Actor | None, Depends(optional_actor)]) -> Actor:
    """Who is signed in.

    Raises:
        NotSignedIn: nobody, or the session is over.
    """
    if actor is None:
        raise NotSignedIn
    return actor


OptionalActor = Annotated[Actor | None, Depends(optional_actor)]
CurrentActor = Annotated[Actor, Depends(current_actor)]
