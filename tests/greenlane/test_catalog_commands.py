"""`greenlane catalog`: drafts, publication, moving running cases, and the way back.

The case is promised until 2026-03-19 (13 working days from 2 March); with 10 until 2026-03-16.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog.drafts import as_zip, files_at
from catalog.loader import DEMONSTRATION_CITY
from greenlane import wiring
from greenlane.clock import SimulatedClock
from greenlane.story import at
from greenlane.wiring import open_demonstration_accounts
from tests.greenlane.test_command_line import run
from tests.playing import play_on

Told = Callable[..., tuple[int, Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped city as edition 2026.2, with a shorter promise."""
    found = tmp_path / "city"
    shutil.copytree(DEMONSTRATION_CITY, found)
    (found / "users.toml").unlink()
    for name, old, new in (
        ("catalog.toml", '"2026.1"', '"2026.2"'),
        ("matters/ratification.toml", "days = 13", "days = 10"),
    ):
        file = found / name
        file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    return found


@pytest.fixture
def ledger(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A ledger with one accepted case, on the second of March 2026; its address and the case."""
    play = play_on(sqlite_url)
    open_demonstration_accounts(play.house)
    case_id = play.accepted("2026-03-02 09:30").case_id
    play.house.ledger.close()
    monkeypatch.setattr(wiring, "SystemClock", lambda: SimulatedClock(at("2026-03-02 10:00")))
    return sqlite_url, case_id


@pytest.fixture
def told(ledger: tuple[str, str]) -> Told:
    def ran(command: str, *arguments: str) -> tuple[int, Any]:
        code, said = run(
            "catalog", command, *arguments, "--database-url", ledger[0], "--json", "--lang", "en"
        )
        return code, json.loads(said) if said.startswith(("[", "{")) else said

    return ran


def published(told: Told, folder: Path) -> None:
    draft = told("draft", str(folder), "--by", "guanli")[1]["draft"]
    found = run_publish(told, draft, "fuhe")
    assert found[0] == 0, found


def run_publish(told: Told, draft: str, by: str) -> tuple[int, Any]:
    return told("publish", draft, "--effective-on", "2026-03-02", "--by", by)


def test_a_folder_and_its_archive_are_the_same_draft(
    told: Told, folder: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "city.zip"
    archive.write_bytes(as_zip(files_at(folder)))

    code, first = told("draft", str(folder), "--by", "guanli", "--note", "sample")
    _, second = told("draft", str(archive), "--by", "fuhe")

    assert (code, first["faults"]) == (0, [])
    assert (second["draft"], second["drafted_by"]) == (first["draft"], "guanli")
    assert "promised limit" in first["differences"][0]["said"]
    assert told("diff", first["draft"], "--by", "guanli")[1] == first


def test_a_draft_with_faults_is_listed_and_exits_with_one(told: Told, folder: Path) -> None:
    file = folder / "matters" / "ratification.toml"
    file.write_text(file.read_text("utf-8").replace('"licensing_delivery"', '"nowhere"', 1))

    code, row = told("draft", str(folder), "--by", "guanli")

    assert code == 1
    assert row["faults"][0]["file"] == "matters/ratification.toml"
    assert run_publish(told, row["draft"], "fuhe")[0] == 1


def test_another_person_publishes(told: Told, folder: Path) -> None:
    draft = told("draft", str(folder), "--by", "guanli")[1]["draft"]

    assert run_publish(told, draft, "guanli")[0] == 1
    code, edition = run_publish(told, draft, "fuhe")

    assert (code, edition["number"], edition["effective_on"]) == (0, 2, "2026-03-02")


def test_editions_are_listed(ledger: tuple[str, str]) -> None:
    code, said = run("catalog", "editions", "--database-url", ledger[0], "--json")

    assert code == 0
    assert [row["version"] for row in json.loads(said)] == ["2026.1"]


def test_a_rehearsal_moves_nobody_a_migration_does_and_undo_moves_back(
    told: Told, ledger: tuple[str, str], folder: Path
) -> None:
    url, case_id = ledger
    published(told, folder)

    (rehearsed,) = told("migrate", "2", "--by", "guanli", "--rehearse")[1]
    (moved,) = told("migrate", "2", "--by", "guanli", "--reason", "sample")[1]
    _, again = told("migrate", "2", "--by", "guanli")
    code, said = run("catalog", "undo", case_id, "--by", "guanli", "--database-url", url)
    second, _ = run("catalog", "undo", case_id, "--by", "guanli", "--database-url", url)

    assert (rehearsed["case_id"], rehearsed["done"]) == (case_id, False)
    assert rehearsed["dates"][0]["after"] == "2026-03-16"
    assert (moved["done"], again) == (True, [])
    assert (code, second) == (0, 1) and case_id in said
    assert run("verify", "--database-url", url)[0] == 0
    assert "0 cases" in run("rebuild", "--database-url", url)[1]


def test_who_is_no_administrator_or_nobody_is_told_so(told: Told, folder: Path) -> None:
    assert told("draft", str(folder), "--by", "chuangkou")[0] == 1
    assert told("draft", str(folder), "--by", "nobody")[0] == 2
