"""Which regime, which authority, which threshold on a legal day: pure, three-valued, cited.

Of the rows of one subject the first that holds decides, in the order of the catalogue. Where
an earlier row cannot be decided yet, nothing later is claimed: the answer is unknown and says
which facts to ask for (LAW B2.1, B2.4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from states.channel_conditions import Found, facts_asked, found
from states.terms.channel import AllOf, Condition, Not, Truth
from states.terms.policies import (
    Authority,
    ChemicalGate,
    Level,
    PolicyBook,
    RegimeAnswer,
    RegimeRule,
    Rule,
    Threshold,
)
from states.terms.record import Facts


class Ruled(Protocol):
    """A row with the rule that says when it applies."""

    @property
    def rule(self) -> Rule: ...


Row = TypeVar("Row", bound=Ruled)


def threshold_on(book: PolicyBook, name: str, day: date) -> Threshold | None:
    """The edition of a threshold in force on a legal day, or None where there is none."""
    return next(
        (row for row in book.thresholds if row.id == name and row.validity.covers(day)), None
    )


def holds(rule: Rule, book: PolicyBook, facts: Facts, day: date) -> Found:
    """Whether a rule holds on the legal day; a threshold without an edition makes it false."""
    if not rule.validity.covers(day):
        return Found(Truth.FALSE)
    parts: list[Condition] = [rule.when] if rule.when is not None else []
    for use in rule.thresholds:
        edition = threshold_on(book, use.threshold, day)
        if edition is None:
            return Found(Truth.FALSE)
        comparison = edition.comparison(use.fact)
        parts.append(comparison if use.met else Not(comparison))
    return found(AllOf(tuple(parts)), facts)


@dataclass(frozen=True, slots=True)
class Choice(Generic[Row]):
    """What a subject comes to: the row that decides, or which rows it may be and what to ask.

    Neither `row` nor `candidates`: no row of the catalogue applies, which is said, not guessed.
    """

    row: Row | None
    candidates: tuple[Row, ...] = ()
    ask: tuple[str, ...] = ()
    exhaustive: bool = False
    """Whether it must be one of the candidates, because the last of them holds for sure."""


def facts_of_policies(rules: Iterable[Rule], gate: ChemicalGate | None) -> tuple[str, ...]:
    """Every fact that these rows and the gate may look at, each once."""
    every = tuple(rules)
    conditions = [rule.when for rule in every]
    names = [use.fact for rule in every for use in rule.thresholds]
    if gate:
        conditions += [gate.when, *(exception.when for exception in gate.exceptions)]
        names.append(gate.park_fact)
    asked = (fact for condition in conditions for fact in facts_asked(condition))
    return tuple(dict.fromkeys((*names, *asked)))


def first_holding(rows: Iterable[Row], book: PolicyBook, facts: Facts, day: date) -> Choice[Row]:
    """The first row that holds; unknown where one before it cannot be decided yet."""
    open_rows: list[Row] = []
    ask: dict[str, None] = {}
    for row in rows:
        said = holds(row.rule, book, facts, day)
        if said.truth is Truth.UNKNOWN:
            open_rows.append(row)
            ask.update(dict.fromkeys(said.ask))
        if said.truth is Truth.TRUE:
            if not open_rows:
                return Choice(row)
            return Choice(None, (*open_rows, row), tuple(ask), exhaustive=True)
    return Choice(None, tuple(open_rows), tuple(ask))


def authority_for(book: PolicyBook, subject: str, facts: Facts, day: date) -> Choice[Authority]:
    """Who decides this subject for a project with these facts on this day."""
    return first_holding((a for a in book.authorities if a.subject == subject), book, facts, day)


LOCAL = (Level.CITY, Level.COUNTY, Level.NONE)


def lies_higher(choice: Choice[Authority]) -> bool:
    """Whether an organ above this city decides for sure, so that the file is passed on (转报)."""
    rows = (choice.row,) if choice.row else choice.candidates if choice.exhaustive else ()
    return bool(rows) and all(row.level not in LOCAL for row in rows)


def subjects_of(book: PolicyBook, day: date) -> tuple[Authority, ...]:
    """One row of each subject of the authority matrix that has rows in force on the day."""
    first: dict[str, Authority] = {}
    for row in book.authorities:
        if row.rule.validity.covers(day):
            first.setdefault(row.subject, row)
    return tuple(first.values())


def regime_for(book: PolicyBook, facts: Facts, day: date) -> Choice[RegimeRule]:
    """The regime a project goes through, or what must be known to say it."""
    return first_holding((r for r in book.regimes if not r.also), book, facts, day)


def settled_regime(choice: Choice[RegimeRule]) -> RegimeAnswer | None:
    """The regime where every row that may still decide says the same one; None: not yet."""
    if choice.row is not None:
        return choice.row.regime
    answers = {row.regime for row in choice.candidates}
    return answers.pop() if choice.exhaustive and len(answers) == 1 else None


def regimes_beside(
    book: PolicyBook, facts: Facts, day: date
) -> tuple[tuple[RegimeRule, Found], ...]:
    """What stands, or may stand, beside the main regime, such as an application for funds."""
    said = ((rule, holds(rule.rule, book, facts, day)) for rule in book.regimes if rule.also)
    return tuple((rule, answer) for rule, answer in said if answer.truth is not Truth.FALSE)


def is_competent(choice: Choice[Authority], department: str) -> Truth:
    """Whether `department` of this city decides; unknown where the row is not settled."""
    if choice.row is not None:
        return Truth.TRUE if choice.row.department == department else Truth.FALSE
    return Truth.UNKNOWN
