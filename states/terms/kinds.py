"""The closed lists of the field: roles, answers, outcomes, clocks, and what stands in a record."""

from __future__ import annotations

from enum import StrEnum


class Regime(StrEnum):
    """How an investment project meets the state (LAW B2.1); ``PERMIT`` is any other permit."""

    RECORD_FILING = "record_filing"
    RATIFICATION = "ratification"
    APPROVAL = "approval"
    PERMIT = "permit"


class Role(StrEnum):
    """What a signed-in person may be (LAW B10: the duties are separate)."""

    ENTERPRISE = "enterprise"
    CLERK = "clerk"
    HANDLER = "handler"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Rank(StrEnum):
    """Whose signature an approver's is; extensions ask for a certain one (LAW B1.5)."""

    SECTION_HEAD = "section_head"
    ORGAN_HEAD = "organ_head"
    PRINCIPAL_HEAD = "principal_head"
    GOVERNMENT_HEAD = "government_head"

    def satisfies(self, needed: Rank) -> bool:
        """Whether this rank may sign where `needed` is asked.

        Inside one organ the order is section head, head, principal head. The head of the
        people's government is another authority and stands only for itself.
        """
        if Rank.GOVERNMENT_HEAD in (self, needed):
            return self is needed
        order = (Rank.SECTION_HEAD, Rank.ORGAN_HEAD, Rank.PRINCIPAL_HEAD)
        return order.index(self) >= order.index(needed)


class StartEvent(StrEnum):
    """The event whose day is day 0 of a time limit (LAW B1.4)."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ASKED = "asked"
    DECIDED = "decided"
    SERVED = "served"
    FILED = "filed"
    EXPIRY = "expiry"
    TOLD = "told"
    CALLED = "called"
    EXPIRED = "expired"
    HEARD = "heard"
    QUESTIONED = "questioned"
    RATED = "rated"


class Certainty(StrEnum):
    """How sure a number of the catalogue is; pages print it beside the number."""

    STATUTE_READ = "statute_read"
    PAGE_SEEN = "page_seen"
    VERIFY = "verify"
    SAMPLE = "sample"


class AcceptanceMode(StrEnum):
    """How an acceptance came about (LAW B10)."""

    NORMAL = "normal"
    TOLERANT = "tolerant"
    DEEMED = "deemed"
    COMMITMENT = "commitment"


class Answer(StrEnum):
    """What a department may say in a joint review."""

    AGREE = "agree"
    AGREE_WITH_CONDITIONS = "agree_with_conditions"
    RETURN_FOR_CORRECTION = "return_for_correction"
    OBJECT = "object"
    ABSTAIN = "abstain"
    REFER_UPWARD = "refer_upward"


class Grade(StrEnum):
    """The five grades of 好差评 (国办发〔2019〕51号); the last two are bad (LAW B4.5)."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIRLY_SATISFIED = "fairly_satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"

    @property
    def is_bad(self) -> bool:
        """Whether the lead must contact the rater and mend."""
        return self in (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)


class Outcome(StrEnum):
    """What a decision says."""

    GRANT = "grant"
    REFUSE = "refuse"


class Ending(StrEnum):
    """Five ways a grant ends are five acts, never one (LAW B6.2)."""

    LAPSED = "lapsed"
    REVOKED = "revoked"
    RECALLED = "recalled"
    CANCELLED = "cancelled"
    PENALISED = "penalised"


class Verdict(StrEnum):
    """What the seats of a joint review add up to."""

    AGREED = "agreed"
    OBJECTED = "objected"


class ReviewRule(StrEnum):
    """How seats add up: all of them, any one, or a weighted share with a quorum."""

    ALL = "all"
    ANY = "any"
    N_OF_M = "n_of_m"


class Colour(StrEnum):
    """Cards: 预警 and 黄牌 against the promise, 红牌 against the statute (LAW B4.4)."""

    WARNING = "warning"
    YELLOW = "yellow"
    RED = "red"


class ClockName(StrEnum):
    """The clocks a case may run."""

    NOTICE = "notice"
    PROMISE = "promise"
    STATUTE = "statute"
    OWN_STATUTE = "own_statute"
    INSPECTION = "inspection"
    TRANSMISSION = "transmission"
    COMMISSION = "commission"
    RECONSIDERATION = "reconsideration"
    SUIT = "suit"
    HEARING_REQUEST = "hearing_request"
    HEARING_REQUEST_STRICT = "hearing_request_strict"
    HEARING = "hearing"
    OPINION = "opinion"
    SPECIAL = "special"
    CONSULTATION = "consultation"
    COORDINATION = "coordination"
    DELIVERY = "delivery"
    PUBLICITY = "publicity"
    VALIDITY = "validity"
    DELAY_REQUEST = "delay_request"
    RENEWAL_REQUEST = "renewal_request"
    DELAY = "delay"
    CHANGE = "change"
    RENEWAL = "renewal"
    RECHECK = "recheck"
    STATEMENT = "statement"
    FILING_REFUSAL = "filing_refusal"
    TOLERANCE = "tolerance"
    PROMISED_MATERIALS = "promised_materials"
    VERIFICATION = "verification"
    RECTIFICATION = "rectification"
    QUESTION = "question"
    RATING_CONTACT = "rating_contact"
    RATING_MENDING = "rating_mending"


class ToleranceConsequence(StrEnum):
    """What follows when the applicant does not hand in what tolerant acceptance left open.

    Nothing unless a local text says so: withdrawal (安阳市政务服务条例 art. 36), or a refusal and
    exclusion from tolerance (Zhengzhou).
    """

    NONE = "none"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    REFUSAL = "refusal"


class EntryKind(StrEnum):
    """What can stand in the record: past participles, one per legal or audited fact."""

    RECEIVED = "received"
    FILED = "filed"
    CHANGE_NOTIFIED = "change_notified"
    CHANGED = "changed"
    CORRECTION_NOTIFIED = "correction_notified"
    SUPPLEMENTED = "supplemented"
    ACCEPTED = "accepted"
    FOUND_NOT_NEEDED = "found_not_needed"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    WITHDRAWN = "withdrawn"
    REVIEW_OPENED = "review_opened"
    OPINION_GIVEN = "opinion_given"
    OPINION_DEEMED_AGREED = "opinion_deemed_agreed"
    OPINION_RECALLED = "opinion_recalled"
    SEAT_ADDED = "seat_added"
    SEAT_RELEASED = "seat_released"
    SEAT_REASSIGNED = "seat_reassigned"
    CORRECTED_IN_REVIEW = "corrected_in_review"
    REVIEW_CONCLUDED = "review_concluded"
    REVIEW_REOPENED = "review_reopened"
    CONSULTATION_ANSWERED = "consultation_answered"
    SECOND_RETURN_REPORTED = "second_return_reported"
    COORDINATION_OPENED = "coordination_opened"
    COORDINATION_ESCALATED = "coordination_escalated"
    COORDINATION_CLOSED = "coordination_closed"
    CONDITION_SPECIFIED = "condition_specified"
    CONDITIONS_MERGED = "conditions_merged"
    CONTRADICTION_FLAGGED = "contradiction_flagged"
    CONTRADICTION_RESOLVED = "contradiction_resolved"
    HANDOVER_ASKED = "handover_asked"
    HANDOVER_ANSWERED = "handover_answered"
    DEPUTY_NAMED = "deputy_named"
    CHECK_REQUESTED = "check_requested"
    CHECK_ANSWERED = "check_answered"
    MATERIALS_REQUESTED = "materials_requested"
    INSPECTORS_ASSIGNED = "inspectors_assigned"
    SITE_CHECKED = "site_checked"
    TRANSMITTED = "transmitted"
    EVALUATION_COMMISSIONED = "evaluation_commissioned"
    INTERMEDIARY_ENGAGED = "intermediary_engaged"
    EXPERT_OPINION_GIVEN = "expert_opinion_given"
    SPECIAL_PROLONGED = "special_prolonged"
    DELAY_EXPLAINED = "delay_explained"
    HEARING_RIGHT_TOLD = "hearing_right_told"
    HEARING_CALLED = "hearing_called"
    HEARING_ANNOUNCED = "hearing_announced"
    PRESIDER_RECUSED = "presider_recused"
    HEARING_GIVEN_UP = "hearing_given_up"
    HEARING_HELD = "hearing_held"
    JOINT_HANDLING_LINKED = "joint_handling_linked"
    ESTIMATE_COMPARED = "estimate_compared"
    EXCESS_REPORTED = "excess_reported"
    FEASIBILITY_DEMANDED = "feasibility_demanded"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    EXTENDED = "extended"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_DECLINED = "extension_declined"
    DECIDED = "decided"
    DELIVERED = "delivered"
    REMINDED = "reminded"
    CARDED = "carded"
    CARD_APPEALED = "card_appealed"
    CARD_APPEAL_DECIDED = "card_appeal_decided"
    URGED = "urged"
    URGING_CONFIRMED = "urging_confirmed"
    GRANT_ENDED = "grant_ended"
    COMMITMENT_NOTIFIED = "commitment_notified"
    COMMITMENT_MADE = "commitment_made"
    COMMITMENT_DECLINED = "commitment_declined"
    COMMITMENT_VERIFIED = "commitment_verified"
    RECTIFICATION_ORDERED = "rectification_ordered"
    COMMITMENT_BREACHED = "commitment_breached"
    LETTER_SERVED = "letter_served"
    LETTER_VOIDED = "letter_voided"
    LETTER_SEALED = "letter_sealed"
    CREDIT_REPAIRED = "credit_repaired"
    TOLERANCE_FAILED = "tolerance_failed"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    WORKS_BEGUN = "works_begun"
    GRANT_USED = "grant_used"
    WORKS_REPORTED = "works_reported"
    WORKS_COMPLETED = "works_completed"
    GRANT_REQUESTED = "grant_requested"
    GRANT_REQUEST_DECIDED = "grant_request_decided"
    GRANT_REQUEST_DEEMED = "grant_request_deemed"
    GRANT_REQUEST_TAKEN_BACK = "grant_request_taken_back"
    STATEMENT_ASKED = "statement_asked"
    STATEMENT_REMINDED = "statement_reminded"
    STATEMENT_GIVEN = "statement_given"
    FILING_REMOVED = "filing_removed"
    FILING_DECLINED = "filing_declined"
    APPLICANT_BARRED = "applicant_barred"
    ACCESS_CHECKED = "access_checked"
    PROJECT_CODE_RECORDED = "project_code_recorded"
    PROJECT_CODE_VOIDED = "project_code_voided"
    AREA_RESULT_USED = "area_result_used"
    OBSERVED = "observed"
    PUBLISHED = "published"
    DATES_DERIVED_AGAIN = "dates_derived_again"
    MOVED_TO_EDITION = "moved_to_edition"
    RECEIPT_CONFIRMED = "receipt_confirmed"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    SERVICE_RATED = "service_rated"
    RATER_CONTACTED = "rater_contacted"
    SERVICE_MENDED = "service_mended"
    CONTACT_READ = "contact_read"
