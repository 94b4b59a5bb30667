"""Holiday notices as they are published: their form, what they may not say, and how they add up.

Layout of a notice: `year`, `[[notices]]` with number, issued_on, title, url, text; `[[holidays]]`
with name, name_en, notice, off_from, off_to (both included), make_up. A later notice prevails
over an earlier one: it arranges anew every holiday that it names, and adds to the others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from catalog.faults import key_of, nearest, unknown

HOLIDAY_DAYS_MAX = 16
"""No holiday was ever longer; a longer one is a mistyped date."""

NOTICE_BYTES_MAX = 64 * 1024
"""Ten times the longest notice so far."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class NoticeEntry(_Strict):
    """One notice as it stands in a file; `text` and `text_seen_at` are its evidence."""

    number: str
    issued_on: date
    title: str
    url: str
    text: list[str] = []
    text_seen_at: list[str] = []


class HolidayEntry(_Strict):
    """One holiday: its days off, both ends included, and the days worked in exchange."""

    name: str
    name_en: str
    notice: str
    off_from: date
    off_to: date
    make_up: list[date]


class YearFile(_Strict):
    """The notices for one year."""

    year: int
    notices: list[NoticeEntry]
    holidays: list[HolidayEntry]


Years = tuple[YearFile, ...]
"""Consecutive years of notices: all that a calendar is made of."""
_YEARS = TypeAdapter(Years)


@dataclass(frozen=True, slots=True)
class NoticeProblem:
    """One thing that a notice may not say, where it says it, in both languages."""

    key: str
    zh: str
    en: str


class FaultyNotice(ValueError):
    """The notice cannot be used; `problems` names each place."""

    def __init__(self, problems: Iterable[NoticeProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.key}: {p.en}" for p in self.problems))


def read_notice(text: str) -> YearFile:
    """The notice in `text` (TOML), complete and without contradiction in itself.

    Raises:
        FaultyNotice: every problem of it.
    """
    if len(text.encode("utf-8", "replace")) > NOTICE_BYTES_MAX:
        raise FaultyNotice([NoticeProblem("(file)", "内容过长。", "is too long")])
    raw: dict[str, Any] = {}
    try:
        raw = tomllib.loads(text.replace("\r\n", "\n"))
        entry = YearFile.model_validate(raw)
    except ValidationError as error:
        raise FaultyNotice(_schema_problems(error, raw)) from None
    except (ValueError, RecursionError) as problem:
        zh, en = f"不是有效的 TOML 文本：{problem}", f"is not TOML: {problem}"
        raise FaultyNotice([NoticeProblem("(file)", zh, en)]) from None
    problems = [*problems_of(entry), *_unsourced(entry)]
    if problems:
        raise FaultyNotice(problems)
    return entry


def _schema_problems(error: ValidationError, raw: Any) -> Iterator[NoticeProblem]:
    for details in error.errors(include_url=False):
        key, kind = key_of(details["loc"], raw), details["type"]
        if kind == "missing":
            yield NoticeProblem(key, "缺少此项。", "is missing")
        elif kind == "extra_forbidden":
            yield NoticeProblem(key, "没有这样的项。", "is no key of a notice")
        elif kind.startswith("date"):
            zh = "应为日期，如 2026-10-01（不加引号）。"
            yield NoticeProblem(key, zh, "must be a date such as 2026-10-01, without quotes")
        else:
            en = f"{details['msg'][:1].lower()}{details['msg'][1:]}"
            yield NoticeProblem(key, "内容的类型不对。", en)


def _unsourced(entry: YearFile) -> Iterator[NoticeProblem]:
    """A notice is published with its source: number, title, address, and at least one holiday."""
    if not entry.notices:
        yield NoticeProblem("notices", "没有写明通知。", "names no notice")
    if not entry.holidays:
        yield NoticeProblem("holidays", "没有写明节假日。", "names no holiday")
    for place, notice in enumerate(entry.notices):
        for name in ("number", "title", "url"):
            if not getattr(notice, name).strip():
                key = f"notices[{notice.number.strip() or place}].{name}"
                yield NoticeProblem(key, "缺少来源，请填写。", "the source is missing")
    for holiday in entry.holidays:
        for name in ("name", "name_en"):
            if not getattr(holiday, name).strip():
                yield NoticeProblem(f"holidays[{holiday.name}].{name}", "请填写。", "is empty")


def problems_of(entry: YearFile) -> Iterator[NoticeProblem]:
    """What a well-formed file may still not say."""
    if not 1950 <= entry.year <= 2200:
        yield NoticeProblem("year", f"不能是 {entry.year} 年。", f"cannot be {entry.year}")
    numbers = [notice.number for notice in entry.notices]
    if len(set(numbers)) < len(numbers):
        yield NoticeProblem("notices", "同一文号出现两次。", "the same number stands twice")
    claimed: dict[tuple[str, date], str] = {}
    for holiday in entry.holidays:
        key = f"holidays[{holiday.name}]"
        if holiday.notice not in numbers:
            en = unknown("notice", holiday.notice, nearest(holiday.notice, numbers))
            yield NoticeProblem(f"{key}.notice", f"没有文号为“{holiday.notice}”的通知。", en)
        for zh, en in (*_date_problems(holiday, entry.year), *_twice(holiday, claimed)):
            yield NoticeProblem(key, zh, en)


Told = tuple[str, str]
"""A sentence in Chinese and in English."""


def _date_problems(holiday: HolidayEntry, year: int) -> Iterator[Told]:
    first, last = holiday.off_from, holiday.off_to
    if last < first:
        yield f"止于 {last}，早于开始的 {first}。", f"ends {last} before it begins {first}"
    elif (last - first).days >= HOLIDAY_DAYS_MAX:
        yield f"超过 {HOLIDAY_DAYS_MAX} 天。", f"is longer than {HOLIDAY_DAYS_MAX} days"
    for day in (first, last, *holiday.make_up):
        # New Year's holiday may begin, and be worked for, in the old year.
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            yield f"{day} 不属于 {year} 年。", f"{day} does not belong to {year}"
    for day in holiday.make_up:
        if day.weekday() < 5:
            yield (
                f"{day} 不是周末，调休上班日应为周末。",
                f"{day} is a weekday, a make-up working day falls on a weekend",
            )


def _twice(holiday: HolidayEntry, claimed: dict[tuple[str, date], str]) -> Iterator[Told]:
    off, told = days_off(holiday), set[date]()
    for day in (*off, *holiday.make_up):
        other = claimed.setdefault((holiday.notice, day), holiday.name)
        if other != holiday.name or day in told:
            yield f"同一通知两次写到 {day}。", f"{day} is named twice by the same notice"
        told.add(day)


def days_off(holiday: HolidayEntry) -> list[date]:
    """The days off of a holiday, at most as many as any holiday ever had."""
    length = min((holiday.off_to - holiday.off_from).days, HOLIDAY_DAYS_MAX)
    return [holiday.off_from + timedelta(days=offset) for offset in range(length + 1)]


def with_notice(years: Years, entry: YearFile) -> Years:
    """The years with one more notice: a new year at the end, or changes to a year that stands.

    A file that holds every notice of its year stands in place of what was known of the year;
    one with another number amends it: the holidays that it names are arranged anew. An older
    notice that is loaded again never undoes a later one.

    Raises:
        FaultyNotice: the year does not follow the last one, or the notice is older than what
            it would amend.
    """
    standing = {year.year: year for year in years}
    first, last = min(standing), max(standing)
    if not first <= entry.year <= last + 1:
        zh = f"日历现有 {first} 至 {last} 年，只能增加 {last + 1} 年或者修改现有年份。"
        en = f"the calendar has {first} to {last}; add {last + 1} or amend one that stands"
        raise FaultyNotice([NoticeProblem("year", zh, en)])
    known = standing.get(entry.year)
    standing[entry.year] = _amended(known, entry) if known else entry
    return tuple(standing[year] for year in sorted(standing))


def _amended(known: YearFile, entry: YearFile) -> YearFile:
    """A year after a notice that amends it, or the file that stands in its place."""
    brought = {notice.number: notice for notice in entry.notices}
    if all(notice.number in brought for notice in known.notices):
        return entry
    standing = {notice.number: notice for notice in known.notices}
    problems = [*_too_old(entry.notices, standing)]
    if problems:
        raise FaultyNotice(problems)
    notices = standing | brought
    said = [holiday for holiday in known.holidays if holiday.notice not in brought]
    return YearFile(
        year=known.year,
        notices=sorted(notices.values(), key=lambda notice: (notice.issued_on, notice.number)),
        holidays=sorted(
            _prevailing([*said, *entry.holidays], notices),
            key=lambda holiday: (holiday.off_from, holiday.name),
        ),
    )


def _too_old(
    brought: Iterable[NoticeEntry], standing: Mapping[str, NoticeEntry]
) -> Iterator[NoticeProblem]:
    latest = max(notice.issued_on for notice in standing.values())
    for notice in brought:
        if notice.number not in standing and notice.issued_on < latest:
            zh = f"印发于 {notice.issued_on}，早于它要修改的通知（{latest}）。"
            en = f"was issued {notice.issued_on}, before the notice it amends ({latest})"
            yield NoticeProblem(f"notices[{notice.number}].issued_on", zh, en)


def _prevailing(
    holidays: Sequence[HolidayEntry], notices: Mapping[str, NoticeEntry]
) -> Iterator[HolidayEntry]:
    """Of each holiday what the latest notice that names it says."""
    issued_on = {number: notice.issued_on for number, notice in notices.items()}
    latest: dict[str, date] = {}
    for holiday in holidays:
        last = latest.get(holiday.name, date.min)
        latest[holiday.name] = max(last, issued_on[holiday.notice])
    for holiday in holidays:
        if issued_on[holiday.notice] == latest[holiday.name]:
            yield holiday


def content_of(years: Sequence[YearFile]) -> str:
    """The years as JSON text, evidence and all; the same years give the same text."""
    return _YEARS.dump_json(tuple(years)).decode("utf-8")


def years_in(content: str) -> Years:
    """The years that :func:`content_of` wrote."""
    return _YEARS.validate_json(content)
