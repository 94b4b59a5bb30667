"""Holiday notices as data: one TOML file a year, read into one working-day calendar.

The version names the years and the content, so a changed notice is a new calendar and a
case can keep the one it was judged by (LAW B9.1). Layout of a file: `year`, `[[notices]]`
with number, issued_on, title, url, text; `[[holidays]]` with name, name_en, notice,
off_from, off_to (both included), make_up. A later notice prevails over an earlier one.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.faults import Fault, FaultyCatalog, nearest, schema_faults, unknown
from states.worktime import Calendar, DayException, DayKind, Notice

SHIPPED = Path(__file__).parent / "data" / "calendars"
"""The notices that come with Greenlane: 2020 to 2026."""

HOLIDAY_DAYS_MAX = 16
"""No holiday was ever longer; a longer one is a mistyped date."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class NoticeEntry(_Strict):
    """One notice as it stands in a file; `text` and `text_seen_at` are its evidence."""

    number: str
    issued_on: date
    title: str
    url: str
    text: list[str] = []
    text_seen_at: list[str] = []


class HolidayEntry(_Strict):
    """One holiday: its days off, both ends included, and the days worked in exchange."""

    name: str
    name_en: str
    notice: str
    off_from: date
    off_to: date
    make_up: list[date]


class YearFile(_Strict):
    """The notices for one year."""

    year: int
    notices: list[NoticeEntry]
    holidays: list[HolidayEntry]


def load_calendar(folder: Path = SHIPPED) -> Calendar:
    """The calendar of all year files (`2026.toml` …) in `folder`.

    Raises:
        FaultyCatalog: a file is unreadable, says something unknown or impossible, or a year
            is missing between two others; it lists every fault with file and key.
    """
    faults: list[Fault] = []
    years = {}
    for file in sorted(folder.glob("*.toml")):
        entry = _read(file, faults)
        if entry is not None:
            faults.extend(_contradictions(file, entry))
            years[entry.year] = entry
    if not years and not faults:
        faults.append(Fault(str(folder), "(folder)", "holds no year of holiday notices"))
    if not faults:
        faults.extend(_gaps(folder, years))
    if faults:
        raise FaultyCatalog(faults)
    return calendar_of([years[year] for year in sorted(years)])


@lru_cache(maxsize=1)
def shipped_calendar() -> Calendar:
    """The calendar that comes with Greenlane, read once."""
    return load_calendar(SHIPPED)


def calendar_of(years: Sequence[YearFile]) -> Calendar:
    """The calendar of consecutive years, with a version and hash made from its content."""
    first, last = years[0].year, years[-1].year
    exceptions = _exceptions(years)
    notices = tuple(_notices(years))
    sha256 = _content_hash(first, last, notices, exceptions)
    return Calendar(
        version=f"cn-{first}-{last}-{sha256[:8]}",
        first_day=date(first, 1, 1),
        last_day=date(last, 12, 31),
        exceptions=exceptions,
        notices=notices,
        sha256=sha256,
    )


def _read(file: Path, faults: list[Fault]) -> YearFile | None:
    raw: dict[str, Any] = {}
    try:
        raw = tomllib.loads(file.read_bytes().decode("utf-8"))
        return YearFile.model_validate(raw)
    except ValidationError as error:
        faults.extend(schema_faults(error, file.name, raw, YearFile))
    except OSError as problem:
        faults.append(Fault(file.name, "(file)", f"cannot be read: {problem.strerror}"))
    except (ValueError, RecursionError) as problem:
        faults.append(Fault(file.name, "(file)", f"is not TOML in UTF-8: {problem}"))
    return None


def _contradictions(file: Path, entry: YearFile) -> Iterator[Fault]:
    """What a well-formed file may still not say."""
    if file.stem != str(entry.year):
        yield Fault(file.name, "year", f"is {entry.year}, but the file is called {file.name}")
    if not 1950 <= entry.year <= 2200:
        yield Fault(file.name, "year", f"cannot be {entry.year}")
    numbers = [notice.number for notice in entry.notices]
    if len(set(numbers)) < len(numbers):
        yield Fault(file.name, "notices", "the same number stands twice")
    claimed: dict[tuple[str, date], str] = {}
    for holiday in entry.holidays:
        key = f"holidays[{holiday.name}]"
        if holiday.notice not in numbers:
            message = unknown("notice", holiday.notice, nearest(holiday.notice, numbers))
            yield Fault(file.name, f"{key}.notice", message)
        for message in (*_date_problems(holiday, entry.year), *_twice(holiday, claimed)):
            yield Fault(file.name, key, message)


def _date_problems(holiday: HolidayEntry, year: int) -> Iterator[str]:
    if holiday.off_to < holiday.off_from:
        yield f"ends {holiday.off_to} before it begins {holiday.off_from}"
    elif (holiday.off_to - holiday.off_from).days >= HOLIDAY_DAYS_MAX:
        yield f"is longer than {HOLIDAY_DAYS_MAX} days"
    for day in (holiday.off_from, holiday.off_to, *holiday.make_up):
        # New Year's holiday may begin, and be worked for, in the old year.
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            yield f"{day} does not belong to {year}"
    for day in holiday.make_up:
        if day.weekday() < 5:
            yield f"{day} is a weekday, a make-up working day falls on a weekend"


def _twice(holiday: HolidayEntry, claimed: dict[tuple[str, date], str]) -> Iterator[str]:
    for day in (*_days_off(holiday), *holiday.make_up):
        other = claimed.setdefault((holiday.notice, day), holiday.name)
        if other != holiday.name or (day in holiday.make_up and day in _days_off(holiday)):
            yield f"{day} is named twice by the same notice"


def _days_off(holiday: HolidayEntry) -> list[date]:
    length = min((holiday.off_to - holiday.off_from).days, HOLIDAY_DAYS_MAX)
    return [holiday.off_from + timedelta(days=offset) for offset in range(length + 1)]


def _gaps(folder: Path, years: Mapping[int, YearFile]) -> Iterator[Fault]:
    for year in range(min(years), max(years)):
        if year not in years:
            yield Fault(str(folder), f"{year}.toml", "is missing between two other years")


def _notices(years: Iterable[YearFile]) -> Iterator[Notice]:
    for entry in years:
        for notice in sorted(entry.notices, key=lambda notice: notice.issued_on):
            yield Notice(notice.number, entry.year, notice.issued_on, notice.title, notice.url)


def _exceptions(years: Iterable[YearFile]) -> dict[date, DayException]:
    exceptions: dict[date, DayException] = {}
    for entry in years:
        issued_on = {notice.number: notice.issued_on for notice in entry.notices}
        for holiday in sorted(entry.holidays, key=lambda holiday: issued_on[holiday.notice]):
            said = (holiday.name, holiday.name_en, holiday.notice)
            for day in _days_off(holiday):
                exceptions[day] = DayException(DayKind.HOLIDAY, *said)
            for day in holiday.make_up:
                exceptions[day] = DayException(DayKind.MAKE_UP, *said)
    return dict(sorted(exceptions.items()))


def _content_hash(
    first: int, last: int, notices: Iterable[Notice], exceptions: Mapping[date, DayException]
) -> str:
    """SHA-256 of what the calendar says, whatever the files look like."""
    content = {
        "years": [first, last],
        "notices": [[n.number, n.year, n.issued_on.isoformat()] for n in notices],
        "days": [[d.isoformat(), e.kind.value, e.name, e.notice] for d, e in exceptions.items()],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
