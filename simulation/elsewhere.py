"""Events for other platforms in a town: two receivers, and what must hold of what they got."""

from __future__ import annotations

import json
from collections import defaultdict
from random import Random

from sqlalchemy import text

from acts import receivers
from acts.authority import SYSTEM
from acts.office import Office
from acts.receivers import OpenReceiverForm, ReplayForm
from greenlane.wiring import House
from ledger import outward
from ledger.outward import LogFilter
from ledger.receivers import every, filter_of
from simulation.town import Town, held
from states.addresses import AddressRules
from states.outward import ExchangeCode, codes_of
from states.terms import Actor, Role

ALL, SOME = "https://all.example.org/", "https://some.example.org/"
_OWED = text("SELECT key FROM outbox WHERE kind = 'outward' AND sent_at IS NULL")
_SENT = text("SELECT recipient, payload FROM outbox WHERE kind = 'webhook' AND sent_at IS NOT NULL")
_WAITING = text("SELECT count(*) FROM outbox WHERE kind = 'webhook' AND sent_at IS NULL")


def open_receivers(house: House) -> None:
    """One receiver of every event and one of a few."""
    keeper = Actor("guanli", "guanli", Role.ADMINISTRATOR, "")
    few = (ExchangeCode.ACCEPTANCE, ExchangeCode.HANDLED, ExchangeCode.CONCLUDED)
    for address, codes in ((ALL, ()), (SOME, few)):
        form = OpenReceiverForm(title=address, address=address, secret="town", codes=codes)
        with house.ledger.writing() as session:
            office, now = house.office(session), house.clock.now()
            receivers.open_receiver(office, form, AddressRules(), actor=keeper, now=now)


def replay(town: Town, rng: Random) -> None:
    """Send a receiver everything again from some event on."""
    with town.ledger.writing() as session:
        office, now = town.house.office(session), town.clock.now()
        events = outward.after(session, 0, LogFilter(), 1000)
        if not events:
            return
        receiver = rng.choice([row.receiver_id for row in every(session)])
        form = ReplayForm(event_id=rng.choice(events).event_id)
        receivers.replay(office, receiver, form, actor=SYSTEM, now=now)


def in_order(town: Town, office: Office) -> None:
    """Each entry's events stand in the log once or are owed to it, and arrive in order."""
    session = office.session
    log = [row.event_id for row in outward.after(session, 0, LogFilter(), 100_000)]
    held(len(log) == len(set(log)), "an event stands in the log twice")
    owed = {str(key).removeprefix("outward:") for (key,) in session.execute(_OWED)}
    wanted, lacking = set(), set()
    for case_id in town.hashes:
        for entry in office.entries(case_id):
            for code in codes_of(entry.kind, entry.payload, entry.on_authority_of):
                wanted.add(f"{case_id}:{entry.number}:{code.value}")
                if f"{case_id}:{entry.number}" in owed:
                    lacking.add(f"{case_id}:{entry.number}:{code.value}")
    known = {name for name in log if name.partition(":")[0] in town.hashes}
    held(known | lacking == wanted, f"the log and the entries differ: {(known | lacking) ^ wanted}")
    held(not known & lacking, "an event in the log is still owed to it")
    for row in every(session):
        arrived = town.platforms.arrived[row.address]
        _each_case_in_order(row.address, arrived, _of_receiver(office, filter_of(row)))
    _marked_arrived(town, office)


def _of_receiver(office: Office, wanted: LogFilter) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in outward.after(office.session, 0, wanted, 100_000):
        found[row.case_id].append(row.event_id)
    return found


def _each_case_in_order(address: str, arrived: list[str], wanted: dict[str, list[str]]) -> None:
    firsts: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(arrived):
        firsts[name.partition(":")[0]].append(name)
    for case_id, names in firsts.items():
        due = wanted.get(case_id, [])[: len(names)]
        held(names == due, f"{address}: {case_id} arrived as {names}, not as {due}")


def _marked_arrived(town: Town, office: Office) -> None:
    addresses = {row.receiver_id: row.address for row in every(office.session)}
    for row in office.session.execute(_SENT):
        event = outward.at(office.session, json.loads(row.payload)["position"])
        there = (
            event is not None and event.event_id in town.platforms.arrived[addresses[row.recipient]]
        )
        held(there, f"{row.recipient}: an event is marked and never arrived")


def all_arrived(town: Town, office: Office) -> None:
    """Once the faults are over every receiver has had everything that it is sent."""
    waiting = office.session.execute(_WAITING).scalar_one()
    held(waiting == 0, f"{waiting} events still wait for a receiver when all was well")
    held(not list(office.session.execute(_OWED)), "the log lacks an entry when all was well")
    for row in every(office.session):
        wanted = {n for names in _of_receiver(office, filter_of(row)).values() for n in names}
        lacks = wanted - set(town.platforms.arrived[row.address])
        held(not lacks, f"{row.address} never got {sorted(lacks)[:3]}")
