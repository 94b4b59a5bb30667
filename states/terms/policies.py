"""What law and policy say of a project before any case: thresholds, authorities, regimes, lists.

Every row has its own days of validity, both included, and says how sure its source is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from states.terms.channel import Comparison, Condition, Operator
from states.terms.kinds import Certainty
from states.terms.rules import Limit


@dataclass(frozen=True, slots=True)
class Basis:
    """The text that a row rests on, in both languages, and how sure it is."""

    source: str
    source_en: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Validity:
    """Legal days from the first to the last; `until` None: still in force."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the row is in force on this legal day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Threshold:
    """One edition of a threshold: how an amount compares, in which unit, from when to when."""

    id: str
    name: str
    name_en: str
    operator: Operator
    value: int
    unit: str
    unit_en: str
    validity: Validity
    basis: Basis
    tolerance_percent: int = 0

    def comparison(self, fact: str) -> Comparison:
        """The threshold as a condition over a fact."""
        return Comparison(fact, self.operator, (str(self.value),), self.tolerance_percent)


@dataclass(frozen=True, slots=True)
class ThresholdUse:
    """A rule asks whether `fact` meets the threshold of this id in force on the day, or not."""

    threshold: str
    fact: str
    met: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """When a row applies: a condition over the facts, and thresholds of the day."""

    validity: Validity
    basis: Basis
    when: Condition | None = None
    thresholds: tuple[ThresholdUse, ...] = ()


class Level(StrEnum):
    """The level of government that decides."""

    STATE_COUNCIL = "state_council"
    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    NONE = "none"
    """No organ decides: the subject needs no decision of its own."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Who decides a subject where the rule holds; `department` is one of this city, or ""."""

    subject: str
    level: Level
    organ: str
    organ_en: str
    rule: Rule
    department: str = ""
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """The subject of the authority matrix under which a matter of this city is decided.

    `forward` is the limit for passing the file on where the authority lies higher (转报); None:
    no text of this catalogue says how it is passed on.
    """

    subject: str
    forward: Limit | None = None


class RegimeAnswer(StrEnum):
    """How a project meets the state; `fund_application` comes after one of the others."""

    RECORD_FILING = "record_filing"
    RATIFICATION = "ratification"
    APPROVAL = "approval"
    FUND_APPLICATION = "fund_application"
    OFFLINE = "offline"
    """Secret projects stay off the platform (Order 673 art. 4)."""
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class RegimeRule:
    """One answer of the regime finder; `steps` are instruments, `matters` those of this city.

    `also` answers stand beside the main one instead of competing with it.
    """

    regime: RegimeAnswer
    rule: Rule
    name: str
    name_en: str
    also: bool = False
    steps: tuple[tuple[str, str], ...] = ()
    matters: tuple[str, ...] = ()


class Effect(StrEnum):
    """What a policy check may come to (LAW B2.6)."""

    NONE = "none"
    ADVISE = "advise"
    CONDITION = "condition"
    BLOCK = "block"


class BasisLevel(StrEnum):
    """The level of a text; only the first three may block."""

    LAW = "law"
    REGULATION = "regulation"
    STATE_COUNCIL = "state_council"
    LOCAL_REGULATION = "local_regulation"
    RULE = "rule"
    DOCUMENT = "document"


MAY_BLOCK = frozenset({BasisLevel.LAW, BasisLevel.REGULATION, BasisLevel.STATE_COUNCIL})


class ListKind(StrEnum):
    """The lists that a project is held against."""

    INDUSTRY_GUIDANCE = "industry_guidance"
    MARKET_ACCESS = "market_access"
    FOREIGN_ACCESS = "foreign_access"
    PARK_STANDARD = "park_standard"


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of an edition; a sample is invented and says so in its certainty."""

    no: str
    category: str
    text: str
    text_en: str
    conditions: str
    conditions_en: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class AccessRule:
    """What an item of `category` means for a project of one of `natures` (empty: any)."""

    category: str
    natures: tuple[str, ...]
    effect: Effect
    level: BasisLevel
    reason: str
    reason_en: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class AccessList:
    """One edition of a list; `complete` False: only some of its `total` items are held."""

    id: str
    kind: ListKind
    edition: str
    name: str
    name_en: str
    validity: Validity
    basis: Basis
    complete: bool
    items: Mapping[str, ListItem]
    rules: tuple[AccessRule, ...]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class RecognisedPark:
    """A chemical park recognised from a day on."""

    id: str
    name: str
    name_en: str
    region: str
    validity: Validity
    basis: Basis


@dataclass(frozen=True, slots=True)
class GateException:
    """Where a chemical project may stand outside a recognised park."""

    id: str
    when: Condition
    reason: str
    reason_en: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class ChemicalGate:
    """Chemical projects belong into a recognised park (LAW B4.5)."""

    when: Condition
    park_fact: str
    level: BasisLevel
    reason: str
    reason_en: str
    basis: Basis
    parks: tuple[RecognisedPark, ...]
    exceptions: tuple[GateException, ...]


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """All policy rows of an edition of the catalogue."""

    thresholds: tuple[Threshold, ...] = ()
    authorities: tuple[Authority, ...] = ()
    regimes: tuple[RegimeRule, ...] = ()
    lists: tuple[AccessList, ...] = ()
    gate: ChemicalGate | None = None
    decided: Mapping[str, Decided] = field(default_factory=dict)

    def access_list(self, list_id: str, day: date) -> AccessList | None:
        """The edition of a list in force on a legal day, or None."""
        return next(
            (each for each in self.lists if each.id == list_id and each.validity.covers(day)), None
        )
