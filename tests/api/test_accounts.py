"""Accounts kept by administrators: opened, disabled, reset; and the record that they read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from acts import accounts
from acts.accounts import SignInFailed
from acts.security_record import NOBODY
from api.entering import sign_in
from greenlane.clock import SimulatedClock
from greenlane.wiring import DemonstrationRefused, House, open_demonstration_accounts
from tests.api.calling import ADMINISTRATOR, CLERK, ENTERPRISE, HANDLER, SUPERVISOR, Caller
from tests.identity_play import with_device
from tests.pages.browsing import Reader
from tests.playing import Play

NEW = {"username": "li.si", "name": "李四", "role": "handler", "organisation": "fgw"}
GOOD = "five small words suffice"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password is its own hash: the real one takes a tenth of a second."""
    monkeypatch.setattr(accounts, "hashed", lambda password: f"kept {password}")
    monkeypatch.setattr(accounts, "hashed_anew", lambda row, password: None)
    monkeypatch.setattr(
        accounts, "is_right", lambda row, typed: row and row.password_hash == f"kept {typed}"
    )


def opened(call: Caller, who: str, password: str) -> int:
    return call(None, "POST", "/session", {"username": who, "password": password}).status_code


def kinds(call: Caller, who: str) -> list[str]:
    found = call.get(ADMINISTRATOR, f"/security-record?username={who}")["events"]
    return [one["kind"] for one in reversed(found)]


def test_an_account_is_opened_without_a_password_and_its_owner_sets_one(
    call: Caller, clock: SimulatedClock
) -> None:
    issued = call.do(ADMINISTRATOR, "POST", "/accounts", NEW, 201)
    reset = {"username": "li.si", "code": issued["reset_code"], "new_password": GOOD}

    assert opened(call, "li.si", "") == 422
    assert opened(call, "li.si", "none: set one with a reset code") == 401
    too_short = call(None, "POST", "/session/reset", reset | {"new_password": "short"})
    assert too_short.json()["errors"][0]["pointer"] == "/new_password"
    typed = issued["reset_code"].replace("-", "").lower()
    assert call(None, "POST", "/session/reset", reset | {"code": typed}).status_code == 204
    assert opened(call, "li.si", GOOD) == 201
    again = call(None, "POST", "/session/reset", reset | {"new_password": f"{GOOD} twice"})
    assert again.json()["code"] == "WrongResetCode"
    assert call.get("li.si", "/session")["role"] == "handler"
    assert kinds(call, "li.si")[:3] == ["account_opened", "sign_in_failed", "reset_used"]


def test_a_reset_code_lasts_a_day_and_ends_every_session_when_it_is_used(
    call: Caller, clock: SimulatedClock
) -> None:
    token = call.token(CLERK)
    late = call.do(ADMINISTRATOR, "POST", f"/accounts/{CLERK}/reset", status=201)
    clock.set(clock.now() + timedelta(hours=24))
    form = {"username": CLERK, "new_password": GOOD}
    over = call(None, "POST", "/session/reset", form | {"code": late["reset_code"]})
    first = call.do(ADMINISTRATOR, "POST", f"/accounts/{CLERK}/reset", status=201)
    second = call.do(ADMINISTRATOR, "POST", f"/accounts/{CLERK}/reset", status=201)
    replaced = call(None, "POST", "/session/reset", form | {"code": first["reset_code"]})
    token = call.token(CLERK)
    used = call(None, "POST", "/session/reset", form | {"code": second["reset_code"]})
    bearer = {"Authorization": f"Bearer {token}"}

    assert (over.status_code, replaced.status_code, used.status_code) == (422, 422, 204)
    assert call(None, "GET", "/session", headers=bearer).status_code == 401


def test_guessing_a_reset_code_is_slowed_down(call: Caller) -> None:
    guess = {"username": CLERK, "code": "AAAA", "new_password": GOOD}
    answers = [call(None, "POST", "/session/reset", guess).status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]


def test_nobody_uses_a_disabled_account(call: Caller, house: House) -> None:
    token = call.token(HANDLER)
    bearer = {"Authorization": f"Bearer {token}"}
    call.do(ADMINISTRATOR, "POST", f"/accounts/{CLERK}/reset", status=201)
    path = f"/accounts/{HANDLER}"

    assert call(ADMINISTRATOR, "POST", f"{path}/disable", {"reason": "调离"}).status_code == 204
    assert call(None, "GET", "/session", headers=bearer).status_code == 401
    assert call(ADMINISTRATOR, "POST", f"{path}/disable", {}).status_code == 422
    assert call(ADMINISTRATOR, "POST", f"{path}/reset").status_code == 422
    # A session that was opened past the counter is refused too.
    call.tokens.clear()
    assert call(HANDLER, "GET", "/session").status_code == 401
    with house.ledger.writing() as session:
        row = accounts.account_of(house.office(session), HANDLER)
        assert row is not None
        row.password_hash = f"kept {GOOD}"
    assert opened(call, HANDLER, GOOD) == 401
    assert call(ADMINISTRATOR, "POST", f"{path}/enable").status_code == 204
    assert opened(call, HANDLER, GOOD) == 201
    assert call(ADMINISTRATOR, "POST", f"{path}/enable").status_code == 422
    assert kinds(call, HANDLER) == [
        "account_disabled",
        "sign_in_failed",
        "account_enabled",
        "signed_in",
    ]


def test_an_administrator_cannot_lock_the_last_door(call: Caller) -> None:
    own = f"/accounts/{ADMINISTRATOR}"

    assert call(ADMINISTRATOR, "POST", f"{own}/disable", {}).status_code == 422
    assert call(ADMINISTRATOR, "POST", f"{own}/second-factor/removal").status_code == 422


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"username": "Li Si"}, "/username"),
        ({"username": CLERK}, "/username"),
        ({"username": "greenlane"}, "/username"),
        ({"role": "system"}, "/role"),
        ({"organisation": "nowhere"}, "/organisation"),
        ({"organisation": ""}, "/organisation"),
        ({"role": "enterprise"}, "/organisation"),
        ({"rank": "organ_head"}, "/rank"),
    ],
)
def test_an_account_fits_its_role(call: Caller, change: dict[str, str], pointer: str) -> None:
    answer = call(ADMINISTRATOR, "POST", "/accounts", NEW | change)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("who", [ENTERPRISE, CLERK, HANDLER, SUPERVISOR, None])
def test_only_administrators_keep_accounts_and_read_the_record(
    call: Caller, who: str | None
) -> None:
    tried: list[tuple[str, str, Any]] = [
        ("GET", "/accounts", None),
        ("POST", "/accounts", NEW),
        ("GET", f"/accounts/{CLERK}", None),
        ("POST", f"/accounts/{CLERK}/disable", {}),
        ("POST", f"/accounts/{CLERK}/enable", None),
        ("POST", f"/accounts/{CLERK}/reset", None),
        ("POST", f"/accounts/{CLERK}/second-factor/removal", None),
        ("DELETE", f"/accounts/{CLERK}/sessions", None),
        ("GET", "/security-record", None),
    ]
    answers = {call(who, method, path, body).status_code for method, path, body in tried}

    assert answers == ({403} if who else {401})


def test_a_lost_device_is_removed_by_an_administrator_and_the_owner_is_told(
    call: Caller, house: House, clock: SimulatedClock
) -> None:
    with_device(Play(house, clock), CLERK)
    token = call.token(CLERK)
    path = f"/accounts/{CLERK}/second-factor/removal"

    assert call.get(ADMINISTRATOR, f"/accounts/{CLERK}")["has_second_factor"] is True
    assert call(ADMINISTRATOR, "POST", path).status_code == 204
    assert call(ADMINISTRATOR, "POST", path).status_code == 422
    bearer = {"Authorization": f"Bearer {token}"}
    assert call(None, "GET", "/session", headers=bearer).status_code == 401
    call.tokens.clear()
    told = call.get(CLERK, "/notices")["items"][0]["facts"]["about"]
    assert told == "second_factor_removed"
    line = call.get(ADMINISTRATOR, "/security-record?kind=second_factor_removed")["events"][0]
    assert (line["username"], line["actor"]) == (CLERK, ADMINISTRATOR)


def test_accounts_are_found_and_paged_by_name(call: Caller) -> None:
    found, after = [], ""
    while True:
        page = call.get(ADMINISTRATOR, f"/accounts?limit=7&after={after}")
        found += [one["username"] for one in page["accounts"]]
        if page["more_after"] is None:
            break
        after = page["more_after"]

    assert found == sorted(call.house.city.catalog.users)
    handlers = call.get(ADMINISTRATOR, "/accounts?q=chengban")["accounts"]
    assert handlers
    assert all("chengban" in one["username"] for one in handlers)
    assert call.get(ADMINISTRATOR, "/accounts?q=%25")["accounts"] == []


def test_the_record_is_paged_from_the_newest(call: Caller) -> None:
    for _ in range(3):
        opened(call, CLERK, "wrong")
    first = call.get(ADMINISTRATOR, "/security-record?limit=2")["events"]
    older = call.get(ADMINISTRATOR, f"/security-record?before={first[-1]['event_id']}")["events"]
    numbers = [one["event_id"] for one in [*first, *older]]

    assert len(first) == 2
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == len(numbers) >= 3


def in_production(house: House) -> None:
    house.settings = house.settings.model_copy(
        update={"production": True, "second_factor_for": "nobody"}
    )


def test_demonstration_accounts_are_refused_in_production(call: Caller, house: House) -> None:
    printed = house.city.catalog.users[CLERK].password
    with house.ledger.writing() as session:
        office = house.office(session)
        accounts.open_account(office, Play(house, call.clock).actor(CLERK), printed)
    token = call.token(CLERK)
    bearer = {"Authorization": f"Bearer {token}"}
    assert call(None, "GET", "/session", headers=bearer).status_code == 200
    in_production(house)

    assert call(None, "GET", "/session", headers=bearer).status_code == 401
    with pytest.raises(SignInFailed):
        sign_in(house, CLERK, printed, caller=NOBODY, now=house.clock.now())
    with pytest.raises(DemonstrationRefused):
        open_demonstration_accounts(house)
    # With a password of one's own it is an account like any other.
    with house.ledger.writing() as session:
        accounts.set_password(house.office(session), CLERK, f"kept {GOOD}")
    assert opened(call, CLERK, GOOD) == 201


def test_a_printed_password_of_a_ledger_from_before_is_refused_in_production(
    call: Caller, house: House
) -> None:
    """The release before did not note which accounts are a demonstration's."""
    printed = house.city.catalog.users[HANDLER].password
    with house.ledger.writing() as session:
        accounts.set_password(house.office(session), HANDLER, f"kept {printed}")
    assert opened(call, HANDLER, printed) == 201
    in_production(house)

    assert opened(call, HANDLER, printed) == 401


def test_in_production_officials_need_a_second_factor_unless_it_is_said_otherwise(
    house: House,
) -> None:
    settings = house.settings.model_copy(update={"production": True})

    assert settings.entry_rules.second_factor_for == "officials"
    assert house.settings.entry_rules.second_factor_for == "nobody"


def test_the_pages_open_reset_and_disable(house: House, clock: SimulatedClock) -> None:
    play = Play(house, clock)
    reader = Reader(play, ADMINISTRATOR, "en")
    form = reader.get("/accounts/open").form("/accounts/open")
    wrong = reader.submit(form, username="li.si", name="李四", role="handler", organisation="x")
    shown = reader.submit(form, username="li.si", name="李四", role="handler", organisation="fgw")
    code = shown.text.split('mono once">')[1].split("<")[0]
    nobody = Reader(play, None, "en")
    fields = {"username": "li.si", "code": code, "new_password": GOOD, "again": GOOD}
    unequal = nobody.send("/reset", **fields | {"again": "another"})
    done = nobody.send("/reset", **fields)
    path = "/accounts/li.si"
    page = reader.get(path)
    ended = reader.submit(page.form(f"{path}/disable"), reason="left")
    after = reader.get(ended.headers["location"])

    assert (wrong.status_code, "Choose a department" in wrong.text) == (422, True)
    assert (unequal.status_code, done.status_code) == (422, 303)
    assert done.headers["location"] == "/reset?done=set"
    assert "The account is disabled" in after.text
    assert {one.action for one in after.forms} >= {f"{path}/enable"}
    assert "left" in reader.get("/security?username=li.si").text
    Reader(play, CLERK).get("/accounts", expect=403)
    Reader(play, CLERK).get("/security", expect=403)
