"""The wording of the letter about a holiday notice that moved last days."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.calendars import MovedDate, MovedDatesFacts
from templates.sheets.base import Blocks, Form, Speech, Table, own_seal


def _moved_dates(facts: MovedDatesFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    in_force_on = say.day(facts.in_force_on)
    opening = "edition_dates.opening" if facts.by_edition else "moved_dates.opening"
    yield say.paragraph(opening, basis=facts.basis, in_force_on=in_force_on, **named)
    headers = ("line", "clock", "original", "new")
    yield Table(
        headers=tuple(say.t(f"moved_dates.headers.{name}") for name in headers),
        lines=tuple(_line(number, moved, say) for number, moved in enumerate(facts.dates, 1)),
    )
    yield say.paragraph("moved_dates.kept")


def _line(number: int, moved: MovedDate, say: Speech) -> tuple[str, ...]:
    was = "provisional" if moved.was_provisional else "certain"
    new = "range" if moved.provisional else "certain"
    latest_on = say.day(moved.latest_on)
    return (
        str(number),
        say.t(f"clock_name.{moved.clock.value}"),
        say.t(f"moved_dates.day.{was}", day=say.day(moved.original_last_on)),
        say.t(f"moved_dates.day.{new}", day=say.day(moved.new_last_on), latest_on=latest_on),
    )


FORMS: Mapping[str, Form] = {"moved_dates": own_seal(_moved_dates)}
