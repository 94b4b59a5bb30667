"""The shipped lists of division and industry codes, read once."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent / "data" / "reference"

_PROVINCES_BY_AREA = (
    (11, 15),
    (21, 23),
    (31, 37),
    (41, 46),
    (50, 54),
    (61, 65),
    (71, 71),
    (81, 82),
)
PROVINCES = frozenset(
    str(number) for first, last in _PROVINCES_BY_AREA for number in range(first, last + 1)
)
"""The first two digits of every division code."""


@dataclass(frozen=True, slots=True)
class Region:
    """A division; `kind` is current, former, or statistical (functional zones).

    `valid_from` and `valid_to` are its first and last legal day where the list knows them;
    of a code that changed in a year, without a known day, both codes are valid in that year.
    """

    code: str
    name: str
    parent: str
    kind: str
    note: str = ""
    note_en: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the code is in use on a legal day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class Industry:
    """A section, division, group or class of GB/T 4754-2017."""

    number: str
    section: str
    name: str
    level: str


@cache
def regions() -> Mapping[str, Region]:
    """Henan's divisions by code, with functional zones and former codes."""
    found = {
        row["code"]: Region(row["code"], row["name"], row["parent"], "current")
        for row in _rows("gb2260_henan_current.csv")
    }
    for row in _rows("henan_additional_regions.csv"):
        known = found.get(row["code"]) or Region(
            row["code"], row["name"], row["parent"], row["kind"], row["note"], row["note_en"]
        )
        first, last = _day(row["valid_from"]), _day(row["valid_to"])
        found[row["code"]] = replace(known, valid_from=first, valid_to=last)
    return MappingProxyType(found)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def region_on(code: str, day: date) -> Region | None:
    """The division that has this code on a legal day; None where the list has none."""
    known = regions().get(code)
    return known if known and known.covers(day) else None


def industry_division(code: str) -> str:
    """An industry code without its section letter, as conditions compare it: “C2614” as “2614”."""
    return code[1:] if code[:1].isalpha() and len(code) > 1 else code


def region_name(code: str) -> str:
    """The division's name; the code itself where our list does not hold it."""
    known = regions().get(code)
    return known.name if known else code


@cache
def industries() -> Mapping[str, Industry]:
    """Industry classes by their number; sections by their letter."""
    return MappingProxyType(
        {
            (row["numeric"] or row["code"]): Industry(
                number=row["numeric"],
                section=row["code"][0],
                name=row["name"],
                level=row["level"],
            )
            for row in _rows("gbt4754_2017.csv")
        }
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
