"""Every path through the machines up to a depth, held against an oracle written by hand.

The oracles know neither the tables nor the rules of `states`: they are the procedure manual
retold in a few plain ifs. A walk tries every act after every path that was possible so far;
two paths are one where the whole snapshot is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from states.refusals import Refusal
from states.terms import CaseSnapshot, MatterRules, ReviewRule, SeatRule
from tests.states.cases import (
    ACCEPTED,
    IN_REVIEW,
    MONDAY,
    RECORD_RULES,
    RULES,
    Record,
    act,
    entry_of,
    noon,
    received,
    review_rules,
)
from tests.states.test_verdict import oracle as verdict_oracle

LATER = date(2025, 10, 9)
"""By then every period of the small matter is over, extended and paused or not."""

Facts = tuple[tuple[str, object], ...]
Oracle = Callable[[dict[str, object], str], str | None]
"""Changes the facts as the act does, or names the refusal."""


@dataclass
class Walker:
    """One path: the real case beside what the oracle believes."""

    case: CaseSnapshot
    facts: dict[str, object]
    today: date
    path: tuple[str, ...] = ()

    def after(self, words: str, oracle: Oracle) -> Walker | None:
        """The path with one more act, or None where it was refused (by both)."""
        path = (*self.path, words)
        if words == "wait":
            return self._waited(path)
        facts = dict(self.facts)
        expected = oracle(facts, words)
        try:
            draft = act(self.case, words, self.today)
        except Refusal as refusal:
            assert type(refusal).__name__ == expected, path
            return None
        assert expected is None, (path, expected)
        case = _written(self.case, draft, self.today)
        return Walker(case, facts, self.today, path)

    def _waited(self, path: tuple[str, ...]) -> Walker | None:
        if self.today == LATER:
            return None
        facts = {**self.facts, "waited": True}
        for fact in [f for f in facts if f.startswith("asked ")]:
            facts[fact] = "long ago"
        return Walker(self.case, facts, LATER, path)


def _written(case: CaseSnapshot, draft: object, today: date) -> CaseSnapshot:
    from states.history import applied

    return applied(case, entry_of(case, draft, noon(today)))


def walk(
    start: Walker,
    acts: Iterable[str],
    oracle: Oracle,
    agree: Callable[[Walker], None],
    depth: int,
) -> int:
    """All paths up to `depth` acts; how many ends there were."""
    acts, paths, ends = tuple(acts), [start], 0
    for _ in range(depth):
        found: dict[str, Walker] = {}
        for walker in paths:
            for words in acts:
                went = walker.after(words, oracle)
                if went is not None:
                    agree(went)
                    found[_where(went)] = went
        paths = list(found.values())
        ends += len(paths)
    return ends


def _where(walker: Walker) -> str:
    return repr((walker.case.but(version=0), sorted(walker.facts.items()), walker.today))
