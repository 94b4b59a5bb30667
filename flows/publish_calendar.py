"""A published holiday notice: open cases follow it, in batches, each in its own transaction.

Lost, doubled or broken off half way the run comes to the same end: every case that an act, the
watch or an earlier run brought along is found as it should be.
"""

from __future__ import annotations

import asyncio

from prefect import flow

from flows.advance_case import Advanced, told_of
from flows.house import house
from flows.naming import named
from flows.post_letters import post_all_owed
from flows.reports import leave
from flows.watch_deadlines import (
    TOLD_MAX,
    CasesSetAside,
    advance_batch,
    advance_projects,
    batches,
    following_in_channels,
    lagging,
)
from states.terms import EntryKind
from states.terms.project import ProjectKind

DERIVED = (EntryKind.DATES_DERIVED_AGAIN, ProjectKind.DATES_DERIVED_AGAIN)


@flow(
    name="publish-calendar",
    flow_run_name="publish calendar edition {edition}",
    retries=2,
    retry_delay_seconds=5,
)
async def publish_calendar(edition: int) -> dict[str, int]:
    """Let open cases follow the calendar; how many were looked at, and how many moved.

    Raises:
        CasesSetAside: after all others have followed, so that the run shows as failed.
    """
    a_house = house()
    now = a_house.clock.now()
    case_ids = await asyncio.to_thread(lagging, a_house)
    taken, set_aside = [], []
    for batch in batches(case_ids):
        followed = await named(advance_batch, f"follow {batch[0]} … ({len(batch)})")(batch, now)
        taken += followed.taken
        set_aside += followed.set_aside
    projects = await asyncio.to_thread(following_in_channels, a_house)
    for batch in batches(projects):
        followed = await named(advance_projects, f"projects {batch[0]} … ({len(batch)})")(
            batch, now
        )
        taken += followed.taken
        set_aside += followed.set_aside
    moved = [one for one in taken if one.kind in DERIVED]
    posted = await post_all_owed()
    told = told_of(Advanced(tuple(moved[:TOLD_MAX]), tuple(set_aside)))
    told += f"\n\n{len(case_ids)} cases looked at, {len(moved)} moved, {len(posted.left)} letters"
    await leave(
        f"calendar-{edition}", told, f"calendar edition {edition}: {len(moved)} cases moved"
    )
    if set_aside:
        raise CasesSetAside(set_aside)
    return {"cases": len(case_ids), "moved": len(moved)}
