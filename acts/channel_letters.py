"""Which letters an entry of a project brings: admission and exit, each with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from acts.letter_plans import LetterPlan
from states.terms import Regime
from states.terms.project import ProjectEntry, ProjectKind, ProjectSnapshot

ProjectPlans = Callable[[ProjectSnapshot, ProjectEntry], tuple[LetterPlan, ...]]


def about_project(project: ProjectSnapshot) -> dict[str, Any]:
    """The project as a letter names it: the channel stands where a case has its matter."""
    return {
        "id": project.project_id,
        "matter": project.rules.name,
        "matter_en": project.rules.name_en,
        "regime": Regime.PERMIT.value,
        "project_name": project.project["name"],
        "project_code": project.project["code"],
        "region": project.project["region"],
        "region_name": project.project["region_name"],
    }


def _to_enterprise(
    project: ProjectSnapshot, kind: str, facts: Mapping[str, Any]
) -> tuple[LetterPlan, ...]:
    organ = project.rules.criteria.admitted_in
    return (LetterPlan(kind, organ, "绿", project.applicant["credit_code"], dict(facts)),)


def _admission(project: ProjectSnapshot, entry: ProjectEntry) -> tuple[LetterPlan, ...]:
    promise = project.rules.promise
    facts = {
        "admitted_on": entry.effective_on.isoformat(),
        "basis": entry.payload["basis"],
        "criteria": project.rules.criteria.reason,
        "promise_days": promise.days if promise else None,
        "promise_source": promise.source if promise else None,
        "stages": [stage.name for stage in project.rules.stages],
        "officer": project.officer or None,
    }
    return _to_enterprise(project, "channel_admission", facts)


def _exit(project: ProjectSnapshot, entry: ProjectEntry) -> tuple[LetterPlan, ...]:
    ground = {
        ProjectKind.DECLINED: "declined",
        ProjectKind.COMPLETED: "completed",
        ProjectKind.WITHDRAWN: "withdrawn",
    }.get(entry.kind) or str(entry.payload["ground"])
    facts = {
        "ended_on": entry.effective_on.isoformat(),
        "ground": ground,
        "reasons": entry.payload.get("reasons") or None,
        "basis": project.rules.criteria.source,
    }
    return _to_enterprise(project, "channel_exit", facts)


PROJECT_LETTERS_OF: Mapping[ProjectKind, ProjectPlans] = {
    ProjectKind.ADMITTED: _admission,
    ProjectKind.DECLINED: _exit,
    ProjectKind.COMPLETED: _exit,
    ProjectKind.WITHDRAWN: _exit,
    ProjectKind.REMOVED: _exit,
}
