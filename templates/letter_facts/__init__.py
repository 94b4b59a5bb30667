"""The facts each letter must carry, as frozen types whose constructor refuses gaps.

A missing, empty, unknown or contradictory fact is an error that names it; no letter is ever
printed with a blank. Every part of the procedure brings the letters of its own in a module with
`FACTS`: the code of each letter, which is also the name of its message table, and its type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from templates.letter_facts import (
    after,
    calendars,
    changes,
    channel,
    clock,
    commitment,
    decision,
    delivery,
    endings,
    filing,
    hearing,
    intake,
    lateness,
    procedures,
    records,
    review,
    settling,
)
from templates.letter_facts.base import LetterFacts, LetterFactsInvalid

_OF_EACH_PART: tuple[Mapping[str, type[LetterFacts]], ...] = (
    after.FACTS,
    intake.FACTS,
    review.FACTS,
    settling.FACTS,
    clock.FACTS,
    commitment.FACTS,
    hearing.FACTS,
    records.FACTS,
    decision.FACTS,
    delivery.FACTS,
    changes.FACTS,
    endings.FACTS,
    lateness.FACTS,
    procedures.FACTS,
    filing.FACTS,
    calendars.FACTS,
    channel.FACTS,
)

FACTS_OF: Mapping[str, type[LetterFacts]] = {
    kind: facts for part in _OF_EACH_PART for kind, facts in part.items()
}


class UnknownLetterKind(ValueError):
    """No letter has this kind."""


def letter_facts(kind: str, facts: Mapping[str, Any]) -> LetterFacts:
    """The typed facts of one letter.

    Raises:
        UnknownLetterKind: there is no such letter.
        LetterFactsInvalid: facts missing, unknown, empty or contradictory; each is named.
    """
    if kind not in FACTS_OF:
        raise UnknownLetterKind(f"“{kind}” is not one of {', '.join(FACTS_OF)}")
    try:
        checked = FACTS_OF[kind].model_validate(dict(facts))
    except ValidationError as error:
        raise LetterFactsInvalid(kind, _problems(error)) from None
    if checked.letter.kind != kind:
        raise LetterFactsInvalid(kind, {"letter.kind": f"says {checked.letter.kind}"})
    return checked


def _problems(error: ValidationError) -> dict[str, str]:
    return {
        ".".join(str(part) for part in problem["loc"]) or "facts": problem["msg"]
        for problem in error.errors(include_url=False, include_input=False)
    }
