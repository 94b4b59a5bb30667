"""Saved while acts go on, brought back on an empty machine, verified; broken archives refused."""

from __future__ import annotations

import json
import random
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from acts import accounts, post, tokens
from acts.security_record import NOBODY
from acts.tokens import TokenForm
from greenlane import backup
from greenlane.clock import SystemClock
from greenlane.command_line import app
from greenlane.settings import Settings
from ledger.backup import NoLedger, NotEmpty
from states.terms.identity import Scope
from tests.playing import Play, play_on


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, ledger_url: str, tmp_path: Path) -> str:
    """A second, empty ledger on the engine of the first."""
    if ledger_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'restored' / 'ledger.db'}"
    server = request.getfixturevalue("postgres_server")
    old = ledger_url.rpartition("/")[2].partition("?")[0]
    server.psql(f'CREATE DATABASE "{old}_restored"')
    return ledger_url.replace(old, f"{old}_restored")


def saved(play: Play, url: str, file: Path) -> Path:
    backup.take(Settings(database_url=url), file, play.clock)
    return file


def restored(url: str, file: Path, hold: bool = True) -> backup.Restored:
    return backup.restore(Settings(database_url=url), file, hold)


def dump_of(url: str) -> dict[str, list[str]]:
    """Every row of every table but those that a restore itself changes."""
    ledger = backup.Ledger(url)
    with ledger.reading() as session:
        names = [n for n in backup.backup._tables(session) if n not in ("sign_in", "outbox")]
        rows = {
            name: sorted(str(tuple(row)) for row in session.execute(text(f"SELECT * FROM {name}")))
            for name in names
            if not name.startswith("search_gram")
        }
    ledger.close()
    return rows


def test_what_was_acknowledged_before_a_backup_under_load_is_there_after_it(
    ledger_url: str, empty_url: str, tmp_path: Path
) -> None:
    """Three desks file while the backup is taken; each acknowledged number is restored."""
    play = play_on(ledger_url)
    play.accepted()
    acknowledged: list[str] = []
    begun, done = threading.Event(), threading.Event()

    def file_until_done() -> None:
        while not done.is_set():
            acknowledged.append(play.received().case_id)
            if len(acknowledged) >= 6:
                begun.set()

    desks = [threading.Thread(target=file_until_done) for _ in range(3)]
    for desk in desks:
        desk.start()
    assert begun.wait(60)
    before = tuple(acknowledged)
    file = saved(play, ledger_url, tmp_path / "saved.backup")
    done.set()
    for desk in desks:
        desk.join()

    result = restored(empty_url, file)

    assert result.faults == ()
    again = play_on(empty_url)
    for case_id in before:
        assert again.case(case_id).case_id == case_id
    assert result.figures["rows"]["cases"] >= len(before) + 1
    assert again.received().case_id not in before
    for house in (play.house, again.house):
        house.ledger.close()


def test_every_row_comes_back_as_it_was(ledger_url: str, empty_url: str, tmp_path: Path) -> None:
    """Reviews, letters, uploads, numbers, tallies: all tables, row by row; and acts go on."""
    play = play_on(ledger_url)
    case = play.in_review()
    play.sign(case.case_id, "zrzy")
    result = restored(empty_url, saved(play, ledger_url, tmp_path / "b"))

    assert result.faults == ()
    assert dump_of(empty_url) == dump_of(ledger_url)
    again = play_on(empty_url)
    again.sign(case.case_id, "sthj")
    assert again.house.installation_id == play.house.installation_id
    for house in (play.house, again.house):
        house.ledger.close()


def test_letters_wait_after_a_restore_until_somebody_decides(
    ledger_url: str, empty_url: str, tmp_path: Path
) -> None:
    """A letter that left after the backup is unsent in it: by default it is not sent twice."""
    play = play_on(ledger_url)
    play.accepted()
    owed = play.read(lambda office: post.owed(office, ("letter", "notice"), now=play.clock.now()))
    nudges = play.read(lambda office: post.owed(office, ("nudge",), now=play.clock.now()))
    assert owed and nudges

    result = restored(empty_url, saved(play, ledger_url, tmp_path / "b"))
    again = play_on(empty_url)

    def owed_again(kind: str) -> list[str]:
        kinds = ("letter", "notice") if kind == "paper" else ("nudge",)
        found = again.read(lambda office: post.owed(office, kinds, now=play.clock.now()))
        return [row.key for row in found]

    assert (result.held, owed_again("paper")) == (len(owed), [])
    assert len(owed_again("nudge")) == len(nudges)
    runner = CliRunner()
    listed = runner.invoke(app, ["held", "--database-url", empty_url, "--json"])
    assert [row["key"] for row in json.loads(listed.stdout)] == [row.key for row in owed]
    gone, *kept = [row.key for row in owed]
    runner.invoke(app, ["held", gone, "--left", "--database-url", empty_url])
    runner.invoke(app, ["held", *kept, "--release", "--database-url", empty_url])
    again.clock.set(SystemClock().now())
    assert set(now_owed(again)) == set(kept)
    for house in (play.house, again.house):
        house.ledger.close()


def test_letters_leave_at_once_where_that_is_said(sqlite_url: str, tmp_path: Path) -> None:
    play = play_on(sqlite_url)
    play.accepted()
    url = f"sqlite:///{tmp_path / 'again.db'}"
    result = restored(url, saved(play, sqlite_url, tmp_path / "b"), hold=False)
    again = play_on(url)

    assert result.held == 0
    assert set(now_owed(again)) == set(now_owed(play)) != set()


def now_owed(play: Play) -> list[str]:
    now = play.clock.now()
    found = play.read(lambda office: post.owed(office, ("letter", "notice"), now=now))
    return [row.key for row in found]


def test_nobody_is_signed_in_after_a_restore(
    ledger_url: str, empty_url: str, tmp_path: Path
) -> None:
    """A session that was ended after the backup must not live again."""
    play = play_on(ledger_url)
    now = play.clock.now()
    with play.house.ledger.writing() as session:
        office = play.house.office(session)
        accounts.open_account(office, play.actor("chuangkou"), "a long enough pass phrase")
        token = accounts.sign_in(office, "chuangkou", now=now)
        wanted, whose = TokenForm(name="a program", scopes={Scope.READ}), play.actor("chuangkou")
        secret, _ = tokens.make(office, wanted, actor=whose, caller=NOBODY, now=now)
    assert play.read(lambda office: accounts.who(office, token, now=now))
    assert play.read(lambda office: tokens.bearer(office, secret, now=now))
    restored(empty_url, saved(play, ledger_url, tmp_path / "b"))
    again = play_on(empty_url)

    assert again.read(lambda office: accounts.who(office, token, now=now)) is None
    assert again.read(lambda office: tokens.bearer(office, secret, now=now)) is None
    for house in (play.house, again.house):
        house.ledger.close()


def test_a_ledger_that_is_there_is_never_overwritten(ledger_url: str, tmp_path: Path) -> None:
    play = play_on(ledger_url)
    play.received()
    file = saved(play, ledger_url, tmp_path / "b")
    before = dump_of(ledger_url)

    with pytest.raises(NotEmpty):
        restored(ledger_url, file)
    assert dump_of(ledger_url) == before
    with pytest.raises(backup.CannotBackUp, match="exists"):
        saved(play, ledger_url, file)
    play.house.ledger.close()


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def no_archive(file: Path) -> None:
    file.write_bytes("这不是备份\n".encode())


def changed(file: Path, change: Callable[[str, bytes], bytes]) -> None:
    """The archive written again, whole as a zip, with some member changed."""
    with zipfile.ZipFile(file) as archive:
        members = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def rows_altered(file: Path) -> None:
    changed(file, lambda n, c: c if n == backup.MANIFEST else c.replace(b"entry", b"entrz", 1))


def of_a_newer_release(file: Path) -> None:
    changed(file, lambda n, c: c.replace(b'"revision": "', b'"revision": "9', 1))


def without_manifest(file: Path) -> None:
    changed(file, lambda n, c: b"{}" if n == backup.MANIFEST else c)


def with_one_more(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("../../escaped", b"x")


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (truncated, "truncated, altered or no backup"),
        (no_archive, "truncated, altered or no backup"),
        (rows_altered, "was altered"),
        (of_a_newer_release, "release"),
        (without_manifest, "manifest.json"),
        (with_one_more, "members"),
    ],
)
def test_a_broken_archive_is_refused_before_anything_is_written(
    tmp_path: Path, one_backup: Path, broken: Callable[[Path], None], words: str
) -> None:
    file = shutil.copy(one_backup, tmp_path / "b")
    broken(Path(file))
    target = tmp_path / "target" / "ledger.db"

    with pytest.raises(backup.BadArchive, match=words):
        restored(f"sqlite:///{target}", Path(file))
    assert not target.exists()
    assert not list(target.parent.iterdir()) if target.parent.exists() else True


@pytest.fixture(scope="module")
def one_backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a small ledger."""
    folder = tmp_path_factory.mktemp("saved")
    play = play_on(f"sqlite:///{folder / 'ledger.db'}")
    play.received()
    file = saved(play, f"sqlite:///{folder / 'ledger.db'}", folder / "saved.backup")
    play.house.ledger.close()
    return file


def test_no_single_changed_byte_restores_another_ledger(one_backup: Path, tmp_path: Path) -> None:
    """Wherever a byte changes, the archive is refused, or what it holds is read unchanged."""
    whole, chosen = one_backup.read_bytes(), random.Random(8)
    with backup.opened(one_backup) as (_, manifest):
        told = {name: found["sha256"] for name, found in manifest["files"].items()}
    places = [*chosen.sample(range(len(whole)), 40), *range(len(whole) - 150, len(whole))]
    refused = 0
    for place in places:
        file = tmp_path / "flipped"
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x15]) + whole[place + 1 :])
        try:
            with backup.opened(file) as (_, found):
                assert {n: f["sha256"] for n, f in found["files"].items()} == told
        except backup.BadArchive:
            refused += 1
    assert refused > len(places) / 2


def test_a_backup_is_readable_by_its_owner_alone_and_names_no_secret(
    one_backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(one_backup) as archive:
        manifest = archive.read(backup.MANIFEST).decode()

    assert one_backup.stat().st_mode & 0o077 == 0
    assert "sqlite:///" not in manifest
    assert [path.name for path in one_backup.parent.iterdir() if "saved" in path.name] == [
        "saved.backup"
    ]


def test_without_a_ledger_there_is_no_backup(ledger_url: str, tmp_path: Path) -> None:
    with pytest.raises(NoLedger):
        backup.take(Settings(database_url=ledger_url), tmp_path / "b", SystemClock())
    assert not (tmp_path / "b").exists()


def test_the_commands_print_what_was_verified(tmp_path: Path, sqlite_url: str) -> None:
    play = play_on(sqlite_url)
    play.accepted()
    runner, file = CliRunner(), str(tmp_path / "b")
    taken = runner.invoke(app, ["backup", file, "--database-url", sqlite_url])
    url = f"sqlite:///{tmp_path / 'again.db'}"
    done = runner.invoke(app, ["restore", file, "--database-url", url])

    assert (taken.exit_code, done.exit_code) == (0, 0)
    assert "1 cases" in done.stdout
    assert "root of all heads" in done.stdout
    assert done.stdout.endswith("intact\n")
