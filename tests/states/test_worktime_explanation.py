"""Every date can explain itself, and the lines add up to it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from catalog.calendars import shipped_calendar
from states.worktime import DAY_UNITS, DayUnit, Due, LineKind, Suspension, due_on, explain

CALENDAR = shipped_calendar()
WORKING, NATURAL = DayUnit.WORKING, DayUnit.NATURAL


@st.composite
def dues(draw: st.DrawFn, *, latest_start: date) -> Due:
    start = draw(st.dates(date(2020, 2, 1), latest_start))
    paused = []
    for _ in range(draw(st.integers(0, 3))):
        from_on = start + timedelta(days=draw(st.integers(-20, 60)))
        to_on = draw(st.none() | st.dates(from_on, from_on + timedelta(days=40)))
        served = draw(st.integers(0, 3)) > 0
        announced = draw(st.none() | st.integers(0, 30))
        paused.append(Suspension("hearing", from_on, to_on, announced, served))
    return due_on(
        start,
        draw(st.integers(0, 60)),
        CALENDAR,
        unit=draw(st.sampled_from(DAY_UNITS)),
        suspensions=paused,
        extension_days=draw(st.sampled_from((0, 0, 10))),
        as_of=draw(st.none() | st.just(start + timedelta(days=20))),
    )


@given(dues(latest_start=date(2025, 6, 1)))
def test_the_counted_lines_add_up_to_the_period(due: Due) -> None:
    counted = [line for line in due.explanation if line.kind is LineKind.COUNTED]
    excluded = [line for line in due.explanation if line.kind is LineKind.EXCLUDED]

    assert sum(line.days for line in counted) == due.days + due.extension_days
    assert [line.count for line in counted] == list(range(1, len(counted) + 1))
    assert sum(line.days for line in excluded) == due.excluded_days
    if counted:
        assert counted[-1].to_on == (due.raw_last_on or due.due_on)


@given(dues(latest_start=date(2026, 12, 31)))
def test_the_lines_cover_every_day_once_up_to_the_last(due: Due) -> None:
    lines = [line for line in due.explanation if line.kind is not LineKind.NO_EFFECT]

    assert (lines[0].from_on, lines[0].kind) == (due.started_on, LineKind.START)
    for before, after in pairwise(lines):
        assert after.from_on == before.to_on + timedelta(days=1) or (
            after.kind is LineKind.UNKNOWN and after.from_on <= due.earliest_on
        )
    assert lines[-1].to_on == due.latest_on


@given(dues(latest_start=date(2026, 12, 31)))
def test_what_is_not_counted_yet_is_owed(due: Due) -> None:
    counted = sum(line.days for line in due.explanation if line.kind is LineKind.COUNTED)
    owed = sum(line.days for line in due.explanation if line.kind is LineKind.UNKNOWN)

    assert counted + owed == due.days + due.extension_days
    assert owed == 0 or due.provisional
    assert all(line.zh and line.en for line in due.explanation)


def test_the_explanation_over_national_day_2025() -> None:
    due = due_on(date(2025, 9, 24), 20, CALENDAR, unit=WORKING)
    lines = due.explanation
    holiday = next(line for line in lines if "国庆节" in line.zh and line.kind is LineKind.SKIPPED)
    sunday = next(line for line in lines if line.from_on == date(2025, 9, 28))

    assert due.due_on == date(2025, 10, 28)
    assert (holiday.from_on, holiday.to_on) == (date(2025, 10, 1), date(2025, 10, 8))
    assert holiday.zh == "国庆节、中秋节放假（国办发明电〔2024〕12号）"
    assert (sunday.kind, sunday.count) == (LineKind.COUNTED, 3)
    assert sunday.zh == "第3日（周日，国庆节、中秋节调休上班（国办发明电〔2024〕12号））"
    assert lines[-1].en == "day 20 (Tue)"
    assert lines is due.explanation
    assert lines == explain(due, CALENDAR)


def test_an_excluded_run_names_the_pause() -> None:
    pause = Suspension("hearing", date(2025, 4, 25), date(2025, 5, 15), 5)
    due = due_on(date(2025, 4, 21), 20, CALENDAR, unit=WORKING, suspensions=(pause,))
    excluded = [line for line in due.explanation if line.kind is LineKind.EXCLUDED]

    assert sum(line.days for line in excluded) == 5
    assert excluded[0].zh == "特别程序 hearing（2025-04-25至2025-05-15，告知5个工作日）"
    assert "5 working days announced" in excluded[0].en


def test_a_pause_without_effect_says_why() -> None:
    start, from_on, to_on = date(2025, 4, 21), date(2025, 4, 25), date(2025, 5, 15)
    late = date(2025, 6, 20)
    pauses = (
        Suspension("hearing", from_on, to_on, 5, notice_served=False),
        Suspension("appraisal", from_on, to_on, None),
        Suspension("testing", late, late + timedelta(days=9), 5),
        Suspension("auction", from_on, from_on, 5),
        Suspension("tender", start - timedelta(days=9), start, 5),
    )
    due = due_on(start, 20, CALENDAR, unit=WORKING, suspensions=pauses)
    told = [line.en for line in due.explanation if line.kind is LineKind.NO_EFFECT]

    assert due.excluded_days == 0
    assert told == [
        "special procedure hearing excludes nothing: no written notice was served (art. 45)",
        "special procedure appraisal excludes nothing: no length was announced (art. 45)",
        "special procedure testing excludes nothing: it began when the period was over",
        "special procedure auction excludes nothing: it ended on the day it began",
        "special procedure tender excludes nothing: it ended before the period began",
    ]


def test_a_natural_period_shows_how_its_last_day_moved() -> None:
    due = due_on(date(2025, 9, 28), 7, CALENDAR, unit=NATURAL)
    rolled = due.explanation[-1]

    assert rolled.kind is LineKind.ROLLED
    assert (rolled.from_on, rolled.to_on) == (date(2025, 10, 6), date(2025, 10, 9))
    assert rolled.zh.startswith("最后一日2025-10-05为国庆节、中秋节放假")
    assert "moves to 2025-10-09" in rolled.en


def test_a_start_moved_by_office_hours_is_shown() -> None:
    due = due_on(date(2024, 2, 18), 5, CALENDAR, unit=WORKING, event_on=date(2024, 2, 17))

    assert (due.started_on, due.effective_start_on) == (date(2024, 2, 17), date(2024, 2, 18))
    assert due.due_on == date(2024, 2, 23)
    assert [line.kind for line in due.explanation[:2]] == [LineKind.START, LineKind.START]


def test_the_days_of_an_extension_are_marked() -> None:
    due = due_on(date(2026, 2, 10), 20, CALENDAR, unit=WORKING, extension_days=10)

    assert due.due_on == date(2026, 3, 30)
    assert due.explanation[-1].zh == "第30日（周一，延期）"


def test_a_provisional_date_says_which_notice_is_missing() -> None:
    due = due_on(date(2026, 12, 25), 20, CALENDAR, unit=WORKING)
    unknown = due.explanation[-1]

    assert unknown.kind is LineKind.UNKNOWN
    assert unknown.days == 16
    assert unknown.from_on == date(2027, 1, 1)
    assert "the holidays of 2027 are not published" in unknown.en
    assert "2027年节假日安排尚未公布" in unknown.zh
