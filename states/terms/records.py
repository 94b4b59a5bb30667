"""A line of a record beside cases as a fold needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from states.terms.record import Facts


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One numbered line: what happened, by whose account, and from which legal day on."""

    number: int
    kind: str
    actor: str
    effective_on: date
    payload: Facts
