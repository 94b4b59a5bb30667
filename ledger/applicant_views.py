"""What an enterprise's desk reads: one query per kind of thing, whatever the number of cases."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.tables import DutyRow, EntryRow, LetterRow
from states.terms import EntryKind


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of a case, its payload read."""

    case_id: str
    number: int
    kind: EntryKind
    effective_on: date
    payload: dict[str, Any]


def said_in(session: Session, case_ids: Iterable[str], kinds: Iterable[EntryKind]) -> list[Said]:
    """The entries of these kinds in these cases, case by case in order."""
    query = (
        select(EntryRow)
        .where(col(EntryRow.case_id).in_(sorted(set(case_ids))))
        .where(col(EntryRow.kind).in_([kind.value for kind in kinds]))
        .order_by(col(EntryRow.case_id), col(EntryRow.number))
    )
    return [
        Said(
            row.case_id, row.number, EntryKind(row.kind), row.effective_on, json.loads(row.payload)
        )
        for row in session.scalars(query)
    ]


def duties_in(session: Session, case_ids: Iterable[str]) -> dict[str, list[DutyRow]]:
    """Who owes what in each of these cases now."""
    query = select(DutyRow).where(col(DutyRow.case_id).in_(sorted(set(case_ids))))
    found: dict[str, list[DutyRow]] = {}
    for row in session.scalars(query.order_by(col(DutyRow.party), col(DutyRow.task))):
        found.setdefault(row.case_id, []).append(row)
    return found


def letters_to(
    session: Session,
    recipient: str,
    *,
    limit: int = 30,
    before: tuple[date, str] | None = None,
) -> Sequence[LetterRow]:
    """The letters to this recipient, the newest first; `before` is the last one seen."""
    query = select(LetterRow).where(col(LetterRow.recipient) == recipient)
    if before is not None:
        day, letter_id = before
        same_day = and_(col(LetterRow.sealed_on) == day, col(LetterRow.letter_id) < letter_id)
        query = query.where(or_(col(LetterRow.sealed_on) < day, same_day))
    order = (col(LetterRow.sealed_on).desc(), col(LetterRow.letter_id).desc())
    return session.scalars(query.order_by(*order).limit(limit)).all()
