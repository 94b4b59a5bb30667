"""Calendars and rehearsals as JSON: the same rows for the command line and the API."""

from __future__ import annotations

from typing import Any

from acts.calendars import ProvisionalCase, Rehearsal
from acts.editions import CalendarEdition


def edition_row(edition: CalendarEdition) -> dict[str, Any]:
    """An edition of the calendar as JSON."""
    return {
        "number": edition.number,
        "version": edition.calendar.version,
        "first_day": edition.calendar.first_day.isoformat(),
        "last_day": edition.calendar.last_day.isoformat(),
        "year": edition.year,
        "notices": edition.notices,
        "amends": edition.amends,
        "published_by": edition.published_by,
        "published_at": edition.published_at.isoformat(),
    }


def rehearsal_row(found: Rehearsal) -> dict[str, Any]:
    """What a notice changes as JSON: days, and each case with old and new dates."""
    return {
        "year": found.year,
        "notices": found.notices,
        "calendar_before": found.before.version,
        "calendar": found.after.version,
        "changes_nothing": found.changes_nothing,
        "days": [
            {
                "day": change.day.isoformat(),
                "name": change.name,
                "worked_before": change.works_before,
                "works": change.works_after,
            }
            for change in found.days
        ],
        "cases": [
            {
                "case_id": change.case_id,
                "project_name": change.project_name,
                "lead": change.lead,
                "clocks": [dict(move.facts()) for move in change.moves],
            }
            for change in found.cases
        ],
        "looked_at": found.looked_at,
        "left": found.left,
    }


def waiting_row(case: ProvisionalCase) -> dict[str, Any]:
    """An open case with dates that wait for a notice, as JSON."""
    return {
        "case_id": case.case_id,
        "project_name": case.project_name,
        "lead": case.lead,
        "clocks": [
            {
                "clock": clock.name.value,
                "department": clock.department,
                "started_on": clock.due.started_on.isoformat(),
                "earliest_on": clock.due.earliest_on.isoformat(),
                "latest_on": clock.due.latest_on.isoformat(),
            }
            for clock in case.clocks
        ],
    }
