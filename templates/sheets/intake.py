"""The wording of the letters of intake: voucher, acceptance, correction, non-acceptance."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.intake import (
    AcceptanceFacts,
    CorrectionFacts,
    ReceiptVoucherFacts,
    TurnedAwayFacts,
)
from templates.sheets.base import Blocks, Form, Items, Speech, Table, remedies_of, special_seal


def _receipt_voucher(facts: ReceiptVoucherFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    count, on = len(facts.materials), say.day(facts.received_on)
    if facts.materials:
        yield say.paragraph("receipt_voucher.opening", received_on=on, count=count, **named)
        yield Items(facts.materials)
    else:
        yield say.paragraph("receipt_voucher.opening_without", received_on=on, **named)
    if facts.notice_due_on is not None:
        yield say.paragraph("receipt_voucher.answer", due_on=say.day(facts.notice_due_on))
    yield say.paragraph("receipt_voucher.meaning")


def _acceptance(facts: AcceptanceFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("acceptance.opening", received_on=say.day(facts.received_on), **named)
    yield say.paragraph(
        f"acceptance.accepted.{facts.mode.value}", accepted_on=say.day(facts.accepted_on)
    )
    if facts.owed_materials:
        yield Items(facts.owed_materials)
    certainty = "provisional" if facts.provisional else "certain"
    yield say.paragraph(
        f"acceptance.period.{certainty}",
        duration=say.duration(facts.days, facts.unit),
        basis=facts.basis,
        last_on=say.day(facts.last_on),
    )
    yield say.paragraph("acceptance.not_counted")


def _correction(facts: CorrectionFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph(
        "correction.opening",
        received_on=say.day(facts.received_on),
        basis=facts.basis,
        count=len(facts.items),
        **named,
    )
    headers = ("line", "about", "problem", "remedy")
    yield Table(
        headers=tuple(say.t(f"correction.headers.{name}") for name in headers),
        lines=tuple(
            (str(number), item.about, item.problem, item.remedy)
            for number, item in enumerate(facts.items, start=1)
        ),
    )
    yield say.paragraph("correction.closing")


def _turned_away(facts: TurnedAwayFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    kind = facts.letter.kind
    yield say.paragraph(f"{kind}.opening", basis=facts.basis, **named)
    yield from say.part("letter.reasons", facts.reasons)
    if facts.competent_organ is not None:
        yield say.paragraph("letter.competent_organ", competent=facts.competent_organ)
    yield from remedies_of(facts.remedies, say)


FORMS: Mapping[str, Form] = {
    "receipt_voucher": special_seal(_receipt_voucher),
    "acceptance": special_seal(_acceptance),
    "correction": special_seal(_correction),
    "acceptance_refusal": special_seal(_turned_away),
    "not_needed": special_seal(_turned_away),
}
