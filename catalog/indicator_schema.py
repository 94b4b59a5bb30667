"""The shape of indicators.toml: quantified targets of the documents, as data."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from catalog.entries import Code, Count, Sourced, Strict, Text
from states.targets import Operator


class IndicatorEntry(Sourced):
    """One target: what is measured, in which unit, and what the document asks of it by when.

    `per` says what a value is reported for where the document asks it of each of several; `row`
    is its number in docs/mission.md and `phrase` the words of the document.
    """

    code: Code
    name: Text
    name_en: Text
    operator: Operator
    value: Decimal
    tolerance_percent: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    unit: Text
    unit_en: Text
    year: Annotated[int, Field(ge=1990, le=2100)]
    per: str = ""
    per_en: str = ""
    row: Count
    phrase: Text

    @model_validator(mode="after")
    def _about_has_a_tolerance(self) -> Self:
        if (self.operator is Operator.ABOUT) != (self.tolerance_percent is not None):
            raise ValueError("about (左右) needs tolerance_percent, and nothing else has one")
        return self


class IndicatorsFile(Strict):
    """indicators.toml"""

    indicators: tuple[IndicatorEntry, ...] = ()
