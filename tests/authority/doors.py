"""Doors that no operation shows on an ordinary case: cases of a special kind, pages, the flows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from acts.authority import SYSTEM, allows
from states.coordination import LEVELS
from states.terms import Actor, Rank, Role
from tests.playing import Play

HANDLER = Actor("someone", "Someone", Role.HANDLER, "jtj")
APPROVER = Actor("someone", "Someone", Role.APPROVER, "jtj", Rank.PRINCIPAL_HEAD)
GOVERNMENT = Actor("someone", "Someone", Role.APPROVER, "szf", Rank.GOVERNMENT_HEAD)
CLERK = Actor("someone", "Someone", Role.CLERK, "jtj")
SUPERVISOR = Actor("someone", "Someone", Role.SUPERVISOR, "jtj")
ADMINISTRATOR = Actor("someone", "Someone", Role.ADMINISTRATOR, "jtj")


@dataclass(frozen=True, slots=True)
class Door:
    """An act that is open to this person, on this thing, by one line alone."""

    act: str
    who: Actor
    thing: Any = None


def doors_of(play: Play, case_id: str, project_id: str) -> list[Door]:
    """The doors, on a case in coordination by the government and a project of a nominator."""
    project = play.read(lambda office: office.projects.read(project_id)[0])
    nominated = replace(project, nominated_by="jtj")
    case = play.case(case_id)
    joint = SimpleNamespace(rules=case.rules, joint=object(), deputies=(), applicant=case.applicant)
    rung = SimpleNamespace(level=LEVELS[-1])
    review = SimpleNamespace(rung=lambda level: SimpleNamespace(recorded_by=Rank.GOVERNMENT_HEAD))
    governed = SimpleNamespace(
        rules=SimpleNamespace(lead="fgw", review=review),
        rungs=(rung,),
        coordination_state=LEVELS[-1].value,
    )
    ours = SimpleNamespace(units=("jtj",))
    return [
        Door("see_case", SYSTEM, case),
        Door("see_project", SYSTEM, project),
        Door("see_private_fields", SYSTEM, case),
        Door("see_private_fields", play.actor("qiye"), case),
        Door("name_deputy", play.actor("sthj.juzhang"), case),
        Door("replay_history", HANDLER, case),
        Door("extend", APPROVER, joint),
        Door("decline_extension", APPROVER, joint),
        Door("close_coordination", GOVERNMENT, governed),
        *(Door(act, who, nominated) for act in PROJECT_ACTS for who in (HANDLER, APPROVER)),
        *(Door(act, SYSTEM) for act in OF_THE_HOUSE),
        *(Door("see_every_card", who) for who in (SUPERVISOR, ADMINISTRATOR)),
        *(Door("see_registers", who) for who in STAFF),
        *(Door("see_worklist", who) for who in (CLERK, HANDLER, APPROVER)),
        Door("work_on_task", CLERK, ours),
        *(Door("settle_liaison", who, ours) for who in (HANDLER, APPROVER)),
    ]


PROJECT_ACTS = ("change_facts", "start_work", "add_phase")
OF_THE_HOUSE = (
    "publish_calendar",
    "see_bulletins",
    "draft_bulletin",
    "see_bulletin_drafts",
    "replay_events",
    "see_receivers",
)
"""What flows and the operator's commands do in the house's own name."""
STAFF = (CLERK, HANDLER, APPROVER, SUPERVISOR, ADMINISTRATOR)


def shut(doors: list[Door]) -> str:
    """The first door that is shut; empty where all are open."""
    for door in doors:
        if not allows(door.who, door.act, door.thing):
            return f"door of {door.who.role} ({door.who.organisation or '-'}) to {door.act}"
    return ""
