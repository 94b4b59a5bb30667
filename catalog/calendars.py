"""Holiday notices as data: one TOML file a year, read into one working-day calendar.

The version names the years and the content, so a changed notice is a new calendar and a
case can keep the one it was judged by (LAW B9.1). :mod:`catalog.notices` has the form of a file.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog.faults import Fault, FaultyCatalog, schema_faults
from catalog.notices import YearFile, Years, days_off, problems_of
from states.worktime import Calendar, DayException, DayKind, Notice

SHIPPED = Path(__file__).parent / "data" / "calendars"
"""The notices that come with Greenlane: 2020 to 2026."""


def load_calendar(folder: Path = SHIPPED) -> Calendar:
    """The calendar of all year files (`2026.toml` …) in `folder`; see :func:`load_years`."""
    return calendar_of(load_years(folder))


def load_years(folder: Path = SHIPPED) -> Years:
    """The notices of all year files (`2026.toml` …) in `folder`, in order.

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
    return tuple(years[year] for year in sorted(years))


@lru_cache(maxsize=1)
def shipped_calendar() -> Calendar:
    """The calendar that comes with Greenlane, read once."""
    return load_calendar(SHIPPED)


def calendar_of(years: Sequence[YearFile], version: str | None = None) -> Calendar:
    """The calendar of consecutive years, with a hash made from its content.

    So is its version unless one is given.
    """
    first, last = years[0].year, years[-1].year
    exceptions = _exceptions(years)
    notices = tuple(_notices(years))
    sha256 = _content_hash(first, last, notices, exceptions)
    return Calendar(
        version=version or f"cn-{first}-{last}-{sha256[:8]}",
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
    for problem in problems_of(entry):
        yield Fault(file.name, problem.key, problem.en)


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
            for day in days_off(holiday):
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
