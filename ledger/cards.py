"""Cards as the list of supervision shows them: newest case first, each with its ground."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.board import Slice, conditions
from ledger.tables import CaseRow, EntryRow, MarkRow

CardRow = tuple[MarkRow, CaseRow, str]
"""A card, its case, and the text on whose authority it was issued."""


def listed_cards(
    session: Session, wanted: Slice, limit: int, after: Sequence[str] = ()
) -> list[CardRow]:
    """The cards of a slice of marks, after the (case id, number) last seen."""
    number, case_id = col(MarkRow.number), col(MarkRow.case_id)
    issued = and_(col(EntryRow.case_id) == case_id, col(EntryRow.number) == number)
    query = (
        select(MarkRow, CaseRow, col(EntryRow.on_authority_of))
        .join(CaseRow, col(CaseRow.case_id) == case_id)
        .join(EntryRow, issued)
        .where(*conditions(wanted))
    )
    if after:
        same = (case_id == after[0]) & (number > int(after[1]))
        query = query.where((case_id < after[0]) | same)
    rows = session.execute(query.order_by(case_id.desc(), number).limit(limit))
    return [(mark, row, ground) for mark, row, ground in rows]
