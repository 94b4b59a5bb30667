"""Projects as their entries and their cases have them: read together, decided elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from acts.problems import UnknownProject
from ledger import project_book as book
from states.channel_clocks import WHOLE, clocks_of_project
from states.channel_history import replay_project
from states.channel_plan import plan_of
from states.channel_steps import next_project_alarm
from states.step_cases import step_case
from states.terms import CaseSnapshot, MatterRules
from states.terms.channel import ChannelRules
from states.terms.project import PhaseDate, ProjectSnapshot
from states.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Projects:
    """Reads projects on a session; how rules and cases are found is handed in."""

    session: Session
    calendar: Calendar
    named: Callable[[str], Calendar]
    channel: Callable[[str, str], ChannelRules]
    case: Callable[[str], CaseSnapshot]
    matter: Callable[[str, str], MatterRules]

    def read(self, project_id: str) -> tuple[ProjectSnapshot, str]:
        """The project with its cases and phases, and the hash of its last entry.

        Raises:
            UnknownProject: no entry has this id.
        """
        project, head = self._record(project_id)
        return self.beside(project), head

    def beside(self, project: ProjectSnapshot) -> ProjectSnapshot:
        """The project with what its cases and phases say now."""
        cases = {step.case_id: step_case(self.case(step.case_id)) for step in project.opened}
        phases = tuple(self._phase(name) for name in project.phase_ids)
        return project.but(cases=cases, phases=phases)

    def _record(self, project_id: str) -> tuple[ProjectSnapshot, str]:
        entries, head = book.read_project_entries(self.session, project_id)
        if not entries:
            raise UnknownProject(project_id)
        first = entries[0].payload
        rules = self.channel(first["channel"], first["catalog"]["sha256"])
        project = replay_project(project_id, entries, rules, self.calendar)
        if project.ended_on is not None:
            project = project.but(calendar=self.named(project.calendar_named))
        return project, head

    def _phase(self, project_id: str) -> PhaseDate:
        phase, _ = self.read(project_id)
        whole = next((c for c in clocks_of_project(phase) if c.about == WHOLE), None)
        done_on = phase.ended_on if phase.state == "completed" else None
        due = whole.due if whole else None
        return PhaseDate(project_id, str(phase.project["name"]), due, done_on)

    def derive_again(self, project_id: str) -> bool:
        """Put what entries and cases say now in place of the project's row, and its parent's.

        Whether the project's own row stood differently.
        """
        project, _ = self.read(project_id)
        moved = book.rewrite_project(
            self.session, project_id, projection_of(project), self.parties(project)
        )
        if project.parent:
            self.derive_again(project.parent)
        return moved

    def parties(self, project: ProjectSnapshot) -> frozenset[str]:
        """The organs that take part: who admits, leads a stage or a matter, or nominated."""
        plan = plan_of(project.rules, project.all_facts)
        leads = {stage.lead for stage in plan.stages}
        organs = {
            self.matter(step.matter, project.catalog_sha256).lead
            for stage in plan.stages
            for step in stage.steps
        }
        nominated = {project.nominated_by} - {str(project.applicant.get("credit_code"))}
        return frozenset(leads | organs | nominated | {project.rules.criteria.admitted_in})


def projection_of(project: ProjectSnapshot) -> dict[str, Any]:
    """The project's row: a pure reading, without version and head."""
    whole = next((c for c in clocks_of_project(project) if c.about == WHOLE), None)
    return {
        "project_id": project.project_id,
        "channel": project.rules.code,
        "lead": project.rules.criteria.admitted_in,
        "region": project.project["region"],
        "project_name": project.project["name"],
        "project_code": project.project["code"] or "",
        "applicant_code": project.applicant["credit_code"],
        "applicant_name": project.applicant["name"],
        "catalog_sha256": project.catalog_sha256,
        "nominated_by": project.nominated_by,
        "nominated_at": project.nominated_at,
        "parent": project.parent,
        "officer": project.officer,
        "state": project.state,
        "admitted_on": project.admitted_on,
        "whole_due_on": whole.due.due_on if whole and whole.due else None,
        "ended_on": project.ended_on,
        "light": "overdue" if project.cards else "green",
        "next_alarm_on": next_project_alarm(project),
    }


def project_clock_rows(project: ProjectSnapshot) -> list[dict[str, Any]]:
    """Every promise of the project with what its date was derived from."""
    return [
        {
            "about": clock.about,
            "department": clock.department,
            "rule": clock.limit.rule_id,
            "source": clock.limit.source,
            "certainty": clock.limit.certainty.value,
            "days": clock.limit.days,
            "unit": clock.limit.unit.value,
            "started_on": clock.started_on.isoformat(),
            "due_on": _day(clock.due.due_on if clock.due else None),
            "provisional": bool(clock.due and clock.due.provisional),
            "latest_on": _day(clock.due.latest_on if clock.due else None),
            "excluded_days": clock.due.excluded_days if clock.due else None,
            "standing_since": _day(clock.standing_since),
            "stopped_on": _day(clock.stopped_on),
        }
        for clock in clocks_of_project(project)
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
