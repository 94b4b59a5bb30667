"""What Greenlane says: letters as HTML, PDF and text, and pages.

Letters take typed facts (:mod:`templates.letter_facts`) and refuse gaps; pages are Jinja2 templates
under ``pages/`` that refuse them too. All wording lies in ``locale/``.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from templates.environment import environment
from templates.explanation import Explanation, explanation_pdf
from templates.i18n import translator
from templates.letter_facts import FACTS_OF, UnknownLetterKind, letter_facts
from templates.letter_facts.base import LetterFactsInvalid
from templates.pdf import LETTERS, pdf_of
from templates.plain import text_of
from templates.sheets import sheet_of

__all__ = [
    "LETTER_KINDS",
    "Explanation",
    "LetterFactsInvalid",
    "UnknownLetterKind",
    "explanation_pdf",
    "letter_pdf",
    "letter_style_hash",
    "letter_text",
    "names_remedies",
    "page",
    "render_letter",
    "translator",
]

LETTER_KINDS: tuple[str, ...] = tuple(FACTS_OF)
_LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en-GB"}


def render_letter(kind: str, facts: Mapping[str, Any], lang: str = "zh") -> str:
    """The letter as one self-contained HTML document.

    Raises:
        UnknownLetterKind: there is no such letter.
        LetterFactsInvalid: facts missing, unknown, empty or contradictory; each is named.
    """
    sheet = sheet_of(letter_facts(kind, facts), lang)
    template = environment(lang).get_template("letters/letter.html.j2")
    return template.render(sheet=sheet, language_tag=_LANGUAGE_TAGS[lang])


def letter_pdf(kind: str, facts: Mapping[str, Any], lang: str = "zh") -> bytes:
    """The letter as PDF/A; the same facts give the same bytes, anywhere and offline.

    Raises:
        UnknownLetterKind, LetterFactsInvalid: as :func:`render_letter`.
    """
    return pdf_of(sheet_of(letter_facts(kind, facts), lang))


def letter_text(kind: str, facts: Mapping[str, Any], lang: str = "zh") -> str:
    """The letter as plain text, for mail.

    Raises:
        UnknownLetterKind, LetterFactsInvalid: as :func:`render_letter`.
    """
    return text_of(sheet_of(letter_facts(kind, facts), lang))


def names_remedies(kind: str) -> bool:
    """Whether this kind of letter decides against somebody and so must name the remedies."""
    return kind in FACTS_OF and "remedies" in FACTS_OF[kind].model_fields


@cache
def letter_style_hash() -> str:
    """The source expression by which a Content-Security-Policy allows the letters' style."""
    style = (LETTERS / "letter.css").read_text(encoding="utf-8")
    digest = hashlib.sha256(style.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def page(name: str, /, lang: str = "zh", **facts: Any) -> str:
    """The page ``pages/<name>.html.j2`` in one language; it knows `t` and `lang`.

    Raises:
        jinja2.TemplateNotFound: there is no such page.
        jinja2.UndefinedError: the page asks for a fact that was not given.
    """
    return environment(lang).get_template(f"pages/{name}.html.j2").render(**facts)
