"""The letters about seats and objections: coordination, its minutes, handover, deemed agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from states.terms import RungLevel
from templates.letter_facts.base import Day, Flag, LetterFacts, Line, Prose


class CoordinationNoticeFacts(LetterFacts):
    """协调通知书: an objection goes to this step, until this day."""

    department_name: Line
    level: RungLevel
    reason: Prose
    opened_on: Day
    due_on: Day
    basis: Line


class CoordinationMinutesFacts(LetterFacts):
    """协调会议纪要: what was said, with which result, and the hash of the minutes."""

    department_name: Line
    level: RungLevel
    opened_on: Day
    closed_on: Day
    result: Literal["withdrawn", "with_conditions", "upheld"]
    minutes: Prose
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class HandoverNoticeFacts(LetterFacts):
    """转办通知书: the seat of another department, with the clock it has."""

    department_name: Line
    from_department_name: Line
    reason: Prose
    asked_on: Day
    due_on: Day
    restarted: Flag


class DeemedNoticeFacts(LetterFacts):
    """视为同意告知书: silence became agreement; the department's own permit is still owed."""

    department_name: Line
    due_on: Day
    deemed_on: Day
    basis: Line
    own_permit: Line


FACTS: Mapping[str, type[LetterFacts]] = {
    "coordination_notice": CoordinationNoticeFacts,
    "coordination_minutes": CoordinationMinutesFacts,
    "handover_notice": HandoverNoticeFacts,
    "deemed_notice": DeemedNoticeFacts,
}
