"""Identity on both engines: what is counted, used once, listed and found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from acts import accounts, people, second_factor, security_record, throttle, tokens, unified
from acts.office import Office
from acts.people import AccountForm, BindForm, WrongResetCode
from acts.second_factor import WrongCode
from acts.security_record import NOBODY, Caller
from acts.throttle import NAME_FROM_ADDRESS, TooManyAttempts
from acts.tokens import TokenForm, UnknownToken
from acts.unified import Vouched
from greenlane.wiring import open_demonstration_accounts
from ledger import notices
from ledger import security_record as record
from ledger import throttle as counted
from states.terms.identity import Scope, SecurityEvent
from tests.identity_play import code_of, with_device
from tests.playing import Play, play_on

CLERK, ADMINISTRATOR = "chuangkou", "guanli"


@pytest.fixture
def play(ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    """A house with its people; passwords are kept without their hash, which takes time."""
    monkeypatch.setattr(accounts, "hashed", lambda password: f"kept {password}")
    play = play_on(ledger_url)
    open_demonstration_accounts(play.house)
    yield play
    play.house.ledger.close()


def test_tries_are_counted_forgotten_and_taken_back(play: Play) -> None:
    kind, now, rest = "address", play.clock.now(), timedelta(minutes=15)

    def tried(at: timedelta = timedelta(0)) -> int | None:
        with play.house.ledger.writing() as session:
            return counted.count(session, kind, "192.0.2.7", now + at, 3, rest)

    assert [tried(), tried(), tried(), tried()] == [1, 2, 3, None]
    with play.house.ledger.writing() as session:
        counted.take_back(session, kind, "192.0.2.7")
    assert tried() == 3
    assert tried(rest - timedelta(seconds=1)) is None
    assert tried(rest) == 1
    with play.house.ledger.writing() as session:
        counted.take_back(session, kind, "192.0.2.7")
    assert tried(rest) == 1


def test_a_try_that_is_turned_away_counts_nowhere(play: Play) -> None:
    tries = throttle.at_sign_in(CLERK, "192.0.2.7", is_known=False)
    for _ in range(NAME_FROM_ADDRESS.failures_max):
        play.act(throttle.begin, tries)
    with pytest.raises(TooManyAttempts):
        play.act(throttle.begin, tries)
    other = throttle.at_sign_in("somebody else", "192.0.2.7", is_known=False)
    with play.house.ledger.writing() as session:
        count = counted.count(
            session, "address", other[-1].subject, play.clock.now(), 100, timedelta(minutes=15)
        )

    assert count == 6


def test_codes_are_used_once(play: Play) -> None:
    secret, now = with_device(play, CLERK), play.clock.now()
    code = code_of(secret, now)

    assert play.act(second_factor.check, CLERK, code, caller=NOBODY) == "code"
    with pytest.raises(WrongCode):
        play.act(second_factor.check, CLERK, code, caller=NOBODY)
    first, *_ = play.act(second_factor.renew_recovery_codes, CLERK, caller=NOBODY)
    assert play.act(second_factor.check, CLERK, first, caller=NOBODY) == "recovery"
    with pytest.raises(WrongCode):
        play.act(second_factor.check, CLERK, first, caller=NOBODY)
    assert play.read(lambda office: second_factor.recovery_codes_left(office, CLERK)) == 9
    assert play.act(second_factor.remove, CLERK, caller=NOBODY) is True
    assert play.act(second_factor.remove, CLERK, caller=NOBODY) is False


def test_a_reset_code_and_a_token_end(play: Play) -> None:
    wanted = TokenForm(name="a program", scopes=frozenset({Scope.READ, Scope.ACT}))
    secret, made = play.act(tokens.make, wanted, by=CLERK, caller=NOBODY)
    now = play.clock.now()
    held = play.read(lambda office: tokens.bearer(office, secret, now=now))
    code = play.act(people.issue_reset, CLERK, by=ADMINISTRATOR, caller=NOBODY)
    play.act(people.use_reset, CLERK, code, "a hash", caller=NOBODY)

    assert held.scopes == {Scope.READ, Scope.ACT}
    assert play.read(lambda office: tokens.bearer(office, secret, now=now)) is None
    with pytest.raises(UnknownToken):
        play.act(tokens.revoke, made.id, by=CLERK, caller=NOBODY)
    with pytest.raises(WrongResetCode):
        play.act(people.use_reset, CLERK, code, "another hash", caller=NOBODY)


def test_an_identity_is_bound_to_one_account(play: Play) -> None:
    issuer, form = "https://id.example", BindForm(subject="p-1")
    person = Vouched(issuer, "p-1", {"staff": CLERK})

    def whose(claim: str) -> str | None:
        def asked(office: Office, *, now: datetime) -> str | None:
            row = unified.account_for(office, person, claim=claim, caller=NOBODY, now=now)
            return row.username if row else None

        found: str | None = play.act(asked)
        return found

    play.act(unified.bind, CLERK, form, issuer=issuer, by=ADMINISTRATOR, caller=NOBODY)
    bound = whose("")
    play.act(unified.unbind, CLERK, form, issuer=issuer, by=ADMINISTRATOR, caller=NOBODY)

    assert (bound, whose(""), whose("staff"), whose("")) == (CLERK, None, CLERK, CLERK)


def test_accounts_are_found_in_the_same_order(play: Play) -> None:
    actor = play.actor(ADMINISTRATOR)
    form = AccountForm(username="li_si", name="李四%", role="handler", organisation="fgw")
    play.act(people.open_account, form, by=ADMINISTRATOR, caller=NOBODY)

    def found(wanted: str, **more: object) -> list[str]:
        page = play.read(lambda office: people.listed(office, actor=actor, wanted=wanted, **more))
        return [row.username for row in page.accounts]

    everybody = found("", limit=100)
    assert everybody == sorted([*play.house.city.catalog.users, "li_si"])
    assert found("", limit=100, after=everybody[2]) == everybody[3:]
    assert (found("%"), found("i_s"), found("李四")) == (["li_si"],) * 3


def test_the_record_and_the_notices_of_one_person_are_read_from_the_newest(play: Play) -> None:
    for who in (CLERK, "qiye", CLERK):
        caller = Caller("192.0.2.7", "Firefox/144")
        play.act(
            lambda office, *, now, of=who, by=caller: security_record.note(
                office, SecurityEvent.LOCKED_OUT, of, caller=by, now=now, why="wrong"
            )
        )
    lines = play.read(lambda office: record.lines(office.session, limit=10, username=CLERK))
    older = play.read(
        lambda office: record.lines(
            office.session, limit=10, kind="locked_out", before=lines[0].event_id
        )
    )
    told = play.read(lambda office: notices.told_to(office.session, CLERK, "zwj", limit=10))
    unread = play.read(lambda office: notices.unread(office.session, CLERK, "zwj"))

    assert [line.detail["why"] for line in lines] == ["wrong", "wrong"]
    assert [line.username for line in older] == ["qiye", CLERK]
    assert [one.payload["about"] for one in told] == ["locked_out", "locked_out"]
    assert unread == 2
    since = play.clock.now() - timedelta(days=1)
    known = play.read(
        lambda office: record.has_signed_in_from(office.session, CLERK, "192.0.2.7", since)
    )
    assert known is False
