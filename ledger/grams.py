"""Words as they are searched: texts folded alike, and the short grams that an index keeps.

Chinese has no spaces between words, so every two neighbouring signs are a gram, and each sign
alone; digits and Latin, of which there are few, are kept in runs of up to four.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise

BLANK_SIGNS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Signs that look like a space and are none by their category."""
INVISIBLE = frozenset({"Cf", "Cc", "Cs"})
"""Categories left out; private and unassigned signs stay: rare names are written with them."""
VARIANTS = frozenset(map(chr, (*range(0xFE00, 0xFE10), 0x034F)))
RUN = 4
TERMS_MAX = 8
AROUND = 18
"""Signs shown before and behind a hit."""


def signs(text: str) -> Iterator[tuple[str, int]]:
    """Each sign as it is searched, with its place in the text's composed form (NFC).

    Full and half width, upper and lower case and compatible forms are one; every kind of space
    is a plain one; what cannot be seen is left out. A sign is folded for itself, so a part of
    a text is folded as it is within the whole.
    """
    for place, sign in enumerate(unicodedata.normalize("NFC", text)):
        wide = unicodedata.normalize("NFKC", sign).casefold()
        for one in unicodedata.normalize("NFKC", wide):
            if one.isspace() or one in BLANK_SIGNS:
                yield " ", place
            elif one not in VARIANTS and unicodedata.category(one) not in INVISIBLE:
                yield one, place


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is searched; `places` says where each sign stands in the composed text."""

    text: str
    places: tuple[int, ...]


def folded(text: str) -> Folded:
    """The text as it is searched: one space between Latin words, none beside Chinese."""
    kept: list[tuple[str, int]] = []
    blank: tuple[str, int] | None = None
    for sign, place in signs(text):
        if sign == " ":
            blank = (sign, place)
            continue
        if blank and kept and kept[-1][0].isascii() and sign.isascii():
            kept.append(blank)
        blank = None
        kept.append((sign, place))
    return Folded("".join(sign for sign, _ in kept), tuple(place for _, place in kept))


def content_of(lines: Iterable[str]) -> str:
    """Lines as the index keeps them; no hit reaches from one into the next."""
    return "\n".join(folded(line).text for line in lines)


def terms_of(words: str) -> tuple[str, ...]:
    """What is looked for, each once; words apart by a space must all be found."""
    parts = "".join(sign for sign, _ in signs(words)).split(" ")
    return tuple(dict.fromkeys(part for part in parts if part))[:TERMS_MAX]


def grams(content: str) -> frozenset[str]:
    """Every gram of the content by which it may be found."""
    found: set[str] = set()
    for line in content.split("\n"):
        for word in line.split(" "):
            found.update(word)
            found.update(map("".join, pairwise(word)))
            for run in _latin_runs(word):
                for length in (3, RUN):
                    found.update(run[at : at + length] for at in range(len(run) - length + 1))
    return frozenset(found)


def _latin_runs(word: str) -> Iterator[str]:
    begin = 0
    for at, sign in enumerate((*word, "\n鹤")):
        if not sign.isascii():
            if at - begin > 2:
                yield word[begin:at]
            begin = at + 1


def grams_asked(term: str) -> tuple[str, ...]:
    """The longest grams that make up a term; what holds them all may hold the term."""
    found: list[str] = []
    end = 0
    for at in range(len(term)):
        length = min(_longest(term[at : at + RUN]), len(term) - at)
        if at + length > end:
            found.append(term[at : at + length])
            end = at + length
    return tuple(dict.fromkeys(found))


def _longest(head: str) -> int:
    latin = 0
    while latin < len(head) and head[latin].isascii():
        latin += 1
    return latin if latin > 2 else 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt, looked for or not."""

    text: str
    is_hit: bool = False


def excerpt(text: str, terms: Iterable[str]) -> tuple[Piece, ...]:
    """Where the terms stand in a text: the first hit with what is around it; empty if nowhere."""
    whole, plain = unicodedata.normalize("NFC", text), folded(text)
    hits = sorted(_spans(plain, terms))
    if not hits:
        return ()
    begin = max(0, hits[0][0] - AROUND)
    end = min(len(whole), hits[0][1] + 2 * AROUND)
    pieces, at = [Piece("…")] if begin else [], begin
    for start, stop in hits:
        if start >= end or stop <= at:
            continue
        start = max(start, at)
        pieces += [Piece(whole[at:start]), Piece(whole[start:stop], is_hit=True)]
        at = stop
    pieces.append(Piece(whole[at : max(at, end)]))
    if end < len(whole) and at < len(whole):
        pieces.append(Piece("…"))
    return tuple(piece for piece in pieces if piece.text)


def _spans(plain: Folded, terms: Iterable[str]) -> Iterator[tuple[int, int]]:
    for term in terms:
        at = plain.text.find(term)
        while at >= 0:
            yield plain.places[at], plain.places[at + len(term) - 1] + 1
            at = plain.text.find(term, at + len(term))


class _Readable(HTMLParser):
    """The text of a sealed letter, a line for each block."""

    UNREAD = frozenset({"style", "script", "title"})
    INLINE = frozenset({"a", "b", "em", "i", "span", "strong", "time", "u", "mark", "small"})

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.UNREAD:
            self._unread += 1
        elif tag not in self.INLINE:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.UNREAD:
            self._unread -= 1
        elif tag not in self.INLINE:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.lines[-1] += data


UNSEARCHED_BEHIND = frozenset({"联系人"})
"""Labels of a letter behind which a person is named: nobody finds a case by that."""


def lines_of_page(html: str) -> tuple[str, ...]:
    """What is searched of a sealed page, block by block, without empty lines.

    The line that names the contact person is left out: it is masked for most readers, and a
    search that finds it would tell what the mask hides.
    """
    page = _Readable()
    page.feed(html)
    page.close()
    lines = [line for found in page.lines if (line := " ".join(found.split()))]
    before = ["", *lines]
    return tuple(
        line for line, label in zip(lines, before, strict=False) if label not in UNSEARCHED_BEHIND
    )
