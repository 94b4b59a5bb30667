"""What silence brings, as steps: warnings, cards, and the call for an unpublished calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from states.terms import CaseSnapshot, ClockName, Colour, Step, StepKind
from states.worktime import Calendar, Due

ONE_DAY = timedelta(days=1)
CALENDAR_WARNING = timedelta(days=60)


def warning(case: CaseSnapshot, clock: ClockName, due: Due) -> Iterator[Step]:
    """预警: so many working days before the last day, once, to the lead department."""
    if due.provisional or has_card(case, clock, Colour.WARNING, case.rules.lead, since=None):
        return
    day = max(workdays_before(due, case.rules.warning_days, case.calendar), due.started_on)
    yield Step(StepKind.CARD, day, case.rules.lead, clock, Colour.WARNING)


def card(
    case: CaseSnapshot, clock: ClockName, colour: Colour, due: Due, department: str
) -> Iterator[Step]:
    """A card from the day after the last day; while the date is provisional a call instead."""
    if due.provisional:
        yield from calendar_call(case, clock, due)
    elif not has_card(case, clock, colour, department, since=due.started_on):
        yield Step(StepKind.CARD, due.due_on + ONE_DAY, department, clock, colour)


def remind(
    case: CaseSnapshot, clock: ClockName, due: Due, days_before: int, party: str
) -> Iterator[Step]:
    """A reminder to `party`, once for each last day, so many working days before it."""
    if due.provisional:
        yield from calendar_call(case, clock, due)
        return
    day = max(workdays_before(due, days_before, case.calendar), due.started_on)
    step = Step(StepKind.REMIND, day, party, clock, about=due.due_on.isoformat())
    if step.key not in case.reminded:
        yield step


def has_card(
    case: CaseSnapshot, clock: ClockName, colour: Colour, department: str, since: date | None
) -> bool:
    """Whether this card was issued and stands; `since` lets a clock begun anew earn a new one."""
    return any(
        card.stands
        and (card.clock, card.colour, card.department) == (clock, colour, department)
        and (since is None or card.effective_on > since)
        for card in case.cards
    )


def calendar_call(case: CaseSnapshot, clock: ClockName, due: Due) -> Iterator[Step]:
    """A date needs an unpublished calendar: say so once for each end of the data.

    60 days before that end; a date two years off is called for again when the next one nears.
    """
    step = Step(
        StepKind.REMIND,
        max(due.started_on, case.calendar.last_day - CALENDAR_WARNING),
        clock=clock,
    )
    if f"{step.key}:{missing_calendar(case)}" not in case.reminded:
        yield step


def missing_calendar(case: CaseSnapshot) -> str:
    """Names the calendar that a reminder calls for: the year of the first day not known."""
    return f"calendar-{(case.calendar.last_day + ONE_DAY).year}"


def workdays_before(due: Due, days: int, calendar: Calendar) -> date:
    """The `days`-th working day before the last day; reminders go out on it."""
    return _workdays_before(due.due_on, days, calendar)


@lru_cache(maxsize=4096)
def _workdays_before(day: date, days: int, calendar: Calendar) -> date:
    for _ in range(days):
        day -= ONE_DAY
        while day > calendar.first_day and not calendar.is_workday(day):
            day -= ONE_DAY
    return day
