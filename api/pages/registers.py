"""The pages of registers (名录): all of them, one with its items, one item with its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from acts import register_import, registers
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from acts.register_import import ImportForm
from acts.registers import ChangeForm, EntryForm, Kept, ReentryForm, StatusForm
from api.cursors import Cursor, read, written
from api.dependencies import Acts, Readings
from api.pages.declining import DECLINED, declined
from api.pages.filled import FilledForm, Sent, SentForm
from api.pages.register_words import RegisterWords
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import NotFound
from api.v1.registers import Wanted
from ledger import register_items

router = APIRouter()
GROUPS = ("channel", "powers", "parks", "projects", "enterprises", "land", "people")
PAGE = 50


@router.get("/registers", response_class=HTMLResponse)
def show_registers(visit: Visited, reading: Readings) -> Response:
    """Every register that the visitor may read, by what it speaks of."""
    with reading() as office:
        counts = register_items.counts(office.session, visit.today)
        known = office.city.catalog.registers.values()
    words = RegisterWords(visit)
    shown = [entry for entry in known if registers.may_read(entry, visit.actor)]
    groups = {
        group: [
            words.register(entry, counts.get(entry.code, 0))
            for entry in shown
            if entry.group == group
        ]
        for group in GROUPS
    }
    return visit.page("registers", groups={name: rows for name, rows in groups.items() if rows})


@router.get("/registers/{code}", response_class=HTMLResponse)
def show_register(
    code: str,
    visit: Visited,
    reading: Readings,
    wanted: Wanted,
    cursor: Cursor = None,
    imported: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """The items of a register: today, on another day, or all there ever were."""
    after = read(cursor, 1)[0] if cursor else ""
    with reading() as office:
        entry = registers.readable(office, code, actor=visit.actor)
        found = registers.listed(office, entry, wanted, limit=PAGE + 1, after=after)
    day = wanted.day or visit.today
    words = RegisterWords(visit)
    asked = {
        "words": wanted.words or "",
        "status": wanted.status or "",
        "day": day.isoformat() if wanted.day and day != visit.today else "",
        "which": "" if wanted.day else "all",
    }
    query = {name: value for name, value in asked.items() if value}
    more = query | {"cursor": written(found[PAGE - 1].item)} if len(found) > PAGE else None
    here = f"/registers/{code}"
    return visit.page(
        "register",
        register=words.register(entry, None),
        columns=words.columns(entry),
        lines=[words.line(kept, day) for kept in found[:PAGE]],
        filters=asked,
        on_day=visit.words.exact(day) if asked["day"] else "",
        more=f"{here}?{urlencode(more)}" if more else "",
        files={
            form: f"/api/v1{here}/export?{urlencode(query | {'form': form})}"
            for form in ("xlsx", "csv", "json")
        },
        keeps=registers.may_keep(entry, visit.actor),
        imported=imported,
    )


@router.get("/registers/{code}/enter", response_class=HTMLResponse)
def show_entry(code: str, visit: Visited, reading: Readings) -> Response:
    """The form of an entry."""
    return _entry(visit, reading, code, FilledForm())


@router.post("/registers/{code}/enter", response_class=HTMLResponse)
def take_entry(
    code: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Enter an item, or show the form again with what is wrong."""
    try:
        form = EntryForm.model_validate(
            _texts(sent, "from_on", "until_on") | {"values": _values(sent)}
        )
        kept = _done(visit, acts, lambda office, more: registers.enter(office, code, form, **more))
    except DECLINED as error:
        filled, status = _declined(visit, reading, code, sent, error)
        return _entry(visit, reading, code, filled, status)
    return onward(f"/registers/{code}/{kept.item}")


@router.get("/registers/{code}/import", response_class=HTMLResponse)
def show_import(code: str, visit: Visited, reading: Readings) -> Response:
    """The form of an import, with the columns that a file may have."""
    return _import(visit, reading, code, FilledForm())


@router.post("/registers/{code}/import", response_class=HTMLResponse)
def take_import(
    code: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Enter every row of the file, or none and say what is wrong with which."""
    try:
        form = ImportForm.model_validate(_texts(sent) | {"text": _file(sent)})
        done = _done(
            visit,
            acts,
            lambda office, more: register_import.import_rows(office, code, form, **more),
        )
    except DECLINED as error:
        filled, status = _declined(visit, reading, code, sent, error)
        rows = _wrong_rows(visit, error)
        return _import(visit, reading, code, filled, rows, status)
    return onward(f"/registers/{code}?imported={len(done)}")


def _file(sent: Sent) -> str:
    upload = sent.files.get("file")
    if upload is None:
        return sent.text("text")
    try:
        return upload.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        zh, en = "文件应为 UTF-8 编码的 CSV。", "The file must be CSV in UTF-8."
        raise Invalid(FieldProblem("/text", zh, en)) from None


def _wrong_rows(visit: SignedVisit, error: Exception) -> list[tuple[str, str, str]]:
    """Row, field and fault of each row that is wrong."""
    if not isinstance(error, Invalid):
        return []
    chinese = visit.lang == "zh"
    found = []
    for problem in error.problems:
        _, _, place = problem.pointer.partition("/rows/")
        row, _, field = place.partition("/")
        if row:
            found.append((row, field, problem.zh if chinese else problem.en))
    return found


@router.get("/registers/{code}/{item}", response_class=HTMLResponse)
def show_item(
    code: str,
    item: str,
    visit: Visited,
    reading: Readings,
    day: Annotated[date | None, Query()] = None,
) -> Response:
    """An item with its whole record, and what may be done with it."""
    with reading() as office:
        kept = registers.item(office, code, item, actor=visit.actor)
    then = registers.as_of(kept, day) if day else kept
    if then is None:
        raise NotFound
    words = RegisterWords(visit)
    return visit.page(
        "register_item",
        register=words.register(kept.entry, None),
        line=words.line(then, day or visit.today),
        on_day=visit.words.exact(day) if day else "",
        history=words.history(kept),
        spells=words.spells(kept),
        may=_offered(visit, kept),
    )


def _offered(visit: SignedVisit, kept: Kept) -> tuple[str, ...]:
    if not registers.may_keep(kept.entry, visit.actor):
        return ()
    standing = kept.now.standing(visit.today)
    return ("move", "change") if standing in ("in", "ahead") else ("reenter",)


Doing = Callable[..., Any]
ACTS: Mapping[str, tuple[Doing, type[ChangeForm] | type[StatusForm] | type[ReentryForm]]] = {
    "move": (registers.move, StatusForm),
    "change": (registers.change, ChangeForm),
    "reenter": (registers.reenter, ReentryForm),
}
DAYS = {
    "move": ("effective_on",),
    "change": ("effective_on", "until_on"),
    "reenter": ("from_on", "until_on"),
}


@router.get("/registers/{code}/{item}/{wanted}", response_class=HTMLResponse)
def show_act(code: str, item: str, wanted: str, visit: Visited, reading: Readings) -> Response:
    """The form of an act on an item."""
    if wanted not in ACTS:
        raise NotFound
    return _act(visit, reading, code, item, wanted, None)


@router.post("/registers/{code}/{item}/{wanted}", response_class=HTMLResponse)
def take_act(
    code: str,
    item: str,
    wanted: str,
    visit: Visited,
    reading: Readings,
    acts: Acts,
    sent: SentForm,
) -> Response:
    """Change, move or enter again, or show the item with what is wrong."""
    if wanted not in ACTS:
        raise NotFound
    act, model = ACTS[wanted]
    try:
        told: dict[str, Any] = _texts(sent, *DAYS[wanted])
        told |= {"status": sent.text("status")} if wanted == "move" else {"values": _values(sent)}
        form = model.model_validate(told)
        _done(
            visit,
            acts,
            lambda office, more: act(office, code, item, form, if_version=sent.version, **more),
        )
    except DECLINED as error:
        filled, status = _declined(visit, reading, code, sent, error)
        return _act(visit, reading, code, item, wanted, filled, status)
    return onward(f"/registers/{code}/{item}")


def _texts(sent: Sent, *days: str) -> dict[str, Any]:
    told: dict[str, Any] = {"reason": sent.text("reason"), "basis": sent.text("basis")}
    return told | {name: sent.text(name).strip() or None for name in days}


def _values(sent: Sent) -> dict[str, str]:
    given = {name: texts[0] for name, texts in sent.texts.items() if name.startswith("values.")}
    return {name.removeprefix("values."): text for name, text in given.items()}


def _done(visit: SignedVisit, acts: Acts, do: Callable[[Office, dict[str, Any]], Any]) -> Any:
    with acts() as office:
        return do(office, {"actor": visit.actor, "now": visit.now})


def _declined(
    visit: SignedVisit, reading: Readings, code: str, sent: Sent, error: Exception
) -> tuple[FilledForm, int]:
    with reading() as office:
        entry = registers.readable(office, code, actor=visit.actor)
    return declined(visit, sent, error, RegisterWords(visit).labels(entry))


def _entry(
    visit: SignedVisit, reading: Readings, code: str, form: FilledForm, status: int = 200
) -> HTMLResponse:
    with reading() as office:
        entry = registers.writable(office, code, actor=visit.actor)
    words = RegisterWords(visit)
    return visit.page(
        "register_entry",
        status,
        register=words.register(entry, None),
        fields_asked=words.asked(entry),
        form=form,
    )


def _import(
    visit: SignedVisit,
    reading: Readings,
    code: str,
    form: FilledForm,
    rows: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> HTMLResponse:
    with reading() as office:
        entry = registers.writable(office, code, actor=visit.actor)
    words = RegisterWords(visit)
    return visit.page(
        "register_import",
        status,
        register=words.register(entry, None),
        fields_asked=words.asked(entry),
        labels=words.labels(entry),
        wrong_rows=rows or [],
        rows_max=register_import.ROWS_MAX,
        form=form,
    )


def _act(
    visit: SignedVisit,
    reading: Readings,
    code: str,
    item: str,
    wanted: str,
    form: FilledForm | None,
    status: int = 200,
) -> HTMLResponse:
    with reading() as office:
        registers.writable(office, code, actor=visit.actor)
        kept = registers.item(office, code, item, actor=visit.actor)
    words = RegisterWords(visit)
    return visit.page(
        "register_act",
        status,
        register=words.register(kept.entry, None),
        line=words.line(kept, visit.today),
        wanted=wanted,
        fields_asked=words.asked(kept.entry),
        present=kept.now.values,
        moves=words.moves(kept),
        form=form or FilledForm(version=kept.now.version),
    )
