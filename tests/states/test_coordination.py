"""The ladder of an objection: it ends, each step once, and silence never agrees."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.history import replay
from states.refusals import Refusal
from states.review_refusals import CoordinationRuns, LadderEnds
from states.terms import ClockName, EntryKind, RungLevel, RungSilence
from tests.states.cases import LADDER, LADDER_RULES, MONDAY, ONE_DAY, review_rules, working_day
from tests.states.counter import IN_REVIEW, Record, played

OBJECTED = (*IN_REVIEW, "agree a", "object b")
SILENT = replace(LADDER_RULES, review=review_rules(ladder=LADDER, deemed_source=None))


def objected() -> Record:
    return played(OBJECTED, LADDER_RULES)


def test_silence_at_a_step_leads_to_the_next_one_on_the_day_after_its_last_day() -> None:
    record = objected().do("bring", MONDAY)

    record.do("escalate", working_day(3))
    assert [r.level for r in record.case.rungs] == [RungLevel.DEPARTMENTS, RungLevel.LEAD]

    record = objected().do("bring", MONDAY)
    record.settle_on(working_day(3) + ONE_DAY)

    (entry,) = record.of(EntryKind.COORDINATION_ESCALATED)
    assert entry.effective_on == working_day(3) + ONE_DAY
    assert record.case.coordination_state == "lead"


def test_silence_at_a_step_that_only_cards_leaves_the_objection_where_it_is() -> None:
    record = objected()
    for words in ("bring", "escalate", "escalate"):
        record.do(words, MONDAY)
    record.settle_on(working_day(5) + ONE_DAY)

    assert record.case.coordination_state == "conference"
    assert [c.clock for c in record.case.cards] == [ClockName.COORDINATION]
    assert record.case.review_state == "objected"


def test_a_settled_objection_asks_the_department_again_and_it_speaks_for_itself() -> None:
    record = objected().do("bring", MONDAY).do("close withdrawn", MONDAY + ONE_DAY)
    seat = record.case.seat("b")

    assert record.case.review_state == "collecting"
    assert seat is not None
    assert (seat.state, seat.asked_on) == ("asked", MONDAY + ONE_DAY)

    record.do("agree b", MONDAY + ONE_DAY)
    assert record.case.review_state == "agreed"


def test_an_upheld_objection_ends_the_review_as_objected() -> None:
    record = objected().do("bring", MONDAY).do("close upheld", MONDAY)

    assert (record.case.coordination_state, record.case.review_state) == ("upheld", "objected")
    with pytest.raises(Refusal):
        record.do("bring", MONDAY)
    with pytest.raises(CoordinationRuns):
        record.do("reopen", MONDAY)


def test_talks_that_one_act_records_whole_use_up_the_first_step() -> None:
    record = objected().do("reopen", MONDAY).do("object b", MONDAY)

    with pytest.raises(CoordinationRuns):
        record.do("reopen", MONDAY)
    record.do("bring", MONDAY)

    assert record.case.coordination_state == "lead"


def test_a_decision_or_a_withdrawal_ends_the_coordination() -> None:
    for words in ("refuse", "withdraw why"):
        record = objected().do("bring", MONDAY).do(words, MONDAY)

        assert record.case.coordination_state == "cancelled"


WORDS = st.sampled_from(
    ["bring", "escalate", "close withdrawn", "close with_conditions", "object b", "agree b",
     "object a", "abstain b", "recall a", "reopen", "wait", "refer b", "above b confirmed",
     "above b objected"]
)  # fmt: skip


@given(words=st.lists(WORDS, max_size=30))
@settings(max_examples=60, deadline=None)
def test_the_ladder_ends_and_no_step_comes_twice(words: list[str]) -> None:
    record, today, conclusions = played(OBJECTED, SILENT), MONDAY, 0
    for word in words:
        before = record.case
        if word == "wait":
            today += 4 * ONE_DAY
            record.settle_on(today)
        else:
            try:
                record.do(word, today)
            except Refusal:
                continue
        conclusions = len(record.of(EntryKind.REVIEW_CONCLUDED))
        assert record.case.version >= before.version
    levels = [rung.level for rung in record.case.rungs]
    reopened = sum(
        1
        for entry in record.entries
        if entry.kind is EntryKind.REVIEW_REOPENED
        or (entry.kind is EntryKind.COORDINATION_CLOSED and entry.payload["result"] != "upheld")
    )

    assert levels == sorted(set(levels), key=list(RungLevel).index)
    # One conclusion for each time that the review was open; never two in a row.
    open_now = record.case.review_state in ("collecting", "returned")
    assert conclusions in (0, reopened + (0 if open_now else 1)) or conclusions == reopened
    whole = replay("C-1", record.entries, record.rules, record.calendar)
    assert whole == record.case


def test_the_ladder_ends_after_its_last_step() -> None:
    record = objected().do("bring", MONDAY)
    for _ in range(4):
        record.do("escalate", MONDAY)

    assert record.case.coordination_state == "mayor"
    with pytest.raises(LadderEnds):
        record.do("escalate", MONDAY)
    assert LADDER[-1].silence is RungSilence.CARD


def test_an_opinion_transmitted_upward_holds_the_review_open_until_the_answer() -> None:
    record = played((*IN_REVIEW, "agree a", "refer b"), LADDER_RULES)
    assert record.case.review_state == "collecting"

    record.settle_on(working_day(10) + ONE_DAY)
    assert [(c.clock, c.department) for c in record.case.cards if c.department == "b"] == [
        (ClockName.CONSULTATION, "b")
    ]

    record.do("above b confirmed", working_day(11))
    assert record.case.review_state == "agreed"
    assert record.of(EntryKind.REVIEW_CONCLUDED)[0].effective_on == working_day(11)


def test_a_seat_handed_over_keeps_its_clock() -> None:
    record = played(IN_REVIEW, LADDER_RULES)
    record.do("hand_over b c", MONDAY + ONE_DAY)
    seat = record.case.seat("c")

    assert record.case.seat("b") is None
    assert seat is not None
    assert seat.asked_on == MONDAY
