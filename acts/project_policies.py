"""Policies asked for a project: who decides a step, what blocks, which study is there already.

The rows are those of the edition that the project was nominated under, judged on the legal day
of the act; the rules themselves are the ones of the guide and of the cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from acts.access import AccessForm, checked_item
from acts.area import UseAreaForm, covered_or_refused
from acts.office import Office
from acts.project_office import record_in_project
from catalog import Catalog, code_lists
from states.case_in_channel import limit_facts
from states.channel import IN_CHANNEL
from states.channel_policies import PolicyFinding, findings
from states.policies import Choice, authority_for, lies_higher
from states.refusals import NotForeseen
from states.terms import Actor, Facts, Role
from states.terms.policies import Authority
from states.terms.project import ProjectDraft, ProjectKind, ProjectSnapshot
from states.worktime import legal_day

BEFORE_THE_END = ("nominated", *IN_CHANNEL)
OFFICIALS = (Role.HANDLER, Role.APPROVER)


def policy_facts(told: Mapping[str, Any]) -> Facts:
    """The facts as policies compare them: the industry by the numbers of GB/T 4754."""
    facts = {name: value for name, value in told.items() if value not in (None, "")}
    if isinstance(facts.get("industry"), str):
        facts["industry"] = code_lists.industry_division(facts["industry"])
    return facts


def findings_for(
    catalog: Catalog, project: ProjectSnapshot, day: date
) -> tuple[PolicyFinding, ...]:
    """What the gate and the lists say of the project on a legal day."""
    facts = policy_facts(project.all_facts)
    return findings(catalog.policies, facts, project.access_checks, day)


def authority_of(catalog: Catalog, told: Facts, matter: str, day: date) -> Choice[Authority] | None:
    """Who decides a matter for a project with these facts; None where the matrix has no rows."""
    decided = catalog.policies.decided.get(matter)
    if decided is None:
        return None
    return authority_for(catalog.policies, decided.subject, policy_facts(told), day)


def higher_authority(catalog: Catalog, told: Facts, matter: str, day: date) -> Facts | None:
    """The organ above the city that decides, for the record; None where it is the city's own."""
    choice = authority_of(catalog, told, matter, day)
    if choice is None or choice.row is None or not lies_higher(choice):
        return None
    row, forward = choice.row, catalog.policies.decided[matter].forward
    return {
        "level": row.level.value,
        "organ": row.organ,
        "organ_en": row.organ_en,
        "source": row.rule.basis.source,
        "source_en": row.rule.basis.source_en,
        "certainty": row.rule.basis.certainty.value,
        "forward": limit_facts(forward) if forward else None,
    }


def check_project_access(
    office: Office, project_id: str, form: AccessForm, *, actor: Actor, now: datetime, **more: Any
) -> ProjectSnapshot:
    """准入核对: the lead of the channel holds the project against one list, as on a case.

    A later check against the same list takes the place of the earlier one.
    """
    today = legal_day(now)

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        _require_open(project, "check_access")
        nature = str(project.project.get("nature", ""))
        payload = checked_item(office, form, nature, today)
        return [ProjectDraft(ProjectKind.ACCESS_CHECKED, today, payload)]

    return record_in_project(
        office, project_id, judge, act="check_project_access", actor=actor, now=now, **more
    )


def use_area_result(
    office: Office, project_id: str, form: UseAreaForm, *, actor: Actor, now: datetime, **more: Any
) -> ProjectSnapshot:
    """An area assessment takes the place of the project's own study; its step falls away.

    Raises:
        AreaNotCovering: not in force today, outside the area, or excepted.
    """
    today = legal_day(now)

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        _require_open(project, "use_area_result")
        industry = str(project.project.get("industry", ""))
        payload = covered_or_refused(office, form, industry, today)
        return [ProjectDraft(ProjectKind.AREA_RESULT_USED, today, payload | {"materials": []})]

    return record_in_project(
        office, project_id, judge, act="use_area_result_in_project", actor=actor, now=now, **more
    )


def _require_open(project: ProjectSnapshot, event: str) -> None:
    if project.state not in BEFORE_THE_END:
        allowed = ", ".join(BEFORE_THE_END)
        raise NotForeseen(event=event, machine="Channel", state=project.state, allowed=allowed)
