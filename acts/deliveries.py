"""Events on their way to receivers: handed out of the log, claimed, delivered or kept.

One event of a case goes to a receiver at a time, in the order of the case. What fails is tried
again after growing waits, for as long as it takes; a receiver that fails rests and delays
neither the others nor letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from acts import post
from acts.office import Office
from ledger import outward, receivers
from ledger.receivers import Delivery

LEASE = timedelta(seconds=120)
HEADS_AT_ONCE = 20
IN_A_ROW = 3
"""So many failures one after the other, and the receiver rests."""
REST_MAX = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event as it is sent: its id, its body, where to, and signed with which secrets."""

    event_id: str
    body: str
    address: str
    secrets: tuple[str, ...]


def to_serve(office: Office, *, now: datetime) -> list[str]:
    """The receivers that are to be called now."""
    return receivers.to_serve(office.session, now)


def take_up(office: Office, receiver_id: str, *, now: datetime) -> bool:
    """Hand out what the log has for a receiver, and be the only one who calls it for a while."""
    row = receivers.row_of(office.session, receiver_id)
    if row is None or not row.is_active:
        return False
    if not receivers.claim(office.session, receiver_id, now, now + LEASE):
        return False
    receivers.hand_out(office.session, row, now)
    return True


def next_ones(office: Office, receiver_id: str, *, now: datetime) -> list[Delivery]:
    """The first owed event of each case, some at once; none where it was switched off."""
    row = receivers.row_of(office.session, receiver_id)
    if row is None or not row.is_active:
        return []
    return receivers.heads(office.session, receiver_id, now, HEADS_AT_ONCE)


def outgoing(office: Office, receiver_id: str, delivery: Delivery, *, now: datetime) -> Outgoing:
    """The event as the receiver is sent it now."""
    row = receivers.row_of(office.session, receiver_id)
    event = outward.at(office.session, delivery.position)
    assert row is not None and event is not None, "a row of the outbox names what stands"
    is_both = row.previous_until is not None and now < row.previous_until
    secrets = (row.secret, row.previous) if is_both else (row.secret,)
    return Outgoing(event.event_id, event.content, row.address, secrets)


def delivered(
    office: Office, receiver_id: str, delivery: Delivery, event_id: str, *, now: datetime
) -> None:
    """The receiver took it."""
    post.mark_sent(office, delivery.outbox_id, now=now)
    receivers.delivered(office.session, receiver_id, event_id, now)


def failed(
    office: Office,
    receiver_id: str,
    delivery: Delivery,
    error: str,
    *,
    is_unreachable: bool,
    now: datetime,
) -> bool:
    """The receiver did not take it: try again later; whether it rests from now on."""
    post.mark_failed(office, delivery.outbox_id, error, now=now)
    failures = receivers.standing_of(office.session, receiver_id).failures + 1
    rests = is_unreachable or failures >= IN_A_ROW
    wait = min(timedelta(seconds=2 ** min(failures, 12)), REST_MAX)
    until = now + wait if rests else None
    receivers.failed(office.session, receiver_id, failures, error[:500], until)
    return rests


def put_down(office: Office, receiver_id: str) -> None:
    """Others may call the receiver again."""
    receivers.release(office.session, receiver_id)
