"""The search: one box, the cases found, and in each where the words stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from acts import searching
from acts.office import Office
from api.cursors import Cursor, number_in, written
from api.dependencies import Readings
from api.pages.views_duty import CaseLine, case_line
from api.pages.visit import SignedVisit, Visited
from ledger.applicant_views import duties_in

router = APIRouter()

SHOWN = 20


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A case in the list of what was found, with the places to show."""

    case: CaseLine
    hits: tuple[searching.Hit, ...]
    further_hits: int


@router.get("/search", response_class=HTMLResponse)
def show_search(
    visit: Visited,
    reading: Readings,
    q: Annotated[str, Query(max_length=100)] = "",
    cursor: Cursor = None,
) -> Response:
    """The cases that the visitor may see in which all the words stand."""
    words = "".join(sign for sign in q if sign.isprintable()).strip()
    before = number_in(cursor) if cursor else None
    with reading() as office:
        found = searching.search(office, words, actor=visit.actor, limit=SHOWN + 1, before=before)
        lines = _lines(visit, office, found[:SHOWN])
    more = ""
    if len(found) > SHOWN:
        more = "/search?" + urlencode(
            {"q": words, "cursor": written(str(found[SHOWN - 1].case_no))}
        )
    return visit.page("search", words=words, lines=lines, more=more)


def _lines(
    visit: SignedVisit, office: Office, found: list[searching.Found]
) -> tuple[FoundLine, ...]:
    calendar, me = visit.house.city.calendar, visit.actor.organisation
    duties = duties_in(office.session, (one.case.case_id for one in found))
    return tuple(
        FoundLine(
            case_line(
                visit.words,
                one.case,
                duties.get(one.case.case_id, ()),
                visit.today,
                calendar,
                me,
            ),
            one.hits,
            one.further_hits,
        )
        for one in found
    )
