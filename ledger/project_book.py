"""The book of projects: their entries read and appended, with their projections.

A writer locks the project first, then reads: a project has few writers, and one act of it may
open a case in the same transaction. Where a project belongs to a parent, the parent is locked
before it, and every case of a project is written after both, so that nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, text, update
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.book import Outgoing, SealedLetter
from ledger.chain import GENESIS, canonical, entry_hash
from ledger.outbox import recipient_of
from ledger.project_tables import ProjectEntryRow, ProjectPartyRow, ProjectRow
from ledger.reading import day_of, instant_of, project_entry_of
from ledger.tables import LetterRow, OutboxRow
from states.terms.project import ProjectEntry

_ENTRIES = text(
    "SELECT number, kind, actor, on_authority_of, effective_on, recorded_at, payload, prev_hash, "
    "hash FROM project_entry WHERE project_id = :project_id ORDER BY number"
)
_PARENT = text("SELECT parent FROM project WHERE project_id = :project_id")
_LOCK = text("SELECT 1 FROM project WHERE project_id = :project_id FOR UPDATE")


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Everything that one act writes of a project; `expected` 0 opens a new one."""

    project_id: str
    expected: int
    prev_hash: str
    entries: tuple[ProjectEntry, ...]
    columns: dict[str, Any]
    parties: frozenset[str]
    recorded_at: datetime
    letters: tuple[SealedLetter, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()


def lock_project(session: Session, project_id: str) -> None:
    """Make other writers of this project, its parent and its cases wait.

    SQLite needs none: a writing session already is the only writer.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    parent = session.execute(_PARENT, {"project_id": project_id}).scalar()
    for name in filter(None, (parent, project_id)):
        session.execute(_LOCK, {"project_id": name})


def read_project_entries(session: Session, project_id: str) -> tuple[tuple[ProjectEntry, ...], str]:
    """All entries of a project in order, and the hash of the last (GENESIS where none is)."""
    rows = session.execute(_ENTRIES, {"project_id": project_id}).all()
    return tuple(map(project_entry_of, rows)), rows[-1].hash if rows else GENESIS


def sealed_project_entries(session: Session, project_id: str) -> list[dict[str, Any]]:
    """The entries of a project with their hashes, payloads as the very text that was hashed."""
    return [
        {
            "number": row.number,
            "kind": row.kind,
            "actor": row.actor,
            "on_authority_of": row.on_authority_of,
            "effective_on": day_of(row.effective_on).isoformat(),
            "recorded_at": instant_of(row.recorded_at).isoformat(),
            "payload": row.payload,
            "prev_hash": row.prev_hash,
            "hash": row.hash,
        }
        for row in session.execute(_ENTRIES, {"project_id": project_id})
    ]


def append_project(session: Session, page: ProjectPage) -> bool:
    """Write the page; False, with nothing written, where the version had moved on."""
    entries, head = _sealed(page)
    columns = page.columns | {"version": page.entries[-1].number, "head_hash": head}
    if page.expected == 0:
        session.execute(insert(ProjectRow), [columns])
    else:
        here = col(ProjectRow.project_id) == page.project_id
        unmoved = col(ProjectRow.version) == page.expected
        moved = update(ProjectRow).where(here, unmoved).values(**columns)
        found = moved.returning(col(ProjectRow.project_id))
        if session.execute(found).first() is None:
            return False
    session.execute(insert(ProjectEntryRow), entries)
    _set_parties(session, page.project_id, page.parties)
    if page.letters:
        session.execute(insert(LetterRow), [_letter(page, letter) for letter in page.letters])
    if page.outgoing:
        session.execute(insert(OutboxRow), [_outgoing(page, out) for out in page.outgoing])
    session.expire_all()
    return True


def _sealed(page: ProjectPage) -> tuple[list[dict[str, Any]], str]:
    rows, head = [], page.prev_hash
    for entry in page.entries:
        payload = canonical(entry.payload)
        sealed = entry_hash(page.project_id, entry, payload, head)
        rows.append(
            {
                "project_id": page.project_id,
                "number": entry.number,
                "kind": entry.kind.value,
                "actor": entry.actor,
                "on_authority_of": entry.on_authority_of,
                "effective_on": entry.effective_on,
                "recorded_at": entry.recorded_at,
                "payload": payload,
                "prev_hash": head,
                "hash": sealed,
            }
        )
        head = sealed
    return rows, head


def _letter(page: ProjectPage, letter: SealedLetter) -> dict[str, Any]:
    return {
        "letter_id": letter.letter_id,
        "case_id": page.project_id,
        "entry_number": letter.entry_number,
        "kind": letter.kind,
        "number": letter.number,
        "recipient": letter.recipient,
        "sealed_on": letter.sealed_on,
        "facts": letter.facts,
        "html": letter.html,
        "sha256": letter.sha256,
    }


def _outgoing(page: ProjectPage, out: Outgoing) -> dict[str, Any]:
    return {
        "key": out.key,
        "kind": out.kind,
        "case_id": page.project_id,
        "payload": canonical(out.payload),
        "created_at": page.recorded_at,
        "available_at": page.recorded_at,
        "attempts": 0,
        "recipient": recipient_of(out.payload),
    }


def _set_parties(session: Session, project_id: str, parties: frozenset[str]) -> bool:
    """Put these parties in place of those that stand; whether anything differed."""
    here = col(ProjectPartyRow.project_id) == project_id
    standing = frozenset(session.scalars(select(col(ProjectPartyRow.department)).where(here)))
    if standing == parties:
        return False
    session.execute(delete(ProjectPartyRow).where(here))
    rows = [{"project_id": project_id, "department": name} for name in sorted(parties)]
    if rows:
        session.execute(insert(ProjectPartyRow), rows)
    return True


def rewrite_project(
    session: Session, project_id: str, columns: dict[str, Any], parties: frozenset[str]
) -> bool:
    """Put the derived columns in place of what stands; whether anything differed.

    Version and head are the record's and stay.
    """
    row = session.get(ProjectRow, project_id)
    assert row is not None, "a project that was read has its row"
    moved = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in moved.items():
        setattr(row, name, value)
    session.flush()
    return _set_parties(session, project_id, parties) or bool(moved)


def project_row(session: Session, project_id: str) -> ProjectRow | None:
    """The projection of a project, or None."""
    return session.get(ProjectRow, project_id)


def project_ids(session: Session) -> Iterator[str]:
    """Every project id, in order."""
    yield from session.scalars(
        select(col(ProjectRow.project_id)).order_by(col(ProjectRow.project_id))
    )


def projects_in(session: Session, state: str) -> Sequence[ProjectRow]:
    """Every project in this state, in order."""
    query = select(ProjectRow).where(col(ProjectRow.state) == state)
    return session.scalars(query.order_by(col(ProjectRow.project_id))).all()


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """Which projects to list; None means any. `party` takes part or nominated it."""

    applicant_code: str | None = None
    party: str | None = None
    state: str | None = None
    parent: str | None = None


def projects(
    session: Session, wanted: ProjectFilter, *, limit: int = 50, before: str | None = None
) -> Sequence[ProjectRow]:
    """Projects, newest first; `before` is the last project id seen."""
    query = select(ProjectRow).where(*_conditions(wanted))
    if before is not None:
        query = query.where(col(ProjectRow.project_id) < before)
    return session.scalars(query.order_by(col(ProjectRow.project_id).desc()).limit(limit)).all()


def _conditions(wanted: ProjectFilter) -> list[ColumnElement[bool]]:
    equal = (
        (ProjectRow.applicant_code, wanted.applicant_code),
        (ProjectRow.state, wanted.state),
        (ProjectRow.parent, wanted.parent),
    )
    conditions = [col(column) == value for column, value in equal if value is not None]
    if wanted.party is not None:
        here = col(ProjectPartyRow.department) == wanted.party
        taking_part = select(col(ProjectPartyRow.project_id)).where(here)
        conditions.append(col(ProjectRow.project_id).in_(taking_part))
    return conditions


def due_projects(session: Session, on: date, *, limit: int = 500) -> list[tuple[date, str]]:
    """(alarm day, project id) of projects with something due on or before `on`, in due order."""
    alarm = col(ProjectRow.next_alarm_on)
    query = (
        select(alarm, col(ProjectRow.project_id))
        .where(alarm <= on)
        .order_by(alarm, col(ProjectRow.project_id))
        .limit(limit)
    )
    return [(day, project_id) for day, project_id in session.execute(query) if day is not None]
