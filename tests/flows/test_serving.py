"""`greenlane serve` around its children: what is in the way, what is left, what is not started."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest

from greenlane import prefect_home
from greenlane.serving import serve
from greenlane.settings import Settings
from tests.flows.serving_house import ServingHouse, is_gone, until

pytestmark = pytest.mark.integration
NOBODY = "http://127.0.0.1:9/api"


def test_pages_answer_while_a_separate_prefect_is_away_and_a_stop_leaves_nothing(
    tmp_path: Path,
) -> None:
    serving = ServingHouse(tmp_path, GREENLANE_PREFECT_API_URL=NOBODY)
    until(lambda: serving.answers("/healthz"), 60)
    children = until(serving.children, 30)
    ready = serving.answers("/readyz")

    code = serving.stop()

    assert ready is not None
    assert (ready.status_code, ready.json()["flows"]["state"]) == (200, "starting")
    assert code == 0
    assert list(children) == ["flows"]
    assert all(is_gone(pid) for pid in children.values())


def test_after_kill_9_no_child_lives_for_long(tmp_path: Path) -> None:
    serving = ServingHouse(tmp_path, PREFECT_API_URL=NOBODY, GREENLANE_PREFECT_API_URL=NOBODY)
    children = until(serving.children, 60)

    serving.stop(signal.SIGKILL)

    until(lambda: all(is_gone(pid) for pid in children.values()), 5)


def test_a_taken_port_is_said_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code = serve(Settings(home=tmp_path, port=other.getsockname()[1]))

    assert code == 1
    assert "cannot listen on 127.0.0.1" in capsys.readouterr().err
    assert not (tmp_path / "logs").exists()


def test_a_home_is_served_once(tmp_path: Path) -> None:
    serving = ServingHouse(tmp_path, GREENLANE_PREFECT_API_URL=NOBODY)
    until(lambda: serving.answers("/healthz"), 60)

    code = serve(Settings(home=tmp_path, port=prefect_home.free_port()))

    assert code == 1
    assert serving.stop() == 0
