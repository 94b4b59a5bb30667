"""A register filled from a CSV file: every row is looked at, then all are entered or none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from acts.forms import Form, Line, Remark
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from acts.register_values import Values, read_values, unique_refs
from acts.registers import EntryForm, Kept, entered, writable
from catalog.register_schema import RegisterEntry
from ledger import register_items
from states.refusals import Refusal
from states.register_item import term_in_order
from states.terms import Actor
from states.worktime import legal_day

ROWS_MAX = 2000
SIGNS_MAX = 2_000_000
FROM, UNTIL = ("from_on", "列入日", "in from"), ("until_on", "有效期至", "in until")


class ImportForm(Form):
    """A CSV text whose first line names the fields; the reason and basis of every row."""

    text: Annotated[str, Field(max_length=SIGNS_MAX)]
    reason: Line
    basis: Remark = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is in order: its line in the file, values and days."""

    line: int
    values: Values
    from_on: date
    until_on: date | None


def import_rows(
    office: Office, code: str, form: ImportForm, *, actor: Actor, now: datetime
) -> tuple[Kept, ...]:
    """Enter every row of the file, or none: what is wrong is told by row and field.

    Raises:
        NotYours, UnknownRegister: as they say.
        Invalid: rows that cannot be entered, with pointers like `/rows/3/name`.
    """
    entry = writable(office, code, actor=actor)
    rows, problems = checked_rows(office, entry, form.text, legal_day(now))
    if problems:
        raise Invalid(*problems)
    return tuple(
        entered(
            office,
            entry,
            row.values,
            EntryForm(
                values={},
                reason=form.reason,
                basis=form.basis,
                from_on=row.from_on,
                until_on=row.until_on,
            ),
            actor=actor,
            now=now,
        )
        for row in rows
    )


def checked_rows(
    office: Office, entry: RegisterEntry, text: str, today: date
) -> tuple[list[Row], list[FieldProblem]]:
    """The rows that are in order, and what is wrong with the others."""
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    if not lines:
        return [], [FieldProblem("/text", "文件是空的。", "The file is empty.")]
    columns, problems = _columns(entry, lines[0])
    told = [(number, row) for number, row in enumerate(lines[1:], start=2) if any(row)]
    if not told and not problems:
        problems = [FieldProblem("/text", "文件没有数据行。", "The file has no rows.")]
    if len(told) > ROWS_MAX:
        zh, en = f"一次最多导入{ROWS_MAX}行。", f"At most {ROWS_MAX} rows at once."
        problems = [FieldProblem("/text", zh, en)]
    if problems:
        return [], problems
    rows: list[Row] = []
    for number, cells in told:
        row, wrong = _row(office, entry, number, dict(zip(columns, cells, strict=False)), today)
        problems += wrong
        rows += [row] if row else []
    problems += _twice(entry, rows)
    problems += _already(office, entry, rows, today)
    return rows, problems


def _columns(entry: RegisterEntry, head: list[str]) -> tuple[list[str], list[FieldProblem]]:
    known = {name.lower(): field.id for field in entry.fields for name in _names(field)}
    known |= {name: told[0] for told in (FROM, UNTIL) for name in told}
    columns = [known.get(cell.strip().lower(), "") for cell in head]
    problems = [
        FieldProblem(
            "/rows/1",
            f"第{place}列“{head[place - 1]}”不是本名录的栏目。",
            f"Column {place} “{head[place - 1]}” is no field of this register.",
        )
        for place, column in enumerate(columns, start=1)
        if not column
    ]
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    problems += [
        FieldProblem("/rows/1", f"栏目重复：{name}。", f"The field {name} comes twice.")
        for name in twice
    ]
    return columns, problems


def _names(field: object) -> Iterator[str]:
    for name in ("id", "name", "name_en"):
        yield str(getattr(field, name))


def _row(
    office: Office, entry: RegisterEntry, line: int, cells: Mapping[str, str], today: date
) -> tuple[Row | None, list[FieldProblem]]:
    below = f"/rows/{line}"
    given = {k: _plain(v) for k, v in cells.items() if k not in (FROM[0], UNTIL[0])}
    values, problems = read_values(office, entry, given, below=below)
    days: dict[str, date | None] = {}
    for name in (FROM[0], UNTIL[0]):
        text = cells.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            zh, en = "应为日期，例如 2026-03-05。", "This must be a date such as 2026-03-05."
            problems.append(FieldProblem(f"{below}/{name}", zh, en))
    if problems:
        return None, problems
    from_on, until_on = days[FROM[0]] or today, days[UNTIL[0]]
    try:
        term_in_order(entry.rules, from_on, until_on)
    except Refusal as refusal:
        said = refusal.message("zh"), refusal.message("en")
        return None, [FieldProblem(f"{below}{refusal.pointer or ''}", *said)]
    return Row(line, values, from_on, until_on), []


def _plain(text: str) -> str:
    """A text as it was before an export set it behind an apostrophe."""
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@＝＋－＠" else text


def _twice(entry: RegisterEntry, rows: list[Row]) -> Iterator[FieldProblem]:
    seen: dict[str, int] = {}
    for row in rows:
        for ref in unique_refs(entry, row.values):
            first = seen.setdefault(ref, row.line)
            if first != row.line:
                yield FieldProblem(
                    f"/rows/{row.line}/{_field(ref)}",
                    f"与第{first}行重复。",
                    f"The same as in row {first}.",
                )


def _already(
    office: Office, entry: RegisterEntry, rows: list[Row], today: date
) -> Iterator[FieldProblem]:
    lines = {ref: row.line for row in rows for ref in unique_refs(entry, row.values)}
    wanted = list(lines)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        for _, item, _, ref in register_items.holders_of(office.session, some, today, entry.code):
            yield FieldProblem(
                f"/rows/{lines[ref]}/{_field(ref)}",
                f"已在本名录中，编号{item}。",
                f"Already in this register as no. {item}.",
            )


def _field(ref: str) -> str:
    """The field that a reference of a value that stands once names."""
    return ref.split(":", 2)[1].rpartition(".")[2]
