"""The bulletin of the quarter, drafted on the first working day after it; a person publishes it.

Run twice it drafts once; run late it drafts late, with the figures of its own cut-off.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from prefect import flow

from acts import bulletins
from acts.authority import SYSTEM
from acts.bulletins import DraftForm, Edition
from flows.house import house
from flows.reports import leave
from greenlane.wiring import House
from states.bulletin_period import Period


@flow(name="quarterly-bulletin", flow_run_name="quarterly bulletin")
async def quarterly_bulletin() -> list[str]:
    """Draft what is owed; the names of the periods that were drafted."""
    a_house = house()
    now = a_house.clock.now()
    periods = await asyncio.to_thread(_owed, a_house, now)
    for period in periods:
        edition = await asyncio.to_thread(_drafted, a_house, period, now)
        told = f"{period.name}: draft {edition.sha256}, cut-off {edition.content['cut_off']}"
        await leave(f"bulletin-{period.name}", told, f"bulletin {period.name} waits for a person")
    return [period.name for period in periods]


def _owed(a_house: House, now: datetime) -> tuple[Period, ...]:
    with a_house.ledger.reading() as session:
        return bulletins.owed(a_house.office(session), now)


def _drafted(a_house: House, period: Period, now: datetime) -> Edition:
    form = DraftForm(cut_off=now)
    with a_house.ledger.reading() as session:
        office = a_house.office(session)
        content = bulletins.prepare(office, period, form, actor=SYSTEM, now=now)
    with a_house.ledger.writing() as session:
        office = a_house.office(session)
        return bulletins.draft(office, period, form, actor=SYSTEM, now=now, content=content)
