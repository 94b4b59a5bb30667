"""The truth table of joint reviews: `tests/data/joint_review_cases.csv`, one case a line.

The notation is that of test_verdict.py. Lines marked `hand` were derived by hand from the rule
texts (LAW B4.3, ADR 0006), the others by an oracle that plays every way a review can still end.
"""

from __future__ import annotations

import csv
import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from states.joint_review import verdict
from tests.states.cases import MONDAY, RULES
from tests.states.counter import ACCEPTED, played
from tests.states.test_verdict import (
    BY_HAND_ROWS,
    MARKS,
    SEAT,
    case_with,
    oracle,
    rules_of,
    said,
    seats_of,
)

FILE = Path(__file__).parents[1] / "data" / "joint_review_cases.csv"
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
SAID = {"+": "agree", "*": "agree_if", "-": "object", "0": "abstain", "^": "refer", "!": "return"}


def marks_of(row: str) -> dict[str, str]:
    return {name.lower(): mark for name, _, mark in SEAT.findall(row)}


def test_the_table_has_at_least_two_hundred_cases_and_every_ending() -> None:
    assert len(ROWS) >= 200
    assert len({(row["rule"], row["seats"]) for row in ROWS}) == len(ROWS)
    assert {row["verdict"] for row in ROWS} == {"agreed", "objected", "open"}
    assert {row["rule"].split()[0] for row in ROWS} == {"all", "any", "n_of_m"}
    by_hand = {(r["rule"], r["seats"], r["verdict"]) for r in ROWS if r["by"] == "hand"}
    assert by_hand == set(BY_HAND_ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[f"{r['rule']}: {r['seats']}" for r in ROWS])
def test_a_review_adds_up_as_the_table_says(row: dict[str, str]) -> None:
    assert said(verdict(case_with(row["rule"], row["seats"]))) == row["verdict"]
    assert oracle(row["rule"], row["seats"]) == row["verdict"]


ORDERED = [
    row
    for row in ROWS
    if set(marks_of(row["seats"]).values()) <= set(SAID) | {"?"}
    and len(marks_of(row["seats"])) in (3, 4)
][::4]


@pytest.mark.parametrize("row", ORDERED, ids=[f"{r['rule']}: {r['seats']}" for r in ORDERED])
def test_the_ending_does_not_depend_on_the_order_of_arrival(row: dict[str, str]) -> None:
    """Departments speak in six orders; whoever comes after the conclusion is not heard."""
    marks = marks_of(row["seats"])
    seats = tuple(
        replace(rule, department=seat.department, weight=seat.weight, veto=seat.veto)
        for rule, seat in zip(
            itertools.repeat(RULES.review.seats[0] if RULES.review else None),
            seats_of(row["seats"]),
            strict=False,
        )
        if rule is not None
    )
    review = replace(rules_of(row["rule"]), seats=seats)
    ends = set()
    for order in list(itertools.permutations(marks))[::4]:
        record = played((*ACCEPTED, "open"), replace(RULES, review=review))
        for department in order:
            open_still = record.case.review_state in ("collecting", "returned")
            if marks[department] in SAID and open_still:
                record.do(f"{SAID[marks[department]]} {department}", MONDAY)
        ends.add(
            {"returned": "open", "collecting": "open"}.get(
                record.case.review_state, record.case.review_state
            )
        )

    assert ends == {row["verdict"]}
    assert set(marks.values()) <= set(MARKS)
