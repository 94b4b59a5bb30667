"""`greenlane evidence` and `greenlane seal`, as an operator runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from greenlane.command_line import app
from greenlane.settings import Settings
from greenlane.signing import make_own_key, own_key
from greenlane.story import at
from ledger.engine import Ledger
from tests.playing import play_on
from tools import verify_evidence

DAY = "2026-03-02"


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "signing.pem"
    monkeypatch.setenv("GREENLANE_HOME", str(tmp_path))
    monkeypatch.setenv("GREENLANE_SIGNING_KEY_FILE", str(file))
    return file


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def made(key_file: Path) -> str:
    """The public key of a new signing key."""
    return run("evidence", "new-key", str(key_file)).output.split()[1]


def filled(home: Path) -> str:
    """A ledger with a case that the day before yesterday sealed and nobody signed."""
    play = play_on(Settings(home=home).ledger_url, at(f"{DAY} 09:30"))
    case_id: str = play.in_review(f"{DAY} 10:00").case_id
    play.house.ledger.close()
    return case_id


def test_a_key_seals_exports_and_makes_packets_that_strangers_check(
    key_file: Path, tmp_path: Path
) -> None:
    public, case_id = made(key_file), filled(tmp_path)
    sealed = json.loads(run("seal", "--json").output)
    day, packet = sealed["sealed_on"], tmp_path / "packet.zip"
    heads = tmp_path / "heads.json"
    heads.write_text(run("evidence", "export", "--from-on", day, "--to-on", day).output)
    told = run("evidence", "packet", case_id, str(packet), "--day", day)

    assert [head["sealed_on"] for head in sealed["signed"]] == [day]
    assert told.exit_code == 0, told.output
    assert verify_evidence.main([str(heads), "--key", public]) == 0
    assert verify_evidence.main([str(packet), "--key", public]) == 0
    assert json.loads(run("verify", "--json").output)["intact"]
    assert key_file.stat().st_mode & 0o077 == 0


def test_a_key_is_never_written_over(key_file: Path) -> None:
    made(key_file)
    before = key_file.read_bytes()

    assert run("evidence", "new-key", str(key_file)).exit_code == 2
    assert key_file.read_bytes() == before


def test_a_key_that_others_may_read_is_not_used(key_file: Path) -> None:
    made(key_file)
    key_file.chmod(0o644)
    told = run("seal")

    assert told.exit_code != 0
    assert "chmod 600" in str(told.exception)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_without_a_key_is_named(key_file: Path, content: bytes) -> None:
    key_file.write_bytes(content)
    key_file.chmod(0o600)

    assert str(key_file) in str(run("seal").exception)


def test_without_a_key_days_are_sealed_and_packets_are_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENLANE_HOME", str(tmp_path))
    case_id = filled(tmp_path)
    sealed = run("seal")
    refused = run("evidence", "packet", case_id, str(tmp_path / "p.zip"), "--day", DAY)

    assert sealed.exit_code == 0 and "signed 0" in sealed.output
    assert refused.exit_code == 2 and "GREENLANE_SIGNING_KEY_FILE" in refused.output
    assert not (tmp_path / "p.zip").exists()


def test_an_unknown_case_or_an_unsigned_day_is_named(key_file: Path, tmp_path: Path) -> None:
    made(key_file)
    case_id = filled(tmp_path)
    run("seal")
    nobody = run("evidence", "packet", "C0", str(tmp_path / "p.zip"), "--day", DAY)
    never = run("evidence", "packet", case_id, str(tmp_path / "p.zip"), "--day", DAY)

    assert (nobody.exit_code, never.exit_code) == (2, 2)
    assert "no signed head" in never.output
    assert not (tmp_path / "p.zip").exists()


def test_a_ledger_of_nothing_can_be_sealed(key_file: Path, tmp_path: Path) -> None:
    made(key_file)
    sealed = json.loads(run("seal", "--json").output)
    Ledger(Settings(home=tmp_path).ledger_url).close()

    assert [head["size"] for head in sealed["signed"]] == [0]


def test_the_key_of_the_home_is_made_once_and_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENLANE_HOME", str(tmp_path))
    make_own_key(tmp_path)
    first = own_key(tmp_path)
    make_own_key(tmp_path)
    again = own_key(tmp_path)
    filled(tmp_path)

    assert first and again and first.public_hex == again.public_hex
    assert json.loads(run("seal", "--json").output)["signed"][0]["key_id"] == first.key_id
