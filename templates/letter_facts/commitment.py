"""The letters of commitments (告知承诺) and of tolerance: told, confirmed, mended, broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from states.worktime import DayUnit
from templates.letter_facts.base import Day, Days, LetterFacts, Line, Prose, Remedies


class CommitmentNoticeFacts(LetterFacts):
    """告知书: standards, what may follow, when it is checked; committing is voluntary."""

    standards: Prose
    materials: tuple[Line, ...]
    materials_days: Days
    materials_unit: DayUnit
    verification_days: Days
    verification_unit: DayUnit
    basis: Line


class CommitmentRecordFacts(LetterFacts):
    """承诺书: what the applicant promised, as it stands on record."""

    committed_on: Day
    promises: Annotated[tuple[Prose, ...], Field(min_length=1)]
    materials: tuple[Line, ...]
    basis: Line


class RectificationOrderFacts(LetterFacts):
    """责令整改通知书: what differs from the promise, and the last day to mend it."""

    problems: Prose
    days: Days
    unit: DayUnit
    last_on: Day
    basis: Line


class CommitmentBreachFacts(LetterFacts):
    """未履行承诺认定书; whether the grant is revoked is told by another letter."""

    ground: Literal["not_performed", "false"]
    reasons: Prose
    basis: Line
    remedies: Remedies


class DeemedWithdrawalFacts(LetterFacts):
    """视为撤回申请告知书: only where a local text says that silence withdraws."""

    owed_materials: Annotated[tuple[Line, ...], Field(min_length=1)]
    due_on: Day
    withdrawn_on: Day
    basis: Line


FACTS: Mapping[str, type[LetterFacts]] = {
    "commitment_notice": CommitmentNoticeFacts,
    "commitment_record": CommitmentRecordFacts,
    "rectification_order": RectificationOrderFacts,
    "commitment_breach": CommitmentBreachFacts,
    "deemed_withdrawal": DeemedWithdrawalFacts,
}
