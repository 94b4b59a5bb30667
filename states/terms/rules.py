"""What the machines must know of the catalogue: frozen cuts of it, numbers with their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from states.terms.estimate import EstimateRules as EstimateRules
from states.terms.grants import AfterRules
from states.terms.kinds import Certainty, Rank, Regime, ReviewRule, ToleranceConsequence
from states.terms.limit import Limit as Limit
from states.worktime import OffHours


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """One extension of at most `max_days` (the decision limit's unit), by a rank."""

    max_days: int
    approved_by: Rank
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class SuspensionRule:
    """A special procedure whose time is not counted; the list is closed (LAW B1.7).

    Beyond `max_days` a new notice may add `prolong_max_days`, signed by `prolong_by`.
    """

    kind: str
    name: str
    name_en: str
    max_days: int | None
    source: str
    certainty: Certainty
    prolong_max_days: int | None = None
    prolong_by: Rank | None = None


@dataclass(frozen=True, slots=True)
class SeatRule:
    """The place of one department in a joint review.

    `own_permit` names the permit that the department itself must issue for such a project;
    no agreement of the joint review, given or deemed, replaces it (LAW B9.11).
    """

    department: str
    weight: int = 1
    veto: bool = False
    own_permit: str = ""
    own_permit_en: str = ""


class RungLevel(StrEnum):
    """The steps of coordinating an objection, from below upward."""

    DEPARTMENTS = "departments"
    LEAD = "lead"
    CONFERENCE = "conference"
    SECRETARY_GENERAL = "secretary_general"
    MAYOR = "mayor"


class RungSilence(StrEnum):
    """What silence at a step brings: the next step, or a card; never an agreement."""

    ESCALATE = "escalate"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class RungRule:
    """One step of the ladder: its time limit, what silence brings, and who records its result.

    `recorded_by` None: the handler of the lead department.
    """

    level: RungLevel
    limit: Limit
    silence: RungSilence
    recorded_by: Rank | None


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """How departments are asked together and what their silence means.

    `deemed_source` names the text that turns silence into agreement; without one silence
    stays silence and only warns. `threshold` is the weight of agreement that N_OF_M asks
    for, `quorum` the weight of seats that must have spoken; an abstention counts towards it
    unless `abstention_counts` is False (docs/adr/0006).

    `consultation` limits an opinion that must be transmitted upward; None: nobody may answer
    so. `mute_objection_source` names the text by which an objection without reasons is an
    agreement. `ladder` is the coordination of an objection, from below upward.
    """

    rule: ReviewRule
    seats: tuple[SeatRule, ...]
    limit: Limit
    deemed_source: str | None = None
    threshold: int = 0
    quorum: int = 0
    abstention_counts: bool = True
    consultation: Limit | None = None
    mute_objection_source: str | None = None
    handover_restarts: bool = False
    ladder: tuple[RungRule, ...] = ()

    def rung(self, level: RungLevel) -> RungRule | None:
        """The step of this level, or None where the ladder leaves it out."""
        return next((rule for rule in self.ladder if rule.level is level), None)

    def own_permit_of(self, department: str) -> str:
        """The permit that this department must issue itself, or an empty string."""
        found = (seat.own_permit for seat in self.seats if seat.department == department)
        return next(found, "")

    def own_permit_en_of(self, department: str) -> str:
        """The same permit in English."""
        found = (seat.own_permit_en for seat in self.seats if seat.department == department)
        return next(found, "")


@dataclass(frozen=True, slots=True)
class MaterialRule:
    """One document of the published list; `tolerant` ones may follow later (容缺)."""

    id: str
    name: str
    name_en: str
    required: bool
    tolerant: bool
    concerns: tuple[str, ...] = ()
    commitment: bool = False
    provided_by: str = "applicant"
    source: str = ""
    area_kind: str = ""
    """The kind of area assessment that takes its place; empty: none does."""


@dataclass(frozen=True, slots=True)
class SuitRule:
    """In how many months inaction may be sued over, from the end of the period."""

    months: int
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class ProcedureRules:
    """The limits of what surrounds a decision; None where the matter knows no such limit.

    `publicity` runs from the decision (双公示, Administrative Licensing Law art. 40). The two
    readings of the days to ask for a hearing run from the telling, `hearing_organise` from
    the request, and `hearing_notice` counts back from the hearing (arts. 47, 48). `joint` and
    `joint_extension` replace the matter's own where a people's government decided on joint
    handling (art. 26(2), 42(2)). `reconsideration` and `suit` run from the end of a period that
    passed without a decision. `question` runs from the asking, the two limits of a bad rating
    from the rating (LAW B4.5). The last four are the matter's own: officers for an art. 55
    inspection, the commission of an evaluation, and the way up to `higher_organ`.
    """

    publicity: Limit | None = None
    hearing_request: Limit | None = None
    hearing_request_strict: Limit | None = None
    hearing_organise: Limit | None = None
    hearing_notice: Limit | None = None
    joint: Limit | None = None
    joint_extension: ExtensionRule | None = None
    reconsideration: Limit | None = None
    suit: SuitRule | None = None
    question: Limit | None = None
    rating_contact: Limit | None = None
    rating_mending: Limit | None = None
    inspection: Limit | None = None
    commission: Limit | None = None
    transmission: Limit | None = None
    higher_organ: str = ""


@dataclass(frozen=True, slots=True)
class ToleranceRules:
    """Until when secondary materials may follow, from acceptance, and what silence means.

    `exclusion_months`: so long a defaulting applicant is not accepted tolerantly again.
    """

    limit: Limit
    consequence: ToleranceConsequence
    source: str
    certainty: Certainty
    exclusion_months: int = 0


@dataclass(frozen=True, slots=True)
class CommitmentRules:
    """A permit granted on the applicant's commitment and checked afterwards.

    All limits run from the grant: `materials_limit` for what was promised to follow,
    `verification_limit` for the organ's check; `rectification_limit` is the longest time that
    an order to mend may give.
    """

    materials_limit: Limit
    verification_limit: Limit
    rectification_limit: Limit
    standards: str
    standards_en: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class MatterRules:
    """What the machines must know of a matter; one frozen cut of the catalogue.

    `field_concerns` and each material's `concerns` are the impact matrix: which departments
    a corrected field or document reaches. An empty tuple means every department.
    """

    matter: str
    name: str
    name_en: str
    regime: Regime
    lead: str
    decided_by: Rank
    basis: str
    notice_limit: Limit | None
    decision_limit: Limit | None
    promise_limit: Limit | None
    delivery_limit: Limit | None
    extension: ExtensionRule | None
    suspensions: tuple[SuspensionRule, ...]
    review: ReviewRules | None
    materials: tuple[MaterialRule, ...]
    field_concerns: Mapping[str, tuple[str, ...]]
    off_hours: OffHours = OffHours.AS_RECEIVED
    cutoff: time | None = None
    warning_days: int = 1
    procedures: ProcedureRules = ProcedureRules()
    tolerance: ToleranceRules | None = None
    estimate: EstimateRules | None = None
    commitment: CommitmentRules | None = None
    after: AfterRules = field(default_factory=AfterRules)
    delegated_by: str | None = None
    """The organ in whose name `lead` decides (Administrative Licensing Law art. 24)."""
    project_code_required: bool = False
    """Nothing is accepted before the project code was checked (LAW B3.3)."""

    def suspension(self, kind: str) -> SuspensionRule | None:
        """The rule for a special procedure of `kind`, or None where none is allowed."""
        return next((rule for rule in self.suspensions if rule.kind == kind), None)

    def material(self, material_id: str) -> MaterialRule | None:
        """The listed material with this id, or None."""
        return next((rule for rule in self.materials if rule.id == material_id), None)
