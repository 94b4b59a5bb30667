"""The shape of channels.toml: facts, conditions over them, stages, waivers, promises.

A condition is data with three forms: one comparison (`fact`, `op`, `value`), several that
must hold (`all_of`) or of which one must (`any_of`), and one that must not (`unless`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from catalog.entries import Code, Count, LimitEntry, Sourced, StageName, Strict, Text
from states.terms import Rank
from states.terms.channel import BindingPoint, Counting, FactKind, Operator, PhaseRule

Percent = Annotated[int, Field(ge=1, le=100)]


class ConditionEntry(Strict):
    """A condition over the facts of a project; the checker says which keys belong together."""

    fact: Code | None = None
    op: Operator | None = None
    value: Text | int | bool | tuple[Text, ...] | None = None
    tolerance_percent: Percent | None = None
    all_of: tuple[ConditionEntry, ...] = ()
    any_of: tuple[ConditionEntry, ...] = ()
    unless: ConditionEntry | None = None


class ChoiceEntry(Strict):
    """One value that a fact may have."""

    value: Text
    name: Text
    name_en: Text


class FactEntry(Strict):
    """A fact that conditions may ask; `from_form` ones stand in every filing already."""

    id: Code
    kind: FactKind
    name: Text
    name_en: Text
    unit: str = ""
    unit_en: str = ""
    from_form: bool = False
    choices: tuple[ChoiceEntry, ...] = ()


class WaiverEntry(Sourced):
    """Where a step falls away: covered by a result that is there, or not to be asked."""

    standing: Literal["covered", "skipped"]
    when: ConditionEntry
    reason: Text
    reason_en: Text


class StepEntry(Strict):
    """A matter inside a stage; `after` names matters of the stage that come first."""

    matter: Code
    after: tuple[Code, ...] = ()
    when: ConditionEntry | None = None
    condition: str = ""
    condition_en: str = ""
    waivers: tuple[WaiverEntry, ...] = ()


class StageEntry(Strict):
    """A part of a channel; `after` names the stages that come first."""

    id: StageName
    name: Text
    name_en: Text
    lead: Code
    after: tuple[StageName, ...] = ()
    parallel: bool
    promise: LimitEntry | None = None
    steps: tuple[StepEntry, ...]


class MergeEntry(Sourced):
    """Stages that certain projects take as one."""

    stages: Annotated[tuple[StageName, ...], Field(min_length=2)]
    when: ConditionEntry
    name: Text
    name_en: Text
    lead: Code
    promise: LimitEntry | None = None


class PrerequisiteEntry(Sourced):
    """`needs` is done before `binds` of `matter`; no matter where the start of work is bound."""

    needs: Code
    binds: BindingPoint
    matter: Code | None = None


class PolicyEntry(Sourced):
    """A promise of at most this share of the statute; without matters for all of them."""

    numerator: Annotated[int, Field(ge=1, le=100)]
    denominator: Annotated[int, Field(ge=2, le=100)]
    matters: tuple[Code, ...] = ()


class CriteriaEntry(Sourced):
    """Who may enter the channel, in words and as a condition, and who admits."""

    when: ConditionEntry
    reason: Text
    reason_en: Text
    admitted_by: Rank
    admitted_in: Code


class CountingEntry(Sourced):
    """Whether promises of stages and channel count only the days of the organs."""

    days: Counting


class PhasesEntry(Sourced):
    """Which phase's date is the date of a project in phases."""

    rule: PhaseRule
    n: Count = 1


class ChannelEntry(Strict):
    """A green channel: who may enter, an ordered plan of stages and matters, its promises."""

    code: Code
    name: Text
    name_en: Text
    criteria: CriteriaEntry
    promise: LimitEntry | None = None
    counting: CountingEntry | None = None
    phases: PhasesEntry | None = None
    note: str = ""
    note_en: str = ""
    stages: Annotated[tuple[StageEntry, ...], Field(min_length=1)]
    merges: tuple[MergeEntry, ...] = ()
    prerequisites: tuple[PrerequisiteEntry, ...] = ()
    policies: tuple[PolicyEntry, ...] = ()


class ChannelsFile(Strict):
    """channels.toml"""

    facts: tuple[FactEntry, ...] = ()
    channels: tuple[ChannelEntry, ...] = ()
