"""Who used which day: every day of a case charged to exactly one holder (LAW B8, B9).

The day of an event belongs to whoever held the case before it, as the law does not count it
either (LAW B9.2): what is asked on Monday is charged from Tuesday on. Where several are at it
side by side, the day goes to the one on whom the case waited:

1. a special procedure, by name: its announced days stand outside the clock, what it lasts
   beyond them is charged as its overrun;
2. the applicant, while a correction is owed;
3. of the departments that were asked, the one that answers last (an open answer is later than
   any other; among equals the order of the seats decides);
4. else the organ that leads: checking the filing, handling, or serving the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from states.clocks import statute_due
from states.spans import APPLICANT, Span, spans_of
from states.suspensions import Stretch, stretches
from states.terms import CaseSnapshot, Entry
from states.worktime import Calendar, DayUnit, Due

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HeldDay:
    """One natural day and whose it was.

    `what` is intake, correcting, signing, handling, serving, pause or overrun; `about` names the
    special procedure. `is_counted`: the statutory clock counted the day.
    """

    day: date
    holder: str
    what: str
    about: str
    is_workday: bool
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Charge:
    """What one holder used in one capacity, in working days, natural days and counted days."""

    holder: str
    what: str
    about: str
    working_days: int
    natural_days: int
    counted_days: int


@dataclass(frozen=True, slots=True)
class HeldDays:
    """The days of a case from its receipt (not counted) to its end or today (counted).

    `known_until`: the calendar ends before the case does; later days are charged to nobody yet.
    """

    from_on: date
    until_on: date
    days: tuple[HeldDay, ...]
    known_until: date | None = None

    @property
    def charges(self) -> tuple[Charge, ...]:
        """The days by holder and capacity, in the order in which each first held the case."""
        keys = dict.fromkeys((held.holder, held.what, held.about) for held in self.days)
        return tuple(_charge(key, self.days) for key in keys)

    @property
    def working_days(self) -> int:
        """Working days that passed."""
        return sum(held.is_workday for held in self.days)

    @property
    def counted_days(self) -> int:
        """Days that the statutory clock counted so far."""
        return sum(held.is_counted for held in self.days)


def _charge(key: tuple[str, str, str], days: Iterable[HeldDay]) -> Charge:
    own = [held for held in days if (held.holder, held.what, held.about) == key]
    return Charge(
        *key,
        working_days=sum(held.is_workday for held in own),
        natural_days=len(own),
        counted_days=sum(held.is_counted for held in own),
    )


def held_days(case: CaseSnapshot, entries: Iterable[Entry], today: date) -> HeldDays | None:
    """Every day of the case up to `today`, charged; None before anything was received.

    A pure function of the record, the calendar it follows and the day of asking.
    """
    if case.received_on is None:
        return None
    spans = tuple(_worked(span) for span in spans_of(case, entries))
    due = statute_due(case)
    calendar = due.calendar if due else case.calendar
    ended_on = _ended_on(spans, today)
    until = min(max(ended_on, case.received_on), calendar.last_day)
    clock = _clock(case, due, until)
    days = tuple(_held(case, spans, day, clock, calendar) for day in _days(case.received_on, until))
    cut = until if until < ended_on else None
    return HeldDays(case.received_on, until, days, cut)


def _worked(span: Span) -> Span:
    """Silence became agreement at the end of the last day: the seat held it until then."""
    if span.ended == "deemed" and span.until_on is not None:
        return replace(span, until_on=span.until_on - ONE_DAY)
    return span


def _ended_on(spans: Sequence[Span], today: date) -> date:
    if not spans or any(span.until_on is None for span in spans):
        return today
    return min(max(span.until_on for span in spans if span.until_on), today)


@dataclass(frozen=True, slots=True)
class _Clock:
    """The statutory clock while it ran: (after, until], less the stretches taken out."""

    after: date
    until: date
    unit: DayUnit
    paused: tuple[Stretch, ...]

    def is_paused(self, day: date) -> bool:
        return any(after < day.toordinal() <= until for after, until in self.paused)

    def counts(self, day: date, is_workday: bool) -> bool:
        runs = self.after < day <= self.until and not self.is_paused(day)
        return runs and (is_workday or self.unit is DayUnit.NATURAL)


def _clock(case: CaseSnapshot, due: Due | None, until: date) -> _Clock | None:
    if due is None:
        return None
    stop = min(case.decision.decided_on, until) if case.decision else until
    paused = stretches(case.suspensions, due.calendar, due.unit, stop)
    return _Clock(due.started_on, stop, due.unit, tuple(paused))


def _days(after: date, until: date) -> Iterator[date]:
    for offset in range(1, (until - after).days + 1):
        yield after + timedelta(days=offset)


def _held(
    case: CaseSnapshot,
    spans: Sequence[Span],
    day: date,
    clock: _Clock | None,
    calendar: Calendar,
) -> HeldDay:
    live = [s for s in spans if s.from_on < day and (s.until_on is None or day <= s.until_on)]
    holder, what, about = _holder(case, live, clock is not None and clock.is_paused(day))
    is_workday = calendar.is_workday(day)
    counted = clock is not None and clock.counts(day, is_workday)
    return HeldDay(day, holder, what, about, is_workday, counted)


def _holder(case: CaseSnapshot, live: Sequence[Span], is_paused: bool) -> tuple[str, str, str]:
    by_what = {span.what: span for span in live}
    pause, lead = by_what.get("pause"), case.rules.lead
    if pause is not None:
        return lead, "pause" if is_paused else "overrun", pause.about
    if is_paused:
        return lead, "pause", ""
    if "correcting" in by_what:
        return APPLICANT, "correcting", ""
    signing = [span for span in live if span.what == "signing"]
    if signing:
        last = max(span.until_on or date.max for span in signing)
        waited = [span.lane for span in signing if (span.until_on or date.max) == last]
        order = [seat.department for seat in case.seats]
        return min(waited, key=lambda lane: _place(order, lane)), "signing", ""
    for what in ("serving", "handling", "intake"):
        if what in by_what:
            return by_what[what].lane, what, ""
    return lead, "handling", ""


def _place(order: Sequence[str], lane: str) -> tuple[int, str]:
    return (order.index(lane) if lane in order else len(order), lane)
