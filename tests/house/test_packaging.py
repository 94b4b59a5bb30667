"""The wheel holds exactly our rooms and what they read at run time."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = {
    "states",
    "catalog",
    "ledger",
    "templates",
    "acts",
    "greenlane",
    "api",
    "flows",
    "migrations",
}
READ_AT_RUN_TIME = (".toml", ".csv", ".j2", ".typ", ".css", ".mako")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    uv = Path(sys.executable).parent / "uv"
    subprocess.run(
        [str(uv), "build", "--wheel", "--quiet", "--out-dir", str(folder)],
        cwd=ROOT,
        check=True,
        timeout=240,
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_holds_our_rooms_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == ROOMS


def test_the_wheel_holds_everything_read_at_run_time(wheel: zipfile.ZipFile) -> None:
    packed = set(wheel.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", *sorted(ROOMS)], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    needed = {name for name in tracked if name.endswith((".py", *READ_AT_RUN_TIME))}

    assert needed - packed == set()
