"""Random histories of acts on one case, with calendars published in between; pure.

The case follows calendars as the office lets it: what is due under the old one is taken first,
then one entry names what moved. A published calendar may be followed at once or only by the
next act: nothing that is written may depend on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

from catalog.calendars import calendar_of, load_years
from catalog.notices import YearFile, read_notice, with_notice
from states.duties import duties_of
from states.next_steps import next_alarm
from states.rederived import derived_again, reaches_on, rederived, under
from states.refusals import Refusal
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, Draft
from states.worktime import Calendar, Suspension, legal_day
from tests.notices import LONGER_FESTIVAL, NOTICE_2026
from tests.states.cases import RULES, noon
from tests.states.counter import Record
from tests.states.doings import act

LATE_CHANGE = """
year = 2026
[[notices]]
number = "演练3号"
issued_on = 2026-01-21
title = "关于调整2026年3月放假安排的通知"
url = "https://example.invalid/2026/3"
[[holidays]]
name = "调整"
name_en = "Adjustment"
notice = "演练3号"
off_from = 2026-03-02
off_to = 2026-03-06
make_up = [2026-03-07, 2026-03-08]
"""


@cache
def calendars() -> tuple[Calendar, ...]:
    """Up to 2025; with 2026; with a longer festival; with a March that is moved about."""
    years: tuple[YearFile, ...] = tuple(entry for entry in load_years() if entry.year < 2026)
    made = [calendar_of(years)]
    for notice in (NOTICE_2026, LONGER_FESTIVAL, LATE_CHANGE):
        years = with_notice(years, read_notice(notice))
        made.append(calendar_of(years))
    return tuple(made)


def by_version() -> Mapping[str, Calendar]:
    return {calendar.version: calendar for calendar in calendars()}


@dataclass
class Following(Record):
    """A record that follows published calendars; `published` holds when each came in force."""

    published: list[tuple[datetime, Calendar]] = field(default_factory=list)

    def write(self, draft: Draft, now: datetime, actor: str = "someone") -> None:
        payload = draft.payload
        if self.case.calendar_named != self.case.calendar.version and "calendar" not in payload:
            payload = {**payload, "calendar": self.case.calendar.version}
        super().write(Draft(draft.kind, draft.effective_on, payload), now, actor)

    def catch_up(self, now: datetime) -> None:
        """Settle under each calendar while it was in force, then follow the next one."""
        for published_at, calendar in self._later():
            self.settle(published_at)
            difference = rederived(self.case, calendar)
            before, self.case = self.case, under(self.case, calendar)
            if difference.anything or difference.kept:
                on = legal_day(published_at)
                self.write(derived_again(before, difference, calendar, {"basis": "n"}, on), now)
        self.settle(now)

    def follow(self, now: datetime) -> None:
        """What the flow does after a publication; where nothing moved nothing is written."""
        self.catch_up(now)
        if self.case.calendar_named != self.case.calendar.version:
            self.case = self.case.but(calendar=by_version()[self.case.calendar_named])

    def _later(self) -> list[tuple[datetime, Calendar]]:
        if self.case.filing_state == "withdrawn":
            return []
        versions = [calendar.version for _, calendar in self.published]
        at = versions.index(self.case.calendar.version)
        return self.published[at + 1 :]

    def do(self, words: str, today: date) -> Following:
        """One act as the office does it; a refused one leaves nothing behind."""
        case, count = self.case, len(self.entries)
        try:
            self.catch_up(noon(today))
            self.write(act(self.case, words, today), noon(today))
            self.settle(noon(today))
        except Refusal:
            self.case = case
            del self.entries[count:]
        return self


def begun(random: Random) -> tuple[Following, date]:
    """A case received under the calendar that ends with 2025."""
    first = calendars()[0]
    today = date(2025, 9, 1) + timedelta(days=random.randrange(120))
    record = Following(RULES, first, published=[(noon(date(2025, 1, 1)), first)])
    record.do(random.choice(("receive plan map", "receive plan")), today)
    return record, today


ANSWERS = ("agree a", "agree b", "agree c", "return a", "object b", "abstain a", "release b")
ACTS = {
    "submitted": ("accept", "accept", "tolerate map", "notify map"),
    "correction_notified": ("supplement map", "supplement map plan"),
    "not_opened": ("open", "open", "open", "suspend hearing 5", "extend 10", "refuse"),
    "collecting": (*ANSWERS, "agree a", "agree b", "add c", "recall a", "suspend expert 12"),
    "returned": ("correct map", "correct map", "suspend hearing 3", "extend 5", "release a"),
    "objected": ("reopen", "refuse", "extend 5"),
    "agreed": ("grant", "grant section_head", "extend 5", "suspend hearing 8", "refuse"),
    "suspended": ("resume", "resume 1", "resume 2", "agree a", "agree b", "open"),
    "granted": ("deliver", "deliver 1", "supplement map"),
    "accepted": ("supplement map", "end revoked why", "withdraw why"),
}
"""Acts that make sense more often than not, by the state of the decision, review or filing."""


def next_act(case: CaseSnapshot, random: Random) -> str:
    """An act on the case as it stands; now and then the applicant takes the filing back."""
    if random.random() < 0.02:
        return "withdraw why"
    if case.approval_state in ACTS:
        return random.choice(ACTS[case.approval_state])
    if case.approval_state in ("running", "extended") and random.random() < 0.9:
        return random.choice(ACTS.get(case.review_state, ACTS["accepted"]))
    return random.choice(ACTS.get(case.filing_state, ACTS["accepted"]))


Reading = tuple[object, ...]


def reading(case: CaseSnapshot) -> Reading:
    """Everything that the ledger stores of a case beside its entries, and every clock."""
    return (
        tuple(
            (c.name, c.department, c.due.due_on, c.due.latest_on, c.due.calendar_version)
            for c in clocks_of(case)
        ),
        duties_of(case),
        next_alarm(case),
        reaches_on(case),
        (case.filing_state, case.review_state, case.approval_state),
    )


def recounted(
    started_on: date, days: int, calendar: Calendar, pauses: tuple[Suspension, ...]
) -> date:
    """The last day, counted on the fingers: an oracle that knows no more than the law says."""
    excluded = set[date]()
    for pause in pauses:
        day, left = pause.from_on, pause.announced_days or 0
        while left and day < min(pause.to_on or date.max, calendar.last_day):
            day += timedelta(days=1)
            if calendar.is_workday(day):
                excluded.add(day)
                left -= 1
    day = started_on
    while days:
        day += timedelta(days=1)
        days -= calendar.is_workday(day) and day not in excluded
    return day
