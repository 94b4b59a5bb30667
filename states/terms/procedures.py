"""What a record may hold of the procedures around a decision: hearing, joint handling …"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from states.terms.kinds import Rank
from states.terms.rules import ExtensionRule, Limit


@dataclass(frozen=True, slots=True)
class HearingFacts:
    """A hearing from the telling of the right to its record (Licensing Law arts. 46 to 48).

    `told_on` is the last day on which somebody was told; `ground` is “interest” (art. 47) or
    “law” (art. 46); `starts_at` is a time of day in Asia/Shanghai.
    """

    state: str = "none"
    ground: str = ""
    parties: tuple[str, ...] = ()
    told_on: date | None = None
    called_on: date | None = None
    called_by: str = ""
    announced_on: date | None = None
    hearing_on: date | None = None
    starts_at: str = ""
    place: str = ""
    presider: str = ""
    presider_name: str = ""
    recorder: str = ""
    reviewer: str = ""
    recused: tuple[str, ...] = ()
    held_on: date | None = None
    record_number: int | None = None


NO_HEARING = HearingFacts()


@dataclass(frozen=True, slots=True)
class JointHandling:
    """A people's government's decision on unified, joint or central handling (art. 26(2)).

    `own_limit` and `own_extension` are what the matter would have without it.
    """

    number: str
    organ: str
    decided_on: date
    sha256: str
    linked_on: date
    own_limit: Limit
    own_extension: ExtensionRule | None


@dataclass(frozen=True, slots=True)
class MaterialRequest:
    """What was asked for after acceptance, by the line of the record that asked."""

    number: int
    asked_on: date
    abouts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedExtension:
    """A handler's request for the one extension (art. 42), by the line of the record that asked.

    `rank` is whose signature the text demanded then, `party` the organisation that signs with it.
    """

    number: int
    days: int
    reasons: str
    asked_on: date
    asked_by: str
    asker_name: str
    rank: Rank
    party: str
    state: str = "asked"
    answered_on: date | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """One check on site by two officers or more (art. 34)."""

    checked_on: date
    officers: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Transmission:
    """Opinion and file as they went to the higher organ (arts. 35, 43)."""

    organ: str
    transmitted_on: date
    materials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commission:
    """An evaluation, an expert opinion or another service, with who pays."""

    kind: str
    firm: str
    payer: str
    done_on: date
