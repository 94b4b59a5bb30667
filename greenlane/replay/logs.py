"""Reading an event log and its cases: gzip or plain CSV, every fault with file and line."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

RECEIPT_EVENTS = {"case_id", "event_no", "activity", "timestamp", "resource", "department"}
RECEIPT_CASES = {"case_id", "start_date", "deadline", "end_date", "department", "channel"}
BPIC_EVENTS = {
    "case_id",
    "event_no",
    "activity",
    "activity_en",
    "timestamp",
    "resource",
    "monitoring_resource",
    "question",
    "planned",
}
BPIC_CASES = {"case_id", "procedure", "start_date"}
GZIP_MAGIC = b"\x1f\x8b"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""The days that the engine can count for a log."""

Row = tuple[int, dict[str, str]]
"""A row with the line on which it ends."""


class LogFault(ValueError):
    """A log cannot be replayed; says which file and line, and why."""


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event as it stands in the log; `at` is its own local time with offset."""

    case_id: str
    number: int
    activity: str
    at: datetime
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Log:
    """A log of one of the two known shapes."""

    shape: str
    events: tuple[LogEvent, ...]
    cases: Mapping[str, Mapping[str, str]]


def read_log(events_file: Path, cases_file: Path) -> Log:
    """Both files, checked against each other.

    Raises:
        LogFault: unreadable, empty, columns missing, a bad time or number, an event of an
            unknown case, or something twice.
    """
    events, cases = list(_rows(events_file)), list(_rows(cases_file))
    shape = _shape(events_file, events, cases_file, cases)
    known = _cases(cases_file, cases)
    return Log(shape, tuple(_events(events_file, events, known)), known)


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
        text = (gzip.decompress(raw) if raw.startswith(GZIP_MAGIC) else raw).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise LogFault(f"{file}: cannot be read: {error}") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise LogFault(f"{file}: line {line}: holds a NUL character")
    return text


def _rows(file: Path) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(_text(file), newline=""))
    try:
        for row in reader:
            if None in row or None in row.values():
                line = reader.line_num
                raise LogFault(f"{file}: line {line}: has not as many fields as the header")
            yield reader.line_num, row
    except csv.Error as error:
        raise LogFault(f"{file}: line {reader.line_num}: {error}") from error


def _shape(
    events_file: Path,
    events: list[Row],
    cases_file: Path,
    cases: list[Row],
) -> str:
    if not events or not cases:
        raise LogFault(f"{events_file if not events else cases_file}: holds no rows")
    found = {events_file: set(events[0][1]), cases_file: set(cases[0][1])}
    bpic = "activity_en" in found[events_file]
    needed = {
        events_file: BPIC_EVENTS if bpic else RECEIPT_EVENTS,
        cases_file: BPIC_CASES if bpic else RECEIPT_CASES,
    }
    for file, columns in needed.items():
        missing = columns - found[file]
        if missing:
            raise LogFault(f"{file}: line 1: columns missing: {', '.join(sorted(missing))}")
    return "bpic15" if bpic else "receipt"


def _cases(file: Path, rows: list[Row]) -> dict[str, Mapping[str, str]]:
    known: dict[str, Mapping[str, str]] = {}
    for line, row in rows:
        if row["case_id"] in known:
            raise LogFault(f"{file}: line {line}: case {row['case_id']} stands twice")
        if not row["start_date"]:
            raise LogFault(f"{file}: line {line}: a case needs its start_date")
        for column in ("deadline", "end_date_planned"):
            if row.get(column):
                instant(file, line, row[column])
        for column in ("start_date", "end_date"):
            if row.get(column):
                _countable(file, line, row[column])
        known[row["case_id"]] = row
    return known


def _events(
    file: Path, rows: list[Row], known: Mapping[str, Mapping[str, str]]
) -> Iterator[LogEvent]:
    seen: set[tuple[str, int]] = set()
    for line, row in rows:
        case_id = row["case_id"]
        if case_id not in known:
            raise LogFault(f"{file}: line {line}: case {case_id!r} is not among the cases")
        if not row["event_no"].isascii() or not row["event_no"].isdigit():
            raise LogFault(f"{file}: line {line}: event_no {row['event_no']!r} is not a number")
        number = int(row["event_no"])
        if (case_id, number) in seen:
            raise LogFault(f"{file}: line {line}: event {number} of case {case_id} stands twice")
        seen.add((case_id, number))
        if row.get("planned"):
            instant(file, line, row["planned"])
        at = _countable(file, line, row["timestamp"])
        yield LogEvent(case_id, number, row["activity"], at, row)


def instant(file: Path, line: int, text: str) -> datetime:
    """An aware instant of the log.

    Raises:
        LogFault: no such time, or one without its offset.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise LogFault(f"{file}: line {line}: {text!r} is not a time") from error
    if at.tzinfo is None:
        raise LogFault(f"{file}: line {line}: {text!r} lacks its offset from UTC")
    return at


def _countable(file: Path, line: int, text: str) -> datetime:
    """An instant whose day the engine's calendar has."""
    at = instant(file, line, text)
    if not FIRST_DAY <= at.date() <= LAST_DAY:
        raise LogFault(f"{file}: line {line}: {text!r} is not from {FIRST_DAY} to {LAST_DAY}")
    return at
