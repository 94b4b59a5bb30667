"""One-time codes: set up, asked for, used once, and the ways out of a lost device."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from acts import accounts
from acts.throttle import CODE
from greenlane.clock import SimulatedClock
from greenlane.wiring import House
from ledger import identity, security_record
from tests.api.calling import CLERK, ENTERPRISE, Caller
from tests.identity_play import code_of, with_device
from tests.pages.browsing import Page
from tests.playing import Play

FACTOR = "/account/second-factor"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared without their hash, which takes a tenth of a second each."""
    monkeypatch.setattr(accounts, "is_right", lambda row, password: password == "right")
    monkeypatch.setattr(accounts, "hashed_anew", lambda row, password: None)


@pytest.fixture
def secret(house: House, clock: SimulatedClock) -> str:
    """The secret of the clerk's device."""
    return with_device(Play(house, clock), CLERK)


def opened(call: Caller, code: str | None = None, who: str = CLERK) -> Any:
    form = {"username": who, "password": "right"} | ({"code": code} if code else {})
    return call(None, "POST", "/session", form)


def required(house: House, needed: str) -> None:
    house.settings = house.settings.model_copy(update={"second_factor_for": needed})


def test_a_device_is_set_up_with_the_password_and_its_first_code(
    call: Caller, clock: SimulatedClock
) -> None:
    elsewhere = call.token(CLERK)
    call.tokens.clear()
    refused = call(CLERK, "POST", FACTOR, {"password": "wrong"})
    secret = call.do(CLERK, "POST", FACTOR, {"password": "right"}, 201)["secret"]

    assert refused.status_code == 422
    assert call(CLERK, "PUT", FACTOR, {"code": "000000"}).json()["code"] == "WrongCode"
    assert opened(call).status_code == 201

    codes = call.do(CLERK, "PUT", FACTOR, {"code": code_of(secret, clock.now())})
    standing = call.get(CLERK, FACTOR)

    assert len(set(codes["recovery_codes"])) == standing["recovery_codes_left"] == 10
    assert standing["since"] is not None
    assert opened(call).json()["code"] == "CodeWanted"
    # What was signed in before without a code is over.
    bearer = {"Authorization": f"Bearer {elsewhere}"}
    assert call(None, "GET", "/session", headers=bearer).status_code == 401


def test_a_code_counts_once_and_within_half_a_minute_of_the_clock(
    call: Caller, clock: SimulatedClock, secret: str
) -> None:
    now = clock.now()

    assert opened(call, code_of(secret, now, -2)).status_code == 422
    assert opened(call, code_of(secret, now, +2)).status_code == 422
    assert opened(call, code_of(secret, now)).status_code == 201
    assert opened(call, code_of(secret, now)).json()["code"] == "WrongCode"
    # The code before is not taken after the one that follows it.
    assert opened(call, code_of(secret, now, -1)).status_code == 422
    clock.set(now + timedelta(seconds=30))
    assert opened(call, code_of(secret, clock.now())).status_code == 201


def test_a_right_code_with_a_wrong_password_opens_nothing(
    call: Caller, clock: SimulatedClock, secret: str
) -> None:
    form = {"username": CLERK, "password": "wrong", "code": code_of(secret, clock.now())}

    assert call(None, "POST", "/session", form).json()["code"] == "SignInFailed"
    assert opened(call, code_of(secret, clock.now())).status_code == 201


def test_five_wrong_codes_lock_the_second_step(
    call: Caller, house: House, clock: SimulatedClock, secret: str
) -> None:
    wrong = [opened(call, "000000").status_code for _ in range(CODE.failures_max)]
    waiting = opened(call, code_of(secret, clock.now())).status_code
    clock.set(clock.now() + CODE.rest)
    later = opened(call, code_of(secret, clock.now())).status_code
    with house.ledger.reading() as session:
        lines = security_record.lines(session, limit=30, username=CLERK)

    assert (wrong, waiting, later) == ([422] * 5, 429, 201)
    assert [line.kind for line in lines].count("locked_out") == 1
    assert lines[0].detail == {"how": "password", "second": "code"}


def test_a_recovery_code_stands_once_in_the_place_of_the_device(
    call: Caller, clock: SimulatedClock, secret: str
) -> None:
    # The device of the fixture was set up with the code of the step before.
    renewed = {"code": code_of(secret, clock.now())}
    codes = call.do(CLERK, "POST", f"{FACTOR}/recovery-codes", renewed)["recovery_codes"]
    typed = codes[0].replace("-", " ").lower()

    assert opened(call, typed).status_code == 201
    assert opened(call, typed).status_code == 422
    assert opened(call, codes[1]).status_code == 201
    assert call.get(CLERK, FACTOR)["recovery_codes_left"] == 8
    about = {one["facts"]["about"] for one in call.get(CLERK, "/notices")["items"]}
    assert about >= {"recovery_code_used", "second_factor_set"}


def test_the_second_factor_is_removed_with_a_code_only(
    call: Caller, clock: SimulatedClock, secret: str
) -> None:
    assert call(CLERK, "POST", f"{FACTOR}/removal", {"code": "123456"}).status_code == 422

    code = code_of(secret, clock.now())
    assert call(CLERK, "POST", f"{FACTOR}/removal", {"code": code}).status_code == 204
    assert opened(call).status_code == 201
    assert call(CLERK, "GET", "/session").status_code == 200


def test_who_needs_one_cannot_go_on_without(
    call: Caller, house: House, clock: SimulatedClock, secret: str
) -> None:
    required(house, "officials")
    code = code_of(secret, clock.now())

    assert opened(call, who="fgw.chengban").json()["code"] == "EnrolmentWanted"
    assert opened(call, "123456", who="fgw.chengban").status_code == 403
    assert opened(call, who=ENTERPRISE).status_code == 201
    assert call(CLERK, "POST", f"{FACTOR}/removal", {"code": code}).status_code == 204
    assert call(CLERK, "GET", "/session").status_code == 401
    required(house, "administrators")
    assert opened(call, who="fgw.chengban").status_code == 201


def posted(call: Caller, path: str, page: Page, **more: str) -> Any:
    values = {name: one[0] for name, one in page.form(path).values.items()} | more
    return call.client.post(path, data=values, follow_redirects=False)


def looked(call: Caller, path: str) -> Page:
    answer = call.client.get(path, headers={"Accept": "text/html"}, follow_redirects=False)

    assert answer.status_code == 200
    return Page(answer.text)


def test_on_the_pages_the_code_is_asked_for_after_the_password(
    call: Caller, clock: SimulatedClock, secret: str
) -> None:
    form = {"username": CLERK, "password": "right", "back": "/account"}
    first = call.client.post("/sign-in", data=form, follow_redirects=False)
    path = "/sign-in/code"

    assert first.headers["location"] == "/sign-in/code?back=%2Faccount"
    assert "greenlane_session" not in call.client.cookies
    page = looked(call, first.headers["location"])
    forged = call.client.post(path, data={"code": code_of(secret, clock.now())})
    assert forged.status_code == 403
    assert posted(call, path, page, code="000000").status_code == 422
    done = posted(call, path, page, code=code_of(secret, clock.now()))
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    assert "/account/password" in {form.action for form in looked(call, "/account").forms}
    # The first step alone is worth nothing once the second was made.
    again = call.client.get(path, headers={"Accept": "text/html"}, follow_redirects=False)
    assert again.headers["location"].startswith("/sign-in?")


def test_who_needs_one_sets_it_up_at_the_sign_in(
    call: Caller, house: House, clock: SimulatedClock
) -> None:
    required(house, "officials")
    form = {"username": CLERK, "password": "right"}
    first = call.client.post("/sign-in", data=form, follow_redirects=False)
    page, path = looked(call, first.headers["location"]), "/sign-in/enrol"
    with house.ledger.reading() as session:
        row = identity.second_factor(session, CLERK)
    assert row is not None
    shown = posted(call, path, page, code=code_of(row.secret, clock.now()))

    assert "svg" in page.tags
    assert row.secret in page.text.replace(" ", "")
    assert (shown.status_code, shown.text.count('<li class="mono">')) == (200, 10)
    assert looked(call, "/account")
    # The session that was opened is a whole one.
    assert call.get(CLERK, FACTOR)["needed"] is True


def test_a_half_sign_in_is_over_after_ten_minutes_and_is_no_session(
    call: Caller, clock: SimulatedClock, secret: str
) -> None:
    call.client.post(
        "/sign-in", data={"username": CLERK, "password": "right"}, follow_redirects=False
    )
    half = call.client.cookies["greenlane_half_sign_in"]
    bearer = {"Authorization": f"Bearer {half}"}
    assert call(None, "GET", "/session", headers=bearer).status_code == 401
    call.client.cookies.set("greenlane_half_sign_in", half)
    assert looked(call, "/sign-in/code")
    clock.set(clock.now() + timedelta(minutes=10))
    over = call.client.get("/sign-in/code", follow_redirects=False)
    assert over.status_code in (303, 401)
