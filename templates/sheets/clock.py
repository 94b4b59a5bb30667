"""The wording of the letters that move a last day: special procedures and extensions."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.clock import ExtensionFacts, SpecialProcedureFacts
from templates.sheets.base import Blocks, Form, Speech, last_days, own_seal, special_seal


def _special_procedure(
    facts: SpecialProcedureFacts, say: Speech, named: Mapping[str, str]
) -> Blocks:
    procedure = facts.procedure_name
    yield say.paragraph("special_procedure.opening", procedure=procedure, **named)
    yield from say.part("letter.basis", facts.basis)
    yield say.paragraph(
        "special_procedure.time",
        from_on=say.day(facts.from_on),
        announced=say.duration(facts.announced_days, facts.unit),
    )
    yield last_days(facts.original_last_on, facts.new_last_on, say)
    yield say.paragraph("special_procedure.closing")


def _extension(facts: ExtensionFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("extension.opening", **named)
    yield from say.part("letter.reasons", facts.reasons)
    decided = say.t(
        "extension.decided",
        basis=facts.basis,
        approver=facts.approver,
        rank=say.t(f"rank.{facts.approver_rank.value}"),
        duration=say.duration(facts.days, facts.unit),
    )
    yield from say.part("extension.decision", decided)
    yield last_days(facts.original_last_on, facts.new_last_on, say)


FORMS: Mapping[str, Form] = {
    "special_procedure": special_seal(_special_procedure),
    "extension": own_seal(_extension),
}
