"""Random histories: every stored date is the date that is computed anew.

Each history is a random walk of acts over working days, days off and years whose notice is not
out yet; calendars are published and amended in between. The ledger's suite walks ten thousand.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.history import replay
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, ClockName, RunningClock
from states.worktime import CalendarMissing, DayUnit, Suspension, due_on
from tests.states.cases import RULES, noon
from tests.states.histories import (
    Following,
    begun,
    by_version,
    calendars,
    next_act,
    reading,
    recounted,
)

STEPS = 9
VERSIONS = by_version()


def recomputed(record: Following) -> CaseSnapshot:
    """The case out of its entries alone, as another process would read it."""
    case = replay("C-1", record.entries, RULES, calendars()[0])
    case = case.but(calendar=VERSIONS[case.calendar_named or calendars()[0].version])
    return case.but(earlier_calendars=VERSIONS)


Judged = dict[object, tuple[date, str]]
"""The last day of every stopped clock, and the calendar of those that a decision ended."""


def hold(record: Following, judged: Judged) -> None:
    """Stored is recomputed, by the record and by an oracle; what was judged stays."""
    case = record.case
    assert reading(recomputed(record)) == reading(case)
    for clock in clocks_of(case):
        key = (clock.name, clock.department, clock.due.started_on)
        hold_to_the_oracle(case, clock)
        if clock.stopped_on is None:
            judged.pop(key, None)
            continue
        version = clock.due.calendar_version if decided(case, clock) else ""
        last_on, by = judged.setdefault(key, (clock.due.due_on, version))
        assert clock.due.due_on == last_on
        assert by in ("", version)
        judged[key] = (last_on, version)


def decided(case: CaseSnapshot, clock: RunningClock) -> bool:
    return case.decision is not None and clock.name is not ClockName.DELIVERY


def hold_to_the_oracle(case: CaseSnapshot, clock: RunningClock) -> None:
    paused = clock.name in (ClockName.STATUTE, ClockName.PROMISE)
    pauses = case.suspensions if paused else ()
    due = clock.due
    days, calendar = due.days + due.extension_days, VERSIONS[due.calendar_version]
    try:
        expected = recounted(due.started_on, days, calendar, pauses)
    except CalendarMissing:
        assert due.provisional
        return
    assert (due.due_on, due.provisional) == (expected, False)


def walk(seed: int, seen: Counter[str]) -> None:
    random = Random(seed)
    record, today = begun(random)
    judged: Judged = {}
    hold(record, judged)
    for _ in range(STEPS):
        today += timedelta(days=random.choice((0, 0, 1, 1, 2, 3, 5, 8, 20)))
        if random.random() < 0.15 and len(record.published) < len(calendars()):
            record.published.append((noon(today), calendars()[len(record.published)]))
            if random.random() < 0.5:
                record.follow(noon(today))
        elif today > record.published[-1][1].last_day:
            break
        else:
            record.do(next_act(record.case, random), today)
        hold(record, judged)
    seen.update(entry.kind.value for entry in record.entries)
    seen.update(state for state in (record.case.approval_state,))


@given(st.integers(min_value=10_000))
def test_stored_dates_are_recomputed_dates_in_any_history(seed: int) -> None:
    walk(seed, Counter())


DAYS = st.dates(date(2025, 3, 1), date(2025, 10, 1))
PAUSES = st.lists(
    st.builds(
        lambda kind, from_on, length, announced: Suspension(
            kind, from_on, from_on + timedelta(days=length), announced, True, "art. 45"
        ),
        st.sampled_from(("hearing", "expert")),
        DAYS,
        st.integers(0, 30),
        st.integers(0, 20),
    ),
    max_size=5,
)


@given(DAYS, st.integers(1, 40), PAUSES, st.integers(0, 20), st.randoms(use_true_random=False))
def test_the_order_of_pauses_never_changes_a_date(
    started_on: date, days: int, pauses: list[Suspension], extension_days: int, random: Random
) -> None:
    """Nor does a pause that is put in somewhere and taken out again."""
    shuffled, extra = list(pauses), Suspension("hearing", date(2025, 5, 5), None, 9, True, "")
    random.shuffle(shuffled)
    with_extra = list(shuffled)
    with_extra.insert(random.randrange(len(pauses) + 1), extra)

    def ends_on(these: list[Suspension]) -> date:
        return due_on(
            started_on,
            days,
            calendars()[1],
            unit=DayUnit.WORKING,
            suspensions=tuple(these),
            extension_days=extension_days,
        ).due_on

    before = ends_on(pauses)
    assert ends_on(shuffled) == before
    assert ends_on(with_extra) >= before
    with_extra.remove(extra)
    assert ends_on(with_extra) == before


@pytest.mark.parametrize("gap", range(1, 12))
def test_a_pause_before_or_after_the_extension_gives_the_same_day(gap: int) -> None:
    """The acts in either order, with a calendar published before, between or after them."""
    first, last_days = date(2025, 12, 10), set()
    for order in (("pause", "extend"), ("extend", "pause")):
        for published_after in range(3):
            record = Following(RULES, calendars()[0])
            record.published.append((noon(date(2025, 1, 1)), calendars()[0]))
            for words in ("receive plan map", "accept"):
                record.do(words, first)
            for place, step in enumerate((*order, "end")):
                if place == published_after:
                    record.published.append((noon(first), calendars()[1]))
                if step == "pause":
                    record.do("suspend hearing 4", first)
                    record.do("resume", first + timedelta(days=gap))
                elif step == "extend":
                    record.do("extend 10", first + timedelta(days=gap))
            record.follow(noon(first + timedelta(days=gap)))
            (statute,) = [c for c in clocks_of(record.case) if c.name is ClockName.STATUTE]
            last_days.add((statute.due.due_on, statute.due.calendar_version))

    assert len(last_days) == 1
