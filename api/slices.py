"""The slice of the ledger behind a figure, as addresses name it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Query

from acts.authority import allows
from api.cursors import read, written, wrong_cursor
from ledger.board import Row, Slice, place_of
from states.stages import Stage
from states.terms import Actor, Task

Of = Literal["cases", "received", "decided", "duties", "marks"]
Light = Literal["green", "warning", "yellow", "red"]
Kind = Literal["card", "warning", "yellow", "red", "deemed_agreed"]
Standing = Literal["standing", "appealed", "upheld", "revoked"]
CardColour = Literal["yellow", "red"]
Code = Annotated[str | None, Query(max_length=80)]


def asked_for(
    of: Of,
    stage: Stage | None = None,
    light: Light | None = None,
    lead: Code = None,
    department: Code = None,
    task: Task | None = None,
    kind: Kind | None = None,
    standing: Standing | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Slice:
    """The slice that an address names."""
    return Slice(
        of=of,
        stage=stage.value if stage else None,
        light=light,
        lead=lead,
        department=department,
        task=task.value if task else None,
        kind=kind,
        standing=standing,
        from_on=from_on,
        until_on=until_on,
    )


def own_cards(actor: Actor, department: str) -> str | None:
    """Whose cards the actor may see: officials those of their own department, others any."""
    if allows(actor, "see_every_card"):
        return department or None
    return actor.organisation


_PARTS = {"duties": 3, "marks": 2}
_NUMBER_DIGITS = 9


def place_in(wanted: Slice, cursor: str | None) -> list[str]:
    """The last row seen of a list, from its cursor; empty at the beginning.

    Raises:
        Invalid: not a cursor of ours.
    """
    if cursor is None:
        return []
    place = read(cursor, _PARTS.get(wanted.of, 1))
    number = place[1] if wanted.of == "marks" else "1"
    if not (number.isascii() and number.isdigit() and len(number) <= _NUMBER_DIGITS):
        raise wrong_cursor()
    return place


def cursor_of(row: Row) -> str:
    """The cursor that continues after a row."""
    return written(*place_of(row))


Asked = Annotated[Slice, Depends(asked_for)]
