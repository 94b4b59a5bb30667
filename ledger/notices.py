"""Notices in the app: what left the house for an organisation or one person, and who read it.

The outbox is what was told to whom; a person's mark says up to where it was read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, union_all
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.enterprise_tables import NoticeMarkRow, NoticeReadRow
from ledger.tables import LetterRow, OutboxRow

KINDS = ("letter", "notice")
TO_PERSON = "user:"
COUNTED_MAX = 100
"""Unread notices are counted up to so many; more is told as “99+”."""


@dataclass(frozen=True, slots=True)
class Told:
    """One notice: a letter or an event of a case, and whether the person has read it."""

    notice_id: int
    kind: str
    case_id: str
    payload: dict[str, Any]
    told_at: datetime
    read: bool


def mark_of(session: Session, username: str) -> NoticeMarkRow | None:
    """How far the person has read, and where e-mail goes; None for somebody who never said."""
    return session.get(NoticeMarkRow, username)


def save_mark(session: Session, row: NoticeMarkRow) -> None:
    """Keep the person's mark in the place of the last one."""
    session.merge(row)
    session.flush()


def owner(username: str) -> str:
    """How a notice to one person, not to an organisation, is addressed."""
    return f"{TO_PERSON}{username}"


def _to(recipient: str) -> list[ColumnElement[bool]]:
    return [col(OutboxRow.recipient) == recipient, col(OutboxRow.kind).in_(KINDS)]


def _recipients(username: str, organisation: str) -> list[str]:
    """To whom the notices of a person go; each is asked by itself, by its part of the index."""
    return [owner(username), *([organisation] if organisation else [])]


def told_to(
    session: Session, username: str, recipient: str, *, limit: int, before: int | None = None
) -> list[Told]:
    """The notices to a person and the organisation, the newest first, as the person read them."""
    rows: list[OutboxRow] = []
    for to in _recipients(username, recipient):
        query = select(OutboxRow).where(*_to(to))
        if before is not None:
            query = query.where(col(OutboxRow.outbox_id) < before)
        rows += session.scalars(query.order_by(col(OutboxRow.outbox_id).desc()).limit(limit))
    rows = sorted(rows, key=lambda row: row.outbox_id or 0, reverse=True)[:limit]
    mark = mark_of(session, username)
    up_to = mark.read_up_to if mark else 0
    one_by_one = _read_ones(session, username, [row.outbox_id or 0 for row in rows])
    return [
        Told(
            notice_id=row.outbox_id or 0,
            kind=row.kind,
            case_id=row.case_id,
            payload=json.loads(row.payload),
            told_at=row.created_at,
            read=(row.outbox_id or 0) <= up_to or row.outbox_id in one_by_one,
        )
        for row in rows
    ]


def _read_ones(session: Session, username: str, ids: Sequence[int]) -> frozenset[int]:
    query = select(col(NoticeReadRow.notice_id)).where(
        col(NoticeReadRow.username) == username, col(NoticeReadRow.notice_id).in_(ids)
    )
    return frozenset(session.scalars(query))


def unread(session: Session, username: str, recipient: str) -> int:
    """How many notices this person has not read, counted up to a hundred."""
    up_to = select(func.coalesce(func.max(NoticeMarkRow.read_up_to), 0)).where(
        col(NoticeMarkRow.username) == username
    )
    read = select(col(NoticeReadRow.notice_id)).where(col(NoticeReadRow.username) == username)
    counts = (
        select(func.count()).select_from(
            select(col(OutboxRow.outbox_id))
            .where(*_to(to))
            .where(col(OutboxRow.outbox_id) > up_to.scalar_subquery())
            .where(col(OutboxRow.outbox_id).not_in(read))
            .limit(COUNTED_MAX)
            .subquery()
        )
        for to in _recipients(username, recipient)
    )
    counted = session.scalars(union_all(*counts))
    return min(sum(map(int, counted)), COUNTED_MAX)


def mark_read(session: Session, username: str, notice_id: int) -> None:
    """The person has read this one; saying it twice changes nothing."""
    session.merge(NoticeReadRow(username=username, notice_id=notice_id))
    session.flush()


def newest(session: Session, username: str, recipient: str) -> int:
    """The number of the newest notice to a person or the organisation; 0 where there is none."""
    found = (
        session.scalar(select(func.max(col(OutboxRow.outbox_id))).where(*_to(to)))
        for to in _recipients(username, recipient)
    )
    return max(int(number or 0) for number in found)


def is_to(session: Session, notice_id: int, username: str, recipient: str) -> bool:
    """Whether this notice went to that person or organisation."""
    row = session.get(OutboxRow, notice_id)
    if row is None or row.kind not in KINDS:
        return False
    return row.recipient in _recipients(username, recipient)


def forget_read_ones(session: Session, username: str, up_to: int) -> None:
    """Drop what the mark `up_to` says as well."""
    session.execute(
        delete(NoticeReadRow).where(
            col(NoticeReadRow.username) == username, col(NoticeReadRow.notice_id) <= up_to
        )
    )


def letters_named(session: Session, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Kind and number of these letters, by id."""
    query = select(col(LetterRow.letter_id), col(LetterRow.kind), col(LetterRow.number)).where(
        col(LetterRow.letter_id).in_(sorted(set(ids)))
    )
    return {letter_id: (kind, number) for letter_id, kind, number in session.execute(query)}


def addresses_of(session: Session, recipient: str) -> Sequence[str]:
    """The e-mail addresses that people of an organisation, or the one person, gave, in order."""
    whose = col(NoticeMarkRow.organisation) == recipient
    if recipient.startswith(TO_PERSON):
        whose = col(NoticeMarkRow.username) == recipient.removeprefix(TO_PERSON)
    query = select(col(NoticeMarkRow.email)).where(whose, col(NoticeMarkRow.email) != "")
    return sorted(set(session.scalars(query)))
