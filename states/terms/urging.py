"""催办: what an urging leaves on the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Urging:
    """One urging of a department: the line of the record, for what, and its receipt.

    `opens_at` is the instant from which it reaches the department: within office hours, at the
    next opening where it was asked outside them.
    """

    number: int
    department: str
    tasks: tuple[str, ...]
    message: str
    urged_on: date
    opens_at: datetime
    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    reply: str = ""
