"""How a grant ends: five acts that are never merged into one (LAW B6.2, B11.14).

撤回 takes back what was lawful and compensates; 撤销 undoes what was not; 注销 strikes it from
the register; 吊销 is a penalty; 失效 comes by time alone and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import model_validator

from templates.letter_facts.base import (
    Day,
    LetterFacts,
    Line,
    OptionalProse,
    Prose,
    Remedies,
)


class OfGrant(LetterFacts):
    """Which grant it is about: its number and its day."""

    grant_number: Line
    granted_on: Day


class EndedByDecision(OfGrant):
    """A decision against the holder: facts, reasons, basis and remedies (art. 38)."""

    decided_on: Day
    facts_found: Prose
    reasons: Prose
    basis: Prose
    remedies: Remedies


class RecallFacts(EndedByDecision):
    """撤回决定书 (art. 8): the law or the circumstances changed; loss is compensated (补偿)."""

    ground: Literal["law_changed", "circumstances_changed"]
    compensation: Prose


class RevocationFacts(EndedByDecision):
    """撤销决定书 (art. 69): the organ's fault is made good (赔偿), fraud is not protected."""

    ground: Literal[
        "abuse_of_office",
        "beyond_powers",
        "against_procedure",
        "unqualified_applicant",
        "other_lawful_ground",
        "fraud",
    ]
    redress: OptionalProse

    @model_validator(mode="after")
    def _redress_unless_fraud(self) -> Self:
        if (self.ground == "fraud") != (self.redress is None):
            raise ValueError("redress belongs to every ground but fraud")
        return self


class CancellationFacts(EndedByDecision):
    """注销决定书 (art. 70): the permit is struck from the register."""

    ground: Literal[
        "expired_not_renewed",
        "holder_died_or_incapable",
        "holder_dissolved",
        "ended_by_other_act",
        "force_majeure",
        "other_lawful_ground",
    ]


class PenaltyRevocationFacts(EndedByDecision):
    """吊销许可证件行政处罚决定书: a penalty, after its own notice of rights."""

    rights_told_on: Day

    @model_validator(mode="after")
    def _told_before(self) -> Self:
        if self.rights_told_on > self.decided_on:
            raise ValueError("rights_told_on lies after decided_on")
        return self


class LapseFacts(OfGrant):
    """失效告知书: by time; nothing is decided, so nothing is reasoned or contested here."""

    ground: Literal["not_started", "validity_over", "period_over"]
    lapsed_on: Day
    basis: Prose


FACTS: Mapping[str, type[LetterFacts]] = {
    "grant_recall": RecallFacts,
    "grant_revocation": RevocationFacts,
    "grant_cancellation": CancellationFacts,
    "penalty_revocation": PenaltyRevocationFacts,
    "grant_lapse": LapseFacts,
}
