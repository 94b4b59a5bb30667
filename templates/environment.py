"""The one Jinja2 environment per language: strict about gaps, escaping always.

Templates know `t` (messages), `lang`, and the filters `day`, `instant`, `duration` and `yuan`
of their language. They lie in ``letters/``, ``pages/`` and ``macros/``.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from templates import formats
from templates.i18n import translator

ROOT = Path(__file__).parent
FOLDERS = ("letters", "pages", "macros")


@cache
def environment(lang: str) -> Environment:
    """The environment of `lang` (zh or en); templates are named like ``pages/desk.html.j2``.

    Raises:
        UnknownLanguage: `lang` is neither zh nor en.
    """
    environment = Environment(
        loader=PrefixLoader({name: FileSystemLoader(ROOT / name) for name in FOLDERS}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(t=translator(lang), lang=lang)
    for name in ("day", "instant", "duration", "yuan"):
        environment.filters[name] = partial(getattr(formats, name), lang=lang)
    return environment
