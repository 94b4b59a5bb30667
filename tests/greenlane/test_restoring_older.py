"""A backup that an older release took is brought back by this one, tables and all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from greenlane import backup
from greenlane.clock import SystemClock
from greenlane.settings import Settings
from ledger.evidence import verify
from tests.ledger.test_migrations import at_first, carried, reviewed
from tests.playing import play_on

OLDER = ("0029_case_seen",)


@pytest.mark.parametrize("older", OLDER)
def test_a_backup_of_an_older_release_is_restored_upgraded_and_verified(
    older: str, ledger_url: str, postgres_server: Any, tmp_path: Path
) -> None:
    """What the older tables held is there, `verify` is clean after the first start, acts go on."""
    made = reviewed(f"sqlite:///{tmp_path / 'made.db'}")
    cases = {row: made.case(row) for row in ("2026-0001", "2026-0002", "2026-0003", "2026-0004")}
    old = at_first(ledger_url, older)
    carried(made, old)
    old.close()
    file = tmp_path / "older.backup"
    manifest = backup.take(Settings(database_url=ledger_url), file, SystemClock())
    url = another(ledger_url, postgres_server, tmp_path)
    result = backup.restore(Settings(database_url=url), file, True)

    assert manifest["revision"] == older
    assert result.faults == ()
    again = play_on(url)
    assert again.read(lambda office: verify(office.session)) == []
    assert {name: again.case(name) for name in cases} == cases
    again.sign("2026-0001", "wgl")
    assert inspect(again.house.ledger.engine).has_table("heartbeat")
    for house in (made.house, again.house):
        house.ledger.close()


def another(url: str, server: Any, tmp_path: Path) -> str:
    """A second, empty ledger on the engine of the first."""
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'restored' / 'ledger.db'}"
    old = url.rpartition("/")[2].partition("?")[0]
    server.psql(f'CREATE DATABASE "{old}_restored"')
    return url.replace(old, f"{old}_restored")
