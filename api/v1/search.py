"""Search: cases by name, code, number, enterprise, matter and the text of their letters."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from acts import searching
from api import schemas
from api.bodies import CounterRoute
from api.case_views import case_line
from api.cursors import Cursor, Limit, number_in, written
from api.dependencies import CurrentActor, Readings
from api.search_schemas import FoundView, HitView, PieceView

router = APIRouter(tags=["search"], route_class=CounterRoute)

Words = Annotated[
    str, Query(max_length=100, description="Words apart by a space must all stand in the case.")
]


@router.get("/search", response_model=schemas.Page[FoundView])
def search_cases(
    actor: CurrentActor, reading: Readings, q: Words, limit: Limit = 20, cursor: Cursor = None
) -> schemas.Page[FoundView]:
    """The cases that are yours to see in which all words stand, newest first, and where.

    Full and half width, upper and lower case and all kinds of space are one.
    """
    before = number_in(cursor) if cursor else None
    with reading() as office:
        found = searching.search(office, q, actor=actor, limit=limit + 1, before=before)
        items = [_view(one) for one in found[:limit]]
    more = written(str(found[limit - 1].case_no)) if len(found) > limit else None
    return schemas.Page(items=items, next_cursor=more)


def _view(one: searching.Found) -> FoundView:
    hits = [_hit(hit) for hit in one.hits]
    return FoundView(case=case_line(one.case), hits=hits, further_hits=one.further_hits)


def _hit(hit: searching.Hit) -> HitView:
    pieces = [PieceView(text=piece.text, is_hit=piece.is_hit) for piece in hit.excerpt]
    return HitView.model_validate(
        {
            "place": hit.place,
            "excerpt": pieces,
            "letter_id": hit.letter_id or None,
            "letter_number": hit.letter_number or None,
            "href": f"/api/v1/letters/{hit.letter_id}" if hit.letter_id else None,
        }
    )
