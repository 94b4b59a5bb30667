"""The project's history is its state: what its entries add up to, in order of number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from states.channel import Channel
from states.policy_parts import access_check_of, area_use_of
from states.procedure import follow
from states.terms.channel import ChannelRules
from states.terms.project import (
    OpenedStep,
    ProjectCard,
    ProjectEntry,
    ProjectKind,
    ProjectSnapshot,
)
from states.terms.record import LetterRef
from states.worktime import Calendar

ProjectFold = Callable[[ProjectSnapshot, ProjectEntry], ProjectSnapshot]


def replay_project(
    project_id: str, entries: Iterable[ProjectEntry], rules: ChannelRules, calendar: Calendar
) -> ProjectSnapshot:
    """The snapshot after `entries`, which must be numbered 1, 2, 3 … without a gap.

    Raises:
        ValueError: a number is missing or out of order.
        NotForeseen: the record holds what the machine cannot have taken.
    """
    project = ProjectSnapshot(project_id, 0, rules, calendar)
    for entry in entries:
        project = applied_to_project(project, entry)
    return project


def applied_to_project(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    """The snapshot after one more entry.

    Raises:
        ValueError: the entry does not carry the next number.
    """
    if entry.number != project.version + 1:
        raise ValueError(f"{project.project_id}: entry {entry.number} after {project.version}")
    project = PROJECT_FOLDS[entry.kind](project, entry)
    rows = entry.payload.get("letters", ())
    letters = tuple(
        LetterRef(row["id"], row["kind"], row["number"], row["sha256"], entry.number)
        for row in rows
    )
    return project.but(
        version=entry.number,
        letters=(*project.letters, *letters),
        calendar_named=entry.payload.get("calendar") or project.calendar_named,
    )


def _on(project: ProjectSnapshot, event: str) -> ProjectSnapshot:
    return project.but(state=follow(Channel, project.state, event, project, None))


def _nominated(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    payload = entry.payload
    return _on(project, "nominate").but(
        catalog_sha256=payload["catalog"]["sha256"],
        project=payload["project"],
        facts=payload["facts"],
        applicant=payload["applicant"],
        nominated_on=entry.effective_on,
        nominated_at=datetime.fromisoformat(payload["nominated_at"]),
        nominated_by=entry.on_authority_of,
        parent=payload.get("parent") or "",
    )


def _admitted(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    return _on(project, "admit").but(
        admitted_on=entry.effective_on,
        basis=entry.payload["basis"],
        officer=entry.payload.get("officer") or "",
    )


def _ended(event: str) -> ProjectFold:
    def fold(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
        return _on(project, event).but(
            ended_on=entry.effective_on, reasons=entry.payload.get("reasons", "")
        )

    return fold


def _facts_changed(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    return project.but(
        project={**project.project, **entry.payload.get("project", {})},
        facts={**project.facts, **entry.payload.get("facts", {})},
    )


def _officer_bound(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    return project.but(officer=entry.payload["officer"])


def _step_opened(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    payload = entry.payload
    step = OpenedStep(payload["matter"], payload["case_id"], entry.effective_on)
    return project.but(opened=(*project.opened, step))


def _phase_added(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    return project.but(phase_ids=(*project.phase_ids, entry.payload["project_id"]))


def _work_started(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    return project.but(work_started_on=entry.effective_on)


def _rectification_ordered(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    by = date.fromisoformat(entry.payload["by"])
    return _on(project, "order_rectification").but(rectify_by=by)


def _rectified(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    return _on(project, "confirm_rectified").but(rectify_by=None)


def _carded(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    payload = entry.payload
    card = ProjectCard(payload["about"], payload["department"], entry.effective_on)
    return project.but(cards=(*project.cards, card))


def _access_checked(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    check = access_check_of(entry.payload, entry.actor, entry.effective_on)
    kept = (each for each in project.access_checks if each.list_id != check.list_id)
    return project.but(access_checks=(*kept, check))


def _area_result_used(project: ProjectSnapshot, entry: ProjectEntry) -> ProjectSnapshot:
    use = area_use_of(entry.payload, entry.effective_on)
    kept = (each for each in project.area_uses if each.kind != use.kind)
    return project.but(area_uses=(*kept, use))


PROJECT_FOLDS: Mapping[ProjectKind, ProjectFold] = {
    ProjectKind.NOMINATED: _nominated,
    ProjectKind.ADMITTED: _admitted,
    ProjectKind.DECLINED: _ended("decline"),
    ProjectKind.FACTS_CHANGED: _facts_changed,
    ProjectKind.OFFICER_BOUND: _officer_bound,
    ProjectKind.STEP_OPENED: _step_opened,
    ProjectKind.PHASE_ADDED: _phase_added,
    ProjectKind.WORK_STARTED: _work_started,
    ProjectKind.RECTIFICATION_ORDERED: _rectification_ordered,
    ProjectKind.RECTIFIED: _rectified,
    ProjectKind.COMPLETED: _ended("complete"),
    ProjectKind.WITHDRAWN: _ended("withdraw"),
    ProjectKind.REMOVED: _ended("remove"),
    ProjectKind.CARDED: _carded,
    ProjectKind.DATES_DERIVED_AGAIN: lambda project, entry: project,
    ProjectKind.ACCESS_CHECKED: _access_checked,
    ProjectKind.AREA_RESULT_USED: _area_result_used,
}
"""What every kind of entry does to a project."""
