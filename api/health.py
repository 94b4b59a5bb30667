"""Probes for those who run the house: is the process up, is it ready, how does it stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from api.counted import REGISTRY
from api.dependencies import HouseHere, Now
from api.readiness import readiness
from greenlane.wiring import House
from ledger import outbox, standing, views
from ledger.views import CaseFilter
from states.worktime import legal_day

router = APIRouter(tags=["probes"])
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ENTRIES_OF = timedelta(hours=1)


@router.get("/healthz")
def is_up() -> dict[str, str]:
    """The process answers."""
    return {"status": "up"}


@router.get("/readyz")
def is_ready(house: HouseHere, now: Now) -> Response:
    """How every part stands and why: ledger, tables, disk, calendar, flows, owed, watch.

    503 only where it cannot serve: acts work while the flows are still starting.
    """
    found = readiness(house, now)
    return JSONResponse(found.told(), 200 if found.can_serve else 503)


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(house: HouseHere, now: Now) -> Response:
    """How the house stands and what this process has counted, in the Prometheus text format."""
    asked_now = CollectorRegistry()
    asked_now.register(Standing(house, now))
    told = generate_latest(asked_now) + generate_latest(REGISTRY)
    return Response(told, media_type=METRICS_TYPE)


class Standing:
    """Gauges that are read from the ledger at the moment of asking: the same in every process."""

    def __init__(self, house: House, now: datetime) -> None:
        self._house, self._now = house, now

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: a registry then does not ask the ledger twice."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The gauges; without the ledger those that do not need it."""
        house, now = self._house, self._now
        found = readiness(house, now)
        yield _gauge("ledger_up", "Whether the ledger answers.", float(found.is_ledger_up))
        is_at_work = found.flows["state"] == "ready"
        yield _gauge("flows_ready", "Whether the flows are at work.", float(is_at_work))
        owed_s = found.oldest_owed_s or 0.0
        about = "Age of the oldest letter, notice or nudge that has not left."
        yield _gauge("oldest_owed_seconds", about, owed_s)
        left = (house.city.calendar.last_day - legal_day(now)).days
        yield _gauge("calendar_days_left", "Days until the loaded holiday notices end.", left)
        in_use = house.ledger.connections_in_use()
        for check in found.checks:
            about = "Whether this check of /readyz is well."
            yield _gauge(f"ready_{check.name}", about, float(check.ok))
        yield _gauge("database_connections_in_use", "Connections of this process lent out.", in_use)
        if found.is_ledger_up:
            yield from _read(house, now)


def _read(house: House, now: datetime) -> Iterator[Metric]:
    with house.ledger.reading() as session:
        lights = views.count_by_light(session, CaseFilter()) or {}
        owed = outbox.count_owed(session)
        watch = standing.of_watch(session, legal_day(now))
        entries = standing.entries_since(session, now - ENTRIES_OF)
    yield _by("cases", "Cases by the brightest card they show.", "light", lights)
    yield _by("owed", "What has not left yet, by kind.", "kind", owed)
    yield _gauge("cases_due", "Cases with something due that is not taken yet.", watch.due)
    yield _gauge("due_days_late", "Days since the oldest of them was due.", watch.days_late)
    yield _gauge("provisional_cases", "Cases with a provisional date.", watch.provisional)
    if watch.looked_at is not None:
        ago = max((now - watch.looked_at).total_seconds(), 0.0)
        yield _gauge("watch_look_seconds", "Seconds since the deadline watch last looked.", ago)
    about = "Entries recorded in the last hour, by kind."
    yield _by("entries_last_hour", about, "kind", entries)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"greenlane_{name}", about, value=value)


def _by(name: str, about: str, label: str, counts: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(f"greenlane_{name}", about, labels=[label])
    for value, count in sorted(counts.items()):
        family.add_metric([value], count)
    return family
