"""Which runs settle which nudges."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from prefect.server.events.schemas.events import Event

from acts.post import Owed
from flows.post_office import (
    TAGS_MAX,
    TOGETHER_FROM,
    TOGETHER_MAX,
    Counter,
    Handover,
    ServerDown,
    handovers,
    tags_of,
)

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


def backlog(cases: int, lines: int) -> list[Owed]:
    """Nudges of an outage: each case went on `lines` times, each time by a request of its own."""
    rows = [nudge(n, f"case-{n % cases}") for n in range(cases * lines)]
    return [replace(row, payload=row.payload | {"request_id": f"r{row.id}"}) for row in rows]


@pytest.mark.parametrize(("cases", "lines"), [(50, 4), (1, 200), (9, 20), (120, 1)])
def test_a_backlog_bears_no_more_tags_than_prefects_events_take(cases: int, lines: int) -> None:
    for handover in handovers(backlog(cases, lines)):
        tags = tags_of(handover)
        # Prefect itself adds the run's flow, deployment, pool, queue and so on.
        related = [{"prefect.resource.id": tag, "prefect.resource.role": "tag"} for tag in tags]

        assert len(tags) <= TAGS_MAX
        assert {f"case:{case}" for case in handover.cases} <= set(tags)
        assert Event(
            occurred=AT,
            event="e",
            resource={"prefect.resource.id": "r"},
            related=related,
            id=UUID(int=1),
        )


def test_of_too_many_requests_the_newest_are_named() -> None:
    (handover,) = handovers(backlog(1, 200))

    assert tags_of(handover)[:2] == ["case:case-0", "request:r199"]


class Ward(Counter):
    """A counter whose server is in trouble over some runs; nothing is written down."""

    def __init__(self, owed: list[Owed], troubled: set[str]) -> None:
        self.rows, self.troubled, self.asked = owed, troubled, list[str]()
        self.settled: list[int] = []
        self.set_back: list[int] = []

    def _owed(self) -> tuple[Owed, ...]:
        return tuple(self.rows)

    async def _ask_for(self, handover: Handover) -> None:
        self.asked.append(handover.cases[0])
        if handover.cases[0] in self.troubled:
            request = httpx.Request("POST", "http://prefect.example")
            answer = httpx.Response(500, request=request)
            raise httpx.HTTPStatusError("500", request=request, response=answer)

    def _mark(self, settled: Any, refused: Any) -> None:
        self.settled += [row.id for row in settled]
        self.set_back += [row.id for row, _error in refused]


@pytest.mark.parametrize("poison", ["a", "b", "c"])
def test_a_run_that_the_server_cannot_take_keeps_no_other_waiting(poison: str) -> None:
    ward = Ward([nudge(1, "a"), nudge(2, "b"), nudge(3, "c")], {poison})
    handed = asyncio.run(ward.hand_over())

    assert handed == 2
    assert [*ward.settled, *ward.set_back] == [
        *(row.id for row in ward.rows if row.case_id != poison),
        *(row.id for row in ward.rows if row.case_id == poison),
    ]


def test_a_server_that_takes_nothing_is_down_and_nothing_is_set_back() -> None:
    ward = Ward([nudge(n, str(n)) for n in range(9)], {str(n) for n in range(9)})

    with pytest.raises(ServerDown):
        asyncio.run(ward.hand_over())
    assert (len(ward.asked), ward.settled, ward.set_back) == (3, [], [])
