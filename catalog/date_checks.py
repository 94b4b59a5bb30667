"""Limits through time: no day without a rule, no day with two (effective dates)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from catalog.entries import LimitEntry
from catalog.faults import Fault
from catalog.reading import Reading
from catalog.schema import Content


def faults(reading: Reading, content: Content) -> Iterator[Fault]:
    """Gaps and overlaps, and limits that ended with nothing in their place."""
    for name, limit in content.time_limits.items():
        for key, message in _limit_faults(limit):
            yield Fault("limits.toml", f"time_limits.{name}.{key}", message)
    for file, matter in zip(reading.matter_files, content.matters, strict=True):
        promise = matter.limits.promise
        for key, message in _limit_faults(promise) if promise else ():
            yield Fault(file, f"matters[{matter.code}].limits.promise.{key}", message)


def _limit_faults(limit: LimitEntry) -> Iterator[tuple[str, str]]:
    if limit.valid_to is not None:
        yield "valid_to", f"was superseded: nothing follows after {limit.valid_to}"
    begins = [was.valid_from for was in limit.earlier] + [limit.valid_from]
    if begins[0] is not None:
        yield _at(0, len(begins)), f"nothing says what applied before {begins[0]}"
    for place, was in enumerate(limit.earlier):
        start = was.valid_from or date.min
        if was.valid_to < start:
            yield f"earlier[{place}].valid_to", f"ends before it begins on {start}"
        follows, next_day = begins[place + 1], was.valid_to + timedelta(days=1)
        if follows is None or follows != next_day:
            kind = "overlaps" if follows is None or follows < next_day else "leaves a gap"
            yield _at(place + 1, len(begins)), f"{kind}: it must begin on {next_day}"


def _at(place: int, count: int) -> str:
    return "valid_from" if place == count - 1 else f"earlier[{place}].valid_from"
