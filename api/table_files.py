"""A table as a file: workbook, CSV or JSON, whole before its first byte leaves."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from fastapi.responses import StreamingResponse

from ledger.chain import canonical
from templates.spreadsheets import Sheet, Value, csv_lines, write_workbook

FORMS = ("xlsx", "csv", "json")
MEDIA_TYPES: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
IN_MEMORY_BYTES = 1024 * 1024
CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with their widths in signs, and the same lines as `rows` of cells and as `records`.

    A file reads either the rows or the records, once.
    """

    title: str
    headers: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Iterable[tuple[Value, ...]]
    records: Iterable[dict[str, Any]]


def exported(table: Table, form: str) -> Iterator[bytes]:
    """The table in one of `FORMS`, first written as a whole, then read in pieces.

    Beyond a megabyte it lies on disk: memory stays the same however long the table is.
    """
    kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - read later
    target = cast(BinaryIO, kept)
    if form == "json":
        _write_json(target, table.records)
    elif form == "csv":
        target.writelines(csv_lines(table.headers, table.rows))
    else:
        # What the name of a sheet may not hold.
        name = "".join(sign for sign in table.title if sign not in "[]:*?/\\'")
        sheet = Sheet(name, table.headers, table.rows, table.widths)
        write_workbook(target, [sheet], table.title)
    return _read(target)


def attached(pieces: Iterator[bytes], form: str, name: str) -> StreamingResponse:
    """The file as an answer that a browser saves as `name`; an ASCII name without suffix."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingResponse(pieces, headers=headers, media_type=MEDIA_TYPES[form])


def _write_json(target: BinaryIO, records: Iterable[dict[str, Any]]) -> None:
    target.write(b"[")
    for at, record in enumerate(records):
        target.write(b",\n" if at else b"\n")
        target.write(canonical(record).encode())
    target.write(b"\n]\n")


def _read(source: BinaryIO) -> Iterator[bytes]:
    source.seek(0)
    with source:
        while piece := source.read(CHUNK_BYTES):
            yield piece
