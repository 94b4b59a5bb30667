"""Which enterprises are on record under words that a name reads as."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.search_views import in_many, mentions
from ledger.tables import CaseRow

NEWEST = 2000
"""Where the index proposes too many cases, so many of the newest are looked through."""
FOUND_MAX = 200


def applicants_named(session: Session, words: Iterable[str], besides: str) -> set[tuple[str, str]]:
    """(name, credit code) of applicants in whose cases these words stand, `besides` left out."""
    pair = select(col(CaseRow.applicant_name), col(CaseRow.applicant_code)).where(
        col(CaseRow.applicant_code) != besides
    )
    found: set[tuple[str, str]] = set()
    for asked in set(words):
        if in_many(session, asked):
            query = pair.order_by(col(CaseRow.case_id).desc()).limit(NEWEST)
        else:
            query = pair.where(mentions(session, asked)).distinct().limit(FOUND_MAX)
        found |= {(str(name), str(code)) for name, code in session.execute(query)}
    return found
