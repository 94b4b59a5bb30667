"""Meetings and liaison as the API tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from acts.liaison import Bound
from acts.meetings import Recorded
from api.record_rows import history_rows
from ledger.meeting_tables import MeetingRow
from states.task_item import TaskItem


def meeting_row(row: MeetingRow, left_open: int) -> dict[str, Any]:
    """A meeting of a list."""
    return {
        "meeting_id": row.meeting_id,
        "kind": row.kind,
        "title": row.title,
        "organiser": row.organiser,
        "held_on": row.held_on.isoformat(),
        "state": row.state,
        "resolutions": row.resolutions,
        "open": left_open,
    }


def meeting_view(found: Recorded, tasks: Mapping[str, TaskItem], today: date) -> dict[str, Any]:
    """A meeting with everything that its record says."""
    told = plain(asdict(found.meeting))
    for row in told["resolutions"]:
        task = tasks[row["task"]]
        row |= {"state": task.state.value, "late": task.is_late(today)}
    return {"meeting_id": found.id, **told, "history": history_rows(found.lines)}


def liaison_view(bound: Bound, today: date) -> dict[str, Any]:
    """Who is bound to a subject, the visits, and the record."""
    told = plain(asdict(bound.liaison))
    for row, binding in zip(told["bindings"], bound.liaison.bindings, strict=True):
        row["bound_today"] = binding.covers(today)
    return {
        "kind": bound.kind,
        "subject": bound.id,
        "title": bound.title,
        **told,
        "history": history_rows(bound.lines),
    }


def plain(value: Any) -> Any:
    """The value as JSON has it: days as ISO text, tuples as lists."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
