"""How a letter is called and numbered in this city, and whether two could be confused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.letter_schema import PLAIN_PATTERN, LettersBook
from catalog.references import missing


@dataclass(frozen=True, slots=True)
class LetterForm:
    """Series, number pattern and title of one kind of letter of one organ.

    `title` is None where the city calls the letter as the house does.
    """

    series: str
    pattern: str = PLAIN_PATTERN
    title: str | None = None
    title_en: str | None = None

    def number(self, organ: str, year: int, serial: int) -> str:
        """The document number: 鹤发改许准〔2026〕12号."""
        return self.pattern.format(organ=organ, series=self.series, year=year, serial=serial)


def letter_form(book: LettersBook, organ: str, kind: str, series: str) -> LetterForm:
    """The form of `kind` as `organ` issues it; `series` where the catalogue names none."""
    pattern = book.numbering.pattern if book.numbering else PLAIN_PATTERN
    entry = book.organs.get(organ, {}).get(kind) or book.kinds.get(kind)
    if entry is None:
        return LetterForm(series, pattern)
    return LetterForm(entry.series, entry.pattern or pattern, entry.title, entry.title_en)


def letter_faults(book: LettersBook, organs: set[str]) -> Iterator[tuple[str, str]]:
    """Key and message of each fault: unknown organs, and kinds that share a series."""
    for message in missing("department", sorted(book.organs), organs):
        yield "letters.organs", message
    for organ in ("", *sorted(book.organs)):
        taken: dict[str, str] = {}
        for kind, entry in sorted({**book.kinds, **book.organs.get(organ, {})}.items()):
            other = taken.setdefault(entry.series, kind)
            if other != kind:
                where = f"letters.organs.{organ}.{kind}" if organ else f"letters.kinds.{kind}"
                yield f"{where}.series", f'shares the series "{entry.series}" with {other}'
