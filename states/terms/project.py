"""A project in a green channel as its own record has it, and what its cases tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from states.terms.channel import ChannelRules
from states.terms.checked import AccessCheck, AreaUse
from states.terms.record import Facts, LetterRef
from states.worktime import Calendar, Due


class ProjectKind(StrEnum):
    """What can stand in a project's record."""

    NOMINATED = "project_nominated"
    ADMITTED = "project_admitted"
    DECLINED = "project_declined"
    FACTS_CHANGED = "project_facts_changed"
    OFFICER_BOUND = "project_officer_bound"
    STEP_OPENED = "project_step_opened"
    PHASE_ADDED = "project_phase_added"
    WORK_STARTED = "project_work_started"
    RECTIFICATION_ORDERED = "project_rectification_ordered"
    RECTIFIED = "project_rectified"
    COMPLETED = "project_completed"
    WITHDRAWN = "project_withdrawn"
    REMOVED = "project_removed"
    CARDED = "project_carded"
    ACCESS_CHECKED = "project_access_checked"
    AREA_RESULT_USED = "project_area_result_used"
    DATES_DERIVED_AGAIN = "project_dates_derived_again"


@dataclass(frozen=True, slots=True)
class ProjectEntry:
    """One numbered line of a project's record."""

    number: int
    kind: ProjectKind
    actor: str
    on_authority_of: str
    effective_on: date
    recorded_at: datetime
    payload: Facts


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """A line about to be written in a project's record."""

    kind: ProjectKind
    effective_on: date
    payload: Facts


class ExitGround(StrEnum):
    """Why a project leaves a channel before it is through."""

    CRITERIA_NOT_MET = "criteria_not_met"
    RECTIFICATION_FAILED = "rectification_failed"


class StepState(StrEnum):
    """Where a step of the plan stands."""

    UNDETERMINED = "undetermined"
    NOT_NEEDED = "not_needed"
    WAITING = "waiting"
    READY = "ready"
    FILED = "filed"
    WITH_APPLICANT = "with_applicant"
    RUNNING = "running"
    REFUSED = "refused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days after `from_on` up to `until_on`; None: still going on."""

    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class StepCase:
    """What a case says of its step; a pure reading of the case's snapshot.

    `with_organs` are the days on which an organ has to act. `is_open` says that the case is
    under way; a case that was withdrawn, refused or not accepted is neither open nor done.
    """

    case_id: str
    matter: str
    state: StepState
    received_on: date
    accepted_on: date | None = None
    done_on: date | None = None
    with_organs: tuple[Stretch, ...] = ()
    holder: str = ""
    due_on: date | None = None
    promised_on: date | None = None
    provisional: bool = False
    result_letter: str = ""
    materials: tuple[Facts, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the case is still under way."""
        return self.state in (StepState.FILED, StepState.WITH_APPLICANT, StepState.RUNNING)


@dataclass(frozen=True, slots=True)
class OpenedStep:
    """A step that was opened: its case and the legal day."""

    matter: str
    case_id: str
    opened_on: date


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A stage or the whole channel was late: internal, never a card of the statute."""

    about: str
    department: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class PhaseDate:
    """A phase and the day to which its own promise runs; None where none runs yet."""

    project_id: str
    name: str
    due: Due | None
    done_on: date | None = None


@dataclass(frozen=True)
class ProjectSnapshot:
    """All that the record says of a project, and what its cases and phases say beside it.

    `cases` and `phases` are readings of other records; they are never folded from this one.
    """

    project_id: str
    version: int
    rules: ChannelRules
    calendar: Calendar = field(compare=False, repr=False)
    catalog_sha256: str = ""
    state: str = "draft"
    project: Facts = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    applicant: Facts = field(default_factory=dict)
    nominated_on: date | None = None
    nominated_at: datetime | None = None
    nominated_by: str = ""
    admitted_on: date | None = None
    basis: str = ""
    officer: str = ""
    opened: tuple[OpenedStep, ...] = ()
    phase_ids: tuple[str, ...] = ()
    parent: str = ""
    work_started_on: date | None = None
    rectify_by: date | None = None
    ended_on: date | None = None
    reasons: str = ""
    cards: tuple[ProjectCard, ...] = ()
    letters: tuple[LetterRef, ...] = ()
    cases: Mapping[str, StepCase] = field(default_factory=dict)
    phases: tuple[PhaseDate, ...] = ()
    access_checks: tuple[AccessCheck, ...] = ()
    area_uses: tuple[AreaUse, ...] = ()
    calendar_named: str = ""
    """The calendar that the record names last: an ended project is read under it."""

    def but(self, **changes: Any) -> ProjectSnapshot:
        """This snapshot with these fields changed."""
        return replace(self, **changes)

    @property
    def all_facts(self) -> Facts:
        """What conditions may ask: the filed form, the facts told beside it, and found results.

        An area assessment that was found to cover the site counts as one of those in force.
        """
        facts = {**self.project, **self.facts}
        if self.area_uses:
            kinds = (*facts.get("area_assessments", ()), *(use.kind for use in self.area_uses))
            facts["area_assessments"] = list(dict.fromkeys(kinds))
        return facts

    def case_of(self, matter: str) -> StepCase | None:
        """The newest case of a matter, or None where the step was never opened."""
        opened = [step for step in self.opened if step.matter == matter]
        return self.cases.get(opened[-1].case_id) if opened else None
