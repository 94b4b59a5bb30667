"""Duties counted without reading them: the tally and what has changed since it was folded.

Triggers on `duty` write each change in the transaction that makes it; a reading adds the few
changes to the tally, so it is exact at any time, folded or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Subquery, select, text, union_all
from sqlalchemy.orm import Session

from ledger.tally_tables import DutyChangeRow, DutyTallyRow

FAR_FUTURE = date(9999, 12, 31)
"""Stands for the last day of a duty that has none."""
EPOCH = date(1970, 1, 1)
"""`since_days` are counted from here."""

READ = ("party", "task", "clock", "breach_on", "duties", "dated", "since_days")
_KEY = "party, task, clock, breach_on"
_FIGURES = "duties, dated, since_days"
# In the order of the key, so that two that fold at once wait for each other and never lock up.
_ADD = (
    f"INSERT INTO duty_tally ({_KEY}, {_FIGURES}) "
    f"SELECT {_KEY}, sum(duties), sum(dated), sum(since_days) FROM {{source}} WHERE true "
    f"GROUP BY {_KEY} ORDER BY {_KEY} "
    f"ON CONFLICT ({_KEY}) DO UPDATE SET duties = duty_tally.duties + excluded.duties, "
    "dated = duty_tally.dated + excluded.dated, "
    "since_days = duty_tally.since_days + excluded.since_days"
)
_FOLD = {
    "sqlite": (_ADD.format(source="duty_change"), "DELETE FROM duty_change"),
    "postgresql": (
        f"WITH gone AS (DELETE FROM duty_change RETURNING *) {_ADD.format(source='gone')}",
    ),
}
_EMPTIED = "DELETE FROM duty_tally WHERE duties = 0 AND dated = 0 AND since_days = 0"


def tallied(parties: Iterable[str] | None, tasks: Iterable[str] = ()) -> Subquery:
    """Rows of party, task, clock, breach_on and figures: the tally, and what changed since.

    A key may come several times: readers add up. None of the parties, and no tasks, mean any.
    """
    named = [("party", list(parties))] if parties is not None else []
    asked = list(tasks)
    named += [("task", asked)] if asked else []
    parts = []
    for row in (DutyTallyRow, DutyChangeRow):
        columns = row.metadata.tables[str(row.__tablename__)].c
        narrowed = [columns[name].in_(values) for name, values in named]
        parts.append(select(*(columns[name] for name in READ)).where(*narrowed))
    return union_all(*parts).subquery()


def fold(session: Session) -> None:
    """Add the changes to the tally and let them go; the figures stay what they are."""
    statements = _FOLD[session.get_bind().dialect.name]
    for statement in (*statements, _EMPTIED):
        session.execute(text(statement))


def recount(session: Session) -> None:
    """Count the duties anew, whatever the tally said."""
    for statement in (
        "DELETE FROM duty_change",
        "DELETE FROM duty_tally",
        f"INSERT INTO duty_tally ({_KEY}, {_FIGURES}) {_of_duties(session)}",
    ):
        session.execute(text(statement))


def differs(session: Session) -> bool:
    """Whether the tally with its changes says anything else than the duties do."""
    told = (
        f"SELECT {_KEY}, sum(duties), sum(dated), sum(since_days) FROM ("
        f"SELECT {_KEY}, {_FIGURES} FROM duty_tally UNION ALL "
        f"SELECT {_KEY}, {_FIGURES} FROM duty_change) AS told "
        f"GROUP BY {_KEY} HAVING sum(duties) <> 0 OR sum(dated) <> 0 OR sum(since_days) <> 0"
    )
    standing = set(map(tuple, session.execute(text(_of_duties(session)))))
    return set(map(tuple, session.execute(text(told)))) != standing


def _of_duties(session: Session) -> str:
    days = days_sql("since_on", session.get_bind().dialect.name)
    return (
        "SELECT party, task, coalesce(clock, ''), coalesce(breach_on, '9999-12-31'), "
        f"count(*), count(since_on), coalesce(sum({days}), 0) FROM duty GROUP BY 1, 2, 3, 4"
    )


def days_sql(column: str, dialect: str) -> str:
    """The days from 1970-01-01 to a stored day, in the engine's own words."""
    if dialect == "sqlite":
        return f"CAST(julianday({column}) - 2440587.5 AS INTEGER)"
    return f"({column} - DATE '1970-01-01')"
