"""Tables for spreadsheets: nothing that was typed is reckoned, and bytes repeat."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from templates.spreadsheets import Sheet, Value, csv_lines, neutral, write_workbook

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("http://x")')
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def book(rows: list[tuple[Value, ...]]) -> bytes:
    target = io.BytesIO()
    write_workbook(target, [Sheet("台账", ("a", "b"), rows, (10, 20))], "台账")
    return target.getvalue()


@pytest.mark.parametrize("text", EVIL)
def test_what_begins_like_a_formula_is_quoted(text: str) -> None:
    assert neutral(text) == f"'{text}"


def test_other_texts_and_numbers_stay_as_they_are() -> None:
    values: tuple[Value, ...] = ("1=1", "鹤壁", "", -3, 0, 2.5, None)

    assert values == tuple(map(neutral, values))


def test_a_workbook_holds_no_formula_and_keeps_numbers() -> None:
    content = book([(text, -7) for text in EVIL])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheet = ElementTree.fromstring(packed.read("xl/worksheets/sheet1.xml"))

    assert [] == list(sheet.iter(f"{CELL}f"))
    assert len(EVIL) == sum(value.text == "-7" for value in sheet.iter(f"{CELL}v"))
    texts = [value.text or "" for value in sheet.iter(f"{CELL}t")]
    assert len(EVIL) == sum(text.startswith("'") for text in texts)


def test_a_workbook_is_the_same_bytes_at_another_time() -> None:
    first = book([("x", 1)])
    time.sleep(2.1)  # A zip tells time in steps of two seconds.

    assert first == book([("x", 1)])


def test_csv_begins_with_a_byte_order_mark_and_is_read_back() -> None:
    whole = b"".join(csv_lines(("序号", "名称"), [(1, "=1"), (2, 'a,"b"\nc')]))

    assert whole.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(whole.decode("utf-8-sig"), newline="")))
    assert [["序号", "名称"], ["1", "'=1"], ["2", 'a,"b"\nc']] == rows


def test_an_empty_table_still_has_its_headers() -> None:
    assert "序号".encode() in b"".join(csv_lines(("序号",), []))


def test_rows_are_written_as_they_come() -> None:
    drawn = []

    def rows() -> Iterator[tuple[Value, ...]]:
        for number in range(3):
            drawn.append(number)
            yield (number,)

    lines = csv_lines(("n",), rows())

    next(lines)
    assert [0] == drawn
