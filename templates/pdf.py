"""The letter as PDF/A: typeset offline, with one font, the same bytes for the same facts.

The sheet reaches the layout as JSON input; nothing a person wrote is ever read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst

from templates.glyphs import FONT_FAMILY, FONT_FILE, printable
from templates.sheets import Sheet

LETTERS = Path(__file__).parent / "letters"
ARCHIVE_STANDARD: typst.PDFStandard = "a-2a"


@cache
def _fonts() -> typst.Fonts:
    """The one font of all letters; what the system has installed must not show in them."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FONT_FILE.parent)],
    )


def pdf_of(sheet: Sheet) -> bytes:
    """The sheet as A4 PDF/A-2a, dated by the letter's own date and by no clock."""
    return typeset("letter.typ", _inputs(sheet))


def typeset(layout: str, inputs: Mapping[str, Any]) -> bytes:
    """The layout of this name over `inputs` as PDF/A-2a; what the font lacks by its code point."""
    printed = {name: _printable(value) for name, value in inputs.items()} | {"font": FONT_FAMILY}
    compiler = typst.Compiler(
        str(LETTERS / layout),
        root=str(LETTERS),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(printed, ensure_ascii=False)},
    )
    made = compiler.compile(format="pdf", pdf_standards=ARCHIVE_STANDARD)
    assert isinstance(made, bytes), "typst returns one document"
    return made


def _inputs(sheet: Sheet) -> dict[str, Any]:
    blocks = [{"kind": block.kind} | asdict(block) for block in sheet.blocks]
    on = sheet.issued_on
    return asdict(sheet) | {"blocks": blocks, "issued_on": [on.year, on.month, on.day]}


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _printable(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(inner) for inner in value]
    return value
