"""The book: numbered entries read and appended, with their projections, in one statement.

`append` compares and sets on the case's version: a taken number writes nothing at all and
says so, and the act reads again and decides again. PostgreSQL does all rows in one guarded
statement (one round trip); SQLite, with one writer at a time, in a few.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import CursorResult, text
from sqlalchemy.orm import Session

from ledger import outbox
from ledger.chain import GENESIS, canonical, entry_hash
from ledger.reading import day_of, entry_of, instant_of
from states.marks import Mark
from states.terms import Duty, Entry

CASE_COLUMNS = (
    "case_id",
    "matter",
    "lead",
    "region",
    "project_name",
    "project_code",
    "applicant_code",
    "applicant_name",
    "catalog_sha256",
    "received_at",
    "version",
    "head_hash",
    "filing_state",
    "review_state",
    "approval_state",
    "accepted_on",
    "promise_due_on",
    "statute_due_on",
    "provisional",
    "decided_on",
    "light",
    "next_alarm_on",
    "reaches_on",
    "calendar_version",
    "stage",
    "received_on",
    "used_days",
)
MOVING = tuple(
    column
    for column in CASE_COLUMNS
    if column not in ("case_id", "matter", "lead", "applicant_code")
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One outbox row to be: its kind, its key (once ever) and its payload."""

    kind: str
    key: str
    payload: dict[str, Any]
    available_at: datetime | None = None
    """From when it may leave; at once where None."""


@dataclass(frozen=True, slots=True)
class SealedLetter:
    """One letter row to be, with its typed facts as canonical JSON and its rendered text."""

    letter_id: str
    kind: str
    number: str
    recipient: str
    sealed_on: date
    facts: str
    html: str
    sha256: str
    entry_number: int


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that one act writes: all of it, or nothing.

    `expected` is the version that the act read; 0 opens a new case.
    """

    case_id: str
    expected: int
    prev_hash: str
    entries: tuple[Entry, ...]
    columns: dict[str, Any]
    recorded_at: datetime
    duties_gone: tuple[Duty, ...] = ()
    duties_now: tuple[Duty, ...] = ()
    marks_now: tuple[Mark, ...] = ()
    letters: tuple[SealedLetter, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()


_ENTRIES = (
    "SELECT number, kind, actor, on_authority_of, effective_on, recorded_at, payload, hash "
    "FROM entry WHERE case_id = {case_id} ORDER BY number"
)


_LOCK = text("SELECT 1 FROM cases WHERE case_id = :case_id FOR UPDATE")
_VERSION = text("SELECT version FROM cases WHERE case_id = :case_id")


class _Marks(dict[str, str]):
    """Fills `{name}` with the engine's mark for a parameter of that name."""

    def __init__(self, sqlite: bool) -> None:
        self.pattern = ":{}" if sqlite else "%({})s"

    def __missing__(self, name: str) -> str:
        return self.pattern.format(name)


def _run(session: Session, statement: str, parameters: Any) -> CursorResult[Any]:
    """A constant statement straight to the driver; the hot path's share of SQLAlchemy."""
    connection = session.connection()
    sql = _marked(statement, connection.dialect.name == "sqlite")
    return connection.exec_driver_sql(sql, parameters)


@cache
def _marked(statement: str, sqlite: bool) -> str:
    return statement.format_map(_Marks(sqlite))


def read_entries(session: Session, case_id: str) -> tuple[tuple[Entry, ...], str]:
    """All entries of a case in order, and the hash of the last (GENESIS where none is)."""
    rows = _run(session, _ENTRIES, {"case_id": case_id}).all()
    return tuple(map(entry_of, rows)), rows[-1].hash if rows else GENESIS


_SEALED_ENTRIES = text(
    "SELECT number, kind, actor, on_authority_of, effective_on, recorded_at, payload, "
    "prev_hash, hash FROM entry WHERE case_id = :case_id ORDER BY number"
)


def sealed_entries(session: Session, case_id: str) -> list[dict[str, Any]]:
    """The entries of a case with their hashes, payloads as the very text that was hashed."""
    return [
        {
            "number": row.number,
            "kind": row.kind,
            "actor": row.actor,
            "on_authority_of": row.on_authority_of,
            "effective_on": day_of(row.effective_on).isoformat(),
            "recorded_at": instant_of(row.recorded_at).isoformat(),
            "payload": row.payload,
            "prev_hash": row.prev_hash,
            "hash": row.hash,
        }
        for row in session.execute(_SEALED_ENTRIES, {"case_id": case_id})
    ]


def lock(session: Session, case_id: str) -> None:
    """Make other writers of this case wait; entries are read after, in their own statement.

    SQLite needs none: a writing session already is the only writer.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(_LOCK, {"case_id": case_id})


def hold(session: Session, case_id: str, expected: int) -> bool:
    """Lock the case and say whether it still stands at the version that was read."""
    lock(session, case_id)
    row = session.execute(_VERSION, {"case_id": case_id}).first()
    return row is None or row.version == expected


def next_serial(session: Session, series: str, year: int) -> int:
    """The next number of a series in a year; a rolled back act gives its number back."""
    row = session.execute(
        text(
            "INSERT INTO serial (series, year, last) VALUES (:series, :year, 1) "
            "ON CONFLICT (series, year) DO UPDATE SET last = serial.last + 1 RETURNING last"
        ),
        {"series": series, "year": year},
    ).one()
    return int(row.last)


def append(session: Session, page: Page) -> str | None:
    """Write the page; the new head hash, or None where the version had moved on.

    Nothing is written in the second case.
    """
    rows, head = _sealed(page)
    columns = page.columns | {"version": page.entries[-1].number, "head_hash": head}
    if session.get_bind().dialect.name == "sqlite":
        written = _append_sqlite(session, page, columns, rows)
    else:
        written = _append_postgres(session, page, columns, rows)
    return head if written else None


def _sealed(page: Page) -> tuple[list[dict[str, Any]], str]:
    rows, head = [], page.prev_hash
    for entry in page.entries:
        payload = canonical(entry.payload)
        sealed = entry_hash(page.case_id, entry, payload, head)
        rows.append(
            {
                "case_id": page.case_id,
                "number": entry.number,
                "kind": entry.kind.value,
                "actor": entry.actor,
                "on_authority_of": entry.on_authority_of,
                "effective_on": entry.effective_on.isoformat(),
                "recorded_at": _stored(entry.recorded_at),
                "payload": payload,
                "prev_hash": head,
                "hash": sealed,
            }
        )
        head = sealed
    return rows, head


def _stored(instant: datetime) -> str:
    """UTC without the zone: what SQLite keeps, and what PostgreSQL reads in a UTC session."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _duty_rows(page: Page, duties: Iterable[Duty]) -> list[dict[str, Any]]:
    return [
        {
            "case_id": page.case_id,
            "party": duty.party,
            "task": duty.task.value,
            "clock": duty.clock.value if duty.clock else None,
            "breach_on": duty.breach_on.isoformat() if duty.breach_on else None,
            "promised_on": duty.promised_on.isoformat() if duty.promised_on else None,
            "provisional": duty.provisional,
            "since_on": duty.since_on.isoformat() if duty.since_on else None,
        }
        for duty in duties
    ]


def mark_row(case_id: str, mark: Mark) -> dict[str, Any]:
    """A mark as it is stored."""
    return {
        "case_id": case_id,
        "number": mark.number,
        "kind": mark.kind,
        "department": mark.department,
        "clock": mark.clock.value,
        "effective_on": mark.effective_on.isoformat(),
        "standing": mark.standing,
    }


def _mark_rows(page: Page) -> list[dict[str, Any]]:
    return [mark_row(page.case_id, mark) for mark in page.marks_now]


def _letter_rows(page: Page) -> list[dict[str, Any]]:
    return [
        {
            "letter_id": letter.letter_id,
            "case_id": page.case_id,
            "entry_number": letter.entry_number,
            "kind": letter.kind,
            "number": letter.number,
            "recipient": letter.recipient,
            "sealed_on": letter.sealed_on.isoformat(),
            "facts": letter.facts,
            "html": letter.html,
            "sha256": letter.sha256,
        }
        for letter in page.letters
    ]


def _outbox_rows(page: Page) -> list[dict[str, Any]]:
    at = _stored(page.recorded_at)
    return [
        {
            "key": out.key,
            "kind": out.kind,
            "case_id": page.case_id,
            "payload": canonical(out.payload),
            "created_at": at,
            "available_at": _stored(out.available_at) if out.available_at else at,
            "attempts": 0,
            "recipient": outbox.recipient_of(out.payload),
        }
        for out in page.outgoing
    ]


def _plain(columns: dict[str, Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return _stored(value)
        return value.isoformat() if isinstance(value, date) else value

    return {name: plain(columns[name]) for name in CASE_COLUMNS}


_ENTRY_NAMES = (
    "case_id",
    "number",
    "kind",
    "actor",
    "on_authority_of",
    "effective_on",
    "recorded_at",
    "payload",
    "prev_hash",
    "hash",
)
_DUTY_NAMES = (
    "case_id",
    "party",
    "task",
    "clock",
    "breach_on",
    "promised_on",
    "provisional",
    "since_on",
)
MARK_NAMES = ("case_id", "number", "kind", "department", "clock", "effective_on", "standing")
_LETTER_NAMES = (
    "letter_id",
    "case_id",
    "entry_number",
    "kind",
    "number",
    "recipient",
    "sealed_on",
    "facts",
    "html",
    "sha256",
)
_UPSERT_DUTY = (
    "ON CONFLICT (case_id, party, task) DO UPDATE SET clock = excluded.clock, "
    "breach_on = excluded.breach_on, promised_on = excluded.promised_on, "
    "provisional = excluded.provisional, since_on = excluded.since_on"
)
_UPSERT_MARK = "ON CONFLICT (case_id, number) DO UPDATE SET standing = excluded.standing"


def _insert(table: str, names: Sequence[str], tail: str = "") -> str:
    values = ", ".join(f"{{{name}}}" for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values}) {tail}"


_SQLITE_OPEN = _insert("cases", CASE_COLUMNS)
_SQLITE_MOVE = (
    "UPDATE cases SET "
    + ", ".join(f"{column} = {{{column}}}" for column in MOVING)
    + " WHERE case_id = {case_id} AND version = {expected} RETURNING case_id"
)
_SQLITE_ENTRY = _insert("entry", _ENTRY_NAMES)
_SQLITE_DUTY = _insert("duty", _DUTY_NAMES, _UPSERT_DUTY)
_SQLITE_DUTY_GONE = (
    "DELETE FROM duty WHERE case_id = {case_id} AND party = {party} AND task = {task}"
)
_SQLITE_MARK = _insert("mark", MARK_NAMES, _UPSERT_MARK)
_SQLITE_LETTER = _insert("letter", _LETTER_NAMES)
_SQLITE_OUTBOX = _insert("outbox", outbox.COLUMNS)


def _append_sqlite(
    session: Session, page: Page, columns: dict[str, Any], entries: list[dict[str, Any]]
) -> bool:
    plain = _plain(columns)
    if page.expected == 0:
        _run(session, _SQLITE_OPEN, plain)
    elif _run(session, _SQLITE_MOVE, plain | {"expected": page.expected}).first() is None:
        return False
    for statement, rows in (
        (_SQLITE_ENTRY, entries),
        (_SQLITE_DUTY_GONE, _duty_rows(page, page.duties_gone)),
        (_SQLITE_DUTY, _duty_rows(page, page.duties_now)),
        (_SQLITE_MARK, _mark_rows(page)),
        (_SQLITE_LETTER, _letter_rows(page)),
        (_SQLITE_OUTBOX, _outbox_rows(page)),
    ):
        if rows:
            _run(session, statement, rows)
    return True


_TYPES = {
    "number": "int",
    "version": "int",
    "entry_number": "int",
    "attempts": "int",
    "provisional": "boolean",
    "effective_on": "date",
    "breach_on": "date",
    "promised_on": "date",
    "sealed_on": "date",
    "accepted_on": "date",
    "promise_due_on": "date",
    "statute_due_on": "date",
    "decided_on": "date",
    "next_alarm_on": "date",
    "reaches_on": "date",
    "received_on": "date",
    "since_on": "date",
    "used_days": "int",
    "recorded_at": "timestamp",
    "received_at": "timestamp",
    "created_at": "timestamp",
    "available_at": "timestamp",
}


def _selected(name: str) -> str:
    """Stored instants carry no zone: read them as UTC whatever the session's zone is."""
    return f"r.{name} AT TIME ZONE 'UTC'" if _TYPES.get(name) == "timestamp" else f"r.{name}"


def _records(parameter: str, names: Sequence[str]) -> str:
    # A letter's number is its 文号, a text; an entry's number counts.
    types = _TYPES | {"number": "text"} if parameter == "letters" else _TYPES
    typed = ", ".join(f"{name} {types.get(name, 'text')}" for name in names)
    return f"json_to_recordset(CAST({{{parameter}}} AS json)) AS r({typed})"


def _from_records(table: str, names: Sequence[str], parameter: str, tail: str = "") -> str:
    selected = ", ".join(_selected(name) for name in names)
    return (
        f"INSERT INTO {table} ({', '.join(names)}) "
        f"SELECT {selected} FROM {_records(parameter, names)}, guard {tail}"
    )


_GUARD_OPEN = (
    f"INSERT INTO cases ({', '.join(CASE_COLUMNS)}) "
    f"SELECT {', '.join(_selected(name) for name in CASE_COLUMNS)} "
    f"FROM {_records('columns', CASE_COLUMNS)} WHERE {{expected}} = 0 RETURNING case_id"
)
_GUARD_MOVE = (
    "UPDATE cases SET "
    + ", ".join(f"{name} = {_selected(name)}" for name in MOVING)
    + f" FROM {_records('columns', CASE_COLUMNS)} "
    "WHERE cases.case_id = r.case_id AND cases.version = {expected} RETURNING cases.case_id"
)


_PARTS = {
    "entries": f"e AS ({_from_records('entry', _ENTRY_NAMES, 'entries')})",
    "gone": (
        f"g AS (DELETE FROM duty USING {_records('gone', ('case_id', 'party', 'task'))}, guard "
        "WHERE duty.case_id = r.case_id AND duty.party = r.party AND duty.task = r.task)"
    ),
    "duties": f"d AS ({_from_records('duty', _DUTY_NAMES, 'duties', _UPSERT_DUTY)})",
    "marks": f"m AS ({_from_records('mark', MARK_NAMES, 'marks', _UPSERT_MARK)})",
    "letters": f"l AS ({_from_records('letter', _LETTER_NAMES, 'letters')})",
    "outgoing": f"o AS ({_from_records('outbox', outbox.COLUMNS, 'outgoing')})",
}


@cache
def _guarded(guard: str, parts: tuple[str, ...]) -> str:
    """One statement for a page that has these parts; absent parts cost nothing."""
    written = "".join(f", {_PARTS[part]}" for part in parts)
    return f"WITH guard AS ({guard}){written} SELECT case_id FROM guard"


def _append_postgres(
    session: Session, page: Page, columns: dict[str, Any], entries: list[dict[str, Any]]
) -> bool:
    rows = {
        "entries": entries,
        "gone": _duty_rows(page, page.duties_gone),
        "duties": _duty_rows(page, page.duties_now),
        "marks": _mark_rows(page),
        "letters": _letter_rows(page),
        "outgoing": _outbox_rows(page),
    }
    present = {part: json.dumps(of, ensure_ascii=False) for part, of in rows.items() if of}
    parameters = {
        "expected": page.expected,
        "columns": json.dumps([_plain(columns)], ensure_ascii=False),
        **present,
    }
    guard = _GUARD_OPEN if page.expected == 0 else _GUARD_MOVE
    return _run(session, _guarded(guard, tuple(present)), parameters).first() is not None
