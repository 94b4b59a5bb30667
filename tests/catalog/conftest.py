"""A copy of the demonstration city that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.loader import DEMONSTRATION_CITY

Spoil = Callable[[str, str, str], Path]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMONSTRATION_CITY, tmp_path / "city"))


@pytest.fixture
def spoil(city: Path) -> Spoil:
    """Replace the first occurrence of a text in a file; the text must be there."""

    def replace(file: str, old: str, new: str) -> Path:
        path = city / file
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), encoding="utf-8")
        return city

    return replace
