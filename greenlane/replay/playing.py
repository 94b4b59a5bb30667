"""Playing a log into the ledger: every event observed, and the legal entry where one fits.

The engine is strict and real logs are not: what the machines refuse is kept as observed, with
the refusal counted. Local wall-clock time is played as time in the engine's own zone, so that
a day of the log is the same legal day here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from acts.authority import SYSTEM
from acts.office import Office
from greenlane.replay.logs import Log, LogEvent
from greenlane.replay.mapping import StageMapping
from states.history import applied
from states.refusals import NotForeseen
from states.terms import Actor, CaseSnapshot, Draft, Entry, EntryKind, Outcome, Rank, Role
from states.worktime import SHANGHAI

CLOSED = "(closed)"
REGULAR, EXTENDED = "permit.regular", "permit.extended"
LETTER_SENT, DATA_RECEIVED, TERM = "08_AWB45_020_2", "08_AWB45_040", "08_AWB45_010"
DECISIONS = ("01_HOOFD_490_5", "01_HOOFD_490_3", "01_HOOFD_491")
STOPPED = "05_EIND_010"
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


def play(office: Office, log: Log, mapping: StageMapping) -> Tally:
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
    mapping: StageMapping,
    tally: Tally,
) -> None:
    now = _wall_clock(event.at)
    stage = mapping.stage_of(event.activity)
    actor = Actor(event.facts.get("resource") or "-", "", Role.HANDLER, _department(event))

    def judge(case: CaseSnapshot) -> list[Draft]:
        legal = list(_legal(log, event, events, case))
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

    office.record(ledger_id(log, event.case_id), judge, actor=actor, now=now)
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
    log: Log, event: LogEvent, events: list[LogEvent], case: CaseSnapshot
) -> Iterator[Draft]:
    """The entries that the event would be in our law."""
    if event.activity == CLOSED:
        ended_on = datetime.fromisoformat(log.cases[event.case_id]["end_date"]).date()
        yield _decision(ended_on)
    elif log.shape == "receipt":
        yield from _receipt_entries(event, case)
    else:
        yield from _bpic_entries(event, events)


def _decision(decided_on: date) -> Draft:
    payload = {"outcome": Outcome.GRANT.value, "reasons": "", "conditions": []}
    return Draft(EntryKind.DECIDED, decided_on, payload)


def _receipt_entries(event: LogEvent, case: CaseSnapshot) -> Iterator[Draft]:
    on, code, department = event.at.date(), event.activity[:5].strip(), _department(event)
    if code.startswith("T05") and case.received_on:
        yield Draft(EntryKind.ACCEPTED, case.received_on, {"mode": "normal", "owed": []})
    elif code.startswith("T06"):
        seat = {"department": department, "weight": 1, "veto": False}
        yield Draft(EntryKind.REVIEW_OPENED, on, {"seats": [seat]})
    elif code.startswith(("T07", "T09")):
        seat = {"department": code, "weight": 1, "veto": False}
        yield Draft(EntryKind.SEAT_ADDED, on, seat)
        yield _opinion(code, on)
    elif code.startswith("T10") and case.seats:
        yield _opinion(case.seats[0].department, on)


def _opinion(department: str, on: date) -> Draft:
    return Draft(EntryKind.OPINION_GIVEN, on, {"department": department, "answer": "agree"})


def _bpic_entries(event: LogEvent, events: list[LogEvent]) -> Iterator[Draft]:
    on, answer = event.at.date(), event.facts["question"].strip()
    if event.activity == LETTER_SENT:
        payload = {
            "procedure": "missing_data",
            "announced_days": term_of([{**e.facts, "activity": e.activity} for e in events]),
            "basis": "Awb art. 4:15",
        }
        yield Draft(EntryKind.SUSPENDED, on, payload)
    elif event.activity == DATA_RECEIVED:
        yield Draft(EntryKind.RESUMED, on, {})
    elif event.facts["activity_en"] == EXTENSION_DAYS and answer.isdigit():
        rank = Rank.SECTION_HEAD.value
        payload = {"days": int(answer), "rank": rank, "reasons": "", "approver_name": ""}
        yield Draft(EntryKind.EXTENDED, on, payload)
    elif event.activity in DECISIONS:
        yield _decision(on)
    elif event.activity == STOPPED and answer.upper() == TRUE:
        yield Draft(EntryKind.WITHDRAWN, on, {"reasons": "terminated on request"})


def term_of(rows: list[dict[str, Any]]) -> int:
    """The days given for missing data: the last value told, else six weeks."""
    told = [row["question"].strip() for row in rows if row["activity"] == TERM]
    numbers = [int(value) for value in told if value.isascii() and value.isdigit()]
    return numbers[-1] if numbers else DEFAULT_TERM_DAYS
