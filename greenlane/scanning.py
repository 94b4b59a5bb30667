"""What looks for malware in uploads before they are kept: pluggable, ClamAV's daemon ready made.

A scanner is asked outside every transaction: it may take seconds and no writer waits for it.
"""

from __future__ import annotations

import logging
import pkgutil
import socket
import struct
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import urlsplit

from acts.problems import FieldProblem, Invalid

PIECE_BYTES = 64 * 1024
ANSWER_BYTES_MAX = 4096
NAMED_MAX = 80
CLAMD_PORT = 3310
log = logging.getLogger(__name__)


class ScannerAway(Exception):
    """The scanner does not answer, or not with a verdict."""


class Scanner(Protocol):
    """Looks at the whole content of one upload."""

    def found_in(self, content: bytes) -> str | None:
        """What is wrong with it, by the scanner's name for it; None: nothing.

        Raises:
            ScannerAway: there is no verdict.
        """


@dataclass(frozen=True, slots=True)
class Clamd:
    """ClamAV's daemon at a TCP address or a local socket, through its command INSTREAM."""

    address: tuple[str, int] | str
    timeout_s: float

    def found_in(self, content: bytes) -> str | None:
        """The signature's name, or None.

        Raises:
            ScannerAway: no connection, no answer in time, or an answer that is no verdict, as for
                a file over the daemon's own `StreamMaxLength`.
        """
        try:
            with self._connected() as daemon:
                daemon.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), PIECE_BYTES):
                    piece = content[start : start + PIECE_BYTES]
                    daemon.sendall(struct.pack("!I", len(piece)) + piece)
                daemon.sendall(struct.pack("!I", 0))
                said = self._answer(daemon)
        except OSError as fault:
            raise ScannerAway(type(fault).__name__) from fault
        if said == "stream: OK":
            return None
        if said.startswith("stream: ") and said.endswith(" FOUND"):
            return said.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerAway(said)

    def _connected(self) -> socket.socket:
        if isinstance(self.address, str):
            daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            daemon.settimeout(self.timeout_s)
            daemon.connect(self.address)
            return daemon
        return socket.create_connection(self.address, self.timeout_s)

    @staticmethod
    def _answer(daemon: socket.socket) -> str:
        said = b""
        while b"\0" not in said and len(said) < ANSWER_BYTES_MAX:
            more = daemon.recv(ANSWER_BYTES_MAX)
            if not more:
                break
            said += more
        return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def scanner_of(address: str, timeout_s: float) -> Scanner | None:
    """The scanner at `clamd://HOST:PORT` or `clamd:///SOCKET`, or made by `MODULE:FACTORY`.

    None where no address is given.

    Raises:
        ValueError, ImportError, AttributeError: it cannot be found.
    """
    if not address:
        return None
    if not address.startswith("clamd://"):
        made: Scanner = pkgutil.resolve_name(address)(timeout_s)
        return made
    read = urlsplit(address)
    if read.hostname is None:
        return Clamd(read.path, timeout_s)
    return Clamd((read.hostname, read.port or CLAMD_PORT), timeout_s)


def require_clean(
    scanner: Scanner | None, content: bytes, when_away: Literal["refuse", "accept"]
) -> None:
    """The upload may be kept, as far as the scanner can tell; without a scanner all may.

    Raises:
        Invalid: something was found in it, or there is no verdict and that is refused.
    """
    if scanner is None:
        return
    try:
        found = scanner.found_in(content)
    except ScannerAway as away:
        log.warning("the scanner gave no verdict; %sed: %s", when_away.rstrip("e"), away)
        if when_away == "accept":
            return
        raise Invalid(
            FieldProblem(
                "/file",
                "暂时无法进行病毒检查，文件未予接收，请稍后重试。",
                "The file cannot be checked for malware just now and was not taken; try later.",
            )
        ) from away
    if found is None:
        return
    name = "".join(filter(str.isprintable, found))[:NAMED_MAX]
    log.warning("an upload was refused by the scanner: %s", name)
    raise Invalid(
        FieldProblem(
            "/file",
            f"病毒检查发现“{name}”，文件未予接收；请检查您的计算机后重新制作该文件。",
            f"The check for malware found “{name}”; the file was not taken. Check your computer "
            "and make the file anew.",
        )
    )
