"""What the seats of a joint review add up to: by hand, by an oracle, and in any order.

A row is read like this: `a+ b- c?` says that a agrees, b objects and c has not answered.
Marks: + agrees, * agrees with conditions, = deemed agreed, ~ late, - objects, 0 abstains,
! returned for correction, ^ agreed but transmitted upward, ? asked, x released. A number before
the mark is the weight, a capital letter a veto: `B2-` is an objection of b with weight two and
a veto.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.joint_review import outstanding, settled_on, verdict
from states.terms import CaseSnapshot, ReviewRule, ReviewRules, Seat, SeatRule, Verdict
from tests.states.cases import MONDAY, ONE_DAY, RULES, case_of, review_rules, seat_of
from tests.states.counter import ACCEPTED, Record, played

MARKS = {
    "+": "agreed",
    "*": "agreed_with_conditions",
    "=": "deemed_agreed",
    "~": "late",
    "-": "objected",
    "0": "abstained",
    "!": "returned",
    "^": "referred",
    "?": "asked",
    "x": "released",
}
SEAT = re.compile(r"([a-zA-Z])(\d*?)([-+*=~0!^?x])(?:\s|$)")


def seats_of(row: str) -> tuple[Seat, ...]:
    return tuple(
        seat_of(name.lower(), MARKS[mark], weight=int(weight or 1), veto=name.isupper())
        for name, weight, mark in SEAT.findall(row)
    )


def rules_of(words: str) -> ReviewRules:
    """“all”, “any quorum 2”, “n_of_m 3 quorum 4”; “spoken” where abstentions do not count."""
    found = re.fullmatch(r"(all|any|n_of_m)(?: (\d+))?(?: quorum (\d+))?( spoken)?", words)
    assert found, words
    threshold, quorum = int(found[2] or 0), int(found[3] or 0)
    return review_rules(
        ReviewRule(found[1]),
        threshold=threshold,
        quorum=quorum,
        abstention_counts=found[4] is None,
    )


def case_with(words: str, row: str) -> CaseSnapshot:
    return case_of(replace(RULES, review=rules_of(words)), seats=seats_of(row))


BY_HAND = """
all              | a+ b+ c+     | agreed
all              | a+ b* c=     | agreed
all              | a+ b+ c~     | agreed
all              | a= b= c=     | agreed
all              | a+ b+ c?     | open
all              | a+ b+ c!     | open
all              | a- b+ c?     | open
all              | a- b+ c+     | objected
all              | a- b- c-     | objected
all              | a- b+ c!     | open
all              | a+ b+ c0     | agreed
all              | a+ b0 c0     | agreed
all              | a0 b0 c0     | objected
all              | a- b0 c0     | objected
all              | a+ b+ cx     | agreed
all              | a+ b? cx     | open
all              | a- bx cx     | objected
all              | a+ bx cx     | agreed
all              | ax bx cx     | open
all              | a?           | open
all              | a+           | agreed
all              | a0           | objected
all              | A+ b-        | objected
all              | A- b+        | objected
all quorum 3     | a+ b+ c+     | agreed
all quorum 3     | a+ b+ c0     | agreed
all quorum 3 spoken | a+ b+ c0  | objected
all quorum 2 spoken | a+ b+ c0  | agreed
all quorum 3     | a+ b+ cx     | objected
all              | a+ b+ c^     | open
any              | a^ b- c-     | open
any quorum 2 spoken | a+ b0 c?  | open
any quorum 2 spoken | a+ b0 c0  | objected
n_of_m 2         | a+ b^ c-     | open
n_of_m 2         | a^ b- c-     | objected
n_of_m 2 quorum 3 spoken | a+ b+ c0 | objected
all quorum 2     | a+ b+ c0     | agreed
all quorum 3     | a2+ b+ c0    | agreed
any              | a+ b? c?     | agreed
any              | a= b? c?     | agreed
any              | a* b? c!     | agreed
any              | a? b? c?     | open
any              | a- b- c?     | open
any              | a- b- c-     | objected
any              | a- b- c0     | objected
any              | a0 b0 c0     | objected
any              | a0 b0 c+     | agreed
any              | a- b- c+     | agreed
any              | a- b- cx     | objected
any              | a! b- c-     | open
any              | a+ B? c-     | open
any              | a+ B- c-     | objected
any              | a+ B+ c-     | agreed
any              | a+ B0 c-     | agreed
any              | a+ B= c?     | agreed
any              | a? B- c?     | objected
any quorum 2     | a+ b? c?     | open
any quorum 2     | a+ b- c?     | agreed
any quorum 2     | a+ b0 c?     | agreed
any quorum 3     | a+ b+ c!     | open
any quorum 3     | a+ b+ cx     | objected
n_of_m 2         | a+ b+ c?     | agreed
n_of_m 2         | a+ b= c-     | agreed
n_of_m 2         | a+ b~ c-     | agreed
n_of_m 2         | a+ b? c-     | open
n_of_m 2         | a+ b- c-     | objected
n_of_m 2         | a? b- c-     | objected
n_of_m 2         | a? b? c-     | open
n_of_m 2         | a+ b0 c?     | open
n_of_m 2         | a+ b0 c0     | objected
n_of_m 2         | a+ b0 c+     | agreed
n_of_m 2         | a0 b0 c?     | objected
n_of_m 2         | a+ b! c-     | open
n_of_m 2         | a+ bx c-     | objected
n_of_m 2         | a+ bx c+     | agreed
n_of_m 3         | a2+ b+ c?    | agreed
n_of_m 3         | a2+ b- c?    | open
n_of_m 3         | a2- b+ c+    | objected
n_of_m 3         | a2? b+ c-    | open
n_of_m 3         | a2+ b? c-    | open
n_of_m 3         | a2- b? c?    | objected
n_of_m 3         | a2+ b0 c0    | objected
n_of_m 2         | a+ b+ C?     | open
n_of_m 2         | a+ b+ C-     | objected
n_of_m 2         | a+ b+ C+     | agreed
n_of_m 2         | a+ b+ C0     | agreed
n_of_m 2         | a+ b+ Cx     | agreed
n_of_m 2         | a+ b+ C!     | open
n_of_m 2         | a? b? C-     | objected
n_of_m 1 quorum 3| a+ b? c?     | open
n_of_m 1 quorum 3| a+ b- c?     | open
n_of_m 1 quorum 3| a+ b- c0     | agreed
n_of_m 1 quorum 3| a- b- c0     | objected
n_of_m 1 quorum 3| a+ bx c?     | objected
n_of_m 2 quorum 3| a+ b+ c-     | agreed
n_of_m 2 quorum 3| a- b- c?     | objected
n_of_m 2 quorum 4| a2+ b? c?    | open
n_of_m 2 quorum 4| a2+ b- c-    | agreed
n_of_m 2 quorum 4| a2+ b- c0    | agreed
n_of_m 4         | a+ b+ c+ d+  | agreed
n_of_m 4         | a+ b+ c+ d?  | open
n_of_m 4         | a+ b+ c+ d-  | objected
n_of_m 4         | a3+ b+ c- D0 | agreed
n_of_m 4         | a3+ b+ c- D? | open
n_of_m 4         | a3+ b+ c- D- | objected
n_of_m 5         | a3= b2= c-   | agreed
n_of_m 5         | a3= b2? c-   | open
n_of_m 5         | a3= b2- c?   | objected
n_of_m 5         | a3~ b2* c?   | agreed
n_of_m 5         | a3! b2* c-   | open
n_of_m 5         | a3x b2* c+   | objected
"""
BY_HAND_ROWS = [
    tuple(part.strip() for part in line.split("|")) for line in BY_HAND.strip().splitlines()
]


def said(found: Verdict | None) -> str:
    return found.value if found else "open"


def test_the_table_by_hand_is_as_long_as_it_claims() -> None:
    assert len(BY_HAND_ROWS) >= 100
    assert len({(words, row) for words, row, _ in BY_HAND_ROWS}) == len(BY_HAND_ROWS)


@pytest.mark.parametrize(("words", "row", "expected"), BY_HAND_ROWS)
def test_seats_add_up_as_the_table_says(words: str, row: str, expected: str) -> None:
    assert said(verdict(case_with(words, row))) == expected


# The oracle asks another question: how can it still end, in every way that is left?

SPOKEN = {"+", "*", "=", "~", "-", "0"}
YES = {"+", "*", "=", "~"}


def end_of(words: str, seats: list[tuple[int, bool, str]]) -> str:
    """The verdict once everybody has spoken."""
    rules = rules_of(words)
    yes = sum(weight for weight, _, mark in seats if mark in YES)
    no = sum(weight for weight, _, mark in seats if mark == "-")
    silent = sum(weight for weight, _, mark in seats if mark == "0")
    silent = silent if rules.abstention_counts else 0
    if rules.rule is ReviewRule.ALL:
        return "agreed" if yes and not no and yes + silent >= rules.quorum else "objected"
    vetoed = any(veto and mark == "-" for _, veto, mark in seats)
    enough = yes >= (rules.threshold or 1)
    return "agreed" if enough and not vetoed and yes + no + silent >= rules.quorum else "objected"


def oracle(words: str, row: str) -> str:
    live = [
        (int(weight or 1), name.isupper(), mark)
        for name, weight, mark in SEAT.findall(row)
        if mark != "x"
    ]
    waiting = [place for place, (_, _, mark) in enumerate(live) if mark not in SPOKEN]
    ends = set()
    for answers in itertools.product("+-0", repeat=len(waiting)):
        whole = list(live)
        for place, answer in zip(waiting, answers, strict=True):
            whole[place] = (*live[place][:2], answer)
        ends.add(end_of(words, whole))
    rules = rules_of(words)
    counted = SPOKEN if rules.abstention_counts else SPOKEN - {"0"}
    heard = sum(weight for weight, _, mark in live if mark in counted)
    if not live or len(ends) > 1 or (waiting and rules.rule is ReviewRule.ALL):
        return "open"
    (end,) = ends
    return "open" if end == "agreed" and heard < rules.quorum else end


@pytest.mark.parametrize(("words", "row", "expected"), BY_HAND_ROWS)
def test_the_oracle_agrees_with_the_hand(words: str, row: str, expected: str) -> None:
    assert oracle(words, row) == expected


RULES_TRIED = (
    "all", "all quorum 2", "all quorum 3 spoken", "any", "any quorum 2", "any quorum 2 spoken",
    "n_of_m 2", "n_of_m 3", "n_of_m 2 quorum 3", "n_of_m 2 quorum 3 spoken",
)  # fmt: skip


def every_row() -> Iterator[str]:
    """Three seats, every mark, with and without weight and veto: 4,000 rows."""
    for a, b, c in itertools.product(MARKS, repeat=3):
        for second, third in itertools.product(("b", "b2"), ("c", "C")):
            yield f"a{a} {second}{b} {third}{c}"


@pytest.mark.parametrize("words", RULES_TRIED)
def test_every_row_of_three_seats_is_as_the_oracle_says(words: str) -> None:
    wrong = [
        (row, said(verdict(case_with(words, row))), oracle(words, row))
        for row in every_row()
        if said(verdict(case_with(words, row))) != oracle(words, row)
    ]

    assert not wrong


# Order of arrival.

ANSWERS = {"+": "agree", "*": "agree_if", "-": "object", "0": "abstain"}
rows_of_answers = st.lists(st.sampled_from("+*-0"), min_size=4, max_size=4)
reviews = st.builds(
    lambda rule, threshold, quorum, weights, vetoes: review_rules(
        rule,
        *(SeatRule(n, w, v) for n, w, v in zip("abcd", weights, vetoes, strict=True)),
        threshold=min(threshold, sum(weights)) if rule is ReviewRule.N_OF_M else 0,
        quorum=min(quorum, sum(weights)),
    ),
    st.sampled_from(ReviewRule),
    st.integers(1, 5),
    st.integers(0, 4),
    st.lists(st.integers(1, 3), min_size=4, max_size=4),
    st.lists(st.booleans(), min_size=4, max_size=4),
)


def concluded(review: ReviewRules, answers: dict[str, str], order: tuple[str, ...]) -> Record:
    """Departments answer one by one; who comes after the conclusion is no longer asked."""
    record = played((*ACCEPTED, "open"), replace(RULES, review=review))
    for department in order:
        if record.case.review_state == "collecting":
            record.do(f"{ANSWERS[answers[department]]} {department}", MONDAY)
    return record


@given(review=reviews, answers=rows_of_answers)
@settings(max_examples=60, deadline=None)
def test_the_verdict_does_not_depend_on_the_order_of_arrival(
    review: ReviewRules, answers: list[str]
) -> None:
    said_by = dict(zip("abcd", answers, strict=True))
    whole = case_of(
        replace(RULES, review=review),
        seats=tuple(
            seat_of(seat.department, MARKS[mark], weight=seat.weight, veto=seat.veto)
            for seat, mark in zip(review.seats, answers, strict=True)
        ),
    )
    ends = {
        concluded(review, said_by, order).case.review_state
        for order in itertools.permutations("abcd")
    }

    assert ends == {said(verdict(whole))}


def test_a_review_of_all_hears_everybody_even_after_an_objection() -> None:
    record = played((*ACCEPTED, "open", "object a"))

    assert record.case.review_state == "collecting"
    assert outstanding(record.case) == ("b",)


def test_without_review_rules_nothing_adds_up() -> None:
    case = case_of(replace(RULES, review=None), seats=seats_of("a+ b+"))

    assert verdict(case) is None


def test_the_verdict_takes_effect_on_the_day_the_last_seat_settled() -> None:
    record = played((*ACCEPTED, "open", "agree a"))
    record.do("agree b", MONDAY + 2 * ONE_DAY)

    assert settled_on(record.case) == MONDAY + 2 * ONE_DAY
    assert record.entries[-1].effective_on == MONDAY + 2 * ONE_DAY


def test_a_release_that_completes_the_review_is_the_day_of_the_verdict() -> None:
    record = played((*ACCEPTED, "open", "agree a"))
    record.do("release b", MONDAY + 3 * ONE_DAY)

    assert record.case.review_state == "agreed"
    assert record.entries[-1].effective_on == MONDAY + 3 * ONE_DAY


def test_a_late_opinion_cannot_block() -> None:
    record = played((*ACCEPTED, "open", "agree a"))
    record.do("object b", MONDAY + 30 * ONE_DAY)
    seat = record.case.seat("b")

    assert record.case.review_state == "agreed"
    assert seat is not None
    assert (seat.state, seat.comment) == ("late", "so")


def test_reopening_asks_the_objecting_departments_again_and_keeps_the_others() -> None:
    record = played((*ACCEPTED, "open", "agree a", "object b", "reopen"))

    assert [seat.state for seat in record.case.seats] == ["agreed", "asked"]
    assert record.case.review_state == "collecting"


def test_reopening_a_review_in_which_nobody_spoke_asks_those_who_abstained() -> None:
    record = played((*ACCEPTED, "open", "abstain a", "abstain b"))

    assert record.case.review_state == "objected"

    record.do("reopen", MONDAY)

    assert record.case.review_state == "collecting"
    assert outstanding(record.case) == ("a", "b")
