"""The end of a period as a record that can explain itself, day by day, in two languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from states.lines import Line, LineKind
from states.period_lines import backward_lines, month_lines
from states.suspensions import Stretch, Suspension, stretch_of
from states.workdays import (
    ONE_DAY,
    WEEKDAYS_EN,
    WEEKDAYS_ZH,
    Calendar,
    DayKind,
    DayNote,
    DayUnit,
)


@dataclass(frozen=True)
class Due:
    """When a period ends, and everything the date was derived from (LAW B9.17).

    `due_on` is the last day in time. Where the date is `provisional`, it is the earliest
    day that the missing notice can lead to, and the true day lies between `earliest_on` and
    `latest_on`. `excluded_days` counts the known days that pauses took out, in the period's
    unit; `raw_last_on` is the last natural day before it moved to a working day.
    """

    due_on: date
    provisional: bool
    earliest_on: date
    latest_on: date
    started_on: date
    effective_start_on: date
    days: int
    unit: DayUnit
    extension_days: int
    excluded_days: int
    raw_last_on: date | None
    calendar_version: str
    calendar: Calendar = field(compare=False, repr=False)
    suspensions: tuple[Suspension, ...] = field(default=(), compare=False, repr=False)
    as_of: date | None = field(default=None, compare=False, repr=False)
    rolls: bool = True
    """Whether a last day that is no working day moves to the next one."""
    before_on: date | None = None
    """The day that a backward period lies before (“30 working days before expiry”)."""

    @cached_property
    def explanation(self) -> tuple[Line, ...]:
        """Day by day what was counted, skipped and excluded; made when first asked for."""
        return explain(self, self.calendar, self.suspensions)


def explain(
    due: Due, calendar: Calendar, suspensions: Sequence[Suspension] = ()
) -> tuple[Line, ...]:
    """Why `due` is the day it is: a line per counted day and per run of uncounted ones.

    The counted lines add up to `days` + `extension_days`, unless the date is provisional:
    then one line of kind UNKNOWN owes the days that are missing.

    Raises:
        CalendarMissing: `calendar` is not the one that the date was derived with.
    """
    if due.before_on is not None:
        return backward_lines(due, due.before_on)
    if due.unit is DayUnit.MONTHS:
        return month_lines(due)
    pauses = [(stretch_of(p, calendar, due.unit, due.as_of), p) for p in suspensions]
    effective = [(stretch, pause) for stretch, pause in pauses if stretch is not None]
    natural = due.unit is DayUnit.NATURAL
    days = _natural_days(due, effective) if natural else _working_days(due, calendar, effective)
    lines = [*_start(due), *_merged(days)]
    lines.extend(
        _rolled(due, calendar, lines[-1].count) if natural else _owed(due, lines[-1].count)
    )
    lines.extend(_without_effect(due, suspensions))
    return tuple(lines)


def _start(due: Due) -> Iterator[Line]:
    start = due.effective_start_on
    if due.started_on != start:
        yield Line(
            due.started_on, due.started_on, LineKind.START, 0, 0,
            f"非办公时间发生，视为{start}", f"outside office hours, counts as {start}",
        )  # fmt: skip
    if due.days + due.extension_days:
        zh, en = "起算日，不计入", "day of the event, not counted"
    else:
        zh, en = "即办，当日届满", "no days: ends on the same day"
    yield Line(start, start, LineKind.START, 0, 0, zh, en)


def _span(after: date, until: date) -> Iterator[date]:
    for offset in range(1, (until - after).days + 1):
        yield after + timedelta(days=offset)


def _working_days(
    due: Due, calendar: Calendar, effective: Sequence[tuple[Stretch, Suspension]]
) -> Iterator[Line]:
    count = 0
    until = min(due.due_on, calendar.last_day)
    for day in _span(due.effective_start_on, until):
        note = calendar.why(day)
        pause = _pause_on(day, effective) if note.is_workday else None
        if not note.is_workday:
            yield Line(day, day, LineKind.SKIPPED, 0, count, note.zh, note.en)
        elif pause is not None:
            yield _excluded(day, count, pause, due.unit)
        else:
            count += 1
            yield _counted(day, count, due, note)


def _natural_days(due: Due, effective: Sequence[tuple[Stretch, Suspension]]) -> Iterator[Line]:
    count = 0
    for day in _span(due.effective_start_on, due.raw_last_on or due.due_on):
        pause = _pause_on(day, effective)
        if pause is not None:
            yield _excluded(day, count, pause, due.unit)
        else:
            count += 1
            yield _counted(day, count, due, None)


def _pause_on(day: date, effective: Sequence[tuple[Stretch, Suspension]]) -> Suspension | None:
    ordinal = day.toordinal()
    return next((pause for (a, b), pause in effective if a < ordinal <= b), None)


def _counted(day: date, count: int, due: Due, note: DayNote | None) -> Line:
    zh, en = (
        f"第{count}日（{WEEKDAYS_ZH[day.weekday()]}",
        f"day {count} ({WEEKDAYS_EN[day.weekday()]}",
    )
    if count > due.days:
        zh, en = f"{zh}，延期", f"{en}, extension"
    if note is not None and note.kind is DayKind.MAKE_UP:
        zh, en = f"{zh}，{note.zh}", f"{en}, {note.en}"
    return Line(day, day, LineKind.COUNTED, 1, count, f"{zh}）", f"{en})")


def _excluded(day: date, count: int, pause: Suspension, unit: DayUnit) -> Line:
    until = pause.to_on or "…"
    unit_zh = "个工作日" if unit is DayUnit.WORKING else "日"
    zh, en = _named(pause)
    zh = f"{zh}（{pause.from_on}至{until}，告知{pause.announced_days}{unit_zh}）"
    en = f"{en} ({pause.from_on} to {until}, {pause.announced_days} {unit.value} days announced)"
    return Line(day, day, LineKind.EXCLUDED, 1, count, zh, en)


def _named(pause: Suspension) -> tuple[str, str]:
    named = f" {pause.kind}" if pause.kind else ""
    return f"特别程序{named}", f"special procedure{named}"


def _merged(lines: Iterator[Line]) -> Iterator[Line]:
    """Join neighbours that say the same of their days; counted days differ by their number."""
    run: Line | None = None
    for line in lines:
        if run and (run.kind, run.zh) == (line.kind, line.zh):
            run = replace(run, to_on=line.to_on, days=run.days + line.days)
            continue
        if run:
            yield run
        run = line
    if run:
        yield run


def _rolled(due: Due, calendar: Calendar, count: int) -> Iterator[Line]:
    """The last natural day is no working day: the period ends on the next one."""
    raw = due.raw_last_on
    if due.provisional:
        yield from _unknown(due, 0, count)
    elif raw is not None and raw != due.due_on:
        note = calendar.why(raw)
        zh = f"最后一日{raw}为{note.zh}，顺延至{due.due_on}"
        en = f"the last day {raw} is a {note.en}; moves to {due.due_on}"
        yield Line(raw + ONE_DAY, due.due_on, LineKind.ROLLED, 0, count, zh, en)


def _owed(due: Due, count: int) -> Iterator[Line]:
    if due.provisional:
        yield from _unknown(due, due.days + due.extension_days - count, count)


def _unknown(due: Due, owed: int, count: int) -> Iterator[Line]:
    first = min(max(due.calendar.last_day, due.effective_start_on) + ONE_DAY, due.earliest_on)
    zh = (
        f"{first.year}年节假日安排尚未公布（日历{due.calendar_version}），尚余{owed}日，"
        f"暂定最早{due.earliest_on}、最迟{due.latest_on}"
    )
    en = (
        f"the holidays of {first.year} are not published (calendar {due.calendar_version}); "
        f"{owed} days to go, provisionally between {due.earliest_on} and {due.latest_on}"
    )
    yield Line(first, due.latest_on, LineKind.UNKNOWN, owed, count, zh, en)


def _without_effect(due: Due, suspensions: Sequence[Suspension]) -> Iterator[Line]:
    for pause in suspensions:
        reason = _why_without_effect(pause, due)
        if reason is not None:
            zh, en = _named(pause)
            zh, en = f"{zh}不扣除：{reason[0]}", f"{en} excludes nothing: {reason[1]}"
            to_on = pause.to_on or pause.from_on
            total = due.days + due.extension_days
            yield Line(pause.from_on, to_on, LineKind.NO_EFFECT, 0, total, zh, en)


def _why_without_effect(pause: Suspension, due: Due) -> tuple[str, str] | None:
    if not pause.notice_served:
        return "未书面告知申请人（行政许可法第45条）", "no written notice was served (art. 45)"
    if not pause.announced_days:
        return "未告知所需时间（行政许可法第45条）", "no length was announced (art. 45)"
    if pause.from_on >= due.latest_on:
        return "期限届满后开始", "it began when the period was over"
    end = pause.ends_on(due.as_of)
    if end <= pause.from_on:
        return "当日起止", "it ended on the day it began"
    if end <= due.effective_start_on:
        return "在起算日之前结束", "it ended before the period began"
    return None
