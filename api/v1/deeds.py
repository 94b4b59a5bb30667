"""Commands of the parts of the procedure: an address for every deed, made from it."""

import inspect
from collections.abc import Callable

from fastapi import APIRouter, Response

from acts.deed import Deed
from acts.deeds import DEEDS
from api.bodies import CounterRoute
from api.desk import Desk, DeskHere
from api.schemas import CaseView
from templates.i18n import messages

router = APIRouter(prefix="/cases/{case_id}/acts", tags=["acts"], route_class=CounterRoute)


def _endpoint(deed: Deed) -> Callable[..., Response]:
    """The deed as FastAPI reads it: a function whose signature names the deed's own form."""

    def endpoint(case_id: str, form: object, desk: Desk) -> Response:
        if deed.shows_contact:
            return desk.reading_contact(case_id, form, deed.do)  # type: ignore[arg-type]
        return desk.on_case(case_id, form, deed.do)  # type: ignore[arg-type]

    positional = inspect.Parameter.POSITIONAL_OR_KEYWORD
    endpoint.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter("case_id", positional, annotation=str),
            inspect.Parameter("form", positional, annotation=deed.form),
            inspect.Parameter("desk", positional, annotation=DeskHere),
        ],
        return_annotation=Response,
    )
    endpoint.__name__ = deed.event
    endpoint.__doc__ = f"{messages('zh')[f'act.{deed.name}']}: {inspect.getdoc(deed.do) or ''}"
    return endpoint


for _deed in DEEDS.values():
    router.add_api_route(
        f"/{_deed.name}", _endpoint(_deed), methods=["POST"], response_model=CaseView
    )
