"""What is due: taken step by step or all at once; twice changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from acts.office import Office
from acts.project_office import advance_project
from ledger import views
from states.next_steps import due_steps
from states.terms import EntryKind, Step
from states.terms.project import ProjectKind


@dataclass(frozen=True, slots=True)
class Taken:
    """One line that time brought: its number in the record, what, and since which legal day."""

    case_id: str
    number: int
    kind: EntryKind | ProjectKind
    effective_on: date


def steps(office: Office, case_id: str, *, now: datetime) -> tuple[Step, ...]:
    """The steps of the case that are due by `now`, in the order to take them."""
    return due_steps(office.case(case_id), now)


def take(office: Office, case_id: str, step: Step, *, now: datetime) -> tuple[Taken, ...]:
    """Take that one step if it is still due; an empty answer says that it no longer is."""
    before = office.case(case_id).version
    office.advance(case_id, now, only=step)
    return _since(office, case_id, before)


def advance(office: Office, case_id: str, *, now: datetime) -> tuple[Taken, ...]:
    """Take everything that is due, and what falls due by it, until nothing is."""
    before = views.version_of(office.session, case_id)
    after = office.advance(case_id, now)
    return _since(office, case_id, before) if after.version > before else ()


def advance_in_channel(office: Office, project_id: str, *, now: datetime) -> tuple[Taken, ...]:
    """Take everything that is due in a project of a green channel; twice changes nothing."""
    return tuple(
        Taken(project_id, entry.number, entry.kind, entry.effective_on)
        for entry in advance_project(office, project_id, now)
    )


def _since(office: Office, case_id: str, version: int) -> tuple[Taken, ...]:
    return tuple(
        Taken(case_id, entry.number, entry.kind, entry.effective_on)
        for entry in office.entries(case_id)
        if entry.number > version
    )
