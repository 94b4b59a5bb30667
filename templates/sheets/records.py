"""The wording of records and of papers between offices."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.records import (
    ApprovalSheetFacts,
    InspectionRecordFacts,
    LegalReviewFacts,
    TransmissionFacts,
)
from templates.sheets.base import (
    Blocks,
    Form,
    Items,
    Rows,
    Signatures,
    Speech,
    no_seal,
    own_seal,
    to_nobody,
)


def _inspection(facts: InspectionRecordFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("inspection_record.opening", basis=facts.basis, **named)
    yield Rows(
        (
            (say.t("record.on"), say.day(facts.inspected_on)),
            (say.t("record.place"), facts.place),
            (say.t("inspection_record.present"), facts.present or say.t("record.nobody")),
        )
    )
    yield from say.part("inspection_record.found", facts.found)
    yield from say.part("inspection_record.conclusion", facts.conclusion)
    yield say.paragraph("record.read_back")
    present = ((say.t("inspection_record.present"), facts.present),) if facts.present else ()
    yield Signatures(
        (*((say.t("record.inspector"), officer) for officer in facts.officers), *present)
    )


def _legal_review(facts: LegalReviewFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("legal_review_opinion.opening", **named)
    yield from say.part("legal_review_opinion.draft", facts.draft)
    yield from say.part("legal_review_opinion.examined", "")
    yield Items(facts.examined)
    yield from say.part(
        "legal_review_opinion.opinion", say.t(f"legal_review_opinion.{facts.opinion}")
    )
    yield from say.part("letter.reasons", facts.reasons)
    yield Rows(((say.t("record.on"), say.day(facts.reviewed_on)),))
    yield Signatures(((say.t("legal_review_opinion.reviewer"), facts.reviewer),))


def _approval_sheet(facts: ApprovalSheetFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    about = say.t(f"approval_sheet.about.{facts.about}")
    yield say.paragraph("approval_sheet.opening", about=about, **named)
    yield from say.part("approval_sheet.proposal", facts.proposal)
    yield Signatures(((say.t("approval_sheet.handler"), facts.handler),))
    yield Rows(((say.t("record.on"), say.day(facts.proposed_on)),))
    yield from say.part("approval_sheet.ruling", facts.ruling)
    yield Signatures(((say.t("approval_sheet.approver"), facts.approver),))
    yield Rows(((say.t("record.on"), say.day(facts.ruled_on)),))


def _transmission(facts: TransmissionFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("transmission_letter.opening", basis=facts.basis, **named)
    yield from say.part("transmission_letter.opinion", facts.opinion)
    yield say.paragraph("transmission_letter.materials", count=len(facts.materials))
    yield Items(facts.materials)
    yield say.paragraph(
        "transmission_letter.time",
        transmitted_on=say.day(facts.transmitted_on),
        due_on=say.day(facts.due_on),
    )
    yield say.paragraph("transmission_letter.no_second_set")


def _to_higher(facts: TransmissionFacts, say: Speech) -> str:
    return say.t("letter.addressee", name=facts.higher_organ)


FORMS: Mapping[str, Form] = {
    "inspection_record": no_seal(_inspection, addressee=to_nobody),
    "legal_review_opinion": no_seal(_legal_review, addressee=to_nobody),
    "approval_sheet": no_seal(_approval_sheet, addressee=to_nobody),
    "transmission_letter": own_seal(_transmission, addressee=_to_higher),
}
