"""Values against their targets: each operator at, below and above the number (LAW B8)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.targets import Operator, Verdict, verdict

NUMBERS = st.decimals("0.0001", "999999", places=4)
ROWS = [
    # operator, tolerance, value of a target of 10, reached
    ("at_least", None, "9.9999", False),
    ("at_least", None, "10", True),
    ("at_least", None, "10.0001", True),
    ("more_than", None, "9.9999", False),
    ("more_than", None, "10", False),
    ("more_than", None, "10.0001", True),
    ("at_most", None, "9.9999", True),
    ("at_most", None, "10", True),
    ("at_most", None, "10.0001", False),
    ("less_than", None, "9.9999", True),
    ("less_than", None, "10", False),
    ("less_than", None, "10.0001", False),
    ("about", "10", "8.9999", False),
    ("about", "10", "9", True),
    ("about", "10", "10", True),
    ("about", "10", "11", True),
    ("about", "10", "11.0001", False),
    ("about", "0", "10", True),
    ("about", "0", "10.0001", False),
]


@pytest.mark.parametrize(("operator", "tolerance", "value", "reached"), ROWS)
def test_a_value_is_held_against_ten(
    operator: str, tolerance: str | None, value: str, reached: bool
) -> None:
    allowed = None if tolerance is None else Decimal(tolerance)
    found = verdict(Operator(operator), Decimal(10), Decimal(value), allowed)

    assert found is (Verdict.REACHED if reached else Verdict.MISSED)


@pytest.mark.parametrize("operator", Operator)
def test_what_nobody_reported_is_unknown_and_never_zero(operator: Operator) -> None:
    assert verdict(operator, Decimal(0), None, Decimal(10)) is Verdict.UNKNOWN


@given(NUMBERS, NUMBERS)
def test_including_and_excluding_the_number_part_only_at_the_number(
    target: Decimal, value: Decimal
) -> None:
    at_least = verdict(Operator.AT_LEAST, target, value, None)
    more_than = verdict(Operator.MORE_THAN, target, value, None)

    assert (at_least is not more_than) == (value == target)
    assert (at_least is Verdict.REACHED) == (
        verdict(Operator.LESS_THAN, target, value, None) is Verdict.MISSED
    )
    assert (more_than is Verdict.REACHED) == (
        verdict(Operator.AT_MOST, target, value, None) is Verdict.MISSED
    )


@given(NUMBERS, NUMBERS, st.integers(0, 100))
def test_about_is_the_same_to_both_sides(target: Decimal, off: Decimal, tolerance: int) -> None:
    above = verdict(Operator.ABOUT, target, target + off, Decimal(tolerance))
    below = verdict(Operator.ABOUT, target, target - off, Decimal(tolerance))

    assert above is below
