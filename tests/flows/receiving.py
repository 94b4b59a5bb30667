"""A receiver of events: a real HTTP server on this machine, in whatever mood."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = b"a secret of the tests, 32 bytes."
OTHER_SECRET = b"another secret of the tests, 35 byt"
Mood = Callable[["Asked"], int | None]
"""The status that a request is answered; None hangs up without a word."""


def written(secret: bytes) -> str:
    """A secret as an operator keeps it."""
    return f"whsec_{base64.b64encode(secret).decode()}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        """The event that it carries."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    def is_signed_with(self, secret: bytes) -> bool:
        """Whether one of the signatures is that of this secret (Standard Webhooks)."""
        told = ".".join(
            (self.headers["webhook-id"], self.headers["webhook-timestamp"], self.body.decode())
        )
        digest = hmac.new(secret, told.encode(), hashlib.sha256).digest()
        wanted = f"v1,{base64.b64encode(digest).decode()}"
        return wanted in self.headers["webhook-signature"].split(" ")


@dataclass
class Receiving:
    """What a receiver was asked so far, and how it answers."""

    mood: Mood = lambda asked: 204
    asked: list[Asked] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    location: str = ""
    body: bytes = b""
    address: str = ""
    port: int = 0
    may_answer: threading.Event = field(default_factory=threading.Event)

    def ids(self) -> list[str]:
        """The ids of the requests, in order."""
        return [one.headers["webhook-id"] for one in self.asked]


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is what some tests are about."""


def _handler(here: Receiving) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["content-length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.path, headers, self.rfile.read(size))
            here.asked.append(asked)
            status = here.mood(asked)
            if status is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            if status in range(200, 300):
                here.taken.append(headers["webhook-id"])
            self.send_response(status)
            if here.location:
                self.send_header("Location", here.location)
            self.send_header("Content-Length", str(len(here.body)))
            self.end_headers()
            self.wfile.write(here.body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Nothing: the requests are kept."""

    return Handler


@contextmanager
def receiving(port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Receiving]:
    """A receiver that is up inside this block."""
    here = Receiving()
    server = _Quiet(("127.0.0.1", port), _handler(here))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    here.port = server.server_address[1]
    here.address = f"http{'s' if tls else ''}://127.0.0.1:{here.port}/events"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield here
    finally:
        here.may_answer.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def speaking(say: Callable[[socket.socket], None]) -> Iterator[str]:
    """A machine that takes one connection and says what it likes; its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(10)

    def answer() -> None:
        try:
            connection, _ = listening.accept()
            with connection:
                say(connection)
        except OSError:
            return

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        listening.close()
        thread.join()
