"""One call to a receiver: pinned, without redirects, bounded in size and time."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from flows.calling import NotTaken, Unreachable, call
from states.addresses import AddressRules
from tests.flows.receiving import receiving, speaking

HERE = AddressRules(loopback=True)
STRICT = AddressRules()
HEADERS = {"webhook-id": "x"}


def named(*addresses: str) -> Names:
    return Names(list(addresses))


class Names:
    """A directory of names that counts how often it is asked."""

    def __init__(self, addresses: list[str]) -> None:
        self.addresses, self.asked = addresses, 0

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return self.addresses


def test_a_name_is_looked_up_once_and_the_connection_goes_there() -> None:
    """Whatever the name means a moment later: a rebinding cannot slip in between."""
    names = named("127.0.0.1")
    with receiving() as here:
        call(f"http://events.example:{here.port}/in", b"{}", HEADERS, HERE, look_up=names)

    assert names.asked == 1
    assert here.asked[0].path == "/in"
    assert here.asked[0].headers["host"] == f"events.example:{here.port}"


@pytest.mark.parametrize(
    "addresses",
    [
        ("127.0.0.1",),
        ("169.254.169.254",),
        ("10.1.2.3",),
        ("::1",),
        ("::ffff:10.0.0.1",),
        ("1.1.1.1", "10.0.0.1"),
    ],
)
def test_a_name_that_leads_inside_is_not_called(addresses: tuple[str, ...]) -> None:
    with pytest.raises(Unreachable, match="not a public address"):
        call("https://events.example/", b"{}", HEADERS, STRICT, look_up=named(*addresses))


def test_a_redirect_is_not_followed_least_of_all_inside() -> None:
    with receiving() as inside, receiving() as here:
        here.mood, here.location = (lambda asked: 307), inside.address
        with pytest.raises(NotTaken, match="307"):
            call(here.address, b"{}", HEADERS, HERE)

    assert len(here.asked) == 1
    assert inside.asked == []


def test_whoever_hangs_is_left_in_time() -> None:
    stay = threading.Event()
    with (
        speaking(lambda connection: stay.wait(10) or None) as address,
        pytest.raises(Unreachable),
    ):
        try:
            call(address, b"{}", HEADERS, HERE, within_s=0.2)
        finally:
            stay.set()


def test_whoever_drips_is_left_in_time_too() -> None:
    """Each byte comes before the socket's own patience ends; the whole call ends all the same."""
    gone = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        try:
            while not gone.wait(0.02):
                connection.sendall(b"x-drip: 1\r\n"[:1])
        except OSError:
            return

    with speaking(drip) as address, pytest.raises(Unreachable):
        try:
            call(address, b"{}", HEADERS, HERE, within_s=0.3)
        finally:
            gone.set()


def test_a_flood_of_an_answer_is_not_read() -> None:
    sent: list[int] = []

    def flood(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        try:
            for _ in range(1000):
                connection.sendall(b"x" * 65536)
                sent.append(65536)
        except OSError:
            return

    with speaking(flood) as address:
        call(address, b"{}", HEADERS, HERE)

    assert sum(sent) < 65536 * 1000


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's and a client's view of a certificate for this name."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "both.pem").write_bytes(pem + private)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "both.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


def test_tls_asks_for_the_name_though_the_connection_is_pinned(tmp_path: Path) -> None:
    server, client = certificate(tmp_path, "events.example")
    names = named("127.0.0.1")
    with receiving(tls=server) as here:
        port = here.port
        call(f"https://events.example:{port}/", b"{}", HEADERS, HERE, look_up=names, tls=client)
        for url, tls in (
            (f"https://other.example:{port}/", client),
            (f"https://events.example:{port}/", None),
        ):
            with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
                call(url, b"{}", HEADERS, HERE, look_up=names, tls=tls)

    assert len(here.asked) == 1


def test_a_receiver_that_is_not_there_is_unreachable() -> None:
    with receiving() as here:
        address = here.address

    with pytest.raises(Unreachable, match="ConnectionRefused"):
        call(address, b"{}", HEADERS, HERE)
