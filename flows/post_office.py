"""The post office's counter for nudges: hints in the outbox become runs in Prefect.

At least once from our side, one run per key on Prefect's. While the server is down nudges
stay owed and nothing else notices; the deadline watch is the guarantee.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.exceptions import ObjectNotFound
from prefect.states import Scheduled
from prefect.telemetry.run_telemetry import LABELS_TRACEPARENT_KEY
from prefect.telemetry.run_telemetry import TRACEPARENT_KEY as TRACED

from acts import post
from acts.calendars import FLOW
from acts.post import Owed
from flows.deployments import NAME, register
from flows.joint_review import run_name
from flows.naming import REQUEST_TAG
from flows.settings import FlowSettings
from greenlane.wiring import House

LIMIT = 200
TOGETHER_FROM = 10
TOGETHER_MAX = 50
TAGS_MAX = 80
"""Prefect's events hold 100 related resources, tags among them, and more is a 500 for ever."""
TROUBLES_MAX = 3
"""So many answers of a server in trouble, and no good one, are a server that is down."""
log = logging.getLogger(__name__)


class ServerDown(Exception):
    """Prefect does not answer; everything stays owed."""


@dataclass(frozen=True, slots=True)
class Handover:
    """One run to ask for, and the nudges that it settles."""

    flow: str
    key: str
    parameters: dict[str, Any]
    cases: tuple[str, ...]
    settles: tuple[Owed, ...]


@dataclass
class Counter:
    """Hands nudges over; remembers where the deployments are."""

    house: House
    settings: FlowSettings
    client: PrefectClient
    deployments: dict[str, UUID] = field(default_factory=dict)

    async def hand_over(self) -> int:
        """Hand over what is owed now; how many nudges were settled.

        A run that brings the server into trouble while it takes others is set back like a
        refused one: it keeps nobody waiting.

        Raises:
            ServerDown: what was not handed over stays owed.
        """
        settled: list[Owed] = []
        refused: list[tuple[Owed, str]] = []
        troubles: list[tuple[Handover, httpx.HTTPStatusError]] = []
        try:
            for handover in handovers(await asyncio.to_thread(self._owed)):
                try:
                    await self._ask_for(handover)
                    settled += handover.settles
                except httpx.HTTPStatusError as answer:
                    if not _is_trouble(answer):
                        refused += [(row, str(answer)) for row in handover.settles]
                        continue
                    troubles.append((handover, answer))
                    if not settled and len(troubles) == TROUBLES_MAX:
                        break
            if troubles and not settled:
                raise ServerDown(str(troubles[0][1]))
            refused += [(row, str(answer)) for one, answer in troubles for row in one.settles]
        except httpx.TransportError as silence:
            raise ServerDown(str(silence)) from silence
        finally:
            if settled or refused:
                await asyncio.to_thread(self._mark, settled, refused)
        return len(settled)

    async def _ask_for(self, handover: Handover) -> None:
        name = await self._name(handover)
        try:
            await self._create(handover, name)
        except (ObjectNotFound, httpx.HTTPStatusError) as answer:
            if not _is_forgotten(answer):
                raise
            # Prefect was wiped since we last looked: introduce ourselves again.
            self.deployments.clear()
            await register(self.client, self.settings)
            await self._create(handover, name)

    async def _create(self, handover: Handover, name: str) -> None:
        if handover.flow not in self.deployments:
            found = await self.client.read_deployment_by_name(f"{handover.flow}/{NAME}")
            self.deployments[handover.flow] = found.id
        await self.client.create_flow_run_from_deployment(
            self.deployments[handover.flow],
            parameters=handover.parameters,
            name=name,
            tags=tags_of(handover),
            idempotency_key=handover.key,
            labels=trace_of(handover),
            state=Scheduled(),
        )

    async def _name(self, handover: Handover) -> str:
        if handover.flow == "publish-calendar":
            return f"publish calendar edition {handover.parameters['edition']}"
        first = handover.cases[0]
        if handover.flow == "joint-review":
            return await asyncio.to_thread(run_name, self.house, first)
        if handover.flow == "advance-cases":
            return f"advance {first} … ({len(handover.cases)})"
        return f"advance {first} entry {handover.settles[-1].payload['number']}"

    def _owed(self) -> tuple[Owed, ...]:
        with self.house.ledger.reading() as session:
            office = self.house.office(session)
            return post.owed(office, ("nudge",), now=self.house.clock.now(), limit=LIMIT)

    def _mark(self, settled: Iterable[Owed], refused: Iterable[tuple[Owed, str]]) -> None:
        now = self.house.clock.now()
        with self.house.ledger.writing() as session:
            office = self.house.office(session)
            for row in settled:
                post.mark_sent(office, row.id, now=now)
            for row, error in refused:
                log.error("Prefect refused %s: %s", row.key, error)
                post.mark_failed(office, row.id, error, now=now)


def handovers(nudges: Sequence[Owed]) -> list[Handover]:
    """The runs that settle these nudges, joint reviews first, then calendars.

    An advance re-reads its case, so the last nudge of a case settles the earlier ones too;
    a backlog of many cases is advanced together.
    """
    alone = [
        made(row)
        for flow, made in (("joint_review", _review), (FLOW, _calendar))
        for row in nudges
        if row.payload["flow"] == flow
    ]
    by_case: dict[str, list[Owed]] = {}
    for row in nudges:
        if row.payload["flow"] == "advance_case":
            by_case.setdefault(row.case_id, []).append(row)
    groups = list(by_case.values())
    if len(groups) < TOGETHER_FROM:
        return alone + [_advance(rows) for rows in groups]
    return alone + [
        _together(groups[start : start + TOGETHER_MAX])
        for start in range(0, len(groups), TOGETHER_MAX)
    ]


def _review(row: Owed) -> Handover:
    parameters = {"case_id": row.case_id, "round": row.payload["round"]}
    return Handover("joint-review", row.key, parameters, (row.case_id,), (row,))


def _calendar(row: Owed) -> Handover:
    parameters = {"edition": row.payload["edition"]}
    return Handover("publish-calendar", row.key, parameters, (), (row,))


def _advance(rows: Sequence[Owed]) -> Handover:
    last = rows[-1]
    parameters = {"case_id": last.case_id}
    return Handover("advance-case", last.key, parameters, (last.case_id,), tuple(rows))


def _together(groups: Sequence[Sequence[Owed]]) -> Handover:
    rows = tuple(row for rows in groups for row in rows)
    cases = tuple(rows[-1].case_id for rows in groups)
    digest = hashlib.sha256("\n".join(row.key for row in rows).encode()).hexdigest()
    installation = rows[0].key.partition(":")[0]
    key = f"{installation}:advance-cases:{digest}"
    return Handover("advance-cases", key, {"case_ids": list(cases)}, cases, rows)


def tags_of(handover: Handover) -> list[str]:
    """Every case, then the newest requests, as many as Prefect bears."""
    cases = [f"case:{case_id}" for case_id in handover.cases]
    return [*cases, *reversed(requests_of(handover))][:TAGS_MAX]


def requests_of(handover: Handover) -> list[str]:
    """`request:…` for each request that caused one of the nudges, each once."""
    found = (row.payload.get("request_id") for row in handover.settles)
    return [f"{REQUEST_TAG}{request_id}" for request_id in dict.fromkeys(found) if request_id]


def trace_of(handover: Handover) -> dict[str, bool | int | float | str]:
    """The label by which Prefect goes on with the trace of the newest nudge; empty: none."""
    found = [str(row.payload[TRACED]) for row in handover.settles if TRACED in row.payload]
    return {LABELS_TRACEPARENT_KEY: found[-1]} if found else {}


def _is_forgotten(answer: Exception) -> bool:
    """Whether Prefect says that it does not know the deployment; it has two ways to say so."""
    if isinstance(answer, httpx.HTTPStatusError):
        return answer.response.status_code == httpx.codes.NOT_FOUND
    return isinstance(answer, ObjectNotFound)


def _is_trouble(answer: httpx.HTTPStatusError) -> bool:
    """Whether the server is in trouble, which says nothing about the nudge by itself."""
    status = answer.response.status_code
    return status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.TOO_MANY_REQUESTS
