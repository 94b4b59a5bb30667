"""Figures of the “receipt phase” log, under the names of its published comparison."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from greenlane.replay.history import PlayedCase, Seen, distinct
from greenlane.replay.statistics import (
    both_orders,
    days_between,
    examples,
    first_times,
    repeated,
    spread,
    waiting,
    weekdays_between,
)

Cases = Sequence[PlayedCase]
TOP_VARIANTS, TOP_SPANS, PAIR_CASES_MIN = 5, 12, 20
BRANCH_A, BRANCH_B = ("T02", "T04", "T05"), ("T06", "T10")
ADVICE, ASPECTS = ("T07", "T08", "T09"), ("T07", "T09")


def figures(cases: Cases) -> dict[str, Any]:
    """All figures of the log."""
    return _size(cases) | _closing(cases) | _durations(cases) | _course(cases)


def _size(cases: Cases) -> dict[str, Any]:
    events = [event for case in cases for event in case.events]
    variants = Counter(case.activities for case in cases if case.events)
    return {
        "cases": len(cases),
        "events": len(events),
        "activities": len({event.activity for event in events}),
        "resources": len(distinct(events, "resource")),
        "departments_on_events": len(distinct(events, "department")),
        "variants": len(variants),
        "top5_counts": [count for _, count in variants.most_common(TOP_VARIANTS)],
        "singletons": sum(count == 1 for count in variants.values()),
        "events_per_case": spread([len(case.events) for case in cases if case.events]),
    }


def _time(case: PlayedCase, name: str) -> datetime:
    return datetime.fromisoformat(case.facts[name])


def _closing(cases: Cases) -> dict[str, Any]:
    closed = [case for case in cases if case.facts["end_date"]]
    due = [case for case in closed if case.facts["deadline"]]
    overdue = [case for case in due if _time(case, "end_date") > _time(case, "deadline")]
    dated = [case for case in cases if case.facts["deadline"]]
    spans = Counter(
        str((_time(case, "deadline").date() - _time(case, "start_date").date()).days)
        for case in dated
    )
    return {
        "closed": len(closed),
        "not_closed": len(cases) - len(closed),
        "overdue_closed(end_date>deadline)": len(overdue),
        "overdue_share_of_closed": round(len(overdue) / len(closed), 4) if closed else None,
        "overdue_by_channel": _by(overdue, closed, "channel"),
        "overdue_by_case_department": _by(overdue, closed, "department"),
        "last_event_after_deadline": sum(
            any(event.at > _time(case, "deadline") for event in case.events) for case in dated
        ),
        "deadline_span_local_days(top)": dict(spans.most_common(TOP_SPANS)),
        "deadline==end_date_planned": sum(
            _time(case, "deadline") == _time(case, "end_date_planned")
            for case in dated
            if case.facts.get("end_date_planned")
        ),
    }


def _by(overdue: Cases, closed: Cases, column: str) -> dict[str, list[int]]:
    late = Counter(case.facts[column] for case in overdue)
    of = Counter(case.facts[column] for case in closed)
    return {name: [late[name], of[name]] for name in sorted(of) if name}


def _durations(cases: Cases) -> dict[str, Any]:
    closed = [
        (_time(case, "start_date"), _time(case, "end_date"))
        for case in cases
        if case.facts["end_date"]
    ]
    spans = [[event.at for event in case.events] for case in cases if case.events]
    return {
        "case_duration_days(end-start,closed)": spread([days_between(*span) for span in closed]),
        "case_duration_weekdays(Mon-Fri,no holidays)": spread(
            [weekdays_between(first.date(), last.date()) for first, last in closed]
        ),
        "log_span_days(first..last event)": spread(
            [days_between(min(times), max(times)) for times in spans]
        ),
    }


def _course(cases: Cases) -> dict[str, Any]:
    departments = Counter(len(distinct(c.events, "department")) for c in cases if c.events)
    return {
        "rework": _rework(cases),
        "concurrency": _concurrency(cases),
        "joint_advice": {
            "cases_with_any_T07/T08/T09": _count(cases, lambda names: _any(names, *ADVICE)),
            "cases_with_two_or_more_advice_aspects": _count(
                cases, lambda names: len({n.split()[0] for n in names if n.startswith(ASPECTS)}) > 1
            ),
        },
        "distinct_departments_per_case": {str(n): departments[n] for n in sorted(departments)},
        "waiting_hours_by_department": {
            name: waiting(hours) for name, hours in sorted(waits(cases, "department").items())
        },
    }


def _any(names: Sequence[str], *codes: str) -> bool:
    return any(name.startswith(codes) for name in names)


def _count(cases: Cases, holds: Callable[[Sequence[str]], bool]) -> int:
    return sum(holds(case.activities) for case in cases)


def _rework(cases: Cases) -> dict[str, int]:
    return {
        "cases_with_T03_adjust": _count(cases, lambda names: _any(names, "T03")),
        "cases_with_T02_check_repeated": _count(
            cases, lambda names: sum(name.startswith("T02") for name in names) > 1
        ),
        "cases_with_T18_adjust_report": _count(cases, lambda names: _any(names, "T18")),
        "cases_with_T13_adjust_document": _count(cases, lambda names: _any(names, "T13")),
        "cases_any_activity_repeated": _count(cases, lambda names: repeated(names) > 1),
        "max_repeats_of_one_activity": max(repeated(case.activities) for case in cases),
    }


def _concurrency(cases: Cases) -> dict[str, Any]:
    pairs = both_orders(
        (first_times(case.events, lambda e: e.activity, lambda e: e.at) for case in cases),
        PAIR_CASES_MIN,
    )
    return {
        "activity_pairs_seen_in_both_orders(>=20 cases each)": len(pairs),
        "examples": examples(pairs),
        "cases_branches_T02..T05_and_T06/T10_interleaved": sum(
            _interleaved(case.events) for case in cases
        ),
    }


def _interleaved(events: Sequence[Seen]) -> bool:
    """Neither branch was over before the other began."""
    a = [place for place, event in enumerate(events) if event.activity.startswith(BRANCH_A)]
    b = [place for place, event in enumerate(events) if event.activity.startswith(BRANCH_B)]
    return bool(a and b) and min(a) < max(b) and min(b) < max(a)


def waits(cases: Cases, column: str) -> dict[str, list[float]]:
    """Hours since the event before, by the party that then acted."""
    hours: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        for before, event in zip(case.events, case.events[1:], strict=False):
            elapsed = (event.at - before.at).total_seconds() / 3600
            if party := event.facts[column]:
                hours[party].append(elapsed)
    return hours
