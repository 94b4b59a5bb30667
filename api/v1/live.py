"""Whether something has changed: cheap conditional readings for pages that stay open.

A page asks again every few seconds with `If-None-Match`; as long as nothing has changed the answer
is 304 after one or two readings by index. Asking suits many windows, several processes and SQLite
alike: nothing is held open, and nobody must be told by anybody.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel

from api.bodies import CounterRoute
from api.dependencies import CurrentActor, HouseHere, Now, Readings
from api.desk import is_name, seen
from api.problems import NotFound
from api.worklists import ROWS_WATCHED, Narrowing, days_of, mark_of, name_of, narrowed, own_work
from ledger.live import head_of_case, head_of_ledger
from ledger.work_views import count_by_window, worklist
from states.worktime import legal_day

router = APIRouter(prefix="/live", tags=["live"], route_class=CounterRoute)

Known = Annotated[
    str | None, Header(alias="If-None-Match", description="The ETag of the last answer.")
]


class WorklistState(BaseModel):
    """The head of the worklist: how many fall due when, and each line with a mark of its state.

    No counts where words are asked for that more than a thousand cases hold.
    """

    counts: dict[str, int]
    rows: dict[str, str]


class CaseState(BaseModel):
    """The number of the case's last entry."""

    version: int


@router.get("/worklist", response_model=WorklistState)
def watch_worklist(
    actor: CurrentActor,
    house: HouseHere,
    reading: Readings,
    now: Now,
    asked: Narrowing,
    known: Known = None,
) -> Response:
    """The first lines of your worklist; 304 while no case of the city has a new entry."""
    today = legal_day(now)
    wanted, days = narrowed(own_work(actor, house), asked), days_of(house, today)
    with reading() as office:
        session = office.session
        tag = _tag(head_of_ledger(session), today.isoformat(), actor.organisation, repr(wanted))
        if known == tag:
            return _unchanged(tag)
        rows = worklist(session, wanted, days, limit=ROWS_WATCHED)
        counts = count_by_window(session, replace(wanted, window=None), days)
    state = WorklistState(
        counts={str(name): count for name, count in (counts or {}).items()},
        rows={name_of(row): mark_of(row) for row in rows},
    )
    return _told(state, tag)


@router.get("/cases/{case_id}", response_model=CaseState)
def watch_case(
    case_id: str, actor: CurrentActor, reading: Readings, known: Known = None
) -> Response:
    """The case's last entry; 304 while it is the one that you know."""
    if not is_name(case_id):
        raise NotFound
    with reading() as office:
        head = head_of_case(office.session, case_id)
        if head is not None and known == _tag(head):
            return _unchanged(_tag(head))
        case = seen(office, case_id, actor)
    return _told(CaseState(version=case.version), _tag(head or ""))


def _tag(*facts: str) -> str:
    """A strong entity tag over what the answer depends on."""
    return f'"{hashlib.sha256("|".join(facts).encode()).hexdigest()[:32]}"'


def _unchanged(tag: str) -> Response:
    return Response(status_code=304, headers={"ETag": tag})


def _told(state: BaseModel, tag: str) -> Response:
    body = state.model_dump_json()
    return Response(body, headers={"ETag": tag}, media_type="application/json")
