"""Days, months and instants: what a working day is and how steps over days behave."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import chinese_calendar  # type: ignore[import-untyped]
import pytest

from catalog.calendars import shipped_calendar
from states.worktime import (
    DAY_UNITS,
    SHANGHAI,
    Calendar,
    CalendarMissing,
    DayException,
    DayKind,
    DayUnit,
    ImpossibleDates,
    OffHours,
    Suspension,
    UnitMissing,
    add_months,
    add_workdays,
    add_years,
    due_on,
    effective_receipt,
    extension_refusal,
    last_day_before,
    legal_day,
    used_days,
)

CALENDAR = shipped_calendar()


def test_every_day_of_2020_to_2026_is_what_an_independent_calendar_says() -> None:
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(2557)]
    differing = [d for d in days if CALENDAR.is_workday(d) != chinese_calendar.is_workday(d)]

    assert days[-1] == date(2026, 12, 31)
    assert differing == []
    assert all(CALENDAR.why(day).is_workday == CALENDAR.is_workday(day) for day in days)


@pytest.mark.parametrize(("year", "working"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_the_working_days_that_the_law_notes_count(year: int, working: int) -> None:
    assert CALENDAR.count(date(year - 1, 12, 31), date(year, 12, 31)) == working


def test_new_years_eve_2024_was_a_working_day() -> None:
    assert CALENDAR.is_workday(date(2024, 2, 9))
    assert not CALENDAR.is_workday(date(2025, 1, 28))


def test_the_prolonged_spring_festival_of_2020_took_back_a_make_up_day() -> None:
    note = CALENDAR.why(date(2020, 2, 1))

    assert (note.is_workday, note.name, note.notice) == (
        False,
        "春节(延长)",
        "国办发明电〔2020〕1号",
    )


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        ("2025-09-29", "工作日", "working day"),
        ("2025-09-27", "周末", "weekend"),
        (
            "2025-10-04",
            "国庆节、中秋节放假（国办发明电〔2024〕12号）",
            "National Day and Mid-Autumn Festival holiday (国办发明电〔2024〕12号)",
        ),
        (
            "2025-09-28",
            "国庆节、中秋节调休上班（国办发明电〔2024〕12号）",
            "make-up working day for National Day and Mid-Autumn Festival (国办发明电〔2024〕12号)",
        ),
    ],
)
def test_a_day_says_what_it_is_and_by_which_notice(day: str, zh: str, en: str) -> None:
    note = CALENDAR.why(date.fromisoformat(day))

    assert (note.zh, note.en) == (zh, en)


def test_a_day_outside_the_notices_is_missing_and_the_message_says_what_to_load() -> None:
    outside = date(2027, 1, 4)
    for ask in (CALENDAR.is_workday, CALENDAR.why, CALENDAR.next_workday):
        with pytest.raises(CalendarMissing, match="holiday notice for 2027") as missing:
            ask(outside)

        assert (missing.value.day, missing.value.version) == (outside, CALENDAR.version)
    assert not CALENDAR.covers(outside)
    assert CALENDAR.covers(date(2026, 12, 31)) and CALENDAR.covers(date(2020, 1, 1))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.count(date(2026, 12, 1), date(2027, 1, 1)),
        lambda: CALENDAR.count(date(2019, 12, 30), date(2020, 1, 5)),
        lambda: used_days(date(2026, 12, 1), date(2027, 1, 1), CALENDAR),
        lambda: add_workdays(date(2026, 12, 31), 1, CALENDAR),
        lambda: add_workdays(date(2019, 12, 30), 1, CALENDAR),
        lambda: add_workdays(date.max, 1, CALENDAR),
        lambda: last_day_before(date(2027, 3, 1), 5, CALENDAR, DayUnit.WORKING),
        lambda: last_day_before(date(2020, 1, 10), 30, CALENDAR, DayUnit.WORKING),
        lambda: due_on(date(2019, 6, 1), 20, CALENDAR, unit=DayUnit.WORKING),
        lambda: due_on(date(2019, 6, 1), 20, CALENDAR, unit=DayUnit.NATURAL),
        lambda: CALENDAR.is_workday(date(2019, 12, 31)),
    ],
)
def test_nothing_is_assumed_outside_the_notices(ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CalendarMissing):
        ask()


def test_a_period_may_start_on_the_day_before_the_calendar() -> None:
    assert add_workdays(date(2019, 12, 31), 1, CALENDAR) == date(2020, 1, 2)
    assert add_workdays(date(2019, 12, 31), 0, CALENDAR) == date(2019, 12, 31)


def test_the_next_working_day_of_a_working_day_is_itself() -> None:
    assert CALENDAR.next_workday(date(2025, 9, 28)) == date(2025, 9, 28)
    assert CALENDAR.next_workday(date(2025, 10, 1)) == date(2025, 10, 9)


def test_a_calendar_that_ends_in_days_off_does_not_know_the_next_working_day() -> None:
    off = {date(2026, 3, 1): DayException(DayKind.HOLIDAY, "假", "off", "no. 1")}
    short = Calendar("x", date(2026, 2, 28), date(2026, 3, 1), off)

    with pytest.raises(CalendarMissing) as missing:
        short.next_workday(date(2026, 2, 28))

    assert missing.value.day == date(2026, 3, 2)


def test_a_calendar_may_not_contradict_itself() -> None:
    with pytest.raises(ImpossibleDates):
        Calendar("x", date(2026, 1, 2), date(2026, 1, 1), {})
    weekday = {date(2026, 1, 1): DayException(DayKind.WEEKDAY, "?", "?", "no. 1")}
    with pytest.raises(ImpossibleDates):
        Calendar("x", date(2026, 1, 1), date(2026, 1, 2), weekday)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-03-15", 24, "2026-03-15"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-01-15", -13, "2023-12-15"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(
    day: str, months: int, expected: str
) -> None:
    assert str(add_months(date.fromisoformat(day), months)) == expected


def test_years_are_twelve_months() -> None:
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    with pytest.raises(ImpossibleDates):
        add_years(date(9999, 1, 1), 1)


def test_a_late_evening_filing_keeps_its_shanghai_day() -> None:
    assert legal_day(datetime(2026, 1, 4, 16, 30, tzinfo=UTC)) == date(2026, 1, 5)
    assert legal_day(datetime(2026, 1, 4, 15, 59, tzinfo=UTC)) == date(2026, 1, 4)
    new_york = timezone(timedelta(hours=-5))
    assert legal_day(datetime(2026, 1, 4, 11, 0, tzinfo=new_york)) == date(2026, 1, 5)


def test_an_instant_without_a_time_zone_has_no_legal_day() -> None:
    with pytest.raises(ImpossibleDates, match="no time zone"):
        legal_day(datetime(2026, 1, 4, 12))
    with pytest.raises(ImpossibleDates, match="Shanghai"):
        legal_day(datetime.max.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("told", "policy", "counts_as"),
    [
        ("2026-09-18T18:30", OffHours.AS_RECEIVED, "2026-09-18"),
        ("2026-09-18T18:30", OffHours.NEXT_WORKDAY, "2026-09-20"),
        ("2026-09-18T17:30", OffHours.NEXT_WORKDAY, "2026-09-18"),
        ("2026-10-03T09:00", OffHours.AS_RECEIVED, "2026-10-03"),
        ("2026-10-03T09:00", OffHours.NEXT_WORKDAY, "2026-10-08"),
        ("2026-09-30T23:59", OffHours.NEXT_WORKDAY, "2026-10-08"),
    ],
)
def test_receipt_outside_office_hours(told: str, policy: OffHours, counts_as: str) -> None:
    instant = datetime.fromisoformat(told).replace(tzinfo=SHANGHAI)

    assert str(effective_receipt(instant, policy, CALENDAR, time(17, 30))) == counts_as


def test_receipt_without_a_cutoff_keeps_its_day() -> None:
    instant = datetime(2026, 9, 18, 23, 59, tzinfo=SHANGHAI)

    assert effective_receipt(instant, OffHours.NEXT_WORKDAY, CALENDAR, None) == date(2026, 9, 18)


def test_no_days_end_on_the_same_day_even_on_a_day_off() -> None:
    for unit in DAY_UNITS:
        due = due_on(date(2025, 10, 4), 0, CALENDAR, unit=unit)

        assert (due.due_on, due.provisional) == (date(2025, 10, 4), False)


def test_backward_natural_days_do_not_move() -> None:
    assert last_day_before(date(2026, 3, 31), 30, CALENDAR, DayUnit.NATURAL) == date(2026, 3, 1)
    assert last_day_before(date(2026, 3, 31), 0, CALENDAR, DayUnit.WORKING) == date(2026, 3, 31)
    with pytest.raises(ImpossibleDates):
        last_day_before(date(1, 1, 5), 30, CALENDAR, DayUnit.NATURAL)


@pytest.mark.parametrize("days", [-1, 10_001, 10**30])
def test_impossible_lengths_are_refused(days: int) -> None:
    day = date(2025, 9, 24)
    for unit in DAY_UNITS:
        with pytest.raises(ImpossibleDates):
            due_on(day, days, CALENDAR, unit=unit)
        with pytest.raises(ImpossibleDates):
            due_on(day, 5, CALENDAR, unit=unit, extension_days=days)
    with pytest.raises(ImpossibleDates):
        add_workdays(day, days, CALENDAR)
    with pytest.raises(ImpossibleDates):
        Suspension("hearing", day, None, days)


def test_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(ImpossibleDates, match="cannot end"):
        Suspension("hearing", date(2025, 5, 2), date(2025, 5, 1), 5)


def test_a_period_without_a_unit_is_refused() -> None:
    with pytest.raises(UnitMissing):
        due_on(date(2025, 9, 24), 5, CALENDAR, unit=None)  # type: ignore[arg-type]
    with pytest.raises(UnitMissing):
        last_day_before(date(2025, 9, 24), 5, CALENDAR, None)  # type: ignore[arg-type]


def test_a_period_starts_on_a_day_not_at_an_instant() -> None:
    with pytest.raises(ImpossibleDates, match="legal_day"):
        due_on(datetime(2025, 9, 24, tzinfo=UTC), 5, CALENDAR, unit=DayUnit.WORKING)


@pytest.mark.parametrize("unit", DAY_UNITS)
def test_a_period_that_runs_out_of_years_is_refused(unit: DayUnit) -> None:
    with pytest.raises(ImpossibleDates):
        due_on(date(9999, 12, 30), 20, CALENDAR, unit=unit)


def test_natural_days_roll_to_the_first_working_day() -> None:
    due = due_on(date(2025, 9, 28), 7, CALENDAR, unit=DayUnit.NATURAL)

    assert (due.raw_last_on, due.due_on) == (date(2025, 10, 5), date(2025, 10, 9))


def test_natural_days_may_end_on_a_make_up_sunday() -> None:
    due = due_on(date(2025, 9, 21), 7, CALENDAR, unit=DayUnit.NATURAL)

    assert due.raw_last_on == due.due_on == date(2025, 9, 28)


def test_an_open_pause_excludes_up_to_today_and_at_most_what_was_announced() -> None:
    pause = Suspension("expert_review", date(2025, 4, 25), None, 12)
    start = date(2025, 4, 21)
    ends = [
        due_on(start, 20, CALENDAR, unit=DayUnit.WORKING, suspensions=(pause,), as_of=as_of)
        for as_of in (date(2025, 4, 25), date(2025, 4, 28), date(2025, 12, 1), None)
    ]

    assert [due.excluded_days for due in ends] == [0, 2, 12, 12]
    assert str(ends[-1].due_on) == "2025-06-09"


def test_an_extension_may_be_asked_for_until_the_last_day() -> None:
    base = due_on(date(2026, 2, 10), 20, CALENDAR, unit=DayUnit.WORKING)

    assert extension_refusal(base, base.due_on) is None
    assert "cannot revive" in str(extension_refusal(base, base.due_on + timedelta(days=1)))
