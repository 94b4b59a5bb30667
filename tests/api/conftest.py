"""The API on a real SQLite ledger, with a clock that tests move."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.limiting import rates_of
from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.story import at
from greenlane.wiring import House, build
from ledger.engine import Ledger
from tests.api.calling import START, Caller, open_accounts


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(at(START))


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with its accounts, closed; tests work on copies of its ledger."""
    settings = Settings(home=tmp_path_factory.mktemp("furnished"))
    house = build(settings, SimulatedClock(at(START)))
    open_accounts(house)
    house.ledger.close()
    return house


@pytest.fixture
def house(furnished: House, tmp_path: Path, clock: SimulatedClock) -> Iterator[House]:
    """A house of the test's own."""
    settings = Settings(home=tmp_path)
    shutil.copy(furnished.settings.home / "greenlane.db", tmp_path / "greenlane.db")
    house = House(settings, Ledger(settings.ledger_url), furnished.city, clock)
    yield house
    house.ledger.close()


@pytest.fixture(scope="session")
def app(furnished: House) -> FastAPI:
    """The application, built once; each test puts its own house behind it."""
    return create_app(furnished)


@pytest.fixture
def call(app: FastAPI, house: House, clock: SimulatedClock) -> Caller:
    app.state.house = house
    app.state.rates = rates_of(house.settings)
    return Caller(app, house, clock)
