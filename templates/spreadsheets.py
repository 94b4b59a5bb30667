"""Tables for spreadsheets: workbooks and CSV, streamed row by row, the same bytes each time.

What a person typed is never a formula: a text that a spreadsheet would reckon is set behind an
apostrophe (OWASP, CSV injection). Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import xlsxwriter

Value = str | int | float | None
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook knows no zone, and no clock is asked
CELL_SIGNS_MAX = 32_767
SHEET_NAME_MAX = 31


def neutral(value: Value) -> Value:
    """The value as it may stand in a cell: a text that begins like a formula is quoted."""
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return value


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: a name, its headers, widths of its columns in signs, and rows as they come."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()


def write_workbook(target: BinaryIO, sheets: Iterable[Sheet], title: str) -> None:
    """Write an xlsx workbook; in memory stands one row at a time."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": title, "created": CREATED})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:SHEET_NAME_MAX])
        page.freeze_panes(1, 0)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for column, header in enumerate(sheet.headers):
            page.write_string(0, column, header, head)
        for number, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(map(neutral, row)):
                if isinstance(value, str):
                    page.write_string(number, column, value[:CELL_SIGNS_MAX])
                elif value is not None:
                    page.write_number(number, column, value)
    book.close()


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The table as CSV in UTF-8 with a byte order mark, so that Excel reads the Chinese."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow(list(map(neutral, headers)))
    for row in rows:
        writer.writerow(list(map(neutral, row)))
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue().encode()
