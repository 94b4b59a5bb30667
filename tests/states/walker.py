"""A walker tries every act after every path that was possible so far.

Beside each path goes an oracle written by hand; it must name the same refusal or the same
state. Two paths are one where the whole snapshot is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from states.history import applied
from states.refusals import Refusal
from states.terms import CaseSnapshot, Draft, MatterRules
from tests.states.cases import MONDAY, noon
from tests.states.counter import Record, entry_of
from tests.states.doings import act

LATER = date(2025, 10, 9)
"""By then every period of the small matter is over, extended and paused or not."""

Facts = dict[str, Any]
Oracle = Callable[[Facts, str], str | None]
"""Changes the facts as the act does, or names the refusal."""


@dataclass
class Walker:
    """One path: the real case beside what the oracle believes."""

    case: CaseSnapshot
    facts: Facts
    today: date
    path: tuple[str, ...] = ()

    def after(self, words: str, oracle: Oracle) -> Walker | None:
        """The path with one more act, or None where it was refused (by both)."""
        path = (*self.path, words)
        if words == "wait":
            return self._waited(path)
        facts = dict(self.facts)
        expected = oracle(facts, words)
        draft, refusal = self._tried(words)

        assert refusal == expected, path
        if draft is None:
            return None
        case = applied(self.case, entry_of(self.case, draft, noon(self.today)))
        return Walker(case, facts, self.today, path)

    def _tried(self, words: str) -> tuple[Draft | None, str | None]:
        try:
            return act(self.case, words, self.today), None
        except Refusal as refusal:
            return None, type(refusal).__name__

    def _waited(self, path: tuple[str, ...]) -> Walker | None:
        if self.today == LATER:
            return None
        facts = {**self.facts, "waited": True}
        for fact in [f for f in facts if f.startswith("asked ")]:
            facts[fact] = "long ago"
        return Walker(self.case, facts, LATER, path)


def walk(
    start: Walker,
    acts: Iterable[str],
    oracle: Oracle,
    agree: Callable[[Walker], None],
    depth: int,
) -> int:
    """All paths up to `depth` acts; how many ends there were."""
    tried, paths, ends = tuple(acts), [start], 0
    for _ in range(depth):
        found: dict[str, Walker] = {}
        for walker in paths:
            for words in tried:
                went = walker.after(words, oracle)
                if went is not None:
                    agree(went)
                    found[_where(went)] = went
        paths = list(found.values())
        ends += len(paths)
    return ends


def _where(walker: Walker) -> str:
    return repr((walker.case.but(version=0), sorted(walker.facts.items()), walker.today))


def begun(words: Iterable[str], rules: MatterRules, facts: Facts) -> Walker:
    """A path that begins after these acts of the first day."""
    record = Record(rules)
    for each in words:
        record.write(act(record.case, each, MONDAY), noon(MONDAY))
    return Walker(record.case, facts, MONDAY)
