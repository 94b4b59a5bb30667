"""The case file: one case with all that its dates were derived from, to be checked elsewhere.

`tools/recompute_dates.py` derives every date of it again with the standard library alone.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from acts.explain import explain_clock
from acts.office import Office
from ledger import book
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, RunningClock
from states.worktime import Calendar, Line, Suspension

FORMAT = "greenlane-case-file/1"


def case_file(office: Office, case_id: str) -> dict[str, Any]:
    """The sealed entries, the rules, the holiday calendars and every derived clock, explained.

    Raises:
        UnknownCase: no entry has this case id.
    """
    case = office.case(case_id)
    clocks = list(clocks_of(case))
    calendars = {clock.due.calendar_version: clock.due.calendar for clock in clocks}
    return {
        "format": FORMAT,
        "case_id": case_id,
        "matter": case.rules.matter,
        "catalog_sha256": case.catalog_sha256,
        "entries": book.sealed_entries(office.session, case_id),
        "calendars": {version: calendar_row(found) for version, found in calendars.items()},
        "clocks": [
            clock_row(clock) | {"explanation": [line_row(x) for x in explain_clock(case, clock)]}
            for clock in clocks
        ],
    }


def clock_rows(case: CaseSnapshot) -> list[dict[str, Any]]:
    """Every clock of the case with what its date was derived from (LAW B9.17)."""
    return [clock_row(clock) for clock in clocks_of(case)]


def clock_row(clock: RunningClock) -> dict[str, Any]:
    """One clock as JSON: the rule, the inputs of its date, and the date."""
    due = clock.due
    return {
        "name": clock.name.value,
        "department": clock.department,
        "rule": clock.limit.rule_id,
        "source": clock.limit.source,
        "certainty": clock.limit.certainty.value,
        "days": due.days,
        "unit": due.unit.value,
        "started_on": due.started_on.isoformat(),
        "effective_start_on": due.effective_start_on.isoformat(),
        "extension_days": due.extension_days,
        "suspensions": [_suspension_row(pause) for pause in due.suspensions],
        "as_of": _iso(due.as_of),
        "excluded_days": due.excluded_days,
        "raw_last_on": _iso(due.raw_last_on),
        "rolls": due.rolls,
        "before_on": _iso(due.before_on),
        "due_on": due.due_on.isoformat(),
        "provisional": due.provisional,
        "earliest_on": due.earliest_on.isoformat(),
        "latest_on": due.latest_on.isoformat(),
        "calendar": due.calendar_version,
        "stopped_on": _iso(clock.stopped_on),
    }


def calendar_row(calendar: Calendar) -> dict[str, Any]:
    """A working-day calendar as JSON: its range and every day that a notice names."""
    return {
        "first_day": calendar.first_day.isoformat(),
        "last_day": calendar.last_day.isoformat(),
        "days": {
            day.isoformat(): {"kind": named.kind.value, "notice": named.notice}
            for day, named in sorted(calendar.exceptions.items())
        },
    }


def line_row(line: Line) -> dict[str, Any]:
    """One line of an explanation as JSON."""
    return {
        "from": line.from_on.isoformat(),
        "to": line.to_on.isoformat(),
        "kind": line.kind.value,
        "days": line.days,
        "count": line.count,
        "zh": line.zh,
        "en": line.en,
    }


def _suspension_row(pause: Suspension) -> dict[str, Any]:
    return {
        "kind": pause.kind,
        "from_on": pause.from_on.isoformat(),
        "to_on": _iso(pause.to_on),
        "announced_days": pause.announced_days,
        "notice_served": pause.notice_served,
        "basis": pause.basis,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
