"""The ledger (台账) as rows, as files, and what changed in it since an instant."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from acts import ledger_table
from acts.authority import allows, authorise
from api.bodies import CounterRoute
from api.cursors import Cursor, Limit, read, written, wrong_cursor
from api.dependencies import CurrentActor, Lang, Now, Readings
from api.ledger_cells import record, table
from api.table_files import attached, exported
from api.v1.cases import own_cases
from ledger.case_table import Change, TableFilter, changes_since
from states.terms import Actor
from states.worktime import legal_day

router = APIRouter(prefix="/ledger", tags=["ledger"], route_class=CounterRoute)
Light = Literal["green", "warning", "yellow", "red", ""]
Stage = Literal["open", "decided", ""]


def table_filter(
    actor: CurrentActor,
    text: Annotated[str, Query(max_length=100)] = "",
    department: Annotated[str, Query(max_length=80)] = "",
    matter: Annotated[str, Query(max_length=80)] = "",
    light: Light = "",
    stage: Stage = "",
    received_from: Annotated[str, Query(max_length=10)] = "",
    received_to: Annotated[str, Query(max_length=10)] = "",
) -> TableFilter:
    """The filter that a query asks for, inside what the actor may see.

    Raises:
        NotYours: enterprises have their own list.
    """
    authorise(actor, "see_ledger")
    plain = "".join(sign for sign in text if sign.isprintable()).strip()
    own = own_cases(actor, light=light or None, text=plain or None, lead=department or None)
    return TableFilter(
        cases=own,
        matter=matter or None,
        received_from=_day(received_from),
        received_to=_day(received_to),
        is_decided={"open": False, "decided": True}.get(stage),
    )


def _day(text: str) -> date | None:
    """A day of a filter; what is none filters nothing."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


Wanted = Annotated[TableFilter, Depends(table_filter)]


@router.get("", response_model=dict[str, Any])
def read_ledger(
    wanted: Wanted, reading: Readings, now: Now, limit: Limit = 50, cursor: Cursor = None
) -> dict[str, Any]:
    """The ledger's lines, the newest first."""
    before = read(cursor, 1)[0] if cursor else None
    with reading() as office:
        found = ledger_table.page(office, wanted, legal_day(now), limit=limit + 1, before=before)
    more = len(found) > limit
    rows = [record(line, at) for at, line in enumerate(found[:limit], start=1)]
    return {"items": rows, "next_cursor": written(found[limit - 1].case_id) if more else None}


@router.get("/export", response_class=StreamingResponse)
def export_ledger(
    wanted: Wanted,
    reading: Readings,
    now: Now,
    lang: Lang,
    form: Literal["xlsx", "csv", "json"] = "xlsx",
) -> StreamingResponse:
    """The whole ledger, filtered, as workbook, CSV (UTF-8 with BOM) or JSON.

    Texts that a spreadsheet would take for formulas stand behind an apostrophe.
    """
    with reading() as office:
        lines = ledger_table.lines(office, wanted, legal_day(now))
        pieces = exported(table(lines, office.city.catalog, lang), form)
    return attached(pieces, form, f"ledger-{legal_day(now).isoformat()}")


@router.get("/changes", response_model=dict[str, Any])
def read_ledger_changes(
    actor: CurrentActor,
    reading: Readings,
    since: Annotated[AwareDatetime, Query(description="An instant with its time zone.")],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Every line that was entered since an instant, in order, with the hash that seals it."""
    authorise(actor, "see_ledger_changes")
    with reading() as office:
        found = changes_since(
            office.session, since, limit=limit + 1, after=place(cursor) if cursor else None
        )
    more = len(found) > limit
    return {
        "items": [change_row(change) for change in found[:limit]],
        "next_cursor": cursor_of(found[limit - 1]) if more else None,
    }


def change_row(change: Change) -> dict[str, Any]:
    """One entered line as JSON."""
    return {
        "recorded_at": change.recorded_at.isoformat(),
        "case_id": change.case_id,
        "number": change.number,
        "kind": change.kind.value,
        "actor": change.actor,
        "effective_on": change.effective_on.isoformat(),
        "project_name": change.project_name,
        "hash": change.hash,
    }


def cursor_of(change: Change) -> str:
    """The cursor behind a line."""
    return written(change.recorded_at.isoformat(), change.case_id, str(change.number))


def place(cursor: str) -> tuple[datetime, str, int]:
    """The line that a cursor stands for.

    Raises:
        Invalid: not a cursor of ours.
    """
    at, case_id, number = read(cursor, 3)
    try:
        instant, line = datetime.fromisoformat(at), int(number)
    except ValueError as error:
        raise wrong_cursor() from error
    if instant.tzinfo is None:
        raise wrong_cursor()
    return instant, case_id, line


def may_see_changes(actor: Actor) -> bool:
    """Whether the actor oversees the whole ledger."""
    return allows(actor, "see_ledger_changes")
