"""The hearing as a part of the procedure: its entries, its three clocks, its cards, its duties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from states.hearing import Hearing, organise_due, request_due, request_reminder_due
from states.part import Part
from states.procedure import follow
from states.silence import card, remind, warning
from states.terms import (
    CaseSnapshot,
    ClockName,
    Colour,
    Duty,
    Entry,
    EntryKind,
    HearingFacts,
    RunningClock,
    Step,
    Task,
)

UNDECIDED = ("running", "suspended", "extended")


def _on(case: CaseSnapshot, event: str, **changes: Any) -> CaseSnapshot:
    hearing = case.hearing
    state = follow(Hearing, hearing.state, event, case, None)
    return case.but(hearing=replace(hearing, state=state, **changes))


def _told(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    parties = tuple(dict.fromkeys((*case.hearing.parties, *entry.payload["parties"])))
    return _on(case, "tell", parties=parties, told_on=entry.effective_on)


def _called(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    ground = entry.payload["ground"]
    event = "request" if ground == "interest" else "call"
    return _on(
        case,
        event,
        ground=ground,
        called_on=entry.effective_on,
        called_by=entry.payload.get("party", ""),
    )


def _announced(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    return _on(
        case,
        "announce",
        announced_on=entry.effective_on,
        hearing_on=date.fromisoformat(payload["hearing_on"]),
        starts_at=payload["starts_at"],
        place=payload["place"],
        presider=payload["presider"],
        presider_name=payload.get("presider_name", ""),
        recorder=payload.get("recorder", ""),
        reviewer=payload.get("reviewer", ""),
    )


def _recused(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    recused = (*case.hearing.recused, case.hearing.presider)
    return _on(case, "recuse", recused=recused, **_UNANNOUNCED)


def _given_up(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _on(case, "give_up", called_on=None, called_by="", **_UNANNOUNCED)


_UNANNOUNCED: Mapping[str, Any] = {
    "announced_on": None,
    "hearing_on": None,
    "starts_at": "",
    "place": "",
    "presider": "",
    "presider_name": "",
    "recorder": "",
    "reviewer": "",
}


def _held(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _on(case, "hold", held_on=entry.effective_on, record_number=entry.number)


def _clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    hearing, rules, lead = case.hearing, case.rules.procedures, case.rules.lead
    if case.approval_state == "withdrawn":
        return
    ended_on = hearing.called_on or (case.decision.decided_on if case.decision else None)
    kinder, stricter = request_due(case), request_reminder_due(case)
    if kinder is not None and rules.hearing_request is not None:
        yield RunningClock(ClockName.HEARING_REQUEST, rules.hearing_request, kinder, lead, ended_on)
    if stricter is not None and rules.hearing_request_strict is not None:
        limit = rules.hearing_request_strict
        yield RunningClock(ClockName.HEARING_REQUEST_STRICT, limit, stricter, lead, ended_on)
    due = organise_due(case)
    if due is not None and rules.hearing_organise is not None:
        yield RunningClock(ClockName.HEARING, rules.hearing_organise, due, lead, hearing.held_on)


def _steps(case: CaseSnapshot) -> Iterator[Step]:
    if case.approval_state not in UNDECIDED:
        return
    reminder, due = request_reminder_due(case), organise_due(case)
    applicant = str(case.applicant.get("credit_code", ""))
    if case.hearing.state == "told" and reminder is not None:
        yield from remind(case, ClockName.HEARING_REQUEST_STRICT, reminder, 1, applicant)
    if case.hearing.state in ("called", "announced") and due is not None:
        yield from warning(case, ClockName.HEARING, due)
        yield from card(case, ClockName.HEARING, Colour.RED, due, case.rules.lead)


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    owed = {"called": Task.ANNOUNCE_HEARING, "announced": Task.HOLD_HEARING}
    task = owed.get(case.hearing.state)
    if task is not None and case.approval_state in UNDECIDED:
        yield Duty.by(case.rules.lead, task, ClockName.HEARING, organise_due(case))


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    if case.hearing == HearingFacts():
        return None
    facts = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(case.hearing).items()
    }
    kinder, stricter, organise = request_due(case), request_reminder_due(case), organise_due(case)
    return facts | {
        "parties": list(case.hearing.parties),
        "recused": list(case.hearing.recused),
        "request_due_on": kinder.due_on.isoformat() if kinder else None,
        "request_reminder_on": stricter.due_on.isoformat() if stricter else None,
        "organise_due_on": organise.due_on.isoformat() if organise else None,
    }


HEARING = Part(
    name="hearing",
    folds={
        EntryKind.HEARING_RIGHT_TOLD: _told,
        EntryKind.HEARING_CALLED: _called,
        EntryKind.HEARING_ANNOUNCED: _announced,
        EntryKind.PRESIDER_RECUSED: _recused,
        EntryKind.HEARING_GIVEN_UP: _given_up,
        EntryKind.HEARING_HELD: _held,
    },
    clocks=_clocks,
    steps=_steps,
    duties=_duties,
    view=_view,
)
