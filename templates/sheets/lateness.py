"""The wording of what an organ that is late must say."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.lateness import LatenessExplanationFacts, OverdueStatementFacts
from templates.sheets.base import Blocks, Form, Rows, Speech, own_seal, to_nobody


def _overdue(facts: OverdueStatementFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph(
        "overdue_statement.opening",
        duration=say.duration(facts.days, facts.unit),
        basis=facts.basis,
        last_on=say.day(facts.last_on),
        **named,
    )
    yield say.paragraph("overdue_statement.no_deemed_approval")
    remedies = say.t(
        "overdue_statement.remedies",
        last_on=say.day(facts.last_on),
        reconsideration_until=say.day(facts.reconsideration_until),
        reconsideration_source=facts.reconsideration_source,
        suit_until=say.day(facts.suit_until),
        suit_source=facts.suit_source,
    )
    yield from say.part("letter.remedies", remedies)


def _explanation(facts: LatenessExplanationFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("lateness_explanation.opening", basis=facts.basis, **named)
    yield Rows(
        (
            (say.t("lateness_explanation.promised_on"), say.day(facts.promised_on)),
            (say.t("lateness_explanation.statute_last_on"), say.day(facts.statute_last_on)),
        )
    )
    yield from say.part("letter.reasons", facts.reasons)
    yield from say.part("lateness_explanation.measures", facts.measures)


FORMS: Mapping[str, Form] = {
    "overdue_statement": own_seal(_overdue),
    "lateness_explanation": own_seal(_explanation, addressee=to_nobody),
}
