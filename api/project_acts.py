"""The acts on a project by their names: address, form, and in which states they make sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from acts import channel_steps, channels
from acts.access import AccessForm
from acts.area import UseAreaForm
from acts.channel_forms import (
    AdmitForm,
    ChangeFactsForm,
    OfficerForm,
    OpenStepForm,
    PhaseForm,
    ReasonedForm,
    RectifyForm,
    RemoveForm,
    StartWorkForm,
)
from acts.forms import Form
from acts.project_policies import check_project_access, use_area_result
from api.schemas import AllowedView
from states.channel import IN_CHANNEL
from states.terms import Actor, Rank, Role
from states.terms.project import ProjectSnapshot

BEFORE_THE_END = ("nominated", *IN_CHANNEL)
OFFICIALS = (Role.HANDLER, Role.APPROVER)
Who = Callable[[ProjectSnapshot, Actor], bool]


def _enterprise(project: ProjectSnapshot, actor: Actor) -> bool:
    own = actor.organisation == project.applicant.get("credit_code")
    return actor.role is Role.CLERK or (actor.role is Role.ENTERPRISE and own)


def _lead(project: ProjectSnapshot, actor: Actor) -> bool:
    return actor.role in OFFICIALS and actor.organisation == project.rules.criteria.admitted_in


def _lead_or_window(project: ProjectSnapshot, actor: Actor) -> bool:
    return actor.role is Role.CLERK or _lead(project, actor)


def _party(project: ProjectSnapshot, actor: Actor) -> bool:
    nominated = actor.role in OFFICIALS and actor.organisation == project.nominated_by
    return _enterprise(project, actor) or _lead(project, actor) or nominated


def _admits(project: ProjectSnapshot, actor: Actor) -> bool:
    rank: Rank | None = actor.rank
    signs = rank is not None and rank.satisfies(project.rules.criteria.admitted_by)
    return signs and actor.role is Role.APPROVER and _lead(project, actor)


@dataclass(frozen=True, slots=True)
class ProjectAct:
    """One act: what does it, with which form, in which states, and to whom it is offered."""

    do: Callable[..., ProjectSnapshot]
    form: type[Form]
    states: tuple[str, ...]
    who: Who
    is_foremost: bool = False
    is_grave: bool = False


PROJECT_ACTS: Mapping[str, ProjectAct] = {
    "admit": ProjectAct(channels.admit, AdmitForm, ("nominated",), _admits, is_foremost=True),
    "decline": ProjectAct(channels.decline, ReasonedForm, ("nominated",), _admits, is_grave=True),
    "open-step": ProjectAct(
        channel_steps.open_step, OpenStepForm, IN_CHANNEL, _enterprise, is_foremost=True
    ),
    "change-facts": ProjectAct(channels.change_facts, ChangeFactsForm, BEFORE_THE_END, _party),
    "start-work": ProjectAct(channels.start_work, StartWorkForm, IN_CHANNEL, _party),
    "add-phase": ProjectAct(channels.add_phase, PhaseForm, BEFORE_THE_END, _party),
    "check-access": ProjectAct(check_project_access, AccessForm, BEFORE_THE_END, _lead),
    "use-area-result": ProjectAct(use_area_result, UseAreaForm, BEFORE_THE_END, _lead_or_window),
    "bind-officer": ProjectAct(channels.bind_officer, OfficerForm, BEFORE_THE_END, _lead),
    "order-rectification": ProjectAct(
        channels.order_rectification, RectifyForm, ("admitted",), _lead
    ),
    "confirm-rectified": ProjectAct(
        channels.confirm_rectified, ReasonedForm, ("rectifying",), _lead
    ),
    "remove": ProjectAct(channels.remove, RemoveForm, IN_CHANNEL, _lead, is_grave=True),
    "withdraw": ProjectAct(
        channels.withdraw, ReasonedForm, BEFORE_THE_END, _enterprise, is_grave=True
    ),
}
"""The acts on a project in the order in which a page lists them."""


def possible_in(project: ProjectSnapshot) -> tuple[str, ...]:
    """The acts that make sense in the project's state, whoever asks."""
    return tuple(name for name, act in PROJECT_ACTS.items() if _fits(name, act, project))


def _fits(name: str, act: ProjectAct, project: ProjectSnapshot) -> bool:
    if project.state not in act.states:
        return False
    if name == "start-work":
        return project.work_started_on is None
    if name == "add-phase":
        return not project.parent and not project.opened
    return name != "open-step" or not project.phase_ids


def offered_in(project: ProjectSnapshot, actor: Actor) -> tuple[str, ...]:
    """The acts to offer to this person now; an offer is a courtesy, the act judges again."""
    return tuple(name for name in possible_in(project) if PROJECT_ACTS[name].who(project, actor))


def allowed_in(project: ProjectSnapshot) -> list[AllowedView]:
    """The acts that are possible, with their addresses."""
    place = f"/api/v1/projects/{project.project_id}/acts"
    return [
        AllowedView(event=name.replace("-", "_"), method="POST", href=f"{place}/{name}")
        for name in possible_in(project)
    ]


def may_see_project(actor: Actor, project: ProjectSnapshot, parties: frozenset[str]) -> bool:
    """Enterprises see their own; officials those in which their organ takes part; others all."""
    if actor.role in (Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.SYSTEM):
        return True
    if actor.role is Role.ENTERPRISE:
        return bool(actor.organisation == project.applicant.get("credit_code"))
    return actor.organisation in parties
