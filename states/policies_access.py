"""Access lists and the chemical-park gate: advise, put conditions, or block with a basis.

A list never blocks by itself: the rule that does names a law, a regulation or a State Council
document (LAW B2.6, trap 6), and which item a project falls under is chosen by a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from states.channel_conditions import found
from states.refusals import Refusal
from states.terms.channel import Truth
from states.terms.policies import (
    MAY_BLOCK,
    AccessList,
    AccessRule,
    BasisLevel,
    ChemicalGate,
    Effect,
    GateException,
    ListItem,
    RecognisedPark,
)
from states.terms.record import Facts


class EditionNotInForce(Refusal):
    """{edition} is not in force on {day}."""

    zh = "{edition}在{day}不是有效版本。"
    pointer = "/edition"


@dataclass(frozen=True, slots=True)
class AccessFinding:
    """What the chosen item means for the project; without a rule it means nothing."""

    effect: Effect
    item: ListItem | None = None
    rule: AccessRule | None = None


def judged(listed: AccessList, item_no: str | None, nature: str) -> AccessFinding:
    """The effect of the item that a person chose, for this nature of construction.

    `item_no` None: the person found no item that fits, so the list has no effect. A rule whose
    basis may not block only puts conditions, whatever it says.

    Raises:
        KeyError: the edition holds no such item.
    """
    if item_no is None:
        return AccessFinding(Effect.NONE)
    item = listed.items[item_no]
    rule = rule_for(listed, item.category, nature)
    if rule is None:
        return AccessFinding(Effect.NONE, item)
    return AccessFinding(_allowed(rule.effect, rule.level), item, rule)


def rule_for(listed: AccessList, category: str, nature: str) -> AccessRule | None:
    """The rule for (category, nature of construction): the category alone decides nothing."""
    return next(
        (
            rule
            for rule in listed.rules
            if rule.category == category and (not rule.natures or nature in rule.natures)
        ),
        None,
    )


def _allowed(effect: Effect, level: BasisLevel) -> Effect:
    blocks_without_basis = effect is Effect.BLOCK and level not in MAY_BLOCK
    return Effect.CONDITION if blocks_without_basis else effect


def require_in_force(listed: AccessList, day: date) -> None:
    """The edition is the one of the day.

    Raises:
        EditionNotInForce: it came later or was replaced.
    """
    if not listed.validity.covers(day):
        raise EditionNotInForce(edition=f"{listed.name} {listed.edition}", day=day)


@dataclass(frozen=True, slots=True)
class GateFinding:
    """What the chemical-park gate says: the effect, its truth, the park, or the exception.

    `truth` UNKNOWN: the facts in `ask` must be told first; nothing is blocked by ignorance.
    """

    truth: Truth
    effect: Effect
    ask: tuple[str, ...] = ()
    park: RecognisedPark | None = None
    exception: GateException | None = None


def at_the_gate(gate: ChemicalGate, facts: Facts, day: date) -> GateFinding:
    """Whether a chemical project may stand where it is planned (LAW B4.5).

    Not chemical: no effect. In a park recognised on the day: no effect. An exception that
    holds: no effect, named. Otherwise it is blocked, unless a fact is still unknown.
    """
    chemical = found(gate.when, facts)
    if chemical.truth is not Truth.TRUE:
        return GateFinding(chemical.truth, Effect.NONE, chemical.ask)
    told = facts.get(gate.park_fact)
    park = next((p for p in gate.parks if p.id == told and p.validity.covers(day)), None)
    if park is not None:
        return GateFinding(Truth.FALSE, Effect.NONE, park=park)
    ask: dict[str, None] = {} if told else {gate.park_fact: None}
    for exception in gate.exceptions:
        said = found(exception.when, facts)
        if said.truth is Truth.TRUE:
            return GateFinding(Truth.FALSE, Effect.NONE, exception=exception)
        ask.update(dict.fromkeys(said.ask))
    if ask:
        return GateFinding(Truth.UNKNOWN, Effect.NONE, tuple(ask))
    return GateFinding(Truth.TRUE, _allowed(Effect.BLOCK, gate.level))
