"""Cursors: opaque to those who carry them, one per last row seen."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Annotated

from fastapi import Query

from acts.problems import Invalid
from api.problems import invalid_parameter

ROWS_MAX = 200
NUMBER_DIGITS = 9

Limit = Annotated[int, Query(ge=1, le=ROWS_MAX, description="Rows of one page.")]
Cursor = Annotated[
    str | None, Query(max_length=400, description="`next_cursor` of the page before.")
]


def written(*parts: str) -> str:
    """The cursor that stands for a row."""
    raw = json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def read(cursor: str, parts: int) -> list[str]:
    """What `written` was given.

    Raises:
        Invalid: not a cursor of ours.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        told = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, RecursionError) as error:
        raise wrong_cursor() from error
    is_ours = isinstance(told, list) and len(told) == parts
    if not is_ours or not all(isinstance(part, str) and part.isprintable() for part in told):
        raise wrong_cursor()
    return [str(part) for part in told]


def wrong_cursor() -> Invalid:
    """A cursor that was not made here."""
    zh, en = "游标无效，请从第一页重新读取。", "Not a cursor of ours; start from the first page."
    return invalid_parameter("cursor", zh, en)


def number_in(cursor: str) -> int:
    """The number that a cursor of one number stands for.

    Raises:
        Invalid: not a cursor of ours.
    """
    told = read(cursor, 1)[0]
    if not (told.isascii() and told.isdigit() and len(told) <= NUMBER_DIGITS):
        raise wrong_cursor()
    return int(told)


def instant_and_name(cursor: str) -> tuple[datetime, str]:
    """The instant and the name that a cursor of both stands for.

    Raises:
        Invalid: not a cursor of ours.
    """
    told, name = read(cursor, 2)
    try:
        at = datetime.fromisoformat(told)
    except ValueError as error:
        raise wrong_cursor() from error
    if at.tzinfo is None:
        raise wrong_cursor()
    return at, name
