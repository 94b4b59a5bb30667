"""The cases in which the visitor's organisation has acted, its latest act first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from acts.searching import reader
from api.cursors import Cursor, instant_and_name, written
from api.dependencies import Readings
from api.pages.views_duty import CaseLine, case_line
from api.pages.visit import SignedVisit, Visited
from ledger.applicant_views import duties_in
from ledger.tables import DutyRow
from ledger.took_part import TookPart, took_part

router = APIRouter()

SHOWN = 30


@dataclass(frozen=True, slots=True)
class PartLine:
    """A case with what the organisation did in it last."""

    case: CaseLine
    kind: str
    by: str
    instant: str
    iso: str


@router.get("/took-part", response_class=HTMLResponse)
def show_took_part(visit: Visited, reading: Readings, cursor: Cursor = None) -> Response:
    """Also what was answered and is no longer owed."""
    before, actor = instant_and_name(cursor) if cursor else None, visit.actor
    with reading() as office:
        rows = took_part(
            office.session, actor.organisation, reader(actor), limit=SHOWN + 1, before=before
        )
        duties = duties_in(office.session, (row.case.case_id for row in rows[:SHOWN]))
    lines = [_line(visit, row, duties.get(row.case.case_id, [])) for row in rows[:SHOWN]]
    more = ""
    if len(rows) > SHOWN:
        last = rows[SHOWN - 1]
        cursor = written(last.recorded_at.isoformat(), last.case.case_id)
        more = "/took-part?" + urlencode({"cursor": cursor})
    organisation = visit.words.department(actor.organisation)
    return visit.page("took_part", organisation=organisation, lines=lines, more=more)


def _line(visit: SignedVisit, row: TookPart, duties: Sequence[DutyRow]) -> PartLine:
    calendar, user = visit.house.city.calendar, visit.house.city.catalog.users.get(row.actor)
    named = user.name if user and visit.words.in_chinese else user.name_en if user else row.actor
    me = visit.actor.organisation
    return PartLine(
        case=case_line(visit.words, row.case, duties, visit.today, calendar, me),
        kind=row.kind.value,
        by=named,
        instant=visit.words.instant(row.recorded_at),
        iso=row.recorded_at.isoformat(),
    )
