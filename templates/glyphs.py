"""Which characters the letter font can print.

An archive PDF may not show an empty box, and a rare character of somebody's name must not
vanish: what the font lacks is printed by its code point, 〔U+1F642〕.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path

FONT_FILE = Path(str(files("noto_cjk_sans_otc"))) / "NotoSansCJK-Regular.ttc"
FONT_FAMILY = "Noto Sans CJK SC"
GETA_MARK = "〓"
"""The printers' sign for a character that cannot be set; here for U+FFFD."""

_ALWAYS = frozenset("\n\u200b")
_LONG_WORD = re.compile(r"[^\s\u200b\u2e80-\U0003ffff]{32,}")
_BREAK_EVERY = 8


@cache
def coverage() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last code points of the ranges that the font covers (its format 12 table)."""
    font = FONT_FILE.read_bytes()
    (first_face,) = struct.unpack_from(">I", font, 12)
    (tables,) = struct.unpack_from(">H", font, first_face + 4)
    records = (struct.unpack_from(">4sIII", font, first_face + 12 + 16 * n) for n in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, cmap + 2)
    for n in range(subtables):
        (offset,) = struct.unpack_from(">I", font, cmap + 8 + 8 * n)
        (layout,) = struct.unpack_from(">H", font, cmap + offset)
        if layout == 12:
            return _ranges(font, cmap + offset)
    raise ValueError(f"{FONT_FILE.name} has no full character map")


def _ranges(font: bytes, table: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    (count,) = struct.unpack_from(">I", font, table + 12)
    groups = struct.iter_unpack(">III", font[table + 16 : table + 16 + 12 * count])
    bounds = [(first, last) for first, last, _ in groups]
    return tuple(first for first, _ in bounds), tuple(last for _, last in bounds)


def covered(sign: str) -> bool:
    """Whether the font has a glyph for `sign`."""
    firsts, lasts = coverage()
    place = bisect_right(firsts, ord(sign)) - 1
    return place >= 0 and ord(sign) <= lasts[place]


def printable(text: str) -> str:
    """The text with what the font lacks as code points, and long words made breakable."""
    legible = text.replace("\N{REPLACEMENT CHARACTER}", GETA_MARK)
    parts = ("".join(run) if known else _named(run) for known, run in groupby(legible, key=_prints))
    return _LONG_WORD.sub(_breakable, "".join(parts))


def _prints(sign: str) -> bool:
    return sign in _ALWAYS or (unicodedata.category(sign) != "Co" and covered(sign))


def _named(signs: Iterable[str]) -> str:
    return "〔" + " ".join(f"U+{ord(sign):04X}" for sign in signs) + "〕"


def _breakable(word: re.Match[str]) -> str:
    signs = word.group()
    pieces = (signs[at : at + _BREAK_EVERY] for at in range(0, len(signs), _BREAK_EVERY))
    return "\u200b".join(pieces)
