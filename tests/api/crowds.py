"""Many at the same instant, at a real server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from tests.api.calling import Caller

Send = Callable[[], httpx.Response]


def at_once(sends: list[Send]) -> list[httpx.Response]:
    """All requests at the same instant, each on its own thread."""
    start = threading.Barrier(len(sends))

    def one(send: Send) -> httpx.Response:
        start.wait(timeout=30)
        return send()

    with ThreadPoolExecutor(len(sends)) as threads:
        return [done.result(timeout=120) for done in [threads.submit(one, s) for s in sends]]


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The API's address at a real server."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/api/v1"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def sender(
    address: str,
    call: Caller,
    who: str,
    method: str,
    path: str,
    form: Any,
    headers: Mapping[str, str] | None = None,
) -> Send:
    """One request as `who`, ready to be sent."""
    signed = {"Authorization": f"Bearer {call.token(who)}", **(headers or {})}
    return lambda: httpx.request(method, address + path, json=form, headers=signed, timeout=60)
