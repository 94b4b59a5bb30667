"""A Prefect that stands aside: it keeps the runs it was asked for, once per key, and forgets some.

Only what the post office calls is here. It can be down, can take a run and lose the answer,
and can refuse.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import httpx

SOMEWHERE = httpx.Request("POST", "http://prefect/api")


@dataclass(frozen=True)
class Run:
    """One run that was asked for."""

    flow: str
    parameters: dict[str, Any]
    key: str


@dataclass(frozen=True)
class Deployment:
    """Where a flow is deployed."""

    id: UUID


@dataclass
class PrefectAside:
    """The server's side of the post office's counter."""

    mood: str = "well"
    """well, down, answer_lost, troubled or refusing."""
    keys: set[str] = field(default_factory=set)
    waiting: list[Run] = field(default_factory=list)
    flows: dict[UUID, str] = field(default_factory=dict)
    asked: int = 0

    async def read_deployment_by_name(self, name: str) -> Deployment:
        """The deployment of this name."""
        if self.mood == "down":
            raise httpx.ConnectError("no answer")
        found = Deployment(uuid5(NAMESPACE_URL, name))
        self.flows[found.id] = name.partition("/")[0]
        return found

    async def create_flow_run_from_deployment(
        self, deployment: UUID, *, parameters: dict[str, Any], idempotency_key: str, **_more: Any
    ) -> None:
        """Keep the run, unless its key is known; then answer, or not."""
        if self.mood == "down":
            raise httpx.ConnectError("no answer")
        if self.mood == "troubled":
            raise httpx.HTTPStatusError("503", request=SOMEWHERE, response=httpx.Response(503))
        if self.mood == "refusing":
            raise httpx.HTTPStatusError("422", request=SOMEWHERE, response=httpx.Response(422))
        self.asked += 1
        if idempotency_key not in self.keys:
            self.keys.add(idempotency_key)
            self.waiting.append(Run(self.flows[deployment], parameters, idempotency_key))
        if self.mood == "answer_lost":
            raise httpx.ReadTimeout("the answer was lost")
