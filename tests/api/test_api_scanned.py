"""Uploads are looked at for malware before they are kept, at every door."""

from __future__ import annotations

import re
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from acts.problems import Invalid
from greenlane.prefect_home import free_port
from greenlane.scanning import Clamd, ScannerAway, require_clean, scanner_of
from greenlane.story import pdf_of
from greenlane.wiring import House
from ledger import keyed
from tests.api.calling import ENTERPRISE, Caller
from tests.api.test_api_uploads import begin, send

# In two halves: a scanner on the machine that holds this file need not be told of it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
INFECTED, CLEAN = pdf_of("bad") + b"\n%" + EICAR, pdf_of("good")


class Daemon(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """A scanner that speaks as clamd does and knows one signature."""

    daemon_threads = True
    says: Callable[[bytes], bytes] | None = None


class Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        said = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
        says = self.server.says  # type: ignore[attr-defined]
        self.wfile.write((says(content) if says else said) + b"\0")


class LocalDaemon(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    says = None


def running(server: socketserver.BaseServer) -> Iterator[Any]:
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    try:
        yield server
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    yield from running(Daemon(("127.0.0.1", 0), Session))


@pytest.fixture
def scanned(call: Caller, daemon: Daemon) -> Caller:
    host, port = daemon.server_address[:2]
    call.house.scanner = scanner_of(f"clamd://{host!s}:{port}", 5)
    return call


def handed_in(call: Caller, content: bytes) -> Any:
    return call(ENTERPRISE, "POST", "/documents", files={"file": ("a.pdf", content)})


def kept(house: House, content: bytes) -> bool:
    import hashlib

    with house.ledger.reading() as session:
        return keyed.document(session, hashlib.sha256(content).hexdigest()) is not None


def test_what_the_scanner_finds_is_refused_and_named_and_what_it_does_not_is_kept(
    scanned: Caller,
) -> None:
    refused, taken = handed_in(scanned, INFECTED), handed_in(scanned, CLEAN)

    assert (refused.status_code, taken.status_code) == (422, 201)
    assert refused.json()["errors"][0]["pointer"] == "/file"
    assert "Eicar-Test-Signature" in refused.json()["errors"][0]["detail"]
    assert not kept(scanned.house, INFECTED)
    assert kept(scanned.house, CLEAN)


def test_an_upload_in_pieces_is_looked_at_when_it_is_whole_and_dropped_if_refused(
    scanned: Caller,
) -> None:
    """The signature lies across the two pieces."""
    cut = INFECTED.index(EICAR) + 10
    upload = begin(scanned, len(INFECTED))["upload_id"]
    send(scanned, upload, 0, INFECTED[:cut], len(INFECTED))
    answer = send(scanned, upload, cut, INFECTED[cut:], len(INFECTED))

    assert answer.status_code == 422
    assert "Eicar-Test-Signature" in answer.text
    assert scanned(ENTERPRISE, "GET", f"/uploads/{upload}").status_code == 404
    assert not kept(scanned.house, INFECTED)


def test_a_scanner_that_is_away_refuses_unless_the_setting_says_otherwise(call: Caller) -> None:
    call.house.scanner = Clamd(("127.0.0.1", free_port()), 5)
    refused = handed_in(call, CLEAN)
    changed = call.house.settings.model_copy(update={"scanner_away": "accept"})
    call.house.settings = changed
    taken = handed_in(call, CLEAN)

    assert (refused.status_code, taken.status_code) == (422, 201)
    assert "cannot be checked" in refused.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    "said",
    [b"", b"INSTREAM size limit exceeded. ERROR", b"stream: OK then", b"OK", b"x" * 10_000],
)
def test_an_answer_that_is_no_verdict_is_none(daemon: Daemon, said: bytes) -> None:
    daemon.says = lambda content: said
    with pytest.raises(ScannerAway):
        Clamd(("127.0.0.1", daemon.server_address[1]), 5).found_in(CLEAN)


def test_a_scanner_that_does_not_answer_in_time_is_away(daemon: Daemon) -> None:
    answered = threading.Event()

    def never(content: bytes) -> bytes:
        answered.wait()
        return b"stream: OK"

    daemon.says = never
    with pytest.raises(ScannerAway):
        Clamd(("127.0.0.1", daemon.server_address[1]), 0.1).found_in(CLEAN)
    answered.set()


def test_the_daemon_is_reached_through_a_local_socket_too(tmp_path: Path) -> None:
    path = str(tmp_path / "clamd.ctl")
    for _ in running(LocalDaemon(path, Session)):
        scanner = scanner_of(f"clamd://{path}", 5)

        assert scanner is not None
        assert scanner.found_in(CLEAN) is None
        assert scanner.found_in(INFECTED * 50) == "Eicar-Test-Signature"


class Suspicious:
    """Somebody's own scanner."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s

    def found_in(self, content: bytes) -> str | None:
        return "bad\nluck" if b"bad" in content else None


def test_a_scanner_of_ones_own_is_named_by_module_and_factory() -> None:
    scanner = scanner_of(f"{__name__}:Suspicious", 3)

    require_clean(scanner, b"good", "refuse")
    with pytest.raises(Invalid) as refused:
        require_clean(scanner, b"bad", "refuse")
    assert "“badluck”" in refused.value.problems[0].en
    assert scanner_of("", 3) is None
    with pytest.raises(ModuleNotFoundError):
        scanner_of("no.such.module:Factory", 3)


def test_no_door_keeps_an_upload_without_asking(pytestconfig: pytest.Config) -> None:
    """Wherever the API lets a document be stored, it asks the scanner in the same module."""
    storing = {
        path.name: "require_clean(" in text
        for path in sorted((pytestconfig.rootpath / "api").rglob("*.py"))
        if re.search(r"documents\.store\(|resumable\.complete\(", text := path.read_text("utf-8"))
    }

    assert storing == {"documents.py": True, "uploads.py": True}
