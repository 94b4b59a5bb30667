"""Opening the ledger: engines, sessions, and the only places that commit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

WRITER_PATIENCE_S = 30.0
POOL_SIZE, POOL_OVERFLOW = 10, 30
MIGRATIONS = Path(__file__).parents[1] / "migrations"


class LedgerBusy(Exception):
    """Another writer held the ledger for too long; nothing was written, try again."""


class Ledger:
    """One database, SQLite or PostgreSQL, behind two kinds of session.

    SQLite has one writer at a time: a process-wide lock in front of `BEGIN IMMEDIATE` keeps
    threads from starving on its busy handler; other processes wait on the busy timeout.
    PostgreSQL runs READ COMMITTED; acts compare and set on the case's version.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._sqlite_engine() if self.is_sqlite else self._postgres_engine()
        self._writer = threading.Lock()

    def _sqlite_engine(self) -> Engine:
        if self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            self.url, connect_args={"timeout": WRITER_PATIENCE_S}, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _postgres_engine(self) -> Engine:
        # What a person typed is in the parameters; an error must not carry it into a log.
        return create_engine(
            self.url, pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW, hide_parameters=True
        )

    def upgrade(self) -> None:
        """Bring the tables to the newest revision; safe to call at every start."""
        with self.engine.connect() as connection:
            self.migrate(connection, "head")
            connection.commit()

    def migrate(self, connection: Connection, revision: str) -> None:
        """Bring the tables to this revision within the connection's transaction."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that never commits; rows read in it stay readable after it."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits on a clean exit and rolls back otherwise.

        On SQLite the process-wide writer lock is taken before the first statement.

        Raises:
            LedgerBusy: another writer kept the lock too long.
        """
        with self._one_writer(), Session(self.engine) as session:
            session.connection(execution_options={"writing": True})
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._writer.acquire(timeout=WRITER_PATIENCE_S):
            raise LedgerBusy("the ledger is busy; nothing was written, please try again")
        try:
            yield
        finally:
            self._writer.release()

    def note(self, write: Callable[[Session], None]) -> bool:
        """Write what may be lost; False, without waiting, where another writer is at work."""
        if self.is_sqlite and not self._writer.acquire(blocking=False):
            return False
        try:
            with Session(self.engine) as session:
                session.connection(execution_options={"writing": True, "waiting": False})
                write(session)
                session.commit()
        except OperationalError:
            return False
        finally:
            if self.is_sqlite:
                self._writer.release()
        return True

    def connections_in_use(self) -> int:
        """How many connections of this process are lent out at this moment."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Durable and concurrent: WAL, synchronous FULL, and BEGIN left to us."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Writers begin IMMEDIATE, for a read snapshot cannot be upgraded once it is stale."""
    options = connection.get_execution_options()
    writing = options.get("writing")
    patience_s = WRITER_PATIENCE_S if options.get("waiting", True) else 0
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(patience_s * 1000)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
