"""Records beside cases: one more line of an item, written by whoever acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from acts.office import Office
from acts.problems import Conflict, StaleVersion
from ledger.item_registers import RegisterLine, append_line
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
    earlier: Sequence[RegisterLine],
    kind: str,
    payload: Facts,
    *,
    on: date,
    actor: Actor,
    now: datetime,
) -> tuple[RegisterLine, ...]:
    """Add a line to the record on whose `earlier` lines the act was decided; all of it after.

    Raises:
        Conflict: somebody else has written after those lines.
    """
    line = RegisterLine(
        register=book,
        item_id=item_id,
        number=len(earlier) + 1,
        kind=kind,
        actor=actor.id,
        on_authority_of=actor.organisation,
        effective_on=on,
        recorded_at=now,
        payload=payload,
    )
    written = append_line(office.session, line, earlier)
    if written is None:
        raise Conflict(item_id)
    return (*earlier, written)
