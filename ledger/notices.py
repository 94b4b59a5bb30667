"""Notices in the app: what left the house for an organisation, and what each person has read.

The outbox is what was told to whom; a person's mark says up to where it was read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.enterprise_tables import NoticeMarkRow, NoticeReadRow
from ledger.tables import LetterRow, OutboxRow

KINDS = ("letter", "notice")
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


def _to(recipient: str) -> list[ColumnElement[bool]]:
    return [col(OutboxRow.recipient) == recipient, col(OutboxRow.kind).in_(KINDS)]


def told_to(
    session: Session, username: str, recipient: str, *, limit: int, before: int | None = None
) -> list[Told]:
    """The notices to an organisation, the newest first, as this person has read them."""
    query = select(OutboxRow).where(*_to(recipient))
    if before is not None:
        query = query.where(col(OutboxRow.outbox_id) < before)
    rows = session.scalars(query.order_by(col(OutboxRow.outbox_id).desc()).limit(limit)).all()
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
    some = (
        select(col(OutboxRow.outbox_id))
        .where(*_to(recipient))
        .where(col(OutboxRow.outbox_id) > up_to.scalar_subquery())
        .where(col(OutboxRow.outbox_id).not_in(read))
        .limit(COUNTED_MAX)
    )
    return int(session.scalar(select(func.count()).select_from(some.subquery())) or 0)


def mark_read(session: Session, username: str, notice_id: int) -> None:
    """The person has read this one; saying it twice changes nothing."""
    session.merge(NoticeReadRow(username=username, notice_id=notice_id))
    session.flush()


def newest(session: Session, recipient: str) -> int:
    """The number of the newest notice to an organisation; 0 where there is none."""
    query = select(func.max(col(OutboxRow.outbox_id))).where(*_to(recipient))
    return int(session.scalar(query) or 0)


def is_to(session: Session, notice_id: int, recipient: str) -> bool:
    """Whether this notice went to that organisation."""
    row = session.get(OutboxRow, notice_id)
    return row is not None and row.recipient == recipient and row.kind in KINDS


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
    """The e-mail addresses that people of an organisation gave, in order."""
    query = select(col(NoticeMarkRow.email)).where(
        col(NoticeMarkRow.organisation) == recipient, col(NoticeMarkRow.email) != ""
    )
    return sorted(set(session.scalars(query)))
