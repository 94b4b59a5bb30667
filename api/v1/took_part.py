"""Cases that your organisation has acted in, also those that it owes nothing in any more."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter

from acts.searching import reader
from api import schemas
from api.bodies import CounterRoute
from api.case_views import case_line
from api.cursors import Cursor, Limit, instant_and_name, written
from api.dependencies import CurrentActor, Readings
from ledger.took_part import took_part

router = APIRouter(tags=["cases"], route_class=CounterRoute)


class PartView(schemas.View):
    """A case, and the last entry that your organisation made in it."""

    case: schemas.CaseLine
    entry_number: int
    kind: str
    actor: str
    recorded_at: datetime


@router.get("/took-part", response_model=schemas.Page[PartView])
def list_took_part(
    actor: CurrentActor, reading: Readings, limit: Limit = 50, cursor: Cursor = None
) -> schemas.Page[PartView]:
    """The latest act of your organisation first."""
    before = instant_and_name(cursor) if cursor else None
    with reading() as office:
        rows = took_part(
            office.session, actor.organisation, reader(actor), limit=limit + 1, before=before
        )
        items = [
            PartView(
                case=case_line(row.case),
                entry_number=row.number,
                kind=row.kind.value,
                actor=row.actor,
                recorded_at=row.recorded_at,
            )
            for row in rows[:limit]
        ]
    more = None
    if len(rows) > limit:
        more = written(items[-1].recorded_at.isoformat(), items[-1].case.case_id)
    return schemas.Page(items=items, next_cursor=more)
