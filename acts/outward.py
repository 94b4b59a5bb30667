"""Events for other platforms: written into the log, fetched, acknowledged, reconciled.

An act owes the log its entries through the outbox; the post office writes them on. Each event
is a CloudEvent 1.0 whose content is composed once and never changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from acts.authority import authorise, sees_all
from acts.office import City, Office
from acts.problems import FieldProblem, Invalid, UnknownCase
from ledger import outward
from ledger.chain import canonical
from ledger.outward import DayCount, LogFilter, NewEvent, Owed
from ledger.outward_tables import OutwardEventRow
from states.outward import NAMES, ExchangeCode, codes_of
from states.terms import Actor
from states.worktime import legal_day

AT_ONCE = 200
DAYS_MAX = 400
SAID = ("department", "mode", "outcome", "verdict", "by_silence", "round")
"""What of an entry's own payload an event repeats; texts that people wrote stay in the house."""


class UnknownEvent(UnknownCase):
    """There is no such event in the log, or it is not yours to see."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The days of a range, and whether each is whole: past, with nothing owed to the log."""

    days: tuple[DayCount, ...]
    whole_until: date
    """Days before this one are whole."""


def write_on(office: Office, *, now: datetime, limit: int = AT_ONCE) -> int:
    """Write what is owed at the end of the log; how many entries were settled."""
    outward.lock(office.session)
    owed = outward.owed(office.session, limit)
    events = [event for one in owed for event in _events(office.city, one)]
    if owed:
        outward.write(office.session, events, [one.outbox_id for one in owed], now)
    return len(owed)


def is_lacking(office: Office) -> bool:
    """Whether the log lacks an entry that owes an event."""
    return outward.oldest_lacking(office.session) is not None


def _events(city: City, owed: Owed) -> Iterator[NewEvent]:
    entry = owed.entry
    for code in codes_of(entry.kind, entry.payload, entry.on_authority_of):
        event_id = f"{owed.case_id}:{entry.number}:{code.value}"
        yield NewEvent(
            event_id=event_id,
            case_id=owed.case_id,
            number=entry.number,
            code=code.value,
            organisation=owed.lead,
            region=owed.region,
            day=legal_day(entry.recorded_at),
            content=canonical(_cloud_event(city, owed, code, event_id)),
        )


def _cloud_event(city: City, owed: Owed, code: ExchangeCode, event_id: str) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": f"urn:greenlane:{city.installation_id}",
        "type": f"greenlane.exchange.{code.value}",
        "subject": owed.case_id,
        "time": owed.entry.recorded_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "partitionkey": owed.case_id,
        "sequence": f"{owed.entry.number:09d}",
        "data": _data(city, owed, code),
    }


def _data(city: City, owed: Owed, code: ExchangeCode) -> dict[str, Any]:
    entry, catalog = owed.entry, city.catalog
    matter, lead = catalog.matters.get(owed.matter), catalog.departments.get(owed.lead)
    letters = entry.payload.get("letters") or ()
    return {
        "event": {"code": code.value, "name": NAMES[code]},
        "case_id": owed.case_id,
        "entry": {
            "number": entry.number,
            "kind": entry.kind.value,
            "effective_on": entry.effective_on.isoformat(),
            "hash": owed.hash,
        },
        "matter": {"code": owed.matter, "name": matter.name if matter else owed.matter},
        "lead": {"code": owed.lead, "name": lead.name if lead else owed.lead},
        "region": owed.region,
        "project": {"code": owed.project_code, "name": owed.project_name},
        "applicant": {"credit_code": owed.applicant_code, "name": owed.applicant_name},
        "letters": [
            {name: letter[name] for name in ("id", "kind", "number", "sha256")}
            for letter in letters
        ],
        "said": {name: entry.payload[name] for name in SAID if name in entry.payload},
    }


def within(actor: Actor, wanted: LogFilter) -> LogFilter:
    """The filter, narrowed to what the actor may see: everything, or what its department leads.

    Raises:
        NotYours: an enterprise asks.
    """
    authorise(actor, "read_events")
    return wanted if sees_all(actor) else replace(wanted, organisation=actor.organisation)


def fetch(
    office: Office, wanted: LogFilter, *, actor: Actor, after: int | None, limit: int
) -> Sequence[OutwardEventRow]:
    """The events after a position, in order; without one, after what the actor acknowledged.

    Raises:
        NotYours: an enterprise asks.
        Invalid: the position lies beyond the log, as after a restore; reconcile by days.
    """
    seen = within(actor, wanted)
    if after is None:
        after = acknowledged(office, actor=actor)
    _in_log(office, after, "/cursor")
    return outward.after(office.session, after, seen, limit)


def acknowledged(office: Office, *, actor: Actor) -> int:
    """The position up to which the actor has acknowledged the log; 0 at first."""
    kept = outward.reader(office.session, actor.id)
    return kept.acknowledged if kept else 0


def _in_log(office: Office, position: int, pointer: str) -> None:
    if position <= outward.end(office.session):
        return
    zh = "所给位置超出事件日志，请按日对账后从头或从已有的事件继续。"
    en = "The position lies beyond the log; reconcile by days and go on from an event you have."
    raise Invalid(FieldProblem(pointer, zh, en))


def one(office: Office, event_id: str, *, actor: Actor) -> OutwardEventRow:
    """One event, again.

    Raises:
        NotYours: an enterprise asks.
        UnknownEvent: there is none, or it is not the actor's to see.
    """
    seen = within(actor, LogFilter())
    found = outward.event(office.session, event_id)
    if found is None or (seen.organisation and found.organisation != seen.organisation):
        raise UnknownEvent(event_id)
    return found


def acknowledge(office: Office, event_id: str, *, actor: Actor, now: datetime) -> str:
    """The actor has everything up to this event; an earlier one than before changes nothing.

    Gives the id of the event up to which the actor's acknowledgement now stands.

    Raises:
        NotYours, UnknownEvent: see :func:`one`.
    """
    found = one(office, event_id, actor=actor)
    position = outward.acknowledge(office.session, actor.id, found.position, now)
    stands = outward.at(office.session, position) or found
    return stands.event_id


def reconcile(
    office: Office, wanted: LogFilter, first: date, last: date, *, actor: Actor, now: datetime
) -> Reconciled:
    """Count and hash of each legal day from `first` to `last` that has events.

    Raises:
        NotYours: an enterprise asks.
        Invalid: the range is turned around or too long.
    """
    seen = within(actor, wanted)
    if not 0 <= (last - first).days < DAYS_MAX:
        zh, en = f"起止日期应在{DAYS_MAX}天之内。", f"A range of at most {DAYS_MAX} days, in order."
        raise Invalid(FieldProblem("/to", zh, en))
    # Asked before the days are read: what is written meanwhile only makes them fuller.
    lacking = outward.oldest_lacking(office.session)
    today = legal_day(now)
    whole_until = min(today, legal_day(lacking)) if lacking else today
    return Reconciled(tuple(outward.days(office.session, first, last, seen)), whole_until)


def of_day(
    office: Office, wanted: LogFilter, day: date, *, actor: Actor, after: int, limit: int
) -> Sequence[OutwardEventRow]:
    """The events of one legal day, so that the reader finds which it lacks.

    Raises:
        NotYours: an enterprise asks.
    """
    return outward.of_day(office.session, day, within(actor, wanted), after, limit)


@dataclass(frozen=True, slots=True)
class LogReader:
    """Somebody who fetches the log, and the event up to which they have everything."""

    name: str
    event_id: str
    at: datetime


def latest(office: Office, *, actor: Actor, limit: int) -> Sequence[OutwardEventRow]:
    """The newest events, the newest first.

    Raises:
        NotYours: the actor is no administrator.
    """
    authorise(actor, "keep_receivers")
    return outward.latest(office.session, limit)


def readers(office: Office, *, actor: Actor) -> tuple[LogReader, ...]:
    """Everybody who has acknowledged something, by name.

    Raises:
        NotYours: the actor is no administrator.
    """
    authorise(actor, "keep_receivers")
    rows = outward.readers(office.session)
    events = outward.ids_at(office.session, [row.acknowledged for row in rows])
    return tuple(
        LogReader(row.reader, events[row.acknowledged], row.acknowledged_at) for row in rows
    )


def content_of(row: OutwardEventRow) -> dict[str, Any]:
    """The CloudEvent of a row of the log."""
    found: dict[str, Any] = json.loads(row.content)
    return found
