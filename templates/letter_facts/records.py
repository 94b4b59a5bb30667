"""Records and papers between offices: inspection, legal review, approval sheet, transmission."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from templates.letter_facts.base import Day, LetterFacts, Line, OptionalLine, Prose, Signers


class InspectionRecordFacts(LetterFacts):
    """核查（勘验）笔录: what two officers or more found on site (art. 34, 55)."""

    inspected_on: Day
    place: Line
    officers: Signers
    present: OptionalLine
    found: Prose
    conclusion: Prose
    basis: Line


class LegalReviewFacts(LetterFacts):
    """重大行政许可法制审核意见书: the draft, what was examined, and what is to change."""

    reviewed_on: Day
    reviewer: Line
    draft: Prose
    examined: Annotated[tuple[Line, ...], Field(min_length=1)]
    opinion: Literal["agree", "amend", "disagree"]
    reasons: Prose


class ApprovalSheetFacts(LetterFacts):
    """审批表: the step inside the organ; who proposes does not approve (LAW B10)."""

    about: Literal["acceptance", "extension", "decision", "renewal", "change", "ending"]
    handler: Line
    proposal: Prose
    proposed_on: Day
    approver: Line
    ruling: Prose
    ruled_on: Day

    @model_validator(mode="after")
    def _two_persons_in_order(self) -> Self:
        if self.handler == self.approver:
            raise ValueError("approver is the handler")
        if self.ruled_on < self.proposed_on:
            raise ValueError("ruled_on lies before proposed_on")
        return self


class TransmissionFacts(LetterFacts):
    """转报函: opinion and all materials go straight to the higher organ (art. 35, 43)."""

    higher_organ: Line
    opinion: Prose
    materials: Annotated[tuple[Line, ...], Field(min_length=1)]
    transmitted_on: Day
    due_on: Day
    basis: Line


FACTS: Mapping[str, type[LetterFacts]] = {
    "inspection_record": InspectionRecordFacts,
    "legal_review_opinion": LegalReviewFacts,
    "approval_sheet": ApprovalSheetFacts,
    "transmission_letter": TransmissionFacts,
}
