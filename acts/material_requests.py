"""审查阶段补件 as an act: all items in one letter that says that the clock runs on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from acts.deed import Deed, recorded
from acts.forms import Form, ItemForm
from states.material_requests import UNDER_WAY, asked_in_order
from states.terms import Actor, CaseSnapshot, Draft, EntryKind


class RequestMaterialsForm(Form):
    """What the reviewer needs besides, item by item."""

    items: Annotated[tuple[ItemForm, ...], Field(min_length=1, max_length=100)]


def _request(
    case: CaseSnapshot, form: RequestMaterialsForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """审查阶段补件: allowed after acceptance, but it stops no clock (LAW B1.8)."""
    asked_in_order(case, (item.about for item in form.items))
    rows = [item.model_dump() for item in form.items]
    return [Draft(EntryKind.MATERIALS_REQUESTED, today, {"items": rows})]


DEEDS = (
    Deed(
        name="request-materials",
        form=RequestMaterialsForm,
        do=recorded("request_materials", _request),
        when=lambda case: case.approval_state in UNDER_WAY,
    ),
)
