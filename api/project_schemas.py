"""What the API tells of projects in green channels."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from api.schemas import AllowedView, DutyLine, Named, Page, View
from states.project_duties import ProjectTask
from states.terms import Certainty
from states.terms.channel import Standing
from states.terms.policies import Effect
from states.terms.project import StepState


class StepPromiseView(View):
    """The promise that a case of this step runs under, and why it is that one."""

    days: int
    unit: str
    source: str
    certainty: Certainty
    why: str
    why_en: str


class AuthorityView(View):
    """Who decides a step, by the row of the authority matrix in force; `higher`: 转报.

    `organ` empty: it cannot be told before the facts of `ask` are known.
    """

    level: str
    organ: str
    organ_en: str
    higher: bool
    source: str
    source_en: str
    certainty: Certainty | None
    ask: list[Named]


class PolicyFindingView(View):
    """What the park gate or a list comes to for the project: advise, condition or block."""

    about: str
    effect: Effect
    reason: str
    reason_en: str
    source: str
    source_en: str
    certainty: Certainty
    ask: list[Named]


class PlanStepView(View):
    """A step of the plan: where it stands, who holds it, or why it falls away."""

    matter: Named
    department: Named
    state: StepState
    standing: Standing
    reason: str
    reason_en: str
    source: str
    source_en: str
    certainty: Certainty | None
    ask: list[Named]
    waits_for: list[Named]
    may_open: bool
    case_id: str | None
    holder: Named | None
    due_on: date | None
    promised_on: date | None
    provisional: bool
    done_on: date | None
    promise: StepPromiseView | None
    authority: AuthorityView | None
    conditions: list[PolicyFindingView]
    by_commitment: bool
    """Whether the matter may be decided on the applicant's commitment (告知承诺)."""


class StageClockView(View):
    """A promise of the channel; `due_on` is null while the clock stands still."""

    about: str
    department: Named
    days: int
    unit: str
    source: str
    source_en: str
    certainty: Certainty
    started_on: date
    due_on: date | None
    provisional: bool
    earliest_on: date | None
    latest_on: date | None
    standing_since: date | None
    stopped_on: date | None
    used_days: int | None
    late: bool
    href: str


class PlanStageView(View):
    """A stage of the plan; `merged` names the catalogue's stages that it unites."""

    stage: Named
    lead: Named
    after: list[Named]
    merged: list[str]
    source: str
    source_en: str
    finished: bool
    done_on: date | None
    clock: StageClockView | None
    steps: list[PlanStepView]


class MissingView(View):
    """A matter that is missing before the start of work, with the article that asks for it."""

    matter: Named
    source: str
    source_en: str
    certainty: Certainty


class ParentDateView(View):
    """The day of a project in phases by the rule over them; the lines say how."""

    rule: str
    due_on: date | None
    provisional: bool
    earliest_on: date | None
    latest_on: date | None
    lines: list[str]
    lines_en: list[str]


class ProjectDutyLine(View):
    """One duty in a project of a green channel; its day is a promise, never a statutory limit."""

    project_id: str
    project_name: str
    applicant_name: str
    officer: str
    task: ProjectTask
    about: Named | None
    due_on: date | None
    provisional: bool


class WorklistView(Page[DutyLine]):
    """A page of duties in cases; the first page brings those in projects as well."""

    projects: list[ProjectDutyLine]


class ProjectLine(View):
    """A project of a list."""

    project_id: str
    channel: str
    project_name: str
    project_code: str
    applicant_name: str
    region: str
    state: str
    light: str
    admitted_on: date | None
    whole_due_on: date | None
    ended_on: date | None
    parent: str


class ProjectView(View):
    """The whole project; the same for everybody who may see it."""

    project_id: str
    version: int
    channel: Named
    state: str
    light: str
    project: dict[str, Any]
    facts: dict[str, Any]
    applicant: dict[str, Any]
    criteria: str
    criteria_en: str
    criteria_source: str
    criteria_source_en: str
    nominated_on: date | None
    nominated_at: datetime | None
    nominated_by: Named
    admitted_on: date | None
    basis: str
    officer: str
    parent: str
    phases: list[str]
    parent_date: ParentDateView | None
    rectify_by: date | None
    ended_on: date | None
    reasons: str
    whole: StageClockView | None
    stages: list[PlanStageView]
    ask: list[Named]
    policies: list[PolicyFindingView]
    area_results: list[str]
    work_started_on: date | None
    missing_for_work: list[MissingView]
    overdue: list[str]
    letters: list[str]
    allowed: list[AllowedView]
    catalog_sha256: str


class DifferenceView(View):
    """What a change of facts does to one step of the plan."""

    matter: Named
    was: Standing | None
    now: Standing | None
    kept: bool
