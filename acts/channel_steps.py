"""Opening a step of a channel: a case prefilled from the project, linked both ways.

What the enterprise handed in once is not asked again, and what an earlier step brought forth
is provided by the system (LAW B11.17).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from acts.channel_forms import OpenStepForm
from acts.forms import ApplicantForm, FilingForm, ProjectForm
from acts.intake import receive
from acts.office import Office
from acts.project_office import record_in_project
from acts.project_policies import findings_for, higher_authority
from states.case_in_channel import promise_facts
from states.channel import IN_CHANNEL
from states.channel_policies import require_unblocked
from states.channel_promises import promise_in
from states.channel_refusals import (
    StepAlreadyOpen,
    StepNotNeeded,
    StepNotReady,
    StepsBelongToPhases,
    StepUndetermined,
    StepUnknown,
    listed,
)
from states.channel_run import StepStatus, run_of
from states.refusals import NotForeseen
from states.terms import Actor, CaseSnapshot, MatterRules, Role
from states.terms.policies import Effect
from states.terms.project import ProjectDraft, ProjectKind, ProjectSnapshot, StepState
from states.worktime import legal_day

FORM_FIELDS = tuple(name for name in ProjectForm.model_fields if name != "is_secret")


def open_step(
    office: Office,
    project_id: str,
    form: OpenStepForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> ProjectSnapshot:
    """File the matter of a step for the project; one transaction, two records.

    Raises:
        StepNotReady, StepUndetermined, StepNotNeeded, StepAlreadyOpen, StepUnknown: with what
            is missing, to be asked, or there already.
        Invalid: documents that cannot be taken.
    """

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        status = openable(project, form.matter)
        edition = office.edition(project.catalog_sha256)
        require_unblocked(findings_for(edition, project, legal_day(now)))
        case = _filed(office, project, status, form, actor, now)
        told = {"matter": form.matter, "case_id": case.case_id}
        return [ProjectDraft(ProjectKind.STEP_OPENED, legal_day(now), told)]

    return record_in_project(
        office, project_id, judge, act="open_step", actor=actor, now=now, if_version=if_version
    )


def openable(project: ProjectSnapshot, matter: str) -> StepStatus:
    """The step, if it may be opened now; else the refusal that says what is missing."""
    if project.state not in IN_CHANNEL:
        raise NotForeseen(event="open_step", machine="Channel", state=project.state, allowed="-")
    if project.phase_ids:
        raise StepsBelongToPhases()
    status = run_of(project).status(matter)
    if status is None:
        raise StepUnknown(matter=matter)
    if status.case is not None and (status.case.is_open or status.state is StepState.DONE):
        raise StepAlreadyOpen(matter=matter, case_id=status.case.case_id)
    step = status.step
    if status.state is StepState.UNDETERMINED:
        raise StepUndetermined(matter=matter, facts=listed(*step.ask))
    if status.state is StepState.NOT_NEEDED:
        reason = f"{step.reason} ({step.source})" if step.source else step.reason
        raise StepNotNeeded(matter=matter, reason=reason)
    if not status.may_open:
        raise StepNotReady(matter=matter, missing=listed(*status.waits_for))
    return status


def _filed(
    office: Office,
    project: ProjectSnapshot,
    status: StepStatus,
    form: OpenStepForm,
    actor: Actor,
    now: datetime,
) -> CaseSnapshot:
    rules = office.rules(form.matter, office.city.catalog.sha256)
    stage = run_of(project).plan.stage_of(form.matter)
    promise = promise_in(project.rules, rules)
    within = {
        "project_id": project.project_id,
        "channel": project.rules.code,
        "channel_name": project.rules.name,
        "channel_name_en": project.rules.name_en,
        "stage": stage.id if stage else "",
        "stage_name": stage.name if stage else "",
        "stage_name_en": stage.name_en if stage else "",
        "promise": promise_facts(promise) if promise else None,
        "authority": higher_authority(
            office.edition(project.catalog_sha256), project.all_facts, form.matter, legal_day(now)
        ),
        "conditions": conditions_of(office, project, now),
        "provided": provided_for(project, rules, status),
    }
    filing = FilingForm(
        matter=form.matter,
        project=ProjectForm(**{name: project.project.get(name) for name in FORM_FIELDS}),
        applicant=ApplicantForm(**project.applicant),
        materials=form.materials,
        declaration=form.declaration,
        channel="online" if actor.role is Role.ENTERPRISE else "window",
    )
    kept = kept_materials(project, rules, {material.id for material in form.materials})
    return receive(office, filing, actor=actor, now=now, within=within, kept=kept)


def conditions_of(office: Office, project: ProjectSnapshot, now: datetime) -> list[dict[str, str]]:
    """What policies demand of the project, as conditions that go with the case of a step."""
    edition = office.edition(project.catalog_sha256)
    return [
        {
            "reason": found.reason,
            "reason_en": found.reason_en,
            "source": found.source,
            "source_en": edition.in_english(found.source),
        }
        for found in findings_for(edition, project, legal_day(now))
        if found.effect is Effect.CONDITION
    ]


def kept_materials(
    project: ProjectSnapshot, rules: MatterRules, sent: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """Listed documents that earlier cases of the project have, newest first; sent ones win."""
    newest: dict[str, dict[str, Any]] = {}
    for step in project.opened:
        case = project.cases.get(step.case_id)
        for material in case.materials if case else ():
            newest[material["id"]] = dict(material)
    wanted = {rule.id for rule in rules.materials} - set(sent)
    return [newest[name] for name in newest if name in wanted]


def provided_for(
    project: ProjectSnapshot, rules: MatterRules, status: StepStatus
) -> list[dict[str, str]]:
    """The results of earlier steps that this matter rests on: what was issued, and where."""
    if not any(rule.provided_by == "previous_step" for rule in rules.materials):
        return []
    needed = {rule.needs for rule in project.rules.prerequisites if rule.matter == rules.matter}
    relied = needed | set(status.step.after)
    results = [project.case_of(matter) for matter in sorted(relied)]
    return [
        {"matter": case.matter, "case_id": case.case_id, "letter_id": case.result_letter}
        for case in results
        if case is not None and case.result_letter
    ]
