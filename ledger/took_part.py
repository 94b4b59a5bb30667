"""Cases in which an organisation has acted, by its latest entry: one walk along an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select, text
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from ledger.search_tables import CasePartyRow
from ledger.search_views import Reader
from ledger.tables import CaseRow, EntryRow
from states.terms import EntryKind

BY_PEOPLE = "actor <> 'greenlane'"
"""What time alone brought was done by nobody's organisation; the index leaves it out."""


@dataclass(frozen=True, slots=True)
class TookPart:
    """A case, and the last entry that the organisation made in it."""

    case: CaseRow
    number: int
    kind: EntryKind
    actor: str
    recorded_at: datetime


def took_part(
    session: Session,
    organisation: str,
    reader: Reader,
    *,
    limit: int,
    before: tuple[datetime, str] | None = None,
) -> Sequence[TookPart]:
    """The cases that the reader may see, the latest act first; `before` is the last one seen."""
    entry, later = EntryRow, aliased(EntryRow)
    newer = select(col(later.number)).where(
        col(later.case_id) == col(entry.case_id),
        col(later.number) > col(entry.number),
        col(later.on_authority_of) == organisation,
    )
    query = (
        select(CaseRow, entry)
        .join(entry, col(entry.case_id) == col(CaseRow.case_id))
        .where(col(entry.on_authority_of) == organisation, text(f"entry.{BY_PEOPLE}"))
        .where(~newer.correlate(entry).exists())
    )
    if reader.organisation is not None:
        own = select(col(CasePartyRow.case_id)).where(
            col(CasePartyRow.case_id) == col(entry.case_id),
            col(CasePartyRow.organisation) == reader.organisation,
        )
        query = query.where(own.correlate(entry).exists())
    if before is not None:
        at, case_id = before
        earlier = and_(col(entry.recorded_at) == at, col(entry.case_id) < case_id)
        query = query.where(col(entry.recorded_at) <= at)
        query = query.where(or_(col(entry.recorded_at) < at, earlier))
    order = (col(entry.recorded_at).desc(), col(entry.case_id).desc())
    return [
        TookPart(case, one.number, EntryKind(one.kind), one.actor, one.recorded_at)
        for case, one in session.execute(query.order_by(*order).limit(limit))
    ]
