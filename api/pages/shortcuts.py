"""Keyboard shortcuts by role: they move and open, and never act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from states.terms import Role

WORKERS = (Role.CLERK, Role.HANDLER, Role.APPROVER)
OVERSEERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
OFFICIALS = (*WORKERS, *OVERSEERS)


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys to press one after the other, the name of what they do, and an address they lead to."""

    keys: tuple[str, ...]
    name: str
    href: str = ""


HERE = (
    Shortcut(("/",), "search"),
    Shortcut(("j",), "next"),
    Shortcut(("k",), "previous"),
    Shortcut(("o",), "open"),
    Shortcut(("?",), "help"),
)
PLACES: tuple[tuple[Shortcut, tuple[Role, ...]], ...] = (
    (Shortcut(("g", "w"), "worklist", "/"), WORKERS),
    (Shortcut(("g", "c"), "calendar", "/calendar"), WORKERS),
    (Shortcut(("g", "b"), "board", "/board"), OVERSEERS),
    (Shortcut(("g", "l"), "ledger", "/ledger"), OFFICIALS),
)


def shortcuts_of(role: Role) -> tuple[Shortcut, ...]:
    """What this role may press: never a place that it may not see."""
    return HERE + tuple(shortcut for shortcut, roles in PLACES if role in roles)


def places_by_keys(role: Role) -> Mapping[str, str]:
    """Addresses by the keys that lead there; empty for enterprises, who have no shortcuts."""
    if role not in OFFICIALS:
        return {}
    return {" ".join(each.keys): each.href for each in shortcuts_of(role) if each.href}
