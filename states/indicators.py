"""Figures of a 通报: numerator and denominator, never a bare rate (LAW B8).

Population of the on-time figures: cases decided in the period, and cases still open whose last
day fell in it, for a rate can be made to shine by leaving late cases open. 备案 has no clock and
is no case of theirs; neither is what was withdrawn or never accepted. Promise and statute are
two figures. What nobody rated is unrated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from states.clocks import promise_due, statute_due
from states.terms import CaseSnapshot, Regime
from states.worktime import Due

DENOMINATOR_MIN = 5
"""Below it a rate says more of chance than of the organ and is not shown (LAW B8, design)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`part` of `whole`; `rate` is None where there is nothing to divide by."""

    part: int
    whole: int

    @property
    def rate(self) -> Fraction | None:
        """The rate; None, printed as “—”, for a denominator of zero."""
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def shown(self) -> bool:
        """Whether the rate may be published; numerator and denominator always are."""
        return self.whole >= DENOMINATOR_MIN


def on_time_by_statute(cases: Iterable[CaseSnapshot], from_on: date, to_on: date) -> Figure:
    """按时办结率: decided by the last day in law, extension and pauses counted in."""
    return _on_time(((case, statute_due(case)) for case in cases), from_on, to_on)


def on_time_by_promise(cases: Iterable[CaseSnapshot], from_on: date, to_on: date) -> Figure:
    """承诺按时率: decided by the promised last day; an extension does not lengthen it."""
    return _on_time(((case, promise_due(case)) for case in cases), from_on, to_on)


def _on_time(
    cases: Iterable[tuple[CaseSnapshot, Due | None]], from_on: date, to_on: date
) -> Figure:
    kept = whole = 0
    for case, due in cases:
        if case.rules.regime is Regime.RECORD_FILING or case.filing_state != "accepted":
            continue
        if due is None:
            continue
        decided_on = case.decision.decided_on if case.decision else None
        if decided_on is not None and from_on <= decided_on <= to_on:
            whole += 1
            kept += decided_on <= due.due_on
        elif decided_on is None and from_on <= due.due_on < to_on:
            whole += 1
    return Figure(kept, whole)


def satisfied(grades: Sequence[int | None]) -> Figure:
    """好评率: grades 3 to 5 of those given; None is unrated (国办发〔2019〕51号)."""
    given = [grade for grade in grades if grade is not None]
    return Figure(sum(1 for grade in given if grade >= 3), len(given))
