"""A filled ledger is brought on while the release before it still writes, on PostgreSQL."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from ledger.engine import Ledger
from ledger.evidence import verify
from tests.ledger.test_migrations import at_first, carried, reviewed
from tests.playing import play_on

AT = datetime(2026, 3, 2, tzinfo=UTC)
OLDER = ("0029_case_seen",)
WRITE = text(
    "INSERT INTO case_seen (username, case_id, number, seen_at) "
    "VALUES (:username, 'of-the-old-release', 1, :at)"
)


@pytest.mark.parametrize("older", OLDER)
def test_the_release_before_goes_on_writing_while_the_tables_are_brought_on(
    older: str, postgres_url: str, sqlite_url: str
) -> None:
    """Each write of the old release is kept; none fails; no table is locked and rewritten."""
    made = reviewed(sqlite_url)
    old = at_first(postgres_url, older)
    carried(made, old)
    written: list[str] = []
    failed: list[Exception] = []
    begun, done = threading.Event(), threading.Event()

    def write_as_the_old_release_did() -> None:
        while not done.is_set():
            name = f"reader-{len(written)}"
            try:
                with old.writing() as session:
                    session.execute(text("SET LOCAL lock_timeout = '5s'"))
                    session.execute(WRITE, {"username": name, "at": AT})
                written.append(name)
            except Exception as fault:
                failed.append(fault)
            if len(written) > 5:
                begun.set()

    writer = threading.Thread(target=write_as_the_old_release_did)
    writer.start()
    assert begun.wait(60)
    before = files_of(old)
    new = Ledger(postgres_url)
    new.upgrade()
    enough = len(written) + 5
    while len(written) < enough and not failed:
        done.wait(0.01)
    done.set()
    writer.join()

    assert failed == []
    after = files_of(new)
    assert {name: after[name] for name in before} == before
    with new.reading() as session:
        kept = set(session.scalars(text("SELECT username FROM case_seen")))
        assert set(written) <= kept
    new.close()
    old.close()
    play = play_on(postgres_url)
    assert play.read(lambda office: verify(office.session)) == []
    play.house.ledger.close()
    made.house.ledger.close()


def files_of(ledger: Ledger) -> dict[str, int]:
    """The file of each table: a rewrite under ACCESS EXCLUSIVE gives it a new one."""
    query = text(
        "SELECT relname, relfilenode FROM pg_class WHERE relkind = 'r' "
        "AND relnamespace = current_schema()::regnamespace"
    )
    with ledger.reading() as session:
        return {str(row.relname): int(row.relfilenode) for row in session.execute(query)}
