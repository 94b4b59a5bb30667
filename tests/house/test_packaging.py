"""The wheel holds exactly our rooms and what they read, and works where it is unpacked."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest

from tests.house.reading import PACKED, ROOT, SETTINGS, files_of

FIRST_CASE = """
import sys
from pathlib import Path
import acts, api, catalog, flows, greenlane, ledger, states, templates
import api.app, greenlane.command_line
from catalog.calendars import shipped_calendar
from ledger.engine import Ledger

here = Path(sys.argv[1])
rooms = (acts, api, catalog, flows, greenlane, ledger, states, templates)
assert all(here in Path(room.__file__).parents for room in rooms), rooms
assert catalog.load().matters
shipped_calendar()
book = Ledger(f"sqlite:///{here / 'ledger.db'}")
book.upgrade()
book.engine.dispose()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            *(str(Path(sys.executable).parent / "uv"), "build", "--wheel", "--quiet"),
            *("--out-dir", str(folder)),
        ],
        cwd=ROOT,
        check=True,
        timeout=240,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as packed:
        yield packed


def claims(found: Distribution) -> Iterable[str]:
    """The top-level names that a distribution would import under."""
    listed = (found.read_text("top_level.txt") or "").split()
    return {*listed, *(file.parts[0].removesuffix(".py") for file in found.files or ())}


def test_the_wheel_holds_our_rooms_with_all_their_files_and_nothing_else(
    wheel: zipfile.ZipFile,
) -> None:
    packed = [name for name in wheel.namelist() if ".dist-info/" not in name]

    assert sorted(packed) == files_of(*PACKED)


def test_the_wheel_is_an_application_that_nobody_uploads(wheel: zipfile.ZipFile) -> None:
    described = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
    metadata = wheel.read(described).decode()

    assert "Classifier: Private :: Do Not Upload" in metadata
    assert SETTINGS["project"]["scripts"] == {"greenlane": "greenlane.command_line:main"}


def test_the_unpacked_wheel_finds_its_catalogue_calendars_and_migrations(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    wheel.extractall(tmp_path)
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_CASE, str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert ran.returncode == 0, ran.stderr


def test_no_other_distribution_claims_our_names() -> None:
    claiming = {
        f"{found.metadata['Name']}: {name}"
        for found in distributions()
        if found.metadata["Name"] != "greenlane"
        for name in claims(found)
        if name in PACKED or name == "tests"
    }

    assert claiming == set()


def test_every_dependency_has_an_upper_bound() -> None:
    groups = SETTINGS["dependency-groups"].values()
    asked = [*SETTINGS["project"]["dependencies"], *(line for group in groups for line in group)]

    assert [line for line in asked if "<" not in line] == []
