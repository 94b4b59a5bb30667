"""What an enterprise handed in before: the documents that its cases name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.tables import CaseRow, DocumentRow, EntryRow
from states.terms import EntryKind

BRINGING = (EntryKind.RECEIVED, EntryKind.SUPPLEMENTED, EntryKind.CORRECTED_IN_REVIEW)
"""The entries that bring documents."""
ENTRIES_MAX = 300
"""So many of the newest entries are read: what is older is hardly the version to use again."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One document that a case of the enterprise names."""

    material: str
    sha256: str
    filename: str
    case_id: str
    supplied_on: date


def handed_in(session: Session, credit_code: str) -> list[HandedIn]:
    """The documents of the enterprise's newest cases, the oldest first."""
    query = (
        select(col(EntryRow.case_id), col(EntryRow.effective_on), col(EntryRow.payload))
        .join(CaseRow, col(CaseRow.case_id) == col(EntryRow.case_id))
        .where(col(CaseRow.applicant_code) == credit_code)
        .where(col(EntryRow.kind).in_([kind.value for kind in BRINGING]))
        .order_by(col(EntryRow.case_id).desc(), col(EntryRow.number).desc())
        .limit(ENTRIES_MAX)
    )
    found = [
        HandedIn(paper["id"], paper["sha256"], paper["filename"], case_id, supplied_on)
        for case_id, supplied_on, payload in session.execute(query)
        for paper in json.loads(payload).get("materials", ())
    ]
    return found[::-1]


def kinds_and_sizes(session: Session, hashes: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Media type and size in bytes of the documents that are stored, by content hash."""
    query = select(
        col(DocumentRow.sha256), col(DocumentRow.media_type), col(DocumentRow.size)
    ).where(col(DocumentRow.sha256).in_(sorted(set(hashes))))
    return {sha256: (kind, size) for sha256, kind, size in session.execute(query)}
