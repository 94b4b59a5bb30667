"""Verification: every entry, every head, every sealed day; faults name case and entry."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger import (
    calendars,
    evidence_log,
    item_registers,
    meetings,
    outward,
    receivers,
    register_items,
    search_index,
    tally,
    task_items,
)
from ledger.chain import GENESIS, entry_hash, root_of_heads, sha256
from ledger.reading import entry_of, project_entry_of
from ledger.tables import SealedHeadRow, SealRow
from states.terms import Entry
from states.terms.project import ProjectEntry


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the record is not what was sealed; entry 0 speaks of the whole case."""

    case_id: str
    entry: int
    problem: str


_ALL = text(
    "SELECT case_id, number, kind, actor, on_authority_of, effective_on, recorded_at, payload, "
    "prev_hash, hash FROM entry ORDER BY case_id, number"
)
_ALL_OF_PROJECTS = text(
    "SELECT project_id AS case_id, number, kind, actor, on_authority_of, effective_on, "
    "recorded_at, payload, prev_hash, hash FROM project_entry ORDER BY project_id, number"
)
_HEADS = text(
    "SELECT case_id, version, head_hash FROM cases "
    "UNION ALL SELECT project_id, version, head_hash FROM project ORDER BY case_id"
)
_LETTERS = text("SELECT letter_id, case_id, entry_number, facts, html, sha256 FROM letter")
_SEALED = text("SELECT sealed_on, case_id, number, hash FROM sealed_head ORDER BY sealed_on")
_SEALED_LATER = text("SELECT sealed_on FROM seal WHERE sealed_on > :day LIMIT 1")
_SEALS = text("SELECT sealed_on, root, heads FROM seal ORDER BY sealed_on")


def verify(session: Session) -> list[Fault]:
    """Every fault of the ledger, in order of case and entry; empty when it is intact.

    Finds altered, missing, swapped, inserted and truncated entries, heads that do not fit,
    altered letters and calendars, and heads or roots that differ from what a day's seal had.
    """
    faults, hashes, promised = _chain_faults(session)
    faults += _head_faults(session, hashes)
    faults += _letter_faults(session, promised)
    faults += _seal_faults(session, hashes)
    faults += [Fault("", 0, problem) for problem in evidence_log.head_faults(session)]
    faults += [
        Fault("", 0, f"the calendar {version} is not the one that was put in force")
        for version in calendars.altered(session)
    ]
    faults += [Fault(*found) for found in item_registers.faults(session)]
    faults += [Fault(*found) for found in register_items.head_faults(session)]
    faults += [Fault(*found) for found in meetings.head_faults(session)]
    faults += [Fault(*found) for found in task_items.head_faults(session)]
    faults += [Fault(*found) for found in receivers.head_faults(session)]
    faults += [Fault(*found) for found in outward.faults(session)]
    if tally.differs(session):
        faults.append(Fault("", 0, "the tally of duties is not their number; rebuild it"))
    faults += [Fault(case_id, 0, problem) for case_id, problem in search_index.faults(session)]
    return sorted(set(faults), key=lambda fault: (fault.case_id, fault.entry, fault.problem))


Read = Callable[[Any], Entry | ProjectEntry]
Hashes = dict[str, dict[int, str]]
Promised = dict[str, tuple[str, int, str]]
"""Letter id to the case, entry and content hash that the chain holds of it."""


def _chain_faults(session: Session) -> tuple[list[Fault], Hashes, Promised]:
    faults: list[Fault] = []
    hashes: Hashes = {}
    promised: Promised = {}
    for query, read in ((_ALL, entry_of), (_ALL_OF_PROJECTS, project_entry_of)):
        previous, expected, case_id = GENESIS, 1, None
        for row in session.execute(query.execution_options(yield_per=1000)):
            if row.case_id != case_id:
                case_id, previous, expected = row.case_id, GENESIS, 1
            faults += _entry_faults(row, read, expected, previous)
            hashes.setdefault(row.case_id, {})[row.number] = row.hash
            promised |= _promised(row)
            previous, expected = row.hash, row.number + 1
    return faults, hashes, promised


def _promised(row: Any) -> Promised:
    if '"letters":' not in row.payload:
        return {}
    try:
        letters = json.loads(row.payload)["letters"]
        return {ref["id"]: (row.case_id, row.number, ref["sha256"]) for ref in letters}
    except (ValueError, KeyError, TypeError):
        # The payload was altered; its entry is already a fault of the chain.
        return {}


def _entry_faults(row: Any, read: Read, expected: int, previous: str) -> Iterator[Fault]:
    if row.number != expected:
        yield Fault(row.case_id, expected, f"entry {expected} is missing")
    if row.prev_hash != previous:
        yield Fault(row.case_id, row.number, "does not continue the entry before it")
    try:
        sealed = entry_hash(row.case_id, read(row), row.payload, row.prev_hash)
    except ValueError as error:
        yield Fault(row.case_id, row.number, f"cannot be read: {error}")
        return
    if sealed != row.hash:
        yield Fault(row.case_id, row.number, "content does not match its hash")


def _head_faults(session: Session, hashes: Hashes) -> Iterator[Fault]:
    known = set()
    for row in session.execute(_HEADS):
        known.add(row.case_id)
        numbers = hashes.get(row.case_id, {})
        last = max(numbers, default=0)
        if last < row.version:
            yield Fault(row.case_id, last + 1, f"entries {last + 1} to {row.version} are missing")
        elif last > row.version or numbers[last] != row.head_hash:
            yield Fault(row.case_id, last, "is not the head that the case's row names")
    for case_id in hashes.keys() - known:
        yield Fault(case_id, 0, "the case's row is missing")


def _letter_faults(session: Session, promised: Promised) -> Iterator[Fault]:
    found = set()
    for row in session.execute(_LETTERS.execution_options(yield_per=1000)):
        found.add(row.letter_id)
        content = sha256(row.facts + "\n" + row.html)
        place = (row.case_id, row.entry_number)
        if promised.get(row.letter_id) != (*place, content):
            yield Fault(*place, f"letter {row.letter_id} is not the one that was sealed")
    for letter_id in promised.keys() - found:
        case_id, number, _ = promised[letter_id]
        yield Fault(case_id, number, f"letter {letter_id} is missing")


def _seal_faults(session: Session, hashes: Hashes) -> Iterator[Fault]:
    sealed: dict[Any, dict[str, tuple[int, str]]] = {}
    for row in session.execute(_SEALED):
        sealed.setdefault(str(row.sealed_on), {})[row.case_id] = (row.number, row.hash)
        if hashes.get(row.case_id, {}).get(row.number) != row.hash:
            problem = f"differs from the head sealed on {row.sealed_on}"
            yield Fault(row.case_id, row.number, problem)
    heads: dict[str, tuple[int, str]] = {}
    for row in session.execute(_SEALS):
        heads.update(sealed.get(str(row.sealed_on), {}))
        root = root_of_heads((case, number, digest) for case, (number, digest) in heads.items())
        if root != row.root or len(heads) != row.heads:
            yield Fault("", 0, f"the sealed heads of {row.sealed_on} do not give its root")


class LaterDaySealed(Exception):
    """A day after this one is sealed: the log of sealed heads grows at its end alone."""


def is_sealed(session: Session, day: date) -> bool:
    """Whether the day has its seal."""
    return session.get(SealRow, day) is not None


def seal_day(session: Session, day: date, now: datetime) -> str:
    """Seal every chain head under a Merkle root for `day`; the root, old or new.

    Only heads that moved since the last seal are stored. Sealing a day twice changes nothing.

    Raises:
        LaterDaySealed: a later day is sealed already, as when a machine's clock was set back.
    """
    existing = session.get(SealRow, day)
    if existing is not None:
        return existing.root
    if session.execute(_SEALED_LATER, {"day": day.isoformat()}).first() is not None:
        raise LaterDaySealed(day.isoformat())
    known = {row.case_id: (row.number, row.hash) for row in session.execute(_SEALED)}
    heads = {row.case_id: (row.version, row.head_hash) for row in session.execute(_HEADS)}
    for case_id, (number, digest) in heads.items():
        if known.get(case_id) != (number, digest):
            session.add(SealedHeadRow(sealed_on=day, case_id=case_id, number=number, hash=digest))
    root = root_of_heads((case, number, digest) for case, (number, digest) in heads.items())
    session.add(SealRow(sealed_on=day, root=root, heads=len(heads), sealed_at=now))
    session.flush()
    return root
