"""Clock views in words and as JSON: the same lines for the command line and the API."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from acts.case_file import line_row
from acts.explain import ClockView
from states.elapsed import OfficeHours, elapsed_of
from states.terms import CaseSnapshot, ClockName


def explained(view: ClockView) -> dict[str, Any]:
    """The clock, its rule and the lines that add up to its last day, as JSON."""
    clock, due = view.clock, view.clock.due
    return {
        "clock": clock.name.value,
        "department": clock.department,
        "started_on": due.started_on.isoformat(),
        "days": due.days,
        "unit": due.unit.value,
        "extension_days": due.extension_days,
        "excluded_days": due.excluded_days,
        "due_on": due.due_on.isoformat(),
        "provisional": due.provisional,
        "earliest_on": due.earliest_on.isoformat(),
        "latest_on": due.latest_on.isoformat(),
        "calendar": due.calendar_version,
        "rule": clock.limit.rule_id,
        "source": clock.limit.source,
        "certainty": clock.limit.certainty.value,
        "explanation": [line_row(line) for line in view.lines],
    }


def elapsed_row(
    view: ClockView, case: CaseSnapshot, hours: OfficeHours | None, now: datetime
) -> dict[str, Any] | None:
    """The time used by both conventions, for the decision clocks; None for the others."""
    decides = view.clock.name in (ClockName.PROMISE, ClockName.STATUTE)
    if hours is None or not decides or view.clock.due.provisional:
        return None
    elapsed = elapsed_of(case, hours, now)
    return asdict(elapsed) | {"differ": elapsed.differ} if elapsed else None


def told_explanation(view: ClockView, lang: str) -> str:
    """The clock and its lines as text in `zh` or `en`."""
    clock, due = view.clock, view.clock.due
    head = f"{clock.name.value} {clock.department}: {due.due_on}  ({clock.limit.source})"
    lines = (
        f"  {line.from_on} – {line.to_on}  {line.zh if lang == 'zh' else line.en}"
        for line in view.lines
    )
    return "\n".join([head, *lines])
