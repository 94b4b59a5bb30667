"""Worklists: open duties by the nearest legal breach, narrowed and counted by indexed queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    Case,
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.search_views import in_many, mentions
from ledger.tables import CaseRow, DutyRow
from ledger.tally import FAR_FUTURE, tallied

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
    due_on: date | None = None


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
    said = _said(session, wanted)
    dated = [*said, *_dated(wanted, days, after)]
    items = [] if undated else _page_of(session, wanted, dated, limit)
    if len(items) < limit and wanted.window in (None, "calm"):
        seen = after[1:] if after is not None and undated else ("", "")
        items += _page_of(session, wanted, [*said, *_undated(seen)], limit - len(items))
    return items


def count_by_window(session: Session, wanted: WorkFilter, days: Days) -> dict[Window, int] | None:
    """How many duties are late, due today, soon or later, whatever window `wanted` names.

    None where words are asked for that a great many cases hold: to count them all would mean to
    read all their texts.
    """
    if wanted.text and in_many(session, wanted.text):
        return None
    if _asks_the_case(wanted):
        joined = col(CaseRow.case_id) == col(DutyRow.case_id)
        window = _window_of(col(DutyRow.breach_on), days)
        query = select(window, func.count()).join(CaseRow, joined).where(*_narrowed(wanted))
        query = query.where(*_said(session, wanted))
    else:
        told = tallied(wanted.parties, wanted.tasks).c
        window = _window_of(told.breach_on, days)
        query = select(window, func.sum(told.duties))
        if wanted.clock:
            query = query.where(told.clock == wanted.clock)
    found = {name: int(count) for name, count in session.execute(query.group_by(window))}
    return {name: found.get(name, 0) for name in WINDOWS}


def _window_of(breach_on: Any, days: Days) -> Case[str]:
    return case(
        (breach_on < days.today, "late"),
        (breach_on == days.today, "today"),
        (breach_on <= days.next_workday, "soon"),
        else_="calm",
    )


@dataclass(frozen=True, slots=True)
class DueDay:
    """What lapses on one day: how much in all, and the first lines of it."""

    day: date
    count: int
    items: tuple[WorklistItem, ...]


def due_by_day(
    session: Session, wanted: WorkFilter, first: date, last: date, *, per_day: int
) -> dict[date, DueDay]:
    """Open duties of parties and tasks from `first` to `last`, by the day on which they lapse.

    The tally counts them; of each day the first `per_day` lines are read along the index of the
    party, in one query for all days.
    """
    counts = _counts_by_day(session, wanted, first, last)
    if not counts:
        return {}
    firsts = (_first(wanted, [col(DutyRow.breach_on) == day], per_day).subquery() for day in counts)
    lines: dict[date, list[WorklistItem]] = {}
    for item in _read_whole(session, firsts, per_day * len(counts)):
        assert item.duty.breach_on is not None, "only dated duties were asked for"
        lines.setdefault(item.duty.breach_on, []).append(item)
    return {day: DueDay(day, counts[day], tuple(items)) for day, items in lines.items()}


def _counts_by_day(
    session: Session, wanted: WorkFilter, first: date, last: date
) -> dict[date, int]:
    told = tallied(wanted.parties, wanted.tasks).c
    query = (
        select(told.breach_on, func.sum(told.duties))
        .where(told.breach_on >= first, told.breach_on <= last)
        .group_by(told.breach_on)
        .having(func.sum(told.duties) > 0)
    )
    return {day: int(count) for day, count in session.execute(query)}


def tasks_owed(session: Session, parties: tuple[str, ...]) -> list[str]:
    """Which tasks these parties owe at all, to choose from."""
    told = tallied(parties).c
    query = select(told.task).group_by(told.task).having(func.sum(told.duties) > 0)
    return sorted(session.scalars(query))


def _page_of(
    session: Session, wanted: WorkFilter, bounds: Sequence[ColumnElement[bool]], limit: int
) -> list[WorklistItem]:
    """The first duties within these bounds, in the order of last day, case and task.

    The first of all are among the first of each party and task, and each of those walks the
    index only as far as the page reaches.
    """
    parts = (_first(part, bounds, limit).subquery() for part in _apart(wanted))
    return _read_whole(session, parts, limit)


def _read_whole(session: Session, parts: Iterable[Subquery], limit: int) -> list[WorklistItem]:
    firsts = union_all(*(select(part) for part in parts)).subquery()
    same = and_(*(col(column) == firsts.c[name] for name, column in _KEY.items()))
    query = select(DutyRow, CaseRow).join(firsts, same).join(CaseRow, _OF_THE_CASE)
    rows = session.execute(query.order_by(*_IN_ORDER).limit(limit))
    return [WorklistItem(duty, row) for duty, row in rows]


def _apart(wanted: WorkFilter) -> Iterator[WorkFilter]:
    for party in wanted.parties:
        of_party = replace(wanted, parties=(party,))
        yield from (replace(of_party, tasks=(task,)) for task in wanted.tasks)
        if not wanted.tasks:
            yield of_party


def _first(wanted: WorkFilter, bounds: Sequence[ColumnElement[bool]], limit: int) -> Select[Any]:
    query = select(*map(col, _KEY.values())).where(*_narrowed(wanted), *bounds)
    if _asks_the_case(wanted):
        query = query.join(CaseRow, _OF_THE_CASE)
    return query.order_by(*_IN_ORDER).limit(limit)


_KEY: dict[str, Any] = {"case_id": DutyRow.case_id, "party": DutyRow.party, "task": DutyRow.task}
_OF_THE_CASE = col(CaseRow.case_id) == col(DutyRow.case_id)
_IN_ORDER = (col(DutyRow.breach_on), col(DutyRow.case_id), col(DutyRow.task))


def _asks_the_case(wanted: WorkFilter) -> bool:
    return bool(wanted.matter or wanted.light or wanted.text)


def _narrowed(wanted: WorkFilter) -> Iterator[ColumnElement[bool]]:
    yield col(DutyRow.party).in_(wanted.parties)
    if wanted.tasks:
        yield col(DutyRow.task).in_(wanted.tasks)
    if wanted.clock:
        yield col(DutyRow.clock) == wanted.clock
    if wanted.due_on:
        yield col(DutyRow.breach_on) == wanted.due_on
    if wanted.matter:
        yield col(CaseRow.matter) == wanted.matter
    if wanted.light:
        yield col(CaseRow.light) == wanted.light


def _said(session: Session, wanted: WorkFilter) -> list[ColumnElement[bool]]:
    return [mentions(session, wanted.text)] if wanted.text else []


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


def _dated(wanted: WorkFilter, days: Days | None, after: Place | None) -> list[ColumnElement[bool]]:
    breach_on = col(DutyRow.breach_on)
    bounds = [breach_on.is_not(None), *_within(wanted.window, days)]
    if after is not None:
        day, case_id, task = after
        same_day = and_(breach_on == day, _behind(case_id, task))
        bounds += [breach_on >= day, or_(breach_on > day, same_day)]
    return bounds


def _undated(seen: tuple[str, ...]) -> list[ColumnElement[bool]]:
    return [col(DutyRow.breach_on).is_(None), _behind(seen[0], seen[1])]
