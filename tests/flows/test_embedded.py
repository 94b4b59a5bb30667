"""`greenlane serve` with its embedded Prefect, started once: the whole way of a nudge."""

from __future__ import annotations

import gzip
import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from acts import accounts, post, upkeep
from flows.worker import own_name
from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.story import at
from greenlane.wiring import build, open_demonstration_accounts
from tests.flows.serving_house import ServingHouse, is_gone, until
from tests.playing import REVIEWERS, Play

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("embedded")]


class Collector(ThreadingHTTPServer):
    """What a collector of traces takes in: (trace, name, attributes) of each span."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Collecting)
        self.spans: list[tuple[bytes, str, dict[str, str]]] = []


class Collecting(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            sent = gzip.decompress(sent)
        for resource in ExportTraceServiceRequest.FromString(sent).resource_spans:
            for scope in resource.scope_spans:
                for span in scope.spans:
                    told = {one.key: one.value.string_value for one in span.attributes}
                    self.server.spans.append((span.trace_id, span.name, told))  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    server = Collector()
    taking = threading.Thread(target=server.serve_forever)
    taking.start()
    yield server
    server.shutdown()
    taking.join()
    server.server_close()


@pytest.fixture(scope="module")
def serving(
    tmp_path_factory: pytest.TempPathFactory, collector: Collector
) -> Iterator[ServingHouse]:
    home = tmp_path_factory.mktemp("serving")
    serving = ServingHouse(
        home,
        GREENLANE_WATCH_EVERY_S="5",
        GREENLANE_RECONCILE_EVERY_S="2",
        PREFECT_API_KEY="stray and to be dropped",
        GREENLANE_TRACES="otlp",
        OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{collector.server_address[1]}",
        OTEL_BSP_SCHEDULE_DELAY="200",
    )
    until(lambda: serving.answers("/healthz"), 60)
    until(serving.is_ready, 180)
    yield serving
    if serving.serving.poll() is None:
        serving.stop()


@pytest.fixture(scope="module")
def play(serving: ServingHouse) -> Iterator[Play]:
    """The same ledger, used from here as the API would."""
    clock = SimulatedClock(at("2026-03-02 09:30"))
    play = Play(build(Settings(home=serving.home), clock), clock)
    yield play
    play.house.ledger.close()


def owed_nudges(play: Play) -> list[str]:
    far = datetime.now(UTC) + timedelta(days=1)
    return [row.key for row in play.read(lambda o: post.owed(o, ("nudge",), now=far, limit=500))]


def test_a_request_and_the_run_that_it_causes_are_one_trace(
    serving: ServingHouse, play: Play, collector: Collector
) -> None:
    """The name of the request stands in the trace, and as a tag on the run."""
    open_demonstration_accounts(play.house)
    with play.house.ledger.writing() as session:
        token = accounts.sign_in(play.house.office(session), "qiye", now=datetime.now(UTC))
    headers = {"Authorization": f"Bearer {token}", "X-Request-Id": "traced-request"}
    form = play.form(matter="filing.domestic").model_dump(mode="json")
    httpx.get(f"{serving.url}/api/v1/cases?text=typed", headers=headers, timeout=30)
    filed = httpx.post(f"{serving.url}/api/v1/cases", json=form, headers=headers, timeout=30)

    assert filed.status_code == 201, filed.text

    def of_one_trace() -> dict[str, dict[str, str]]:
        (trace, *_) = [one for one, name, _ in collector.spans if name == "POST /api/v1/cases"]
        return {name: told for one, name, told in collector.spans if one == trace}

    run = f"advance {filed.json()['case_id']} entry"
    until(lambda: any(name.startswith(run) for _, name, _ in collector.spans), 90)
    found = of_one_trace()
    (ran,) = [name for name in found if name.startswith(run)]

    assert found["act"]["greenlane.request_id"] == "traced-request"
    assert not any("url.query" in told for _, _, told in collector.spans)
    tagged = serving.completed("advance-case", "request:traced-request")
    assert [one["name"] for one in tagged] == [ran]


def completed_quietly(serving: ServingHouse, tag: str) -> list[dict[str, Any]]:
    """Completed joint reviews with the tag; none while the server does not answer."""
    try:
        return serving.completed("joint-review", tag)
    except httpx.HTTPError:
        return []


def test_a_nudge_becomes_a_completed_run_that_reads_like_the_ledger(
    serving: ServingHouse, play: Play
) -> None:
    case = play.in_review()

    run = until(lambda: serving.completed("joint-review", f"case:{case.case_id}"), 90)[0]

    assert run["idempotency_key"] == f"{play.house.installation_id}:open:{case.case_id}:1"
    assert run["name"].startswith(f"joint review {case.case_id} 市自然资源和规划局")
    tasks = serving.prefect("task_runs/filter", flow_runs={"id": {"any_": [run["id"]]}})
    assert {f"department:{name}" for name in REVIEWERS} <= {t for x in tasks for t in x["tags"]}
    artifact = serving.prefect(
        "artifacts/filter", artifacts={"flow_run_id": {"any_": [run["id"]]}}
    )[0]
    assert f"{serving.url}/cases/{case.case_id}" in artifact["data"]
    delivered = {path.parent.name for path in Path(serving.home, "mailbox").rglob("*.eml")}
    assert set(REVIEWERS) <= delivered


def test_a_schedule_produces_runs(serving: ServingHouse) -> None:
    assert until(lambda: len(serving.completed("watch-deadlines")) >= 2, 90)


def test_readyz_tells_how_the_flows_stand(serving: ServingHouse) -> None:
    answer = serving.answers("/readyz")

    assert answer is not None
    assert answer.json()["flows"]["state"] == "ready"


def test_a_run_left_by_a_dead_worker_is_run_again(serving: ServingHouse, play: Play) -> None:
    case = play.received()
    deployment = serving.prefect(
        "deployments/filter",
        deployments={"name": {"any_": ["greenlane"]}},
        flows={"name": {"any_": ["advance-case"]}},
    )[0]
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    run = serving.prefect(
        f"deployments/{deployment['id']}/create_flow_run",
        parameters={"case_id": case.case_id},
        tags=["left behind"],
        state={"type": "SCHEDULED", "state_details": {"scheduled_time": later}},
    )
    serving.prefect(f"flow_runs/{run['id']}/set_state", state={"type": "RUNNING"}, force=True)
    dead = own_name().replace(f":{os.getpid()}:", ":999999999:")
    labels = {"prefect.worker.name": dead}
    serving.prefect(f"flow_runs/{run['id']}/labels", "PATCH", **labels)

    again = until(lambda: serving.completed("advance-case", "left behind"), 60)

    assert [one["id"] for one in again] == [run["id"]]


def test_without_its_server_nudges_stay_owed_and_a_wiped_one_changes_no_legal_fact(
    serving: ServingHouse, play: Play
) -> None:
    until(lambda: not owed_nudges(play), 60)
    before = list(play.read(upkeep.export))
    server = serving.children()["prefect"]
    os.kill(server, signal.SIGKILL)
    for database in (serving.home / "prefect").glob("prefect.db*"):
        database.unlink()

    case = play.in_review("2026-03-03 09:30")
    time.sleep(3)
    owed = owed_nudges(play)
    run = until(lambda: completed_quietly(serving, f"case:{case.case_id}"), 180)

    assert f"{play.house.installation_id}:open:{case.case_id}:1" in owed
    assert run
    assert serving.children()["prefect"] != server
    after = list(play.read(upkeep.export))
    assert [line for line in after if f'"{case.case_id}"' not in line] == before


def test_a_stop_leaves_no_process(serving: ServingHouse) -> None:
    children = serving.children()

    started_s = time.monotonic()
    code = serving.stop(signal.SIGINT)

    assert code == 0
    assert time.monotonic() - started_s < 25
    assert set(children) == {"prefect", "flows"}
    assert all(is_gone(pid) for pid in children.values())
    assert serving.flows()["state"] == "down"
