"""The wording of letters around a decision: joint handling, materials asked for besides."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.procedures import JointHandlingFacts, MaterialRequestFacts
from templates.sheets.base import Blocks, Form, Speech, Table, last_days, own_seal


def _joint_handling(facts: JointHandlingFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph(
        "joint_handling_notice.opening",
        government=facts.government,
        number=facts.decision_number,
        decided_on=say.day(facts.government_decided_on),
        **named,
    )
    yield say.paragraph(
        "joint_handling_notice.period",
        duration=say.duration(facts.days, facts.unit),
        basis=facts.basis,
    )
    yield last_days(facts.original_last_on, facts.new_last_on, say)


def _material_request(facts: MaterialRequestFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("material_request.opening", count=len(facts.items), **named)
    headers = ("line", "about", "problem", "remedy")
    yield Table(
        headers=tuple(say.t(f"correction.headers.{name}") for name in headers),
        lines=tuple(
            (str(number), item.about, item.problem, item.remedy)
            for number, item in enumerate(facts.items, start=1)
        ),
    )
    yield say.paragraph(
        "material_request.runs_on", last_on=say.day(facts.last_on), basis=facts.basis
    )


FORMS: Mapping[str, Form] = {
    "joint_handling_notice": own_seal(_joint_handling),
    "material_request": own_seal(_material_request),
}
