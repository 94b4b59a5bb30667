"""The case as its record has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from states.terms.checked import AccessCheck, AreaUse, ProjectCode
from states.terms.commitment import Commitment
from states.terms.estimate import EstimateFacts
from states.terms.exchange import Exchange
from states.terms.grants import Bar, GrantRequest, Statements, Works
from states.terms.kinds import AcceptanceMode, ClockName
from states.terms.procedures import (
    NO_HEARING,
    AskedExtension,
    Commission,
    HearingFacts,
    JointHandling,
    MaterialRequest,
    SiteCheck,
    Transmission,
)
from states.terms.record import (
    Card,
    Correction,
    Decision,
    Extension,
    Facts,
    LetterRef,
    Material,
    Seat,
    Silence,
)
from states.terms.review import (
    CheckRequest,
    Condition,
    Consultation,
    Contradiction,
    Deputy,
    Handover,
    MergedCondition,
    ReturnNotice,
    ReviewCorrection,
    Rung,
)
from states.terms.rules import MatterRules
from states.terms.urging import Urging
from states.worktime import Calendar, Suspension

BEFORE_DECISION = frozenset(
    {
        ClockName.NOTICE,
        ClockName.PROMISE,
        ClockName.STATUTE,
        ClockName.OPINION,
        ClockName.SPECIAL,
    }
)
"""Clocks that a decision ends for good."""

ClockKey = tuple[ClockName, str, date]
"""Names one clock of a case: which, whose, and the day it began."""


@dataclass(frozen=True)
class CaseSnapshot:
    """All that the record says of a case up to `version`, the number of its last entry.

    A pure function of (entries, rules, calendar); see :func:`states.history.replay`.
    """

    # Without slots: folding a history makes a copy per entry, and a dict copies at once.

    case_id: str
    version: int
    rules: MatterRules
    calendar: Calendar = field(compare=False, repr=False)
    catalog_sha256: str = ""
    filing_state: str = "draft"
    review_state: str = "not_opened"
    approval_state: str = "pending"
    project: Facts = field(default_factory=dict)
    applicant: Facts = field(default_factory=dict)
    received_at: datetime | None = None
    received_on: date | None = None
    complete_at: datetime | None = None
    """The instant of the last submission: on it the notice period runs."""
    accepted_on: date | None = None
    accepted_at: datetime | None = None
    """The instant of acceptance; where it has effect from an earlier day, of the submission."""
    acceptance_mode: AcceptanceMode | None = None
    filed_at: datetime | None = None
    owed_materials: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    materials: tuple[Material, ...] = ()
    round: int = 0
    seats: tuple[Seat, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    returns: tuple[ReturnNotice, ...] = ()
    review_corrections: tuple[ReviewCorrection, ...] = ()
    coordination_state: str = "not_needed"
    rungs: tuple[Rung, ...] = ()
    conditions: tuple[Condition, ...] = ()
    merged_conditions: tuple[MergedCondition, ...] = ()
    flagged: tuple[Contradiction, ...] = ()
    deputies: tuple[Deputy, ...] = ()
    handovers: tuple[Handover, ...] = ()
    check_requests: tuple[CheckRequest, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    extension: Extension | None = None
    extension_requests: tuple[AskedExtension, ...] = ()
    decision: Decision | None = None
    decided_at: datetime | None = None
    delivered_on: date | None = None
    published_on: date | None = None
    grant_ended_on: date | None = None
    works: Works = field(default_factory=Works)
    requests: tuple[GrantRequest, ...] = ()
    bars: tuple[Bar, ...] = ()
    statements: Statements = field(default_factory=Statements)
    estimate: EstimateFacts = field(default_factory=EstimateFacts)
    hearing: HearingFacts = NO_HEARING
    joint: JointHandling | None = None
    material_requests: tuple[MaterialRequest, ...] = ()
    supplemented_number: int = 0
    """The line of the last supplement; what was asked for before it is answered."""
    inspectors_on: date | None = None
    site_checks: tuple[SiteCheck, ...] = ()
    transmission: Transmission | None = None
    commissions: tuple[Commission, ...] = ()
    explained_on: date | None = None
    cards: tuple[Card, ...] = ()
    silences: tuple[Silence, ...] = ()
    """Every deemed agreement of every round."""
    urgings: tuple[Urging, ...] = ()
    reminded: frozenset[str] = frozenset()
    letters: tuple[LetterRef, ...] = ()
    calendar_named: str = ""
    """The version of the calendar that the record names last: its dates follow that one."""
    kept: Mapping[ClockKey, str] = field(default_factory=dict)
    """Clocks that had stopped when the calendar changed, with the version they keep (B9.1)."""
    judged_calendar: str = ""
    """The version that the decision rests on: the clocks before it keep that one for good."""
    earlier_calendars: Mapping[str, Calendar] = field(
        default_factory=dict, compare=False, repr=False
    )
    """The calendars that `kept` and `judged_calendar` name, by version."""
    known_rules: Mapping[str, MatterRules] = field(default_factory=dict, compare=False, repr=False)
    """The matter's rules in the editions that the record moves to, by their hash."""
    within: Facts = field(default_factory=dict)
    """The green channel that the case runs in: project, stage, promise, what was provided."""
    commitment: Commitment | None = None
    tolerance_failed: bool = False
    access_checks: tuple[AccessCheck, ...] = ()
    """The latest check against each access list."""
    codes: tuple[ProjectCode, ...] = ()
    """The checked project codes in order; at most one is active."""
    area_uses: tuple[AreaUse, ...] = ()
    """Area assessments that take the place of documents, one per kind."""
    exchange: Exchange = field(default_factory=Exchange)
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was derived from this very snapshot; never copied to another one."""

    def but(self, **changes: Any) -> CaseSnapshot:
        """This snapshot with these fields changed; eight times quicker than `replace`."""
        changed = object.__new__(CaseSnapshot)
        changed.__dict__.update(self.__dict__)
        changed.__dict__.update(changes, memo={})
        return changed

    def seat(self, department: str) -> Seat | None:
        """This round's seat of `department`, or None where it has none."""
        return next((seat for seat in self.seats if seat.department == department), None)

    def calendar_of(self, clock: ClockName, department: str, started_on: date) -> Calendar:
        """The calendar that this clock goes by: the one it was judged by, or the case's.

        Source: LAW B9.1: a new notice derives open clocks only.
        """
        if not self.kept and not self.judged_calendar:
            return self.calendar
        judged = self.judged_calendar if clock in BEFORE_DECISION else ""
        version = self.kept.get((clock, department, started_on), judged)
        return self.earlier_calendars.get(version, self.calendar)
