"""The list of yellow and red cards with what became of them, and the counts for assessment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from acts import board
from acts.authority import allows, authorise
from api.cursors import Cursor, written
from api.dependencies import Readings
from api.pages.board import Link
from api.pages.visit import SignedVisit, Visited
from api.pages.words import Day
from api.slices import CardColour, Standing, own_cards, place_in
from ledger import board as figures
from ledger.board import Slice
from ledger.cards import CardRow, listed_cards

router = APIRouter()

CARDS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class CardLine:
    """One card."""

    case_id: str
    number: int
    project: str
    department: str
    colour: str
    clock: str
    ground: str
    on: Day
    standing: str


@router.get("/cards", response_class=HTMLResponse)
def show_cards(
    visit: Visited,
    reading: Readings,
    department: Annotated[str, Query(max_length=80)] = "",
    kind: CardColour | None = None,
    standing: Standing | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    cursor: Cursor = None,
) -> Response:
    """Cards by department, colour, standing and day; officials see those of their department."""
    authorise(visit.actor, "see_cards")
    wanted = Slice(
        "marks",
        department=own_cards(visit.actor, department),
        kind=kind or "card",
        standing=standing,
        from_on=from_on,
        until_on=until_on,
    )
    waiting = Slice("marks", kind="card", standing="appealed", department=wanted.department)
    with reading() as office:
        rows = listed_cards(office.session, wanted, CARDS_SHOWN + 1, place_in(wanted, cursor))
        total = figures.count(office.session, wanted)
        open_appeals = figures.count(office.session, waiting)
        counts = board.assessed(office, from_on, until_on)
    last = rows[CARDS_SHOWN - 1][0] if len(rows) > CARDS_SHOWN else None
    more = _address(wanted, written(last.case_id, str(last.number))) if last else ""
    return visit.page(
        "cards",
        cards=[_line(visit, row) for row in rows[:CARDS_SHOWN]],
        total=total,
        appeals=Link(open_appeals, _address(waiting)),
        assessed=[
            {
                "department": visit.words.department(line.department),
                "colour": line.colour,
                "issued": Link(line.issued.count, _address(line.issued.of)),
                "revoked": Link(line.revoked.count, _address(line.revoked.of)),
                "net": line.net,
            }
            for line in counts
            if wanted.department in (None, line.department)
        ],
        departments=_departments(visit),
        asked=wanted,
        from_on=from_on.isoformat() if from_on else "",
        until_on=until_on.isoformat() if until_on else "",
        more=more,
    )


def _departments(visit: SignedVisit) -> list[tuple[str, str]]:
    """The departments to choose from; nobody chooses who sees only their own."""
    if not allows(visit.actor, "see_every_card"):
        return []
    words = visit.words
    return [(name, words.short(name)) for name in words.catalog.departments]


def _address(wanted: Slice, cursor: str = "") -> str:
    asked = {name: value for name, value in wanted.asked().items() if name != "of"}
    if asked.get("kind") == "card":
        del asked["kind"]
    if cursor:
        asked["cursor"] = cursor
    return f"/cards?{urlencode(asked)}" if asked else "/cards"


def _line(visit: SignedVisit, row: CardRow) -> CardLine:
    mark, case, ground = row
    words = visit.words
    in_catalogue = ground == "time limit of the catalogue"
    return CardLine(
        case_id=case.case_id,
        number=mark.number,
        project=case.project_name,
        department=words.department(mark.department),
        colour=mark.kind,
        clock=mark.clock,
        ground=visit.t("record.catalogue") if in_catalogue else words.source(ground),
        on=words.day(mark.effective_on),
        standing=mark.standing,
    )
