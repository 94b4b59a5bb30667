"""The way of a project as the guide's page shows it, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.pages.words import Day, Words


@dataclass(frozen=True, slots=True)
class WayMatter:
    """One matter of the way."""

    code: str
    name: str
    open: bool
    reason: str
    department: str
    seats: tuple[str, ...]
    materials: tuple[str, ...]
    promise: Mapping[str, Any] | None
    statute: Mapping[str, Any] | None
    promised: Day
    critical: bool
    past: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Saving:
    """Something that would bring the end nearer, by so many natural days."""

    name: str
    kind: str
    reason: str
    source: str
    days: int


@dataclass(frozen=True, slots=True)
class Way:
    """The way with its last days."""

    matters: tuple[tuple[str, tuple[WayMatter, ...]], ...]
    begins: Day
    promised: Day
    latest: Day
    provisional: bool
    critical: tuple[str, ...]
    past: tuple[Day, Day] | None
    savings: tuple[Saving, ...]
    falls_away: tuple[tuple[str, str, str], ...]


def way_view(words: Words, way: Mapping[str, Any]) -> Way:
    """The way for the page."""
    stages = tuple(
        (_said(words, stage, "name"), tuple(_matter(words, one) for one in stage["matters"]))
        for stage in way["stages"]
        if stage["matters"]
    )
    past = way["past"]
    return Way(
        matters=stages,
        begins=_day(words, way["begins_on"]),
        promised=_day(words, way["promised_on"]),
        latest=_day(words, way["latest_on"]),
        provisional=way["provisional"],
        critical=tuple(one.name for _, matters in stages for one in matters if one.critical),
        past=(_day(words, past["p50_on"]), _day(words, past["p90_on"])) if past else None,
        savings=tuple(_saving(words, one) for one in way["savings"]),
        falls_away=tuple(
            (_said(words, one, "name"), _said(words, one, "reason"), words.source(one["source"]))
            for one in way["falls_away"]
        ),
    )


def _matter(words: Words, one: Mapping[str, Any]) -> WayMatter:
    return WayMatter(
        code=one["matter"],
        name=_said(words, one, "name"),
        open=one["standing"] == "undetermined",
        reason=_said(words, one, "reason"),
        department=words.department(one["department"]),
        seats=tuple(words.short(seat) for seat in one["seats"]),
        materials=tuple(_said(words, paper, "name") for paper in one["materials"]),
        promise=one["promise"],
        statute=one["statute"],
        promised=_day(words, one["promised_on"]),
        critical=one["critical"],
        past=one["past"],
    )


def _saving(words: Words, one: Mapping[str, Any]) -> Saving:
    return Saving(
        name=_said(words, one, "name"),
        kind=one["kind"],
        reason=_said(words, one, "reason"),
        source=words.source(one["source"]),
        days=one["days"],
    )


def _said(words: Words, facts: Mapping[str, Any], name: str) -> str:
    return str(facts[name] if words.in_chinese else facts[f"{name}_en"])


def _day(words: Words, text: str) -> Day:
    return words.day(date.fromisoformat(text))
