"""Entries as they come out of either engine."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from states.terms import Entry, EntryKind
from states.terms.project import ProjectEntry, ProjectKind


def entry_of(row: Any) -> Entry:
    """An entry from its row; SQLite gives days and instants as text, PostgreSQL as values.

    Raises:
        ValueError: the row holds what was never written by the book.
    """
    return Entry(
        number=row.number,
        kind=EntryKind(row.kind),
        actor=row.actor,
        on_authority_of=row.on_authority_of,
        effective_on=day_of(row.effective_on),
        recorded_at=instant_of(row.recorded_at),
        payload=json.loads(row.payload),
    )


def project_entry_of(row: Any) -> ProjectEntry:
    """An entry of a project from its row.

    Raises:
        ValueError: the row holds what was never written by the book.
    """
    return ProjectEntry(
        number=row.number,
        kind=ProjectKind(row.kind),
        actor=row.actor,
        on_authority_of=row.on_authority_of,
        effective_on=day_of(row.effective_on),
        recorded_at=instant_of(row.recorded_at),
        payload=json.loads(row.payload),
    )


def day_of(value: Any) -> date:
    """A date from a stored one."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def instant_of(value: Any) -> datetime:
    """An aware UTC instant from a stored one; stored without a zone it is UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    aware: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC)
