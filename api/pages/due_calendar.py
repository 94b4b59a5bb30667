"""The calendar of what falls due: a month on a desk, a week on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from acts.authority import authorise
from api.dependencies import Readings
from api.pages.visit import SignedVisit, Visited
from api.worklists import days_of, own_work
from ledger.work_views import DueDay, WorklistItem, count_by_window, due_by_day
from states.workdays import DayKind
from templates import formats

router = APIRouter()

ITEMS_SHOWN = 3
WEEK = timedelta(days=7)
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True, slots=True)
class DueItem:
    """One duty in a day: its case and its task."""

    case_id: str
    project: str
    task: str


@dataclass(frozen=True, slots=True)
class CalendarCell:
    """One day: what it is to organs, and what lapses on it.

    `mark` is holiday, make_up, weekend or weekday, or unknown beyond the published notices.
    """

    iso: str
    number: int
    exact: str
    within: bool
    today: bool
    past: bool
    mark: str
    name: str
    count: int
    items: tuple[DueItem, ...]


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """Seven days from Monday; a phone shows the week that is asked for."""

    asked: bool
    days: tuple[CalendarCell, ...]


@router.get("/calendar", response_class=HTMLResponse)
def show_due_calendar(
    visit: Visited,
    reading: Readings,
    day: Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY)] = None,
) -> Response:
    """The duties of the visitor's organisation by the day on which they lapse."""
    authorise(visit.actor, "see_worklist")
    asked = day or visit.today
    first = monday_of(asked.replace(day=1))
    last = monday_of(_month_after(asked) - timedelta(days=1)) + WEEK - timedelta(days=1)
    own, days = own_work(visit.actor, visit.house), days_of(visit.house, visit.today)
    with reading() as office:
        due = due_by_day(office.session, own, first, last, per_day=ITEMS_SHOWN)
        counts = count_by_window(office.session, own, days)
    assert counts is not None, "no words were asked for"
    return visit.page(
        "due_calendar",
        organisation=visit.words.department(visit.actor.organisation),
        title=formats.month(asked, visit.lang),
        weeks=_weeks(visit, asked, first, last, due),
        late=counts["late"],
        months=(_month_before(asked), _month_after(asked)),
        steps=(asked - WEEK, asked + WEEK),
        here=visit.today,
    )


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def _month_after(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _weeks(
    visit: SignedVisit, asked: date, first: date, last: date, due: Mapping[date, DueDay]
) -> Iterable[CalendarWeek]:
    weeks = range(0, (last - first).days, 7)
    for start in (first + timedelta(days=passed) for passed in weeks):
        days = tuple(start + timedelta(days=more) for more in range(7))
        cells = tuple(_cell(visit, asked, day, due.get(day)) for day in days)
        yield CalendarWeek(asked in days, cells)


def _cell(visit: SignedVisit, asked: date, day: date, due: DueDay | None) -> CalendarCell:
    mark, name = _what_it_is(visit, day)
    return CalendarCell(
        iso=day.isoformat(),
        number=day.day,
        exact=visit.words.exact(day),
        within=(day.year, day.month) == (asked.year, asked.month),
        today=day == visit.today,
        past=day < visit.today,
        mark=mark,
        name=name,
        count=due.count if due else 0,
        items=tuple(_item(item) for item in due.items) if due else (),
    )


def _what_it_is(visit: SignedVisit, day: date) -> tuple[str, str]:
    """Holiday, make-up day, weekend or weekday with the name that the notice gives it."""
    calendar = visit.house.city.calendar
    if not calendar.covers(day):
        return "unknown", ""
    note = calendar.why(day)
    named = note.kind in (DayKind.HOLIDAY, DayKind.MAKE_UP)
    name = note.name if visit.lang == "zh" else note.name_en
    return note.kind.value, name if named else ""


def _item(item: WorklistItem) -> DueItem:
    return DueItem(item.case.case_id, item.case.project_name, item.duty.task)
