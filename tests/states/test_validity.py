"""How long a grant lives: every rule by hand, and that nobody's lateness changes a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.after_dates import (
    delay_request_due,
    renewal_request_due,
    renewal_warning_due,
    validity_due,
)
from states.after_refusals import (
    DelayTooLong,
    DelayUsed,
    NotInForce,
    RecheckNotNeeded,
    RequestAlreadyOpen,
    RequestNotForeseen,
    RequestTooLate,
    WorksHaveBegun,
)
from states.commands import AskRequest
from states.construction import contribution, needs_new_look
from states.duties import duties_of
from states.grant_requests import may_ask
from states.next_steps import next_alarm
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, ClockName, EntryKind, RequestKind, StartEvent, Task
from tests.states.after_cases import (
    CHECKED_AGAIN,
    PERMIT_OF_THREE_MONTHS,
    RENEWABLE,
    VALID_TWO_YEARS,
    Afterwards,
    after_grant,
    granted,
    rules_with,
)
from tests.states.cases import APPLICANT, ONE_DAY, calendar_until, limit, noon

DECIDED = date(2024, 3, 15)
RATIFIED = rules_with(VALID_TWO_YEARS, change=limit(20, StartEvent.ASKED))
KINDS = EntryKind


def asked(record: Afterwards, kind: str, day: date, **facts: object) -> Afterwards:
    cmd = AskRequest(APPLICANT, day, RequestKind(kind), int(str(facts.get("months", 0))))
    record.settle(noon(day))
    may_ask(record.case, cmd)
    return record.write_on(KINDS.GRANT_REQUESTED, day, kind=kind, content="so", **facts)


def answered(record: Afterwards, kind: str, day: date, outcome: str = "agree_to") -> Afterwards:
    return record.write_on(KINDS.GRANT_REQUEST_DECIDED, day, kind=kind, outcome=outcome)


def refused(case: CaseSnapshot, kind: str, day: date, months: int = 0) -> None:
    may_ask(case, AskRequest(APPLICANT, day, RequestKind(kind), months))


def last_on(record: Afterwards) -> date:
    due = validity_due(record.case)
    assert due is not None
    return due.due_on


def lapses(record: Afterwards) -> list[date]:
    return [entry.effective_on for entry in record.of(KINDS.GRANT_ENDED)]


# Lapse by time alone.


@pytest.mark.parametrize("late", [1, 2, 40, 1000])
def test_a_ratification_lapses_on_the_day_after_its_two_years_however_late_the_watch(
    late: int,
) -> None:
    record = after_grant(RATIFIED, DECIDED)
    record.settle(noon(date(2026, 3, 15)))
    assert lapses(record) == []

    record.settle(noon(date(2026, 3, 15) + timedelta(days=late)))
    (entry,) = record.of(KINDS.GRANT_ENDED)

    assert entry.effective_on == date(2026, 3, 16)
    assert (entry.payload["ending"], entry.payload["last_on"]) == ("lapsed", "2026-03-15")
    assert entry.payload["basis"] == VALID_TWO_YEARS.limit.source
    assert record.case.approval_state == "lapsed"
    assert next_alarm(record.case) is None
    assert duties_of(record.case) == ()


def test_the_start_of_works_ends_the_clock_even_on_its_last_day() -> None:
    record = after_grant(RATIFIED, DECIDED)
    record.write_on(KINDS.WORKS_BEGUN, date(2026, 3, 15))
    record.settle(noon(date(2030, 1, 1)))
    stopped = {c.name: c.stopped_on for c in clocks_of(record.case)}

    assert lapses(record) == []
    assert stopped[ClockName.VALIDITY] == date(2026, 3, 15)
    assert next_alarm(record.case) is None


def test_the_holder_is_reminded_before_each_last_day() -> None:
    """Sixty natural days before 2026-01-26 (the delay) and before 2026-03-15 (the window)."""
    record = after_grant(RATIFIED, DECIDED)
    record.settle(noon(date(2026, 3, 15)))
    reminded = [(e.effective_on, e.payload["clock"]) for e in record.of(KINDS.REMINDED)]

    assert reminded == [(date(2025, 11, 27), "delay_request"), (date(2026, 1, 14), "validity")]
    assert {e.payload["department"] for e in record.of(KINDS.REMINDED)} == {APPLICANT.organisation}


# Delay.


def test_c20_a_delay_is_asked_for_in_time_once_and_prolongs_by_its_months() -> None:
    record = after_grant(RATIFIED, DECIDED)
    case = record.case
    assert delay_request_due(case).due_on == date(2026, 1, 26)  # type: ignore[union-attr]

    with pytest.raises(RequestTooLate) as late:
        refused(case, "delay", date(2026, 1, 27), 12)
    assert late.value.facts["due_on"] == date(2026, 1, 26)
    for months in (0, 13):
        with pytest.raises(DelayTooLong):
            refused(case, "delay", date(2026, 1, 26), months)

    asked(record, "delay", date(2026, 1, 26), months=12)
    with pytest.raises(RequestAlreadyOpen):
        refused(record.case, "delay", date(2026, 1, 26), 12)
    answered(record, "delay", date(2026, 2, 10))

    assert last_on(record) == date(2027, 3, 15)
    with pytest.raises(DelayUsed):
        refused(record.case, "delay", date(2026, 3, 1), 12)
    record.settle(noon(date(2028, 1, 1)))
    assert lapses(record) == [date(2027, 3, 16)]


def test_an_unanswered_delay_is_carded_red_and_neither_deemed_nor_lapsed() -> None:
    """From 2026-01-26: fourteen to Friday 02-13, the worked Saturday 02-14, 02-24 to 02-27 after
    the festival, and the worked Saturday 02-28 is the twentieth."""
    record = after_grant(RATIFIED, DECIDED)
    asked(record, "delay", date(2026, 1, 26), months=12)
    due = {c.name: c.due.due_on for c in clocks_of(record.case)}
    owed = [(d.task, d.party, d.breach_on) for d in duties_of(record.case)]
    record.settle(noon(date(2026, 12, 31)))
    red = [e.effective_on for e in record.of(KINDS.CARDED) if e.payload["colour"] == "red"]

    assert due[ClockName.DELAY] == date(2026, 2, 28)
    assert (Task.DECIDE_REQUEST, "lead", date(2026, 2, 28)) in owed
    assert date(2026, 3, 1) in red
    assert lapses(record) == []
    assert last_on(record) == date(2026, 3, 15)


def test_a_delay_refused_after_expiry_lets_the_grant_lapse_the_day_after_the_refusal() -> None:
    record = after_grant(RATIFIED, DECIDED)
    asked(record, "delay", date(2026, 1, 26), months=12)
    answered(record, "delay", date(2026, 4, 10), "turn_down")
    record.settle(noon(date(2026, 6, 1)))

    assert lapses(record) == [date(2026, 4, 11)]


def test_a_delay_refused_in_time_changes_nothing_of_the_last_day() -> None:
    record = after_grant(RATIFIED, DECIDED)
    asked(record, "delay", date(2025, 6, 2), months=12)
    answered(record, "delay", date(2025, 6, 20), "turn_down")
    record.settle(noon(date(2026, 6, 1)))

    assert lapses(record) == [date(2026, 3, 16)]


def test_a_works_permit_of_three_months_from_service_is_delayed_twice_and_then_is_void() -> None:
    """建筑法 art. 9: three months, twice three more, counted as nine from 2025-03-31."""
    rules = rules_with(PERMIT_OF_THREE_MONTHS)
    record = after_grant(
        rules, date(2025, 3, 20), approval_state="delivered", delivered_on=date(2025, 3, 31)
    )
    seen = [last_on(record)]
    for day in (date(2025, 6, 30), date(2025, 9, 30)):
        asked(record, "delay", day, months=3)
        answered(record, "delay", day)
        seen.append(last_on(record))
    with pytest.raises(DelayUsed):
        refused(record.case, "delay", date(2025, 12, 1), 3)
    record.settle(noon(date(2026, 6, 1)))

    assert seen == [date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31)]
    assert lapses(record) == [date(2026, 1, 1)]
    assert record.of(KINDS.GRANT_ENDED)[0].payload["reasons"] == "自行废止"


def test_before_service_a_works_permit_does_not_count_down() -> None:
    case = granted(rules_with(PERMIT_OF_THREE_MONTHS), date(2025, 3, 20))

    assert validity_due(case) is None


def test_after_the_start_of_works_no_delay_is_needed() -> None:
    record = after_grant(RATIFIED, DECIDED)
    record.write_on(KINDS.WORKS_BEGUN, date(2025, 6, 2))

    with pytest.raises(WorksHaveBegun):
        refused(record.case, "delay", date(2025, 6, 3), 6)


def test_an_agreed_change_lets_the_two_years_run_anew_where_the_text_says_so() -> None:
    """Order 673 art. 12 counts from the grant or from the agreed change."""
    record = after_grant(RATIFIED, DECIDED)
    asked(record, "change", date(2025, 3, 3))
    due = {c.name: c.due.due_on for c in clocks_of(record.case)}
    answered(record, "change", date(2025, 3, 20))

    assert due[ClockName.CHANGE] == date(2025, 3, 31)
    assert last_on(record) == date(2027, 3, 20)


def test_what_no_text_provides_for_cannot_be_asked() -> None:
    for kind in ("renewal", "recheck"):
        with pytest.raises(RequestNotForeseen):
            refused(granted(RATIFIED, DECIDED), kind, date(2025, 3, 3))
    with pytest.raises(RequestNotForeseen):
        refused(granted(rules_with(None), DECIDED), "change", date(2025, 3, 3))
    with pytest.raises(NotInForce):
        refused(granted(RATIFIED, DECIDED, approval_state="revoked"), "change", date(2025, 3, 3))


# Renewal.


def renewable(calendar_end: date | None = None) -> Afterwards:
    """Valid until 2026-03-31, as in case C26."""
    record = after_grant(rules_with(RENEWABLE), date(2025, 3, 31))
    if calendar_end is not None:
        calendar = calendar_until(calendar_end)
        record = after_grant(rules_with(RENEWABLE), date(2025, 3, 31), calendar)
    return record


def test_c26_a_renewal_nobody_decides_counts_as_granted_from_the_day_after() -> None:
    for late in (date(2026, 4, 1), date(2026, 4, 20), date(2026, 12, 31)):
        record = renewable()
        assert last_on(record) == date(2026, 3, 31)
        asked(record, "renewal", date(2026, 3, 1))
        record.settle(noon(date(2026, 3, 31)))
        assert not record.of(KINDS.GRANT_REQUEST_DEEMED)

        record.settle(noon(late))
        (deemed,) = record.of(KINDS.GRANT_REQUEST_DEEMED)

        assert deemed.effective_on == date(2026, 4, 1)
        assert deemed.payload == {"kind": "renewal", "basis": "a text on renewal"}
        assert lapses(record) == []
        assert last_on(record) == date(2027, 3, 31)


def test_c26_the_kinder_reading_refuses_and_the_stricter_one_reminds() -> None:
    case = renewable().case

    assert renewal_request_due(case).due_on == date(2026, 3, 1)  # type: ignore[union-attr]
    assert renewal_warning_due(case).due_on == date(2026, 2, 11)  # type: ignore[union-attr]
    refused(case, "renewal", date(2026, 3, 1))
    with pytest.raises(RequestTooLate):
        refused(case, "renewal", date(2026, 3, 2))
    record = renewable()
    record.settle(noon(date(2026, 2, 28)))
    about = {e.payload["clock"]: e.effective_on for e in record.of(KINDS.REMINDED)}
    assert about["renewal_request"] == date(2025, 12, 13)


def test_a_renewal_decided_in_time_continues_from_expiry_and_one_refused_does_not() -> None:
    kept = answered(asked(renewable(), "renewal", date(2026, 2, 2)), "renewal", date(2026, 3, 10))
    gone = asked(renewable(), "renewal", date(2026, 2, 2))
    answered(gone, "renewal", date(2026, 3, 10), "turn_down")
    gone.settle(noon(date(2026, 6, 1)))

    assert last_on(kept) == date(2027, 3, 31)
    assert lapses(gone) == [date(2026, 4, 1)]


def test_who_never_asks_loses_the_grant_by_time() -> None:
    record = renewable()
    record.settle(noon(date(2026, 6, 1)))

    assert lapses(record) == [date(2026, 4, 1)]
    assert not record.of(KINDS.GRANT_REQUEST_DEEMED)


# Re-check after five years.


def test_after_five_years_nothing_lapses_but_works_need_a_new_look_deemed_in_ten_days() -> None:
    """Asked on Monday 2025-06-09: ten natural days end on Thursday 2025-06-19."""
    rules = rules_with(CHECKED_AGAIN)
    record = after_grant(rules, date(2020, 6, 1))
    with pytest.raises(RecheckNotNeeded):
        refused(record.case, "recheck", date(2025, 6, 1))
    record.settle(noon(date(2025, 6, 9)))
    day = date(2025, 6, 9)
    assert needs_new_look(record.case, day)
    assert not contribution(record.case, day).usable

    asked(record, "recheck", day)
    record.settle(noon(date(2025, 6, 19)))
    assert not record.of(KINDS.GRANT_REQUEST_DEEMED)
    record.settle(noon(date(2025, 7, 30)))
    (deemed,) = record.of(KINDS.GRANT_REQUEST_DEEMED)

    assert deemed.effective_on == date(2025, 6, 20)
    assert deemed.payload["basis"] == "a text on the new look"
    assert lapses(record) == []
    assert contribution(record.case, date(2025, 7, 30)).usable
    assert not needs_new_look(record.case, date(2025, 7, 30))


# Unpublished calendars.


def test_a_two_year_clock_across_unpublished_calendars_is_a_range_and_is_fixed_later() -> None:
    """2026 is the future here: the window is fixed, the last day to ask for a delay is not."""
    short = calendar_until(date(2025, 12, 31))
    record = after_grant(RATIFIED, DECIDED, short)
    told = delay_request_due(record.case)
    record.settle(noon(date(2025, 12, 1)))

    assert told is not None and told.provisional
    assert told.earliest_on <= date(2026, 1, 26) <= told.latest_on
    assert [e.payload["about"] for e in record.of(KINDS.REMINDED)] == [
        "remind:delay_request:calendar-2026"
    ]
    # Refused is only what no notice could make timely, and what is timely whatever it says is told.
    refused(record.case, "delay", told.latest_on, 12)
    with pytest.raises(RequestTooLate):
        refused(record.case, "delay", told.latest_on + ONE_DAY, 12)
    fixed = delay_request_due(granted(RATIFIED, DECIDED))
    assert fixed is not None and (fixed.due_on, fixed.provisional) == (date(2026, 1, 26), False)


@given(
    st.dates(date(2021, 1, 1), date(2024, 6, 30)),
    st.lists(st.integers(0, 1200), max_size=6),
)
def test_when_anybody_looks_never_changes_the_day_of_lapse(
    decided_on: date, looks: list[int]
) -> None:
    once, often = after_grant(RATIFIED, decided_on), after_grant(RATIFIED, decided_on)
    end = decided_on + timedelta(days=1300)
    for look in sorted(looks):
        often.settle(noon(decided_on + timedelta(days=look)))
    once.settle(noon(end))
    often.settle(noon(end))

    assert once.facts() == often.facts()
    assert lapses(once) == [last_on(once) + ONE_DAY]
