"""A house on SQLite, whose cases are written out and checked without it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.playing import Play, play_on


@pytest.fixture
def play(sqlite_url: str) -> Iterator[Play]:
    play = play_on(sqlite_url)
    yield play
    play.house.ledger.close()
