"""Yellow and red cards with what became of them, and the counts for the assessment."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from acts import board
from acts.authority import authorise
from api.bodies import CounterRoute
from api.cursors import Cursor, Limit, written
from api.dependencies import CurrentActor, Readings
from api.schemas import View
from api.slices import CardColour, Standing, own_cards, place_in
from ledger import board as figures
from ledger.board import Slice
from ledger.cards import CardRow, listed_cards

router = APIRouter(prefix="/cards", tags=["cards"], route_class=CounterRoute)


class CardItem(View):
    """One card: its ground, clock, day and department, and whether it stands."""

    case_id: str
    entry_number: int
    colour: str
    clock: str
    department: str
    effective_on: date
    ground: str
    standing: str


class AssessedView(View):
    """Cards of one colour at one department."""

    department: str
    colour: str
    issued: int
    revoked: int
    net: int


class CardsView(View):
    """Cards page by page with the counts of all of them; a revoked card is counted as issued."""

    count: int
    assessed: list[AssessedView]
    items: list[CardItem]
    next_cursor: str | None = None


@router.get("", response_model=CardsView)
def list_cards(
    actor: CurrentActor,
    reading: Readings,
    department: Annotated[str, Query(max_length=80)] = "",
    kind: CardColour | None = None,
    standing: Standing | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CardsView:
    """Cards by department, colour, standing and day; officials see those of their department."""
    authorise(actor, "see_cards")
    wanted = Slice(
        "marks",
        department=own_cards(actor, department),
        kind=kind or "card",
        standing=standing,
        from_on=from_on,
        until_on=until_on,
    )
    with reading() as office:
        rows = listed_cards(office.session, wanted, limit + 1, place_in(wanted, cursor))
        count = figures.count(office.session, wanted)
        counts = board.assessed(office, from_on, until_on)
    last = rows[limit - 1][0] if len(rows) > limit else None
    return CardsView(
        count=count,
        assessed=[
            AssessedView(
                department=line.department,
                colour=line.colour,
                issued=line.issued.count,
                revoked=line.revoked.count,
                net=line.net,
            )
            for line in counts
            if wanted.department in (None, line.department)
        ],
        items=[_item(row) for row in rows[:limit]],
        next_cursor=written(last.case_id, str(last.number)) if last else None,
    )


def _item(row: CardRow) -> CardItem:
    mark, case, ground = row
    return CardItem(
        case_id=case.case_id,
        entry_number=mark.number,
        colour=mark.kind,
        clock=mark.clock,
        department=mark.department,
        effective_on=mark.effective_on,
        ground=ground,
        standing=mark.standing,
    )
