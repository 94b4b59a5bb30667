"""The tables of identity: brought to a filled ledger, and a record that nobody alters."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from acts import accounts, security_record
from acts.office import Office
from acts.security_record import Caller
from ledger import security_record as record
from states.terms.identity import SecurityEvent
from tests.ledger.test_migrations import at_first
from tests.playing import play_on

ACCOUNT = (
    "INSERT INTO account (username, name, role, organisation, password_hash) "
    "VALUES ('wang.wu', '王五', 'handler', 'fgw', '$argon2id$of-the-release-before')"
)
SIGN_IN = (
    "INSERT INTO sign_in (token_sha256, username, signed_in_at, expires_at) "
    "VALUES (:hash, 'wang.wu', :at, :until)"
)


def test_accounts_and_sessions_of_the_release_before_go_on(ledger_url: str) -> None:
    """Revision 0038, filled; then rows as the release before goes on writing them."""
    old, token = at_first(ledger_url, "0038_heartbeat"), "a token of before"
    at, until = "2026-03-02 01:00:00+00:00", "2026-03-02 13:00:00+00:00"
    row = {"hash": accounts._hashed(token), "at": at, "until": until}
    with old.writing() as session:
        session.execute(text(ACCOUNT))
        session.execute(text(SIGN_IN), row)
    old.close()

    play = play_on(ledger_url)
    with play.house.ledger.writing() as session:
        session.execute(text(SIGN_IN), row | {"hash": "written by the release before"})
    now = play.clock.now()
    held = play.read(lambda office: accounts.holder(office, token, now=now))
    sessions = play.read(lambda office: accounts.sessions_of(office, held.actor, token, now=now))
    play.house.ledger.close()

    assert (held.account.disabled_at, held.account.demonstration, held.is_stale) == (
        None,
        False,
        True,
    )
    assert [(one.address, one.last_used_at == one.signed_in_at) for one in sessions] == [
        ("", True)
    ] * 2


@pytest.mark.parametrize(
    "statement",
    ["UPDATE security_event SET username = 'somebody else'", "DELETE FROM security_event"],
)
def test_the_security_record_is_only_added_to(ledger_url: str, statement: str) -> None:
    play = play_on(ledger_url)

    def noted(office: Office, *, now: object) -> None:
        event = SecurityEvent.SIGNED_IN
        caller = Caller("192.0.2.7", "Firefox/144")
        security_record.note(office, event, "wang.wu", caller=caller, now=play.clock.now())

    play.act(noted)
    with pytest.raises(DatabaseError, match="append-only"), play.house.ledger.writing() as session:
        session.execute(text(statement))
    lines = play.read(lambda office: record.lines(office.session, limit=10))
    play.house.ledger.close()

    assert [line.username for line in lines] == ["wang.wu"]
