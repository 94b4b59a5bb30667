"""One's own account at the API: a new password, and sessions that are seen and ended."""

from __future__ import annotations

from datetime import timedelta

from greenlane.clock import SimulatedClock
from tests.api.calling import ADMINISTRATOR, CLERK, ENTERPRISE, Caller

PASSWORD, NEW = "/account/password", "five small words suffice"


def opened(call: Caller, who: str, password: str) -> int:
    body = {"username": who, "password": password}
    answer = call(None, "POST", "/session", body)
    return answer.status_code


def test_a_new_password_takes_the_place_of_the_old_and_ends_other_sessions(
    call: Caller, clock: SimulatedClock
) -> None:
    printed = call.house.city.catalog.users[CLERK].password
    elsewhere, other = call.token(CLERK), call.token(ENTERPRISE)
    call.tokens.clear()
    changed = call(CLERK, "PUT", PASSWORD, {"old_password": printed, "new_password": NEW})

    assert changed.status_code == 204
    assert [one["is_this"] for one in call.get(CLERK, "/account/sessions")["sessions"]] == [True]
    for token, status in ((elsewhere, 401), (other, 200)):
        bearer = {"Authorization": f"Bearer {token}"}
        assert call(None, "GET", "/session", headers=bearer).status_code == status
    assert (opened(call, CLERK, printed), opened(call, CLERK, NEW)) == (401, 201)


def test_the_old_password_is_asked_for_and_the_new_one_is_looked_at(call: Caller) -> None:
    printed = call.house.city.catalog.users[CLERK].password
    for old, new, pointer in (
        ("wrong password here", NEW, "/old_password"),
        (printed, "too short", "/new_password"),
        (printed, f"{CLERK}-2026", "/new_password"),
    ):
        answer = call(CLERK, "PUT", PASSWORD, {"old_password": old, "new_password": new})

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert opened(call, CLERK, printed) == 201


def test_guessing_the_old_password_is_slowed_down(call: Caller) -> None:
    guess = {"old_password": "a guess of somebody", "new_password": NEW}
    answers = [call(CLERK, "PUT", PASSWORD, guess).status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]


def test_a_session_is_ended_by_its_owner_alone(call: Caller, clock: SimulatedClock) -> None:
    first = call.token(CLERK)
    clock.set(clock.now() + timedelta(minutes=1))
    call.tokens.clear()
    listed = call.get(CLERK, "/account/sessions")["sessions"]
    ids = {one["is_this"]: one["id"] for one in listed}
    bearer = {"Authorization": f"Bearer {first}"}

    assert len(listed) == 2
    assert not any(one["id"] in (first, call.token(CLERK)) for one in listed)
    assert call(ENTERPRISE, "DELETE", f"/account/sessions/{ids[False]}").status_code == 404
    assert call(None, "GET", "/session", headers=bearer).status_code == 200
    assert call(CLERK, "DELETE", f"/account/sessions/{ids[False]}").status_code == 204
    assert call(None, "GET", "/session", headers=bearer).status_code == 401
    assert len(call.get(CLERK, "/account/sessions")["sessions"]) == 1


def test_all_other_sessions_end_at_once(call: Caller) -> None:
    first, other = call.token(CLERK), call.token(ENTERPRISE)
    call.tokens.clear()
    ended = call(CLERK, "DELETE", "/account/sessions")
    tokens = (first, call.token(CLERK), other)
    answers = [
        call(None, "GET", "/session", headers={"Authorization": f"Bearer {token}"}).status_code
        for token in tokens
    ]

    assert (ended.status_code, answers) == (204, [401, 200, 200])


def test_what_ends_a_session_is_recorded(call: Caller) -> None:
    call.token(CLERK)
    call.tokens.clear()
    other = next(one for one in call.get(CLERK, "/account/sessions")["sessions"] if one["is_this"])
    call.tokens.clear()
    call(CLERK, "DELETE", f"/account/sessions/{other['id']}")
    call(CLERK, "DELETE", "/account/sessions")
    call(CLERK, "DELETE", "/session")
    found = call.get(ADMINISTRATOR, f"/security-record?username={CLERK}")["events"]

    kinds = [one["kind"] for one in reversed(found)]
    assert kinds == ["session_ended", "sessions_ended", "signed_out"]
