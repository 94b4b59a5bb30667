"""How the pages say names, days and distances; pure, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from catalog import Catalog
from states.terms import MaterialRule, MatterRules, RunningClock, SuspensionRule
from states.worktime import Calendar, DayUnit
from templates import formats

WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SOON_WORKING_DAYS = 1


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence to be said in the reader's language: its key and what it speaks of."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Day:
    """A legal day: for machines, in full, and as a distance from today."""

    iso: str
    exact: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day: how far off it is, and how loudly to say so.

    `tone` is late, today, soon or calm. `between` names the range of a provisional day.
    """

    day: Day
    said: Phrase
    tone: str
    provisional: bool = False
    between: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Names and days in one language (`zh` or `en`)."""

    lang: str
    catalog: Catalog

    @property
    def in_chinese(self) -> bool:
        """Whether the reader reads Chinese."""
        return self.lang == "zh"

    def department(self, department: str) -> str:
        """The full name of a department; the id itself where the catalogue lacks it."""
        entry = self.catalog.departments.get(department)
        if entry is None:
            return department
        return entry.name if self.in_chinese else entry.name_en

    def departments(self) -> list[tuple[str, str]]:
        """Every department of the catalogue by id and full name, in the catalogue's order."""
        return [(code, self.department(code)) for code in self.catalog.departments]

    def short(self, department: str) -> str:
        """The short name, as desks and lanes print it."""
        entry = self.catalog.departments.get(department)
        if entry is None:
            return department
        if self.in_chinese:
            return entry.short
        return entry.name_en.removeprefix(f"{self.catalog.city_en} ")

    def matter(self, code: str) -> str:
        """The name of a matter; the code itself where the catalogue lacks it."""
        entry = self.catalog.matters.get(code)
        if entry is None:
            return code
        return entry.name if self.in_chinese else entry.name_en

    def rules(self, rules: MatterRules) -> str:
        """The name of a matter as its own edition has it."""
        return rules.name if self.in_chinese else rules.name_en

    def material(self, rules: MatterRules, material_id: str) -> str:
        """The name of a listed document, or the id."""
        rule = rules.material(material_id)
        return self.named(rule) if rule else material_id

    def named(self, rule: MaterialRule | SuspensionRule) -> str:
        """The name of a document or a special procedure."""
        return rule.name if self.in_chinese else rule.name_en

    def procedure(self, rules: MatterRules, kind: str) -> str:
        """The name of a special procedure, or its kind."""
        rule = rules.suspension(kind)
        return self.named(rule) if rule else kind

    def source(self, text: str) -> str:
        """A legal source in the reader's language where the catalogue holds it."""
        return text if self.in_chinese else self.catalog.in_english(text)

    def day(self, day: date) -> Day:
        """A day in full, with its weekday."""
        return Day(day.isoformat(), self.exact(day))

    def exact(self, day: date) -> str:
        """“2026年3月5日 周四” or “Thu 5 March 2026”."""
        weekday, written = WEEKDAYS[self.lang][day.weekday()], formats.day(day, self.lang)
        return f"{written} {weekday}" if self.in_chinese else f"{weekday} {written}"

    def brief(self, day: date) -> str:
        """“3月5日” or “5 Mar”."""
        if self.in_chinese:
            return f"{day.month}月{day.day}日"
        return f"{day.day} {MONTHS_EN[day.month - 1]}"

    def instant(self, at: datetime) -> str:
        """A minute in Asia/Shanghai, “2026年3月5日 09:30”."""
        return formats.instant(at, self.lang)


def deadline(
    words: Words,
    due_on: date,
    today: date,
    calendar: Calendar,
    *,
    unit: DayUnit = DayUnit.WORKING,
    provisional: bool = False,
    latest_on: date | None = None,
) -> Deadline:
    """How a last day is said: by the working days (or days) that are left or overdrawn."""
    # Months and years are told by the days that are left of them.
    unit = DayUnit.WORKING if unit is DayUnit.WORKING else DayUnit.NATURAL
    left = days_left(due_on, today, calendar, unit)
    between = ""
    if provisional and latest_on is not None:
        between = f"{words.exact(due_on)} – {words.exact(latest_on)}"
    return Deadline(
        day=words.day(due_on),
        said=_said(left, due_on, today, unit),
        tone=_tone(left, due_on, today),
        provisional=provisional,
        between=between,
    )


def clock_deadline(words: Words, clock: RunningClock, today: date) -> Deadline:
    """The last day of a running clock."""
    due = clock.due
    return deadline(
        words,
        due.due_on,
        today,
        due.calendar,
        unit=due.unit,
        provisional=due.provisional,
        latest_on=due.latest_on,
    )


def days_left(due_on: date, today: date, calendar: Calendar, unit: DayUnit) -> int:
    """Days of the unit from today to the last day; negative where it has passed.

    Beyond the published calendar weekdays stand in; such a date is marked provisional.
    """
    if unit is DayUnit.NATURAL:
        return (due_on - today).days
    if due_on >= today:
        return _working_days(today, due_on, calendar)
    return -_working_days(due_on, today, calendar)


def _working_days(after: date, until: date, calendar: Calendar) -> int:
    known_from = max(after, calendar.first_day)
    known_until = min(until, calendar.last_day)
    known = calendar.count(known_from, known_until) if known_from < known_until else 0
    first_unknown = max(after, calendar.last_day).toordinal() + 1
    unknown = range(first_unknown, until.toordinal() + 1)
    return known + sum(1 for ordinal in unknown if date.fromordinal(ordinal).weekday() < 5)


def _said(left: int, due_on: date, today: date, unit: DayUnit) -> Phrase:
    if due_on == today:
        return Phrase("when.today")
    if due_on < today and left == 0:
        return Phrase("when.just_over")
    manner = "over" if due_on < today else "left"
    plural = "one" if abs(left) == 1 else "many"
    return Phrase(f"when.{manner}_{unit.value}_{plural}", {"days": abs(left)})


def _tone(left: int, due_on: date, today: date) -> str:
    if due_on < today:
        return "late"
    if due_on == today:
        return "today"
    return "soon" if left <= SOON_WORKING_DAYS else "calm"
