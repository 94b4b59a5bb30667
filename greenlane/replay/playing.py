"""Playing a log into the ledger: every event observed, and the legal entry where one fits.

The engine is strict and real logs are not: what the machines refuse is kept as observed, with
the refusal counted. Local wall-clock time is played as time in the engine's own zone, so that
a day of the log is the same legal day here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from acts.authority import SYSTEM
from acts.office import Office
from greenlane.replay.logs import Log, LogEvent
from greenlane.replay.mapping import CLOCK_ACTS, DECIDED, REVIEW_ACTS, Mapped
from states.history import applied
from states.refusals import NotForeseen
from states.terms import Actor, CaseSnapshot, Draft, Entry, EntryKind, Outcome, Rank, Role
from states.worktime import SHANGHAI

CLOSED = "(closed)"
REGULAR, EXTENDED = "permit.regular", "permit.extended"
LETTER_SENT, DATA_RECEIVED, TERM = "08_AWB45_020_2", "08_AWB45_040", "08_AWB45_010"
DECISIONS = ("01_HOOFD_490_5", "01_HOOFD_490_3", "01_HOOFD_491")
EXTENSION_DAYS = "register number of days extension period"
DEFAULT_TERM_DAYS = 42
TRUE = "TRUE"


@dataclass
class Tally:
    """What came of playing: events, legal entries, and what the machines refused."""

    events: int = 0
    legal: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


def ledger_id(log: Log, case_id: str) -> str:
    """The case's id in our ledger."""
    return f"{log.shape}-{case_id}"


def play(office: Office, log: Log, mapping: Mapped) -> Tally:
    """Send every event of the log to the engine, in order of time, case and number."""
    tally, opened = Tally(), set[str]()
    of_case = _by_case(log)
    for event in sorted(
        [*log.events, *_closings(log, of_case)],
        key=lambda e: (e.at, e.case_id, e.number),
    ):
        if event.case_id not in opened:
            opened.add(event.case_id)
            _open(office, log, event, of_case[event.case_id], tally)
        _observe(office, log, event, of_case[event.case_id], mapping, tally)
    for case_id in (case_id for case_id in log.cases if case_id not in opened):
        started = datetime.fromisoformat(log.cases[case_id]["start_date"])
        _open(office, log, LogEvent(case_id, 0, "", started, {}), [], tally)
    return tally


def _by_case(log: Log) -> dict[str, list[LogEvent]]:
    of_case: dict[str, list[LogEvent]] = {case_id: [] for case_id in log.cases}
    for event in log.events:
        of_case[event.case_id].append(event)
    for events in of_case.values():
        events.sort(key=lambda event: event.number)
    return of_case


def _closings(log: Log, of_case: Mapping[str, list[LogEvent]]) -> Iterator[LogEvent]:
    """Cases close by an attribute; played when it says, but never before their last event."""
    for case_id, facts in log.cases.items():
        if facts.get("end_date") and of_case[case_id]:
            last = max(event.at for event in of_case[case_id])
            at = max(datetime.fromisoformat(facts["end_date"]), last)
            number = of_case[case_id][-1].number + 1
            yield LogEvent(case_id, number, CLOSED, at, {})


def _wall_clock(at: datetime) -> datetime:
    return at.replace(tzinfo=SHANGHAI)


def _open(office: Office, log: Log, event: LogEvent, events: list[LogEvent], tally: Tally) -> None:
    facts = log.cases[event.case_id]
    started_on = datetime.fromisoformat(facts["start_date"]).date()
    extended = facts.get("procedure") == "Uitgebreid" or any(
        e.activity.startswith("10_UOV") for e in events
    )
    rules = office.city.catalog.rules(EXTENDED if extended else REGULAR)
    payload = {
        "matter": rules.matter,
        "catalog": {
            "version": office.city.catalog.version,
            "sha256": office.city.catalog.sha256,
        },
        "calendar": office.city.calendar.version,
        "project": {"name": event.case_id, "code": None, "region": "", "region_name": ""},
        "applicant": {"name": "", "credit_code": "", "contact": "", "phone": ""},
        "materials": [],
        "channel": "online",
        "received_at": _wall_clock(event.at).isoformat(),
        "log": {"shape": log.shape, "case": dict(facts)},
    }
    drafts = [Draft(EntryKind.RECEIVED, started_on, payload)]
    if log.shape == "bpic15":
        # The Dutch period runs from receipt; no acceptance is needed to start it.
        drafts.append(Draft(EntryKind.ACCEPTED, started_on, {"mode": "normal", "owed": []}))
    case_id = ledger_id(log, event.case_id)
    office.open_case(case_id, rules, drafts, SYSTEM, _wall_clock(event.at))
    tally.legal.update(draft.kind.value for draft in drafts)


def _observe(
    office: Office,
    log: Log,
    event: LogEvent,
    events: list[LogEvent],
    mapping: Mapped,
    tally: Tally,
) -> None:
    now = _wall_clock(event.at)
    stage = mapping.stage_of(event.activity)
    actor = Actor(event.facts.get("resource") or "-", "", Role.HANDLER, _department(event))

    def judge(case: CaseSnapshot) -> list[Draft]:
        act = DECIDED if event.activity == CLOSED else mapping.act_of(event)
        legal = list(_legal(act, log, event, events, case))
        refused = _refusal(case, legal, now)
        kept = [] if refused else legal
        tally.legal.update(draft.kind.value for draft in kept)
        tally.refused.update([f"{draft.kind.value}: {refused}" for draft in legal[:1] if refused])
        seen = {
            "activity": event.activity,
            "stage": stage,
            "at": event.at.isoformat(),
            "event_no": event.number,
            "facts": dict(event.facts),
            "refused": refused,
        }
        return [Draft(EntryKind.OBSERVED, event.at.date(), seen), *kept]

    office.record(ledger_id(log, event.case_id), judge, act="replay_history", actor=actor, now=now)
    tally.events += event.activity != CLOSED


def _department(event: LogEvent) -> str:
    return event.facts.get("department") or event.facts.get("monitoring_resource") or "-"


def _refusal(case: CaseSnapshot, drafts: list[Draft], now: datetime) -> str | None:
    """Why the machines cannot take these entries now; None where they can."""
    for draft in drafts:
        entry = Entry(case.version + 1, draft.kind, "", "", draft.effective_on, now, draft.payload)
        try:
            case = applied(case, entry)
        except (NotForeseen, ValueError) as refused:
            return f"{type(refused).__name__} in {case.filing_state}/{case.approval_state}"
    return None


def _legal(
    act: str | None, log: Log, event: LogEvent, events: list[LogEvent], case: CaseSnapshot
) -> Iterator[Draft]:
    """The entries that the event would be in our law; none where the log says it was not so."""
    on = event.at.date()
    if act == DECIDED:
        yield _decision(_closing_day(log, event) if event.activity == CLOSED else on)
    elif act == "accepted" and case.received_on:
        yield Draft(EntryKind.ACCEPTED, case.received_on, {"mode": "normal", "owed": []})
    elif act == "delivered":
        payload = {"method": "", "recipient": ""}
        yield Draft(EntryKind.DELIVERED, on, payload)
    elif act == "withdrawn" and answer_of(event.facts).upper() in ("", TRUE):
        yield Draft(EntryKind.WITHDRAWN, on, {"reasons": "terminated on request"})
    elif act in REVIEW_ACTS:
        yield from _review_entries(act, event, case)
    elif act in CLOCK_ACTS:
        yield from _clock_entries(act, event, events, case)


def _closing_day(log: Log, event: LogEvent) -> date:
    return datetime.fromisoformat(log.cases[event.case_id]["end_date"]).date()


def _decision(decided_on: date) -> Draft:
    payload = {"outcome": Outcome.GRANT.value, "reasons": "", "conditions": []}
    return Draft(EntryKind.DECIDED, decided_on, payload)


def _review_entries(act: str, event: LogEvent, case: CaseSnapshot) -> Iterator[Draft]:
    on, aspect = event.at.date(), event.activity.split()[0]
    if act == "review_opened":
        seat = {"department": _department(event), "weight": 1, "veto": False}
        yield Draft(EntryKind.REVIEW_OPENED, on, {"seats": [seat]})
    elif act == "advice_given":
        seat = {"department": aspect, "weight": 1, "veto": False}
        yield Draft(EntryKind.SEAT_ADDED, on, seat)
        yield _opinion(aspect, on)
    elif case.seats:
        yield _opinion(case.seats[0].department, on)


def _opinion(department: str, on: date) -> Draft:
    return Draft(EntryKind.OPINION_GIVEN, on, {"department": department, "answer": "agree"})


def _clock_entries(
    act: str, event: LogEvent, events: list[LogEvent], case: CaseSnapshot
) -> Iterator[Draft]:
    on = event.at.date()
    if act == "suspended":
        payload = {
            "procedure": "missing_data",
            "announced_days": term_of(e.facts for e in events),
            "basis": "Awb art. 4:15",
        }
        yield Draft(EntryKind.SUSPENDED, on, payload)
    elif act == "resumed":
        since = case.suspensions[-1].from_on if case.suspensions else on
        yield Draft(EntryKind.RESUMED, max(since, min(on, received_day(event.facts, on))), {})
    elif (days := days_told(event.facts)) is not None:
        rank = Rank.SECTION_HEAD.value
        payload = {"days": days, "rank": rank, "reasons": "", "approver_name": ""}
        yield Draft(EntryKind.EXTENDED, on, payload)


def answer_of(facts: Mapping[str, str]) -> str:
    """The value given at a step; empty where none was."""
    return facts.get("question", "").strip()


def days_told(facts: Mapping[str, str]) -> int | None:
    """The number of days given at a step, also as “42.0”; None for anything else."""
    found = re.fullmatch(r"([0-9]{1,4})(\.0*)?", answer_of(facts))
    return int(found[1]) if found else None


def received_day(facts: Mapping[str, str], otherwise: date) -> date:
    """The day given at a step, “22-11-2010 0:00:00” or ISO; without one, `otherwise`."""
    dutch = re.match(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})\b", answer_of(facts))
    iso = re.match(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", answer_of(facts))
    try:
        if dutch:
            return date(int(dutch[3]), int(dutch[2]), int(dutch[1]))
        return date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else otherwise
    except ValueError:
        return otherwise


def term_of(rows: Iterable[Mapping[str, str]]) -> int:
    """The days given for missing data: the last value told, else six weeks."""
    told = [days_told(row) for row in rows if row["activity"] == TERM]
    return next((days for days in reversed(told) if days is not None), DEFAULT_TERM_DAYS)
