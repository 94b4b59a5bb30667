"""Signing in: roles, cookies, forged requests, patience with wrong passwords, expiry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from acts.throttle import NAME_FROM_ADDRESS
from api.security import SESSION_COOKIE
from greenlane.clock import SimulatedClock
from tests.api.calling import CLERK, ENTERPRISE, Caller

SESSION = "/api/v1/session"


def sign_in(call: Caller, who: str, password: str | None = None) -> Any:
    form = {"username": who, "password": password or call.house.city.catalog.users[who].password}
    return call.client.post(SESSION, json=form, headers={"Accept-Language": "en"})


def test_a_session_says_who_one_is_and_ends_when_it_is_closed(call: Caller) -> None:
    opened = sign_in(call, CLERK)
    call.client.cookies.clear()
    bearer = {"Authorization": f"Bearer {opened.json()['token']}"}
    me = call.client.get(SESSION, headers=bearer).json()
    closed = call.client.delete(SESSION, headers=bearer)
    after = call.client.get(SESSION, headers=bearer)

    assert opened.status_code == 201
    assert (me["username"], me["role"], me["organisation"]) == (CLERK, "clerk", "zwj")
    assert "token" not in me
    assert (closed.status_code, after.status_code) == (204, 401)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(call: Caller) -> None:
    cookie = sign_in(call, CLERK).headers["Set-Cookie"]

    assert cookie.startswith(f"{SESSION_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_an_expired_session_is_over(call: Caller, clock: SimulatedClock) -> None:
    token = call.token(CLERK)
    bearer = {"Authorization": f"Bearer {token}"}
    clock.set(clock.now() + timedelta(hours=11, minutes=59))
    before = call.client.get(SESSION, headers=bearer)
    clock.set(clock.now() + timedelta(minutes=1))
    after = call.client.get(SESSION, headers=bearer)

    assert (before.status_code, after.status_code) == (200, 401)


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic abc", "Bearer abc", "Bearer é"])
def test_a_token_that_nobody_was_given_is_none(call: Caller, header: str) -> None:
    answer = call.client.get(SESSION, headers={"Authorization": header.encode("latin-1")})

    assert answer.status_code == 401
    assert answer.json()["code"] == "NotSignedIn"


@pytest.mark.parametrize(
    ("username", "password"),
    [("qiye", "wrong-password"), ("nobody", "wrong-password"), ("a\nb", "x"), ("企业", "x")],
)
def test_a_wrong_password_does_not_say_what_was_wrong(
    call: Caller, username: str, password: str
) -> None:
    answer = sign_in(call, username, password)

    assert answer.status_code == 401
    assert answer.json()["detail"] == "The user name or the password is wrong."
    assert "Set-Cookie" not in answer.headers


def test_after_five_wrong_passwords_one_has_to_wait(call: Caller, clock: SimulatedClock) -> None:
    wrong = [
        sign_in(call, CLERK, "wrong-password").status_code
        for _ in range(NAME_FROM_ADDRESS.failures_max)
    ]
    waiting = sign_in(call, CLERK)
    neighbour = sign_in(call, ENTERPRISE)
    clock.set(clock.now() + NAME_FROM_ADDRESS.rest)
    forgiven = sign_in(call, CLERK)

    assert wrong == [401] * 5
    assert waiting.status_code == 429
    assert int(waiting.headers["Retry-After"]) > 0
    assert (neighbour.status_code, forgiven.status_code) == (201, 201)


def command(call: Caller, **headers: str) -> Any:
    """A command that is signed by the browser's cookie alone."""
    return call.client.post("/api/v1/cases/2026-0001/acceptance", json={}, headers=headers)


def test_a_cookie_signs_a_command_only_from_a_page_of_ours(call: Caller) -> None:
    csrf = sign_in(call, CLERK).json()["csrf_token"]
    host = "http://testserver"

    assert command(call).status_code == 403
    assert command(call, **{"X-CSRF-Token": "x" * 64}).status_code == 403
    assert command(call, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert command(call, **{"Sec-Fetch-Site": "same-site"}).status_code == 403
    assert command(call, Origin="https://elsewhere.example").status_code == 403
    assert command(call, Origin="null").status_code == 403
    assert command(call, Origin="http://[").status_code == 403
    foreign = {"X-CSRF-Token": csrf, "Origin": "https://elsewhere.example"}
    assert command(call, **foreign).status_code == 403
    # From here on the command is heard; there is no such case.
    assert command(call, **{"X-CSRF-Token": csrf}).status_code == 404
    assert command(call, **{"Sec-Fetch-Site": "same-origin"}).status_code == 404
    assert command(call, Origin=host).status_code == 404


def test_a_cookie_reads_without_a_token(call: Caller) -> None:
    sign_in(call, CLERK)

    assert call.client.get(SESSION).status_code == 200


def test_another_site_cannot_sign_a_browser_in(call: Caller) -> None:
    password = call.house.city.catalog.users[CLERK].password
    form = {"username": CLERK, "password": password}
    answer = call.client.post(SESSION, json=form, headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert SESSION_COOKIE not in answer.cookies
