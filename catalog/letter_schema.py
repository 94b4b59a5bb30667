"""Letters as catalogue entries: the law of all of them, and a city's own names and numbers."""

from __future__ import annotations

from string import Formatter
from typing import Annotated

from pydantic import Field, field_validator

from catalog.entries import Code, Count, Sourced, Strict, Text

PATTERN_NAMES = frozenset({"organ", "series", "year", "serial"})
PLAIN_PATTERN = "{organ}{series}〔{year}〕{serial}号"


class DaysEntry(Sourced):
    """So many natural days."""

    days: Count


class MonthsEntry(Sourced):
    """So many months, to the corresponding day."""

    months: Count


class ServiceLaw(Strict):
    """From where each way of service takes its day."""

    in_person: Sourced
    left_in_place: Sourced
    electronic: Sourced
    post: Sourced
    public_notice: Sourced


class LetterLaw(Strict):
    """What national law says of every letter: remedies, service, what the late must say."""

    reconsideration: DaysEntry
    suit: MonthsEntry
    lateness: Sourced
    service: ServiceLaw
    public_notice: DaysEntry


def _is_pattern(pattern: str) -> str:
    """A pattern of document numbers tells organ, series and year, and counts once."""
    names = [name for _, name, _, _ in Formatter().parse(pattern) if name is not None]
    if set(names) != PATTERN_NAMES or names.count("serial") != 1:
        raise ValueError(f"must name each of {', '.join(sorted(PATTERN_NAMES))}")
    first, second = (
        pattern.format(organ="甲", series="乙", year=2026, serial=serial) for serial in (1, 12)
    )
    if first == second:
        raise ValueError("must tell two serials apart")
    return pattern


class NumberingEntry(Sourced):
    """How an organ's document numbers (文号) are written: “{organ}{series}〔{year}〕{serial}号”."""

    pattern: Text

    _checked = field_validator("pattern")(_is_pattern)


class LetterEntry(Sourced):
    """How one kind of letter is called, and in which series it counts."""

    series: Annotated[str, Field(pattern=r"^\S{1,8}$")]
    title: Text | None = None
    title_en: Text | None = None
    pattern: Text | None = None

    @field_validator("pattern")
    @classmethod
    def _usable(cls, pattern: str | None) -> str | None:
        return _is_pattern(pattern) if pattern is not None else None


class LettersBook(Strict):
    """A city's own names and numbers: for all organs, by kind, and by organ and kind."""

    numbering: NumberingEntry | None = None
    kinds: dict[Code, LetterEntry] = Field(default_factory=dict)
    organs: dict[Code, dict[Code, LetterEntry]] = Field(default_factory=dict)


class LettersFile(Strict):
    """letters.toml of a city."""

    letters: LettersBook


class LetterLawFile(Strict):
    """letters.toml of the nation."""

    letter_law: LetterLaw
