"""The administrator's pages of the accounts, and of the record of what happened to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from acts import people, second_factor, security_record, tokens, unified
from acts.authority import authorise
from acts.office import Office
from acts.people import AccountForm, BindForm, ReasonForm
from acts.problems import Invalid
from acts.security_record import Caller
from acts.tokens import UnknownToken
from api.dependencies import Acts, Readings
from api.pages.browsers import browser_of
from api.pages.filled import (
    FilledForm,
    Labels,
    Places,
    Sent,
    SentForm,
    sent_again,
    with_problem,
)
from api.pages.tokens import shown_token
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import NotFound, form_problem, problem_of
from api.security import caller_of
from ledger.security_record import RecordedEvent
from ledger.tables import AccountRow
from states.terms import Rank, Role
from states.terms.identity import SecurityEvent
from templates.i18n import messages

router = APIRouter()

SHOWN, OF_ACCOUNT = 50, 20
TABLES_OF = {
    "how": "security_detail",
    "second": "security_detail",
    "why": "security_detail",
    "scopes": "scope_short",
    "role": "role",
}
"""Where the words of a line's facts stand, by the name of the fact."""
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
FIELDS = ("username", "name", "role", "organisation", "rank")


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account as a line of the list."""

    username: str
    name: str
    role: str
    place: str
    disabled: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of the security record."""

    event_id: int
    at: str
    iso: str
    said: str
    username: str
    actor: str
    address: str
    browser: str
    detail: str


@router.get("/accounts", response_class=HTMLResponse)
def show_accounts(
    visit: Visited,
    reading: Readings,
    q: Annotated[str, Query(max_length=80)] = "",
    after: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """The accounts by user name."""
    with reading() as office:
        found = people.listed(office, actor=visit.actor, wanted=q, after=after, limit=SHOWN)
        lines = [_line(visit, row) for row in found.accounts]
    return visit.page("accounts", lines=lines, q=q, more_after=found.more_after)


def _line(visit: SignedVisit, row: AccountRow) -> AccountLine:
    return AccountLine(
        username=row.username,
        name=row.name,
        role=visit.t(f"role.{row.role}"),
        place=visit.words.department(row.organisation) if row.organisation else "",
        disabled=visit.words.instant(row.disabled_at) if row.disabled_at else "",
        demonstration=row.demonstration,
    )


@router.get("/accounts/open", response_class=HTMLResponse)
def show_open(visit: Visited) -> Response:
    """The form for a new account."""
    authorise(visit.actor, "keep_accounts")
    return _open_page(visit, FilledForm())


@router.post("/accounts/open", response_class=HTMLResponse)
def take_open(request: Request, visit: Visited, acts: Acts, sent: SentForm) -> Response:
    """Open the account and show the code for its owner once."""
    authorise(visit.actor, "keep_accounts")
    try:
        form = AccountForm.model_validate(sent.given(*FIELDS))
        with acts() as office:
            code = people.open_account(
                office, form, actor=visit.actor, caller=caller_of(request), now=visit.now
            )
    except (ValidationError, Invalid) as error:
        return _open_page(visit, *_wrong(visit, sent, error))
    return _code_page(visit, form.username, code)


def _open_page(visit: SignedVisit, form: FilledForm, status: int = 200) -> HTMLResponse:
    return visit.page(
        "account_open",
        status,
        form=form,
        roles=[(role.value, visit.t(f"role.{role.value}")) for role in ROLES],
        departments=visit.words.departments(),
        ranks=[(rank.value, visit.t(f"rank.{rank.value}")) for rank in Rank],
    )


def _code_page(visit: SignedVisit, username: str, code: str) -> HTMLResponse:
    until = visit.words.instant(visit.now + people.RESET_LASTS)
    return visit.page("reset_issued", username=username, code=code, until=until)


def _wrong(visit: SignedVisit, sent: Sent, error: Exception) -> tuple[FilledForm, int]:
    if isinstance(error, ValidationError):
        problem = form_problem(error)
    else:
        problem = problem_of(error, visit.house.city.catalog)
    labels = Labels(visit.t, frozenset(messages(visit.lang)), {})
    return with_problem(sent_again(sent, {}), problem, visit.lang, labels, Places()), problem.status


@router.get("/accounts/{username}", response_class=HTMLResponse)
def show_one(
    username: str,
    visit: Visited,
    reading: Readings,
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """One account: who it is, what stands about it, and what happened to it."""
    return _one(
        visit, reading, username, FilledForm(), done=done if done in (*DONE, "token") else ""
    )


def _one(
    visit: SignedVisit,
    reading: Readings,
    username: str,
    form: FilledForm,
    status: int = 200,
    done: str = "",
) -> HTMLResponse:
    with reading() as office:
        row = people.account(office, username, actor=visit.actor)
        since = second_factor.set_since(office, username)
        events = security_record.of_account(office, username, limit=OF_ACCOUNT)
        made = tokens.of_person(office, username, now=visit.now)
        bound = unified.bound_to(office, username)
    return visit.page(
        "account_of",
        status,
        form=form,
        one=_line(visit, row),
        factor=visit.words.instant(since) if since else "",
        is_own=username == visit.actor.id,
        bound=[{"subject": link.subject, "by": link.bound_by} for link in bound],
        issuer=visit.house.settings.oidc_issuer,
        tokens=[shown_token(visit, token) for token in made],
        events=[_event(visit, event) for event in events],
        done=done,
    )


SIMPLE: Mapping[str, Callable[..., None]] = {
    "enable": people.enable,
    "second-factor": people.remove_second_factor,
    "sessions": people.end_sessions,
}
"""What is done to an account without another word, by the last one of its address."""
DONE = frozenset({*SIMPLE, "disable", "token", "bound", "unbound"})


@router.post("/accounts/{username}/reset", response_class=HTMLResponse)
def take_reset(
    username: str,
    request: Request,
    visit: Visited,
    reading: Readings,
    acts: Acts,
    sent: SentForm,
) -> Response:
    """Issue a code for a new password and show it once."""
    try:
        with acts() as office:
            code = people.issue_reset(
                office, username, actor=visit.actor, caller=caller_of(request), now=visit.now
            )
    except Invalid as error:
        return _one(visit, reading, username, *_wrong(visit, sent, error))
    return _code_page(visit, username, code)


@router.post("/accounts/{username}/disable", response_class=HTMLResponse)
def take_disable(
    username: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Nobody uses the account from now on."""

    def act(office: Office, caller: Caller) -> None:
        form = ReasonForm(reason=sent.text("reason"))
        people.disable(office, username, form, actor=visit.actor, caller=caller, now=visit.now)

    return _did(visit, reading, acts, sent, username, "disable", act)


@router.post("/accounts/{username}/enable", response_class=HTMLResponse)
def take_enable(
    username: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """The account may be used again."""
    return _simple(visit, reading, acts, sent, username, "enable")


@router.post("/accounts/{username}/second-factor", response_class=HTMLResponse)
def take_second_factor(
    username: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """The owner has lost the device and the recovery codes."""
    return _simple(visit, reading, acts, sent, username, "second-factor")


@router.post("/accounts/{username}/sessions", response_class=HTMLResponse)
def take_sessions(
    username: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """End every session of the account."""
    return _simple(visit, reading, acts, sent, username, "sessions")


def _simple(
    visit: SignedVisit, reading: Readings, acts: Acts, sent: Sent, username: str, name: str
) -> Response:
    def act(office: Office, caller: Caller) -> None:
        SIMPLE[name](office, username, actor=visit.actor, caller=caller, now=visit.now)

    return _did(visit, reading, acts, sent, username, name, act)


def _did(
    visit: SignedVisit,
    reading: Readings,
    acts: Acts,
    sent: Sent,
    username: str,
    name: str,
    act: Callable[[Office, Caller], None],
) -> Response:
    try:
        with acts() as office:
            act(office, caller_of(visit.request))
    except (Invalid, ValidationError) as error:
        return _one(visit, reading, username, *_wrong(visit, sent, error))
    except UnknownToken as error:
        raise NotFound from error
    return onward(f"/accounts/{username}?done={name}")


@router.post("/accounts/{username}/identities", response_class=HTMLResponse)
def take_identity(
    username: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """A person of the unified identity signs in as this account."""
    return _identity(visit, reading, acts, sent, username, "bound", unified.bind)


@router.post("/accounts/{username}/identities/removal", response_class=HTMLResponse)
def take_identity_away(
    username: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """The person no longer signs in as this account."""
    return _identity(visit, reading, acts, sent, username, "unbound", unified.unbind)


def _identity(
    visit: SignedVisit,
    reading: Readings,
    acts: Acts,
    sent: Sent,
    username: str,
    name: str,
    do: Callable[..., None],
) -> Response:
    def act(office: Office, caller: Caller) -> None:
        form = BindForm.model_validate({"subject": sent.text("subject")})
        do(
            office,
            username,
            form,
            issuer=visit.house.settings.oidc_issuer,
            actor=visit.actor,
            caller=caller,
            now=visit.now,
        )

    return _did(visit, reading, acts, sent, username, name, act)


@router.post("/accounts/{username}/tokens/{token_id}", response_class=HTMLResponse)
def take_token(
    username: str, token_id: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """End a token of the account."""

    def act(office: Office, caller: Caller) -> None:
        tokens.revoke_of(
            office, username, token_id, actor=visit.actor, caller=caller, now=visit.now
        )

    return _did(visit, reading, acts, sent, username, "token", act)


@router.get("/security", response_class=HTMLResponse)
def show_record(
    visit: Visited,
    reading: Readings,
    username: Annotated[str, Query(max_length=80)] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    before: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """The security record, the newest lines first."""
    wanted = SecurityEvent(kind) if kind in frozenset(SecurityEvent) else None
    with reading() as office:
        found = security_record.record(
            office,
            actor=visit.actor,
            limit=SHOWN + 1,
            before=before,
            username=username.strip() or None,
            kind=wanted,
        )
    return visit.page(
        "security_record",
        events=[_event(visit, event) for event in found[:SHOWN]],
        username=username,
        kind=wanted.value if wanted else "",
        kinds=[(one.value, visit.t(f"security_event.{one.value}")) for one in SecurityEvent],
        more_before=found[SHOWN - 1].event_id if len(found) > SHOWN else None,
    )


def _event(visit: SignedVisit, event: RecordedEvent) -> EventLine:
    return EventLine(
        event_id=event.event_id,
        at=visit.words.instant(event.at),
        iso=event.at.isoformat(),
        said=visit.t(f"security_event.{event.kind.value}"),
        username=event.username,
        actor="" if event.actor == event.username else event.actor,
        address=event.address,
        browser=browser_of(event.agent),
        detail=_detail(visit, event.detail),
    )


def _detail(visit: SignedVisit, detail: Mapping[str, Any]) -> str:
    """The facts of a line: codes in words, what people typed as it is."""
    return " · ".join(_fact(visit, name, str(value)) for name, value in detail.items() if value)


def _fact(visit: SignedVisit, name: str, value: str) -> str:
    table = TABLES_OF.get(name)
    if table is None:
        return value
    return ", ".join(visit.t(f"{table}.{code}") for code in value.split())
