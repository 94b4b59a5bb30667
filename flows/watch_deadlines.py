"""The deadline watch: looks who has something due, in due order, and has it taken.

Its cost follows what is due, not what is open. After an outage it catches up; what it records
late has effect from the day that the law names.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date, datetime

from prefect import flow, runtime, task

from acts import calendars, due, upkeep
from flows.advance_case import Advanced, SetAside, advance_each, told_of
from flows.house import house
from flows.naming import named
from flows.reports import leave
from greenlane.wiring import House
from ledger import project_book, standing, views
from states.channel import IN_CHANNEL
from states.worktime import legal_day

LOOK_AT_ONCE = 500
BATCH = 50
TOLD_MAX = 500


class CasesSetAside(Exception):
    """Some cases could not be advanced; all others were."""

    def __init__(self, set_aside: Sequence[SetAside]) -> None:
        told = "; ".join(f"{one.case_id}: {one.fault}" for one in set_aside[:10])
        super().__init__(f"{len(set_aside)} set aside: {told}")
        self.set_aside = tuple(set_aside)


def narrow(a_house: House, on: date, after: tuple[date, str] | None) -> list[tuple[date, str]]:
    """The next cases with something due on or before `on`, in due order."""
    with a_house.ledger.reading() as session:
        return views.due_cases(session, on, limit=LOOK_AT_ONCE, after=after)


def lagging(a_house: House) -> tuple[str, ...]:
    """Open cases that do not follow the newest holiday calendar yet, though it may move them."""
    with a_house.ledger.reading() as session:
        return calendars.to_derive(a_house.office(session))


@task
async def advance_batch(case_ids: tuple[str, ...], now: datetime) -> Advanced:
    """A batch of cases, each re-read and decided again in its own transaction."""
    return await asyncio.to_thread(advance_each, house(), case_ids, now)


def following_in_channels(a_house: House) -> tuple[str, ...]:
    """The projects in green channels, any of whose promises a notice may have moved."""
    with a_house.ledger.reading() as session:
        every = (
            row.project_id
            for state in IN_CHANNEL
            for row in project_book.projects_in(session, state)
        )
        return tuple(every)


def due_in_channels(a_house: House, on: date) -> tuple[str, ...]:
    """The projects of green channels with something due on or before `on`, in due order."""
    with a_house.ledger.reading() as session:
        found = project_book.due_projects(session, on, limit=LOOK_AT_ONCE)
    return tuple(project_id for _day, project_id in found)


@task
async def advance_projects(project_ids: tuple[str, ...], now: datetime) -> Advanced:
    """A batch of projects; after the cases, for what these did may finish a step of a plan."""
    take = due.advance_in_channel
    return await asyncio.to_thread(advance_each, house(), project_ids, now, take)


@task
async def fold_tally() -> None:
    """The changes of the last minutes go into the tally of duties, whatever was due."""
    await asyncio.to_thread(_folded, house())


def _folded(a_house: House) -> None:
    with a_house.ledger.writing() as session:
        upkeep.fold_tally(a_house.office(session))
        standing.beat(session, standing.WATCH, a_house.clock.now())


@flow(name="watch-deadlines", flow_run_name=lambda: f"deadline watch {_scheduled_for()}")
async def watch_deadlines() -> dict[str, int]:
    """Advance every case with something due; how many entries were taken.

    Raises:
        CasesSetAside: after all others were advanced, so that the run shows as failed.
    """
    a_house = house()
    now = a_house.clock.now()
    taken, set_aside, seen = [], [], 0
    async for case_ids in _found(a_house, legal_day(now)):
        seen += len(case_ids)
        for batch in batches(case_ids):
            name = f"advance {batch[0]} … ({len(batch)})"
            advanced = await named(advance_batch, name)(batch, now)
            taken += advanced.taken
            set_aside += advanced.set_aside
    for batch in batches(await asyncio.to_thread(due_in_channels, a_house, legal_day(now))):
        seen += len(batch)
        advanced = await named(advance_projects, f"projects {batch[0]} … ({len(batch)})")(
            batch, now
        )
        taken += advanced.taken
        set_aside += advanced.set_aside
    await named(fold_tally, "fold the tally of duties")()
    if seen:
        told = told_of(Advanced(tuple(taken[:TOLD_MAX]), tuple(set_aside)))
        await leave("deadline-watch", told, f"{seen} cases, {len(taken)} entries")
    if set_aside:
        raise CasesSetAside(set_aside)
    return {"cases": seen, "taken": len(taken)}


async def _found(a_house: House, on: date) -> AsyncIterator[tuple[str, ...]]:
    """The cases to look at: what a notice left behind, then what is due, in due order."""
    # A lost run of publish-calendar is made good here: provisional dates ring no alarm.
    yield await asyncio.to_thread(lagging, a_house)
    after: tuple[date, str] | None = None
    while found := await asyncio.to_thread(narrow, a_house, on, after):
        after = found[-1]
        yield tuple(case_id for _day, case_id in found)


def batches(case_ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The cases in the portions that one task takes."""
    for start in range(0, len(case_ids), BATCH):
        yield tuple(case_ids[start : start + BATCH])


def _scheduled_for() -> str:
    return f"{runtime.flow_run.scheduled_start_time:%Y-%m-%d %H:%M} UTC"
