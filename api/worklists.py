"""Whose work an actor sees, and how it is narrowed: the same for the API and the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import Depends, Query

from api.cursors import read, wrong_cursor
from greenlane.wiring import House
from ledger.work_views import Days, Place, Window, WorkFilter, WorklistItem
from states.terms import Actor, ClockName, Role

WINDOW_TASKS = ("check_filing", "serve")


NOT_OURS = "-"
"""A task that nobody has: asking for the work of others finds nothing."""


def own_work(actor: Actor, house: House) -> WorkFilter:
    """What the actor's organisation owes; the window checks filings and serves for all leads."""
    if actor.role is not Role.CLERK:
        return WorkFilter((actor.organisation,))
    matters = house.city.catalog.matters.values()
    return WorkFilter(tuple(sorted({matter.department for matter in matters})), WINDOW_TASKS)


def narrowing(
    task: Annotated[str, Query(max_length=80)] = "",
    matter: Annotated[str, Query(max_length=80)] = "",
    light: Annotated[str, Query(pattern="^(green|warning|yellow|red)?$")] = "",
    window: Annotated[Window | None, Query()] = None,
    text: Annotated[str, Query(max_length=100)] = "",
    clock: Annotated[ClockName | Literal[""] | None, Query()] = None,
    due_on: Annotated[date | None, Query(description="Only what lapses on this day.")] = None,
) -> WorkFilter:
    """What the reader asks for, of whosever work it is."""
    plain = "".join(sign for sign in text if sign.isprintable()).strip()
    tasks = (task,) if task else ()
    return WorkFilter(
        (), tasks, matter or None, light or None, plain or None, window, clock or None, due_on
    )


Narrowing = Annotated[WorkFilter, Depends(narrowing)]


def narrowed(own: WorkFilter, asked: WorkFilter) -> WorkFilter:
    """The reader's own work within what is asked; another's work is never in it."""
    tasks = asked.tasks or own.tasks
    if own.tasks and not set(tasks) <= set(own.tasks):
        tasks = (NOT_OURS,)
    return replace(asked, parties=own.parties, tasks=tasks)


ROWS_WATCHED = 100
"""So many lines at the head of the worklist are watched while the page is open."""


def name_of(item: WorklistItem) -> str:
    """What tells one line of a worklist from all others."""
    return f"{item.duty.case_id} {item.duty.task} {item.duty.party}"


def mark_of(item: WorklistItem) -> str:
    """What a line shows that may change while it is looked at."""
    duty = item.duty
    return f"{duty.breach_on or '-'} {duty.promised_on or '-'} {item.case.light}"


def days_of(house: House, today: date) -> Days:
    """Today and the working day after it."""
    return Days(today, house.city.calendar.next_workday(today + timedelta(days=1)))


def place_of(cursor: str) -> Place:
    """Where a cursor stands.

    Raises:
        Invalid: it is none of ours.
    """
    day, case_id, task = read(cursor, 3)
    try:
        return date.fromisoformat(day), case_id, task
    except ValueError as error:
        raise wrong_cursor() from error


def place_after(item: WorklistItem, far: date) -> tuple[str, str, str]:
    """What a cursor behind this item says; undated items stand on the day `far`."""
    duty = item.duty
    return (duty.breach_on or far).isoformat(), duty.case_id, duty.task
