"""Commitments (告知承诺) and tolerance (容缺) as a matter of the catalogue states them."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from catalog.entries import Code, Sourced, Text
from states.terms import ToleranceConsequence


class Stake(StrEnum):
    """What excludes a decision on commitment (河南省优化营商环境条例 art. 34; LAW B5.1)."""

    NATIONAL_SECURITY = "national_security"
    PUBLIC_SAFETY = "public_safety"
    ECOLOGY = "ecology"
    LIFE_AND_HEALTH = "life_and_health"


class ToleranceEntry(Sourced):
    """Until when secondary materials may follow a tolerant acceptance, and what silence means."""

    limit: Code
    consequence: ToleranceConsequence
    exclusion_months: Annotated[int, Field(ge=0, le=60)] = 0


class EstimateEntry(Sourced):
    """The matter that approved the estimate, and the per cent beyond which one reports."""

    matter: Code
    percent: Annotated[Decimal, Field(gt=0, le=100)]


class CommitmentEntry(Sourced):
    """A matter decided on the applicant's commitment: what is promised, and the checks after."""

    materials_limit: Code
    verification_limit: Code
    rectification_limit: Code
    standards: Text
    standards_en: Text
