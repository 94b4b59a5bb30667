"""The message catalogue: every sentence that letters and pages say, by key and language.

Messages live in ``locale/``: ``zh.toml`` and ``en.toml`` for letters, and further files named
``<part>.zh.toml`` and ``<part>.en.toml``, read together as one catalogue. A message is a format
string over named values; a missing key or value is an error, never a gap on the page.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

LANGUAGES = ("zh", "en")
LOCALE = Path(__file__).parent / "locale"


class UnknownMessage(KeyError):
    """No message has this key."""

    def __init__(self, key: str, lang: str, near: list[str]) -> None:
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"no message “{key}” in {lang}{hint}")


class ValueMissing(KeyError):
    """A message names a value that was not given."""


class UnknownLanguage(ValueError):
    """Letters and pages speak Chinese (zh) and English (en) only."""


class DoubleMessage(ValueError):
    """Two files of one language define the same key."""


class Translate(Protocol):
    """``t(key, **values)``: the message of one language with its values filled in."""

    def __call__(self, key: str, /, **values: object) -> str: ...


@cache
def messages(lang: str, folder: Path = LOCALE) -> Mapping[str, str]:
    """All messages of `lang` by dotted key, from every file of the language in `folder`.

    Raises:
        UnknownLanguage: `lang` is neither zh nor en.
        DoubleMessage: a key stands in two files.
    """
    if lang not in LANGUAGES:
        raise UnknownLanguage(f"“{lang}” is not one of {', '.join(LANGUAGES)}")
    found: dict[str, str] = {}
    for path in sorted((*folder.glob(f"{lang}.toml"), *folder.glob(f"*.{lang}.toml"))):
        for key, text in _flat(tomllib.loads(path.read_text(encoding="utf-8"))):
            if key in found:
                raise DoubleMessage(f"{path.name}: “{key}” is already defined")
            found[key] = text
    return MappingProxyType(found)


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, str):
            yield prefix + key, value
        else:
            raise TypeError(f"the message “{prefix}{key}” is not a text")


@cache
def translator(lang: str) -> Translate:
    """The ``t`` of one language."""
    known = messages(lang)

    def t(key: str, /, **values: object) -> str:
        if key not in known:
            raise UnknownMessage(key, lang, difflib.get_close_matches(key, known, n=3))
        try:
            return known[key].format_map(values)
        except KeyError as missing:
            raise ValueMissing(f"“{key}” needs the value {missing}") from None

    return t
