"""Other platforms that are sent events, in whatever mood; what arrived there stays arrived."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from acts.deliveries import Outgoing
from flows.calling import NotTaken, Unreachable
from greenlane.settings import Settings
from simulation.faults import Crash


@dataclass
class Platforms:
    """What each address was sent, in order."""

    mood: str = "well"
    """well, down, refusing (some events), answer_lost, or dying (the process ends after it)."""
    arrived: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def send(self, _settings: Settings, event: Outgoing, _now: datetime) -> None:
        """The other side of one call."""
        if self.mood == "down":
            raise Unreachable("no answer")
        if self.mood == "refusing" and hash_of(event.event_id) % 3 == 0:
            raise NotTaken("answered 500")
        self.arrived[event.address].append(event.event_id)
        if self.mood == "answer_lost":
            raise Unreachable("the answer was lost")
        if self.mood == "dying":
            raise Crash


def hash_of(text: str) -> int:
    """A number that is the same in every process."""
    return sum(text.encode())
