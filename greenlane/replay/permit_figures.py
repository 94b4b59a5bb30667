"""Figures of the BPI Challenge 2015 permit logs, and the statutory deadline of each case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from greenlane.replay.history import PlayedCase, distinct
from greenlane.replay.playing import (
    DATA_RECEIVED,
    DECISIONS,
    EXTENDED,
    EXTENSION_DAYS,
    LETTER_SENT,
    TRUE,
    answer_of,
    days_told,
    received_day,
    term_of,
)
from greenlane.replay.receipt_figures import waits
from greenlane.replay.statistics import (
    both_orders,
    days_between,
    examples,
    first_times,
    repeated,
    spread,
    waiting,
)
from states.suspensions import stretches
from states.worktime import DAYS_MAX, Calendar, DayUnit, Suspension, due_on

Cases = Sequence[PlayedCase]
PAIR_CASES_MIN, TOP_RESOURCES = 50, 6
BY_LAW = "01_HOOFD_480"
COMPLETE = ("08_AWB45_005", "09_AWB45_005")
ENABLED_BEFORE_PLANNED = timedelta(days=1)
OUTCOMES = {
    "terminated_on_request": "05_EIND_010",
    "permanently_suspended": "08_AWB45_060",
    "objection_lodged": "01_BB_540",
    "no_permit_needed": "14_VRIJ_010",
    "public_inspection": "10_UOV_010",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """What the engine's clock makes of one case; days are local calendar days."""

    case_id: str
    start: date
    decision: date | None
    extended: bool
    base: int
    ext: int
    n_letters: int
    susp: int
    bylaw: bool
    naive: date
    deadline: date

    def row(self) -> dict[str, str]:
        """As a CSV row: an absent decision is empty."""
        return {name: "" if v is None else str(v) for name, v in asdict(self).items()}


def figures(cases: Cases, calendar: Calendar) -> dict[str, Any]:
    """All figures of the log."""
    return (
        _size(cases)
        | {"statutory_deadline_model": _deadline_model(deadlines(cases, calendar), cases)}
        | _course(cases)
    )


def _subprocess(activity: str) -> str:
    return "_".join(activity.split("_")[:2])


def _size(cases: Cases) -> dict[str, Any]:
    events = [event for case in cases for event in case.events]
    merged = {
        tuple(name for name, _ in groupby(map(_subprocess, c.activities)))
        for c in cases
        if c.events
    }
    same_time = [Counter(event.at for event in case.events).values() for case in cases]
    return {
        "cases": len(cases),
        "events": len(events),
        "action_codes": len({event.activity for event in events}),
        "activities_en": len(distinct(events, "activity_en")),
        "resources": len(distinct(events, "resource")),
        "monitoring_resources": len(distinct(events, "monitoring_resource")),
        "variants_by_action_code": len({case.activities for case in cases if case.events}),
        "variants_by_subprocess_sequence(consecutive merged)": len(merged),
        "events_per_case": spread([len(case.events) for case in cases if case.events]),
        "case_span_days(first..last event)": spread(
            [
                days_between(min(e.at for e in case.events), max(e.at for e in case.events))
                for case in cases
                if case.events
            ]
        ),
        "events_sharing_timestamp_with_another_event_of_case": sum(
            count for counts in same_time for count in counts if count > 1
        ),
        "events_at_local_midnight": sum(
            (e.at.hour, e.at.minute, e.at.second, e.at.microsecond) == (0, 0, 0, 0) for e in events
        ),
    }


def deadlines(cases: Cases, calendar: Calendar) -> list[Deadline]:
    """The statutory deadline of every case, in the order of the cases."""
    return [_deadline(case, calendar) for case in cases]


def _deadline(case: PlayedCase, calendar: Calendar) -> Deadline:
    start = datetime.fromisoformat(case.facts["start_date"]).date()
    limit = case.snapshot.rules.decision_limit
    assert limit is not None, "both log matters have a decision limit"
    decision = _decision_day(case)
    told = [days_told(e.facts) for e in case.events if e.facts["activity_en"] == EXTENSION_DAYS]
    extension = next((days for days in reversed(told) if days is not None), 0)
    # The log's law knows no rule that a pause begun after expiry is void: count them apart.
    pauses = stretches(_pauses(case, decision), calendar, DayUnit.NATURAL, None)
    suspended = sum(until - after for after, until in pauses)
    added = min(extension + suspended, DAYS_MAX)
    naive = due_on(start, limit.days, calendar, unit=DayUnit.NATURAL)
    due = due_on(start, limit.days, calendar, unit=DayUnit.NATURAL, extension_days=added)
    return Deadline(
        case_id=case.case_id,
        start=start,
        decision=decision,
        extended=case.snapshot.rules.matter == EXTENDED,
        base=limit.days,
        ext=extension,
        n_letters=case.activities.count(LETTER_SENT),
        susp=suspended,
        bylaw=_told_true(case, BY_LAW),
        naive=naive.due_on,
        deadline=due.due_on,
    )


def _decision_day(case: PlayedCase) -> date | None:
    for code in DECISIONS:
        days = [event.at.date() for event in case.events if event.activity == code]
        if days:
            return days[0]
    return None


def _pauses(case: PlayedCase, decision: date | None) -> Iterator[Suspension]:
    """From each letter to the first receipt on or after it, at most the term, to the decision."""
    term = term_of(event.facts for event in case.events)
    received = sorted(
        received_day(e.facts, e.at.date()) for e in case.events if e.activity == DATA_RECEIVED
    )
    for sent in sorted({e.at.date() for e in case.events if e.activity == LETTER_SENT}):
        answered = next((day for day in received if day >= sent), None)
        until = min(filter(None, (answered, sent + timedelta(days=term), decision)))
        if until > sent:
            yield Suspension("missing_data", sent, until, term, True, "Awb art. 4:15")


def _told_true(case: PlayedCase, code: str) -> bool:
    return any(e.activity == code and answer_of(e.facts).upper() == TRUE for e in case.events)


def _deadline_model(rows: list[Deadline], cases: Cases) -> dict[str, Any]:
    decided = [(row, row.decision) for row in rows if row.decision is not None]
    late = [row for row, on in decided if on > row.deadline]
    naive = [row for row, on in decided if on > row.naive]
    regular = [(row, on) for row, on in decided if not row.extended]
    requests = [case.activities.count(LETTER_SENT) for case in cases]
    return {
        "cases": len(rows),
        "with_decision_date": len(decided),
        "decision_before_start(bad data)": sum(on < row.start for row, on in decided),
        "extended_procedure": sum(row.extended for row in rows),
        "term_extended(06_VD)": sum(row.ext > 0 for row in rows),
        "cases_with_request_for_missing_data": sum(count > 0 for count in requests),
        "cases_with_2+_requests": sum(count > 1 for count in requests),
        "suspension_days(cases>0)": spread([row.susp for row in rows if row.susp]),
        "overdue_naive(no clock stop, no extension)": len(naive),
        "overdue_with_clock_stop_and_extension": len(late),
        "rescued_by_clock_stop_or_extension": len(naive) - len(late),
        "decided_exactly_on_deadline": sum(on == row.deadline for row, on in decided),
        "regular_only": {
            "n": len(regular),
            "overdue_naive": sum(on > row.naive for row, on in regular),
            "overdue": sum(on > row.deadline for row, on in regular),
        },
        "granted_by_law(01_HOOFD_480=True)": sum(row.bylaw for row in rows),
        "days_start_to_decision": spread([(on - row.start).days for row, on in decided]),
    }


def _course(cases: Cases) -> dict[str, Any]:
    hours = waits(cases, "resource")
    busiest = sorted(hours.items(), key=lambda item: (-len(item[1]), item[0]))[:TOP_RESOURCES]
    return {
        "rework": _rework(cases),
        "outcomes": {
            f"{name}({code}=True)": sum(_told_true(case, code) for case in cases)
            for name, code in OUTCOMES.items()
        },
        "concurrency": _concurrency(cases),
        "waiting_hours_by_resource(top6)": {name: waiting(of) for name, of in busiest},
    }


def _rework(cases: Cases) -> dict[str, int]:
    checks = [[e for e in case.events if e.activity in COMPLETE] for case in cases]
    return {
        "cases_08/09_AWB45_incomplete(request complete=False at least once)": sum(
            any(answer_of(e.facts).upper() == "FALSE" for e in of) for of in checks
        ),
        "cases_completeness_checked_2+": sum(len(of) > 1 for of in checks),
        "cases_updated_plan_requested(12_AP)": sum(
            any(
                e.activity.startswith("12_AP") and answer_of(e.facts).upper() == TRUE
                for e in c.events
            )
            for c in cases
        ),
        "cases_any_action_code_repeated": sum(repeated(case.activities) > 1 for case in cases),
    }


def _concurrency(cases: Cases) -> dict[str, Any]:
    pairs = both_orders(
        (
            first_times(case.events, lambda e: _subprocess(e.activity), lambda e: e.at)
            for case in cases
        ),
        PAIR_CASES_MIN,
    )
    open_at_once = [_open_at_once(case) for case in cases]
    return {
        "subprocess_pairs_in_both_orders(>=50)": len(pairs),
        "examples": examples(pairs),
        "cases_with_2+_open_tasks_at_once(enabled..done)": sum(n > 1 for n in open_at_once),
        "max_open_tasks_in_a_case": max(open_at_once),
        "cases_with_2+_resources": sum(
            len(distinct(case.events, "resource")) > 1 for case in cases
        ),
    }


def _open_at_once(case: PlayedCase) -> int:
    """Most tasks open at one time; a task is enabled a day before it was planned."""
    changes: list[tuple[datetime, int]] = []
    for event in case.events:
        if not event.facts["planned"]:
            continue
        enabled = datetime.fromisoformat(event.facts["planned"]) - ENABLED_BEFORE_PLANNED
        if enabled < event.at:
            changes += [(enabled, 1), (event.at, -1)]
    most = now_open = 0
    for _, change in sorted(changes):
        now_open += change
        most = max(most, now_open)
    return most
