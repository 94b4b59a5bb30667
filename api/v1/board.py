"""The board of supervisors and administrators, and the rows behind each figure."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter

from acts import board
from acts.authority import authorise
from acts.board import LIGHTS, Figure
from api.board_schemas import (
    BehindRow,
    BehindView,
    BoardView,
    BottleneckView,
    BreachView,
    DepartmentFigures,
    FigureView,
    StageView,
    WeekView,
)
from api.bodies import CounterRoute
from api.case_views import case_line
from api.cursors import Cursor, Limit
from api.dependencies import CurrentActor, Now, Readings
from api.slices import Asked, cursor_of, place_in
from ledger import board as figures
from ledger.tables import DutyRow, MarkRow
from states.worktime import legal_day

router = APIRouter(prefix="/board", tags=["board"], route_class=CounterRoute)


def _figure(figure: Figure) -> FigureView:
    href = f"/api/v1/board/list?{urlencode(figure.of.asked())}"
    return FigureView(count=figure.count, href=href)


@router.get("", response_model=BoardView)
def show_board(actor: CurrentActor, now: Now, reading: Readings) -> BoardView:
    """Open cases by stage and light, departments, nearest breaches, bottlenecks, trends."""
    with reading() as office:
        found = board.board_of(office, actor=actor, today=legal_day(now))
    return BoardView(
        today=found.today,
        soon_until=found.soon_until,
        since_on=found.since_on,
        together=_figure(found.whole),
        late=_figure(found.late),
        soon=_figure(found.soon),
        stages=[_stage(line) for line in found.stages],
        departments=[_department(line) for line in found.departments],
        breaches=[_breach(duty) for duty, _ in found.breaches],
        bottlenecks=[_bottleneck(line) for line in found.bottlenecks],
        weeks=[_week(week) for week in found.weeks],
    )


def _stage(line: board.StageLine) -> StageView:
    lights = dict(zip(LIGHTS, map(_figure, line.lights), strict=True))
    return StageView(stage=line.stage, lights=lights, together=_figure(line.whole))


def _department(line: board.DepartmentLine) -> DepartmentFigures:
    return DepartmentFigures(
        department=line.department,
        open=_figure(line.open),
        soon=_figure(line.soon),
        late=_figure(line.late),
        deemed=_figure(line.deemed),
        decided=_figure(line.decided),
        median_working_days=line.median_days,
    )


def _breach(duty: DutyRow) -> BreachView:
    assert duty.breach_on is not None, "only dated duties can breach"
    return BreachView(
        case_id=duty.case_id,
        party=duty.party,
        task=duty.task,
        breach_on=duty.breach_on,
        provisional=duty.provisional,
    )


def _bottleneck(line: board.Bottleneck) -> BottleneckView:
    return BottleneckView(
        department=line.department,
        task=line.task,
        duties=_figure(line.figure),
        waiting_natural_days=line.waiting_days,
    )


def _week(week: board.WeekLine) -> WeekView:
    return WeekView(
        from_on=week.from_on,
        until_on=week.until_on,
        received=_figure(week.received),
        decided=_figure(week.decided),
        cards=_figure(week.cards),
    )


@router.get("/list", response_model=BehindView)
def list_behind_figure(
    wanted: Asked,
    actor: CurrentActor,
    reading: Readings,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> BehindView:
    """Exactly the cases, duties or marks that a figure of the board counts."""
    authorise(actor, "see_board")
    after = place_in(wanted, cursor)
    with reading() as office:
        count = figures.count(office.session, wanted)
        rows = figures.listed(office.session, wanted, limit + 1, after)
        items = [_row(row) for row in rows[:limit]]
    place = cursor_of(rows[limit - 1]) if len(rows) > limit else None
    return BehindView(count=count, items=items, next_cursor=place)


def _row(row: figures.Row) -> BehindRow:
    subject, case = row
    if isinstance(subject, DutyRow):
        return BehindRow(
            case=case_line(case),
            party=subject.party,
            task=subject.task,
            since_on=subject.since_on,
            breach_on=subject.breach_on,
        )
    if isinstance(subject, MarkRow):
        return BehindRow(
            case=case_line(case),
            party=subject.department,
            entry_number=subject.number,
            kind=subject.kind,
            clock=subject.clock,
            effective_on=subject.effective_on,
            standing=subject.standing,
        )
    return BehindRow(case=case_line(case))
