"""Conditions over the facts of a project: decided three-valued, never guessed.

A fact that nobody told yet makes a condition unknown unless the rest decides it, and the
answer says which facts to ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from states.terms.channel import AllOf, AnyOf, Comparison, Condition, FactKind, Not, Operator, Truth
from states.terms.record import Facts

OPERATORS_OF: Mapping[FactKind, frozenset[Operator]] = {
    FactKind.NUMBER: frozenset(
        {Operator.AT_LEAST, Operator.OVER, Operator.AT_MOST, Operator.UNDER, Operator.ABOUT}
    ),
    FactKind.CODE: frozenset({Operator.IS, Operator.IN, Operator.BEGINS_WITH}),
    FactKind.YES: frozenset({Operator.IS}),
    FactKind.LIST: frozenset({Operator.HAS}),
}
"""Which comparison fits which kind of fact; the catalogue's checker holds conditions to it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a condition comes to, and the facts that must be asked where it is unknown."""

    truth: Truth
    ask: tuple[str, ...] = ()


def found(condition: Condition | None, facts: Facts) -> Found:
    """Decide a condition on what is known; no condition always holds."""
    match condition:
        case None:
            return Found(Truth.TRUE)
        case Comparison():
            return _compared(condition, facts)
        case Not():
            inner = found(condition.of, facts)
            turned = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE}
            return Found(turned.get(inner.truth, Truth.UNKNOWN), inner.ask)
        case AllOf():
            return _together((found(c, facts) for c in condition.of), Truth.FALSE)
        case AnyOf():
            return _together((found(c, facts) for c in condition.of), Truth.TRUE)


def _together(parts: Iterable[Found], deciding: Truth) -> Found:
    """One `deciding` part decides; else whatever is unknown leaves all unknown."""
    seen = tuple(parts)
    if any(part.truth is deciding for part in seen):
        return Found(deciding)
    ask = tuple(dict.fromkeys(fact for part in seen for fact in part.ask))
    if any(part.truth is Truth.UNKNOWN for part in seen):
        return Found(Truth.UNKNOWN, ask)
    return Found(Truth.FALSE if deciding is Truth.TRUE else Truth.TRUE)


def _compared(comparison: Comparison, facts: Facts) -> Found:
    known = facts.get(comparison.fact)
    if known is None or known == "":
        return Found(Truth.UNKNOWN, (comparison.fact,))
    if comparison.operator in OPERATORS_OF[FactKind.NUMBER]:
        number = as_number(known)
        if number is None:
            return Found(Truth.UNKNOWN, (comparison.fact,))
        return _said(_NUMBERS[comparison.operator](number, comparison))
    if comparison.operator is Operator.HAS:
        held = known if isinstance(known, list | tuple) else ()
        return _said(any(value in held for value in comparison.values))
    text = as_code(known)
    if comparison.operator is Operator.BEGINS_WITH:
        return _said(text.startswith(comparison.values))
    return _said(text in comparison.values)


def _said(holds: bool) -> Found:
    return Found(Truth.TRUE if holds else Truth.FALSE)


def as_number(value: Any) -> Decimal | None:
    """A decimal from what a form or a file holds; None where it is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def as_code(value: Any) -> str:
    """A code as it is compared; yes and no are “true” and “false”."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _about(number: Decimal, comparison: Comparison) -> bool:
    middle = Decimal(comparison.values[0])
    return abs(number - middle) * 100 <= abs(middle) * comparison.tolerance_percent


_NUMBERS: Mapping[Operator, Callable[[Decimal, Comparison], bool]] = {
    Operator.AT_LEAST: lambda number, c: number >= Decimal(c.values[0]),
    Operator.OVER: lambda number, c: number > Decimal(c.values[0]),
    Operator.AT_MOST: lambda number, c: number <= Decimal(c.values[0]),
    Operator.UNDER: lambda number, c: number < Decimal(c.values[0]),
    Operator.ABOUT: _about,
}


def facts_asked(condition: Condition | None) -> tuple[str, ...]:
    """Every fact that a condition may look at, in order, each once."""
    match condition:
        case None:
            return ()
        case Comparison():
            return (condition.fact,)
        case Not():
            return facts_asked(condition.of)
        case AllOf() | AnyOf():
            asked = (fact for part in condition.of for fact in facts_asked(part))
            return tuple(dict.fromkeys(asked))
