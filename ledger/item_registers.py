"""Registers beside cases: each item a record of its own, append-only and hash-chained."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.chain import GENESIS, canonical, sha256
from ledger.reading import day_of, instant_of
from states.terms import Facts

_COLUMNS = (
    "book, item_id, number, kind, actor, on_authority_of, effective_on, recorded_at, "
    "payload, prev_hash, hash"
)
_OF_ITEM = text(
    f"SELECT {_COLUMNS} FROM register_entry WHERE book = :book AND item_id = :item_id "
    "ORDER BY number"
)
_OF_REGISTER = text(
    f"SELECT {_COLUMNS} FROM register_entry WHERE book = :book ORDER BY item_id, number"
)
_HEADS = text(
    "SELECT book, item_id, number, kind, actor, on_authority_of, effective_on, recorded_at, hash "
    "FROM register_entry WHERE book = :book ORDER BY item_id, number"
)
_OF_ITEMS = (
    f"SELECT {_COLUMNS} FROM register_entry WHERE book = :book AND item_id IN ({{}}) "
    "ORDER BY item_id, number"
)
_LAST = text(
    "SELECT item_id, number, hash FROM register_entry AS e WHERE book = :book AND number = "
    "(SELECT MAX(number) FROM register_entry WHERE book = e.book AND item_id = e.item_id)"
)
_ALL = text(f"SELECT {_COLUMNS} FROM register_entry ORDER BY book, item_id, number")
_IS_TAKEN = text(
    "SELECT 1 FROM register_entry WHERE book = :book AND item_id = :item_id AND number = :number"
)
_WRITTEN = text(
    f"INSERT INTO register_entry ({_COLUMNS}) VALUES (:book, :item_id, :number, :kind, "
    ":actor, :on_authority_of, :effective_on, :recorded_at, :payload, :prev_hash, :hash) "
    "ON CONFLICT DO NOTHING RETURNING number"
)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line of an item's record."""

    register: str
    item_id: str
    number: int
    kind: str
    actor: str
    on_authority_of: str
    effective_on: date
    recorded_at: datetime
    payload: Facts
    hash: str = ""


def lines_of(session: Session, register: str, item_id: str) -> tuple[RegisterLine, ...]:
    """The record of one item, in order; empty where there is none."""
    rows = session.execute(_OF_ITEM, {"book": register, "item_id": item_id})
    return tuple(map(line_of, rows))


def all_lines(session: Session, register: str) -> tuple[RegisterLine, ...]:
    """Every line of a register, item by item."""
    return tuple(map(line_of, session.execute(_OF_REGISTER, {"book": register})))


def heads(session: Session, register: str) -> tuple[RegisterLine, ...]:
    """Every line of a register without its payload, item by item: who wrote what, and when."""
    return tuple(line_of(row, payload="{}") for row in session.execute(_HEADS, {"book": register}))


def lines_by_item(
    session: Session, register: str, item_ids: Sequence[str]
) -> dict[str, tuple[RegisterLine, ...]]:
    """The lines of several items, read at once."""
    if not item_ids:
        return {}
    names = {f"i{place}": item_id for place, item_id in enumerate(item_ids)}
    query = text(_OF_ITEMS.format(", ".join(f":{name}" for name in names)))
    rows = map(line_of, session.execute(query, {"book": register, **names}))
    return {key: tuple(lines) for key, lines in groupby(rows, lambda line: line.item_id)}


def append_line(
    session: Session, line: RegisterLine, earlier: Sequence[RegisterLine]
) -> RegisterLine | None:
    """Write the line that follows the ones that were read, as it then stands in the register.

    None where somebody wrote after them: what was decided on them is stale.
    """
    head = earlier[-1].hash if earlier else GENESIS
    payload = canonical(line.payload)
    row = {
        "book": line.register,
        "item_id": line.item_id,
        "number": line.number,
        "kind": line.kind,
        "actor": line.actor,
        "on_authority_of": line.on_authority_of,
        "effective_on": line.effective_on.isoformat(),
        "recorded_at": line.recorded_at.astimezone(UTC).isoformat(),
        "payload": payload,
        "prev_hash": head,
        "hash": _sealed(line, payload, head),
    }
    # SQLite's guard against replacing refuses a taken number before ON CONFLICT is asked.
    if session.execute(_IS_TAKEN, row).first() or not session.execute(_WRITTEN, row).first():
        return None
    at = line.recorded_at.astimezone(UTC)
    return replace(line, recorded_at=at, payload=json.loads(payload), hash=str(row["hash"]))


def faults(session: Session) -> Iterator[tuple[str, int, str]]:
    """Item, number and problem of every line that is not what was written."""
    place: tuple[str, str] | None = None
    expected, previous = 1, GENESIS
    for row in session.execute(_ALL):
        if (row.book, row.item_id) != place:
            place, expected, previous = (row.book, row.item_id), 1, GENESIS
        name = f"{row.book}:{row.item_id}"
        if row.number != expected:
            yield name, expected, f"entry {expected} is missing"
        if row.prev_hash != previous:
            yield name, row.number, "does not continue the entry before it"
        try:
            fits = _sealed(line_of(row), row.payload, row.prev_hash) == row.hash
        except ValueError as error:
            yield name, row.number, f"cannot be read: {error}"
        else:
            if not fits:
                yield name, row.number, "content does not match its hash"
        expected, previous = row.number + 1, row.hash


def head_faults(
    session: Session, register: str, named: Mapping[str, tuple[int, str]], what: str
) -> Iterator[tuple[str, int, str]]:
    """Item, number and problem where a row does not name the last line of its record.

    `named` is the version and head that each item's row names; `what` an item is called.
    """
    last = {
        row.item_id: (row.number, row.hash) for row in session.execute(_LAST, {"book": register})
    }
    for item_id in sorted(last.keys() | named.keys()):
        name = f"{register}:{item_id}"
        if item_id not in named:
            yield name, 0, f"the {what}'s row is missing"
        elif item_id not in last:
            yield name, 0, f"the {what}'s record is missing"
        elif named[item_id][0] > last[item_id][0]:
            yield name, last[item_id][0] + 1, "the last entries are missing"
        elif named[item_id] != last[item_id]:
            yield name, last[item_id][0], f"is not the head that the {what}'s row names"


def _sealed(line: RegisterLine, payload: str, head: str) -> str:
    return sha256(
        canonical(
            [
                line.register,
                line.item_id,
                line.number,
                line.kind,
                line.actor,
                line.on_authority_of,
                line.effective_on.isoformat(),
                line.recorded_at.astimezone(UTC).isoformat(),
                payload,
                head,
            ]
        )
    )


def line_of(row: Any, payload: str | None = None) -> RegisterLine:
    """A line from its row; `payload` in its place where it was not read."""
    return RegisterLine(
        register=row.book,
        item_id=row.item_id,
        number=row.number,
        kind=row.kind,
        actor=row.actor,
        on_authority_of=row.on_authority_of,
        effective_on=day_of(row.effective_on),
        recorded_at=instant_of(row.recorded_at),
        payload=json.loads(row.payload if payload is None else payload),
        hash=row.hash,
    )
