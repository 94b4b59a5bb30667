"""A grant that goes on or becomes another: renewal (art. 50) and change (art. 49)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from templates.letter_facts.base import Day, Facts, LetterFacts, Line, Prose, Remedies
from templates.letter_facts.endings import OfGrant


class RenewalGrantFacts(OfGrant):
    """准予延续决定书: until when the permit held, and until when it holds now."""

    decided_on: Day
    expires_on: Day
    new_expires_on: Day
    conditions: tuple[Prose, ...]
    approver: Line

    @model_validator(mode="after")
    def _longer(self) -> Self:
        if self.new_expires_on <= self.expires_on:
            raise ValueError("new_expires_on does not lie after expires_on")
        return self


class RefusedOfGrant(OfGrant):
    """What is refused says why, on which basis, and how to contest it (art. 38)."""

    decided_on: Day
    facts_found: Prose
    reasons: Prose
    basis: Prose
    remedies: Remedies


class RenewalRefusalFacts(RefusedOfGrant):
    """不准予延续决定书: decided before the permit expires, else it is deemed renewed."""

    expires_on: Day

    @model_validator(mode="after")
    def _before_expiry(self) -> Self:
        if self.decided_on > self.expires_on:
            raise ValueError("decided_on lies after expires_on")
        return self


class ChangedItem(Facts):
    """One item of the permit, before and after."""

    item: Line
    before: Prose
    after: Prose


class ChangeGrantFacts(OfGrant):
    """变更决定书: item by item."""

    decided_on: Day
    changes: Annotated[tuple[ChangedItem, ...], Field(min_length=1)]
    conditions: tuple[Prose, ...]
    approver: Line


FACTS: Mapping[str, type[LetterFacts]] = {
    "renewal_grant": RenewalGrantFacts,
    "renewal_refusal": RenewalRefusalFacts,
    "change_grant": ChangeGrantFacts,
    "change_refusal": RefusedOfGrant,
}
