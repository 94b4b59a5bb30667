"""The pages of the ledger as a table (台账) and of what changed in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, StreamingResponse

from acts import ledger_table
from acts.authority import authorise
from api.cursors import Cursor, read, written
from api.dependencies import Readings
from api.ledger_cells import COLUMNS, cells, headers
from api.pages.visit import SignedVisit, Visited
from api.v1.ledger import (
    Wanted,
    cursor_of,
    export_ledger,
    may_see_changes,
    place,
)
from ledger.case_table import changes_since
from states.worktime import SHANGHAI

router = APIRouter()
SHOWN = 50
FILTERS = ("text", "department", "matter", "light", "stage", "received_from", "received_to")
IN_THE_HEAD = ("serial", "case_id", "project_name")
LIGHTS = ("green", "warning", "yellow", "red")


@router.get("/ledger/table", response_class=HTMLResponse)
def show_table(
    visit: Visited, wanted: Wanted, reading: Readings, cursor: Cursor = None
) -> HTMLResponse:
    """The ledger, the newest first, with its filter and its files."""
    before = read(cursor, 1)[0] if cursor else None
    with reading() as office:
        found = ledger_table.page(office, wanted, visit.today, limit=SHOWN + 1, before=before)
    asked, words = _asked(visit), visit.words
    shown = found[:SHOWN]
    last = shown[-1].case_id if len(found) > SHOWN else ""
    catalog = words.catalog
    return visit.page(
        "ledger_table",
        columns=tuple(zip(COLUMNS, headers(visit.lang), strict=True)),
        head=IN_THE_HEAD,
        lines=[
            dict(zip(COLUMNS, cells(catalog, visit.lang, line, at), strict=True))
            for at, line in enumerate(shown, start=1)
        ],
        filters=asked,
        departments=sorted((id, words.short(id)) for id in _leads(visit)),
        matters=[(code, words.matter(code)) for code in sorted(catalog.matters)],
        lights=LIGHTS,
        files={form: _address(f"/ledger/table.{form}", asked) for form in ("xlsx", "csv", "json")},
        more=_address("/ledger/table", {**asked, "cursor": written(last)}) if last else "",
        sees_changes=may_see_changes(visit.actor),
    )


@router.get("/ledger/table.{form}")
def take_table(
    form: Literal["xlsx", "csv", "json"], visit: Visited, wanted: Wanted, reading: Readings
) -> StreamingResponse:
    """The whole ledger, filtered, as a file in the reader's language."""
    lang: Any = visit.lang
    return export_ledger(wanted, reading, visit.now, lang, form)


@router.get("/ledger/changes", response_class=HTMLResponse)
def show_changes(
    visit: Visited,
    reading: Readings,
    since: Annotated[str, Query(max_length=10)] = "",
    cursor: Cursor = None,
) -> HTMLResponse:
    """What was entered since a day, in order; by default since a week ago."""
    authorise(visit.actor, "see_ledger_changes")
    since_at = _since(visit, since)
    with reading() as office:
        found = changes_since(
            office.session, since_at, limit=SHOWN + 1, after=place(cursor) if cursor else None
        )
    shown, words = found[:SHOWN], visit.words
    query = {"since": since_at.date().isoformat()}
    more = {**query, "cursor": cursor_of(shown[-1])} if len(found) > SHOWN else {}
    return visit.page(
        "ledger_changes",
        since=query["since"],
        changes=[
            {
                "at": words.instant(change.recorded_at),
                "iso": change.recorded_at.isoformat(),
                "case_id": change.case_id,
                "number": change.number,
                "kind": change.kind.value,
                "actor": change.actor,
                "effective": words.exact(change.effective_on),
                "project": change.project_name,
                "hash": change.hash[:12],
            }
            for change in shown
        ],
        more=_address("/ledger/changes", more) if more else "",
    )


def _since(visit: SignedVisit, text: str) -> datetime:
    """Midnight of a day in Asia/Shanghai; of the day a week ago where none is given."""
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        day = visit.today - timedelta(days=7)
    return datetime.combine(day, time(), SHANGHAI)


def _leads(visit: SignedVisit) -> set[str]:
    return {matter.department for matter in visit.words.catalog.matters.values()}


def _asked(visit: SignedVisit) -> dict[str, str]:
    query = visit.request.query_params
    return {name: query.get(name, "") for name in FILTERS}


def _address(path: str, asked: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path
