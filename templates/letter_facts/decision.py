"""The written decision: granted or refused."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.base import Day, LetterFacts, Line, OptionalProse, Prose, Remedies


class GrantFacts(LetterFacts):
    """准予决定书: what exactly is granted, on which conditions, for how long."""

    decided_on: Day
    content: Prose
    conditions: tuple[Prose, ...]
    validity: OptionalProse
    approver: Line


class RefusalFacts(LetterFacts):
    """不予决定书: facts, basis and reasons (art. 38); without them it cannot be built."""

    decided_on: Day
    facts_found: Prose
    reasons: Prose
    basis: Line
    remedies: Remedies


FACTS: Mapping[str, type[LetterFacts]] = {
    "grant": GrantFacts,
    "refusal": RefusalFacts,
}
