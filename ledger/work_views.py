"""Worklists: open duties by the nearest legal breach, narrowed and counted by indexed queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.tables import CaseRow, DutyRow
from ledger.views import mentions

FAR_FUTURE = date(9999, 12, 31)
Window = Literal["late", "today", "soon", "calm"]
WINDOWS: tuple[Window, ...] = ("late", "today", "soon", "calm")
Place = tuple[date, str, str]


@dataclass(frozen=True, slots=True)
class WorklistItem:
    """One open obligation with the case it belongs to."""

    duty: DutyRow
    case: CaseRow


@dataclass(frozen=True, slots=True)
class Days:
    """Today, and the working day after it: what is due until then is due soon."""

    today: date
    next_workday: date


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Whose duties, and which of them; None or empty means any.

    `window`: late is before today, today, soon until the next working day, calm beyond it or
    without a last day.
    """

    parties: tuple[str, ...]
    tasks: tuple[str, ...] = ()
    matter: str | None = None
    light: str | None = None
    text: str | None = None
    window: Window | None = None
    clock: str | None = None


def worklist(
    session: Session,
    wanted: WorkFilter,
    days: Days | None = None,
    *,
    limit: int = 50,
    after: Place | None = None,
) -> list[WorklistItem]:
    """Open duties by nearest legal breach; those without a limit come last.

    `after` is the (breach day, case id, task) of the last item seen; undated items sort as
    9999-12-31. Dated and undated duties are two queries, so that each walks the index. `days`
    is needed where `wanted.window` is given.
    """
    undated = after is not None and after[0] == FAR_FUTURE
    items = [] if undated else _page_of(session, _dated(wanted, days, after), limit)
    if len(items) < limit and wanted.window in (None, "calm"):
        seen = after[1:] if after is not None and undated else ("", "")
        items += _page_of(session, _undated(wanted, seen), limit - len(items))
    return items


def count_by_window(session: Session, wanted: WorkFilter, days: Days) -> dict[Window, int]:
    """How many duties are late, due today, soon or later, whatever window `wanted` names."""
    breach_on = col(DutyRow.breach_on)
    window = case(
        (breach_on < days.today, "late"),
        (breach_on == days.today, "today"),
        (breach_on <= days.next_workday, "soon"),
        else_="calm",
    )
    query = select(window, func.count()).where(*_narrowed(wanted))
    if _asks_the_case(wanted):
        query = query.join(CaseRow, col(CaseRow.case_id) == col(DutyRow.case_id))
    found = {name: int(count) for name, count in session.execute(query.group_by(window))}
    return {name: found.get(name, 0) for name in WINDOWS}


def tasks_owed(session: Session, parties: tuple[str, ...]) -> list[str]:
    """Which tasks these parties owe at all, to choose from."""
    query = select(col(DutyRow.task)).where(col(DutyRow.party).in_(parties)).distinct()
    return sorted(session.scalars(query))


def _page_of(session: Session, query: Select[DutyRow, CaseRow], limit: int) -> list[WorklistItem]:
    return [WorklistItem(duty, row) for duty, row in session.execute(query.limit(limit))]


def _owed(wanted: WorkFilter) -> Select[DutyRow, CaseRow]:
    joined = col(CaseRow.case_id) == col(DutyRow.case_id)
    return select(DutyRow, CaseRow).join(CaseRow, joined).where(*_narrowed(wanted))


def _asks_the_case(wanted: WorkFilter) -> bool:
    return bool(wanted.matter or wanted.light or wanted.text)


def _narrowed(wanted: WorkFilter) -> Iterator[ColumnElement[bool]]:
    party = col(DutyRow.party)
    one = len(wanted.parties) == 1
    yield party == wanted.parties[0] if one else party.in_(wanted.parties)
    if wanted.tasks:
        yield col(DutyRow.task).in_(wanted.tasks)
    if wanted.clock:
        yield col(DutyRow.clock) == wanted.clock
    if wanted.matter:
        yield col(CaseRow.matter) == wanted.matter
    if wanted.light:
        yield col(CaseRow.light) == wanted.light
    if wanted.text:
        yield mentions(wanted.text)


def _behind(case_id: str, task: str) -> ColumnElement[bool]:
    later_task = and_(col(DutyRow.case_id) == case_id, col(DutyRow.task) > task)
    return or_(col(DutyRow.case_id) > case_id, later_task)


def _within(window: Window | None, days: Days | None) -> Iterator[ColumnElement[bool]]:
    breach_on = col(DutyRow.breach_on)
    if window is None or days is None:
        return
    if window == "late":
        yield breach_on < days.today
    elif window == "today":
        yield breach_on == days.today
    elif window == "soon":
        yield and_(breach_on > days.today, breach_on <= days.next_workday)
    else:
        yield breach_on > days.next_workday


def _dated(wanted: WorkFilter, days: Days | None, after: Place | None) -> Select[DutyRow, CaseRow]:
    breach_on = col(DutyRow.breach_on)
    query = _owed(wanted).where(breach_on.is_not(None), *_within(wanted.window, days))
    if after is not None:
        day, case_id, task = after
        same_day = and_(breach_on == day, _behind(case_id, task))
        query = query.where(or_(breach_on > day, same_day))
    return query.order_by(breach_on, col(DutyRow.case_id), col(DutyRow.task))


def _undated(wanted: WorkFilter, seen: tuple[str, ...]) -> Select[DutyRow, CaseRow]:
    query = _owed(wanted).where(col(DutyRow.breach_on).is_(None), _behind(seen[0], seen[1]))
    return query.order_by(col(DutyRow.case_id), col(DutyRow.task))
