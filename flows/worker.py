"""A worker that runs our flows in its own process.

Starting an interpreter for every run costs seconds; awaiting the flow here costs a fraction
of one. The pool is a real work pool, so runs are scheduled, queued and limited as any others.
"""

from __future__ import annotations

import asyncio
import os
import socket
from typing import Any
from uuid import UUID, uuid4

import anyio
import anyio.abc
from prefect.client.schemas.objects import FlowRun
from prefect.flow_engine import run_flow_async
from prefect.workers.base import BaseJobConfiguration, BaseWorker, BaseWorkerResult

from flows.deployments import FLOWS

DRAIN_EVERY_S = 0.1


class InHouseConfiguration(BaseJobConfiguration):
    """Nothing to configure: the run happens where the worker is."""


class InHouseResult(BaseWorkerResult):
    """The run's own state says how it went; the status code is always 0."""


def own_name() -> str:
    """A worker's name, unique in time and space: `greenlane@HOST:PID:NONCE`.

    The reconciler reads host and process id from it.
    """
    return f"greenlane@{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


def looks_dead(worker_name: str) -> bool:
    """Whether the named worker ran on this host in a process that is gone.

    False where we cannot know: on another host, or under another kind of name.
    """
    host, _, rest = worker_name.removeprefix("greenlane@").partition(":")
    pid, _, _nonce = rest.partition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


class InHouseWorker(BaseWorker[InHouseConfiguration, Any, InHouseResult]):
    """Awaits `greenlane` flows in the worker's own event loop."""

    type = "greenlane"
    job_configuration = InHouseConfiguration
    _description = "Runs Greenlane's flows inside the worker process."
    _display_name = "Greenlane"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.running: set[UUID] = set()
        self._taking = True
        self._flow_names: dict[UUID, str] = {}

    async def run(
        self,
        flow_run: FlowRun,
        configuration: InHouseConfiguration,
        task_status: anyio.abc.TaskStatus[int] | None = None,
    ) -> InHouseResult:
        """Run the flow here; its engine reports every state to the server.

        Raises:
            KeyError: a flow that is not ours was put into our pool; the run is marked crashed.
        """
        flow = FLOWS[await self._flow_name(flow_run.flow_id)]
        if task_status is not None:
            task_status.started(os.getpid())
        self.running.add(flow_run.id)
        try:
            await run_flow_async(
                flow, flow_run=flow_run, parameters=flow_run.parameters, return_type="state"
            )
        finally:
            self.running.discard(flow_run.id)
        return InHouseResult(status_code=0, identifier=f"{self.name}/{flow_run.id}")

    async def get_and_submit_flow_runs(self) -> list[FlowRun]:
        """Take what waits in the queues, unless this worker takes no more."""
        return await super().get_and_submit_flow_runs() if self._taking else []

    def take_no_more(self) -> None:
        """Leave what waits to others; what is under way goes on."""
        self._taking = False

    async def _flow_name(self, flow_id: UUID) -> str:
        if flow_id not in self._flow_names:
            self._flow_names[flow_id] = (await self.client.read_flow(flow_id)).name
        return self._flow_names[flow_id]

    async def drain(self) -> None:
        """Wait until no run is under way here."""
        while self.running:
            await asyncio.sleep(DRAIN_EVERY_S)
