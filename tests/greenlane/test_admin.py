"""`greenlane admin`: the first administrator has the password that a person chose."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from greenlane.admin_commands import CannotAdminister, administered
from greenlane.command_line import app
from greenlane.settings import Settings
from ledger import keyed
from tests.playing import play_on

GOOD = "five small words suffice"


@pytest.fixture
def url(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A ledger that the commands find by their environment."""
    monkeypatch.setenv("GREENLANE_HOME", str(tmp_path))
    monkeypatch.setenv("GREENLANE_DATABASE_URL", sqlite_url)
    return sqlite_url


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["admin", *arguments], input=typed)


def test_the_first_administrator_chooses_a_password_and_there_is_no_second_first(
    url: str,
) -> None:
    asked = ("create", "wang.wu", "--name", "王五")
    told = list(administered(Settings()))
    weak = run(*asked, "--password-file", "-", typed="changeme\n")
    made = run(*asked, typed=f"{GOOD}\n{GOOD}\n")
    again = run(*asked, "--password-file", "-", typed=GOOD)
    second = run("create", "li.si", "--name", "李四", "--password-file", "-", typed=GOOD)
    third = run(
        "create", "li.si", "--name", "李四", "--another", "--password-file", "-", typed=GOOD
    )
    play = play_on(url)
    row = play.read(lambda office: keyed.account(office.session, "wang.wu"))
    play.house.ledger.close()

    assert "greenlane admin create" in told[0]
    assert isinstance(weak.exception, CannotAdminister)
    assert (made.exit_code, GOOD in made.output) == (0, False)
    assert "already" in str(again.exception)
    assert "already" in str(second.exception)
    assert third.exit_code == 0
    assert row is not None
    assert (row.role, row.demonstration) == ("administrator", False)
    assert row.password_hash.startswith("$argon2id$")
    assert list(administered(Settings())) == []


def test_whoever_holds_the_machine_gets_back_in(url: str) -> None:
    run("create", "wang.wu", "--name", "王五", "--password-file", "-", typed=GOOD)
    issued, nobody = run("reset", "wang.wu"), run("reset", "li.si")

    assert issued.exit_code == 0
    assert len(issued.output.rsplit(": ", 1)[1].strip()) == 24
    assert isinstance(nobody.exception, CannotAdminister)
