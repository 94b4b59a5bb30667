"""A green channel as the machines must know it: criteria, stages, steps, waivers, promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from states.terms.kinds import Certainty, Rank
from states.terms.rules import Limit


class Truth(StrEnum):
    """A condition over facts that may not be known yet."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class FactKind(StrEnum):
    """What a fact of a project may hold."""

    NUMBER = "number"
    CODE = "code"
    YES = "yes"
    LIST = "list"


class Operator(StrEnum):
    """How a fact is compared; the numbers as the law means the words (Civil Code art. 1259).

    以上, 不低于 and 以下, 以内 include the number; 超过 and 不满 do not; 左右 needs a tolerance.
    """

    AT_LEAST = "at_least"
    OVER = "over"
    AT_MOST = "at_most"
    UNDER = "under"
    ABOUT = "about"
    IS = "is"
    IN = "in"
    BEGINS_WITH = "begins_with"
    HAS = "has"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact against one or several values; `tolerance_percent` belongs to ABOUT alone."""

    fact: str
    operator: Operator
    values: tuple[str, ...]
    tolerance_percent: int = 0


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of these holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold."""

    of: Condition


Condition = Comparison | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class FactRule:
    """A fact that plans ask of a project: its kind, its name, and the values it may have."""

    id: str
    kind: FactKind
    name: str
    name_en: str
    values: Mapping[str, tuple[str, str]]
    unit: str = ""
    unit_en: str = ""


class Standing(StrEnum):
    """Whether a project has to go through a step."""

    NEEDED = "needed"
    NOT_APPLICABLE = "not_applicable"
    COVERED = "covered"
    SKIPPED = "skipped"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Waiver:
    """Where a step falls away: covered by an earlier result, or not to be asked at all."""

    standing: Standing
    when: Condition
    reason: str
    reason_en: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class StepRule:
    """A matter inside a stage. `when` None: every project of the channel needs it."""

    matter: str
    after: tuple[str, ...]
    when: Condition | None
    reason: str
    reason_en: str
    waivers: tuple[Waiver, ...] = ()


class Counting(StrEnum):
    """Which working days a stage or channel promise counts."""

    ALL_DAYS = "all_days"
    ORGAN_DAYS = "organ_days"


@dataclass(frozen=True, slots=True)
class StageRule:
    """A part of a channel; `lead` answers for it being on time."""

    id: str
    name: str
    name_en: str
    lead: str
    after: tuple[str, ...]
    steps: tuple[StepRule, ...]
    promise: Limit | None = None


@dataclass(frozen=True, slots=True)
class MergeRule:
    """Stages that certain projects take as one."""

    stages: tuple[str, ...]
    when: Condition
    name: str
    name_en: str
    lead: str
    promise: Limit | None
    source: str
    certainty: Certainty


class BindingPoint(StrEnum):
    """What may not happen before the other matter is done (LAW B2.5)."""

    ACCEPTANCE = "acceptance"
    DECISION = "decision"
    START_OF_WORK = "start_of_work"


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """`needs` is done before `binds` of `matter`; no matter where the start of work is bound."""

    needs: str
    binds: BindingPoint
    source: str
    source_en: str
    certainty: Certainty
    matter: str = ""


@dataclass(frozen=True, slots=True)
class PromisePolicy:
    """A promise of at most `numerator` / `denominator` of the statute; a policy, no statute.

    `matters` empty: every matter of the channel.
    """

    numerator: int
    denominator: int
    matters: tuple[str, ...]
    source: str
    certainty: Certainty


class PhaseRule(StrEnum):
    """Which of the phases' dates is the date of the parent (分期)."""

    ALL = "all"
    FIRST = "first"
    LAST = "last"
    NTH = "nth"


@dataclass(frozen=True, slots=True)
class Criteria:
    """Who may enter the channel, and who admits."""

    when: Condition
    reason: str
    reason_en: str
    source: str
    certainty: Certainty
    admitted_by: Rank
    admitted_in: str


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """One channel, cut out of the catalogue; numbers with their source."""

    code: str
    name: str
    name_en: str
    criteria: Criteria
    stages: tuple[StageRule, ...]
    promise: Limit | None = None
    counting: Counting = Counting.ALL_DAYS
    counting_source: str = ""
    merges: tuple[MergeRule, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    policies: tuple[PromisePolicy, ...] = ()
    phases: PhaseRule = PhaseRule.ALL
    phases_n: int = 1
    phases_source: str = ""
    facts: Mapping[str, FactRule] = field(default_factory=dict)
    warning_days: int = 1
