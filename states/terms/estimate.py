"""What government investment may cost: the approved estimate, and what the design adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from states.terms.kinds import Certainty


@dataclass(frozen=True, slots=True)
class EstimateRules:
    """Beyond `percent` more than the approved estimate the applicant reports (712 art. 12).

    `matter`: the matter whose grant approved the estimate.
    """

    matter: str
    percent: Decimal
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class ApprovedEstimate:
    """An estimate as an approval has it, in ten thousand yuan; `number` names the approval."""

    number: str
    approved_on: date
    estimate_wan: Decimal
    recorded_on: date


@dataclass(frozen=True, slots=True)
class EstimateFacts:
    """How the design's cost stands to the approved estimate.

    `reported_on` belongs to the estimate on record: another one asks for another report.
    `sent_back_on`: since when a new feasibility study is demanded; an approval of that day or
    later answers the demand.
    """

    approved: ApprovedEstimate | None = None
    reported_on: date | None = None
    sent_back_on: date | None = None
