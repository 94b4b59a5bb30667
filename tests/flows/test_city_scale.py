"""The topology of docker-compose.yml as plain processes: its own commands and environment.

No engine is needed: PostgreSQL and Redis come from wheels, host names become ports on the
loopback, and every other word is read from the file that is shipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.story import at
from greenlane.wiring import build
from tests.flows.compose_city import COMPOSE, City, postgres, services
from tests.flows.serving_house import is_gone, until
from tests.playing import Play

PINNED = re.compile(r"^[a-z/]+:\d+\.\d+\.?[\w.-]*$")


def test_images_are_pinned_and_nothing_listens_beyond_the_loopback() -> None:
    found = services(COMPOSE.read_text())

    assert all(PINNED.match(service["image"]) for service in found.values())
    ports = [port for service in found.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_every_service_waits_for_services_that_exist() -> None:
    found = services(COMPOSE.read_text())

    for service in found.values():
        for name, waits in service.get("depends_on", {}).items():
            kind = waits["condition"]
            assert name in found
            assert kind != "service_healthy" or "healthcheck" in found[name]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    with postgres() as (_server, databases), ExitStack() as ending:
        city = City(tmp_path, databases)
        ending.callback(city.stop)
        yield city


@pytest.mark.integration
def test_the_compose_topology_runs_as_plain_processes(city: City) -> None:
    city.start_redis()
    assert city.start("prefect-upgrade").wait(180) == 0
    city.start("prefect-api")
    until(lambda: city.answers(city.prefect_port, "/api/health"), 120)
    city.start("prefect-services")
    assert city.start("deploy", GREENLANE_WATCH_EVERY_S="5").wait(120) == 0
    workers = [city.start("worker", f"worker-{number}") for number in (1, 2)]
    city.start("post-office")
    city.start("api")
    until(lambda: city.answers(city.api_port, "/healthz"), 60)

    clock = SimulatedClock(at("2026-03-02 09:30"))
    play = Play(build(Settings(database_url=city.databases["psycopg"]), clock), clock)
    cases = [play.in_review().case_id for _ in range(2)]
    play.house.ledger.close()
    reviews = until(lambda: _all_of(city.completed("joint-review"), 2), 120)
    watches = until(lambda: city.completed("watch-deadlines"), 120)

    assert sorted(run["parameters"]["case_id"] for run in reviews) == sorted(cases)
    assert watches
    assert len(list((city.home / "mailbox").rglob("*-3-*.eml"))) == 2 * 7
    refused = httpx.post(f"http://127.0.0.1:{city.prefect_port}/api/flow_runs/filter", json={})
    assert refused.status_code == 401
    city.stop()
    assert all(is_gone(worker.pid) for worker in workers)


def _all_of(runs: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    return runs if len(runs) >= count else []
