"""The calendars that were ever in force, in their order, and which of them a case follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from catalog.calendars import calendar_of
from catalog.notices import Years, years_in
from ledger.tables import CalendarEditionRow
from states.kept_dates import is_over
from states.terms import CaseSnapshot
from states.worktime import Calendar, legal_day


@dataclass(frozen=True, slots=True)
class CalendarEdition:
    """A holiday calendar from the instant it was put in force (LAW B9.1).

    `notices` are the titles and numbers (文号) of the notices that brought it.
    """

    number: int
    calendar: Calendar
    years: Years
    notices: str
    published_by: str
    published_at: datetime
    year: int | None = None
    amends: str | None = None

    @property
    def in_force_on(self) -> date:
        """The legal day of its publication here: derived dates have effect from it."""
        return legal_day(self.published_at)


def edition_of(row: CalendarEditionRow) -> CalendarEdition:
    """The edition that a row of the ledger holds."""
    years = years_in(row.content)
    return CalendarEdition(
        number=row.number,
        calendar=calendar_of(years, version=row.version),
        years=years,
        notices=row.notices,
        published_by=row.published_by,
        published_at=row.published_at,
        year=row.year,
        amends=row.amends,
    )


def named(editions: tuple[CalendarEdition, ...], version: str, otherwise: Calendar) -> Calendar:
    """The calendar of this version; `otherwise` where the ledger never kept it."""
    found = (edition.calendar for edition in editions if edition.calendar.version == version)
    return next(found, otherwise)


def later_than(
    editions: tuple[CalendarEdition, ...], case: CaseSnapshot
) -> tuple[CalendarEdition, ...]:
    """The editions that the case does not follow yet, in order; none for one that is over.

    A case that names a calendar from before the ledger kept them follows the first one.
    """
    if is_over(case) or not editions or case.calendar_named == editions[-1].calendar.version:
        return ()
    known = [edition.calendar.version for edition in editions]
    at = known.index(case.calendar_named) if case.calendar_named in known else 0
    return editions[at + 1 :]


def as_recorded(editions: tuple[CalendarEdition, ...], case: CaseSnapshot) -> CaseSnapshot:
    """The replayed case under the calendars that its record names."""
    if not editions:
        return case
    if case.calendar_named != case.calendar.version:
        first = editions[0].calendar
        case = case.but(calendar=named(editions, case.calendar_named, first))
    versions = {*case.kept.values(), case.judged_calendar} - {"", case.calendar.version}
    if versions:
        earlier = {version: named(editions, version, case.calendar) for version in versions}
        case = case.but(earlier_calendars=earlier)
    return case
