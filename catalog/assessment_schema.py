"""The shape of assessment.toml: how a 通报 is drawn up and how departments are scored (考核)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, field_validator

from catalog.channel_schema import Percent
from catalog.entries import Code, Count, Sourced, Strict, Text
from states.indicators import SUMMED, Kind
from states.terms import Colour

RATES = tuple(indicator.key for indicator in SUMMED if indicator.kind is Kind.RATE)


class BulletinEntry(Sourced):
    """The rules of a 通报: their version, the smallest sample, and who is praised or named.

    A department is praised whose rate by promise holds a place up to `praise_rank_max`, is at
    least `praise_percent_min`, and that has no red card left. It is named whose rate by statute
    is under `criticism_percent_below`, or that has a red card left or an overdue case.
    """

    rule_version: Text
    sample_min: Count
    praise_rank_max: Count
    praise_percent_min: Percent
    criticism_percent_below: Percent


class WeightEntry(Sourced):
    """The points that an indicator brings at its best; `better` says which end that is."""

    indicator: Code
    points: Annotated[int, Field(ge=1, le=100)]
    better: Literal["high", "low"] = "high"

    @field_validator("indicator")
    @classmethod
    def _is_a_rate(cls, value: str) -> str:
        if value not in RATES:
            raise ValueError(f"is no rate of the bulletin; known are {', '.join(RATES)}")
        return value


class DeductionEntry(Sourced):
    """The points that each card costs that was issued and not revoked."""

    colour: Colour
    points: Annotated[int, Field(ge=1, le=100)]


class AssessmentFile(Strict):
    """assessment.toml; a city without one draws up no 通报."""

    bulletin: BulletinEntry | None = None
    weights: tuple[WeightEntry, ...] = ()
    deductions: tuple[DeductionEntry, ...] = ()


def sourced_assessment(rules: AssessmentFile) -> Iterator[Sourced]:
    """Every entry that names a source."""
    if rules.bulletin is not None:
        yield rules.bulletin
    yield from rules.weights
    yield from rules.deductions
