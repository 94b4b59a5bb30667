"""Signing in by a city's unified identity, against a provider of OpenID Connect on this machine."""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey

with warnings.catch_warnings():
    # The provider is older than the library that it stands on.
    warnings.simplefilter("ignore")
    from oidc_provider_mock import User, run_server_in_thread

from acts import people, unified
from acts.people import BindForm, ReasonForm
from acts.security_record import NOBODY
from api.pages import unified as page
from greenlane.clock import SimulatedClock
from greenlane.unified_identity import (
    ProviderTrouble,
    UnifiedIdentity,
    provider_of,
)
from greenlane.wiring import House
from ledger import security_record
from tests.api.calling import ADMINISTRATOR, CLERK, ENTERPRISE, HANDLER, Caller
from tests.identity_play import with_device
from tests.pages.browsing import Page
from tests.playing import Play

# What the provider calls deprecated is its own affair; it runs in a thread of this process.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PEOPLE = (
    User(sub="p-1", claims={"staff": CLERK, "name": "张三"}),
    User(sub="p-2", claims={"staff": CLERK}),
    User(sub="p-3", claims={"staff": ADMINISTRATOR}),
    User(sub="p-4", claims={"email": HANDLER, "email_verified": False}),
    User(sub="p-5", claims={"email": HANDLER, "email_verified": True}),
    User(sub="p-6", claims={"staff": "nobody.here"}),
)
START = "/sign-in/unified"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider with its people, on a free port."""
    with run_server_in_thread(user_claims=PEOPLE, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def clock() -> SimulatedClock:
    """The provider goes by the machine's clock."""
    return SimulatedClock(datetime.now(UTC))


@pytest.fixture
def house(house: House, issuer: str, tmp_path: Path) -> House:
    """A house that trusts the provider."""
    secret = tmp_path / "client-secret"
    secret.write_text("between the two of us\n")
    told = {
        "oidc_issuer": issuer,
        "oidc_client_id": "greenlane",
        "oidc_client_secret_file": secret,
    }
    house.settings = house.settings.model_copy(update=told)
    return house


def player(house: House) -> Play:
    assert isinstance(house.clock, SimulatedClock)
    return Play(house, house.clock)


def claimed(house: House, claim: str) -> None:
    house.settings = house.settings.model_copy(update={"oidc_claim": claim})


def bound(house: House, username: str, subject: str) -> None:
    with house.ledger.writing() as session:
        unified.bind(
            house.office(session),
            username,
            BindForm(subject=subject),
            issuer=house.settings.oidc_issuer,
            actor=player(house).actor(ADMINISTRATOR),
            caller=NOBODY,
            now=house.clock.now(),
        )


def sent(call: Caller, back: str = "/account") -> str:
    """The provider's address to which the browser is sent."""
    answer = call.client.get(START, params={"back": back}, follow_redirects=False)

    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def allowed(address: str, subject: str) -> str:
    """Where the provider sends the browser once the person has agreed."""
    answer = httpx.post(address, data={"sub": subject}, trust_env=False)

    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])


def came_back(call: Caller, address: str) -> httpx.Response:
    return call.client.get(address, headers={"Accept": "text/html"}, follow_redirects=False)


def entered(call: Caller, subject: str) -> httpx.Response:
    return came_back(call, allowed(sent(call), subject))


def who(call: Caller) -> Any:
    return call.client.get("/api/v1/session").json().get("username")


def kinds(house: House, username: str) -> list[str]:
    with house.ledger.reading() as session:
        lines = security_record.lines(session, limit=30, username=username)
    return [line.kind.value for line in reversed(lines)]


def test_the_browser_goes_with_a_challenge_a_state_and_a_nonce(call: Caller, house: House) -> None:
    first, second = (parse_qs(urlsplit(sent(call)).query) for _ in range(2))
    cookie = call.client.get(START, follow_redirects=False).headers["Set-Cookie"]

    assert first["response_type"] == ["code"]
    assert first["code_challenge_method"] == ["S256"]
    assert first["scope"] == ["openid profile email"]
    assert first["redirect_uri"] == ["http://testserver/sign-in/unified/back"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 43
        assert first[name] != second[name]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/sign-in/unified" in cookie


def test_a_person_whom_an_administrator_bound_is_signed_in(call: Caller, house: House) -> None:
    bound(house, CLERK, "p-1")
    done = entered(call, "p-1")

    assert (done.status_code, done.headers["location"]) == (303, "/account")
    assert who(call) == CLERK
    assert "greenlane_unified" not in call.client.cookies
    assert kinds(house, CLERK) == ["identity_bound", "signed_in"]


def test_a_person_bound_to_nothing_is_told_the_number_and_gets_no_account(
    call: Caller, house: House
) -> None:
    with house.ledger.reading() as session:
        before = session.connection().exec_driver_sql("SELECT count(*) FROM account").scalar()
    answer = entered(call, "p-1")
    with house.ledger.reading() as session:
        after = session.connection().exec_driver_sql("SELECT count(*) FROM account").scalar()

    assert answer.status_code == 403
    assert "p-1" in Page(answer.text).text
    assert who(call) is None
    assert before == after
    assert kinds(house, "") == ["identity_refused"]


def test_a_named_claim_binds_the_first_person_that_it_vouches_for(
    call: Caller, house: House
) -> None:
    claimed(house, "staff")

    assert entered(call, "p-1").status_code == 303
    assert who(call) == CLERK
    # Another person with the same claim is not let into an account that has its person.
    call.client.cookies.clear()
    assert entered(call, "p-2").status_code == 403
    assert who(call) is None
    assert entered(call, "p-6").status_code == 403
    assert kinds(house, CLERK) == ["identity_bound", "signed_in"]


def test_no_claim_makes_anybody_an_administrator(call: Caller, house: House) -> None:
    claimed(house, "staff")

    assert entered(call, "p-3").status_code == 403
    assert who(call) is None
    bound(house, ADMINISTRATOR, "p-3")
    assert entered(call, "p-3").status_code == 303


@pytest.mark.parametrize(("subject", "status"), [("p-4", 403), ("p-5", 303)])
def test_an_address_counts_where_the_provider_has_verified_it(
    call: Caller, house: House, subject: str, status: int
) -> None:
    claimed(house, "email")

    assert entered(call, subject).status_code == status


def test_only_the_browser_that_set_out_comes_back(call: Caller, house: House) -> None:
    bound(house, CLERK, "p-1")
    address = allowed(sent(call), "p-1")
    stranger = Caller(call.app, house, call.clock)
    changed = address.replace("state=", "state=x")

    assert came_back(stranger, address).status_code == 400
    assert came_back(call, changed).status_code == 400
    # The way is over: the right answer comes too late.
    assert came_back(call, address).status_code == 400
    assert who(call) is None


def test_a_code_is_worth_nothing_a_second_time(call: Caller, house: House) -> None:
    bound(house, CLERK, "p-1")
    start = sent(call)
    cookie = call.client.cookies["greenlane_unified"]
    address = allowed(start, "p-1")
    assert came_back(call, address).status_code == 303
    call.client.cookies.clear()
    call.client.cookies.set("greenlane_unified", cookie)

    assert came_back(call, address).status_code == 503
    assert who(call) is None


def test_who_declines_at_the_provider_is_told_so(call: Caller, house: House) -> None:
    start = sent(call)
    state = parse_qs(urlsplit(start).query)["state"][0]
    answer = came_back(call, f"{START}/back?error=access_denied&state={state}")

    assert answer.status_code == 400


def test_the_second_factor_is_asked_for_here_too(call: Caller, house: House) -> None:
    bound(house, CLERK, "p-1")
    with_device(player(house), CLERK)
    done = entered(call, "p-1")

    assert done.headers["location"] == "/sign-in/code?back=%2Faccount"
    assert who(call) is None


def test_a_disabled_account_is_not_entered_by_a_unified_identity(
    call: Caller, house: House
) -> None:
    bound(house, HANDLER, "p-1")
    with house.ledger.writing() as session:
        actor = player(house).actor(ADMINISTRATOR)
        people.disable(
            house.office(session),
            HANDLER,
            ReasonForm(),
            actor=actor,
            caller=NOBODY,
            now=house.clock.now(),
        )

    assert entered(call, "p-1").status_code == 403
    assert who(call) is None


def test_an_address_elsewhere_is_no_way_back(call: Caller, house: House) -> None:
    bound(house, CLERK, "p-1")
    done = came_back(call, allowed(sent(call, "//elsewhere.example"), "p-1"))

    assert done.headers["location"] == "/"


class Listening(httpx.BaseTransport):
    """Passes requests on to the provider, remembers them, and may change what it answers."""

    def __init__(self, change: Callable[[dict[str, Any]], dict[str, Any]] | None = None) -> None:
        self.change, self.requests = change, list[httpx.Request]()
        self.inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request and its answer."""
        self.requests.append(request)
        answer = self.inner.handle_request(request)
        answer.read()
        if self.change is None or "token" not in request.url.path:
            return answer
        return httpx.Response(answer.status_code, json=self.change(answer.json()))


def test_the_verifier_of_the_challenge_goes_to_the_provider_with_the_code(
    call: Caller, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(house, CLERK, "p-1")
    heard, plain = Listening(), provider_of(house.settings)
    assert plain is not None
    monkeypatch.setattr(page, "provider_of", lambda settings: replace(plain, transport=heard))
    start = sent(call)
    challenge = parse_qs(urlsplit(start).query)["code_challenge"][0]
    assert came_back(call, allowed(start, "p-1")).status_code == 303
    (asked,) = (one for one in heard.requests if one.method == "POST")
    verifier = parse_qs(asked.content.decode())["code_verifier"][0]

    assert create_s256_code_challenge(verifier) == challenge
    assert verifier not in start


KEY = RSAKey.generate_key(2048)


def forged(change: Callable[[dict[str, Any]], dict[str, Any]], **header: Any) -> Any:
    """The provider's word, changed and signed by another key."""

    def with_another_word(answer: dict[str, Any]) -> dict[str, Any]:
        middle = answer["id_token"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        token = jwt.encode({"alg": "RS256"} | header, change(claims), KEY)
        return answer | {"id_token": token}

    return with_another_word


class Impostor(Listening):
    """A provider whose keys are ours, so that every word but the changed one is right."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """As before, with our key in the place of the provider's."""
        answer = super().handle_request(request)
        if "jwks" in request.url.path:
            return httpx.Response(200, json={"keys": [KEY.as_dict(private=False)]})
        return answer


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        (lambda claims: claims, True),
        (lambda claims: claims | {"iss": "https://elsewhere.example"}, False),
        (lambda claims: claims | {"aud": "another client"}, False),
        (lambda claims: claims | {"aud": ["greenlane", "another"], "azp": "another"}, False),
        (lambda claims: claims | {"nonce": "another nonce"}, False),
        (lambda claims: {name: claims[name] for name in claims if name != "nonce"}, False),
        (lambda claims: claims | {"exp": claims["iat"] - 120}, False),
        (lambda claims: {name: claims[name] for name in claims if name != "exp"}, False),
        (lambda claims: claims | {"sub": ""}, False),
        (lambda claims: {name: claims[name] for name in claims if name != "sub"}, False),
    ],
)
def test_each_part_of_the_providers_word_must_hold(
    call: Caller,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[dict[str, Any]], dict[str, Any]],
    holds: bool,
) -> None:
    bound(house, CLERK, "p-1")
    plain, transport = provider_of(house.settings), Impostor(forged(change))
    assert plain is not None
    monkeypatch.setattr(page, "provider_of", lambda settings: replace(plain, transport=transport))

    assert entered(call, "p-1").status_code == (303 if holds else 403)
    assert who(call) == (CLERK if holds else None)


def test_a_word_signed_by_another_key_or_by_none_is_not_believed(
    call: Caller, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(house, CLERK, "p-1")
    plain = provider_of(house.settings)
    assert plain is not None

    def unsigned(answer: dict[str, Any]) -> dict[str, Any]:
        _, middle, _ = answer["id_token"].split(".")
        return answer | {"id_token": f"eyJhbGciOiJub25lIn0.{middle}."}

    for change in (forged(lambda claims: claims), unsigned):
        transport = Listening(change)
        monkeypatch.setattr(
            page, "provider_of", lambda settings, to=transport: replace(plain, transport=to)
        )
        assert entered(call, "p-1").status_code == 403
    assert who(call) is None


@pytest.mark.parametrize("issuer_set", ["http://idp.example", "ftp://localhost", "https://"])
def test_a_provider_that_is_not_reached_over_tls_is_not_asked(issuer_set: str) -> None:
    def refused(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody is there")

    provider = UnifiedIdentity(issuer_set, "greenlane", transport=httpx.MockTransport(refused))
    with pytest.raises(ProviderTrouble):
        provider.begin("https://greenlane.example/sign-in/unified/back")


def test_a_provider_under_another_name_is_not_believed(issuer: str) -> None:
    provider = UnifiedIdentity(issuer.replace("localhost", "127.0.0.1"), "greenlane")
    away = UnifiedIdentity("http://127.0.0.1:9", "greenlane")

    # The mock calls itself as it is called: a third name is set for it.
    def renamed(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"issuer": "https://elsewhere.example"})

    for one in (replace(provider, transport=httpx.MockTransport(renamed)), away):
        with pytest.raises(ProviderTrouble):
            one.begin("http://testserver/sign-in/unified/back")


def test_without_a_provider_there_is_no_such_way(call: Caller, house: House) -> None:
    house.settings = house.settings.model_copy(update={"oidc_issuer": ""})

    assert call.client.get(START, follow_redirects=False).status_code == 404
    assert START not in call.client.get("/sign-in", headers={"Accept": "text/html"}).text
    path = f"/accounts/{CLERK}/identities"
    assert call(ADMINISTRATOR, "POST", path, {"subject": "p-1"}).status_code == 422


def test_administrators_bind_and_unbind(call: Caller, house: House) -> None:
    path = f"/accounts/{CLERK}/identities"
    body = {"subject": "p-1"}

    assert START in call.client.get("/sign-in", headers={"Accept": "text/html"}).text
    assert call(HANDLER, "POST", path, body).status_code == 403
    assert call(ADMINISTRATOR, "POST", path, body).status_code == 204
    assert call(ADMINISTRATOR, "POST", path, body).status_code == 422
    other = f"/accounts/{ENTERPRISE}/identities"
    assert call(ADMINISTRATOR, "POST", other, body).status_code == 422
    assert call(ADMINISTRATOR, "POST", f"{other}/removal", body).status_code == 422
    assert entered(call, "p-1").status_code == 303
    assert call(ADMINISTRATOR, "POST", f"{path}/removal", body).status_code == 204
    assert who(call) is None
    assert entered(call, "p-1").status_code == 403
