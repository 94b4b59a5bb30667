"""One time limit of the catalogue, with the text that it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from states.terms.kinds import Certainty, StartEvent
from states.worktime import DayUnit


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as the catalogue states it: so many days of a unit from an event."""

    days: int
    unit: DayUnit
    start: StartEvent
    source: str
    certainty: Certainty
    rule_id: str
