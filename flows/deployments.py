"""What Prefect must know of us: one work pool, its queues, and a deployment per flow.

Registering is idempotent; it is done at every start and again whenever Prefect's database
turns out to have forgotten us.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from typing import Any

from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.types.entrypoint import EntrypointType
from prefect.workers.base import BaseWorker

from flows.advance_case import advance_case, advance_cases
from flows.joint_review import joint_review
from flows.post_letters import post_letters
from flows.publish_calendar import publish_calendar
from flows.quarterly_bulletin import quarterly_bulletin
from flows.seal_day import seal_day
from flows.settings import FlowSettings
from flows.watch_deadlines import watch_deadlines

NAME = "greenlane"
QUEUES = {"urgent": 1, "watch": 2, "post": 3}
"""Queues by urgency; a worker takes from the lowest number first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A flow, the queue its runs wait in, and the setting that schedules it, if any."""

    flow: Flow[Any, Any]
    queue: str
    every: str | None = None


PLANS = (
    Plan(joint_review, "urgent"),
    Plan(advance_case, "urgent"),
    Plan(advance_cases, "watch"),
    Plan(publish_calendar, "watch"),
    Plan(watch_deadlines, "watch", every="watch_every_s"),
    Plan(quarterly_bulletin, "watch", every="bulletin_every_s"),
    Plan(seal_day, "watch", every="seal_every_s"),
    Plan(post_letters, "post", every="letters_every_s"),
)
FLOWS: dict[str, Flow[Any, Any]] = {plan.flow.name: plan.flow for plan in PLANS}
SCHEDULED = tuple(plan.flow.name for plan in PLANS if plan.every)


async def register(client: PrefectClient, settings: FlowSettings) -> None:
    """Make sure that pool, queues and deployments are there as this version wants them."""
    await _work_pool(client, settings)
    for plan in PLANS:
        interval = timedelta(seconds=getattr(settings, plan.every)) if plan.every else None
        deployment = await plan.flow.ato_deployment(
            name=NAME,
            interval=interval,
            tags=[NAME],
            version=version("greenlane"),
            work_pool_name=settings.work_pool,
            work_queue_name=plan.queue,
            # By module, never by file: a file is imported a second time beside the module.
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        await deployment.aapply()


async def register_if_forgotten(client: PrefectClient, settings: FlowSettings) -> None:
    """Register again where Prefect no longer knows a deployment of ours."""
    try:
        for plan in PLANS:
            await client.read_deployment_by_name(f"{plan.flow.name}/{NAME}")
    except ObjectNotFound:
        await register(client, settings)


async def _work_pool(client: PrefectClient, settings: FlowSettings) -> None:
    kind = settings.work_pool_type
    worker = BaseWorker.get_worker_class_from_type(kind)
    template = worker.get_default_base_job_template() if worker else {}
    pool = WorkPoolCreate(name=settings.work_pool, type=kind, base_job_template=template)
    with suppress(ObjectAlreadyExists):
        await client.create_work_pool(pool)
    for queue, priority in QUEUES.items():
        with suppress(ObjectAlreadyExists):
            await client.create_work_queue(
                queue, priority=priority, work_pool_name=settings.work_pool
            )
