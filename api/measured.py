"""The edge that names, measures and logs every request."""

from __future__ import annotations

import logging
import re
import time

from opentelemetry.trace import Span, SpanKind
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from acts import correlation, tracing
from api.counted import REQUESTS, RESPONSES, UNDER_WAY
from api.v1.routes import PREFIX

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
UNKNOWN_ROUTE = "unknown"
CASE = re.compile(r"[A-Za-z0-9-]{1,40}")
log = logging.getLogger("api.request")


def route_of(scope: Scope) -> str:
    """The template of the route that answers; never the address that was asked for."""
    template = getattr(scope.get("route"), "path", None)
    if template is None:
        return "/static" if scope["path"].startswith("/static/") else UNKNOWN_ROUTE
    of_api = scope["path"].startswith(f"{PREFIX}/") and not template.startswith(PREFIX)
    return f"{PREFIX}{template}" if of_api else str(template)


class Observed:
    """Names each request, tells the name in `X-Request-Id`, and measures and logs it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        request_id, status, began = correlation.accepted(given), 500, time.perf_counter()
        token = correlation.request_id.set(request_id)

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                named = (b"x-request-id", request_id.encode())
                message = {**message, "headers": [*message.get("headers", ()), named]}
            await send(message)

        try:
            with UNDER_WAY.track_inprogress(), tracing.span("request", SpanKind.SERVER) as span:
                try:
                    await self.app(scope, receive, noting)
                finally:
                    _note(scope, status, time.perf_counter() - began)
                    _trace(span, scope, status)
        finally:
            correlation.request_id.reset(token)


def _note(scope: Scope, status: int, took_s: float) -> None:
    route, method = route_of(scope), scope["method"]
    method = method if method in METHODS else "OTHER"
    REQUESTS.labels(method, route, str(status)).observe(took_s)
    RESPONSES.labels(f"{status // 100}xx").inc()
    told = {
        "method": method,
        "route": route,
        "status": status,
        "duration_ms": round(took_s * 1000, 1),
        "case": _case_of(scope),
        "actor": scope.get("state", {}).get("actor"),
    }
    log.log(logging.DEBUG if route in PROBES else logging.INFO, "request", extra=told)


def _trace(span: Span, scope: Scope, status: int) -> None:
    if not span.is_recording():
        return
    route = route_of(scope)
    method = scope["method"] if scope["method"] in METHODS else "OTHER"
    span.update_name(f"{method} {route}")
    span.set_attribute("http.request.method", method)
    span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    if case_id := _case_of(scope):
        span.set_attribute("greenlane.case", case_id)


def _case_of(scope: Scope) -> str | None:
    case_id = str(scope.get("path_params", {}).get("case_id", ""))
    return case_id if CASE.fullmatch(case_id) else None
