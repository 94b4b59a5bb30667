"""The reconciler: runs that outlived their worker are found and run again.

Prefect leaves Running, Pending and Submitting runs standing when a worker dies. Our acts are
idempotent, so running one twice by mistake costs time and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateName,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, State, StateType, WorkerStatus
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import AwaitingRetry, Cancelled

from flows.deployments import SCHEDULED
from flows.worker import looks_dead

UNFINISHED = [StateType.RUNNING, StateType.PENDING, StateType.CRASHED]
RUNS_AT_ONCE = 200
ATTEMPTS_MAX = 5
CRASH_FORGOTTEN_AFTER = timedelta(days=1)
log = logging.getLogger(__name__)


async def reconcile(
    client: PrefectClient,
    *,
    work_pool: str,
    own_name: str,
    own_runs: Collection[UUID],
    lost_after: timedelta,
    now: datetime,
) -> list[UUID]:
    """Run lost runs of the pool again; their ids.

    `own_runs` are under way in the worker called `own_name`. A run is lost when its worker is
    dead, or when nobody is known to have it for `lost_after`.
    """
    runs = await client.read_flow_runs(
        flow_run_filter=_in_state(UNFINISHED),
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[work_pool])),
        limit=RUNS_AT_ONCE,
        sort=FlowRunSort.EXPECTED_START_TIME_ASC,
    )
    alive = await _alive(client, work_pool) if runs else set()
    lost = [
        run
        for run in runs
        if run.id not in own_runs and _is_lost(run, alive - {own_name}, lost_after, now)
    ]
    return [run.id for run in lost if await _again(client, run)]


async def cancel_superseded(client: PrefectClient, *, work_pool: str) -> int:
    """Of many late runs of a scheduled flow keep the newest: each looks at the same ledger."""
    cancelled = 0
    for name in SCHEDULED:
        late = await client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[name])),
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(name=FlowRunFilterStateName(any_=["Late"]))
            ),
            work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[work_pool])),
            limit=RUNS_AT_ONCE,
            sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        )
        for run in late[1:]:
            state: State[Any] = Cancelled(message="A later run of the same flow does its work.")
            await client.set_flow_run_state(run.id, state, force=True)
            cancelled += 1
    return cancelled


async def _alive(client: PrefectClient, work_pool: str) -> set[str]:
    workers = await client.read_workers_for_work_pool(work_pool)
    return {
        worker.name
        for worker in workers
        if worker.status is WorkerStatus.ONLINE and not looks_dead(worker.name)
    }


def _is_lost(
    run: FlowRun, others_alive: Collection[str], lost_after: timedelta, now: datetime
) -> bool:
    if run.run_count >= ATTEMPTS_MAX or run.state is None:
        return False
    age = now - run.state.timestamp
    if run.state.type is StateType.CRASHED:
        return age < CRASH_FORGOTTEN_AFTER
    worker = str(run.labels.get("prefect.worker.name"))
    if worker in others_alive:
        return False
    return looks_dead(worker) or age > lost_after


async def _again(client: PrefectClient, run: FlowRun) -> bool:
    """Ask once more before acting: it may have finished, or been found, meanwhile."""
    seen = await client.read_flow_run(run.id)
    if seen.state is None or run.state is None or seen.state.id != run.state.id:
        return False
    log.warning("%s was left %s; it runs again", run.name, run.state.name)
    await client.set_flow_run_state(run.id, AwaitingRetry(), force=True)
    return True


def _in_state(types: list[StateType]) -> FlowRunFilter:
    return FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=types)))
