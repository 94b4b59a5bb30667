"""The records of many cases in one pass, as they stood at an instant: for figures over a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from ledger.reading import entry_of
from ledger.tables import EntryRow
from states.terms import Entry, EntryKind

AT_ONCE = 2000
OVER = (
    EntryKind.DECIDED,
    EntryKind.WITHDRAWN,
    EntryKind.DEEMED_WITHDRAWN,
    EntryKind.ACCEPTANCE_REFUSED,
    EntryKind.FOUND_NOT_NEEDED,
)
"""After one of these no clock of a decision runs."""


def records_between(
    session: Session, from_on: date, cut_off: datetime
) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Case by case, in order of case id, the entries that stood in the record at `cut_off`.

    Cases that were over before `from_on`, with nothing entered for a later legal day, are left
    out, and so are record filings. Rows are streamed; nothing but entries is read.
    """
    query = (
        select(
            col(EntryRow.case_id),
            col(EntryRow.number),
            col(EntryRow.kind),
            col(EntryRow.actor),
            col(EntryRow.on_authority_of),
            col(EntryRow.effective_on),
            col(EntryRow.recorded_at),
            col(EntryRow.payload),
        )
        .where(col(EntryRow.recorded_at) <= cut_off)
        .where(~_any(EntryKind.FILED))
        .where(or_(_touched(from_on), ~_any(*OVER)))
        .order_by(col(EntryRow.case_id), col(EntryRow.number))
        .execution_options(yield_per=AT_ONCE)
    )
    for case_id, rows in groupby(session.execute(query), key=attrgetter("case_id")):
        yield case_id, tuple(map(entry_of, rows))


def _any(*kinds: EntryKind) -> ColumnElement[bool]:
    other = aliased(EntryRow)
    named = col(other.kind).in_([kind.value for kind in kinds])
    return exists().where(col(other.case_id) == col(EntryRow.case_id), named)


def _touched(from_on: date) -> ColumnElement[bool]:
    other = aliased(EntryRow)
    later = col(other.effective_on) >= from_on
    return exists().where(col(other.case_id) == col(EntryRow.case_id), later)
