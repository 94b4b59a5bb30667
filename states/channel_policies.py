"""What policies say of a project in a channel: the park gate and the lists it was held against.

ADVISE is shown, CONDITION becomes a condition of every step, BLOCK refuses nomination,
admission and the opening of steps, with the text that does (LAW B2.6, B4.5). What is not known
is asked and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from states.policies_access import at_the_gate
from states.refusals import Refusal
from states.terms.channel import Truth
from states.terms.checked import AccessCheck
from states.terms.kinds import Certainty
from states.terms.policies import ChemicalGate, Effect, PolicyBook
from states.terms.record import Facts

GATE = "chemical_gate"


class ProjectBlocked(Refusal):
    """The project may not be taken up: {reason_en}."""

    zh = "依法不得纳入或者办理：{reason}。"


@dataclass(frozen=True, slots=True)
class PolicyFinding:
    """What one policy comes to for a project; `about` is the gate or the id of a list.

    `ask` names the facts that must be told first; until then the effect is NONE.
    """

    about: str
    effect: Effect
    reason: str
    reason_en: str
    source: str
    certainty: Certainty
    ask: tuple[str, ...] = ()


def findings(
    book: PolicyBook, facts: Facts, checks: Iterable[AccessCheck], day: date
) -> tuple[PolicyFinding, ...]:
    """Everything that has an effect on the project on a legal day, or waits for a fact."""
    return tuple(_findings(book, facts, checks, day))


def _findings(
    book: PolicyBook, facts: Facts, checks: Iterable[AccessCheck], day: date
) -> Iterator[PolicyFinding]:
    if book.gate is not None:
        yield from _of_gate(book.gate, facts, day)
    for check in checks:
        if check.effect is not Effect.NONE:
            yield PolicyFinding(
                about=check.list_id,
                effect=check.effect,
                reason=check.reason,
                reason_en=check.reason_en,
                source=check.source,
                certainty=Certainty(check.certainty),
            )


def _of_gate(gate: ChemicalGate, facts: Facts, day: date) -> Iterator[PolicyFinding]:
    said = at_the_gate(gate, facts, day)
    if said.exception is not None:
        exception = said.exception
        yield PolicyFinding(
            about=GATE,
            effect=Effect.ADVISE,
            reason=exception.reason,
            reason_en=exception.reason_en,
            source=exception.basis.source,
            certainty=exception.basis.certainty,
        )
    elif said.truth is Truth.UNKNOWN or said.effect is not Effect.NONE:
        yield PolicyFinding(
            about=GATE,
            effect=said.effect,
            reason=gate.reason,
            reason_en=gate.reason_en,
            source=gate.basis.source,
            certainty=gate.basis.certainty,
            ask=said.ask,
        )


def require_unblocked(found: Iterable[PolicyFinding]) -> None:
    """Nothing with a basis that may block stands in the way.

    Raises:
        ProjectBlocked: with the reason and the text.
    """
    for finding in found:
        if finding.effect is Effect.BLOCK:
            raise ProjectBlocked(
                reason=finding.reason, reason_en=finding.reason_en, source=finding.source
            )
