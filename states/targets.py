"""量化目标: whether a reported value reaches a target, as its words mean it.

以上, 以下, 不低于 and 不少于 include the number, 超过 and 不满 do not (Civil Code art. 1259);
左右 is within a tolerance that whoever sets the target gives. A value that nobody reported is
unknown, never zero.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

HUNDRED = Decimal(100)


class Operator(StrEnum):
    """How a value is held against its target."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    ABOUT = "about"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"


class Verdict(StrEnum):
    """Whether the target is reached."""

    REACHED = "reached"
    MISSED = "missed"
    UNKNOWN = "unknown"


def verdict(
    operator: Operator, target: Decimal, value: Decimal | None, tolerance_percent: Decimal | None
) -> Verdict:
    """Whether `value` is what the operator asks of `target`.

    `tolerance_percent` is per cent of the target, to both sides and including the border; it is
    read for 左右 alone, where none means the very number.
    """
    if value is None:
        return Verdict.UNKNOWN
    match operator:
        case Operator.AT_LEAST:
            reached = value >= target
        case Operator.MORE_THAN:
            reached = value > target
        case Operator.AT_MOST:
            reached = value <= target
        case Operator.LESS_THAN:
            reached = value < target
        case Operator.ABOUT:
            allowed = abs(target) * (tolerance_percent or Decimal(0)) / HUNDRED
            reached = abs(value - target) <= allowed
    return Verdict.REACHED if reached else Verdict.MISSED
