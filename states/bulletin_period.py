"""The time that a 通报 covers: a calendar quarter, or a calendar year for the assessment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from states.worktime import SHANGHAI, Calendar

ONE_DAY = timedelta(days=1)
_NAMED = re.compile(r"(?P<year>[12][0-9]{3})(?:-Q(?P<quarter>[1-4]))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter, or with `quarter` 0 the whole year (LAW B8: the calendar's, both ends in)."""

    year: int
    quarter: int = 0

    @classmethod
    def named(cls, name: str) -> Period | None:
        """The period of this name, “2026-Q1” or “2026”; None where it names none."""
        found = _NAMED.fullmatch(name)
        return cls(int(found["year"]), int(found["quarter"] or 0)) if found else None

    @classmethod
    def of_quarter(cls, day: date) -> Period:
        """The quarter in which a legal day lies."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def name(self) -> str:
        """“2026-Q1”, or “2026” for the year."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else f"{self.year}"

    @property
    def from_on(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.quarter - 2 if self.quarter else 1, 1)

    @property
    def to_on(self) -> date:
        """Its last day."""
        if self.quarter in (0, 4):
            return date(self.year, 12, 31)
        return date(self.year, 3 * self.quarter + 1, 1) - ONE_DAY

    @property
    def ends_at(self) -> datetime:
        """The first instant after it, in Asia/Shanghai."""
        return datetime.combine(self.to_on + ONE_DAY, time(), SHANGHAI)

    @property
    def before(self) -> Period:
        """The quarter (or year) before it."""
        if self.quarter in (0, 1):
            return Period(self.year - 1, 4 if self.quarter else 0)
        return Period(self.year, self.quarter - 1)

    @property
    def year_before(self) -> Period:
        """The same quarter of the year before."""
        return Period(self.year - 1, self.quarter)

    def holds(self, day: date | None) -> bool:
        """Whether the day lies in it."""
        return day is not None and self.from_on <= day <= self.to_on

    def drafted_on(self, calendar: Calendar) -> date:
        """The first working day after it, on which its 通报 is drafted.

        Raises:
            CalendarMissing: no published calendar says which day that is.
        """
        return calendar.next_workday(self.to_on + ONE_DAY)
