"""The explanation of periods that are not counted day by day: months, and backward ones."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from states.lines import Line, LineKind
from states.workdays import (
    ONE_DAY,
    WEEKDAYS_EN,
    WEEKDAYS_ZH,
    Calendar,
    DayKind,
    DayUnit,
    add_months,
)


class Reckoned(Protocol):
    """What is read of a finished period; :class:`states.reckoning.Due` is one."""

    @property
    def due_on(self) -> date: ...
    @property
    def provisional(self) -> bool: ...
    @property
    def latest_on(self) -> date: ...
    @property
    def effective_start_on(self) -> date: ...
    @property
    def days(self) -> int: ...
    @property
    def unit(self) -> DayUnit: ...
    @property
    def extension_days(self) -> int: ...
    @property
    def raw_last_on(self) -> date | None: ...
    @property
    def calendar(self) -> Calendar: ...


def month_lines(due: Reckoned) -> tuple[Line, ...]:
    """The start, the months of the text, the months of a delay, and a last day that moved."""
    start = due.effective_start_on
    lines = [
        Line(start, start, LineKind.START, 0, 0, "起算日，不计入", "day of the event, not counted")
    ]
    first, base = start + ONE_DAY, add_months(start, due.days)
    lines.append(
        Line(first, base, LineKind.COUNTED, due.days, due.days, *_to_the_day(due.days, start, base))
    )
    if due.extension_days:
        total = due.days + due.extension_days
        until = add_months(start, total)
        zh, en = _to_the_day(due.extension_days, start, until)
        lines.append(
            Line(
                base + ONE_DAY, until, LineKind.COUNTED, due.extension_days, total,
                f"延期{zh}", f"delay: {en}",
            )
        )  # fmt: skip
    return (*lines, *_moved(due))


def _to_the_day(months: int, start: date, until: date) -> tuple[str, str]:
    zh = f"{months}个月，至对应日{until}（民法典第202条）"
    en = f"{months} months, to the corresponding day {until} (Civil Code art. 202)"
    if until.day != start.day:
        zh = f"{months}个月，该月无对应日，至月末{until}（民法典第202条）"
        en = f"{months} months; that month has no such day, to its last day {until} (art. 202)"
    return zh, en


def _moved(due: Reckoned) -> tuple[Line, ...]:
    raw, total = due.raw_last_on, due.days + due.extension_days
    if due.provisional:
        return (_unknown(due, 0, total, due.calendar.last_day + ONE_DAY, due.latest_on),)
    if raw is None or raw == due.due_on:
        return ()
    note = due.calendar.why(raw)
    zh = f"最后一日{raw}为{note.zh}，顺延至{due.due_on}"
    en = f"the last day {raw} is a {note.en}; moves to {due.due_on}"
    return (Line(raw + ONE_DAY, due.due_on, LineKind.ROLLED, 0, total, zh, en),)


def backward_lines(due: Reckoned, before_on: date) -> tuple[Line, ...]:
    """From the day of expiry backwards: every day that lies between, and the one before them.

    Where working days are unpublished one line owes them all.
    """
    if due.provisional:
        return (_expiry(before_on), _unknown(due, due.days, 0, due.due_on, before_on))
    lines, count, day = [_expiry(before_on)], 0, before_on
    while day > due.due_on:
        line = _day_before(due, day, count)
        count += line.days
        lines.append(line)
        day -= ONE_DAY
    zh, en = "其前一日为最后一日", "the day before them is the last day"
    return (*lines, Line(due.due_on, due.due_on, LineKind.ROLLED, 0, count, zh, en))


def _expiry(before_on: date) -> Line:
    zh, en = "届满日，自该日向前计算", "day of expiry: counted backwards from it"
    return Line(before_on, before_on, LineKind.START, 0, 0, zh, en)


def _day_before(due: Reckoned, day: date, count: int) -> Line:
    if due.unit is DayUnit.NATURAL:
        zh, en = f"届满前第{count + 1}日", f"day {count + 1} before expiry"
        return Line(day, day, LineKind.COUNTED, 1, count + 1, zh, en)
    note = due.calendar.why(day)
    if not note.is_workday:
        return Line(day, day, LineKind.SKIPPED, 0, count, note.zh, note.en)
    zh = f"届满前第{count + 1}个工作日（{WEEKDAYS_ZH[day.weekday()]}"
    en = f"working day {count + 1} before expiry ({WEEKDAYS_EN[day.weekday()]}"
    if note.kind is DayKind.MAKE_UP:
        zh, en = f"{zh}，{note.zh}", f"{en}, {note.en}"
    return Line(day, day, LineKind.COUNTED, 1, count + 1, f"{zh}）", f"{en})")


def _unknown(due: Reckoned, owed: int, count: int, from_on: date, to_on: date) -> Line:
    first = due.calendar.last_day + ONE_DAY
    zh = (
        f"{first.year}年节假日安排尚未公布（日历{due.calendar.version}），"
        f"暂定最早{due.due_on}、最迟{due.latest_on}"
    )
    en = (
        f"the holidays of {first.year} are not published (calendar {due.calendar.version}); "
        f"provisionally between {due.due_on} and {due.latest_on}"
    )
    return Line(from_on, to_on, LineKind.UNKNOWN, owed, count, zh, en)
