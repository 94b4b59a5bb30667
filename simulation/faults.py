"""Faults at an exact place: a ledger that dies, or lets another in, at its n-th statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from ledger.engine import Ledger

BEFORE_COMMIT, AFTER_COMMIT = -1, -2
"""Places that are no statement: all is written but not committed; committed but not told."""


class Crash(BaseException):
    """The process is gone; nobody in it may catch this and go on."""


@dataclass
class Fault:
    """What happens, once, at which place: a statement's number from 1, or a commit's edge."""

    at: int
    happen: Callable[[], None]
    happened: bool = False


def die() -> None:
    """The process ends here."""
    raise Crash


class FaultyLedger(Ledger):
    """A ledger whose next fault can be laid; on SQLite nothing waits for the disk.

    A crash of the process loses nothing that the database has taken, so that `synchronous`
    may be off: a crash of the machine is not what is simulated here.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.laid: Fault | None = None
        self.statements = 0
        if self.is_sqlite:
            event.listen(self.engine, "connect", _unhurried)
        event.listen(self.engine, "before_cursor_execute", self._before_statement)

    def lay(self, fault: Fault | None) -> None:
        """Let this fault happen; statements are counted from here."""
        self.laid, self.statements = fault, 0

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A writing session with a place for faults on either side of its commit."""
        with super().writing() as session:
            yield session
            self._reached(BEFORE_COMMIT)
        self._reached(AFTER_COMMIT)

    def _before_statement(self, *_told: Any) -> None:
        self.statements += 1
        self._reached(self.statements)

    def _reached(self, place: int) -> None:
        fault = self.laid
        if fault is not None and fault.at == place and not fault.happened:
            fault.happened = True
            fault.happen()


def _unhurried(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = OFF")
    cursor.close()
