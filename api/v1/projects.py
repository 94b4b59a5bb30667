"""Projects in green channels: nominated, admitted, planned, run, explained."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from acts import channels
from acts.authority import authorise
from acts.case_file import line_row
from acts.channel_checks import checked_facts, checked_particulars
from acts.channel_forms import ChangeFactsForm, NominateForm
from acts.masking import project_for, rows_for
from acts.office import Office
from acts.project_office import advance_project
from api import project_schemas, schemas
from api.bodies import CounterRoute
from api.cursors import Cursor, Limit, read, written
from api.dependencies import CurrentActor, Now, Readings
from api.desk import DeskHere
from api.idempotency import Answer, etag_of
from api.problems import NotFound
from api.project_acts import PROJECT_ACTS, ProjectAct
from api.project_desk import acted_on_project, own_projects, seen_project
from api.project_views import project_line, project_view
from ledger import project_book
from states.channel_clocks import clocks_of_project, explained_clock

router = APIRouter(tags=["projects"], route_class=CounterRoute)

State = Literal[
    "nominated", "admitted", "rectifying", "declined", "completed", "withdrawn", "removed"
]


@router.post("/projects", status_code=201, response_model=project_schemas.ProjectView)
def nominate(form: NominateForm, desk: DeskHere) -> Response:
    """推荐入库: name a project for a green channel."""

    def do(office: Office) -> Answer:
        nominated = channels.nominate(office, form, actor=desk.actor, now=desk.now)
        project = project_for(desk.actor, nominated)
        return Answer(201, project_view(office, project, desk.now).model_dump_json())

    return desk.once(form, do)


@router.get("/projects", response_model=schemas.Page[project_schemas.ProjectLine])
def list_projects(
    actor: CurrentActor,
    reading: Readings,
    state: Annotated[State | None, Query(description="Only projects in this state.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> schemas.Page[project_schemas.ProjectLine]:
    """The projects that are yours to see, newest first."""
    before = read(cursor, 1)[0] if cursor else None
    with reading() as office:
        rows = project_book.projects(
            office.session, own_projects(actor, state=state), limit=limit + 1, before=before
        )
        items = [project_line(row) for row in rows[:limit]]
    more = len(rows) > limit
    return schemas.Page(items=items, next_cursor=written(items[-1].project_id) if more else None)


@router.get("/projects/{project_id}", response_model=project_schemas.ProjectView)
def show_project(project_id: str, actor: CurrentActor, reading: Readings, now: Now) -> Response:
    """The project: its plan with every step, its promises, what may happen next."""
    with reading() as office:
        project = seen_project(office, project_id, actor)
        body = project_view(office, project, now).model_dump_json()
    headers = {"ETag": etag_of(project.version)}
    return Response(body, headers=headers, media_type="application/json")


@router.get("/projects/{project_id}/entries", response_model=list[schemas.EntryView])
def list_project_entries(
    project_id: str, actor: CurrentActor, reading: Readings
) -> list[schemas.EntryView]:
    """The whole record of the project, each line with its hash and the one before it."""
    with reading() as office:
        project = seen_project(office, project_id, actor)
        sealed = project_book.sealed_project_entries(office.session, project_id)
    rows = rows_for(actor, project, sealed)
    return [schemas.EntryView(**(row | {"payload": json.loads(row["payload"])})) for row in rows]


@router.get("/projects/{project_id}/clocks/{about}", response_model=dict[str, Any])
def explain_project_clock(
    project_id: str, about: str, actor: CurrentActor, reading: Readings, now: Now
) -> dict[str, Any]:
    """Explain a promise of the channel: what was counted, and what was the enterprise's."""
    with reading() as office:
        project = seen_project(office, project_id, actor)
        view = project_view(office, project, now)
    told = [view.whole, *(stage.clock for stage in view.stages)]
    clock = next((c for c in clocks_of_project(project) if c.about == about), None)
    row = next((c for c in told if c is not None and c.about == about), None)
    if clock is None or row is None:
        raise NotFound
    lines = [line_row(line) for line in explained_clock(project, clock)]
    return {**row.model_dump(mode="json"), "explanation": lines}


@router.post(
    "/projects/{project_id}/facts/preview", response_model=list[project_schemas.DifferenceView]
)
def preview_change(
    project_id: str, form: ChangeFactsForm, actor: CurrentActor, reading: Readings
) -> list[project_schemas.DifferenceView]:
    """What these facts would do to the plan; writes nothing."""
    with reading() as office:
        project = seen_project(office, project_id, actor)
        changed = {
            **checked_particulars(form.changes),
            **checked_facts(project.rules, form.facts),
        }
        names = office.city.catalog.matters
        rows = channels.replanned(project, changed)
    return [
        project_schemas.DifferenceView(
            matter=schemas.Named(
                id=row["matter"],
                name=names[row["matter"]].name,
                name_en=names[row["matter"]].name_en,
            ),
            was=row["was"],
            now=row["now"],
            kept=row["kept"],
        )
        for row in rows
    ]


def _command(name: str, act: ProjectAct) -> Callable[..., Response]:
    def command(project_id: str, form: Any, desk: DeskHere) -> Response:
        def do(office: Office) -> Answer:
            project = acted_on_project(desk, office, project_id, form, act)
            return Answer(200, project_view(office, project, desk.now).model_dump_json())

        return desk.once(form, do)

    command.__annotations__ = {
        "project_id": str, "form": act.form, "desk": DeskHere, "return": Response,
    }  # fmt: skip
    command.__name__ = f"project_{name.replace('-', '_')}"
    command.__doc__ = act.do.__doc__
    return command


for _name, _act in PROJECT_ACTS.items():
    router.add_api_route(
        f"/projects/{{project_id}}/acts/{_name}",
        _command(_name, _act),
        methods=["POST"],
        response_model=project_schemas.ProjectView,
    )


@router.post("/projects/{project_id}/advance", response_model=dict[str, Any])
def advance(project_id: str, desk: DeskHere) -> Response:
    """Take everything that is due in the project; twice changes nothing. For supervision."""
    authorise(desk.actor, "advance_project")

    def do(office: Office) -> Answer:
        seen_project(office, project_id, desk.actor)
        taken = advance_project(office, project_id, desk.now)
        rows = [{"number": entry.number, "kind": entry.kind.value} for entry in taken]
        return Answer(200, json.dumps({"project_id": project_id, "taken": rows}))

    return desk.once(None, do)
