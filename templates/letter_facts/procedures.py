"""Letters around a decision: joint handling switched on, materials asked for after acceptance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from states.worktime import DayUnit
from templates.letter_facts.base import Day, Days, LetterFacts, Line
from templates.letter_facts.intake import CorrectionLine


class JointHandlingFacts(LetterFacts):
    """联合办理告知书: by which decision of the government the period is another one."""

    government: Line
    decision_number: Line
    government_decided_on: Day
    days: Days
    unit: DayUnit
    original_last_on: Day
    new_last_on: Day
    basis: Line


class MaterialRequestFacts(LetterFacts):
    """审查阶段补充材料通知书: what is asked for, and that the clock runs on (LAW B1.8)."""

    items: Annotated[tuple[CorrectionLine, ...], Field(min_length=1)]
    asked_on: Day
    last_on: Day
    basis: Line


FACTS: Mapping[str, type[LetterFacts]] = {
    "joint_handling_notice": JointHandlingFacts,
    "material_request": MaterialRequestFacts,
}
