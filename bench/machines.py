"""One decision of a machine: through the library, and on the table compiled from its class."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import catalog
from catalog import calendars
from states.approval import Approval
from states.commands import Extend
from states.procedure import decide
from states.terms import Actor, CaseSnapshot, Rank, Role

ROUNDS_TABLE = 20_000
ROUNDS_LIBRARY = 500


def _microseconds(work: Callable[[], object], rounds: int) -> float:
    work()
    began = time.perf_counter()
    for _ in range(rounds):
        work()
    return (time.perf_counter() - began) / rounds * 1e6


def measure() -> dict[str, float]:
    """Microseconds of one extension asked of Approval, five validators and the clock included."""
    rules = catalog.load().rules("ratification.enterprise")
    blank = CaseSnapshot("bench", 0, rules, calendars.shipped_calendar())
    accepted_on = date(2026, 3, 2)
    case = replace(
        blank, received_on=accepted_on, accepted_on=accepted_on, approval_state="running"
    )
    head = Actor("head", "head", Role.APPROVER, "fgw", Rank.PRINCIPAL_HEAD)
    cmd = Extend(head, date(2026, 3, 10), 20)

    def by_table() -> object:
        return decide(Approval, "running", "extend", case, cmd)

    def by_library() -> object:
        machine = Approval(start_value="running")
        return machine.send("extend", case=case, cmd=cmd)

    return {
        "table_us": _microseconds(by_table, ROUNDS_TABLE),
        "library_us": _microseconds(by_library, ROUNDS_LIBRARY),
    }
