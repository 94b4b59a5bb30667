"""Webhooks: the log of events written on, and each receiver called on a thread of its own.

What is owed stands in the ledger; a process that dies leaves a lease that runs out. Delivered
at least once, one event of a case at a time, signed anew for each attempt.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from acts import deliveries, outward
from acts.deliveries import LEASE, Outgoing
from flows.calling import CALL_S, NotTaken, Unreachable, call
from greenlane.outgoing import SecretMissing, rules_of, secret_of, signed
from greenlane.settings import Settings
from greenlane.wiring import House
from ledger.receivers import Delivery

AT_WORK_MAX = 32
"""Receivers that are called at the same time."""
TURN = LEASE - 2 * timedelta(seconds=CALL_S)
"""How long one turn with a receiver lasts: the last call must end within the lease."""
ROUNDS_MAX = 50
MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"
Send = Callable[[Settings, Outgoing, datetime], None]
log = logging.getLogger(__name__)


def send(settings: Settings, event: Outgoing, now: datetime) -> None:
    """Send one event, signed.

    Raises:
        NotTaken: the receiver answered that it did not take it.
        Unreachable: there was no answer, no secret to sign with, or the address is refused.
    """
    body = event.body.encode()
    try:
        secrets = [secret_of(settings, name) for name in event.secrets]
    except SecretMissing as missing:
        raise Unreachable(f"no secret called {missing}") from missing
    headers = signed(event.event_id, body, secrets, now)
    headers |= {"Content-Type": MEDIA_TYPE, "User-Agent": "greenlane"}
    call(event.address, body, headers, rules_of(settings))


def write_log(a_house: House) -> int:
    """Write what is owed into the log, batch after batch; how many entries."""
    written = 0
    for _ in range(ROUNDS_MAX):
        with a_house.ledger.writing() as session:
            found = outward.write_on(a_house.office(session), now=a_house.clock.now())
        written += found
        if found < outward.AT_ONCE:
            break
    return written


def is_log_lacking(a_house: House) -> bool:
    """Whether an entry is owed to the log; asked before anything is locked."""
    with a_house.ledger.reading() as session:
        return outward.is_lacking(a_house.office(session))


def to_serve(a_house: House) -> list[str]:
    """The receivers that are to be called now."""
    with a_house.ledger.reading() as session:
        return deliveries.to_serve(a_house.office(session), now=a_house.clock.now())


def serve(
    a_house: House,
    receiver_id: str,
    send: Send = send,
    is_ending: Callable[[], bool] = lambda: False,
) -> int:
    """One turn with a receiver: deliver until nothing is owed, it rests, or the turn is over.

    Says how many events were delivered; nothing where somebody else is calling it. A turn that
    breaks off leaves its lease to run out.
    """
    with a_house.ledger.writing() as session:
        now = a_house.clock.now()
        if not deliveries.take_up(a_house.office(session), receiver_id, now=now):
            return 0

    def is_over() -> bool:
        return is_ending() or a_house.clock.now() >= now + TURN

    done = _delivered(a_house, receiver_id, send, is_over)
    with a_house.ledger.writing() as session:
        deliveries.put_down(a_house.office(session), receiver_id)
    return done


def _delivered(a_house: House, receiver_id: str, send: Send, is_over: Callable[[], bool]) -> int:
    done = 0
    while wanted := _next_ones(a_house, receiver_id):
        for delivery in wanted:
            if is_over():
                return done
            taken, rests = _deliver(a_house, receiver_id, delivery, send)
            done += taken
            if rests:
                return done
    return done


def _next_ones(a_house: House, receiver_id: str) -> list[Delivery]:
    with a_house.ledger.reading() as session:
        office = a_house.office(session)
        return deliveries.next_ones(office, receiver_id, now=a_house.clock.now())


def _deliver(a_house: House, receiver_id: str, delivery: Delivery, send: Send) -> tuple[bool, bool]:
    """Whether the receiver took it, and whether it rests now."""
    with a_house.ledger.reading() as session:
        office = a_house.office(session)
        event = deliveries.outgoing(office, receiver_id, delivery, now=a_house.clock.now())
    try:
        send(a_house.settings, event, a_house.clock.now())
    except (NotTaken, Unreachable) as fault:
        log.warning("%s was not taken by %s: %s", event.event_id, receiver_id, fault)
        with a_house.ledger.writing() as session:
            rests = deliveries.failed(
                a_house.office(session),
                receiver_id,
                delivery,
                str(fault),
                is_unreachable=isinstance(fault, Unreachable),
                now=a_house.clock.now(),
            )
        return False, rests
    with a_house.ledger.writing() as session:
        deliveries.delivered(
            a_house.office(session),
            receiver_id,
            delivery,
            event.event_id,
            now=a_house.clock.now(),
        )
    return True, False


@dataclass
class Webhooks:
    """The part of the post office that calls receivers; each on a thread of its own."""

    house: House
    send: Send = send
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(AT_WORK_MAX, thread_name_prefix="webhook")
    )
    _at_work: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _ending: threading.Event = field(default_factory=threading.Event)

    async def look(self) -> None:
        """Write the log on and begin a turn with whoever is owed something and not at work.

        Waits for no receiver: one that hangs holds its own thread and nothing else.
        """
        if await asyncio.to_thread(is_log_lacking, self.house):
            await asyncio.to_thread(write_log, self.house)
        for receiver_id in await asyncio.to_thread(to_serve, self.house):
            if receiver_id not in self._at_work:
                self._at_work[receiver_id] = asyncio.create_task(self._turn(receiver_id))

    async def _turn(self, receiver_id: str) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(
                self._pool, serve, self.house, receiver_id, self.send, self._ending.is_set
            )
        except Exception:  # one receiver's trouble must not end the post office
            log.exception("the turn with %s broke off", receiver_id)
        finally:
            self._at_work.pop(receiver_id, None)

    def is_at_work(self) -> bool:
        """Whether a turn with some receiver is under way."""
        return bool(self._at_work)

    def end(self) -> None:
        """Begin nothing more; a call under way ends within its own time."""
        self._ending.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
