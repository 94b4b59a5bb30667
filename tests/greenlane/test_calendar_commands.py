"""`greenlane calendar`: what it prints, and what it exits with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.greenlane.test_command_line import run
from tests.notices import NOTICE_2026, before_2026


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    file = tmp_path / "2026.toml"
    file.write_text(NOTICE_2026, "utf-8")
    return file


@pytest.fixture
def url(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ledger whose calendar ends with 2025, with one case that reaches into 2026."""
    play = before_2026(sqlite_url, tmp_path)
    play.accepted("2025-12-15 09:30")
    play.house.ledger.close()
    monkeypatch.setenv("GREENLANE_CALENDAR_FOLDER", str(tmp_path / "notices"))
    return sqlite_url


def test_a_sound_notice_passes_the_check(notice: Path) -> None:
    assert run("calendar", "check", str(notice)) == (0, "")


def test_every_problem_of_a_notice_is_listed(notice: Path) -> None:
    notice.write_text(NOTICE_2026.replace("[2026-05-09]", "[2026-05-08]"), "utf-8")

    code, said = run("calendar", "check", str(notice))
    _, english = run("calendar", "check", str(notice), "--lang", "en")
    _, as_json = run("calendar", "check", str(notice), "--json")

    assert code == 1
    assert "holidays[劳动节]" in said and "调休上班日应为周末" in said
    assert "falls on a weekend" in english
    assert json.loads(as_json)[0]["key"] == "holidays[劳动节]"


def test_a_rehearsal_writes_nothing(notice: Path, url: str) -> None:
    code, said = run("calendar", "load", str(notice), "--rehearse", "--database-url", url)
    _, listed = run("calendar", "list", "--database-url", url, "--json")

    assert code == 0
    assert "statute" in said and "2026-01-13" in said and "(provisional)" in said
    assert "nothing was written" in said
    assert len(json.loads(listed)) == 1


def test_a_load_moves_the_cases_and_a_second_one_nothing(notice: Path, url: str) -> None:
    arguments = ("calendar", "load", str(notice), "--database-url", url, "--json")

    first = json.loads(run(*arguments)[1])
    second = json.loads(run(*arguments)[1])
    rows = json.loads(run("calendar", "list", "--database-url", url, "--json")[1])

    assert (first["published"], first["edition"], first["moved"]) == (True, 2, 1)
    assert (second["published"], second["edition"], second["moved"]) == (False, 2, 0)
    assert [row["last_day"] for row in rows] == ["2025-12-31", "2026-12-31"]
    assert rows[1]["amends"] == rows[0]["version"]
    assert run("verify", "--database-url", url)[0] == 0
    assert "0 cases" in run("rebuild", "--database-url", url)[1]


def test_a_faulty_notice_is_not_loaded(notice: Path, url: str) -> None:
    notice.write_text(NOTICE_2026.replace("year = 2026", "year = 2020"), "utf-8")

    code, _ = run("calendar", "load", str(notice), "--database-url", url)

    assert code == 1
    assert len(json.loads(run("calendar", "list", "--database-url", url, "--json")[1])) == 1
