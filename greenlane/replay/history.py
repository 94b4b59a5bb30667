"""The replayed cases as the ledger has them: figures are computed from these alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acts.office import Office
from greenlane.replay.logs import Log
from greenlane.replay.playing import CLOSED, ledger_id
from states.terms import CaseSnapshot, EntryKind


@dataclass(frozen=True, slots=True)
class Seen:
    """One observed event, read back from its entry."""

    activity: str
    at: datetime
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlayedCase:
    """One case of the log with its events in order, and the engine's snapshot of it."""

    case_id: str
    facts: Mapping[str, str]
    events: tuple[Seen, ...]
    snapshot: CaseSnapshot

    @property
    def activities(self) -> tuple[str, ...]:
        """The activities in order of their number."""
        return tuple(event.activity for event in self.events)


def played_cases(office: Office, log: Log) -> Iterator[PlayedCase]:
    """The cases of the log as the ledger has them, in the order of the log."""
    for case_id in log.cases:
        yield _played(office, case_id, ledger_id(log, case_id))


def distinct(events: Iterable[Seen], column: str) -> set[str]:
    """The values of a column; an empty field is no value."""
    return {event.facts[column] for event in events} - {""}


def _played(office: Office, log_id: str, case_id: str) -> PlayedCase:
    entries = office.entries(case_id)
    log: Mapping[str, Any] = entries[0].payload["log"]
    observed = [
        entry.payload
        for entry in entries
        if entry.kind is EntryKind.OBSERVED and entry.payload["activity"] != CLOSED
    ]
    observed.sort(key=lambda payload: payload["event_no"])
    events = tuple(
        Seen(p["activity"], datetime.fromisoformat(p["at"]), p["facts"]) for p in observed
    )
    return PlayedCase(log_id, log["case"], events, office.case(case_id))
