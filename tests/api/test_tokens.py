"""Tokens for programs: never more than their owner, their scopes and their time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from acts import accounts, people, tokens
from acts.people import ReasonForm
from acts.security_record import NOBODY
from acts.tokens import TokenForm
from api import scopes
from greenlane.clock import SimulatedClock
from greenlane.wiring import House
from states.terms.identity import Scope
from tests.api.calling import ADMINISTRATOR, CLERK, ENTERPRISE, SUPERVISOR, Caller
from tests.pages.browsing import Reader
from tests.playing import Play

TOKENS = "/account/tokens"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared without their hash, which takes a tenth of a second each."""
    monkeypatch.setattr(accounts, "is_right", lambda row, password: password == "right")


def made(call: Caller, who: str, *wanted: Scope, days: int = 90) -> str:
    """A token of this person, made past the password."""
    form = TokenForm(name="a program", scopes=frozenset(wanted), days=days)
    play = Play(call.house, call.clock)
    secret, _ = play.act(tokens.make, form, by=who, caller=NOBODY)
    return str(secret)


def bearing(token: str) -> dict[str, Any]:
    return {"headers": {"Authorization": f"Bearer {token}"}}


def test_a_token_is_told_once_and_kept_as_a_hash(call: Caller, house: House) -> None:
    form = {"name": "dashboard", "scopes": ["read"], "days": 7, "password": "right"}
    wrong = call(CLERK, "POST", TOKENS, form | {"password": "wrong"})
    told = call.do(CLERK, "POST", TOKENS, form, 201)
    listed = call.get(CLERK, TOKENS)["tokens"]
    with house.ledger.reading() as session:
        kept = session.connection().exec_driver_sql("SELECT * FROM api_token").all()

    assert wrong.json()["errors"][0]["pointer"] == "/password"
    assert told["token"].startswith("glt_")
    assert [set(one) & {"token", "token_sha256"} for one in listed] == [set()]
    assert told["token"] not in str(kept)
    assert call(None, "GET", "/session", **bearing(told["token"])).status_code == 403
    assert call.get(None, "/worklist", **bearing(told["token"])) == call.get(CLERK, "/worklist")
    about = [one["facts"]["about"] for one in call.get(CLERK, "/notices")["items"]]
    assert about == ["token_made"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["everything"]}, "/scopes/0"),
        ({"days": 0}, "/days"),
        ({"days": 366}, "/days"),
        ({"name": ""}, "/name"),
    ],
)
def test_a_token_has_a_name_some_scopes_and_an_end(
    call: Caller, change: dict[str, Any], pointer: str
) -> None:
    form = {"name": "dashboard", "scopes": ["read"], "days": 7, "password": "right"} | change
    answer = call(CLERK, "POST", TOKENS, form)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def operations(call: Caller) -> list[tuple[str, str, dict[str, Any]]]:
    paths = call.app.openapi()["paths"]
    return [
        (method.upper(), path.removeprefix("/api/v1"), operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
        if path.startswith("/api/v1")
    ]


def test_every_tag_of_the_api_is_open_for_a_scope_or_closed_on_purpose(call: Caller) -> None:
    tags = {operation["tags"][0] for _, _, operation in operations(call)}

    assert tags <= {*scopes.WRITES, *scopes.ONLY_READ, *scopes.CLOSED}
    for method, path, operation in operations(call):
        if operation["tags"][0] in scopes.ONLY_READ:
            assert method == "GET", path


def test_every_operation_asks_a_token_for_its_scope(call: Caller) -> None:
    """Each operation with every scope but its own, and with its own alone, as an administrator."""
    of = {scope: made(call, ADMINISTRATOR, *set(Scope) - {scope}) for scope in Scope}
    only = {scope: made(call, ADMINISTRATOR, scope) for scope in Scope}
    whole = made(call, ADMINISTRATOR, *Scope)
    for method, path, operation in operations(call):
        if not operation["security"] or {} in operation["security"]:
            continue
        named = [one["apiToken"] for one in operation["security"] if "apiToken" in one]
        where = path.replace("{", "").replace("}", "")
        if not named:
            answer = call(None, method, where, **bearing(whole))
            assert (answer.status_code, answer.json()["code"]) == (403, "ScopeMissing"), path
            continue
        scope = Scope(named[0][0])
        lacking = call(None, method, where, **bearing(of[scope]))
        enough = call(None, method, where, **bearing(only[scope]))
        assert lacking.status_code == 403, path
        assert f'scope="{scope.value}"' in lacking.headers["WWW-Authenticate"], path
        assert enough.status_code != 401, path
        assert "ScopeMissing" not in enough.text, path


def test_the_description_says_who_must_be_signed_in(call: Caller) -> None:
    """Whoever asks without a session gets 401 exactly where it is wanted."""
    for method, path, operation in operations(call):
        if method == "GET" and operation["security"] and {} not in operation["security"]:
            where = path.replace("{", "").replace("}", "")
            assert call(None, "GET", where).status_code in (401, 422), path
        if method == "GET" and not operation["security"]:
            assert call(None, "GET", path.replace("{", "").replace("}", "")).status_code != 401
    schemes = call.app.openapi()["components"]["securitySchemes"]
    assert set(schemes) == {"session", "cookie", "apiToken"}


def test_a_token_does_no_more_than_its_owner(call: Caller) -> None:
    enterprise, supervisor = made(call, ENTERPRISE, *Scope), made(call, SUPERVISOR, *Scope)
    case_id = call.filed()

    assert call(None, "GET", "/accounts", **bearing(supervisor)).status_code == 403
    assert call(None, "GET", "/accounts", **bearing(supervisor)).json()["code"] == "NotYours"
    path = f"/cases/{case_id}/acceptance"
    assert call(None, "POST", path, {}, **bearing(enterprise)).json()["code"] == "NotYours"
    neighbour = made(call, "qiye2", *Scope)
    assert call(None, "GET", f"/cases/{case_id}", **bearing(enterprise)).status_code == 200
    assert call(None, "GET", f"/cases/{case_id}", **bearing(neighbour)).status_code == 404


def test_a_token_makes_no_token_and_opens_no_page(call: Caller) -> None:
    token = made(call, CLERK, *Scope)
    form = {"name": "another", "scopes": ["read"], "password": "right"}

    assert call(None, "POST", TOKENS, form, **bearing(token)).json()["code"] == "ScopeMissing"
    for method, path in (("PUT", "/account/password"), ("DELETE", "/session")):
        assert call(None, method, path, {}, **bearing(token)).status_code in (403, 422)
    page = call.client.get("/account", headers=bearing(token)["headers"])
    assert page.status_code == 403
    call.client.cookies.set("greenlane_session", token)
    assert call.client.get("/account").status_code == 403


def test_a_token_ends_with_its_time_when_it_is_revoked_and_with_its_owners_account(
    call: Caller, house: House, clock: SimulatedClock
) -> None:
    play = Play(house, clock)

    def reads(token: str) -> int:
        return call(None, "GET", "/worklist", **bearing(token)).status_code

    week, long = made(call, CLERK, Scope.READ, days=7), made(call, CLERK, Scope.READ, days=30)
    clock.set(clock.now() + timedelta(days=7, seconds=-1))
    assert (reads(week), reads(long)) == (200, 200)
    clock.set(clock.now() + timedelta(seconds=1))
    assert (reads(week), reads(long)) == (401, 200)
    (listed,) = call.get(CLERK, TOKENS)["tokens"]
    assert listed["last_address"] == "testclient"
    assert call(ENTERPRISE, "DELETE", f"{TOKENS}/{listed['id']}").status_code == 404
    assert reads(long) == 200
    assert call(CLERK, "DELETE", f"{TOKENS}/{listed['id']}").status_code == 204
    assert reads(long) == 401
    assert call(CLERK, "DELETE", f"{TOKENS}/{listed['id']}").status_code == 404

    held = made(call, CLERK, Scope.READ)
    play.act(people.disable, CLERK, ReasonForm(), by=ADMINISTRATOR, caller=NOBODY)
    assert reads(held) == 401
    play.act(people.enable, CLERK, by=ADMINISTRATOR, caller=NOBODY)
    assert reads(held) == 200
    code = play.act(people.issue_reset, CLERK, by=ADMINISTRATOR, caller=NOBODY)
    play.act(people.use_reset, CLERK, code, "a hash", caller=NOBODY)
    assert reads(held) == 401


def test_an_administrator_revokes_the_token_of_another(call: Caller) -> None:
    token = made(call, CLERK, Scope.READ)
    (listed,) = call.get(CLERK, TOKENS)["tokens"]
    path = f"/accounts/{CLERK}/tokens/{listed['id']}"

    assert call(SUPERVISOR, "DELETE", path).status_code == 403
    assert call(ADMINISTRATOR, "DELETE", path).status_code == 204
    assert call(None, "GET", "/worklist", **bearing(token)).status_code == 401


def test_a_person_keeps_at_most_twenty_tokens(call: Caller) -> None:
    for _ in range(tokens.TOKENS_MAX):
        made(call, CLERK, Scope.READ)
    form = {"name": "one more", "scopes": ["read"], "password": "right"}

    assert call(CLERK, "POST", TOKENS, form).status_code == 422


def test_on_the_page_a_token_is_made_shown_once_and_revoked(
    house: House, clock: SimulatedClock
) -> None:
    reader = Reader(Play(house, clock), CLERK, "en")
    form = reader.get(TOKENS).form(TOKENS)
    unticked = reader.submit(form, name="dashboard", password="right")
    shown = reader.submit(form, name="dashboard", scopes=["read", "act"], password="right")
    secret = shown.text.split('mono once">')[1].split("<")[0]
    page = reader.get(TOKENS)
    revoke = next(one for one in page.forms if one.action.endswith("/revoke"))

    assert unticked.status_code == 422
    assert "right" not in unticked.text.split("password", 1)[1].split("</form>")[0]
    assert secret.startswith("glt_")
    assert secret not in page.text
    assert "dashboard" in page.text
    assert reader.submit(revoke).headers["location"] == f"{TOKENS}?done=revoked"
    assert "dashboard" not in reader.get(TOKENS).text
