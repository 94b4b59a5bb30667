"""The acts on a project by their names: address, form, and in which states they make sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from acts import channel_steps, channels
from acts.access import AccessForm
from acts.area import UseAreaForm
from acts.authority import allows
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
from states.terms import Actor, Rank
from states.terms.project import ProjectSnapshot

BEFORE_THE_END = ("nominated", *IN_CHANNEL)
Who = Callable[[ProjectSnapshot, Actor], bool]


def _everybody(project: ProjectSnapshot, actor: Actor) -> bool:
    return True


def _admits(project: ProjectSnapshot, actor: Actor) -> bool:
    rank: Rank | None = actor.rank
    return rank is not None and rank.satisfies(project.rules.criteria.admitted_by)


@dataclass(frozen=True, slots=True)
class ProjectAct:
    """One act: its name in the policy, what does it, with which form, in which states."""

    act: str
    do: Callable[..., ProjectSnapshot]
    form: type[Form]
    states: tuple[str, ...]
    concerns: Who = _everybody
    is_foremost: bool = False
    is_grave: bool = False


PROJECT_ACTS: Mapping[str, ProjectAct] = {
    "admit": ProjectAct(
        "admit", channels.admit, AdmitForm, ("nominated",), _admits, is_foremost=True
    ),
    "decline": ProjectAct(
        "decline", channels.decline, ReasonedForm, ("nominated",), _admits, is_grave=True
    ),
    "open-step": ProjectAct(
        "open_step", channel_steps.open_step, OpenStepForm, IN_CHANNEL, is_foremost=True
    ),
    "change-facts": ProjectAct(
        "change_facts", channels.change_facts, ChangeFactsForm, BEFORE_THE_END
    ),
    "start-work": ProjectAct("start_work", channels.start_work, StartWorkForm, IN_CHANNEL),
    "add-phase": ProjectAct("add_phase", channels.add_phase, PhaseForm, BEFORE_THE_END),
    "check-access": ProjectAct(
        "check_project_access", check_project_access, AccessForm, BEFORE_THE_END
    ),
    "use-area-result": ProjectAct(
        "use_area_result_in_project", use_area_result, UseAreaForm, BEFORE_THE_END
    ),
    "bind-officer": ProjectAct("bind_officer", channels.bind_officer, OfficerForm, BEFORE_THE_END),
    "order-rectification": ProjectAct(
        "order_project_rectification", channels.order_rectification, RectifyForm, ("admitted",)
    ),
    "confirm-rectified": ProjectAct(
        "confirm_rectified", channels.confirm_rectified, ReasonedForm, ("rectifying",)
    ),
    "remove": ProjectAct("remove_project", channels.remove, RemoveForm, IN_CHANNEL, is_grave=True),
    "withdraw": ProjectAct(
        "withdraw_project", channels.withdraw, ReasonedForm, BEFORE_THE_END, is_grave=True
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
    return tuple(
        name
        for name in possible_in(project)
        if allows(actor, PROJECT_ACTS[name].act, project)
        and PROJECT_ACTS[name].concerns(project, actor)
    )


def allowed_in(project: ProjectSnapshot) -> list[AllowedView]:
    """The acts that are possible, with their addresses."""
    place = f"/api/v1/projects/{project.project_id}/acts"
    return [
        AllowedView(event=name.replace("-", "_"), method="POST", href=f"{place}/{name}")
        for name in possible_in(project)
    ]
