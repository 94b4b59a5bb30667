"""Which clocks a case runs and when each ends; a pure reading of the snapshot.

Promise and statute are two clocks (LAW B4.4). A running special procedure is projected to
last as announced, so that no stored date depends on the moment of reading: each working day
that it really lasts moves the deadline by the same day, up to the announced length (B9.10).
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from states.terms import CaseSnapshot, ClockName, Limit, Outcome, Seat, StartEvent
from states.worktime import Calendar, Due, Suspension, due_on


@lru_cache(maxsize=4096)
def _plain_due(started_on: date, limit: Limit, calendar: Calendar) -> Due:
    """Seats asked on one day end on one day: derived once, not once a seat and question."""
    return due_on(started_on, limit.days, calendar, unit=limit.unit)


def _due(
    case: CaseSnapshot,
    clock: ClockName,
    department: str,
    started_on: date,
    limit: Limit,
    *,
    extension_days: int = 0,
    suspensions: tuple[Suspension, ...] = (),
) -> Due:
    calendar = case.calendar_of(clock, department, started_on)
    if not suspensions and not extension_days:
        return _plain_due(started_on, limit, calendar)
    return due_on(
        started_on,
        limit.days,
        calendar,
        unit=limit.unit,
        suspensions=suspensions,
        extension_days=extension_days,
    )


def limit_due(case: CaseSnapshot, started_on: date, limit: Limit) -> Due:
    """The last day of a limit that no pause and no extension touches."""
    return _plain_due(started_on, limit, case.calendar)


def intake_started_on(case: CaseSnapshot) -> date | None:
    """Day 0 of the notice period: the day of the last complete or incomplete submission."""
    if case.corrections and case.corrections[-1].supplemented_on:
        return case.corrections[-1].supplemented_on
    return case.received_on


def notice_due(case: CaseSnapshot) -> Due | None:
    """Last day for the once-only correction notice; None where no such period runs.

    Source: Administrative Licensing Law art. 32(4); LAW B9.7, B9.8.
    """
    limit, started_on = case.rules.notice_limit, intake_started_on(case)
    if limit is None or started_on is None:
        return None
    return _due(case, ClockName.NOTICE, case.rules.lead, started_on, limit)


def _decision_start(accepted_on: date, case: CaseSnapshot, limit: Limit) -> date:
    """Some limits run from receipt (LAW B1.4); all others from acceptance."""
    from_receipt = limit.start is StartEvent.RECEIVED
    return case.received_on or accepted_on if from_receipt else accepted_on


def statute_due(case: CaseSnapshot) -> Due | None:
    """Last day for the decision in law, with pauses and the extension; None before it runs.

    Source: LAW B9.9, B9.10.
    """
    limit = case.rules.decision_limit
    if limit is None or case.accepted_on is None:
        return None
    started_on = _decision_start(case.accepted_on, case, limit)
    days, lead = case.extension.days if case.extension else 0, case.rules.lead
    clock, pauses = ClockName.STATUTE, case.suspensions
    return _due(case, clock, lead, started_on, limit, extension_days=days, suspensions=pauses)


def promise_due(case: CaseSnapshot) -> Due | None:
    """Last day by the published promise; pauses count, an extension does not (LAW B8)."""
    limit = case.rules.promise_limit
    if limit is None or case.accepted_on is None:
        return None
    started_on = _decision_start(case.accepted_on, case, limit)
    clock, lead = ClockName.PROMISE, case.rules.lead
    return _due(case, clock, lead, started_on, limit, suspensions=case.suspensions)


def opinion_due(case: CaseSnapshot, seat: Seat) -> Due:
    """Last day for a department's opinion, from delivery of the request (LAW B9.11)."""
    assert case.rules.review is not None, "a seat exists only under review rules"
    limit = case.rules.review.limit
    return _due(case, ClockName.OPINION, seat.department, seat.asked_on, limit)


def delivery_due(case: CaseSnapshot) -> Due | None:
    """Last day to issue and serve a grant; None without a grant.

    Source: Administrative Licensing Law art. 44; LAW B9.13.
    """
    limit, decision = case.rules.delivery_limit, case.decision
    if limit is None or decision is None or decision.outcome is not Outcome.GRANT:
        return None
    return _due(case, ClockName.DELIVERY, case.rules.lead, decision.decided_on, limit)


def special_due(case: CaseSnapshot) -> Due | None:
    """Announced last day of the running special procedure; None when none runs."""
    running = running_suspension(case)
    rule = running and case.rules.suspension(running.kind)
    if running is None or rule is None or running.announced_days is None:
        return None
    limit = special_limit(case, running)
    return _due(case, ClockName.SPECIAL, case.rules.lead, running.from_on, limit)


def special_limit(case: CaseSnapshot, running: Suspension) -> Limit:
    """The announced length of a special procedure as a limit of its own (LAW B1.7 g)."""
    rule = case.rules.suspension(running.kind)
    decision = case.rules.decision_limit
    assert rule is not None and decision is not None, "only a listed procedure can run"
    return Limit(
        days=running.announced_days or 0,
        unit=decision.unit,
        start=StartEvent.ACCEPTED,
        source=rule.source,
        certainty=rule.certainty,
        rule_id=f"{decision.rule_id}.special.{running.kind}",
    )


def running_suspension(case: CaseSnapshot) -> Suspension | None:
    """The special procedure that is not yet ended, or None; a withdrawal ends it too."""
    if case.approval_state == "suspended" and case.suspensions[-1].to_on is None:
        return case.suspensions[-1]
    return None
