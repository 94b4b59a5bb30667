"""A green channel: admission, and how a project leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from templates.letter_facts.base import (
    Day,
    Days,
    LetterFacts,
    Line,
    OptionalLine,
    OptionalProse,
    Prose,
)


class ChannelAdmissionFacts(LetterFacts):
    """绿色通道纳入通知书: the channel stands where a case has its matter; no permit is meant."""

    admitted_on: Day
    basis: Prose
    criteria: Line
    promise_days: Days | None
    promise_source: OptionalLine
    stages: Annotated[tuple[Line, ...], Field(min_length=1)]
    officer: OptionalLine


class ChannelExitFacts(LetterFacts):
    """绿色通道办理结果通知书: never without its ground; whoever is put out is told why."""

    ended_on: Day
    ground: Literal[
        "declined", "completed", "withdrawn", "criteria_not_met", "rectification_failed"
    ]
    reasons: OptionalProse
    basis: Line

    @model_validator(mode="after")
    def _with_reasons(self) -> Self:
        if self.ground != "completed" and self.reasons is None:
            raise ValueError("reasons are missing")
        return self


FACTS: Mapping[str, type[LetterFacts]] = {
    "channel_admission": ChannelAdmissionFacts,
    "channel_exit": ChannelExitFacts,
}
