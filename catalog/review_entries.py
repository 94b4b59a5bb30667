"""What a catalogue says of a joint review: seats, rule, silence, transmission, coordination."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from catalog.entries import Code, Count, LimitEntry, Strict, Text
from states.terms import Certainty, Rank, ReviewRule, RungLevel, RungSilence


class Silence(StrEnum):
    """What a department's silence means: nothing, or agreement where a text says so."""

    NONE = "none"
    DEEMED = "deemed"


class Abstention(StrEnum):
    """Whether a department that abstains counts towards the quorum (docs/adr/0006)."""

    COUNTS = "counts"
    DOES_NOT_COUNT = "does_not_count"


class SeatEntry(Strict):
    """The place of one department in a joint review.

    `own_permit` names the permit that the department itself must issue for such a project.
    """

    department: Code
    weight: Count = 1
    veto: bool = False
    own_permit: Text | None = None
    own_permit_en: Text | None = None


class ReviewEntry(Strict):
    """How departments are asked together, what silence means, and how objections are settled.

    `consultation` names the time limit of an opinion that must be transmitted upward (转报),
    `coordination` a ladder of `coordination.toml`.
    """

    rule: ReviewRule
    limit: Code
    silence: Silence
    deemed_source: Text | None = None
    deemed_source_en: Text | None = None
    deemed_certainty: Certainty | None = None
    threshold: Annotated[int, Field(ge=0)] = 0
    quorum: Annotated[int, Field(ge=0)] = 0
    abstention: Abstention = Abstention.COUNTS
    consultation: Code | None = None
    mute_objection_source: Text | None = None
    mute_objection_source_en: Text | None = None
    mute_objection_certainty: Certainty | None = None
    handover_restarts: bool = False
    coordination: Code | None = None
    seats: tuple[SeatEntry, ...]


class RungEntry(LimitEntry):
    """One step of the coordination of an objection, with its time limit.

    Without `recorded_by` the handler of the lead department records its result.
    """

    level: RungLevel
    silence: RungSilence
    recorded_by: Rank | None = None


class LaddersFile(Strict):
    """coordination.toml: the ladders that objections climb, from below upward."""

    ladders: dict[Code, tuple[RungEntry, ...]]
