"""Due dates: microseconds for a date, for a paused date and for its explanation.

Run `python -m bench.due_date`. The ratios compare with a walk day by day in the same run,
so they mean the same on any machine; budgets are DESIGN section 7.
"""

from __future__ import annotations

import json
import timeit
from collections.abc import Callable
from datetime import date, timedelta

from catalog.calendars import load_calendar, shipped_calendar
from greenlane.due import batch
from states.worktime import Calendar, DayUnit, Suspension, add_workdays, due_on, explain

START, DAYS = date(2025, 9, 24), 20
PAUSE = (Suspension("expert_review", date(2025, 9, 26), date(2025, 10, 20), 10),)
BUDGETS_US = {"due_date_us": 5.0, "explanation_us": 1000.0}


def walk(start: date, days: int, calendar: Calendar) -> date:
    """The n-th working day found by asking every day: the yardstick."""
    while days:
        start += timedelta(days=1)
        days -= calendar.is_workday(start)
    return start


def microseconds(call: Callable[[], object], number: int) -> float:
    """The best of five rounds, per call."""
    return min(timeit.repeat(call, number=number, repeat=5)) / number * 1e6


def measure() -> dict[str, float]:
    """Microseconds of each figure, ratios to the walk, and lines a second of a batch."""
    calendar = shipped_calendar()
    unit = DayUnit.WORKING
    due = due_on(START, DAYS, calendar, unit=unit, suspensions=PAUSE)
    line = json.dumps({"id": 1, "start": str(START), "days": DAYS})
    figures = {
        "walk_us": microseconds(lambda: walk(START, DAYS, calendar), 5_000),
        "add_workdays_us": microseconds(lambda: add_workdays(START, DAYS, calendar), 50_000),
        "due_date_us": microseconds(lambda: due_on(START, DAYS, calendar, unit=unit), 50_000),
        "paused_due_date_us": microseconds(
            lambda: due_on(START, DAYS, calendar, unit=unit, suspensions=PAUSE), 50_000
        ),
        "explanation_us": microseconds(lambda: explain(due, calendar, PAUSE), 500),
        "provisional_us": microseconds(
            lambda: due_on(calendar.last_day, DAYS, calendar, unit=unit), 500
        ),
        "load_calendar_us": microseconds(load_calendar, 3),
        "batch_lines_per_s": 1e6 / microseconds(lambda: list(batch([line], calendar)), 5_000),
    }
    ratios = {
        f"{name.removesuffix('_us')}_of_walk": figures[name] / figures["walk_us"]
        for name in ("add_workdays_us", "due_date_us", "paused_due_date_us", "explanation_us")
    }
    return figures | ratios


def main() -> None:
    """Print every figure, and the budget beside those that have one."""
    for name, figure in measure().items():
        budget = f"  (budget {BUDGETS_US[name]:g})" if name in BUDGETS_US else ""
        print(f"{name:24} {figure:12.3f}{budget}")


if __name__ == "__main__":
    main()
