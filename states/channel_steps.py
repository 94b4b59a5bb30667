"""What comes next in a project: the only place that decides it for channels.

Pure like :func:`states.next_steps.due_steps`: asked twice, late or out of order it gives the
same answer, and nothing once the steps are taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from states.channel import IN_CHANNEL
from states.channel_clocks import clocks_of_project, parent_date
from states.channel_run import run_of
from states.silence import ONE_DAY
from states.terms.channel import PhaseRule
from states.terms.project import ProjectDraft, ProjectKind, ProjectSnapshot
from states.worktime import legal_day

PHASES = "phases"
OVERDUE_STAGE = "OVERDUE_STAGE"
"""The card of a late stage: internal, never told as a breach of the statute (LAW B9.14)."""


class ProjectStepKind(StrEnum):
    """What time or finished cases bring about in a project."""

    CARD = "card"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class ProjectStep:
    """One due step: what, about which stage, and from which legal day it has effect."""

    kind: ProjectStepKind
    effective_on: date
    about: str = ""
    department: str = ""


def project_steps(project: ProjectSnapshot, now: datetime) -> tuple[ProjectStep, ...]:
    """The steps whose legal day has come by `now`, in the order to take them."""
    today = legal_day(now)
    due = [step for step in foreseen_in_project(project) if step.effective_on <= today]
    return tuple(sorted(due, key=lambda s: (s.kind is ProjectStepKind.COMPLETE, s.effective_on)))


def next_project_alarm(project: ProjectSnapshot) -> date | None:
    """The first legal day on which to look again; None when nothing is foreseen.

    A provisional promise is looked at on its earliest day: the notice that fixes it may have
    been loaded since, and no later day can be missed.
    """
    days = [step.effective_on for step in foreseen_in_project(project)]
    if project.state in IN_CHANNEL:
        open_clocks = (c for c in clocks_of_project(project) if c.stopped_on is None)
        days += [c.due.earliest_on for c in open_clocks if c.due and c.due.provisional]
    return min(days, default=None)


def foreseen_in_project(project: ProjectSnapshot) -> Iterator[ProjectStep]:
    """The steps that will come if nothing else happens."""
    if project.state not in IN_CHANNEL:
        return
    yield from _cards(project)
    yield from _completion(project)


def _cards(project: ProjectSnapshot) -> Iterator[ProjectStep]:
    carded = {card.about for card in project.cards}
    for clock in clocks_of_project(project):
        if clock.about in carded or clock.due is None or clock.due.provisional:
            continue
        if clock.stopped_on is None or clock.stopped_on > clock.due.due_on:
            day = clock.due.due_on + ONE_DAY
            yield ProjectStep(ProjectStepKind.CARD, day, clock.about, clock.department)
    if project.phases and PHASES not in carded:
        parent = parent_date(project.rules.phases, project.rules.phases_n, project.phases)
        if parent.due_on is not None and not parent.provisional and not _phases_done(project):
            lead = project.rules.criteria.admitted_in
            yield ProjectStep(ProjectStepKind.CARD, parent.due_on + ONE_DAY, PHASES, lead)


def _completion(project: ProjectSnapshot) -> Iterator[ProjectStep]:
    assert project.admitted_on is not None, "who is in the channel was admitted"
    if project.phase_ids:
        day = _phases_done(project)
        if day is not None:
            yield ProjectStep(ProjectStepKind.COMPLETE, max(day, project.admitted_on))
        return
    run = run_of(project)
    if run.is_finished:
        days = [stage.done_on for stage in run.stages if stage.done_on]
        yield ProjectStep(ProjectStepKind.COMPLETE, max([project.admitted_on, *days]))


def _phases_done(project: ProjectSnapshot) -> date | None:
    """The day on which the phases finished the parent by its rule; None while they have not."""
    rule, n = project.rules.phases, project.rules.phases_n
    done = sorted(phase.done_on for phase in project.phases if phase.done_on is not None)
    if rule is PhaseRule.ALL:
        return done[-1] if done and len(done) == len(project.phases) else None
    if rule is PhaseRule.LAST:
        return project.phases[-1].done_on if project.phases else None
    place = 1 if rule is PhaseRule.FIRST else n
    return done[place - 1] if 0 < place <= len(done) else None


def project_draft_of(project: ProjectSnapshot, step: ProjectStep) -> ProjectDraft:
    """The entry that taking the step writes; its payload says which text it rests on."""
    basis = project.rules.criteria.source
    if step.kind is ProjectStepKind.COMPLETE:
        return ProjectDraft(ProjectKind.COMPLETED, step.effective_on, {"basis": basis})
    payload = {
        "card": OVERDUE_STAGE,
        "about": step.about,
        "department": step.department,
        "basis": basis,
    }
    return ProjectDraft(ProjectKind.CARDED, step.effective_on, payload)
