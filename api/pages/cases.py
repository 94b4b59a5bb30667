"""The pages of one case: its state, its timeline with the record, and each date explained."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from acts.explain import view_of
from acts.lookalikes import NameDoubts, doubts_about
from acts.masking import rows_for
from acts.office import Office
from acts.projection import light_of
from api.dependencies import Acts, Readings
from api.pages.around import around
from api.pages.filled import new_once
from api.pages.news import look_back, remember
from api.pages.offers import FOREMOST, OFFERS, grouped, offered
from api.pages.paper_views import paper_lines
from api.pages.record_lines import record_lines
from api.pages.timeline import timeline
from api.pages.views_case import (
    CaseView,
    case_view,
    clock_named,
    letter_lines,
    review_count,
)
from api.pages.visit import SignedVisit, Visited
from api.pages.watched import watched_case
from api.v1.letters import for_reader
from ledger import book, views
from states.exchange import unconfirmed
from states.parts import views_of
from states.terms import CaseSnapshot, ClockName, Colour, Role

router = APIRouter()


def viewed(visit: SignedVisit, case: CaseSnapshot) -> CaseView:
    """The case for this visitor."""
    return case_view(visit.words, case, light_of(case), visit.today, visit.actor.organisation)


@router.get("/cases/{case_id}", response_class=HTMLResponse)
def show_case(
    case_id: str,
    visit: Visited,
    reading: Readings,
    acts: Acts,
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Where the case stands, who holds it, and what the visitor may do."""
    with reading() as office:
        case = visit.case(office, case_id)
        rows = [
            row for row in views.letters_of(office.session, case_id) if for_reader(row, visit.actor)
        ]
        papers = paper_lines(visit.words, office, case, office.entries(case_id))
        beside = around(
            visit,
            office,
            project=str(case.within.get("project_id", "")),
            case=case_id,
            code=str(case.applicant.get("credit_code", "")),
        )
        look = look_back(visit, office, case)
        doubts = _doubts(visit, office, case)
    remember(visit, acts, case_id, look)
    acts_now = offered(case, visit.actor)
    others = [name for name in acts_now if name not in FOREMOST]
    return visit.page(
        "case",
        case=viewed(visit, case),
        letters=letter_lines(visit.words, case, rows),
        requests=sum(1 for row in rows if row.kind == "opinion_request"),
        foremost=[name for name in acts_now if name in FOREMOST],
        others=others,
        groups=grouped(others),
        papers=papers,
        news=look.news,
        doubts=doubts,
        around=beside,
        live=watched_case(visit, case),
        parts=views_of(case),
        named=visit.words.department,
        receivable={one.id for one in unconfirmed(case)} if "confirm-receipt" in acts_now else (),
        once=new_once(),
        done=done if done in OFFERS or done == "filed" else "",
    )


def _doubts(visit: SignedVisit, office: Office, case: CaseSnapshot) -> NameDoubts:
    """What the window is told of the applicant's name; the others are told nothing of it."""
    return doubts_about(office, case) if visit.actor.role is Role.CLERK else NameDoubts()


@router.get("/cases/{case_id}/timeline", response_class=HTMLResponse)
def show_timeline(case_id: str, visit: Visited, reading: Readings, acts: Acts) -> Response:
    """Who held the case when, drawn as lanes, with the whole record below."""
    words = visit.words
    with reading() as office:
        case = visit.case(office, case_id)
        entries = office.entries(case_id)
        rows = rows_for(visit.actor, case, book.sealed_entries(office.session, case_id))
        lines = record_lines(visit, office, case, rows)
        look = look_back(visit, office, case)
    remember(visit, acts, case_id, look)
    view = viewed(visit, case)
    signed, seated = review_count(view)
    return visit.page(
        "timeline",
        case=view,
        line=timeline(words, case, entries, visit.now),
        entries=lines,
        seen_up_to=look.seen_up_to,
        signed=signed,
        seated=seated,
        cards={colour.value: _cards(case, colour) for colour in Colour},
        paused_days=_paused_days(case),
        promise=clock_named(view, ClockName.PROMISE),
        statute=clock_named(view, ClockName.STATUTE),
    )


def _cards(case: CaseSnapshot, colour: Colour) -> int:
    return sum(1 for card in case.cards if card.colour is colour)


def _paused_days(case: CaseSnapshot) -> int:
    """Days that special procedures took out of the statutory clock."""
    clock = view_of(case, ClockName.STATUTE)
    return clock.clock.due.excluded_days if clock else 0
