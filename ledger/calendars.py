"""Holiday calendars in the ledger: every edition that was ever in force, the newest last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.chain import sha256
from ledger.tables import CalendarEditionRow, CaseRow, EntryRow, Instant


def newest(session: Session) -> int:
    """The number of the edition in force; 0 where none was put in force. One small query."""
    connection = session.connection()
    found = connection.exec_driver_sql("SELECT max(number) FROM calendar_edition").scalar()
    return int(found or 0)


def editions(session: Session, *, after: int = 0) -> Sequence[CalendarEditionRow]:
    """The editions with a higher number than `after`, in order."""
    query = select(CalendarEditionRow).where(col(CalendarEditionRow.number) > after)
    return session.scalars(query.order_by(col(CalendarEditionRow.number))).all()


_PUT = text(
    "INSERT INTO calendar_edition (number, version, year, notices, amends, content, sha256, "
    "published_by, published_at) VALUES (:number, :version, :year, :notices, :amends, :content, "
    ":sha256, :published_by, :published_at) ON CONFLICT DO NOTHING RETURNING number"
).bindparams(bindparam("published_at", type_=Instant()))


def put_in_force(session: Session, row: CalendarEditionRow) -> bool:
    """Keep an edition as the newest; False where another process took its number first."""
    values = row.model_dump() | {"sha256": sha256(row.content)}
    return session.execute(_PUT, values).first() is not None


def reaching(
    session: Session,
    day: date,
    *,
    following: str | None = None,
    after: tuple[date, str] | None = None,
    limit: int = 500,
) -> list[tuple[date, str]]:
    """(last day needed, case id) of cases with an open clock that may need `day` or a later one.

    `following` narrows to those whose dates follow this version of the calendar. One indexed
    query; its cost follows what a notice can move, not what is open.
    """
    place = (col(CaseRow.reaches_on), col(CaseRow.case_id))
    query = select(*place).where(place[0] >= day).order_by(*place).limit(limit)
    if following is not None:
        query = query.where(col(CaseRow.calendar_version) == following)
    if after is not None:
        last_day, case_id = after
        beyond = (place[0] > last_day) | ((place[0] == last_day) & (place[1] > case_id))
        query = query.where(beyond)
    return [(found, case_id) for found, case_id in session.execute(query) if found is not None]


def count_reaching(session: Session, day: date) -> int:
    """How many cases have an open clock that may need `day` or a later one."""
    query = select(func.count()).where(col(CaseRow.reaches_on) >= day)
    return int(session.scalar(query) or 0)


def derivations(session: Session, *, limit: int, after: str = "") -> list[tuple[str, int, str]]:
    """(case, entry, payload) of the entries by which dates were derived again, by case."""
    query = (
        select(col(EntryRow.case_id), col(EntryRow.number), col(EntryRow.payload))
        .where(text("kind = 'dates_derived_again'"), col(EntryRow.case_id) > after)
        .order_by(col(EntryRow.case_id), col(EntryRow.number))
        .limit(limit)
    )
    return [(case_id, number, payload) for case_id, number, payload in session.execute(query)]


def altered(session: Session) -> Iterator[str]:
    """The versions of editions whose content is not what was put in force."""
    for row in editions(session):
        if sha256(row.content) != row.sha256:
            yield row.version
