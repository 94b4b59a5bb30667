"""after.toml: what lives on after a decision or filing, with the text that says so."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from catalog.entries import Code, Count, Sourced, Strict, Text
from states.terms import EndsBy, OnExpiry, StartEvent
from states.worktime import DayUnit

CivilUnit = Literal[DayUnit.MONTHS, DayUnit.YEARS]


class DelayEntry(Sourced):
    """At most `most` of `unit` each time, so many `times`; `before` counts back from expiry."""

    most: Count
    unit: CivilUnit
    times: Count
    before: Code | None = None
    decision: Code | None = None


class RenewalEntry(Sourced):
    """By when a renewal is asked for; the source is the text that deems it granted."""

    before: Code
    warn: Code


class ValidityEntry(Sourced):
    """How long a grant may be used, what ends the clock, and what time alone brings."""

    value: Count
    unit: CivilUnit
    start: Literal[StartEvent.DECIDED, StartEvent.SERVED]
    ends_by: EndsBy
    on_expiry: OnExpiry
    effect: Text
    effect_en: Text
    remind_days: Annotated[int, Field(ge=0, le=400)]
    rolls: bool = False
    anew_on_change: bool = False
    delay: DelayEntry | None = None
    renewal: RenewalEntry | None = None
    recheck: Code | None = None


class StatementEntry(Sourced):
    """备案: so long without a start or another step, then a statement is asked for."""

    value: Count
    unit: CivilUnit


class FilingRefusalEntry(Strict):
    """不予备案 within a time limit, for filings received while the text was in force."""

    limit: Code
    valid_from: date
    valid_to: date | None = None


class AfterEntry(Strict):
    """What a matter refers to for the time after its decision or filing."""

    validity: Code | None = None
    change: Code | None = None
    statement: Code | None = None
    filing_refusal: Code | None = None
    bar_false_materials: Code | None = None
    bar_fraud: Code | None = None


class BarEntry(Sourced):
    """How long art. 78 or 79 bars an applicant from a matter of public or personal safety."""

    value: Count
    unit: CivilUnit


class AfterFile(Strict):
    """after.toml"""

    validities: dict[Code, ValidityEntry] = Field(default_factory=dict)
    statements: dict[Code, StatementEntry] = Field(default_factory=dict)
    filing_refusals: dict[Code, FilingRefusalEntry] = Field(default_factory=dict)
    bars: dict[Code, BarEntry] = Field(default_factory=dict)
