"""The wording of the letters of a joint review, from the lead to the departments."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.review import OpinionRequestFacts
from templates.sheets.base import Blocks, Form, Speech, own_seal


def _opinion_request(facts: OpinionRequestFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("opinion_request.opening", basis=facts.basis, **named)
    yield say.paragraph(
        "opinion_request.due",
        delivered_on=say.day(facts.delivered_on),
        duration=say.duration(facts.days, facts.unit),
        due_on=say.day(facts.due_on),
    )
    yield say.paragraph("opinion_request.content")
    yield say.paragraph(
        f"opinion_request.silence.{facts.silence}", source=facts.deemed_source or ""
    )


def _to_department(facts: OpinionRequestFacts, say: Speech) -> str:
    return say.t("letter.addressee", name=facts.department_name)


FORMS: Mapping[str, Form] = {
    "opinion_request": own_seal(_opinion_request, addressee=_to_department),
}
