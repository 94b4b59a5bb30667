"""Five ways a grant ends are five acts: their grounds are the closed lists of the law.

失效 comes by time alone (states.validity). 撤回 takes back what was lawful and compensates
(art. 8); 撤销 undoes what was not (art. 69); 注销 strikes it from the register (art. 70); 吊销
is a penalty of the organ that may punish, and is only recorded here (LAW B6.2, B11.14).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from states.after_dates import validity_due
from states.after_refusals import (
    CompensationMissing,
    GroundNotForEnding,
    RedressMissing,
    TooEarlyToLapse,
)
from states.refusals import ImpossibleDate
from states.terms import CaseSnapshot


class RecallGround(StrEnum):
    """Art. 8: the law changed, or the circumstances on which the grant rested."""

    LAW_CHANGED = "law_changed"
    CIRCUMSTANCES_CHANGED = "circumstances_changed"


class RevocationGround(StrEnum):
    """Art. 69: four faults of the organ, what another text names, and fraud of the holder."""

    ABUSE_OF_OFFICE = "abuse_of_office"
    BEYOND_POWERS = "beyond_powers"
    AGAINST_PROCEDURE = "against_procedure"
    UNQUALIFIED_APPLICANT = "unqualified_applicant"
    OTHER_LAWFUL_GROUND = "other_lawful_ground"
    FRAUD = "fraud"


class CancellationGround(StrEnum):
    """Art. 70, in its order; what another act ended is struck by that act's own record."""

    EXPIRED_NOT_RENEWED = "expired_not_renewed"
    HOLDER_DIED_OR_INCAPABLE = "holder_died_or_incapable"
    HOLDER_DISSOLVED = "holder_dissolved"
    ENDED_BY_OTHER_ACT = "ended_by_other_act"
    FORCE_MAJEURE = "force_majeure"
    OTHER_LAWFUL_GROUND = "other_lawful_ground"


BASIS = {
    "recall": "《行政许可法》第八条第二款",
    "revoke": "《行政许可法》第六十九条",
    "cancel": "《行政许可法》第七十条",
}


def recall_is_compensated(compensation: str) -> None:
    """撤回 of a lawful grant says how the holder's loss is compensated (art. 8)."""
    if not compensation.strip():
        raise CompensationMissing()


def revocation_is_redressed(ground: RevocationGround, redress: str) -> None:
    """撤销 makes good what the organ's fault cost; an advantage got by fraud is not protected."""
    if ground is not RevocationGround.FRAUD and not redress.strip():
        raise RedressMissing()
    if ground is RevocationGround.FRAUD and redress.strip():
        raise GroundNotForEnding(
            ground="redress", ending="revoke_for_fraud", source="《行政许可法》第六十九条第四款"
        )


def cancellation_fits(case: CaseSnapshot, ground: CancellationGround, today: date) -> None:
    """注销 for expiry needs an expiry (art. 70(1))."""
    due = validity_due(case)
    expired = ground is CancellationGround.EXPIRED_NOT_RENEWED
    if expired and due is not None and today <= due.due_on:
        raise TooEarlyToLapse(due_on=due.due_on)


def penalty_is_recorded_in_order(
    case: CaseSnapshot, told_on: date, penalised_on: date, today: date
) -> None:
    """吊销: rights were told before the penalty, and the penalty lies between grant and today."""
    granted_on = case.decision.decided_on if case.decision else penalised_on
    if not granted_on <= told_on <= penalised_on <= today:
        raise ImpossibleDate(
            what="penalty",
            day=penalised_on,
            why=f"the decision is of {granted_on} and today is {today}",
        )
