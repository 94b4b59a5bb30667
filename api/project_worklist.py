"""What an organisation owes to projects of green channels, as worklists and desks show it."""

from __future__ import annotations

from datetime import date

from acts.office import Office
from api import project_schemas as schemas
from api.project_desk import own_projects
from api.schemas import Named
from catalog import Catalog
from ledger import project_book
from states.channel import IN_CHANNEL
from states.channel_plan import plan_of
from states.project_duties import ProjectDuty, duties_of_project
from states.terms import Actor
from states.terms.project import ProjectSnapshot

AT_ONCE = 100


def project_duties(office: Office, actor: Actor, today: date) -> list[schemas.ProjectDutyLine]:
    """The actor's organisation's open duties in projects, the nearest day first.

    Read from the projects themselves, so that a moved promise is seen at once.
    """
    lines = [
        _line(office.city.catalog, project, duty)
        for project in _open_projects(office, actor)
        for duty in duties_of_project(project, today)
        if duty.party == actor.organisation
    ]
    return sorted(lines, key=lambda line: (line.due_on or date.max, line.project_id, line.task))


def _open_projects(office: Office, actor: Actor) -> list[ProjectSnapshot]:
    found: list[ProjectSnapshot] = []
    for state in ("nominated", *IN_CHANNEL):
        before = None
        wanted = own_projects(actor, state=state)
        while rows := project_book.projects(office.session, wanted, limit=AT_ONCE, before=before):
            before = rows[-1].project_id
            found += [office.projects.read(row.project_id)[0] for row in rows]
    return found


def _line(catalog: Catalog, project: ProjectSnapshot, duty: ProjectDuty) -> schemas.ProjectDutyLine:
    return schemas.ProjectDutyLine(
        project_id=project.project_id,
        project_name=str(project.project["name"]),
        applicant_name=str(project.applicant["name"]),
        officer=project.officer,
        task=duty.task,
        about=_about(catalog, project, duty.about) if duty.about else None,
        due_on=duty.due_on,
        provisional=duty.provisional,
    )


def _about(catalog: Catalog, project: ProjectSnapshot, about: str) -> Named:
    entry = catalog.matters.get(about)
    if entry is not None:
        return Named(id=about, name=entry.name, name_en=entry.name_en)
    stages = plan_of(project.rules, project.all_facts).stages
    stage = next(stage for stage in stages if stage.id == about)
    return Named(id=about, name=stage.name, name_en=stage.name_en)
