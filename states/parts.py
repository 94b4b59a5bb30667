"""The parts of the procedure, in the order in which a case may come to them."""

from __future__ import annotations

from states import case_in_channel, commitment, letter_life, tolerance
from states.bars import BARS
from states.cards import CARDS
from states.conditions import CONDITIONS
from states.construction import CONSTRUCTION
from states.contact_reads import CONTACT_READS
from states.coordination import COORDINATION
from states.edition_kept import EDITION_KEPT
from states.estimate_part import ESTIMATE
from states.exchange import EXCHANGE
from states.extension_requests import EXTENSION_REQUESTS
from states.grant_requests import GRANT_REQUESTS
from states.hearing_part import HEARING
from states.joint_handling import JOINT_HANDLING
from states.kept_dates import KEPT_DATES
from states.lateness import LATENESS
from states.material_requests import MATERIAL_REQUESTS
from states.part import Part
from states.policy_parts import ACCESS, AREA, CODES
from states.publicity import PUBLICITY
from states.seat_record import SEATS
from states.site_checks import SITE_CHECKS
from states.special import SPECIAL
from states.statements import STATEMENTS
from states.terms import CaseSnapshot, Facts
from states.transmission import TRANSMISSION
from states.urging import URGING
from states.validity import VALIDITY

PARTS: tuple[Part, ...] = (
    case_in_channel.PART,
    KEPT_DATES,
    SEATS,
    CONDITIONS,
    COORDINATION,
    EDITION_KEPT,
    PUBLICITY,
    tolerance.PART,
    commitment.PART,
    STATEMENTS,
    CONSTRUCTION,
    VALIDITY,
    GRANT_REQUESTS,
    BARS,
    JOINT_HANDLING,
    MATERIAL_REQUESTS,
    SITE_CHECKS,
    TRANSMISSION,
    SPECIAL,
    EXTENSION_REQUESTS,
    LATENESS,
    CARDS,
    URGING,
    HEARING,
    ESTIMATE,
    ACCESS,
    CODES,
    AREA,
    letter_life.PART,
    EXCHANGE,
    CONTACT_READS,
)


def views_of(case: CaseSnapshot) -> dict[str, Facts]:
    """Each part that the case has come to, by name, as JSON facts."""
    seen = {part.name: part.view(case) for part in PARTS}
    return {name: facts for name, facts in seen.items() if facts is not None}
