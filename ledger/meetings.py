"""Meetings as lists show them: projected, listed by day, found by project or case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, or_, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger import item_registers
from ledger.meeting_tables import MeetingRow, MeetingSubjectRow
from states.meeting import Meeting

_IDS = text("SELECT item_id FROM register_entry WHERE book = 'meeting' AND number = 1")


def ids(session: Session) -> list[str]:
    """The ids of all meetings, in order."""
    return sorted(session.scalars(_IDS))


def project(session: Session, meeting_id: str, found: Meeting, head: str) -> bool:
    """Put the meeting's row and its subjects in place; whether anything differed."""
    row: dict[str, Any] = {
        "kind": found.kind.value,
        "title": found.title,
        "organiser": found.organiser,
        "held_on": found.held_on,
        "state": found.state,
        "resolutions": len(found.resolutions),
        "version": found.version,
        "head_hash": head,
    }
    standing = session.get(MeetingRow, meeting_id)
    differs = standing is None or any(getattr(standing, k) != v for k, v in row.items())
    if differs:
        session.merge(MeetingRow(meeting_id=meeting_id, **row))
    here = col(MeetingSubjectRow.meeting_id) == meeting_id
    subjects = set(session.scalars(select(col(MeetingSubjectRow.subject)).where(here)))
    if subjects != set(found.subjects):
        session.execute(delete(MeetingSubjectRow).where(here))
        session.expire_all()
        session.add_all(
            MeetingSubjectRow(subject=subject, meeting_id=meeting_id) for subject in found.subjects
        )
        differs = True
    session.flush()
    return differs


@dataclass(frozen=True, slots=True)
class MeetingFilter:
    """Which meetings: a kind, an organiser."""

    kind: str | None = None
    organiser: str | None = None


def listed(
    session: Session,
    wanted: MeetingFilter,
    *,
    limit: int,
    before: tuple[date, str] | None = None,
) -> Sequence[MeetingRow]:
    """The meetings, the latest day first, after the one last seen."""
    held_on, meeting_id = col(MeetingRow.held_on), col(MeetingRow.meeting_id)
    query = select(MeetingRow)
    if wanted.kind is not None:
        query = query.where(col(MeetingRow.kind) == wanted.kind)
    if wanted.organiser is not None:
        query = query.where(col(MeetingRow.organiser) == wanted.organiser)
    if before is not None:
        day, last = before
        query = query.where(or_(held_on < day, and_(held_on == day, meeting_id < last)))
    return session.scalars(query.order_by(held_on.desc(), meeting_id.desc()).limit(limit)).all()


def about(session: Session, subjects: Sequence[str]) -> Sequence[MeetingRow]:
    """The meetings whose agenda names one of these, the latest first."""
    subject = MeetingSubjectRow
    query = (
        select(MeetingRow)
        .join(subject, col(subject.meeting_id) == col(MeetingRow.meeting_id))
        .where(col(subject.subject).in_(list(subjects)))
        .distinct()
        .order_by(col(MeetingRow.held_on).desc(), col(MeetingRow.meeting_id).desc())
    )
    return session.scalars(query).all()


def head_faults(session: Session) -> Iterator[tuple[str, int, str]]:
    """Meeting, number and problem where a row does not name the last line of its record."""
    named = {
        row.meeting_id: (row.version, row.head_hash) for row in session.scalars(select(MeetingRow))
    }
    return item_registers.head_faults(session, "meeting", named, "meeting")
