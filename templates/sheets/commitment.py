"""The wording of the letters of commitments (告知承诺) and of tolerance."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.commitment import (
    CommitmentBreachFacts,
    CommitmentNoticeFacts,
    CommitmentRecordFacts,
    DeemedWithdrawalFacts,
    RectificationOrderFacts,
)
from templates.sheets.base import Blocks, Form, Items, Speech, own_seal, remedies_of, special_seal


def _notice(facts: CommitmentNoticeFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("commitment_notice.opening", **named)
    yield from say.part("letter.basis", facts.basis)
    yield from say.part("commitment_notice.standards", facts.standards)
    if facts.materials:
        within = say.duration(facts.materials_days, facts.materials_unit)
        yield say.paragraph("commitment_notice.materials", within=within)
        yield Items(facts.materials)
    within = say.duration(facts.verification_days, facts.verification_unit)
    yield say.paragraph("commitment_notice.check", within=within)
    yield say.paragraph("commitment_notice.voluntary")


def _record(facts: CommitmentRecordFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    on = say.day(facts.committed_on)
    yield say.paragraph("commitment_record.opening", committed_on=on, basis=facts.basis, **named)
    yield Items(facts.promises)
    if facts.materials:
        yield say.paragraph("commitment_record.materials")
        yield Items(facts.materials)
    yield say.paragraph("commitment_record.closing")


def _order(facts: RectificationOrderFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("rectification_order.opening", basis=facts.basis, **named)
    yield from say.part("rectification_order.problems", facts.problems)
    yield say.paragraph(
        "rectification_order.time",
        within=say.duration(facts.days, facts.unit),
        last_on=say.day(facts.last_on),
    )


def _breach(facts: CommitmentBreachFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph(f"commitment_breach.opening.{facts.ground}", basis=facts.basis, **named)
    yield from say.part("letter.reasons", facts.reasons)
    yield say.paragraph("commitment_breach.effect")
    yield from remedies_of(facts.remedies, say)


def _withdrawal(facts: DeemedWithdrawalFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("deemed_withdrawal.opening", due_on=say.day(facts.due_on), **named)
    yield Items(facts.owed_materials)
    on = say.day(facts.withdrawn_on)
    yield say.paragraph("deemed_withdrawal.effect", basis=facts.basis, withdrawn_on=on)


FORMS: Mapping[str, Form] = {
    "commitment_notice": special_seal(_notice),
    "commitment_record": special_seal(_record),
    "rectification_order": own_seal(_order),
    "commitment_breach": own_seal(_breach),
    "deemed_withdrawal": own_seal(_withdrawal),
}
