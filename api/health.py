"""Probes for those who run the house: is the process up, is it ready, how does it stand."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import HouseHere, Now
from greenlane.flows_status import flows_status
from greenlane.wiring import House
from ledger import outbox, views
from ledger.engine import LedgerBusy
from ledger.views import CaseFilter
from states.worktime import legal_day

router = APIRouter(tags=["probes"])
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Answered:
    """How many responses of each class of status this process has given."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def note(self, status: int) -> None:
        """One more response."""
        with self._lock:
            self._counts[f"{status // 100}xx"] += 1

    def counts(self) -> Mapping[str, int]:
        """The counts so far."""
        with self._lock:
            return dict(self._counts)


class CountAnswers:
    """Counts every response."""

    def __init__(self, app: ASGIApp, answered: Answered) -> None:
        self.app, self.answered = app, answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note its status."""

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.answered.note(message["status"])
            await send(message)

        await self.app(scope, receive, noting if scope["type"] == "http" else send)


@router.get("/healthz")
def is_up() -> dict[str, str]:
    """The process answers."""
    return {"status": "up"}


@router.get("/readyz")
def is_ready(house: HouseHere, now: Now) -> Response:
    """Whether the ledger answers, how the flows stand, and since when a letter is owed.

    503 only without the ledger: acts work while the flows are still starting.
    """
    standing = _standing(house, now)
    return JSONResponse(standing, 200 if standing["ledger"] == "ready" else 503)


def _standing(house: House, now: datetime) -> dict[str, Any]:
    flows = flows_status(house.settings.home)
    try:
        owed_s = _oldest_owed_s(house, now)
    except (SQLAlchemyError, LedgerBusy):
        return {"ledger": "down", "flows": flows, "oldest_owed_s": None}
    return {"ledger": "ready", "flows": flows, "oldest_owed_s": owed_s}


def _oldest_owed_s(house: House, now: datetime) -> float | None:
    with house.ledger.reading() as session:
        oldest = outbox.oldest_owed(session)
    return max((now - oldest).total_seconds(), 0.0) if oldest else None


@router.get("/metrics")
def metrics(request: Request, house: HouseHere, now: Now) -> Response:
    """A few gauges in the Prometheus text format."""
    return Response("".join(_metrics(request, house, now)), media_type=METRICS_TYPE)


def _metrics(request: Request, house: House, now: datetime) -> Iterator[str]:
    standing = _standing(house, now)
    is_ledger_up = standing["ledger"] == "ready"
    yield from _metric("ledger_up", "Whether the ledger answers.", {"": float(is_ledger_up)})
    yield from _metric(
        "flows_ready",
        "Whether the flows are at work.",
        {"": float(standing["flows"]["state"] == "ready")},
    )
    yield from _metric(
        "oldest_owed_seconds",
        "Age of the oldest letter, notice or nudge that has not left.",
        {"": standing["oldest_owed_s"] or 0.0},
    )
    calendar_days = (house.city.calendar.last_day - legal_day(now)).days
    yield from _metric(
        "calendar_days_left", "Days until the loaded holiday notices end.", {"": calendar_days}
    )
    if is_ledger_up:
        with house.ledger.reading() as session:
            lights = views.count_by_light(session, CaseFilter()) or {}
        rows = {f'{{light="{light}"}}': float(count) for light, count in sorted(lights.items())}
        yield from _metric("cases", "Cases by the brightest card they show.", rows)
    answered: Answered = request.app.state.answered
    counts = {f'{{status="{name}"}}': float(n) for name, n in sorted(answered.counts().items())}
    yield from _metric("http_responses_total", "Responses by status.", counts, "counter")


def _metric(name: str, about: str, rows: Mapping[str, float], kind: str = "gauge") -> Iterator[str]:
    yield f"# HELP greenlane_{name} {about}\n# TYPE greenlane_{name} {kind}\n"
    for labels, value in rows.items():
        yield f"greenlane_{name}{labels} {value:g}\n"
