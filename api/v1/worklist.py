"""The worklist: what the actor's organisation owes, by nearest legal breach."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter

from api import schemas
from api.bodies import CounterRoute
from api.case_views import case_line
from api.cursors import Cursor, Limit, read, written, wrong_cursor
from api.dependencies import CurrentActor, Now, Readings
from api.project_schemas import WorklistView
from api.project_worklist import project_duties
from ledger import views
from ledger.views import FAR_FUTURE, WorklistItem
from states.worktime import legal_day

router = APIRouter(tags=["worklist"], route_class=CounterRoute)


@router.get("/worklist", response_model=WorklistView)
def show_worklist(
    actor: CurrentActor, reading: Readings, now: Now, limit: Limit = 50, cursor: Cursor = None
) -> WorklistView:
    """Open obligations of your organisation; what the law lets lapse first comes first."""
    after = _place(cursor) if cursor else None
    with reading() as office:
        rows = views.worklist(office.session, actor.organisation, limit=limit + 1, after=after)
        items = [_line(row) for row in rows[:limit]]
        projects = [] if after else project_duties(office, actor, legal_day(now))
    more = len(rows) > limit
    return WorklistView(
        items=items, next_cursor=_cursor(items[-1]) if more else None, projects=projects
    )


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


def _cursor(last: schemas.DutyLine) -> str:
    day = last.breach_on or FAR_FUTURE
    return written(day.isoformat(), last.case.case_id, last.task)


def _place(cursor: str) -> tuple[date, str, str]:
    day, case_id, task = read(cursor, 3)
    try:
        return date.fromisoformat(day), case_id, task
    except ValueError as error:
        raise wrong_cursor() from error
