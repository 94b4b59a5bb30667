"""An item of a register: what its lines make of it, and which next line is in order.

Nothing is overwritten: each change is a line of its own, and the item on any day is the fold
of the lines that had effect by then. The spells of an item never overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from states.register_refusals import (
    AheadOfToday,
    BeforeTheLastLine,
    NotInRegister,
    StatusNotForeseen,
    StillInRegister,
    ValidityBackwards,
    ValidityMissing,
    ValidityNotForeseen,
)
from states.terms.registers import ItemLine, LineKind, RegisterRules, Spell, Term

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RegisterItem:
    """An item as its lines have it; `version` is the number of the last line."""

    version: int
    status: str
    last_on: date
    title: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    refs: tuple[str, ...] = ()
    """What the item points to, such as `project:P2026-0001`."""
    spells: tuple[Spell, ...] = ()

    @property
    def last_spell(self) -> Spell | None:
        """The newest days in the register, where there are any."""
        return self.spells[-1] if self.spells else None

    def stands(self, day: date) -> bool:
        """Whether the item is in the register on the day, or announced for a later one."""
        last = self.last_spell
        return last is not None and (last.until_on is None or day <= last.until_on)

    def standing(self, day: date) -> str:
        """in, ahead (announced), lapsed (its term is over), or left (somebody removed it)."""
        last = self.last_spell
        if last is None or last.status != self.status:
            return "left"
        if not self.stands(day):
            return "lapsed"
        return "in" if last.from_on <= day else "ahead"


def folded(lines: Iterable[ItemLine], until: date | None = None) -> RegisterItem | None:
    """The item as the lines with effect by `until` have it; None before the first one."""
    item: RegisterItem | None = None
    for line in lines:
        if until is not None and line.effective_on > until:
            break
        item = _applied(item, line)
    return item


def _applied(item: RegisterItem | None, line: ItemLine) -> RegisterItem:
    told = line.payload
    before = item or RegisterItem(0, "", line.effective_on)
    return replace(
        before,
        version=line.number,
        last_on=line.effective_on,
        status=told.get("status", before.status),
        title=told.get("title", before.title),
        values={**before.values, **told.get("values", {})},
        refs=tuple(told.get("refs", before.refs)),
        spells=_spells(before.spells, line),
    )


def _spells(spells: tuple[Spell, ...], line: ItemLine) -> tuple[Spell, ...]:
    on, told = line.effective_on, line.payload
    if line.kind in (LineKind.ENTERED, LineKind.REENTERED):
        return (*spells, Spell(on, _day(told.get("until_on")), told["status"]))
    if line.kind is LineKind.CHANGED and "until_on" in told:
        return (*spells[:-1], replace(spells[-1], until_on=_day(told["until_on"])))
    if line.kind is LineKind.MOVED:
        return (*_cut(spells, on), Spell(on, spells[-1].until_on, told["status"]))
    if line.kind is LineKind.LEFT:
        return _cut(spells, on)
    return spells


def _cut(spells: tuple[Spell, ...], on: date) -> tuple[Spell, ...]:
    """The spells up to the day before; one that would have begun then is none."""
    last = spells[-1]
    if last.from_on >= on:
        return spells[:-1]
    return (*spells[:-1], replace(last, until_on=on - ONE_DAY))


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def term_in_order(rules: RegisterRules, from_on: date, until_on: date | None) -> None:
    """The days of an entry are such as the definition asks.

    Raises:
        ValidityMissing, ValidityNotForeseen, ValidityBackwards: as they say.
    """
    if until_on is None:
        if rules.term is Term.REQUIRED:
            raise ValidityMissing()
        return
    if rules.term is Term.NONE:
        raise ValidityNotForeseen()
    if until_on < from_on:
        raise ValidityBackwards(from_on=from_on, until_on=until_on)


def change_in_order(
    rules: RegisterRules, item: RegisterItem, on: date, today: date, until_on: date | None
) -> None:
    """Values or the term of an item that stands may be changed from a day on.

    Raises:
        NotInRegister, BeforeTheLastLine, AheadOfToday: as they say.
        ValidityNotForeseen, ValidityBackwards: the new last day is not one.
    """
    _stands(item, on)
    _follows(item, on, today)
    if until_on is not None:
        term_in_order(rules, on, until_on)


def move_in_order(
    rules: RegisterRules, item: RegisterItem, wanted: str, on: date, today: date
) -> LineKind:
    """The item may get this status; whether it moves within the register or leaves it.

    Raises:
        NotInRegister, StatusNotForeseen, BeforeTheLastLine, AheadOfToday: as they say.
    """
    _stands(item, on)
    allowed = rules.moves(item.status)
    if wanted not in allowed:
        raise _not_foreseen(rules, item.status, wanted)
    _follows(item, on, today)
    return LineKind.LEFT if rules.statuses[wanted].ends else LineKind.MOVED


def _not_foreseen(rules: RegisterRules, status: str, wanted: str) -> StatusNotForeseen:
    facts: dict[str, str] = {}
    named = {"status": (status,), "wanted": (wanted,), "allowed": rules.moves(status)}
    for name, statuses in named.items():
        facts[f"{name}_zh"], facts[name] = rules.said(*statuses)
    return StatusNotForeseen(**facts)


def reentry_in_order(
    rules: RegisterRules, item: RegisterItem, from_on: date, until_on: date | None
) -> None:
    """An item that is out may be entered again, from a day after its last one.

    Raises:
        StillInRegister, BeforeTheLastLine: as they say.
        ValidityMissing, ValidityNotForeseen, ValidityBackwards: the days are not such.
    """
    if item.standing(from_on) != "left" and item.stands(from_on):
        last = item.last_spell
        until = last.until_on if last else None
        raise StillInRegister(until_on=until.isoformat() if until else "…")
    if from_on < item.last_on:
        raise BeforeTheLastLine(last_on=item.last_on)
    term_in_order(rules, from_on, until_on)


def _stands(item: RegisterItem, on: date) -> None:
    if item.standing(on) in ("left", "lapsed"):
        raise NotInRegister()


def _follows(item: RegisterItem, on: date, today: date) -> None:
    if on < item.last_on:
        raise BeforeTheLastLine(last_on=item.last_on)
    if on > max(today, item.last_on):
        raise AheadOfToday(today=today)
