"""Joint review: one task per department hands it the request, then the seats are collated.

The review itself was opened by the act; this run delivers and reports, and waits for nobody.
"""

from __future__ import annotations

import asyncio

from prefect import flow, runtime, task

from acts import due
from flows.house import house, settings
from flows.naming import correlate, named
from flows.post_letters import Address, mail_of, post_all_owed, post_owed
from flows.reports import leave, link, table
from greenlane.wiring import House
from states.terms import CaseSnapshot, Seat

POST_SEARCHED = 1000


def read_case(a_house: House, case_id: str) -> CaseSnapshot:
    """The case as it stands."""
    with a_house.ledger.reading() as session:
        return a_house.office(session).case(case_id)


def collate(a_house: House, case_id: str) -> CaseSnapshot:
    """Take what is due by now, a conclusion too, and read the seats."""
    with a_house.ledger.writing() as session:
        office = a_house.office(session)
        due.advance(office, case_id, now=a_house.clock.now())
        return office.case(case_id)


@task(retries=2, retry_delay_seconds=[1, 5])
async def ask(case_id: str, department: str) -> int:
    """Hand the department its opinion request; how many letters left just now."""
    posted = await asyncio.to_thread(
        post_owed,
        house(),
        settings().mailbox,
        only=Address(case_id, department),
        limit=POST_SEARCHED,
        mail=mail_of(settings()),
    )
    return len(posted.left)


@task(retries=2, retry_delay_seconds=[1, 5])
async def collate_seats(case_id: str) -> CaseSnapshot:
    """The seats as they stand when all have been asked."""
    return await asyncio.to_thread(collate, house(), case_id)


@flow(name="joint-review", retries=2, retry_delay_seconds=5)
async def joint_review(case_id: str, round: int) -> dict[str, str]:
    """Ask every department of this round side by side; where each seat stands afterwards.

    A run for a round that is over asks nobody.
    """
    correlate(runtime.flow_run.tags)
    case = await asyncio.to_thread(read_case, house(), case_id)
    if case.round == round:
        await asyncio.gather(*(_ask(case_id, seat) for seat in case.seats))
    case = await named(collate_seats, f"collate {case_id} round {round}", case_id)(case_id)
    await post_all_owed()
    await leave(f"review-{case_id}-{round}", _told(case, round), f"joint review {case_id}")
    return {seat.department: seat.state for seat in case.seats}


async def _ask(case_id: str, seat: Seat) -> None:
    name = f"ask {short_name(house(), seat.department)} {case_id}"
    await named(ask, name, case_id, seat.department)(case_id, seat.department)


def run_name(a_house: House, case_id: str) -> str:
    """What an official finds in Prefect: `joint review 2026-0117 市发改委 市自然资源局 …`."""
    case = read_case(a_house, case_id)
    asked = " ".join(short_name(a_house, seat.department) for seat in case.seats)
    return f"joint review {case_id} {asked}"


def short_name(a_house: House, department: str) -> str:
    """The department as colleagues call it."""
    entry = a_house.city.catalog.departments.get(department)
    return entry.short if entry else department


def _told(case: CaseSnapshot, round: int) -> str:
    rows = [
        (short_name(house(), seat.department), seat.asked_on, seat.state, seat.answered_on or "")
        for seat in case.seats
    ]
    head = f"{link(settings(), case.case_id)} round {round}: {case.review_state}"
    if case.round != round:
        head += f" (this round is over; the case is in round {case.round})"
    return f"{head}\n\n" + table(("department", "asked", "stands", "answered"), rows)
