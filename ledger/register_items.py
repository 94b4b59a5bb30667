"""Registers (名录) as tables: items and their spells projected, listed, counted and put right.

The lines of an item stand in `register_entry`; what is here can be derived from them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger import item_registers
from ledger.item_registers import RegisterLine, all_lines
from ledger.register_tables import RegisterItemRow, RegisterRefRow, RegisterSpellRow
from states.register_item import RegisterItem, folded
from states.terms.registers import ItemLine, LineKind

BOOK = "register"
FOREVER = date.max
SPELL = ("place", "from_on", "until_on", "status")


def id_of(register: str, item: str) -> str:
    """The name of an item's record."""
    return f"{register}/{item}"


def place_of(item_id: str) -> tuple[str, str]:
    """Register and item that a record's name means."""
    register, _, item = item_id.rpartition("/")
    return register, item


def item_line(line: RegisterLine) -> ItemLine:
    """The line as the fold needs it."""
    return ItemLine(line.number, LineKind(line.kind), line.effective_on, line.payload)


def item_of(lines: Iterable[RegisterLine], until: date | None = None) -> RegisterItem | None:
    """The item that these lines make, as of a legal day."""
    return folded(map(item_line, lines), until)


def project(session: Session, register: str, item: str, found: RegisterItem, head: str) -> bool:
    """Put the item's row, spells and references in place; whether anything differed."""
    row = {
        "title": found.title,
        "status": found.status,
        "words": _words(found),
        "version": found.version,
        "head_hash": head,
    }
    spells = {
        (place, spell.from_on, spell.until_on or FOREVER, spell.status)
        for place, spell in enumerate(found.spells, start=1)
    }
    differs = [
        _item_differs(session, register, item, row),
        _rows_differ(session, RegisterSpellRow, (register, item), SPELL, spells),
        _rows_differ(
            session, RegisterRefRow, (register, item), ("ref",), {(r,) for r in found.refs}
        ),
    ]
    session.flush()
    return any(differs)


def _item_differs(session: Session, register: str, item: str, row: dict[str, Any]) -> bool:
    standing = session.get(RegisterItemRow, (register, item))
    if standing is None:
        session.add(RegisterItemRow(code=register, item=item, **row))
        return True
    differs = any(getattr(standing, name) != value for name, value in row.items())
    for name, value in row.items():
        setattr(standing, name, value)
    return differs


def _rows_differ(
    session: Session,
    table: type[RegisterSpellRow] | type[RegisterRefRow],
    place: tuple[str, str],
    names: tuple[str, ...],
    wanted: set[tuple[Any, ...]],
) -> bool:
    code, item = place
    here = (col(table.code) == code, col(table.item) == item)
    columns = [getattr(table, name) for name in names]
    if {tuple(row) for row in session.execute(select(*columns).where(*here))} == wanted:
        return False
    session.execute(delete(table).where(*here))
    rows = [{"code": code, "item": item, **dict(zip(names, row, strict=True))} for row in wanted]
    if rows:
        session.execute(insert(table), rows)
    return True


def _words(item: RegisterItem) -> str:
    return "\n".join([item.title, *item.values.values()]).lower()


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items of a register: those in it on a day (None: all ever), a status, words."""

    register: str
    day: date | None = None
    status: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of a list with all its lines."""

    item: str
    lines: tuple[RegisterLine, ...]


def listed(
    session: Session, wanted: ItemFilter, *, limit: int, after: str = ""
) -> tuple[Listed, ...]:
    """Items in order of their numbers, after the last one seen: two queries, whatever the size."""
    number = col(RegisterItemRow.item)
    query = select(number).where(*_conditions(wanted), number > after)
    if wanted.day is not None:
        query = query.join(RegisterSpellRow, _spell_on(wanted.day))
        if wanted.status is not None:
            query = query.where(col(RegisterSpellRow.status) == wanted.status)
    elif wanted.status is not None:
        query = query.where(col(RegisterItemRow.status) == wanted.status)
    found = list(session.scalars(query.order_by(number).limit(limit)))
    lines = item_registers.lines_by_item(
        session, BOOK, [id_of(wanted.register, item) for item in found]
    )
    return tuple(Listed(item, lines[id_of(wanted.register, item)]) for item in found)


def every(session: Session, wanted: ItemFilter, batch: int = 500) -> Iterator[Listed]:
    """All items of a filter, one batch in memory at a time."""
    after = ""
    while found := listed(session, wanted, limit=batch, after=after):
        after = found[-1].item
        yield from found


def _conditions(wanted: ItemFilter) -> list[ColumnElement[bool]]:
    found = [col(RegisterItemRow.code) == wanted.register]
    for word in (wanted.words or "").lower().split():
        found.append(col(RegisterItemRow.words).contains(word, autoescape=True))
    return found


def _spell_on(day: date) -> ColumnElement[bool]:
    spell = RegisterSpellRow
    return (
        (col(spell.code) == col(RegisterItemRow.code))
        & (col(spell.item) == col(RegisterItemRow.item))
        & (col(spell.from_on) <= day)
        & (col(spell.until_on) >= day)
    )


def counts(session: Session, day: date) -> dict[str, int]:
    """How many items stand in each register on a day."""
    spell = RegisterSpellRow
    query = (
        select(col(spell.code), func.count())
        .where(col(spell.from_on) <= day, col(spell.until_on) >= day)
        .group_by(col(spell.code))
    )
    return {str(register): int(count) for register, count in session.execute(query)}


def holders_of(
    session: Session, refs: Sequence[str], day: date, register: str | None = None
) -> list[tuple[str, str, str, str]]:
    """Who points to one of these and stands in the register on the day or later.

    Register, item, title and the reference, in order.
    """
    ref, row, spell = RegisterRefRow, RegisterItemRow, RegisterSpellRow
    same = (col(spell.code) == col(row.code)) & (col(spell.item) == col(row.item))
    query = (
        select(col(row.code), col(row.item), col(row.title), col(ref.ref))
        .join(ref, (col(ref.code) == col(row.code)) & (col(ref.item) == col(row.item)))
        .join(spell, same)
        .where(col(ref.ref).in_(list(refs)), col(spell.until_on) >= day)
        .distinct()
        .order_by(col(row.code), col(row.item))
    )
    if register is not None:
        query = query.where(col(row.code) == register)
    return [(r, i, t, f) for r, i, t, f in session.execute(query)]


def derive_again(session: Session) -> int:
    """Project every item anew from its lines; how many stood differently."""
    changed = 0
    known = set()
    for item_id, lines in groupby(all_lines(session, BOOK), lambda line: line.item_id):
        told = tuple(lines)
        item = item_of(told)
        assert item is not None, "a record has at least one line"
        known.add(place_of(item_id))
        changed += project(session, *place_of(item_id), item, told[-1].hash)
    return changed + _strays_removed(session, known)


def _strays_removed(session: Session, known: set[tuple[str, str]]) -> int:
    strays = [
        row for row in session.scalars(select(RegisterItemRow)) if (row.code, row.item) not in known
    ]
    for row in strays:
        for table in (RegisterSpellRow, RegisterRefRow):
            here = (col(table.code) == row.code, col(table.item) == row.item)
            session.execute(delete(table).where(*here))
        session.delete(row)
    session.flush()
    return len(strays)


def head_faults(session: Session) -> Iterator[tuple[str, int, str]]:
    """Item, number and problem where a row does not name the last line of its record."""
    named = {
        id_of(row.code, row.item): (row.version, row.head_hash)
        for row in session.scalars(select(RegisterItemRow))
    }
    return item_registers.head_faults(session, BOOK, named, "item")
