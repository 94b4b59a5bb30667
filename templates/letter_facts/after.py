"""What lives on after a decision or filing: delay, re-check, deemed answers, the statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from templates.letter_facts.base import (
    Day,
    Flag,
    LetterFacts,
    Line,
    OptionalProse,
    Prose,
    Remedies,
)
from templates.letter_facts.changes import RefusedOfGrant
from templates.letter_facts.endings import OfGrant


class DelayGrantFacts(OfGrant):
    """同意延期决定书: until when the grant could be used, and until when it can be now."""

    decided_on: Day
    months: Annotated[int, Field(ge=1, strict=True)]
    expires_on: Day
    new_expires_on: Day
    basis: Prose
    approver: Line

    @model_validator(mode="after")
    def _longer(self) -> Self:
        if self.new_expires_on <= self.expires_on:
            raise ValueError("new_expires_on does not lie after expires_on")
        return self


class RecheckGrantFacts(OfGrant):
    """重新审核意见: works may begin although five years have passed."""

    decided_on: Day
    basis: Prose
    approver: Line


class RequestDeemedFacts(OfGrant):
    """视为准予 (art. 50) or 视为同意: by time, on a text, decided by nobody."""

    request: Literal["renewal", "recheck"]
    deemed_from: Day
    new_expires_on: Day | None
    basis: Prose

    @model_validator(mode="after")
    def _a_renewal_has_a_new_end(self) -> Self:
        if (self.request == "renewal") != (self.new_expires_on is not None):
            raise ValueError("new_expires_on belongs to a renewal, and to it alone")
        return self


class StatementRequestFacts(LetterFacts):
    """备案项目说明告知书: state that the project goes on, or withdraw."""

    filed_on: Day
    years_ended_on: Day
    basis: Prose


class StatementReminderFacts(LetterFacts):
    """备案项目提醒书: what the text asks for before anything is removed."""

    filed_on: Day
    asked_on: Day
    remark: OptionalProse
    basis: Prose


class FilingRemovalFacts(LetterFacts):
    """备案信息移除告知书: by a person, with reasons; the certificate lapses on that day."""

    filed_on: Day
    removed_on: Day
    reasons: Prose
    basis: Prose
    abnormal: Flag
    remedies: Remedies


class FilingRefusalFacts(LetterFacts):
    """不予备案决定书, only where a text of its day knows it."""

    reasons: Prose
    basis: Prose
    remedies: Remedies


FACTS: Mapping[str, type[LetterFacts]] = {
    "delay_grant": DelayGrantFacts,
    "delay_refusal": RefusedOfGrant,
    "recheck_grant": RecheckGrantFacts,
    "recheck_refusal": RefusedOfGrant,
    "request_deemed": RequestDeemedFacts,
    "statement_request": StatementRequestFacts,
    "statement_reminder": StatementReminderFacts,
    "filing_removal": FilingRemovalFacts,
    "filing_refusal": FilingRefusalFacts,
}
