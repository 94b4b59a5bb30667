"""`greenlane serve` as a process of its own, and what a test may ask of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from greenlane import prefect_home
from greenlane.flows_status import flows_status

# Tied to the test's process: a test that is killed leaves nothing behind either.
SERVE = """
import sys, threading
from greenlane.serving import serve
from greenlane.settings import Settings
from greenlane.tether import end_with
threading.Thread(target=end_with, args=(int(sys.argv[1]),), daemon=True).start()
sys.exit(serve(Settings()))
"""


def until(happens: Callable[[], Any], within_s: float, every_s: float = 0.2) -> Any:
    """What `happens` answers once it is true.

    Raises:
        AssertionError: it never was, within the time.
    """
    end_s = time.monotonic() + within_s
    while time.monotonic() < end_s:
        answer = happens()
        if answer:
            return answer
        time.sleep(every_s)
    raise AssertionError(f"not within {within_s} s")


def is_gone(pid: int) -> bool:
    """Whether the process ended; one that nobody has collected yet counts as ended."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


class ServingHouse:
    """One running `greenlane serve` with its home."""

    def __init__(self, home: Path, **environ: str) -> None:
        self.home = home
        self.port = prefect_home.free_port()
        told = prefect_home.without_prefect(os.environ) | environ
        told |= {"GREENLANE_HOME": str(home), "GREENLANE_PORT": str(self.port)}
        told |= {"PYTHONPATH": os.pathsep.join(sys.path)}
        self.serving = subprocess.Popen([sys.executable, "-c", SERVE, str(os.getpid())], env=told)
        self.url = f"http://127.0.0.1:{self.port}"

    def answers(self, path: str) -> httpx.Response | None:
        """The answer to a GET, or None while nobody listens."""
        try:
            return httpx.get(self.url + path, timeout=5)
        except httpx.TransportError:
            return None

    def flows(self) -> dict[str, Any]:
        """How the flows stand."""
        return flows_status(self.home)

    def is_ready(self) -> bool:
        """Whether the flows are at work."""
        return bool(self.flows()["state"] == "ready")

    def children(self) -> dict[str, int]:
        """The children by the module that they run."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                words = (folder / "cmdline").read_text().split("\0")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == self.serving.pid and "greenlane.tether" in words:
                found[words[words.index("greenlane.tether") + 2]] = int(folder.name)
        return found

    def prefect(self, path: str, method: str = "POST", **body: Any) -> Any:
        """Ask the Prefect server behind it; its answer as JSON.

        On SQLite a busy Prefect answers 503; its own client asks again, and so do we.
        """
        url = f"{self.flows()['api_url']}/{path}"

        def asked() -> httpx.Response | None:
            answer = httpx.request(method, url, json=body, timeout=30)
            return None if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else answer

        answer = until(asked, 30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def runs(self, flow: str, **wanted: Any) -> list[dict[str, Any]]:
        """Runs of a flow in Prefect."""
        found: list[dict[str, Any]] = self.prefect(
            "flow_runs/filter", flows={"name": {"any_": [flow]}}, flow_runs=wanted
        )
        return found

    def completed(self, flow: str, tag: str | None = None) -> list[dict[str, Any]]:
        """Completed runs of a flow, those with the tag if one is named."""
        wanted: dict[str, Any] = {"state": {"type": {"any_": ["COMPLETED"]}}}
        if tag:
            wanted["tags"] = {"all_": [tag]}
        return self.runs(flow, **wanted)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal; the exit code within 40 seconds."""
        self.serving.send_signal(number)
        try:
            return self.serving.wait(40)
        except subprocess.TimeoutExpired:
            self.serving.kill()
            raise
