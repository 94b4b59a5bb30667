"""Wrong passwords are counted for all processes together; the account's owner is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, get_args

import pytest
from fastapi import FastAPI

from acts import accounts, throttle
from acts.entering import EntryRules, NeededFor
from acts.security_record import Caller
from acts.throttle import NAME, NAME_FROM_ADDRESS, TooManyAttempts
from api import entering as counter
from api.app import create_app
from greenlane.clock import SimulatedClock
from greenlane.wiring import House
from ledger import security_record
from states.terms import Role
from states.terms.identity import SecurityEvent
from tests.api.calling import ADMINISTRATOR, CLERK, ENTERPRISE
from tests.api.calling import Caller as Callers
from tests.playing import play_on

HOME, ELSEWHERE = "192.0.2.7", "203.0.113.9"


def tried(house: House, password: str, address: str, who: str = CLERK) -> str:
    """How a sign-in at the counter ended."""
    try:
        counter.sign_in(
            house, who, password, caller=Caller(address, "Firefox/144"), now=house.clock.now()
        )
    except (accounts.SignInFailed, TooManyAttempts) as error:
        return type(error).__name__
    return "in"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared without their hash, which takes a tenth of a second each."""
    monkeypatch.setattr(accounts, "is_right", lambda row, password: password == "right")
    monkeypatch.setattr(accounts, "hashed_anew", lambda row, password: None)


def kinds(house: House, who: str = CLERK) -> list[str]:
    with house.ledger.reading() as session:
        found = security_record.lines(session, limit=100, username=who)
    return [line.kind.value for line in reversed(found)]


def test_another_process_counts_on_where_the_first_one_stopped(
    call: Callers, house: House, app: FastAPI
) -> None:
    form = {"username": CLERK, "password": "wrong password"}
    second = Callers(create_app(house), house, call.clock)
    answers = [
        one(None, "POST", "/session", form).status_code
        for one in (call, second, call, second, call, second)
    ]

    assert answers == [401] * 5 + [429]


def test_five_wrong_passwords_from_an_address_lock_it_out_and_the_owner_is_told(
    call: Callers, house: House, clock: SimulatedClock, quick: None
) -> None:
    answers = [tried(house, "wrong", ELSEWHERE) for _ in range(7)]
    told = call.get(CLERK, "/notices")["items"]

    assert answers == ["SignInFailed"] * 5 + ["TooManyAttempts"] * 2
    assert kinds(house) == ["sign_in_failed"] * 5 + ["locked_out"]
    assert [(one["facts"]["about"], one["facts"]["address"]) for one in told] == [
        ("locked_out", ELSEWHERE)
    ]
    assert call.get(CLERK, "/notices")["unread"] == 1
    assert call.get(ENTERPRISE, "/notices")["items"] == []
    # The owner's address is not the guesser's.
    assert tried(house, "right", HOME) == "in"


def test_waiting_does_not_begin_anew_with_each_try(
    house: House, clock: SimulatedClock, quick: None
) -> None:
    for _ in range(5):
        tried(house, "wrong", ELSEWHERE)
    clock.set(clock.now() + NAME_FROM_ADDRESS.rest - timedelta(seconds=1))
    early = tried(house, "right", ELSEWHERE)
    clock.set(clock.now() + timedelta(seconds=1))

    assert (early, tried(house, "right", ELSEWHERE)) == ("TooManyAttempts", "in")


def test_guesses_from_many_addresses_lock_the_account_but_not_the_owners_own_address(
    house: House, clock: SimulatedClock, quick: None
) -> None:
    assert tried(house, "right", HOME) == "in"
    clock.set(clock.now() + timedelta(days=29))
    guesses = [tried(house, "wrong", f"198.51.100.{place}") for place in range(21)]

    assert guesses == ["SignInFailed"] * 20 + ["TooManyAttempts"]
    assert kinds(house).count("locked_out") == 1
    assert tried(house, "right", ELSEWHERE) == "TooManyAttempts"
    assert tried(house, "right", HOME) == "in"
    # Thirty days after the owner was last there the address is like any other.
    clock.set(clock.now() + timedelta(days=31))
    for place in range(20):
        tried(house, "wrong", f"198.51.100.{place}")
    assert tried(house, "right", HOME) == "TooManyAttempts"
    clock.set(clock.now() + NAME.rest)
    assert tried(house, "right", HOME) == "in"


def test_one_address_cannot_try_name_after_name(house: House, quick: None) -> None:
    answers = [tried(house, "wrong", ELSEWHERE, f"name{place}") for place in range(60)]
    # An account of one's own does not begin the count anew.
    assert tried(house, "right", ELSEWHERE, ENTERPRISE) == "in"
    answers += [tried(house, "wrong", ELSEWHERE, f"name{place}") for place in range(60, 102)]

    assert answers == ["SignInFailed"] * 100 + ["TooManyAttempts"] * 2
    # A right password elsewhere is none of its tries.
    assert tried(house, "right", HOME) == "in"


def test_a_right_password_is_no_failure_of_its_address(house: House, quick: None) -> None:
    """A whole office stands behind one address."""
    assert {tried(house, "right", HOME) for _ in range(101)} == {"in"}


def test_a_name_that_is_nobodys_is_kept_nowhere(house: House, quick: None) -> None:
    typed = "my secret password, in the wrong field"
    for _ in range(6):
        tried(house, "wrong", ELSEWHERE, typed)
    with house.ledger.reading() as session:
        lines = security_record.lines(session, limit=100)
        subjects = [
            str(row) for row in session.connection().exec_driver_sql("SELECT subject FROM throttle")
        ]

    assert {line.username for line in lines} == {""}
    assert not any(typed in text for text in [*subjects, *map(str, lines)])


def test_however_many_try_at_once_no_more_are_judged_than_the_bound_says(ledger_url: str) -> None:
    play = play_on(ledger_url)
    tries, now = throttle.at_code("wang.wu"), play.clock.now()

    def one(_: int) -> bool:
        try:
            with play.house.ledger.writing() as session:
                throttle.begin(play.house.office(session), tries, now=now)
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        judged = list(pool.map(one, range(40)))
    play.house.ledger.close()

    assert sum(judged) == 5


def test_a_sign_in_is_recorded_with_address_and_browser(house: House, quick: None) -> None:
    tried(house, "right", HOME)
    with house.ledger.reading() as session:
        (line,) = security_record.lines(session, limit=10, username=CLERK)

    assert (line.kind, line.actor) == (SecurityEvent.SIGNED_IN, CLERK)
    assert (line.address, line.agent, line.detail) == (HOME, "Firefox/144", {"how": "password"})


def test_a_session_tells_where_and_when_it_was_used_last(
    call: Callers, house: House, clock: SimulatedClock
) -> None:
    def sessions(agent: str) -> Any:
        return call.get(CLERK, "/account/sessions", headers={"User-Agent": agent})["sessions"]

    begun = clock.now()
    first = sessions("Firefox/144")[0]
    clock.set(begun + timedelta(minutes=4))
    noted_before = sessions("Firefox/145")[0]
    clock.set(begun + timedelta(minutes=5))
    sessions("Firefox/146")
    noted = sessions("Firefox/147")[0]

    assert (first["last_used_at"], noted_before["last_used_at"]) == (first["signed_in_at"],) * 2
    assert (noted["agent"], noted["address"]) == ("Firefox/146", "testclient")
    assert noted["last_used_at"] > first["last_used_at"]


def test_a_busy_ledger_holds_no_reader_up_for_the_note_of_a_last_use(
    call: Callers, house: House, clock: SimulatedClock
) -> None:
    call.token(ADMINISTRATOR)
    clock.set(clock.now() + timedelta(minutes=6))
    bearer = {"Authorization": f"Bearer {next(iter(call.tokens.values()))}"}
    with house.ledger.writing():
        answer = call(None, "GET", "/session", headers=bearer)

    assert answer.status_code == 200


def test_entry_rules_say_who_needs_a_second_factor() -> None:

    asked = {
        needed: set(filter(EntryRules(False, needed).needs_second_factor, Role))
        for needed in get_args(NeededFor)
    }

    assert asked["nobody"] == set()
    assert asked["administrators"] == {Role.ADMINISTRATOR}
    assert asked["officials"] == set(Role) - {Role.ENTERPRISE}
