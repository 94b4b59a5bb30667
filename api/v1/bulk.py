"""One act on many cases, with an answer for each."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from acts.authority import authorise_role
from acts.bulk import BULK, CASES_MAX
from acts.forms import Form
from api.bodies import CounterRoute
from api.bulk import Bulk, Item, Result
from api.desk import DeskHere
from api.problems import Unreadable, form_problem
from api.schemas import ProblemView, View
from api.words import language_of

router = APIRouter(tags=["bulk"], route_class=CounterRoute)


class ItemForm(BaseModel):
    """A case, and the version of it that you read; any will do where none is told."""

    model_config = ConfigDict(extra="forbid")

    case_id: Annotated[str, Field(min_length=1, max_length=200)]
    version: Annotated[int, Field(ge=1)] | None = None


class BulkForm(BaseModel):
    """Which act, on which cases, with which words."""

    model_config = ConfigDict(extra="forbid")

    act: Literal["accept", "agree", "confirm-urging", "reassign", "ask-handover", "urge"]
    items: Annotated[list[ItemForm], Field(min_length=1, max_length=CASES_MAX)]
    form: dict[str, Any] = Field(
        default_factory=dict,
        description="agree: comment; confirm-urging: reply; reassign: officer; "
        "ask-handover: to_department, reasons; urge: message.",
    )


class ItemResult(View):
    """What became of one case: its version after the act, or the problem (RFC 9457)."""

    case_id: str
    outcome: Literal["done", "refused"]
    version: int | None
    problem: ProblemView | None


class BulkView(View):
    """The answer to each case, in the order in which they were sent."""

    done: int
    refused: int
    items: list[ItemResult]


@router.post("/bulk", response_model=BulkView, response_model_exclude_none=True)
def act_on_many(body: BulkForm, desk: DeskHere, request: Request) -> BulkView:
    """Each case is judged for itself, in a transaction of its own, under a key of its own.

    What is refused in one leaves the others as they are. With an Idempotency-Key a repeat
    does nothing twice; what was refused is judged anew. Decisions are never made in bulk.
    """
    act = BULK[body.act]
    authorise_role(desk.actor, act.act)
    bulk = Bulk(
        desk.house, desk.acts, desk.actor, desk.now, act, _filled(act.form, body.form), desk.key
    )
    results = bulk.results([Item(item.case_id, item.version) for item in body.items])
    told = [_told(result, request) for result in results]
    done = sum(item.outcome == "done" for item in told)
    return BulkView(done=done, refused=len(told) - done, items=told)


def _filled(form: type[Form], raw: dict[str, Any]) -> Form:
    try:
        return form.model_validate(raw)
    except ValidationError as error:
        raise Unreadable(form_problem(error, "form")) from error


def _told(result: Result, request: Request) -> ItemResult:
    found = result.problem
    instance = f"/api/v1/cases/{result.case_id}"
    return ItemResult(
        case_id=result.case_id,
        outcome="refused" if found else "done",
        version=result.version,
        problem=ProblemView.model_validate(found.told(language_of(request), instance))
        if found
        else None,
    )
