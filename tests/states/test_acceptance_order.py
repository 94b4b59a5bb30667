"""Art. 57: where a permit is limited in number, the order of acceptance is total."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.acceptance_order import acceptance_key, in_order_of_acceptance
from states.terms import CaseSnapshot
from tests.states.cases import MONDAY, case_of, noon


def accepted(serial: int, day: date = MONDAY, minutes: int = 0) -> CaseSnapshot:
    complete_at = noon(day) + timedelta(minutes=minutes)
    case = case_of(accepted_on=day, complete_at=complete_at)
    return replace(case, case_id=f"2025-{serial:04d}")


def test_the_complete_filing_comes_first_whoever_was_looked_at_first() -> None:
    first, second = accepted(2, minutes=0), accepted(1, minutes=1)

    assert in_order_of_acceptance([second, first]) == (first, second)


def test_at_the_same_instant_the_number_taken_at_receipt_decides_and_ten_follows_nine() -> None:
    cases = [accepted(serial) for serial in (9999, 10, 9, 10000, 1)]
    numbers = [case.case_id for case in in_order_of_acceptance(cases)]

    assert numbers == ["2025-0001", "2025-0009", "2025-0010", "2025-9999", "2025-10000"]


def test_who_was_never_accepted_has_no_place() -> None:
    with pytest.raises(ValueError, match="never accepted"):
        acceptance_key(case_of())


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8).flatmap(
        lambda facts: st.tuples(st.just(facts), st.permutations(range(len(facts))))
    )
)
def test_the_order_is_total_and_does_not_depend_on_how_the_cases_come(
    drawn: tuple[list[tuple[int, int]], list[int]],
) -> None:
    facts, shuffled = drawn
    cases = [
        accepted(number + 1, MONDAY + timedelta(days=day), minutes)
        for number, (day, minutes) in enumerate(facts)
    ]

    keys = [acceptance_key(case) for case in cases]

    assert len(set(keys)) == len(keys)
    assert in_order_of_acceptance(cases[i] for i in shuffled) == in_order_of_acceptance(cases)
