"""Figures of the board, and the very rows behind each of them.

Every figure has a `Slice`: what it counts. The same conditions count it and list it, so that a
figure and what one finds behind it cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.tables import CaseRow, DutyRow, MarkRow
from ledger.tally import EPOCH, FAR_FUTURE, tallied

CLOSED = "closed"
DEEMED = "deemed_agreed"
CARDS = ("yellow", "red")


@dataclass(frozen=True, slots=True)
class Slice:
    """What a figure counts: open cases, received or decided ones, duties, or marks.

    `of` is cases, received, decided, duties or marks; None means any. Days are Asia/Shanghai
    and both included: `from_on` to `until_on` bounds the receipt, decision, breach or mark.
    """

    of: str
    stage: str | None = None
    light: str | None = None
    lead: str | None = None
    department: str | None = None
    task: str | None = None
    kind: str | None = None
    standing: str | None = None
    from_on: date | None = None
    until_on: date | None = None

    def asked(self) -> dict[str, str]:
        """The slice as the parameters of an address."""
        told = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: str(value) for name, value in told if value is not None}


@dataclass(frozen=True, slots=True)
class Owed:
    """What one party owes in one kind of task now; days are natural ones since it came to them."""

    party: str
    task: str
    count: int
    waiting_days: int


@dataclass(frozen=True, slots=True)
class Urgent:
    """One party's duties due by a day, and those past their last lawful day."""

    soon: int = 0
    late: int = 0


def stage_matrix(session: Session) -> dict[tuple[str, str], int]:
    """Open cases by (stage, light)."""
    row = (col(CaseRow.stage), col(CaseRow.light))
    query = select(*row, func.count()).where(_is_open()).group_by(*row)
    return {(str(stage), str(light)): int(n) for stage, light, n in session.execute(query)}


def urgent(
    session: Session, parties: Iterable[str], today: date, soon_until: date
) -> dict[str, Urgent]:
    """Duties of these parties by the day of their breach; soon: today to `soon_until`."""
    told = tallied(parties).c
    is_late = case((told.breach_on < today, told.duties), else_=0)
    query = (
        select(told.party, func.sum(told.duties), func.sum(is_late))
        .where(told.breach_on <= soon_until)
        .group_by(told.party)
    )
    rows = session.execute(query)
    return {str(p): Urgent(int(n) - int(late), int(late)) for p, n, late in rows}


def waiting(session: Session, parties: Iterable[str], today: date) -> list[Owed]:
    """What each of these parties owes by task, most waiting days first."""
    told = tallied(parties).c
    days = func.sum(told.dated) * (today - EPOCH).days - func.sum(told.since_days)
    duties = func.sum(told.duties)
    query = (
        select(told.party, told.task, duties, days)
        .group_by(told.party, told.task)
        .having(duties > 0)
        .order_by(days.desc(), told.party, told.task)
    )
    return [Owed(str(p), str(t), int(n), int(d)) for p, t, n, d in session.execute(query)]


def marks_by_department(
    session: Session, from_on: date | None = None, until_on: date | None = None
) -> dict[tuple[str, str, str], int]:
    """Marks by (department, kind, standing) in these days."""
    row = (col(MarkRow.department), col(MarkRow.kind), col(MarkRow.standing))
    wanted = _between(col(MarkRow.effective_on), from_on, until_on)
    query = select(*row, func.count()).where(*wanted).group_by(*row)
    return {(str(d), str(k), str(s)): int(n) for d, k, s, n in session.execute(query)}


def used_histogram(
    session: Session, from_on: date, until_on: date
) -> dict[str, list[tuple[int | None, int]]]:
    """Working days used by the decisions of these days: (days, cases) by lead.

    Days are None where the decision lies beyond the calendar that the case follows.
    """
    lead, used = col(CaseRow.lead), col(CaseRow.used_days)
    query = (
        select(lead, used, func.count())
        .where(col(CaseRow.decided_on).between(from_on, until_on))
        .group_by(lead, used)
    )
    found: dict[str, list[tuple[int | None, int]]] = {}
    for department, days, cases in session.execute(query):
        found.setdefault(str(department), []).append((days, int(cases)))
    return found


def by_day(session: Session, of: str, from_on: date, until_on: date) -> dict[date, int]:
    """How many cases were received or decided, or cards issued, on each day."""
    day, more = _DAY_OF[of]
    query = select(day, func.count()).where(day.between(from_on, until_on), *more).group_by(day)
    return {on: int(n) for on, n in session.execute(query) if on is not None}


def nearest_breaches(session: Session, from_on: date, limit: int) -> list[tuple[DutyRow, CaseRow]]:
    """The duties whose last lawful day comes next, with their cases."""
    query = _duties().where(col(DutyRow.breach_on) >= from_on)
    query = query.order_by(col(DutyRow.breach_on), col(DutyRow.case_id), col(DutyRow.task))
    return [(duty, row) for duty, row in session.execute(query.limit(limit))]


def count(session: Session, wanted: Slice) -> int:
    """The figure of a slice."""
    if wanted.of == "duties":
        return _count_duties(session, wanted)
    table = MarkRow if wanted.of == "marks" else CaseRow
    query = select(func.count()).select_from(table).where(*conditions(wanted))
    return int(session.scalar(query) or 0)


def _count_duties(session: Session, wanted: Slice) -> int:
    told = tallied([wanted.department] if wanted.department else None).c
    bounds = _between(told.breach_on, wanted.from_on, wanted.until_on)
    query = select(func.sum(told.duties)).where(*bounds)
    if bounds:
        query = query.where(told.breach_on < FAR_FUTURE)
    if wanted.task is not None:
        query = query.where(told.task == wanted.task)
    return int(session.scalar(query) or 0)


Row = tuple[CaseRow | DutyRow | MarkRow, CaseRow]
"""What is listed, and the case that it belongs to (a case belongs to itself)."""


def listed(session: Session, wanted: Slice, limit: int, after: Sequence[str] = ()) -> list[Row]:
    """The rows of a slice after the last one seen (see :func:`place_of`).

    Cases and marks come with the newest case first, duties in order of case, party and task.
    """
    if wanted.of == "duties":
        return _listed_duties(session, wanted, limit, after)
    if wanted.of == "marks":
        return _listed_marks(session, wanted, limit, after)
    query = select(CaseRow).where(*conditions(wanted))
    if after:
        query = query.where(col(CaseRow.case_id) < after[0])
    cases = session.scalars(query.order_by(col(CaseRow.case_id).desc()).limit(limit))
    return [(row, row) for row in cases]


def place_of(row: Row) -> tuple[str, ...]:
    """What names a row among those of its list."""
    subject = row[0]
    if isinstance(subject, DutyRow):
        return subject.case_id, subject.party, subject.task
    if isinstance(subject, MarkRow):
        return subject.case_id, str(subject.number)
    return (subject.case_id,)


def _listed_duties(session: Session, wanted: Slice, limit: int, after: Sequence[str]) -> list[Row]:
    key = (col(DutyRow.case_id), col(DutyRow.party), col(DutyRow.task))
    query = _duties().where(*conditions(wanted))
    if after:
        query = query.where(_beyond(key, after))
    rows = session.execute(query.order_by(*key).limit(limit))
    return [(duty, row) for duty, row in rows]


def _listed_marks(session: Session, wanted: Slice, limit: int, after: Sequence[str]) -> list[Row]:
    number, case_id = col(MarkRow.number), col(MarkRow.case_id)
    query = select(MarkRow, CaseRow).join(CaseRow, col(CaseRow.case_id) == case_id)
    query = query.where(*conditions(wanted))
    if after:
        same = (case_id == after[0]) & (number > int(after[1]))
        query = query.where((case_id < after[0]) | same)
    rows = session.execute(query.order_by(case_id.desc(), number).limit(limit))
    return [(mark, row) for mark, row in rows]


def _beyond(key: Sequence[Any], after: Sequence[str]) -> ColumnElement[bool]:
    first, second, third = key
    tail = (second > after[1]) | ((second == after[1]) & (third > after[2]))
    beyond: ColumnElement[bool] = (first > after[0]) | ((first == after[0]) & tail)
    return beyond


def _duties() -> Select[DutyRow, CaseRow]:
    return select(DutyRow, CaseRow).join(CaseRow, col(CaseRow.case_id) == col(DutyRow.case_id))


def _is_open() -> ColumnElement[bool]:
    return col(CaseRow.stage) != CLOSED


def _between(day: Any, from_on: date | None, until_on: date | None) -> list[ColumnElement[bool]]:
    bounds = []
    if from_on is not None:
        bounds.append(day >= from_on)
    if until_on is not None:
        bounds.append(day <= until_on)
    return bounds


def conditions(wanted: Slice) -> list[ColumnElement[bool]]:
    """What a row must fulfil to belong to the slice."""
    if wanted.of == "duties":
        pairs = [(DutyRow.party, wanted.department), (DutyRow.task, wanted.task)]
        day, more = col(DutyRow.breach_on), []
    elif wanted.of == "marks":
        pairs = [(MarkRow.department, wanted.department), (MarkRow.standing, wanted.standing)]
        day, more = col(MarkRow.effective_on), _of_kind(wanted.kind)
    else:
        pairs = [(CaseRow.stage, wanted.stage), (CaseRow.light, wanted.light)]
        pairs.append((CaseRow.lead, wanted.lead))
        day, more = _DAY_OF[wanted.of][0], _of_cases(wanted)
    named = [col(column) == value for column, value in pairs if value is not None]
    return [*named, *more, *_between(day, wanted.from_on, wanted.until_on)]


def _of_cases(wanted: Slice) -> list[ColumnElement[bool]]:
    if wanted.of == "cases":
        return [_is_open()]
    if wanted.of == "decided":
        return [col(CaseRow.decided_on).is_not(None)]
    return []


def _of_kind(kind: str | None) -> list[ColumnElement[bool]]:
    """A kind of mark; `card` are the yellow and the red ones."""
    if kind is None:
        return []
    return [col(MarkRow.kind).in_(CARDS) if kind == "card" else col(MarkRow.kind) == kind]


_DAY_OF: dict[str, tuple[Any, list[ColumnElement[bool]]]] = {
    "cases": (col(CaseRow.received_on), []),
    "received": (col(CaseRow.received_on), []),
    "decided": (col(CaseRow.decided_on), []),
    "cards": (col(MarkRow.effective_on), _of_kind("card")),
}
