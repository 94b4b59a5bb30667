"""The worklist: what the actor's organisation owes, by nearest legal breach."""

from __future__ import annotations

from fastapi import APIRouter

from api import schemas
from api.bodies import CounterRoute
from api.case_views import case_line
from api.cursors import Cursor, Limit, written
from api.dependencies import CurrentActor, HouseHere, Now, Readings
from api.project_schemas import WorklistView
from api.project_worklist import project_duties
from api.worklists import Narrowing, days_of, narrowed, own_work, place_after, place_of
from ledger.tally import FAR_FUTURE
from ledger.work_views import WorklistItem, worklist
from states.worktime import legal_day

router = APIRouter(tags=["worklist"], route_class=CounterRoute)


@router.get("/worklist", response_model=WorklistView)
def show_worklist(
    actor: CurrentActor,
    house: HouseHere,
    reading: Readings,
    now: Now,
    asked: Narrowing,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> WorklistView:
    """Open obligations of your organisation; what the law lets lapse first comes first.

    Narrow by `task`, `clock`, `matter`, `light`, `text` and `window`: late, today, soon (until
    the next working day) or calm.
    """
    after = place_of(cursor) if cursor else None
    wanted, days = narrowed(own_work(actor, house), asked), days_of(house, legal_day(now))
    with reading() as office:
        rows = worklist(office.session, wanted, days, limit=limit + 1, after=after)
        items = [_line(row) for row in rows[:limit]]
        projects = [] if after else project_duties(office, actor, legal_day(now))
    more = written(*place_after(rows[limit - 1], FAR_FUTURE)) if len(rows) > limit else None
    return WorklistView(items=items, next_cursor=more, projects=projects)


def _line(item: WorklistItem) -> schemas.DutyLine:
    duty = item.duty
    return schemas.DutyLine(
        task=duty.task,
        clock=duty.clock,
        breach_on=duty.breach_on,
        promised_on=duty.promised_on,
        provisional=duty.provisional,
        case=case_line(item.case),
    )
