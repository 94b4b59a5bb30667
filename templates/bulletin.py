"""The 通报 as PDF: typeset from its paper alone, the same bytes for the same edition."""

from __future__ import annotations

from dataclasses import asdict

from templates.bulletin_words import Paper
from templates.i18n import translator
from templates.pdf import typeset

LAYOUT = "bulletin.typ"
_WORDS = (
    "praise",
    "no_praise",
    "criticism",
    "no_criticism",
    "scores",
    "chart",
    "trend",
    "city_figures",
    "by_department",
    "indicator",
    "value",
    "ratio",
    "place",
    "department",
    "left_out",
    "revoked",
    "before_value",
    "after_value",
)


def bulletin_pdf(paper: Paper) -> bytes:
    """The paper as A4 PDF/A, dated by its cut-off and by no clock."""
    t = translator(paper.lang)
    words = {name: t(f"bulletin.{name}") for name in _WORDS} | {
        key: t(f"indicator.{key}") for key in ("on_time_statute", "on_time_promise")
    }
    return typeset(LAYOUT, {"paper": asdict(paper), "words": words})
