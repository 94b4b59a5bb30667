"""Holiday calendars as the API tells them, and the notice that it takes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from acts.forms import Form
from catalog.notices import NOTICE_BYTES_MAX


class NoticeForm(Form):
    """A holiday notice as TOML, in the shape of the files that are shipped."""

    notice: Annotated[str, Field(min_length=1, max_length=NOTICE_BYTES_MAX)]


class CalendarView(BaseModel):
    """A calendar that is or was in force; the newest number is in force."""

    number: int
    version: str
    first_day: date
    last_day: date
    year: int | None
    notices: str
    amends: str | None
    published_by: str
    published_at: datetime


class DayView(BaseModel):
    """A day that a notice makes another; `worked_before` is null beyond the old calendar."""

    day: date
    name: str
    worked_before: bool | None
    works: bool


class RangeView(BaseModel):
    """A last day, or the range of a provisional one."""

    due_on: date
    provisional: bool
    earliest_on: date
    latest_on: date


class MoveView(BaseModel):
    """One clock under the old and the new calendar."""

    clock: str
    department: str
    started_on: date
    before: RangeView
    after: RangeView


class MovedCaseView(BaseModel):
    """An open case whose dates move."""

    case_id: str
    project_name: str
    lead: str
    clocks: list[MoveView]


class RehearsalView(BaseModel):
    """What publishing a notice would change; `left` cases were not looked at."""

    year: int
    notices: str
    calendar_before: str
    calendar: str
    changes_nothing: bool
    days: list[DayView]
    cases: list[MovedCaseView]
    looked_at: int
    left: int


class WaitingClockView(BaseModel):
    """An open clock whose last day waits for a holiday notice."""

    clock: str
    department: str
    started_on: date
    earliest_on: date
    latest_on: date


class WaitingCaseView(BaseModel):
    """An open case with provisional dates."""

    case_id: str
    project_name: str
    lead: str
    clocks: list[WaitingClockView]


class WaitingView(BaseModel):
    """How many open cases have dates beyond the calendar, and the first of them."""

    known_to: date
    count: int
    cases: list[WaitingCaseView]
