"""How long decided cases took, matter by matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.tables import CaseRow

CASES_MAX = 200
"""So many of the newest decided cases of a matter are looked at."""


def used_days(session: Session, matters: Iterable[str]) -> dict[str, Sequence[int]]:
    """Working days that the newest decided cases of each matter used; one query a matter."""
    found: dict[str, Sequence[int]] = {}
    for matter in sorted(set(matters)):
        query = (
            select(col(CaseRow.used_days))
            .where(
                col(CaseRow.matter) == matter,
                col(CaseRow.decided_on).is_not(None),
                col(CaseRow.used_days).is_not(None),
            )
            .order_by(col(CaseRow.decided_on).desc())
            .limit(CASES_MAX)
        )
        found[matter] = [int(days) for days in session.scalars(query) if days is not None]
    return found
