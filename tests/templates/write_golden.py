"""Writes the golden letters anew: ``python -m tests.templates.write_golden``; read the diff."""

from __future__ import annotations

from pathlib import Path

from templates import LETTER_KINDS, render_letter
from templates.i18n import LANGUAGES
from tests.templates.samples import sample

GOLDEN = Path(__file__).parent / "golden"


def write() -> None:
    """One file per kind and language."""
    for kind in LETTER_KINDS:
        for lang in LANGUAGES:
            path = GOLDEN / f"{kind}.{lang}.html"
            path.write_text(render_letter(kind, sample(kind), lang), encoding="utf-8")


if __name__ == "__main__":
    write()
