"""The day's seal: all chain heads of yesterday under one root, signed where there is a key.

Run twice it seals once. After an outage it seals the last day alone: its root holds all that
came before, and the log of sealed heads grows by what moved since the last seal.
"""

from __future__ import annotations

import asyncio

from prefect import flow

from acts.evidence import Sealed, seal_yesterday
from flows.house import house
from flows.reports import leave
from greenlane.wiring import House


@flow(name="seal-day", flow_run_name="seal of the day")
async def seal_day() -> dict[str, str]:
    """Seal and sign what is owed; the day and its root.

    Raises:
        LaterDaySealed: a later day is sealed already; the machine's clock was set back.
    """
    sealed = await asyncio.to_thread(_sealed, house())
    if sealed.is_new or sealed.signed:
        told = [f"{sealed.day}: root {sealed.root}"]
        told += [f"{h.sealed_on}: {h.size} heads signed, {h.root}" for h in sealed.signed]
        await leave(f"seal-{sealed.day}", "\n\n".join(told), f"{sealed.day} is sealed")
    return {"sealed_on": sealed.day.isoformat(), "root": sealed.root}


def _sealed(a_house: House) -> Sealed:
    with a_house.ledger.writing() as session:
        return seal_yesterday(a_house.office(session), a_house.signer, a_house.clock.now())
