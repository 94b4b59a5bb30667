"""The lines of an explanation: what was counted, skipped and taken out, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LineKind(StrEnum):
    """What a line of an explanation says of its days."""

    START = "start"
    COUNTED = "counted"
    SKIPPED = "skipped"
    EXCLUDED = "excluded"
    ROLLED = "rolled"
    UNKNOWN = "unknown"
    NO_EFFECT = "no_effect"


@dataclass(frozen=True, slots=True)
class Line:
    """One day, or a run of days with one reason.

    `days` is how many days of the period's unit the line counts, takes out or still owes;
    `count` is the number of days counted up to and including it.
    """

    from_on: date
    to_on: date
    kind: LineKind
    days: int
    count: int
    zh: str
    en: str
