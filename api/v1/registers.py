"""Registers (名录): definitions, items with their history, imports and exports."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse

from acts import register_import, registers
from acts.office import Office
from acts.register_import import ImportForm
from acts.registers import ChangeForm, EntryForm, Kept, ReentryForm, StatusForm
from api.bodies import CounterRoute
from api.cursors import Cursor, Limit, read, written
from api.dependencies import CurrentActor, Lang, Now, Readings
from api.desk import Desk, DeskHere
from api.idempotency import Answer
from api.problems import NotFound
from api.record_rows import history_rows
from api.register_views import definition_row, item_row, said_by, table
from api.table_files import attached, exported
from ledger import register_items
from ledger.register_items import ItemFilter
from states.worktime import legal_day

router = APIRouter(prefix="/registers", tags=["registers"], route_class=CounterRoute)
WHOLE = "all"


def item_filter(
    code: str,
    now: Now,
    day: Annotated[str, Query(max_length=10, description="As it stood on this day.")] = "",
    status: Annotated[str, Query(max_length=64)] = "",
    words: Annotated[str, Query(max_length=100)] = "",
    which: Annotated[Literal["in", "all"], Query(description="Also those that left.")] = "in",
) -> ItemFilter:
    """Which items a query asks for."""
    plain = "".join(sign for sign in words if sign.isprintable()).strip()
    on = _day(day) or (None if which == WHOLE else legal_day(now))
    return ItemFilter(code, on, status or None, plain or None)


def _day(text: str) -> date | None:
    """A day of a filter; what is none filters nothing."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


Wanted = Annotated[ItemFilter, Depends(item_filter)]


@router.get("", response_model=list[dict[str, Any]])
def list_registers(actor: CurrentActor, reading: Readings, now: Now) -> list[dict[str, Any]]:
    """Every register that one may read, with how many items stand in it today."""
    with reading() as office:
        counts = register_items.counts(office.session, legal_day(now))
        known = office.city.catalog.registers.values()
    return [
        definition_row(entry, counts.get(entry.code, 0))
        for entry in known
        if registers.may_read(entry, actor)
    ]


@router.get("/{code}", response_model=dict[str, Any])
def read_register(code: str, actor: CurrentActor, reading: Readings, now: Now) -> dict[str, Any]:
    """The definition of a register: fields, statuses and their moves, keepers, source."""
    with reading() as office:
        entry = registers.readable(office, code, actor=actor)
        counts = register_items.counts(office.session, legal_day(now))
    return definition_row(entry, counts.get(code, 0))


@router.get("/{code}/items", response_model=dict[str, Any])
def list_items(
    code: str,
    wanted: Wanted,
    actor: CurrentActor,
    reading: Readings,
    now: Now,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """The items that stand in a register today, on another day, or ever."""
    after = read(cursor, 1)[0] if cursor else ""
    with reading() as office:
        entry = registers.readable(office, code, actor=actor)
        found = registers.listed(office, entry, wanted, limit=limit + 1, after=after)
    day = wanted.day or legal_day(now)
    more = len(found) > limit
    return {
        "items": [item_row(kept, day) for kept in found[:limit]],
        "next_cursor": written(found[limit - 1].item) if more else None,
    }


@router.get("/{code}/export", response_class=StreamingResponse)
def export_register(
    code: str,
    wanted: Wanted,
    actor: CurrentActor,
    reading: Readings,
    now: Now,
    lang: Lang,
    form: Literal["xlsx", "csv", "json"] = "xlsx",
) -> StreamingResponse:
    """The whole register, filtered, as workbook, CSV (UTF-8 with BOM) or JSON.

    Texts that a spreadsheet would take for formulas stand behind an apostrophe.
    """
    day = wanted.day or legal_day(now)
    with reading() as office:
        entry = registers.readable(office, code, actor=actor)
        items = list(registers.every(office, entry, wanted))
        pieces = exported(table(entry, items, office.city.catalog, lang, day), form)
    return attached(pieces, form, f"register-{code}-{day.isoformat()}")


@router.get("/{code}/items/{item}", response_model=dict[str, Any])
def read_item(
    code: str,
    item: str,
    actor: CurrentActor,
    reading: Readings,
    now: Now,
    day: Annotated[date | None, Query(description="As it stood on this day.")] = None,
) -> dict[str, Any]:
    """An item with every line of its record."""
    with reading() as office:
        kept = registers.item(office, code, item, actor=actor)
    then = registers.as_of(kept, day) if day else kept
    if then is None:
        raise NotFound
    return item_row(then, day or legal_day(now)) | {"history": history_rows(kept.lines, said_by)}


def _told(kept: Kept, desk: Desk, status: int = 200) -> Answer:
    row = item_row(kept, legal_day(desk.now))
    return Answer(status, json.dumps(row, ensure_ascii=False))


@router.post("/{code}/items", status_code=201, response_model=dict[str, Any])
def enter_item(code: str, form: EntryForm, desk: DeskHere) -> Response:
    """列入: enter an item with its reason and basis."""

    def do(office: Office) -> Answer:
        return _told(registers.enter(office, code, form, actor=desk.actor, now=desk.now), desk, 201)

    return desk.once(form, do)


@router.post("/{code}/imports", status_code=201, response_model=dict[str, Any])
def import_items(code: str, form: ImportForm, desk: DeskHere) -> Response:
    """Enter every row of a CSV file, or none; problems name row and field."""

    def do(office: Office) -> Answer:
        act = register_import.import_rows
        found = act(office, code, form, actor=desk.actor, now=desk.now)
        rows = [{"item": kept.item, "title": kept.now.title} for kept in found]
        return Answer(201, json.dumps({"entered": rows}, ensure_ascii=False))

    return desk.once(form, do)


Doing = Callable[..., Kept]


def _acted(
    desk: Desk,
    act: Doing,
    code: str,
    item: str,
    form: ChangeForm | StatusForm | ReentryForm,
) -> Response:
    def do(office: Office) -> Answer:
        more = {"actor": desk.actor, "now": desk.now, "if_version": desk.if_version}
        return _told(act(office, code, item, form, **more), desk)

    return desk.once(form, do)


@router.post("/{code}/items/{item}/changes", response_model=dict[str, Any])
def change_item(code: str, item: str, form: ChangeForm, desk: DeskHere) -> Response:
    """变更: other values or another last day; what stood before stays in the record."""
    return _acted(desk, registers.change, code, item, form)


@router.post("/{code}/items/{item}/moves", response_model=dict[str, Any])
def move_item(code: str, item: str, form: StatusForm, desk: DeskHere) -> Response:
    """状态变动 or 移出: another status, as the definition of the register allows."""
    return _acted(desk, registers.move, code, item, form)


@router.post("/{code}/items/{item}/re-entry", response_model=dict[str, Any])
def reenter_item(code: str, item: str, form: ReentryForm, desk: DeskHere) -> Response:
    """重新列入: an item that is out comes back under its number."""
    return _acted(desk, registers.reenter, code, item, form)
