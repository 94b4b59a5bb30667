"""After the grant: delay, change, renewal and re-check are asked for and answered (art. 49, 50)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from statemachine import State

from states import silence
from states.after_dates import (
    delay_request_due,
    grant_in_force,
    renewal_request_due,
    request_due,
    request_limit,
    request_of,
    times_agreed,
    validity_due,
    validity_stopped_on,
)
from states.after_refusals import (
    DelayTooLong,
    DelayUsed,
    NotInForce,
    RecheckNotNeeded,
    RequestAlreadyOpen,
    RequestNotForeseen,
    RequestTooLate,
    WorksHaveBegun,
)
from states.commands import AnswerRequest, AskRequest
from states.folding import Fold
from states.part import DraftOf, Part
from states.procedure import Procedure, follow
from states.refusals import ReasonsMissing, SameOfficer, WrongRank
from states.silence import ONE_DAY
from states.terms import (
    CaseSnapshot,
    ClockName,
    Colour,
    Draft,
    Duty,
    Entry,
    EntryKind,
    GrantRequest,
    RequestKind,
    RunningClock,
    Step,
    StepKind,
    Task,
)
from states.worktime import Due

CLOCK_OF = {
    RequestKind.DELAY: ClockName.DELAY,
    RequestKind.CHANGE: ClockName.CHANGE,
    RequestKind.RENEWAL: ClockName.RENEWAL,
    RequestKind.RECHECK: ClockName.RECHECK,
}
DEEMED = (RequestKind.RENEWAL, RequestKind.RECHECK)
"""The requests that a text grants where nobody answers (LAW B1.6); no others."""


def may_ask(case: CaseSnapshot, cmd: AskRequest) -> None:
    """Refuses a request that no text provides for, that comes too late or asks too much.

    Where the last day is provisional the reading that is kinder to the holder refuses.
    """
    if not grant_in_force(case):
        raise NotInForce(state=case.approval_state)
    if not foreseen(case, cmd.kind):
        raise RequestNotForeseen(kind=said_of(cmd.kind))
    waiting = request_of(case, cmd.kind)
    if waiting is not None:
        raise RequestAlreadyOpen(kind=said_of(cmd.kind), asked_on=waiting.asked_on)
    if cmd.kind is RequestKind.DELAY:
        _delay_may_be_asked(case, cmd)
    elif cmd.kind is RequestKind.RENEWAL:
        _in_time(cmd, renewal_request_due(case), _renewal_source(case))
    elif cmd.kind is RequestKind.RECHECK:
        _recheck_may_be_asked(case, cmd)


def said_of(kind: RequestKind) -> str:
    """The code by which messages name a request of this kind."""
    return f"request_{kind.value}"


def foreseen(case: CaseSnapshot, kind: RequestKind) -> bool:
    """Whether the matter's catalogue names a text for such requests."""
    after = case.rules.after
    rule = after.validity
    return {
        RequestKind.CHANGE: after.change is not None,
        RequestKind.DELAY: rule is not None and rule.delay is not None,
        RequestKind.RENEWAL: rule is not None and rule.renewal is not None,
        RequestKind.RECHECK: rule is not None and rule.recheck is not None,
    }[kind]


def _delay_may_be_asked(case: CaseSnapshot, cmd: AskRequest) -> None:
    rule = case.rules.after.validity
    assert rule is not None and rule.delay is not None, "foreseen"
    stopped_on = validity_stopped_on(case)
    if stopped_on is not None:
        raise WorksHaveBegun(begun_on=stopped_on)
    if times_agreed(case, RequestKind.DELAY) >= rule.delay.times:
        raise DelayUsed(times=rule.delay.times, source=rule.delay.source)
    if not 0 < cmd.months <= rule.delay.max_months:
        raise DelayTooLong(
            max_months=rule.delay.max_months, months=cmd.months, source=rule.delay.source
        )
    _in_time(cmd, delay_request_due(case), rule.delay.source)
    _in_time(cmd, validity_due(case), rule.delay.source)


def _renewal_source(case: CaseSnapshot) -> str:
    rule = case.rules.after.validity
    return rule.renewal.before.source if rule and rule.renewal else ""


def _recheck_may_be_asked(case: CaseSnapshot, cmd: AskRequest) -> None:
    due = validity_due(case)
    if case.works.begun_on is not None:
        raise WorksHaveBegun(begun_on=case.works.begun_on)
    if due is not None and (validity_stopped_on(case) is not None or cmd.today <= due.due_on):
        raise RecheckNotNeeded(due_on=due.due_on)


def _in_time(cmd: AskRequest, due: Due | None, source: str) -> None:
    if due is not None and cmd.today > due.latest_on:
        raise RequestTooLate(due_on=due.latest_on, source=source)


def answer_by_the_right_rank(case: CaseSnapshot, cmd: AnswerRequest) -> None:
    """Who grants also answers what is asked after the grant."""
    rank, needed = cmd.actor.rank, case.rules.decided_by
    if rank is None or not rank.satisfies(needed):
        actual = rank.value if rank else cmd.actor.role.value
        raise WrongRank(needed=needed.value, actual=actual)


def answer_by_another_officer(case: CaseSnapshot, cmd: AnswerRequest) -> None:
    """Handler and approver are two persons (LAW B10)."""
    if cmd.actor.id in cmd.handled_by:
        raise SameOfficer(officer=cmd.actor.name)


def request_refusal_says_why(case: CaseSnapshot, cmd: AnswerRequest) -> None:
    """A refusal states its reasons (art. 38)."""
    if not cmd.reasons.strip():
        raise ReasonsMissing()


class Request(Procedure):
    """One request of the holder after the grant, until it is answered or time answers it."""

    # In: the holder asked in time. Out: the organ agrees or refuses, or the holder takes it
    # back. If nobody does: a renewal counts as granted from the day after expiry, a re-check
    # as agreed when its days have run; a delay or change is carded red and never deemed.
    asked = State(initial=True, value="asked")
    # In: the organ agreed. Final.
    agreed = State(final=True, value="agreed")
    # In: the organ refused, with reasons. Final.
    refused = State(final=True, value="refused")
    # In: nobody answered, and a text says what that means. Final.
    deemed = State(final=True, value="deemed")
    # In: the holder took it back. Final.
    taken_back = State(final=True, value="taken_back")

    agree_to = asked.to(agreed, validators=[answer_by_the_right_rank, answer_by_another_officer])
    turn_down = asked.to(
        refused,
        validators=[
            answer_by_the_right_rank,
            answer_by_another_officer,
            request_refusal_says_why,
        ],
    )
    deem = asked.to(deemed)
    take_back = asked.to(taken_back)


def _requested(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    asked = GrantRequest(
        kind=RequestKind(payload["kind"]),
        asked_on=entry.effective_on,
        months=payload.get("months", 0),
        content=payload.get("content", ""),
    )
    return case.but(requests=(*case.requests, asked))


def _ended(case: CaseSnapshot, entry: Entry, event: str) -> CaseSnapshot:
    kind = RequestKind(entry.payload["kind"])
    request = request_of(case, kind)
    if request is None:
        raise ValueError(f"case {case.case_id}: the record answers no open request ({kind})")
    state = follow(Request, request.state, event, case, None)
    ended = replace(request, state=state, ended_on=entry.effective_on)
    return case.but(requests=tuple(ended if r is request else r for r in case.requests))


def _decided(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _ended(case, entry, entry.payload["outcome"])


def _deemed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _ended(case, entry, "deem")


def _taken_back(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _ended(case, entry, "take_back")


FOLDS: Mapping[EntryKind, Fold] = {
    EntryKind.GRANT_REQUESTED: _requested,
    EntryKind.GRANT_REQUEST_DECIDED: _decided,
    EntryKind.GRANT_REQUEST_DEEMED: _deemed,
    EntryKind.GRANT_REQUEST_TAKEN_BACK: _taken_back,
}


def open_requests(case: CaseSnapshot) -> Iterator[tuple[GrantRequest, Due | None]]:
    """The requests that wait for an answer while the grant stands, with their last days."""
    if grant_in_force(case):
        for request in case.requests:
            if request.is_open:
                yield request, request_due(case, request)


def clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    """One clock a request, and for an answered one the clock that it stopped."""
    latest = {request.kind: request for request in case.requests}
    for request in latest.values():
        limit, due = request_limit(case, request.kind), request_due(case, request)
        if limit is not None and due is not None:
            stopped_on = request.ended_on or case.grant_ended_on
            if request.state == "deemed":
                stopped_on = due.due_on
            name = CLOCK_OF[request.kind]
            yield RunningClock(name, limit, due, case.rules.lead, stopped_on)


def steps(case: CaseSnapshot) -> Iterator[Step]:
    """A deemed answer where a text gives one; otherwise a warning and a red card."""
    for request, due in open_requests(case):
        if due is None:
            continue
        name = CLOCK_OF[request.kind]
        if request.kind not in DEEMED:
            yield from silence.warning(case, name, due)
            yield from silence.card(case, name, Colour.RED, due, case.rules.lead)
        elif due.provisional:
            yield from silence.calendar_call(case, name, due)
        else:
            yield Step(StepKind.DEEM_REQUEST, due.due_on + ONE_DAY, about=request.kind.value)


def _deemed_draft(case: CaseSnapshot, step: Step) -> Draft:
    limit = request_limit(case, RequestKind(step.about))
    assert limit is not None, "only a text deems"
    payload = {"kind": step.about, "basis": limit.source}
    return Draft(EntryKind.GRANT_REQUEST_DEEMED, step.effective_on, payload)


DRAFTS: Mapping[StepKind, DraftOf] = {StepKind.DEEM_REQUEST: _deemed_draft}


def duties(case: CaseSnapshot) -> Iterator[Duty]:
    """The organ owes the answers; the most urgent one stands for all."""
    waiting = list(open_requests(case))
    if waiting:
        request, due = min(waiting, key=lambda pair: pair[1].due_on.isoformat() if pair[1] else "9")
        yield Duty.by(case.rules.lead, Task.DECIDE_REQUEST, CLOCK_OF[request.kind], due)


def view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    """Every request with its answer, as JSON facts; None where nothing was asked."""
    if not case.requests:
        return None
    return {"requests": [_row(case, request) for request in case.requests]}


def _row(case: CaseSnapshot, request: GrantRequest) -> dict[str, Any]:
    due = request_due(case, request)
    return {
        "kind": request.kind.value,
        "state": request.state,
        "asked_on": request.asked_on.isoformat(),
        "due_on": due.due_on.isoformat() if due else None,
        "ended_on": request.ended_on.isoformat() if request.ended_on else None,
        "months": request.months,
        "content": request.content,
    }


GRANT_REQUESTS = Part(
    name="requests",
    folds=FOLDS,
    clocks=clocks,
    steps=steps,
    drafts=DRAFTS,
    duties=duties,
    view=view,
)
