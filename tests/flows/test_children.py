"""Child processes end with us, whatever happens; what Prefect inherits; how flows stand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from greenlane import flows_status as status
from greenlane import prefect_home
from greenlane.children import Child
from greenlane.clock import SystemClock
from greenlane.serving import Keeper
from greenlane.settings import Settings
from tests.flows.serving_house import is_gone, until

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(grandchild.pid, flush=True)
time.sleep(600)
"""
PARENT = """
import os, pathlib, sys, time
from greenlane.children import Child
child = Child("sleeper", ["stubborn"], os.environ, pathlib.Path(sys.argv[1]))
child.keep()
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def stubborn(tmp_path: Path) -> dict[str, str]:
    """An environment in which the module `stubborn` ignores SIGTERM and has a child."""
    (tmp_path / "stubborn.py").write_text(STUBBORN)
    return dict(os.environ) | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}


def grandchild_in(log: Path) -> int:
    until(lambda: log.exists() and log.read_text().strip(), 15)
    return int(log.read_text().split()[0])


def test_a_child_that_will_not_end_is_ended_with_its_own_children(
    tmp_path: Path, stubborn: dict[str, str]
) -> None:
    child = Child("stubborn", ["stubborn"], stubborn, tmp_path / "log")
    child.keep()
    leader, grandchild = child.pid, grandchild_in(tmp_path / "log")
    assert leader is not None

    started_s = time.monotonic()
    child.stop(grace_s=0.5)

    assert time.monotonic() - started_s < 5
    until(lambda: is_gone(leader) and is_gone(grandchild), 2)


def test_a_killed_parent_leaves_no_orphan_for_long(
    tmp_path: Path, stubborn: dict[str, str]
) -> None:
    log = tmp_path / "log"
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(log)], env=stubborn, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        grandchild = grandchild_in(log)

        parent.send_signal(signal.SIGKILL)

        until(lambda: is_gone(child) and is_gone(grandchild), 5)


def test_a_child_that_ended_is_started_again_after_a_while(tmp_path: Path) -> None:
    environ = dict(os.environ) | {"PYTHONPATH": os.pathsep.join(sys.path)}
    child = Child("short", ["this"], environ, tmp_path / "log")

    assert child.keep()
    until(lambda: child.pid is None, 15)
    assert not child.keep()
    until(child.keep, 3)

    child.stop(1)


def test_the_embedded_prefect_inherits_nothing_of_another_one(tmp_path: Path) -> None:
    stray = {"PREFECT_API_KEY": "x", "PREFECT_API_URL": "http://elsewhere/api", "PATH": "/bin"}

    environ = prefect_home.embedded(tmp_path, 4321, stray)

    assert "PREFECT_API_KEY" not in environ
    assert environ["PREFECT_API_URL"] == "http://127.0.0.1:4321/api"
    assert environ["PREFECT_HOME"] == str(tmp_path / "prefect")
    assert environ["PATH"] == "/bin"


def test_a_server_of_your_own_is_used_and_none_is_started(tmp_path: Path) -> None:
    environ = {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_API_AUTH_STRING": "me:x"}

    keeper = Keeper(Settings(home=tmp_path), environ, ready=lambda: True)
    told = prefect_home.separate(str(keeper.api_url), environ)

    assert not keeper.embedded
    assert told["PREFECT_API_AUTH_STRING"] == "me:x"
    assert Keeper(Settings(home=tmp_path), {}, ready=lambda: True).embedded


def test_how_the_flows_stand_is_told_until_it_is_stale(tmp_path: Path) -> None:
    absent = status.flows_status(tmp_path)
    status.note(tmp_path, "ready", api_url="http://127.0.0.1:1/api")
    told = status.flows_status(tmp_path)
    later = status.flows_status(tmp_path, SystemClock().now() + timedelta(minutes=1))
    (tmp_path / status.FILE).write_text("{")

    assert absent["state"] == "absent"
    assert (told["state"], told["api_url"]) == ("ready", "http://127.0.0.1:1/api")
    assert later["state"] == "down"
    assert status.flows_status(tmp_path)["state"] == "down"
