"""A house on SQLite for the acts' own rules; both engines are the ledger suite's matter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.playing import Play, play_on


@pytest.fixture
def play(sqlite_url: str) -> Iterator[Play]:
    play = play_on(sqlite_url)
    yield play
    play.house.ledger.close()
