"""Documents that do something when they are opened: scripts, programs, macros."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

ACTIVE_NAMES = frozenset({"JavaScript", "JS", "Launch", "RichMedia", "XFA", "EmbeddedFile"})
UNPACKED_BYTES_MAX = 100 * 1024 * 1024
_NAME = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]+)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n(.*?)endstream", re.DOTALL)
_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b")
DICTIONARY_BYTES = 400
"""How far before a stream its dictionary is looked for."""


def active_in_pdf(content: bytes) -> str | None:
    """The first name in a PDF that makes it act when opened, as `/JavaScript`; None: none.

    Names are looked for outside streams, and in the packed streams that hold objects. What is
    encrypted, or packed by another filter than Flate, stays unseen; nothing of it is run.
    """
    for part in _objects(content):
        for found in _NAME.finditer(part):
            name = _ESCAPED.sub(lambda sign: bytes([int(sign[1], 16)]), found[1])
            if name.decode("latin-1") in ACTIVE_NAMES:
                return "/" + name.decode("latin-1")
    return None


def _objects(content: bytes) -> Iterator[bytes]:
    """What is no stream, then each stream of objects, unpacked up to a bound."""
    yield _STREAM.sub(b"", content)
    left = UNPACKED_BYTES_MAX
    for stream in _STREAM.finditer(content):
        dictionary = content[max(stream.start() - DICTIONARY_BYTES, 0) : stream.start()]
        if not _OBJECTS.search(dictionary.rpartition(b" obj")[2]):
            continue
        try:
            unpacked = zlib.decompressobj().decompress(stream[1], left)
        except zlib.error:
            continue
        left -= len(unpacked)
        yield unpacked
        if left <= 0:
            return


def active_in_office(parts: frozenset[str]) -> str | None:
    """The part of a DOCX or XLSX that holds macros or a control; None: none."""
    for name in sorted(parts):
        last = name.lower().rpartition("/")[2]
        if last in ("vbaproject.bin", "vbadata.xml") or last.startswith("activex"):
            return last
    return None
