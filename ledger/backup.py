"""A snapshot of the whole ledger while acts go on, and an empty database filled from one.

SQLite is copied page by page through its own backup interface. PostgreSQL is read table by
table with COPY in one REPEATABLE READ transaction: that needs no program beside this one,
where `pg_dump` must be there and be at least as new as the server.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from alembic.script import ScriptDirectory
from sqlalchemy import delete, inspect, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger import outbox
from ledger.chain import root_of_heads
from ledger.engine import MIGRATIONS, Ledger
from ledger.identity_tables import ApiTokenRow, HalfSignInRow, ResetCodeRow
from ledger.tables import DocumentRow, SignInRow

SQLITE_MEMBER = "ledger.db"
TABLE_MEMBERS = "tables/"
REVISION_TABLE = "alembic_version"
COUNTED = ("cases", "project", "entry", "project_entry", "letter", "document", "outbox")

Write = Callable[[IO[bytes]], None]
Open = Callable[[], IO[bytes]]


class NoLedger(Exception):
    """There is no ledger at this address."""


class NotEmpty(Exception):
    """The database already holds something; a backup is restored into an empty one only."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The ledger as it stood at one instant: its files by name, and figures to hold it by."""

    revision: str
    members: Mapping[str, Write]
    figures: Mapping[str, Any]


@contextmanager
def snapshot(ledger: Ledger, scratch: Path) -> Iterator[Snapshot]:
    """The ledger at one instant; acts that were acknowledged before are in it.

    `scratch` is a file name for the copy of a SQLite ledger; it is gone afterwards.

    Raises:
        NoLedger: nothing is there to be copied.
    """
    taking = _sqlite_snapshot(ledger, scratch) if ledger.is_sqlite else _postgres_snapshot(ledger)
    with taking as taken:
        yield taken


@contextmanager
def _sqlite_snapshot(ledger: Ledger, scratch: Path) -> Iterator[Snapshot]:
    source = Path(ledger.url.database or "")
    if not source.is_file():
        raise NoLedger(f"no ledger at {source}")
    scratch.touch(mode=0o600)
    try:
        _copied(source, scratch)
        copy = Ledger(f"sqlite:///{scratch}")
        with copy.reading() as session:
            revision, found = _revision(session), figures(session)
        copy.close()

        def write(target: IO[bytes]) -> None:
            with scratch.open("rb") as pages:
                shutil.copyfileobj(pages, target, 1 << 20)

        yield Snapshot(revision, {SQLITE_MEMBER: write}, found)
    finally:
        for left in (scratch, *(Path(f"{scratch}{end}") for end in ("-wal", "-shm", "-journal"))):
            left.unlink(missing_ok=True)


def _copied(source: Path, target: Path) -> None:
    """One step of all pages: a reader's snapshot that keeps no writer waiting."""
    with sqlite3.connect(source) as held, sqlite3.connect(target) as copy:
        held.backup(copy)
    held.close()
    copy.close()


@contextmanager
def _postgres_snapshot(ledger: Ledger) -> Iterator[Snapshot]:
    with ledger.engine.connect() as plain:
        connection = plain.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with Session(connection) as session:
            revision, found = _revision(session), figures(session)
            tables = [name for name in sorted(_tables(session)) if name != REVISION_TABLE]
            members = {f"{TABLE_MEMBERS}{name}.copy": _copy_out(session, name) for name in tables}
            yield Snapshot(revision, members, found)


def _copy_out(session: Session, table: str) -> Write:
    def write(target: IO[bytes]) -> None:
        driver: Any = session.connection().connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
            for chunk in rows:
                target.write(chunk)

    return write


def _tables(session: Session) -> list[str]:
    return inspect(session.connection()).get_table_names()


def _revision(session: Session) -> str:
    if REVISION_TABLE not in _tables(session):
        raise NoLedger("the database holds no ledger")
    return str(session.scalar(text(f"SELECT version_num FROM {REVISION_TABLE}")))


def figures(session: Session) -> dict[str, Any]:
    """Rows by table, one root over the newest hashes of all chains, and the newest seal."""
    known = set(_tables(session))
    counts = {
        name: session.scalar(text(f"SELECT count(*) FROM {name}"))
        for name in COUNTED
        if name in known
    }
    sources = [
        f"SELECT {key} AS id, version, head_hash FROM {table}"
        for table, key in (("cases", "case_id"), ("project", "project_id"))
        if table in known
    ]
    heads = session.execute(text(" UNION ALL ".join(sources)))
    root = root_of_heads((row.id, row.version, row.head_hash) for row in heads)
    seal = session.execute(text("SELECT sealed_on, root FROM seal ORDER BY sealed_on DESC LIMIT 1"))
    newest = seal.first()
    sealed = {"day": str(newest.sealed_on), "root": newest.root} if newest else None
    return {"rows": counts, "heads_root": root, "last_seal": sealed}


def is_newest(revision: str) -> bool:
    """Whether a ledger of that revision has the tables of this release."""
    return revision == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def knows_revision(revision: str) -> bool:
    """Whether this release can read a ledger of that revision; a newer one's it cannot."""
    known = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return any(script.revision == revision for script in known)


def check_empty(ledger: Ledger) -> None:
    """Whether a backup may be restored here.

    Raises:
        NotEmpty: the database holds something.
    """
    if ledger.is_sqlite:
        path = Path(ledger.url.database or "")
        if path.exists():
            raise NotEmpty(f"there is a file already: {path}")
        return
    with ledger.reading() as session:
        held = _tables(session)
    if held:
        raise NotEmpty(f"the database holds {len(held)} tables already")


def fill(
    ledger: Ledger, revision: str, members: Mapping[str, Open], hold_because: str | None
) -> int:
    """Fill the empty database from a snapshot and bring it to the newest tables.

    With a reason to hold them, letters and notices that the snapshot has as unsent wait for a
    person's word; how many do.

    On SQLite the file is put in place whole; on PostgreSQL all rows come in one transaction.
    Nobody stays signed in and no token is in force: what was ended after the backup must not
    live again.

    Raises:
        NotEmpty: the database holds something.
    """
    check_empty(ledger)
    if ledger.is_sqlite:
        _put_file(Path(ledger.url.database or ""), members[SQLITE_MEMBER])
    else:
        _copy_in(ledger, revision, members)
    ledger.upgrade()
    with ledger.writing() as session:
        for ended in (SignInRow, HalfSignInRow, ResetCodeRow, ApiTokenRow):
            session.execute(delete(ended))
        return outbox.hold(session, hold_because) if hold_because else 0


def _put_file(path: Path, opened: Open) -> None:
    draft = path.with_name(f"{path.name}.restoring")
    draft.touch(mode=0o600)
    with opened() as source, draft.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
    draft.replace(path)


def _copy_in(ledger: Ledger, revision: str, members: Mapping[str, Open]) -> None:
    with ledger.writing() as session:
        ledger.migrate(session.connection(), revision)
        driver: Any = session.connection().connection
        for name, opened in members.items():
            table = name.removeprefix(TABLE_MEMBERS).removesuffix(".copy")
            # The rows that triggers wrote are among the members.
            session.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'))
            with (
                opened() as source,
                driver.cursor() as cursor,
                cursor.copy(f'COPY "{table}" FROM STDIN') as rows,
            ):
                while chunk := source.read(1 << 16):
                    rows.write(chunk)
            session.execute(text(f'ALTER TABLE "{table}" ENABLE TRIGGER USER'))
        _continue_sequences(session)


def _continue_sequences(session: Session) -> None:
    owned = session.execute(
        text(
            "SELECT table_name, column_name, "
            "pg_get_serial_sequence(quote_ident(table_name), column_name) "
            "FROM information_schema.columns WHERE table_schema = current_schema()"
        )
    ).all()
    for table, column, sequence in owned:
        if sequence is not None:
            newest = f'SELECT coalesce(max("{column}"), 0) + 1 FROM "{table}"'
            session.execute(
                text(f"SELECT setval(:sequence, ({newest}), false)"), {"sequence": sequence}
            )


def altered_documents(session: Session) -> list[str]:
    """The addresses of stored documents whose content has another hash."""
    query = select(col(DocumentRow.sha256), col(DocumentRow.content))
    found = session.execute(query.execution_options(yield_per=20))
    return [sha256 for sha256, content in found if hashlib.sha256(content).hexdigest() != sha256]
