"""What time alone brings about, and that nobody's lateness changes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from states.clocks import intake_started_on
from states.duties import duties_of
from states.next_steps import next_alarm
from states.running_clocks import clocks_of
from states.terms import (
    ClockName,
    EntryKind,
    MatterRules,
    ReviewRule,
    StepKind,
    Task,
)
from states.worktime import Calendar
from tests.states.cases import CALENDAR, MONDAY, RULES, calendar_until, noon, review_rules
from tests.states.counter import ACCEPTED, AGREED, GRANTED, IN_REVIEW, RECEIVED, Record, played

SILENT = replace(RULES, review=review_rules(deemed_source=None))


def left_alone(
    words: Iterable[str], until: date, rules: MatterRules = RULES, calendar: Calendar = CALENDAR
) -> Record:
    """These acts on the first day, and then nobody looks until `until`."""
    record = Record(rules, calendar)
    for each in words:
        record.do(each, MONDAY)
    record.settle(noon(until))
    return record


def cards(record: Record) -> list[tuple[str, str, date]]:
    return [
        (e.payload["clock"], e.payload["colour"], e.effective_on)
        for e in record.of(EntryKind.CARDED)
    ]


# One silence at a time; the days are counted on the fingers from Monday, 3 March 2025.


def test_deemed_acceptance_is_dated_at_receipt_however_late_the_watch() -> None:
    for late in (date(2025, 3, 11), date(2025, 3, 12), date(2025, 11, 3)):
        record = left_alone(("receive plan",), late)
        (accepted,) = record.of(EntryKind.ACCEPTED)

        assert accepted.effective_on == MONDAY
        assert accepted.payload["deemed_from"] == "2025-03-11"
        assert accepted.payload["basis"] == "a text"
        assert accepted.payload["owed"] == ["map"]
    assert not left_alone(RECEIVED, date(2025, 3, 10)).of(EntryKind.ACCEPTED)


def test_the_decision_clock_of_a_deemed_acceptance_has_run_since_receipt() -> None:
    case = left_alone(RECEIVED, date(2025, 3, 11)).case
    statute = next(c for c in clocks_of(case) if c.name is ClockName.STATUTE)

    assert statute.due.due_on == date(2025, 3, 31)


def test_after_a_supplement_deemed_acceptance_is_dated_at_the_supplement() -> None:
    record = played(("receive plan", "notify map"))
    record.do("supplement map", date(2025, 3, 12))
    record.settle(noon(date(2025, 6, 3)))
    (accepted,) = record.of(EntryKind.ACCEPTED)

    assert accepted.effective_on == date(2025, 3, 12)
    assert accepted.payload["deemed_from"] == "2025-03-20"


def test_silence_of_the_applicant_is_nothing_but_silence() -> None:
    record = left_alone(("receive plan", "notify map"), date(2026, 6, 1))

    assert record.case.filing_state == "correction_notified"
    assert next_alarm(record.case) is None


def test_silence_counts_as_agreement_from_the_due_day_not_from_the_sweep() -> None:
    for late in (date(2025, 3, 13), date(2025, 3, 17), date(2025, 9, 1)):
        record = left_alone(IN_REVIEW, late)
        deemed = record.of(EntryKind.OPINION_DEEMED_AGREED)

        assert [(e.payload["department"], e.effective_on) for e in deemed] == [
            ("a", date(2025, 3, 13)),
            ("b", date(2025, 3, 13)),
        ]
        assert {e.payload["basis"] for e in deemed} == {"a text on silence"}
        assert record.of(EntryKind.REVIEW_CONCLUDED)[0].effective_on == date(2025, 3, 13)
    assert not left_alone(IN_REVIEW, date(2025, 3, 12)).of(EntryKind.OPINION_DEEMED_AGREED)


def test_without_a_text_silence_stays_silence_and_is_carded() -> None:
    record = left_alone(IN_REVIEW, date(2025, 9, 1), SILENT)
    opinion_cards = [e for e in record.of(EntryKind.CARDED) if e.payload["clock"] == "opinion"]

    assert record.case.review_state == "collecting"
    assert [
        (e.payload["department"], e.payload["colour"], e.effective_on) for e in opinion_cards
    ] == [
        ("a", "yellow", date(2025, 3, 13)),
        ("b", "yellow", date(2025, 3, 13)),
    ]


def test_a_department_is_reminded_one_working_day_before_its_last() -> None:
    record = left_alone((*IN_REVIEW, "agree b"), date(2025, 3, 11))
    (reminder,) = record.of(EntryKind.REMINDED)

    assert reminder.effective_on == date(2025, 3, 11)
    assert reminder.payload["department"] == "a"
    assert reminder.payload["about"].endswith("2025-03-12")


def test_a_department_is_never_reminded_before_it_was_asked() -> None:
    short = replace(RULES, review=review_rules(days=1))
    sunday = date(2025, 3, 9)
    record = Record(short)
    for words in IN_REVIEW:
        record.do(words, sunday)
    record.settle(noon(sunday))

    assert {entry.effective_on for entry in record.of(EntryKind.REMINDED)} == {sunday}


def test_a_department_asked_again_has_a_new_period_and_a_new_reminder() -> None:
    record = played((*IN_REVIEW, "agree b", "return a"))
    record.do("correct map", date(2025, 3, 12))
    record.settle(noon(date(2025, 4, 30)))
    (deemed,) = record.of(EntryKind.OPINION_DEEMED_AGREED)

    assert deemed.effective_on == date(2025, 3, 22)
    assert [e.effective_on for e in record.of(EntryKind.REMINDED)] == [date(2025, 3, 20)]


def test_who_was_reminded_once_is_reminded_again_of_the_new_period() -> None:
    record = played((*IN_REVIEW, "return b"))
    record.do("correct map", date(2025, 3, 12))
    record.settle(noon(date(2025, 3, 20)))
    reminded = [(e.payload["department"], e.effective_on) for e in record.of(EntryKind.REMINDED)]

    assert reminded == [
        ("a", date(2025, 3, 11)),
        ("a", date(2025, 3, 20)),
        ("b", date(2025, 3, 20)),
    ]


def test_warning_and_yellow_are_measured_against_the_promise_and_red_against_the_statute() -> None:
    record = left_alone(ACCEPTED, date(2025, 12, 1))

    assert cards(record) == [
        ("promise", "warning", date(2025, 3, 14)),
        ("promise", "yellow", date(2025, 3, 18)),
        ("statute", "red", date(2025, 4, 1)),
    ]


def test_where_nothing_was_promised_the_statute_warns() -> None:
    record = left_alone(ACCEPTED, date(2025, 12, 1), replace(RULES, promise_limit=None))

    assert cards(record) == [
        ("statute", "warning", date(2025, 3, 28)),
        ("statute", "red", date(2025, 4, 1)),
    ]


def test_the_extension_moves_the_red_card_and_not_the_yellow_one() -> None:
    record = left_alone((*ACCEPTED, "extend 5"), date(2025, 12, 1))

    assert cards(record)[1:] == [
        ("promise", "yellow", date(2025, 3, 18)),
        ("statute", "red", date(2025, 4, 9)),
    ]


def test_a_special_procedure_has_a_card_of_its_own_and_pauses_both_clocks() -> None:
    record = left_alone((*ACCEPTED, "suspend hearing 5"), date(2025, 12, 1))

    assert cards(record) == [
        ("special", "yellow", date(2025, 3, 11)),
        ("promise", "warning", date(2025, 3, 21)),
        ("promise", "yellow", date(2025, 3, 25)),
        ("statute", "red", date(2025, 4, 9)),
    ]


def test_a_second_special_procedure_can_earn_a_second_card() -> None:
    record = left_alone((*ACCEPTED, "suspend hearing 1"), date(2025, 3, 5))
    record.do("resume", date(2025, 3, 6)).do("suspend hearing 1", date(2025, 3, 6))
    record.settle(noon(date(2025, 3, 10)))

    assert [card for card in cards(record) if card[0] == "special"] == [
        ("special", "yellow", date(2025, 3, 5)),
        ("special", "yellow", date(2025, 3, 8)),
    ]


def test_a_grant_that_nobody_serves_is_warned_of_and_carded_red() -> None:
    record = left_alone(GRANTED, date(2025, 12, 1))

    assert cards(record) == [
        ("delivery", "warning", date(2025, 3, 14)),
        ("delivery", "red", date(2025, 3, 18)),
    ]


def test_a_refusal_has_no_delivery_clock_and_its_service_stays_a_duty() -> None:
    record = left_alone((*ACCEPTED, "refuse"), date(2025, 12, 1))

    assert not record.of(EntryKind.CARDED)
    assert [(duty.task, duty.breach_on) for duty in duties_of(record.case)] == [(Task.SERVE, None)]


def test_no_silence_ever_decides() -> None:
    assert {kind.value for kind in StepKind} == {
        "deem_accepted",
        "deem_withdrawn",
        "note_default",
        "deem_agreed",
        "conclude",
        "escalate",
        "card",
        "remind",
        # After the decision: what a text deems, and what time alone ends or asks for.
        "deem_request",
        "lapse",
        "ask_statement",
    }
    for words in (RECEIVED, ACCEPTED, IN_REVIEW, AGREED):
        record = left_alone(words, date(2026, 12, 1))

        assert not record.of(EntryKind.DECIDED)
        assert record.case.approval_state == "running"


@pytest.mark.parametrize(
    "words",
    [
        (*RECEIVED, "not_needed why"),
        (*RECEIVED, "not_accept why"),
        (*RECEIVED, "withdraw"),
        (*IN_REVIEW, "withdraw"),
        (*IN_REVIEW, "suspend hearing 5", "withdraw"),
        (*ACCEPTED, "refuse", "deliver"),
        (*GRANTED, "deliver"),
        (*GRANTED, "end revoked why"),
    ],
)
def test_what_is_over_is_over(words: tuple[str, ...]) -> None:
    record = left_alone(words, date(2025, 12, 1))
    open_clocks = {c.name for c in clocks_of(record.case) if c.stopped_on is None}

    assert len(record.entries) == len(played(words).entries)
    assert next_alarm(record.case) is None
    assert duties_of(record.case) == ()
    assert open_clocks <= ({ClockName.DELIVERY} if "end revoked why" in words else set())


def test_nobody_waits_for_a_department_once_the_review_is_concluded() -> None:
    rules = replace(RULES, review=review_rules(ReviewRule.ANY))
    record = left_alone(IN_REVIEW, MONDAY, rules)
    record.do("agree a", date(2025, 3, 5))
    opinion = [c for c in clocks_of(record.case) if c.name is ClockName.OPINION]

    assert record.case.review_state == "agreed"
    assert [(c.department, c.stopped_on) for c in opinion] == [
        ("a", date(2025, 3, 5)),
        ("b", date(2025, 3, 5)),
    ]


# Dates that need an unpublished holiday notice.


def test_provisional_dates_never_deem_and_never_card() -> None:
    short = calendar_until(date(2025, 3, 6))
    for words in (RECEIVED, ACCEPTED, IN_REVIEW, GRANTED):
        record = left_alone(words, date(2026, 6, 1), calendar=short)

        assert not record.of(EntryKind.OPINION_DEEMED_AGREED)
        assert not record.of(EntryKind.CARDED)
        assert len(record.of(EntryKind.ACCEPTED)) == ("accept" in words)
        about = {e.payload["about"].split(":")[-1] for e in record.of(EntryKind.REMINDED)}
        assert about == {"calendar-2025"}


def test_the_missing_calendar_is_called_for_once_a_clock_and_sixty_days_ahead() -> None:
    record = left_alone(IN_REVIEW, date(2026, 6, 1), calendar=calendar_until(date(2025, 3, 6)))
    called = [(e.payload["about"], e.effective_on) for e in record.of(EntryKind.REMINDED)]

    assert sorted(called) == [
        ("remind:notice:calendar-2025", MONDAY),
        ("remind:opinion:calendar-2025", MONDAY),
        ("remind:promise:calendar-2025", MONDAY),
        ("remind:statute:calendar-2025", MONDAY),
    ]

    year_end = calendar_until(date(2025, 12, 31))
    late = Record(RULES, year_end)
    for words in ACCEPTED:
        late.do(words, date(2025, 9, 1))
    late.do("suspend hearing 300", date(2025, 9, 1))

    assert next_alarm(late.case) == date(2025, 11, 1)


def test_a_date_two_years_off_calls_for_each_calendar_in_its_turn() -> None:
    record = Record(RULES, calendar_until(date(2025, 12, 31)))
    for words in (*ACCEPTED, "suspend hearing 500"):
        record.do(words, date(2025, 9, 1))
    record.settle(noon(date(2025, 12, 1)))

    assert next_alarm(record.case) is None
    assert next_alarm(record.case.but(calendar=CALENDAR)) == date(2026, 11, 1)


def test_when_the_notice_arrives_everything_is_as_if_it_had_always_been_there() -> None:
    short = left_alone(IN_REVIEW, date(2025, 6, 3), calendar=calendar_until(date(2025, 3, 6)))
    landed = Record(RULES, CALENDAR, list(short.entries))
    landed.settle(noon(date(2025, 6, 3)))
    always = left_alone(IN_REVIEW, date(2025, 6, 3))
    calls = [
        fact for fact in landed.facts() if str(fact[2].get("about")).endswith(":calendar-2025")
    ]

    assert len(calls) == 4
    assert [fact for fact in landed.facts() if fact not in calls] == always.facts()


# Duties.


def test_the_seats_that_owe_an_opinion_are_the_ones_that_were_asked() -> None:
    case = played((*IN_REVIEW, "return a")).case
    owing = [(d.party, d.breach_on) for d in duties_of(case) if d.task is Task.GIVE_OPINION]
    applicant = next(d for d in duties_of(case) if d.task is Task.CORRECT)

    assert owing == [("b", date(2025, 3, 12))]
    assert applicant.party == case.applicant["credit_code"]


def test_the_notice_period_is_counted_from_the_submission_and_not_from_a_look_at_it() -> None:
    case = played(RECEIVED).case

    assert intake_started_on(case) == MONDAY
    assert next_alarm(case) == date(2025, 3, 11)
