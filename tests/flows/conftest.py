"""Flows in a house of their own: plain functions on SQLite, and one embedded Prefect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.house import entered
from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.story import at
from greenlane.wiring import build
from tests.playing import Play


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    clock = SimulatedClock(at("2026-03-02 09:30"))
    play = Play(build(Settings(home=tmp_path), clock), clock)
    with entered(play.house):
        yield play
    play.house.ledger.close()
