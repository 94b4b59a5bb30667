"""What a commitment (告知承诺) leaves in the record of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Commitment:
    """How far a commitment has come; `state` is that of :class:`states.commitment.Commitment`."""

    state: str
    notified_on: date
    promised: tuple[str, ...] = ()
    """What the applicant promised, in its own words, one promise a line."""
    materials: tuple[str, ...] = ()
    """Ids of the materials promised to follow."""
    committed_on: date | None = None
    granted_on: date | None = None
    rectify_from_on: date | None = None
    rectify_days: int = 0
    problems: str = ""
    closed_on: date | None = None
