"""A city's ledger grown to a size: real cases copied by the database, their days spread out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.town import Town
from ledger import search_index, tally

OF_CASES = ("cases", "entry", "duty", "mark", "letter", "outbox", "case_party", "search_text")
DAYS = ("breach_on", "promised_on", "since_on", "received_on", "statute_due_on", "promise_due_on")
SPREAD_DAYS = 120
"""Duties and receipts of the copies lie up to this many days apart."""
_NUMBERS = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :copies) "
)
_ANEW = {
    "case_id": "case_id || '-' || n",
    "letter_id": "letter_id || '-' || n",
    "key": "key || '-' || n",
    "project_name": "project_name || ' ' || n",
    "place": "CASE WHEN place = 'case' THEN place ELSE place || '-' || n END",
    "content": "CASE WHEN place = 'case' THEN content || ' ' || n ELSE content END",
}


def multiply(town: Town, copies: int, duties_each: int) -> None:
    """Copy every case of the town `copies` times, each with at least `duties_each` open duties.

    Copies have the entries, letters, notices and searched texts of their case under a name of
    their own.
    """
    with town.ledger.writing() as session:
        _more_duties(session, town, duties_each)
        originals = session.execute(text("SELECT count(*) FROM cases")).scalar_one()
        for table in OF_CASES:
            names = [name for name in _columns(session, table) if name != "outbox_id"]
            values = ", ".join(_anew(name, town) for name in names)
            statement = f"INSERT INTO {table} ({', '.join(names)}) "
            statement += f"{_NUMBERS} SELECT {values} FROM {table}, numbers"
            session.execute(text(statement), {"copies": copies})
        grown = session.execute(text("SELECT count(*) FROM cases")).scalar_one()
        assert grown == originals * (copies + 1)
        tally.fold(session)
    _index(town)
    # What autovacuum would have done by then.
    vacuum = "ANALYZE" if town.ledger.is_sqlite else "VACUUM ANALYZE"
    with town.ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
        alone.exec_driver_sql(vacuum)


def _index(town: Town) -> None:
    """Every copy in the index of words, some hundreds in a transaction."""
    while True:
        with town.ledger.writing() as session:
            ids = search_index.unindexed(session)
            for case_id in ids:
                search_index.index_again(session, case_id)
        if not ids:
            return


def _columns(session: Session, table: str) -> list[str]:
    return list(session.execute(text(f"SELECT * FROM {table} LIMIT 0")).keys())


def _anew(name: str, town: Town) -> str:
    if name in DAYS:
        days = f"(n % {SPREAD_DAYS} - {SPREAD_DAYS // 2})"
        if town.ledger.is_sqlite:
            return f"date({name}, {days} || ' days')"
        return f"({name} + {days})::date"
    return _ANEW.get(name, name)


def _more_duties(session: Session, town: Town, wanted: int) -> None:
    """Seats for departments that owe nothing yet, until each case has as many as wanted."""
    rows: list[dict[str, Any]] = []
    cases = session.execute(text("SELECT case_id, count(*) FROM duty GROUP BY case_id")).all()
    for case_id, owed in cases:
        held = session.execute(
            text("SELECT party FROM duty WHERE case_id = :case_id"), {"case_id": case_id}
        ).scalars()
        taken = set(held)
        free = [party for party in town.house.city.catalog.departments if party not in taken]
        for party in free[: max(0, wanted - owed)]:
            rows.append({"case_id": case_id, "party": party, "today": date(2026, 3, 3)})
    for row in rows:
        row["breach_on"] = row.pop("today") + timedelta(days=10)
        row["since_on"] = date(2026, 3, 2)
    if rows:
        session.execute(
            text(
                "INSERT INTO duty (case_id, party, task, clock, breach_on, provisional, since_on) "
                "VALUES (:case_id, :party, 'give_opinion', 'opinion', :breach_on, false, :since_on)"
            ),
            rows,
        )
