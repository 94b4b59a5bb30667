"""On duty: what a process of the flows keeps going, and how it ends in bounded time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

import httpx
from prefect.client.orchestration import PrefectClient, get_client
from prefect.deployments.runner import DeploymentApplyError
from prefect.exceptions import PrefectHTTPStatusError
from prefect.settings import get_current_settings
from sqlalchemy.exc import OperationalError

from flows.deployments import register, register_if_forgotten
from flows.house import house
from flows.post_office import Counter, ServerDown
from flows.reconciler import cancel_superseded, reconcile
from flows.settings import FlowSettings
from flows.webhooks import Webhooks
from flows.worker import InHouseWorker, own_name
from greenlane import flows_status as status
from ledger.engine import LedgerBusy

WAIT_FOR_SERVER_S = 0.5
WORD_EVERY_S = 5.0
DRAIN_MAX_S = 6.0
REST_MAX_S = 5.0
DOWN = (ServerDown, httpx.TransportError, PrefectHTTPStatusError, DeploymentApplyError)
BUSY = (LedgerBusy, OperationalError)
Keeping = Callable[[], Coroutine[Any, Any, None]]
"""Something that goes on until the end is asked for."""
log = logging.getLogger("flows")


class Duty:
    """One process's part: `all`, `deploy`, `work` or `post`."""

    def __init__(self, settings: FlowSettings, part: str) -> None:
        self.settings, self.part = settings, part
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = asyncio.Event()
        self._asked_to_end = False
        self._worker: InHouseWorker | None = None
        self._worker_name = own_name()

    def end(self) -> None:
        """Ask for the end; safe from a signal's answer and from any thread."""
        self._asked_to_end = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._ending.set)

    async def keep(self) -> None:
        """Do this part's work until the end is asked for."""
        self._loop = asyncio.get_running_loop()
        if self._asked_to_end:
            return
        self._tell("starting", "waiting for the Prefect server")
        await asyncio.to_thread(house)
        async with get_client() as client:
            await self._introduce(client)
            if self._ending.is_set() or self.part == "deploy":
                return
            self._tell("ready")
            await self._keep_all(client)

    async def _introduce(self, client: PrefectClient) -> None:
        """Register the deployments as soon as the server answers."""
        while not self._ending.is_set():
            try:
                if await client.api_healthcheck() is None:
                    await register(client, self.settings)
                    return
            except DOWN as reason:
                log.info("not registered yet: %s", reason)
            await self._rest(WAIT_FOR_SERVER_S)

    async def _keep_all(self, client: PrefectClient) -> None:
        counter, webhooks = Counter(house(), self.settings, client), Webhooks(house())
        parts: list[Keeping] = [self._words(client)]
        if self.part in ("all", "post"):
            parts.append(self._every(self.settings.post_every_s, counter.hand_over))
            parts.append(self._every(self.settings.reconcile_every_s, self._look(client)))
            parts.append(self._every(self.settings.post_every_s, webhooks.look))
        if self.part in ("all", "work"):
            parts.append(self._work)
        keeping = [asyncio.create_task(part()) for part in parts]
        ending = asyncio.create_task(self._ending.wait())
        done, _ = await asyncio.wait([ending, *keeping], return_when=asyncio.FIRST_COMPLETED)
        webhooks.end()
        await self._finish(keeping)
        for task in done - {ending}:
            task.result()

    async def _finish(self, keeping: list[asyncio.Task[None]]) -> None:
        """Let runs under way finish for a while, then end everything."""
        if self._worker is not None:
            self._worker.take_no_more()
            try:
                await asyncio.wait_for(self._worker.drain(), DRAIN_MAX_S)
            except TimeoutError:
                log.warning("runs under way are given up; they will be run again")
        for task in keeping:
            task.cancel()
        await asyncio.wait(keeping, timeout=REST_MAX_S)

    async def _work(self) -> None:
        self._worker = InHouseWorker(
            work_pool_name=self.settings.work_pool,
            name=self._worker_name,
            limit=self.settings.limit,
            heartbeat_interval_seconds=get_current_settings().worker.heartbeat_seconds,
        )
        await self._worker.start(printer=log.info)

    def _every(self, seconds: float, do: Callable[[], Awaitable[object]]) -> Keeping:
        async def keep_doing() -> None:
            while not self._ending.is_set():
                try:
                    await do()
                except (*DOWN, *BUSY) as reason:
                    self._tell("down", f"{type(reason).__name__}: {reason}"[:500])
                    await self._rest(REST_MAX_S)
                await self._rest(seconds)

        return keep_doing

    def _look(self, client: PrefectClient) -> Callable[[], Awaitable[None]]:
        async def look() -> None:
            await register_if_forgotten(client, self.settings)
            await reconcile(
                client,
                work_pool=self.settings.work_pool,
                own_name=self._worker_name,
                own_runs=self._worker.running if self._worker else (),
                lost_after=timedelta(seconds=self.settings.lost_after_s),
                now=house().clock.now(),
            )
            await cancel_superseded(client, work_pool=self.settings.work_pool)

        return look

    def _words(self, client: PrefectClient) -> Keeping:
        async def keep_telling() -> None:
            while not self._ending.is_set():
                down = await client.api_healthcheck()
                self._tell("down" if down else "ready", str(down or ""))
                await self._rest(WORD_EVERY_S)

        return keep_telling

    def _tell(self, state: str, detail: str = "") -> None:
        api_url = get_current_settings().api.url
        status.note(self.settings.home, state, detail, api_url=api_url)

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._ending.wait(), seconds)
        except TimeoutError:
            return
