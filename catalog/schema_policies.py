"""The shape of policies.toml: thresholds, authorities, regimes, access lists, chemical parks.

Every row is dated: `valid_from` is its first legal day, `valid_to` its last. A date that the
source gives only as a year is the latest day that year allows, and the note says so.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from catalog.channel_schema import ConditionEntry, FactEntry, Percent
from catalog.entries import Code, LimitEntry, Sourced, Strict, Text
from states.terms import Certainty
from states.terms.channel import Operator
from states.terms.policies import BasisLevel, Effect, Level, ListKind, RegimeAnswer

Word = Literal[
    "以上", "以下", "以内", "不低于", "不少于", "不高于", "不超过",
    "超", "超过", "不满", "以外", "低于", "左右",
]  # fmt: skip
"""The word of the text, where it has one; the checker holds the operator to it."""
AreaKind = Literal[
    "survey", "minerals", "geology", "soil_conservation", "relics", "flood", "seismic", "climate"
]
"""The eight kinds of area assessment (Henan Regulation on the Business Environment art. 43)."""
Nature = Literal["new", "expansion", "reconstruction", "technical_renovation", "relocation"]


class Dated(Sourced):
    """A statement of a text, with the days on which it is in force."""

    valid_from: date
    valid_to: date | None = None
    note: str = ""


class ThresholdEntry(Dated):
    """One edition of a threshold; several of one id follow each other without gap or overlap."""

    id: Code
    name: Text
    name_en: Text
    op: Operator
    value: Annotated[int, Field(ge=0)]
    unit: Text
    unit_en: Text
    word: Word | None = None
    tolerance_percent: Percent | None = None


class ThresholdUseEntry(Strict):
    """A rule asks that `fact` meets a threshold of the day, or that it does not."""

    threshold: Code
    fact: Code
    met: bool = True


class RuledEntry(Dated):
    """A row that applies where its condition holds and its thresholds of the day are met."""

    when: ConditionEntry | None = None
    thresholds: tuple[ThresholdUseEntry, ...] = ()


class AuthorityEntry(RuledEntry):
    """Who decides a subject; `department` where it is an organ of this city."""

    subject: Code
    name: Text
    name_en: Text
    level: Level
    organ: Text
    organ_en: Text
    department: Code | None = None


class DecidedEntry(Strict):
    """A matter of this city and the subject under which the authority matrix has it.

    `forward`: the limit for passing the file on where the authority lies higher (转报).
    """

    matter: Code
    subject: Code
    forward: LimitEntry | None = None


class InstrumentEntry(Strict):
    """One document that a regime asks for, in order."""

    name: Text
    name_en: Text


class RegimeEntry(RuledEntry):
    """One answer of the regime finder; of those that compete the first that holds decides."""

    regime: RegimeAnswer
    name: Text
    name_en: Text
    also: bool = False
    steps: tuple[InstrumentEntry, ...] = ()
    matters: tuple[Code, ...] = ()


class AccessItemEntry(Strict):
    """One item of a list, as the edition words it."""

    no: Text
    category: Code
    text: Text
    text_en: Text
    conditions: str = ""
    conditions_en: str = ""
    certainty: Certainty


class AccessRuleEntry(Sourced):
    """What a category means for a nature of construction; without natures for all of them."""

    category: Code
    natures: tuple[Nature, ...] = ()
    effect: Effect
    level: BasisLevel
    reason: Text
    reason_en: Text


class AccessListEntry(Dated):
    """One edition of a list; `total` is how many items the edition has in all."""

    id: Code
    kind: ListKind
    edition: Text
    name: Text
    name_en: Text
    total: Annotated[int, Field(ge=0)] | None = None
    complete: bool = False
    items: tuple[AccessItemEntry, ...] = ()
    rules: tuple[AccessRuleEntry, ...] = ()


class ParkEntry(Dated):
    """A chemical park recognised by the province."""

    id: Code
    name: Text
    name_en: Text
    region: Annotated[str, Field(pattern=r"^\d{6}$")]


class GateExceptionEntry(Sourced):
    """Where a chemical project may stand outside a recognised park."""

    id: Code
    when: ConditionEntry
    reason: Text
    reason_en: Text


class ChemicalGateEntry(Sourced):
    """Chemical projects belong into a recognised park; `park_fact` names where one stands."""

    when: ConditionEntry
    park_fact: Code
    level: BasisLevel
    reason: Text
    reason_en: Text
    exceptions: tuple[GateExceptionEntry, ...] = ()


class PoliciesFile(Strict):
    """policies.toml"""

    policy_facts: tuple[FactEntry, ...] = ()
    thresholds: tuple[ThresholdEntry, ...] = ()
    authorities: tuple[AuthorityEntry, ...] = ()
    decided_matters: tuple[DecidedEntry, ...] = ()
    regimes: tuple[RegimeEntry, ...] = ()
    access_lists: tuple[AccessListEntry, ...] = ()
    chemical_parks: tuple[ParkEntry, ...] = ()
    chemical_gate: ChemicalGateEntry | None = None
