"""Child processes: started in a group of their own, tied to us, ended within a bounded time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

LOG_MAX_BYTES = 10_000_000
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0
STEADY_AFTER_S = 60.0


class Child:
    """One Python module as a child process, started again when it ends unasked.

    Waits 1, 2, 4 … 30 seconds between starts; a minute of life forgives earlier deaths.
    """

    def __init__(self, name: str, module: list[str], environ: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._command = [sys.executable, "-m", "greenlane.tether", str(os.getpid()), *module]
        self._environ = dict(environ)
        self._log = log
        self._running: subprocess.Popen[bytes] | None = None
        self._wait_s = FIRST_WAIT_S
        self._started_s = self._ended_s = 0.0

    @property
    def pid(self) -> int | None:
        """The process id of the running child, or None."""
        return self._running.pid if self._running and self._running.poll() is None else None

    def keep(self) -> bool:
        """Start the child if it is not running and its waiting time is over; is it running?"""
        if self.pid is not None:
            return True
        now_s = time.monotonic()
        if self._running is not None:
            self._mourn(now_s)
        if self._ended_s and now_s < self._ended_s + self._wait_s:
            return False
        self._start(now_s)
        return True

    def _mourn(self, now_s: float) -> None:
        """Note a death that nobody asked for and clear what is left of its group."""
        assert self._running is not None
        _signal_group(self._running.pid, signal.SIGKILL)
        lived_s = now_s - self._started_s
        steady = lived_s > STEADY_AFTER_S or not self._ended_s
        self._wait_s = FIRST_WAIT_S if steady else min(self._wait_s * 2, LONGEST_WAIT_S)
        self._ended_s, self._running = now_s, None

    def _start(self, now_s: float) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        if self._log.exists() and self._log.stat().st_size > LOG_MAX_BYTES:
            self._log.replace(self._log.with_suffix(".old.log"))
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                self._command,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._started_s = now_s

    def stop(self, grace_s: float) -> None:
        """Ask the child to end, wait up to `grace_s` seconds, then end its whole group."""
        child, self._running = self._running, None
        if child is None:
            return
        with suppress(ProcessLookupError):
            child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(grace_s)
        # Also where the child itself is gone: it may have left children of its own.
        _signal_group(child.pid, signal.SIGKILL)
        child.wait()


def _signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
