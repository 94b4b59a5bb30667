"""When a task is due, as its document says it: 上半年, 年底前, 10月底前, 每季度至少一次 …

A phrase means a set of last days in one year (MISSION A5): one for most, two or four where it asks
for something every half year or quarter. A phrase that names no day leaves the task undated.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date

HALF, END = (6, 30), (12, 31)
QUARTERS = ((3, 31), (6, 30), (9, 30), (12, 31))
_QUARTER_NUMBERS = {"一": 0, "二": 1, "三": 2, "四": 3, "1": 0, "2": 1, "3": 2, "4": 3}
_OWN_YEAR = re.compile(r"(\d{4})\s*年")
_DAY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_MONTH = re.compile(r"(\d{1,2})\s*月")
_QUARTER = re.compile(r"([一二三四1234])\s*季度")
_EACH_QUARTER = re.compile(r"每季度|每个季度|按季度|季度通报")
_EACH_HALF = re.compile(r"每半年|上、下半年各|上下半年各")
_FIRST_HALF = re.compile(r"上半年")
_YEAR = re.compile(r"年底|年末|年内|年前|年度|全年|下半年|每年")


def due_days(phrase: str, year: int) -> tuple[date, ...]:
    """The last days that a phrase means, in order; empty where it names none.

    `year` is the year of the document's plan; a year in the phrase itself goes before it.
    """
    own = _OWN_YEAR.search(phrase)
    in_year = int(own.group(1)) if own else year
    for pattern, days_of in _RULES:
        found = pattern.search(phrase)
        if found:
            return days_of(found, in_year)
    return (date(in_year, *END),) if own else ()


def _ends(*days: tuple[int, int]) -> Callable[[re.Match[str], int], tuple[date, ...]]:
    return lambda _found, year: tuple(date(year, month, day) for month, day in days)


def _of_quarter(found: re.Match[str], year: int) -> tuple[date, ...]:
    return (date(year, *QUARTERS[_QUARTER_NUMBERS[found.group(1)]]),)


def _of_month(found: re.Match[str], year: int) -> tuple[date, ...]:
    month = int(found.group(1))
    if not 1 <= month <= 12:
        return ()
    return (date(year, month, calendar.monthrange(year, month)[1]),)


def _of_day(found: re.Match[str], year: int) -> tuple[date, ...]:
    try:
        return (date(year, int(found.group(1)), int(found.group(2))),)
    except ValueError:
        return ()


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], tuple[date, ...]]], ...] = (
    (_EACH_QUARTER, _ends(*QUARTERS)),
    (_EACH_HALF, _ends(HALF, END)),
    (_DAY, _of_day),
    (_MONTH, _of_month),
    (_QUARTER, _of_quarter),
    (_FIRST_HALF, _ends(HALF)),
    (_YEAR, _ends(END)),
)
