"""Prefect's database does not grow without end, embedded or apart; both keep a week."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from prefect.settings import Settings

from greenlane import prefect_home

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"
WEEK_S = 7 * 24 * 3600


def embedded() -> dict[str, str]:
    return prefect_home.embedded(Path("home"), 4200, {})


def apart() -> dict[str, str]:
    return {
        k: str(v) for k, v in yaml.safe_load(COMPOSE.read_text("utf-8"))["x-prefect-server"].items()
    }


@pytest.mark.parametrize("environment", [embedded(), apart()], ids=["embedded", "apart"])
def test_prefect_itself_reads_our_settings_as_a_week_for_runs_and_events(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        if "VACUUM" in name or "RETENTION" in name:
            monkeypatch.setenv(name, value)
    server = Settings().server

    assert server.services.db_vacuum.enabled_vacuum_types == {"events", "flow_runs", "orphans"}
    assert server.services.db_vacuum.retention_period.total_seconds() == WEEK_S
    assert server.events.retention_period.total_seconds() == WEEK_S


def test_without_our_settings_runs_would_stay_for_good() -> None:
    assert "flow_runs" not in Settings().server.services.db_vacuum.enabled_vacuum_types
