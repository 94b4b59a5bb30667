"""Which runs settle which nudges."""

from __future__ import annotations

from datetime import UTC, datetime

from acts.post import Owed
from flows.post_office import TOGETHER_FROM, TOGETHER_MAX, handovers

AT = datetime(2026, 3, 2, tzinfo=UTC)


def nudge(number: int, case_id: str, flow: str = "advance_case") -> Owed:
    payload = {"flow": flow, "round": 1} if flow == "joint_review" else {"flow": flow, "number": 3}
    return Owed(number, case_id, "nudge", f"house:{flow}:{case_id}:{number}", payload, 0, AT)


def test_each_joint_review_is_a_run_of_its_own_and_comes_first() -> None:
    found = handovers([nudge(1, "a"), nudge(2, "a", "joint_review"), nudge(3, "b", "joint_review")])

    assert [one.flow for one in found] == ["joint-review", "joint-review", "advance-case"]
    assert found[0].key == "house:joint_review:a:2"


def test_the_last_nudge_of_a_case_settles_the_earlier_ones() -> None:
    found = handovers([nudge(1, "a"), nudge(2, "b"), nudge(3, "a")])

    assert [(one.key, len(one.settles)) for one in found] == [
        ("house:advance_case:a:3", 2),
        ("house:advance_case:b:2", 1),
    ]


def test_a_backlog_is_advanced_together_and_every_nudge_is_settled_once() -> None:
    nudges = [nudge(number, f"case-{number}") for number in range(TOGETHER_MAX + TOGETHER_FROM)]

    found = handovers(nudges)

    assert [one.flow for one in found] == ["advance-cases", "advance-cases"]
    assert sorted(row.id for one in found for row in one.settles) == list(range(len(nudges)))
    assert handovers(nudges)[0].key == found[0].key != found[1].key


def test_nothing_owed_asks_for_nothing() -> None:
    assert handovers([]) == []
