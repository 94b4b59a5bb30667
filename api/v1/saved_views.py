"""Your saved views of the worklist; nobody else sees them."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Response

from acts import saved_views
from acts.office import Office
from acts.saved_views import Asked, ChangeForm, SavedView, SaveForm, UnknownView
from api import schemas
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, Readings
from api.desk import DeskHere
from api.idempotency import Answer
from api.problems import NotFound

router = APIRouter(prefix="/worklist/views", tags=["worklist"], route_class=CounterRoute)


class SavedViewView(schemas.View):
    """A filter of the worklist under a name; ask the worklist with its fields."""

    view_id: int
    name: str
    asked: Asked
    is_default: bool


def _view(kept: SavedView) -> SavedViewView:
    return SavedViewView(
        view_id=kept.view_id, name=kept.name, asked=kept.asked, is_default=kept.is_default
    )


@router.get("", response_model=list[SavedViewView])
def list_views(actor: CurrentActor, reading: Readings) -> list[SavedViewView]:
    """Your views by name, the default first."""
    with reading() as office:
        return [_view(kept) for kept in saved_views.views(office, actor=actor)]


@router.post("", status_code=201, response_model=SavedViewView)
def save_view(form: SaveForm, desk: DeskHere) -> Response:
    """Keep a filter; one of the same name is put in its place."""

    def do(office: Office) -> Answer:
        kept = saved_views.save(office, form, actor=desk.actor)
        return Answer(201, _view(kept).model_dump_json())

    return desk.once(form, do)


@router.patch("/{view_id}", response_model=SavedViewView)
def change_view(view_id: int, form: ChangeForm, desk: DeskHere) -> Response:
    """Another name, or whether the worklist begins with it."""

    def do(office: Office) -> Answer:
        kept = saved_views.change(office, view_id, form, actor=desk.actor)
        return Answer(200, _view(kept).model_dump_json())

    return _known(lambda: desk.once(form, do))


@router.delete("/{view_id}", response_model=dict[str, bool])
def forget_view(view_id: int, desk: DeskHere) -> Response:
    """The view is no more."""

    def do(office: Office) -> Answer:
        saved_views.forget(office, view_id, actor=desk.actor)
        return Answer(200, '{"deleted":true}')

    return _known(lambda: desk.once(None, do))


def _known(do: Callable[[], Response]) -> Response:
    try:
        return do()
    except UnknownView as error:
        raise NotFound from error
