"""The wording of the written decision: granted or refused."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.decision import GrantFacts, RefusalFacts
from templates.sheets.base import Blocks, Form, Items, Speech, own_seal, remedies_of


def _grant(facts: GrantFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("grant.opening", decided_on=say.day(facts.decided_on), **named)
    yield from say.part("grant.content", facts.content)
    if facts.conditions:
        yield from say.part("grant.conditions", "")
        yield Items(facts.conditions)
    if facts.validity is not None:
        yield from say.part("grant.validity", facts.validity)
    yield from say.part("grant.approver", facts.approver)
    yield say.paragraph("grant.public")


def _refusal(facts: RefusalFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("refusal.opening", decided_on=say.day(facts.decided_on), **named)
    yield from say.part("refusal.facts", facts.facts_found)
    yield from say.part("letter.reasons", facts.reasons)
    yield from say.part("letter.basis", facts.basis)
    yield from remedies_of(facts.remedies, say)


FORMS: Mapping[str, Form] = {
    "grant": own_seal(_grant),
    "refusal": own_seal(_refusal),
}
