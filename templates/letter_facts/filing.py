"""The letters of a record filing, which decide nothing (LAW B2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from templates.letter_facts.base import Facts, LetterFacts, Line, Prose


class FiledEnterprise(Facts):
    """Group one of Order 673 art. 13."""

    name: Line
    credit_code: Line


class FiledProject(Facts):
    """Group two: name, place, scale, content."""

    name: Line
    location: Line
    scale: Prose
    content: Prose


class FiledInvestment(Facts):
    """Group three: total investment in ten thousand yuan (万元)."""

    total_wan: Annotated[Decimal, Field(gt=0)]


class FiledGroups(Facts):
    """The four groups of information, and nothing else; the declaration must stand."""

    enterprise: FiledEnterprise
    project: FiledProject
    investment: FiledInvestment
    declaration: Literal[True]


class FilingCertificateFacts(LetterFacts):
    """备案证明: a print-out of a filing. No decision, no conditions, no validity."""

    filed_at: AwareDatetime
    groups: FiledGroups


class ChangeNoticeFacts(LetterFacts):
    """备案告知: tells the enterprise to correct or to apply (Order 673 art. 15)."""

    problem: Prose
    remedy: Prose
    basis: Line


FACTS: Mapping[str, type[LetterFacts]] = {
    "filing_certificate": FilingCertificateFacts,
    "change_notice": ChangeNoticeFacts,
}
