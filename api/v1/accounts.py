"""The accounts and the security record, for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from acts import people, second_factor, security_record, tokens, unified
from acts.office import Office
from acts.people import RESET_LASTS, AccountForm, BindForm, ReasonForm
from acts.tokens import UnknownToken
from api.bodies import CounterRoute
from api.dependencies import Acts, CurrentActor, HouseHere, Now, Readings
from api.problems import NotFound
from api.schemas import View
from api.security import caller_of
from ledger.security_record import RecordedEvent
from ledger.tables import AccountRow
from states.terms.identity import SecurityEvent

router = APIRouter(tags=["accounts"], route_class=CounterRoute)

Username = Annotated[str, Path(max_length=80)]


class AccountView(View):
    """One account; nothing of its password is told."""

    username: str
    name: str
    role: str
    organisation: str
    rank: str | None
    disabled_at: datetime | None
    demonstration: bool
    has_second_factor: bool


class AccountList(View):
    """Accounts by user name; ask again with `after` for more."""

    accounts: tuple[AccountView, ...]
    more_after: str | None


class ResetIssued(View):
    """The code with which the owner sets a password, once; told to the administrator once."""

    username: str
    reset_code: str
    expires_at: datetime


class EventView(View):
    """One line of the security record."""

    event_id: int
    at: datetime
    kind: SecurityEvent
    username: str
    actor: str
    address: str
    agent: str
    detail: Mapping[str, Any]


class SecurityRecord(View):
    """The newest lines; ask again with the last `event_id` as `before` for older ones."""

    events: tuple[EventView, ...]


@router.get("/accounts", response_model=AccountList)
def list_accounts(
    actor: CurrentActor,
    readings: Readings,
    q: Annotated[str, Query(max_length=80)] = "",
    after: Annotated[str, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> AccountList:
    """Accounts whose user name or name holds the words."""
    with readings() as office:
        found = people.listed(office, actor=actor, wanted=q, after=after, limit=limit)
        views = tuple(_view(office, row) for row in found.accounts)
    return AccountList(accounts=views, more_after=found.more_after)


def _view(office: Office, row: AccountRow) -> AccountView:
    return AccountView(
        username=row.username,
        name=row.name,
        role=row.role,
        organisation=row.organisation,
        rank=row.rank,
        disabled_at=row.disabled_at,
        demonstration=row.demonstration,
        has_second_factor=second_factor.is_set(office, row.username),
    )


@router.post("/accounts", status_code=201, response_model=ResetIssued)
def open_account(
    form: AccountForm, request: Request, actor: CurrentActor, acts: Acts, now: Now
) -> ResetIssued:
    """Open an account; its owner sets the password with the code that is answered."""
    with acts() as office:
        code = people.open_account(office, form, actor=actor, caller=caller_of(request), now=now)
    return _issued(form.username, code, now)


def _issued(username: str, code: str, now: datetime) -> ResetIssued:
    return ResetIssued(username=username, reset_code=code, expires_at=now + RESET_LASTS)


@router.get("/accounts/{username}", response_model=AccountView)
def show_account(username: Username, actor: CurrentActor, readings: Readings) -> AccountView:
    """One account."""
    with readings() as office:
        return _view(office, people.account(office, username, actor=actor))


@router.post("/accounts/{username}/disable", status_code=204)
def disable_account(
    username: Username,
    form: ReasonForm,
    request: Request,
    actor: CurrentActor,
    acts: Acts,
    now: Now,
) -> Response:
    """Nobody uses the account from now on; its sessions end and its tokens are refused."""
    with acts() as office:
        people.disable(office, username, form, actor=actor, caller=caller_of(request), now=now)
    return Response(status_code=204)


@router.post("/accounts/{username}/enable", status_code=204)
def enable_account(
    username: Username, request: Request, actor: CurrentActor, acts: Acts, now: Now
) -> Response:
    """The account may be used again."""
    with acts() as office:
        people.enable(office, username, actor=actor, caller=caller_of(request), now=now)
    return Response(status_code=204)


@router.post("/accounts/{username}/reset", status_code=201, response_model=ResetIssued)
def issue_reset(
    username: Username, request: Request, actor: CurrentActor, acts: Acts, now: Now
) -> ResetIssued:
    """A code with which the owner sets a new password within a day."""
    with acts() as office:
        code = people.issue_reset(office, username, actor=actor, caller=caller_of(request), now=now)
    return _issued(username, code, now)


@router.post("/accounts/{username}/second-factor/removal", status_code=204)
def remove_second_factor_of(
    username: Username, request: Request, actor: CurrentActor, acts: Acts, now: Now
) -> Response:
    """The owner has lost the device and the recovery codes."""
    with acts() as office:
        people.remove_second_factor(
            office, username, actor=actor, caller=caller_of(request), now=now
        )
    return Response(status_code=204)


@router.delete("/accounts/{username}/sessions", status_code=204)
def end_sessions_of(
    username: Username, request: Request, actor: CurrentActor, acts: Acts, now: Now
) -> Response:
    """End every session of the account."""
    with acts() as office:
        people.end_sessions(office, username, actor=actor, caller=caller_of(request), now=now)
    return Response(status_code=204)


@router.delete("/accounts/{username}/tokens/{token_id}", status_code=204)
def revoke_token_of(
    username: Username,
    token_id: str,
    request: Request,
    actor: CurrentActor,
    acts: Acts,
    now: Now,
) -> Response:
    """End a token of the account at once."""
    try:
        with acts() as office:
            tokens.revoke_of(
                office, username, token_id, actor=actor, caller=caller_of(request), now=now
            )
    except UnknownToken as error:
        raise NotFound from error
    return Response(status_code=204)


@router.post("/accounts/{username}/identities", status_code=204)
def bind_identity(
    username: Username,
    form: BindForm,
    request: Request,
    house: HouseHere,
    actor: CurrentActor,
    acts: Acts,
    now: Now,
) -> Response:
    """A person of the unified identity signs in as this account from now on."""
    with acts() as office:
        unified.bind(
            office,
            username,
            form,
            issuer=house.settings.oidc_issuer,
            actor=actor,
            caller=caller_of(request),
            now=now,
        )
    return Response(status_code=204)


@router.post("/accounts/{username}/identities/removal", status_code=204)
def unbind_identity(
    username: Username,
    form: BindForm,
    request: Request,
    house: HouseHere,
    actor: CurrentActor,
    acts: Acts,
    now: Now,
) -> Response:
    """The person no longer signs in as this account; every session of it ends."""
    with acts() as office:
        unified.unbind(
            office,
            username,
            form,
            issuer=house.settings.oidc_issuer,
            actor=actor,
            caller=caller_of(request),
            now=now,
        )
    return Response(status_code=204)


@router.get("/security-record", response_model=SecurityRecord)
def read_security_record(
    actor: CurrentActor,
    readings: Readings,
    username: Annotated[str | None, Query(max_length=80)] = None,
    kind: SecurityEvent | None = None,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> SecurityRecord:
    """Sign-ins, failures, lock-outs, tokens, resets: who did what to which account, from where."""
    with readings() as office:
        found = security_record.record(
            office, actor=actor, limit=limit, before=before, username=username, kind=kind
        )
    return SecurityRecord(events=tuple(map(EventView.model_validate, map(_told, found))))


def _told(event: RecordedEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in EventView.model_fields}
