"""Who must do what next in a project of a green channel, and by which day.

The days are those of the channel's promises and of orders to put things right; none of them is
a limit of the statute, and the duties of a case stand in the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from states.channel import IN_CHANNEL
from states.channel_clocks import WHOLE, clocks_of_project
from states.channel_run import run_of
from states.terms.project import ProjectSnapshot


class ProjectTask(StrEnum):
    """What somebody owes to a project."""

    DECIDE_ADMISSION = "decide_admission"
    BIND_OFFICER = "bind_officer"
    KEEP_WHOLE = "keep_whole"
    KEEP_STAGE = "keep_stage"
    CONFIRM_RECTIFIED = "confirm_rectified"
    RECTIFY = "rectify"
    OPEN_STEP = "open_step"
    TELL_FACTS = "tell_facts"


@dataclass(frozen=True, slots=True)
class ProjectDuty:
    """One obligation: `party` is a department id or the enterprise's credit code.

    `about` is a stage or a matter; `due_on` None where no promise runs to a day.
    """

    party: str
    task: ProjectTask
    about: str = ""
    due_on: date | None = None
    provisional: bool = False


def duties_of_project(project: ProjectSnapshot, today: date) -> tuple[ProjectDuty, ...]:
    """Every open duty; none once the project has ended."""
    lead = project.rules.criteria.admitted_in
    if project.state == "nominated":
        return (ProjectDuty(lead, ProjectTask.DECIDE_ADMISSION),)
    if project.state not in IN_CHANNEL:
        return ()
    return (*_of_lead(project, lead, today), *_of_promises(project), *_of_enterprise(project))


def _of_lead(project: ProjectSnapshot, lead: str, today: date) -> Iterator[ProjectDuty]:
    if not project.officer:
        yield ProjectDuty(lead, ProjectTask.BIND_OFFICER)
    if project.rectify_by is not None and today > project.rectify_by:
        yield ProjectDuty(lead, ProjectTask.CONFIRM_RECTIFIED)


def _of_promises(project: ProjectSnapshot) -> Iterator[ProjectDuty]:
    """A promise that runs is owed by who leads; one that stands still is owed by nobody."""
    for clock in clocks_of_project(project):
        if clock.stopped_on is None and clock.due is not None:
            whole = clock.about == WHOLE
            yield ProjectDuty(
                party=clock.department,
                task=ProjectTask.KEEP_WHOLE if whole else ProjectTask.KEEP_STAGE,
                about="" if whole else clock.about,
                due_on=clock.due.due_on,
                provisional=clock.due.provisional,
            )


def _of_enterprise(project: ProjectSnapshot) -> Iterator[ProjectDuty]:
    party = str(project.applicant["credit_code"])
    if project.rectify_by is not None:
        yield ProjectDuty(party, ProjectTask.RECTIFY, due_on=project.rectify_by)
    if project.phase_ids:
        return
    run = run_of(project)
    if run.plan.ask:
        yield ProjectDuty(party, ProjectTask.TELL_FACTS)
    for stage in run.stages:
        for status in stage.steps:
            if status.may_open:
                yield ProjectDuty(party, ProjectTask.OPEN_STEP, status.step.matter)
