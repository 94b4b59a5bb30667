"""Calendar files (RFC 5545): last days as all-day events that calendars of any maker take in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

ZONE = "Asia/Shanghai"
PRODUCT = "-//Greenlane//Due calendar//ZH"


@dataclass(frozen=True, slots=True)
class DueEvent:
    """One last day. `uid` stays the same however often the day moves, so that it is moved."""

    uid: str
    day: date
    summary: str
    about: str
    address: str


def calendar_file(name: str, events: Iterable[DueEvent], at: datetime) -> bytes:
    """The events as a file; `at` is the instant of its making.

    All-day events stand on a date without an hour: the day is that of `ZONE`, which the file
    names, wherever the reader's calendar is.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE)
    for event in events:
        calendar.add_component(_event(event, at))
    return bytes(calendar.to_ical())


def _event(due: DueEvent, at: datetime) -> Event:
    event = Event()
    event.add("uid", due.uid)
    event.add("dtstamp", at)
    event.add("dtstart", due.day)
    event.add("dtend", due.day + timedelta(days=1))
    event.add("summary", due.summary)
    event.add("description", due.about)
    event.add("url", due.address)
    event.add("transp", "TRANSPARENT")
    return event
