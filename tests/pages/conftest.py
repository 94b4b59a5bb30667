"""A house with its people for the tests of the pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.story import at
from greenlane.wiring import House, build, open_demonstration_accounts
from ledger.engine import Ledger
from tests.playing import Play

START = "2026-03-02 09:30"


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with its accounts, closed; tests work on copies of its ledger."""
    settings = Settings(home=tmp_path_factory.mktemp("furnished"))
    house = build(settings, SimulatedClock(at(START)))
    open_demonstration_accounts(house)
    house.ledger.close()
    return house


@pytest.fixture
def play(furnished: House, tmp_path: Path) -> Iterator[Play]:
    """A house of the test's own, its clock at the second of March 2026."""
    settings, clock = Settings(home=tmp_path), SimulatedClock(at(START))
    shutil.copy(furnished.settings.home / "greenlane.db", tmp_path / "greenlane.db")
    house = House(settings, Ledger(settings.ledger_url), furnished.city, clock)
    yield Play(house, clock)
    house.ledger.close()
