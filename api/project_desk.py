"""Who sees which project, and one act on it as the API and the pages carry it out."""

from __future__ import annotations

from pydantic import BaseModel

from acts.authority import may_see_project, sees_all
from acts.masking import project_for
from acts.office import Office
from acts.problems import Conflict, Invalid, StaleVersion, UnknownProject
from api.desk import Desk, is_name
from api.problems import Declined
from api.project_acts import ProjectAct, possible_in
from ledger import project_book
from states.refusals import NotYours, Refusal
from states.terms import Actor, Role
from states.terms.project import ProjectSnapshot


def seen_project(office: Office, project_id: str, actor: Actor) -> ProjectSnapshot:
    """The project, if the actor may see it, with the personal data that the actor may see.

    Raises:
        UnknownProject: there is none, or it is not the actor's to see.
    """
    if not is_name(project_id):
        raise UnknownProject(project_id)
    project, _ = office.projects.read(project_id)
    if not may_see_project(actor, project, office.projects.parties(project)):
        raise UnknownProject(project_id)
    return project_for(actor, project)


def own_projects(actor: Actor, *, state: str | None = None) -> project_book.ProjectFilter:
    """The filter that leaves only what the actor may see."""
    is_enterprise = actor.role is Role.ENTERPRISE
    is_official = not is_enterprise and not sees_all(actor)
    return project_book.ProjectFilter(
        applicant_code=actor.organisation if is_enterprise else None,
        party=actor.organisation if is_official else None,
        state=state,
    )


def acted_on_project(
    desk: Desk, office: Office, project_id: str, form: BaseModel, act: ProjectAct
) -> ProjectSnapshot:
    """The act itself, seen by the actor or not at all.

    Raises:
        UnknownProject: not the actor's to see; the transaction rolls back.
        Declined: the rules of the channel or another writer say no.
    """
    more = {"actor": desk.actor, "now": desk.now, "if_version": desk.if_version}
    seen_project(office, project_id, desk.actor)
    try:
        return project_for(desk.actor, act.do(office, project_id, form, **more))
    except (NotYours, StaleVersion, Invalid):
        raise
    except (Refusal, Conflict) as error:
        possible = possible_in(seen_project(office, project_id, desk.actor))
        events = tuple(name.replace("-", "_") for name in possible)
        raise Declined(error, events) from error
