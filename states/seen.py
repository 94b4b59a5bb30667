"""What a person has seen of a case, and what is new since the visit before.

A convenience of the desk, never a record: nothing in law follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from states.paper_versions import PaperVersion, versions_of
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, ClockName, Entry, Facts, Seat


@dataclass(frozen=True, slots=True)
class Look:
    """Up to which entry a person saw the case, and at which instant the visit began."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """The present visit of a person to a case, and the one before it, if there was one."""

    now: Look
    before: Look | None = None


def after_look(seen: Seen | None, head: int, at: datetime, visit: timedelta) -> Seen:
    """What stands after the person looked at the case whose last entry is `head`.

    Looks within `visit` of the first one are one visit: opening the page again does not make
    what is new old.
    """
    if seen is None:
        return Seen(Look(head, at))
    if at - seen.now.at >= visit:
        return Seen(Look(head, at), seen.now)
    return Seen(Look(max(head, seen.now.number), seen.now.at), seen.before)


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A clock whose last day is another one; `before` is None for a clock that began since."""

    clock: ClockName
    department: str
    before: date | None
    after: date


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field of the filing, old and new as text; empty where nothing stood."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedPaper:
    """A document with a newer content; `before` is None for one that was not there."""

    before: PaperVersion | None
    after: PaperVersion


@dataclass(frozen=True, slots=True)
class Difference:
    """How a case differs from what it was at an earlier entry."""

    since: int
    entries: tuple[Entry, ...]
    papers: tuple[ChangedPaper, ...]
    fields: tuple[ChangedField, ...]
    dates: tuple[MovedDate, ...]
    opinions: tuple[Seat, ...]


def compared(before: CaseSnapshot, after: CaseSnapshot, entries: Iterable[Entry]) -> Difference:
    """What is new in `after`; `entries` are the whole record up to it."""
    record = tuple(entries)
    return Difference(
        since=before.version,
        entries=record[before.version : after.version],
        papers=tuple(_papers(record, before.version)),
        fields=tuple(_fields(before.project, after.project)),
        dates=tuple(_dates(before, after)),
        opinions=tuple(_opinions(before, after)),
    )


def _papers(record: tuple[Entry, ...], since: int) -> Iterator[ChangedPaper]:
    for versions in versions_of(record).values():
        newest = versions[-1]
        if newest.entry_number <= since:
            continue
        known = [version for version in versions if version.entry_number <= since]
        last = known[-1] if known else None
        if last is None or last.sha256 != newest.sha256:
            yield ChangedPaper(last, newest)


def _fields(before: Facts, after: Facts) -> Iterator[ChangedField]:
    for name in sorted({*before, *after}):
        old, new = _said(before.get(name)), _said(after.get(name))
        if old != new:
            yield ChangedField(name, old, new)


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _dates(before: CaseSnapshot, after: CaseSnapshot) -> Iterator[MovedDate]:
    """Last days that moved; a clock that stopped keeps the day it had."""
    known = {(c.name, c.department): c for c in clocks_of(before)}
    for clock in clocks_of(after):
        was = known.get((clock.name, clock.department))
        if clock.stopped_on is not None and was is not None and was.stopped_on is not None:
            continue
        old = was.due.due_on if was else None
        if old != clock.due.due_on:
            yield MovedDate(clock.name, clock.department, old, clock.due.due_on)


def _opinions(before: CaseSnapshot, after: CaseSnapshot) -> Iterator[Seat]:
    """Seats that have spoken since, or speak otherwise."""
    known = {seat.department: seat for seat in before.seats}
    for seat in after.seats:
        was = known.get(seat.department)
        if seat.answered_on is not None and (was is None or _spoken(was) != _spoken(seat)):
            yield seat


def _spoken(seat: Seat) -> tuple[object, ...]:
    return (seat.state, seat.answered_on, seat.comment, seat.conditions, seat.items)
