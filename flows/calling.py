"""One call to a receiver: the name looked up once, the address checked, the connection pinned.

No redirect is followed, no proxy is asked, what is read is bounded, and the whole call ends in
time however slowly the other side speaks.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Mapping

from states.addresses import AddressRefused, AddressRules, Target, check, target_of

CALL_S = 10.0
ANSWER_BYTES_MAX = 64 * 1024
TAKEN = range(200, 300)
LookUp = Callable[[str, int], list[str]]


class NotTaken(Exception):
    """The receiver answered, and did not take it."""


class Unreachable(Exception):
    """The receiver gave no answer, or may not be called."""


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[4][0]).partition("%")[0] for place in found]


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked; TLS still asks for the name."""

    def __init__(self, target: Target, address: str, tls: ssl.SSLContext) -> None:
        super().__init__(target.host, target.port, timeout=CALL_S)
        self._target, self._address, self._tls = target, address, tls
        self.is_cut = False

    def connect(self) -> None:
        """Connect to the pinned address, whatever the name means by now."""
        place = (self._address, self._target.port)
        self.sock = socket.create_connection(place, timeout=CALL_S)
        if self.is_cut:
            raise TimeoutError("no connection in time")
        if self._target.is_tls:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._target.host)

    def cut(self) -> None:
        """End the call from outside; whoever reads finds the connection closed."""
        self.is_cut = True
        if self.sock is not None:
            self.sock.shutdown(socket.SHUT_RDWR)


def pinned_address(target: Target, rules: AddressRules, look_up: LookUp = look_up) -> str:
    """The address to connect to; every address of the name must be one that may be called.

    Raises:
        AddressRefused: one of them may not.
        OSError: the name is not known.
    """
    found = look_up(target.host, target.port)
    for address in found:
        check(ipaddress.ip_address(address), target, rules)
    if not found:
        raise OSError(f"{target.host} has no address")
    return found[0]


def call(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    rules: AddressRules,
    *,
    look_up: LookUp = look_up,
    tls: ssl.SSLContext | None = None,
    within_s: float = CALL_S,
) -> None:
    """Post the body; returns where the receiver took it.

    Raises:
        NotTaken: it answered something else than 2xx; a redirect is one of these.
        Unreachable: no answer in time, or an address that the house does not call.
    """
    try:
        target = target_of(url, rules)
        address = pinned_address(target, rules, look_up)
    except (AddressRefused, OSError) as refused:
        raise Unreachable(f"{type(refused).__name__}: {refused}") from refused
    connection = _Pinned(target, address, tls or ssl.create_default_context())
    ended = threading.Timer(within_s, _cut, (connection,))
    ended.daemon = True
    ended.start()
    try:
        status = _posted(connection, target, body, headers)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise Unreachable(f"{type(fault).__name__}: {fault}") from fault
    finally:
        ended.cancel()
        connection.close()
    if connection.is_cut:
        # What was read until then may look like a whole answer.
        raise Unreachable("no whole answer in time")
    if status not in TAKEN:
        raise NotTaken(f"answered {status}")


def _posted(connection: _Pinned, target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    told = {**headers, "Host": target.authority, "Connection": "close"}
    connection.request("POST", target.path, body, told)
    answer = connection.getresponse()
    answer.read(ANSWER_BYTES_MAX)
    return answer.status


def _cut(connection: _Pinned) -> None:
    try:
        connection.cut()
    except OSError:
        # It was closed on its own a moment before.
        return
