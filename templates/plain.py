"""The letter as plain text, for mail: the same words, one line per paragraph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from templates.sheets import Sheet
from templates.sheets.base import Group, Items, Paragraph, Rows, Signatures, Table


def text_of(sheet: Sheet) -> str:
    """The sheet as text with line ends of one newline, ending in one."""
    head = (sheet.organ, sheet.number, "", sheet.title, "", sheet.addressee)
    body = (line for block in sheet.blocks for line in _LINES[block.kind](block))
    about = (f"{label}: {value}" for label, value in sheet.particulars)
    foot = ("", sheet.contact, "", sheet.organ, sheet.issued_text, sheet.note)
    return "\n".join((*head, *body, "", *about, *foot)).rstrip() + "\n"


def _paragraph(block: Paragraph) -> Iterable[str]:
    return (f"{block.lead}{block.text}",)


def _items(block: Items) -> Iterable[str]:
    return (f"{number}. {item}" for number, item in enumerate(block.items, start=1))


def _rows(block: Rows) -> Iterable[str]:
    return (f"{label}: {value}" for label, value in block.rows)


def _table(block: Table) -> Iterable[str]:
    return (" | ".join(line) for line in (block.headers, *block.lines))


def _group(block: Group) -> Iterable[str]:
    return ("", block.title, *(f"{label}: {value}" for label, value in block.rows))


def _signatures(block: Signatures) -> Iterable[str]:
    return (f"{label}: {name}" for label, name in block.signers)


_LINES: Mapping[str, Callable[[Any], Iterable[str]]] = {
    "paragraph": _paragraph,
    "items": _items,
    "rows": _rows,
    "table": _table,
    "group": _group,
    "signatures": _signatures,
}
