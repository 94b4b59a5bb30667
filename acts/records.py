"""Records beside cases: one more line of an item, written by whoever acts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from acts.office import Office
from acts.problems import Conflict, StaleVersion
from ledger.item_registers import RegisterLine, append_line, lines_of
from states.terms import Actor
from states.terms.record import Facts
from states.terms.records import RecordLine


def record_lines(lines: Iterable[RegisterLine]) -> tuple[RecordLine, ...]:
    """The lines as a fold needs them."""
    return tuple(
        RecordLine(line.number, line.kind, line.actor, line.effective_on, line.payload)
        for line in lines
    )


def fresh(item_id: str, if_version: int | None, actual: int) -> None:
    """The item still stands as the actor read it.

    Raises:
        StaleVersion: it does not.
    """
    if if_version is not None and if_version != actual:
        raise StaleVersion(item_id, if_version, actual)


def write_line(
    office: Office,
    book: str,
    item_id: str,
    kind: str,
    payload: Facts,
    *,
    on: date,
    actor: Actor,
    now: datetime,
) -> tuple[RegisterLine, ...]:
    """Add a line to an item's record; the whole record after it.

    Raises:
        Conflict: somebody else wrote at the same instant.
    """
    line = RegisterLine(
        register=book,
        item_id=item_id,
        number=len(lines_of(office.session, book, item_id)) + 1,
        kind=kind,
        actor=actor.id,
        on_authority_of=actor.organisation,
        effective_on=on,
        recorded_at=now,
        payload=payload,
    )
    if not append_line(office.session, line):
        raise Conflict(item_id)
    return lines_of(office.session, book, item_id)
