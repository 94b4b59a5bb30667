"""Which events are possible on a case now: what its machines foresee, rules not yet asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from acts.deeds import DEEDS
from states.approval import Approval
from states.filing import Filing, RecordFiling
from states.joint_review import JointReview, live_seats
from states.procedure import allowed_events as foreseen
from states.terms import CaseSnapshot, Regime

EVENTS: Mapping[str, tuple[str, str]] = {
    "accept": ("POST", "/cases/{case_id}/acceptance"),
    "accept_tolerantly": ("POST", "/cases/{case_id}/acceptance"),
    "accept_on_commitment": ("POST", "/cases/{case_id}/acceptance"),
    "notify_correction": ("POST", "/cases/{case_id}/corrections"),
    "supplement": ("POST", "/cases/{case_id}/supplements"),
    "refuse_acceptance": ("POST", "/cases/{case_id}/non-acceptance"),
    "find_not_needed": ("POST", "/cases/{case_id}/not-needed"),
    "withdraw": ("POST", "/cases/{case_id}/withdrawal"),
    "notify_change": ("POST", "/cases/{case_id}/change-notices"),
    "change": ("POST", "/cases/{case_id}/changes"),
    "open": ("POST", "/cases/{case_id}/review"),
    "give_opinion": ("PUT", "/cases/{case_id}/opinions/{department}"),
    "answer_late": ("PUT", "/cases/{case_id}/opinions/{department}"),
    "recall_opinion": ("DELETE", "/cases/{case_id}/opinions/{department}"),
    "add_seat": ("POST", "/cases/{case_id}/seats"),
    "release_seat": ("POST", "/cases/{case_id}/seats/{department}/release"),
    "correct": ("POST", "/cases/{case_id}/review/corrections"),
    "reopen": ("POST", "/cases/{case_id}/review/reopening"),
    "suspend": ("POST", "/cases/{case_id}/suspensions"),
    "resume": ("POST", "/cases/{case_id}/suspensions/end"),
    "extend": ("POST", "/cases/{case_id}/extension"),
    "grant": ("POST", "/cases/{case_id}/decision"),
    "refuse": ("POST", "/cases/{case_id}/decision"),
    "deliver": ("POST", "/cases/{case_id}/delivery"),
    **{deed.event: ("POST", f"/cases/{{case_id}}/acts/{deed.name}") for deed in DEEDS.values()},
}
"""The events that people bring about, each with its command; the rest comes by time."""

ANSWERED = frozenset({"agreed", "agreed_with_conditions", "returned", "objected", "abstained"})


def allowed_events(case: CaseSnapshot) -> tuple[str, ...]:
    """The events that somebody may try now, each once, in the order of the procedure."""
    parts = (deed.event for deed in DEEDS.values() if deed.when(case))
    return tuple(dict.fromkeys((*_allowed(case), *parts)))


def _allowed(case: CaseSnapshot) -> Iterator[str]:
    record = case.rules.regime is Regime.RECORD_FILING
    machine = RecordFiling if record else Filing
    for event in foreseen(machine, case.filing_state):
        if event in EVENTS and not (event == "withdraw" and case.decision is not None):
            yield event
    if record:
        return
    yield from _in_review(case)
    yield from (event for event in foreseen(Approval, case.approval_state) if _people(case, event))


def _people(case: CaseSnapshot, event: str) -> bool:
    return event in EVENTS and event != "withdraw"


def _in_review(case: CaseSnapshot) -> Iterator[str]:
    if case.rules.review is None:
        return
    seats = live_seats(case)
    late = any(seat.state == "deemed_agreed" for seat in seats)
    for event in foreseen(JointReview, case.review_state):
        if event == "open" and case.approval_state not in ("running", "extended"):
            continue
        if event == "give_opinion":
            yield from _about_seats(case)
        elif event in EVENTS and event != "cancel":
            yield event
    if late and case.review_state in ("agreed", "objected"):
        yield "answer_late"


def _about_seats(case: CaseSnapshot) -> Iterator[str]:
    states = {seat.state for seat in live_seats(case)}
    if "asked" in states:
        yield "give_opinion"
    if "deemed_agreed" in states:
        yield "answer_late"
    if states & ANSWERED:
        yield "recall_opinion"
