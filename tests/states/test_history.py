"""The history is the state: folding, gaps, and entries that nobody can have written."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from states.history import FOLDS, applied, replay
from states.refusals import NotForeseen
from states.terms import (
    AcceptanceMode,
    CaseSnapshot,
    Draft,
    EntryKind,
    Extension,
    LetterRef,
    Material,
    Outcome,
    Rank,
    Verdict,
)
from tests.states.cases import CALENDAR, MONDAY, ONE_DAY, RECORD_RULES, RULES, TUESDAY, noon
from tests.states.counter import (
    ACCEPTED,
    AGREED,
    GRANTED,
    IN_REVIEW,
    RECEIVED,
    Record,
    entry_of,
    played,
)
from tests.states.doings import act, received

LONG_STORY = (
    "receive plan",
    "notify map",
    "supplement map",
    "accept",
    "open",
    "agree a",
    "return b",
    "correct map",
    "add c",
    "reassign c",
    "release c",
    "agree_if a",
    "object b",
    "reopen",
    "agree b",
    "suspend hearing 5",
    "resume",
    "extend 5",
    "grant",
    "deliver",
    "end revoked why",
)


def test_a_long_story_is_the_same_at_once_and_step_by_step() -> None:
    record = played(LONG_STORY)
    case = replay("C-1", [], RULES, CALENDAR)
    for number, entry in enumerate(record.entries, start=1):
        case = applied(case, entry)

        assert case == replay("C-1", record.entries[:number], RULES, CALENDAR)
        assert case.version == number
    assert case == record.case


def test_folding_writes_nothing_into_a_snapshot_but_its_fields() -> None:
    case = played(LONG_STORY).case

    assert set(vars(case)) == {field.name for field in fields(CaseSnapshot)}


def test_a_long_story_ends_with_what_it_says() -> None:
    case = played(LONG_STORY).case

    assert (case.filing_state, case.review_state) == ("accepted", "agreed")
    assert case.approval_state == "revoked"
    assert case.round == 1
    assert [(s.department, s.state, s.officer) for s in case.seats] == [
        ("a", "agreed_with_conditions", "someone"),
        ("b", "agreed", "someone"),
        ("c", "released", "officer-2"),
    ]
    assert case.extension == Extension(5, Rank.ORGAN_HEAD, "someone", MONDAY, "why")
    assert case.decision is not None
    assert case.decision.outcome is Outcome.GRANT
    assert [(p.kind, p.from_on, p.to_on) for p in case.suspensions] == [("hearing", MONDAY, MONDAY)]
    assert case.corrections[0].supplemented_on == MONDAY
    assert case.delivered_on == MONDAY
    assert case.materials == (
        Material("plan", "plan.pdf", "plan" * 8, MONDAY),
        Material("map", "map.pdf", "map" * 8, MONDAY),
    )


def test_a_record_filing_is_filed_by_its_receipt_and_nobody_accepts_it() -> None:
    record = Record(RECORD_RULES)
    record.write(received(MONDAY, ""), noon(MONDAY))

    assert record.case.filing_state == "draft"

    record.do("inform", MONDAY)

    assert (record.case.filing_state, record.case.filed_at) == ("filed", noon(MONDAY))

    record.do("notify_change why", MONDAY).do("change New name", TUESDAY)

    assert record.case.project == {"name": "New name", "area": 1}
    assert record.do("withdraw", TUESDAY).case.filing_state == "withdrawn"
    assert record.case.approval_state == "pending"


@pytest.mark.parametrize("numbers", [(2,), (0,), (1, 1), (1, 3), (1, 2, 2), (2, 1)])
def test_a_gap_or_a_doubled_number_is_a_fault(numbers: tuple[int, ...]) -> None:
    entries = played((*RECEIVED, "notify map", "supplement map")).entries
    numbered = [replace(e, number=n) for e, n in zip(entries, numbers, strict=False)]

    with pytest.raises(ValueError, match="entry"):
        replay("C-1", numbered, RULES, CALENDAR)


def test_two_entries_in_the_wrong_order_are_a_fault() -> None:
    first, second, *rest = played(IN_REVIEW).entries

    with pytest.raises(ValueError, match="entry 2 after 0"):
        replay("C-1", [second, first, *rest], RULES, CALENDAR)


def test_every_kind_of_entry_can_be_read() -> None:
    assert set(FOLDS) == set(EntryKind)


def broken(words: tuple[str, ...], kind: EntryKind, payload: dict[str, Any]) -> None:
    case = played(words).case
    applied(case, entry_of(case, Draft(kind, MONDAY, payload), noon(MONDAY)))


OPINION, CARD = {"department": "a", "answer": "agree"}, {"clock": "promise", "colour": "red"}


@pytest.mark.parametrize(
    ("words", "kind", "payload", "fault"),
    [
        ((), EntryKind.RECEIVED, {}, KeyError),
        ((), EntryKind.RECEIVED, {"catalog": {}}, KeyError),
        (RECEIVED, EntryKind.ACCEPTED, {}, KeyError),
        (RECEIVED, EntryKind.ACCEPTED, {"mode": "by_commitment"}, ValueError),
        (RECEIVED, EntryKind.CORRECTION_NOTIFIED, {}, KeyError),
        (RECEIVED, EntryKind.CORRECTION_NOTIFIED, {"items": [{"about": "x"}]}, KeyError),
        (ACCEPTED, EntryKind.REVIEW_OPENED, {"seats": [{"department": "a"}]}, KeyError),
        (IN_REVIEW, EntryKind.OPINION_GIVEN, {**OPINION, "answer": "perhaps"}, ValueError),
        (IN_REVIEW, EntryKind.OPINION_GIVEN, {**OPINION, "department": "z"}, ValueError),
        (IN_REVIEW, EntryKind.OPINION_GIVEN, {"department": "a"}, KeyError),
        (IN_REVIEW, EntryKind.OPINION_DEEMED_AGREED, {"department": "z"}, ValueError),
        (IN_REVIEW, EntryKind.CORRECTED_IN_REVIEW, {}, KeyError),
        (IN_REVIEW, EntryKind.CORRECTED_IN_REVIEW, {"concerned": ["z"]}, ValueError),
        (IN_REVIEW, EntryKind.REVIEW_CONCLUDED, {"verdict": "undecided"}, ValueError),
        (ACCEPTED, EntryKind.SUSPENDED, {"procedure": "hearing"}, KeyError),
        (ACCEPTED, EntryKind.EXTENDED, {"days": 5, "rank": "king", "reasons": ""}, ValueError),
        (ACCEPTED, EntryKind.DECIDED, {"outcome": "maybe"}, ValueError),
        (ACCEPTED, EntryKind.CARDED, {**CARD, "department": "a", "clock": "egg"}, ValueError),
        (ACCEPTED, EntryKind.CARDED, {**CARD, "department": "a", "colour": "blue"}, ValueError),
        (ACCEPTED, EntryKind.CARDED, CARD, KeyError),
        (ACCEPTED, EntryKind.REMINDED, {}, KeyError),
        (GRANTED, EntryKind.GRANT_ENDED, {"ending": "faded"}, ValueError),
        (RECEIVED, EntryKind.REVIEW_OPENED, {"seats": "abc"}, TypeError),
    ],
)
def test_a_payload_that_says_something_unknown_is_loud(
    words: tuple[str, ...], kind: EntryKind, payload: dict[str, Any], fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        broken(words, kind, payload)


@pytest.mark.parametrize(
    ("words", "kind", "payload"),
    [
        (RECEIVED, EntryKind.RECEIVED, None),
        (RECEIVED, EntryKind.DELIVERED, {}),
        (RECEIVED, EntryKind.FILED, {"filed_at": "2025-03-03T12:00:00+08:00"}),
        (ACCEPTED, EntryKind.ACCEPTED, {"mode": "normal"}),
        (ACCEPTED, EntryKind.RESUMED, {}),
        (ACCEPTED, EntryKind.GRANT_ENDED, {"ending": "lapsed"}),
        (AGREED, EntryKind.REVIEW_REOPENED, {}),
        (AGREED, EntryKind.OPINION_GIVEN, OPINION),
        (GRANTED, EntryKind.DECIDED, {"outcome": "refuse"}),
        (GRANTED, EntryKind.SUSPENDED, {"procedure": "x", "announced_days": 1, "basis": ""}),
    ],
)
def test_what_no_machine_can_have_done_is_not_believed(
    words: tuple[str, ...], kind: EntryKind, payload: dict[str, Any] | None
) -> None:
    payload = dict(received(MONDAY, "").payload) if payload is None else payload
    with pytest.raises(NotForeseen):
        broken(words, kind, payload)


def test_history_is_read_and_not_judged_again() -> None:
    # The extension was lawful when it was written; the catalogue forbids it since.
    entries = played((*ACCEPTED, "extend 10")).entries
    stricter = replace(RULES, extension=None)

    assert replay("C-1", entries, stricter, CALENDAR).approval_state == "extended"


def test_an_observed_entry_moves_nothing_but_the_version() -> None:
    case = played(ACCEPTED).case
    seen = entry_of(case, Draft(EntryKind.OBSERVED, TUESDAY, {"activity": "x"}), noon(TUESDAY))

    assert applied(case, seen) == replace(case, version=case.version + 1)


def test_letters_of_an_entry_are_kept_with_its_number() -> None:
    case = played(RECEIVED).case
    letters = [{"id": "L-1", "kind": "acceptance", "number": "No. 1", "sha256": "f" * 64}]
    accepted = act(case, "accept", MONDAY)
    entry = entry_of(
        case, replace(accepted, payload={**accepted.payload, "letters": letters}), noon(MONDAY)
    )

    assert applied(case, entry).letters == (
        LetterRef("L-1", "acceptance", "No. 1", "f" * 64, entry.number),
    )


def test_a_recalled_opinion_leaves_the_seat_as_it_was_asked() -> None:
    case = played((*IN_REVIEW, "return a", "recall a")).case
    before = played(IN_REVIEW).case

    assert case.review_state == "collecting"
    assert [replace(seat, officer=None) for seat in case.seats] == list(before.seats)


def test_a_correction_asks_those_it_concerns_again_and_keeps_the_others() -> None:
    record = played((*IN_REVIEW, "agree a", "agree_if b"))
    assert record.case.review_state == "agreed"

    record = played((*IN_REVIEW, "return a"))
    record.do("agree b", TUESDAY).do("correct map", TUESDAY + ONE_DAY)
    a, b = record.case.seats

    assert record.case.review_state == "collecting"
    assert (a.state, a.asked_on, a.answer, a.items) == ("asked", TUESDAY + ONE_DAY, None, ())
    assert (b.state, b.asked_on, b.answered_on) == ("agreed", MONDAY, TUESDAY)


def test_a_correction_of_what_no_row_mentions_concerns_everybody() -> None:
    record = played((*IN_REVIEW, "agree a"))
    record.do("correct photo", TUESDAY)

    assert [(seat.state, seat.asked_on) for seat in record.case.seats] == [
        ("asked", TUESDAY),
        ("asked", TUESDAY),
    ]


def test_a_department_that_returned_the_file_for_it_is_always_concerned() -> None:
    # The map concerns a by the catalogue; b had returned the file because of it.
    record = played((*IN_REVIEW, "return b", "agree a"))
    record.do("correct map", TUESDAY)

    assert [seat.state for seat in record.case.seats] == ["asked", "asked"]


def test_a_seat_added_again_after_its_release_begins_anew() -> None:
    record = played((*IN_REVIEW, "release a"))
    record.do("add a", TUESDAY)
    seat = record.case.seat("a")

    assert [seat.department for seat in record.case.seats] == ["b", "a"]
    assert seat is not None
    assert (seat.state, seat.asked_on, seat.answered_on) == ("asked", TUESDAY, None)


def test_a_withdrawal_ends_all_three_machines() -> None:
    case = played((*IN_REVIEW, "suspend hearing 5", "withdraw")).case

    assert (case.filing_state, case.review_state, case.approval_state) == (
        "withdrawn",
        "cancelled",
        "withdrawn",
    )


def test_a_refusal_cancels_a_review_that_is_still_open_and_keeps_a_concluded_one() -> None:
    assert played((*IN_REVIEW, "refuse")).case.review_state == "cancelled"
    assert played((*IN_REVIEW, "agree a", "object b", "refuse")).case.review_state == "cancelled"
    assert played((*AGREED, "refuse")).case.review_state == "agreed"
    assert played((*ACCEPTED, "refuse")).case.review_state == "not_opened"


def test_how_a_case_was_accepted_is_kept() -> None:
    tolerant = played(("receive plan", "tolerate map")).case
    late = played(RECEIVED)
    late.settle(noon(MONDAY + timedelta(days=30)))

    assert (tolerant.acceptance_mode, tolerant.owed_materials) == (
        AcceptanceMode.TOLERANT,
        ("map",),
    )
    assert late.case.acceptance_mode is AcceptanceMode.DEEMED
    assert played(AGREED).entries[-1].payload == {"verdict": Verdict.AGREED.value}
