"""Policy rows to play with: short names for what the tests of policies build."""

from __future__ import annotations

from datetime import date
from typing import Any

from states.terms import Certainty
from states.terms.channel import Comparison, Condition, Operator
from states.terms.policies import (
    AccessList,
    AccessRule,
    Basis,
    BasisLevel,
    ChemicalGate,
    Effect,
    GateException,
    ListItem,
    ListKind,
    RecognisedPark,
    Rule,
    Threshold,
    Validity,
)

BASIS = Basis("来源", "source", Certainty.SAMPLE)
ALWAYS = Validity(date(2000, 1, 1))
DAY = date(2026, 3, 2)


def yes(fact: str) -> Condition:
    """The fact was told to be so."""
    return Comparison(fact, Operator.IS, ("true",))


def threshold(
    operator: Operator, value: int, validity: Validity = ALWAYS, **more: Any
) -> Threshold:
    """A threshold called `t` in ten thousand yuan."""
    return Threshold(
        "t", "门槛", "threshold", operator, value, "万元", "10k", validity, BASIS, **more
    )


def rule(when: Condition | None = None, **more: Any) -> Rule:
    """A rule that is always in force."""
    return Rule(**({"validity": ALWAYS, "basis": BASIS, "when": when} | more))


def access(effect: Effect, level: BasisLevel, *natures: str) -> AccessRule:
    """What the category `restricted` means for these natures."""
    return AccessRule("restricted", natures, effect, level, "理由", "reason", BASIS)


def listed(*rules: AccessRule, kind: ListKind = ListKind.INDUSTRY_GUIDANCE) -> AccessList:
    """An edition with one restricted item."""
    item = ListItem("1", "restricted", "条目", "item", "", "", Certainty.SAMPLE)
    return AccessList(
        "list", kind, "2024", "目录", "list", ALWAYS, BASIS, False, {"1": item}, rules
    )


def gate(*exceptions: GateException, level: BasisLevel = BasisLevel.STATE_COUNCIL) -> ChemicalGate:
    """Industries 25 and 26 belong into the park `baoshan`, recognised from 2024-12-31."""
    park = RecognisedPark(
        "baoshan", "宝山", "Baoshan", "410600", Validity(date(2024, 12, 31)), BASIS
    )
    chemical = Comparison("industry", Operator.BEGINS_WITH, ("25", "26"))
    return ChemicalGate(
        chemical, "park", level, "须入园", "into a park", BASIS, (park,), exceptions
    )
