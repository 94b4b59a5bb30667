"""Advance: what time has brought to a case is taken, one task per due step."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from prefect import flow, runtime, task

from acts import due
from acts.due import Taken
from flows.house import house, settings
from flows.naming import correlate, named
from flows.post_letters import post_all_owed
from flows.reports import leave, link, table
from greenlane.wiring import House
from states.terms import Step

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A case that could not be advanced, and why; the others went on without it."""

    case_id: str
    fault: str


@dataclass(frozen=True, slots=True)
class Advanced:
    """What a batch of cases brought."""

    taken: tuple[Taken, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


def steps_of(a_house: House, case_id: str) -> tuple[Step, ...]:
    """The due steps of the case, in the order to take them."""
    with a_house.ledger.reading() as session:
        return due.steps(a_house.office(session), case_id, now=a_house.clock.now())


def take_one(a_house: House, case_id: str, step: Step) -> tuple[Taken, ...]:
    """Take the step in a transaction of its own, if it is still due."""
    with a_house.ledger.writing() as session:
        return due.take(a_house.office(session), case_id, step, now=a_house.clock.now())


def advance_each(
    a_house: House,
    case_ids: Iterable[str],
    now: datetime,
    advance: Callable[..., tuple[Taken, ...]] = due.advance,
) -> Advanced:
    """Advance the cases (or projects) one by one, each in a transaction of its own.

    One that breaks is set aside; it does not delay the others.
    """
    taken: list[Taken] = []
    set_aside: list[SetAside] = []
    for case_id in case_ids:
        try:
            with a_house.ledger.writing() as session:
                taken += advance(a_house.office(session), case_id, now=now)
        except Exception as fault:  # whatever is wrong with it is wrong with it alone
            log.exception("set aside", extra={"case": case_id})
            set_aside.append(SetAside(case_id, f"{type(fault).__name__}: {fault}"))
    return Advanced(tuple(taken), tuple(set_aside))


@task(retries=2, retry_delay_seconds=[1, 5])
async def take_step(case_id: str, step: Step) -> tuple[Taken, ...]:
    """One due step; doubled or late it finds the step gone and does nothing."""
    return await asyncio.to_thread(take_one, house(), case_id, step)


@flow(name="advance-case", retries=2, retry_delay_seconds=5)
async def advance_case(case_id: str) -> list[str]:
    """Take the case's due steps, each as a task, and post what they bring; the entries' kinds."""
    correlate(runtime.flow_run.tags)
    taken: list[Taken] = []
    while steps := await asyncio.to_thread(steps_of, house(), case_id):
        # One, and look again: it may bring another that comes before the rest.
        brought = await _take(case_id, steps[0])
        if not brought:
            break  # somebody else took them meanwhile
        taken += brought
    posted = await post_all_owed()
    log.info("%s entries taken", len(taken), extra={"case": case_id})
    rows = [(t.number, t.kind.value, t.effective_on) for t in taken]
    told = f"{link(settings(), case_id)}: {len(taken)} due, {len(posted.left)} letters left\n\n"
    if rows:
        told += table(("entry", "what", "since"), rows)
    await leave(f"case-{case_id}", told, f"advance {case_id}")
    return [taken_one.kind.value for taken_one in taken]


async def _take(case_id: str, step: Step) -> tuple[Taken, ...]:
    run = named(take_step, f"{step.key} since {step.effective_on}", case_id, step.department)
    taken: tuple[Taken, ...] = await run(case_id, step)
    return taken


@flow(name="advance-cases", retries=2, retry_delay_seconds=5)
async def advance_cases(case_ids: list[str]) -> dict[str, int]:
    """Advance many cases in one run: how a backlog of nudges is worked off."""
    correlate(runtime.flow_run.tags)
    a_house = house()
    advanced = await asyncio.to_thread(advance_each, a_house, case_ids, a_house.clock.now())
    await post_all_owed()
    await leave("cases", told_of(advanced), f"{len(case_ids)} cases")
    return {"taken": len(advanced.taken), "set_aside": len(advanced.set_aside)}


def told_of(advanced: Advanced) -> str:
    """What the batch brought, as Markdown with a link to each case."""
    own = settings()
    rows = [(link(own, t.case_id), t.number, t.kind.value, t.effective_on) for t in advanced.taken]
    told = table(("case", "entry", "what", "since"), rows) if rows else "Nothing was due."
    if advanced.set_aside:
        aside = [(link(own, one.case_id), one.fault) for one in advanced.set_aside]
        told += "\n\n## Set aside\n\n" + table(("case", "fault"), aside)
    return told
