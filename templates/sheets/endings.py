"""The wording of the five ways in which a grant ends; none borrows another's words."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.endings import (
    CancellationFacts,
    EndedByDecision,
    LapseFacts,
    OfGrant,
    PenaltyRevocationFacts,
    RecallFacts,
    RevocationFacts,
)
from templates.sheets.base import Blocks, Form, Speech, own_seal, remedies_of


def of_grant(facts: OfGrant, say: Speech) -> dict[str, str]:
    """Number and day of the grant that the letter is about."""
    return {"grant_number": facts.grant_number, "granted_on": say.day(facts.granted_on)}


def _opening(facts: EndedByDecision, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph(
        f"{facts.letter.kind}.opening",
        decided_on=say.day(facts.decided_on),
        **of_grant(facts, say),
        **named,
    )
    yield from say.part("refusal.facts", facts.facts_found)


def _closing(facts: EndedByDecision, say: Speech) -> Blocks:
    yield from say.part("letter.reasons", facts.reasons)
    yield from say.part("letter.basis", facts.basis)
    yield from remedies_of(facts.remedies, say)


def _recall(facts: RecallFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield from _opening(facts, say, named)
    yield from say.part("endings.ground", say.t(f"grant_recall.ground.{facts.ground}"))
    yield from say.part("grant_recall.compensation", facts.compensation)
    yield from _closing(facts, say)


def _revocation(facts: RevocationFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield from _opening(facts, say, named)
    yield from say.part("endings.ground", say.t(f"grant_revocation.ground.{facts.ground}"))
    if facts.redress is None:
        yield say.paragraph("grant_revocation.not_protected")
    else:
        yield from say.part("grant_revocation.redress", facts.redress)
    yield from _closing(facts, say)


def _cancellation(facts: CancellationFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield from _opening(facts, say, named)
    yield from say.part("endings.ground", say.t(f"grant_cancellation.ground.{facts.ground}"))
    yield say.paragraph("grant_cancellation.register")
    yield from _closing(facts, say)


def _penalty(facts: PenaltyRevocationFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield from _opening(facts, say, named)
    yield say.paragraph("penalty_revocation.told", told_on=say.day(facts.rights_told_on))
    yield from _closing(facts, say)


def _lapse(facts: LapseFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("grant_lapse.opening", **of_grant(facts, say), **named)
    yield say.paragraph(f"grant_lapse.ground.{facts.ground}", lapsed_on=say.day(facts.lapsed_on))
    yield from say.part("letter.basis", facts.basis)
    yield say.paragraph("grant_lapse.closing")


FORMS: Mapping[str, Form] = {
    "grant_recall": own_seal(_recall),
    "grant_revocation": own_seal(_revocation),
    "grant_cancellation": own_seal(_cancellation),
    "penalty_revocation": own_seal(_penalty),
    "grant_lapse": own_seal(_lapse),
}
