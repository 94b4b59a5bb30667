"""The words of registers (名录): what a definition allows and what a line of an item says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class LineKind(StrEnum):
    """What a line of an item's record does."""

    ENTERED = "entered"
    CHANGED = "changed"
    MOVED = "moved"
    LEFT = "left"
    REENTERED = "reentered"


class Term(StrEnum):
    """Whether an item stands for a time: never, if somebody says so, or always."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class StatusRule:
    """A status: which others may follow it, and whether whoever gets it is out."""

    id: str
    moves: tuple[str, ...]
    ends: bool
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRules:
    """What a register's definition allows; the first status is that of an entry."""

    code: str
    term: Term
    statuses: Mapping[str, StatusRule]

    @property
    def first(self) -> str:
        """The status that an entry gets."""
        return next(iter(self.statuses))

    def endings(self, status: str) -> tuple[str, ...]:
        """The statuses by which an item with this one may leave."""
        return tuple(name for name in self.moves(status) if self.statuses[name].ends)

    def said(self, *statuses: str) -> tuple[str, str]:
        """The statuses by name, in Chinese and in English; “-” where there is none."""
        known = [self.statuses.get(name) or StatusRule(name, (), False) for name in statuses]
        zh = "、".join(rule.name or rule.id for rule in known)
        en = ", ".join(rule.name_en or rule.id for rule in known)
        return zh or "-", en or "-"

    def moves(self, status: str) -> tuple[str, ...]:
        """The statuses that may follow; none for one that the definition no longer knows."""
        rule = self.statuses.get(status)
        return rule.moves if rule else ()


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One line of an item as the fold needs it; days are legal ones (Asia/Shanghai)."""

    number: int
    kind: LineKind
    effective_on: date
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spell:
    """Days in the register under one status, both included; None: no last day is known."""

    from_on: date
    until_on: date | None
    status: str

    def covers(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)
