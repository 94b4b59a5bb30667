"""The properties of LAW B9.3, and the engine against a day-by-day reading of the rules."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.calendars import shipped_calendar
from states.worktime import (
    DAY_UNITS,
    Calendar,
    DayKind,
    DayUnit,
    Suspension,
    add_workdays,
    due_on,
    last_day_before,
    used_days,
)

CALENDAR = shipped_calendar()
ONE_DAY = timedelta(days=1)
WORKING, NATURAL = DayUnit.WORKING, DayUnit.NATURAL
MAKE_UP_DAYS = [d for d, said in CALENDAR.exceptions.items() if said.kind is DayKind.MAKE_UP]
DAYS_OFF = [
    day
    for day in (CALENDAR.first_day + timedelta(days=n) for n in range(1, 2300))
    if not CALENDAR.is_workday(day)
]

starts = st.dates(date(2020, 1, 1), date(2025, 10, 1))
lengths = st.integers(1, 60)
units = st.sampled_from(DAY_UNITS)


@st.composite
def suspensions(draw: st.DrawFn, around: date) -> Suspension:
    from_on = around + timedelta(days=draw(st.integers(-10, 90)))
    open_ended = draw(st.integers(0, 9)) == 0
    to_on = None if open_ended else from_on + timedelta(days=draw(st.integers(0, 40)))
    announced = draw(st.none() | st.integers(0, 30))
    return Suspension("hearing", max(from_on, CALENDAR.first_day), to_on and max(
        to_on, CALENDAR.first_day
    ), announced, draw(st.integers(0, 5)) > 0)  # fmt: skip


@st.composite
def periods(draw: st.DrawFn) -> tuple[date, int, tuple[Suspension, ...]]:
    start = draw(starts)
    pauses = draw(st.lists(suspensions(start), max_size=4))
    return start, draw(lengths), tuple(pauses)


def read_day_by_day(
    start: date, days: int, unit: DayUnit, pauses: tuple[Suspension, ...]
) -> tuple[date, int]:
    """LAW B9.2, B9.5 and B9.10 taken literally: one day after the other."""
    left = {at: p.announced_days or 0 for at, p in enumerate(pauses) if p.notice_served}
    excluded: set[date] = set()
    day = min([start, *(pause.from_on for pause in pauses)])
    until = start + timedelta(days=400)
    while day < until:
        day += ONE_DAY
        if unit is WORKING and not CALENDAR.is_workday(day):
            continue
        for at, pause in enumerate(pauses):
            if pause.from_on < day <= (pause.to_on or until) and left.get(at, 0):
                left[at] -= 1
                excluded.add(day)
    day, count, taken_out = start, 0, 0
    while count < days:
        day += ONE_DAY
        if unit is NATURAL or CALENDAR.is_workday(day):
            count += day not in excluded
            taken_out += day in excluded
    return CALENDAR.next_workday(day) if unit is NATURAL else day, taken_out


@given(periods(), units)
def test_the_engine_agrees_with_a_day_by_day_reading(
    period: tuple[date, int, tuple[Suspension, ...]], unit: DayUnit
) -> None:
    start, days, pauses = period
    due = due_on(start, days, CALENDAR, unit=unit, suspensions=pauses)

    assert (due.due_on, due.excluded_days) == read_day_by_day(start, days, unit, pauses)


@given(periods(), units)
def test_a_deadline_is_a_working_day(
    period: tuple[date, int, tuple[Suspension, ...]], unit: DayUnit
) -> None:
    start, days, pauses = period
    due = due_on(start, days, CALENDAR, unit=unit, suspensions=pauses)

    assert not due.provisional
    assert CALENDAR.is_workday(due.due_on)
    assert due.due_on == due.earliest_on == due.latest_on > start


@given(periods(), st.integers(0, 60), units)
def test_a_later_start_never_ends_earlier(
    period: tuple[date, int, tuple[Suspension, ...]], later: int, unit: DayUnit
) -> None:
    start, days, pauses = period
    first = due_on(start, days, CALENDAR, unit=unit, suspensions=pauses)
    moved = start + timedelta(days=later)
    second = due_on(moved, days, CALENDAR, unit=unit, suspensions=pauses)

    assert first.due_on <= second.due_on


@given(periods(), st.integers(0, 30), units)
def test_a_longer_period_never_ends_earlier(
    period: tuple[date, int, tuple[Suspension, ...]], more: int, unit: DayUnit
) -> None:
    start, days, pauses = period
    short = due_on(start, days, CALENDAR, unit=unit, suspensions=pauses)
    long = due_on(start, days + more, CALENDAR, unit=unit, suspensions=pauses)
    extended = due_on(start, days, CALENDAR, unit=unit, suspensions=pauses, extension_days=more)

    assert short.due_on <= long.due_on == extended.due_on


@given(periods())
def test_the_days_used_at_the_deadline_are_the_days_given(
    period: tuple[date, int, tuple[Suspension, ...]],
) -> None:
    start, days, pauses = period
    due = due_on(start, days, CALENDAR, unit=WORKING, suspensions=pauses)
    working = CALENDAR.count(start, due.due_on)

    assert working - due.excluded_days == days
    assert used_days(start, due.due_on, CALENDAR, pauses) == days
    assert used_days(start, due.due_on - ONE_DAY, CALENDAR, pauses) == days - 1


@given(starts, lengths)
def test_the_working_day_after_the_deadline_is_one_too_many(start: date, days: int) -> None:
    due = due_on(start, days, CALENDAR, unit=WORKING)
    following = CALENDAR.next_workday(due.due_on + ONE_DAY)

    assert used_days(start, following, CALENDAR) == days + 1


@given(periods(), units, st.data())
def test_another_pause_never_ends_a_period_earlier(
    period: tuple[date, int, tuple[Suspension, ...]], unit: DayUnit, data: st.DataObject
) -> None:
    start, days, pauses = period
    more = data.draw(suspensions(start))
    before = due_on(start, days, CALENDAR, unit=unit, suspensions=pauses)
    after = due_on(start, days, CALENDAR, unit=unit, suspensions=(*pauses, more))

    assert before.due_on <= after.due_on


@given(periods(), units)
def test_the_order_of_pauses_does_not_matter_nor_does_saying_one_twice(
    period: tuple[date, int, tuple[Suspension, ...]], unit: DayUnit
) -> None:
    start, days, pauses = period
    shuffled = [*pauses, *pauses]
    random.Random(days).shuffle(shuffled)

    once = due_on(start, days, CALENDAR, unit=unit, suspensions=pauses)
    twice = due_on(start, days, CALENDAR, unit=unit, suspensions=shuffled)

    assert once == twice


@given(starts, lengths, st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.data())
def test_splitting_a_pause_at_a_working_day_changes_nothing(
    start: date, days: int, offset: int, length: int, announced: int, data: st.DataObject
) -> None:
    from_on = start + timedelta(days=offset)
    to_on = from_on + timedelta(days=length)
    at = from_on + timedelta(days=data.draw(st.integers(0, length)))
    assume(CALENDAR.is_workday(at))
    first = min(announced, CALENDAR.count(from_on, at))
    whole = Suspension("hearing", from_on, to_on, announced)
    halves = (
        Suspension("hearing", from_on, at, first),
        Suspension("hearing", at, to_on, announced - first),
    )

    one = due_on(start, days, CALENDAR, unit=WORKING, suspensions=(whole,))
    two = due_on(start, days, CALENDAR, unit=WORKING, suspensions=halves)

    assert one == two


@given(starts, lengths, st.sampled_from(DAYS_OFF))
def test_a_pause_over_days_off_only_has_no_effect(start: date, days: int, off: date) -> None:
    last = CALENDAR.next_workday(off) - ONE_DAY
    pause = Suspension("hearing", off - ONE_DAY, last, 30)

    paused = due_on(start, days, CALENDAR, unit=WORKING, suspensions=(pause,))

    assert paused.due_on == add_workdays(start, days, CALENDAR)
    assert paused.excluded_days == 0


@given(starts, lengths, st.integers(1, 60))
def test_a_pause_that_begins_on_the_last_day_or_later_has_no_effect(
    start: date, days: int, length: int
) -> None:
    plain = due_on(start, days, CALENDAR, unit=WORKING)
    for from_on in (plain.due_on, plain.due_on + ONE_DAY):
        late = Suspension("hearing", from_on, from_on + timedelta(days=length), 60)
        paused = due_on(start, days, CALENDAR, unit=WORKING, suspensions=(late,))

        assert paused == plain


@given(st.sampled_from(DAYS_OFF), lengths)
def test_receipt_on_any_day_of_a_block_of_days_off_ends_on_the_same_day(
    off: date, days: int
) -> None:
    block = [off]
    while not CALENDAR.is_workday(block[-1] + ONE_DAY):
        block.append(block[-1] + ONE_DAY)

    assert len({add_workdays(day, days, CALENDAR) for day in block}) == 1


@given(starts)
def test_deemed_acceptance_has_already_used_the_notice_period(received: date) -> None:
    notice = due_on(received, 5, CALENDAR, unit=WORKING)
    decision = due_on(received, 20, CALENDAR, unit=WORKING)

    assert used_days(received, notice.due_on, CALENDAR) == 5
    assert CALENDAR.count(notice.due_on, decision.due_on) == 15


@given(starts, lengths, st.sampled_from(MAKE_UP_DAYS))
def test_without_a_make_up_day_nothing_ends_earlier(start: date, days: int, make_up: date) -> None:
    kept = {day: said for day, said in CALENDAR.exceptions.items() if day != make_up}
    poorer = replace(CALENDAR, exceptions=kept)

    assert add_workdays(start, days, CALENDAR) <= add_workdays(start, days, poorer)


@given(st.dates(date(2020, 6, 1), date(2026, 12, 31)), st.integers(1, 45))
def test_a_backward_period_is_the_latest_day_that_leaves_enough(expiry: date, days: int) -> None:
    last = last_day_before(expiry, days, CALENDAR, WORKING)

    assert CALENDAR.count(last, expiry) >= days
    assert CALENDAR.count(last + ONE_DAY, expiry) < days


@given(starts, st.integers(0, 120))
def test_working_days_add_up_over_any_day_between(start: date, length: int) -> None:
    calendar: Calendar = CALENDAR
    between, until = start + timedelta(days=length // 3), start + timedelta(days=length)

    assert calendar.count(start, until) == (
        calendar.count(start, between) + calendar.count(between, until)
    )
    assert calendar.count(until, start) == 0
