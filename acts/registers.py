"""名录 (registers): items entered, changed, moved between statuses, removed and entered again.

The definition of a register is data of the catalogue; officials of its keepers write, other
officials read, enterprises read what is public. Each act is one line of the item's record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from acts.authority import allows, authorise
from acts.forms import Form, Line, Remark
from acts.office import Office
from acts.problems import Invalid, UnknownCase
from acts.records import fresh, write_line
from acts.register_values import Values, read_values, refs_of, title_of, unique_refs
from catalog.register_schema import RegisterEntry
from ledger import register_items
from ledger.book import next_serial
from ledger.item_registers import RegisterLine, lines_of
from ledger.register_items import BOOK, ItemFilter, Listed, id_of, item_of
from states.register_item import (
    RegisterItem,
    change_in_order,
    move_in_order,
    reentry_in_order,
    term_in_order,
)
from states.register_refusals import AlreadyListed, NothingChanged
from states.terms import Actor
from states.terms.registers import LineKind
from states.worktime import legal_day

Given = dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=4000)]]


class UnknownItem(UnknownCase):
    """There is no such item in the register, or it is not yours to see."""


class EntryForm(Form):
    """What is entered, why and on which basis, and the days of effect.

    `from_on` is today where nothing is said and may lie ahead; `until_on` is the last day.
    """

    values: Given
    reason: Line
    basis: Remark = ""
    from_on: date | None = None
    until_on: date | None = None


class ChangeForm(Form):
    """Fields that get another value, or another last day, with the reason."""

    values: Given = Field(default_factory=dict)
    reason: Line
    basis: Remark = ""
    effective_on: date | None = None
    until_on: date | None = None


class StatusForm(Form):
    """The status that the item gets, with the reason; one that ends takes it out."""

    status: Annotated[str, Field(max_length=64)]
    reason: Line
    basis: Remark = ""
    effective_on: date | None = None


class ReentryForm(Form):
    """Why an item comes back, from when to when, and what differs now."""

    values: Given = Field(default_factory=dict)
    reason: Line
    basis: Remark = ""
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """An item with its definition, its number and its whole record."""

    entry: RegisterEntry
    item: str
    now: RegisterItem
    lines: tuple[RegisterLine, ...]

    @property
    def head(self) -> str:
        """The hash of the last line."""
        return self.lines[-1].hash


def readable(office: Office, code: str, *, actor: Actor) -> RegisterEntry:
    """The definition of a register that the actor may read.

    Raises:
        UnknownRegister: the catalogue has none of this code.
        NotYours: it is not public, and the actor is no official.
    """
    entry = office.city.catalog.register(code)
    if not entry.public:
        authorise(actor, "see_registers")
    return entry


def may_read(entry: RegisterEntry, actor: Actor) -> bool:
    """Officials read every register, enterprises the public ones."""
    return entry.public or allows(actor, "see_registers")


def may_keep(entry: RegisterEntry, actor: Actor) -> bool:
    """Whether the actor writes in this register: an official of one of its keepers."""
    return allows(actor, "keep_register", entry)


def writable(office: Office, code: str, *, actor: Actor) -> RegisterEntry:
    """The definition of a register that the actor keeps.

    Raises:
        UnknownRegister, NotYours: as they say.
    """
    entry = office.city.catalog.register(code)
    authorise(actor, "keep_register", entry)
    return entry


def item(office: Office, code: str, number: str, *, actor: Actor) -> Kept:
    """One item with its history.

    Raises:
        UnknownRegister, NotYours, UnknownItem: as they say.
    """
    return _kept(office, readable(office, code, actor=actor), number)


def _kept(office: Office, entry: RegisterEntry, number: str) -> Kept:
    lines = lines_of(office.session, BOOK, id_of(entry.code, number))
    found = item_of(lines)
    if found is None:
        raise UnknownItem(f"{entry.code}/{number}")
    return Kept(entry, number, found, lines)


def enter(office: Office, code: str, form: EntryForm, *, actor: Actor, now: datetime) -> Kept:
    """列入: a new item with its reason and basis.

    Raises:
        Invalid: a value is not what its field asks.
        ValidityMissing, ValidityNotForeseen, ValidityBackwards, AlreadyListed: as they say.
    """
    entry = writable(office, code, actor=actor)
    values, problems = read_values(office, entry, form.values)
    if problems:
        raise Invalid(*problems)
    _one_writer(office, entry)
    return entered(office, entry, values, form, actor=actor, now=now)


def entered(
    office: Office,
    entry: RegisterEntry,
    values: Values,
    form: EntryForm,
    *,
    actor: Actor,
    now: datetime,
) -> Kept:
    """Write the first line of an item whose values were read; see :func:`enter`."""
    today = legal_day(now)
    from_on = form.from_on or today
    term_in_order(entry.rules, from_on, form.until_on)
    _not_listed(office, entry, values, today, "")
    number = f"{today.year}-{next_serial(office.session, f'{BOOK}.{entry.code}', today.year):04d}"
    payload = _told(form, office, entry, values) | {
        "values": values,
        "status": entry.rules.first,
        "until_on": _iso(form.until_on),
    }
    kind = LineKind.ENTERED
    return _written(office, entry, number, (), kind, payload, from_on, actor, now)


def change(
    office: Office,
    code: str,
    number: str,
    form: ChangeForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> Kept:
    """变更: other values, or another last day; what stood before stays in the record.

    Raises:
        Invalid, NotInRegister, BeforeTheLastLine, AheadOfToday, NothingChanged,
        ValidityNotForeseen, ValidityBackwards, AlreadyListed, StaleVersion: as they say.
    """
    kept = _to_write(office, code, number, actor, if_version)
    values, problems = read_values(office, kept.entry, form.values, partly=True)
    if problems:
        raise Invalid(*problems)
    today = legal_day(now)
    on = form.effective_on or max(today, kept.now.last_on)
    change_in_order(kept.entry.rules, kept.now, on, today, form.until_on)
    changed = {k: v for k, v in values.items() if kept.now.values.get(k, "") != v}
    last = kept.now.last_spell
    new_term = form.until_on is not None and last is not None and last.until_on != form.until_on
    if not changed and not new_term:
        raise NothingChanged()
    whole = {**kept.now.values, **changed}
    _not_listed(office, kept.entry, whole, today, number)
    payload = _told(form, office, kept.entry, whole) | {"values": changed}
    if form.until_on is not None:
        payload["until_on"] = _iso(form.until_on)
    return _next(office, kept, LineKind.CHANGED, payload, on, actor, now)


def move(
    office: Office,
    code: str,
    number: str,
    form: StatusForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> Kept:
    """状态变动: as the definition allows; a status that ends takes the item out (移出).

    Raises:
        NotInRegister, StatusNotForeseen, BeforeTheLastLine, AheadOfToday, StaleVersion: as
        they say.
    """
    kept = _to_write(office, code, number, actor, if_version)
    today = legal_day(now)
    on = form.effective_on or max(today, kept.now.last_on)
    kind = move_in_order(kept.entry.rules, kept.now, form.status, on, today)
    payload = {"reason": form.reason, "basis": form.basis, "status": form.status}
    return _next(office, kept, kind, payload, on, actor, now)


def reenter(
    office: Office,
    code: str,
    number: str,
    form: ReentryForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> Kept:
    """重新列入: an item that is out comes back under its number, with its first status.

    Raises:
        Invalid, StillInRegister, BeforeTheLastLine, AlreadyListed, StaleVersion: as they say.
        ValidityMissing, ValidityNotForeseen, ValidityBackwards: the days are not such.
    """
    kept = _to_write(office, code, number, actor, if_version)
    values, problems = read_values(office, kept.entry, form.values, partly=True)
    if problems:
        raise Invalid(*problems)
    today = legal_day(now)
    from_on = form.from_on or max(today, kept.now.last_on)
    reentry_in_order(kept.entry.rules, kept.now, from_on, form.until_on)
    whole = {**kept.now.values, **values}
    _not_listed(office, kept.entry, whole, today, number)
    payload = _told(form, office, kept.entry, whole) | {
        "values": {k: v for k, v in values.items() if kept.now.values.get(k, "") != v},
        "status": kept.entry.rules.first,
        "until_on": _iso(form.until_on),
    }
    return _next(office, kept, LineKind.REENTERED, payload, from_on, actor, now)


def _to_write(office: Office, code: str, number: str, actor: Actor, if_version: int | None) -> Kept:
    entry = writable(office, code, actor=actor)
    _one_writer(office, entry)
    kept = _kept(office, entry, number)
    fresh(number, if_version, kept.now.version)
    return kept


def _one_writer(office: Office, entry: RegisterEntry) -> None:
    """Whoever writes in a register counts its writings first, and so waits for the others.

    Two that read at the same instant could otherwise both find a value free.
    """
    next_serial(office.session, f"{BOOK}.{entry.code}.writings", 0)


def _not_listed(
    office: Office, entry: RegisterEntry, values: Values, today: date, but: str
) -> None:
    refs = unique_refs(entry, values)
    if not refs:
        return
    for _, number, _, ref in register_items.holders_of(office.session, refs, today, entry.code):
        if number != but:
            raise AlreadyListed(value=ref.split(":", 2)[2], item=number)


def _told(
    form: EntryForm | ChangeForm | ReentryForm,
    office: Office,
    entry: RegisterEntry,
    whole: Mapping[str, str],
) -> dict[str, Any]:
    return {
        "reason": form.reason,
        "basis": form.basis,
        "title": title_of(office, entry, whole),
        "refs": list(refs_of(entry, whole)),
    }


def _next(
    office: Office,
    kept: Kept,
    kind: LineKind,
    payload: dict[str, Any],
    on: date,
    actor: Actor,
    now: datetime,
) -> Kept:
    return _written(office, kept.entry, kept.item, kept.lines, kind, payload, on, actor, now)


def _written(
    office: Office,
    entry: RegisterEntry,
    number: str,
    earlier: tuple[RegisterLine, ...],
    kind: LineKind,
    payload: dict[str, Any],
    on: date,
    actor: Actor,
    now: datetime,
) -> Kept:
    item_id = id_of(entry.code, number)
    lines = write_line(
        office, BOOK, item_id, earlier, kind.value, payload, on=on, actor=actor, now=now
    )
    kept = Kept(entry, number, _item(lines), lines)
    register_items.project(office.session, entry.code, number, kept.now, kept.head)
    return kept


def _item(lines: Iterable[RegisterLine]) -> RegisterItem:
    found = item_of(lines)
    assert found is not None, "a record that was just written has a line"
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def standing_of(office: Office, refs: Iterable[str], day: date) -> list[tuple[str, str, str]]:
    """Register, item and title of what stands in a register and points to one of these."""
    found = register_items.holders_of(office.session, sorted(refs), day)
    return [(register, number, title) for register, number, title, _ in found]


def as_of(kept: Kept, day: date) -> Kept | None:
    """The item as its lines had it on a legal day; None before its first one."""
    found = item_of(kept.lines, day)
    return replace(kept, now=found) if found else None


def listed(
    office: Office, entry: RegisterEntry, wanted: ItemFilter, *, limit: int, after: str = ""
) -> tuple[Kept, ...]:
    """Items of a filter in order of their numbers, as they stood on its day."""
    found = register_items.listed(office.session, wanted, limit=limit, after=after)
    return tuple(_listed(entry, one, wanted.day) for one in found)


def every(office: Office, entry: RegisterEntry, wanted: ItemFilter) -> Iterator[Kept]:
    """All items of a filter, read in batches."""
    for one in register_items.every(office.session, wanted):
        yield _listed(entry, one, wanted.day)


def _listed(entry: RegisterEntry, one: Listed, day: date | None) -> Kept:
    found = item_of(one.lines, day)
    assert found is not None, "its spell covers the day, so a line had effect by then"
    return Kept(entry, one.item, found, one.lines)
