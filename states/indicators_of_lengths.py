"""The indicators that are no sums over cases: median, P90, design, speed, tasks (LAW B8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from states.bulletin_period import Period
from states.case_facts import CaseFacts, TaskFact
from states.indicators import Figure, is_closed, is_counted

P90 = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class MatterLimits:
    """A matter's limits in working days: by statute, and as promised."""

    matter: str
    lead: str
    statute_days: int
    promise_days: int


def _lengths(cases: Iterable[CaseFacts], period: Period) -> list[tuple[int, str]]:
    return sorted(
        (case.used_days, case.case_id)
        for case in cases
        if is_counted(case) and is_closed(case, period) and case.used_days is not None
    )


def median_used(cases: Iterable[CaseFacts], period: Period) -> Figure:
    """The middle of the days used; of an even number the mean of the middle two."""
    lengths = _lengths(cases, period)
    if not lengths:
        return Figure()
    size = len(lengths)
    middle = lengths[(size - 1) // 2][0] + lengths[size // 2][0]
    return _of_all(Fraction(middle, 2), lengths)


def p90_used(cases: Iterable[CaseFacts], period: Period) -> Figure:
    """The smallest length that nine of ten cases did not exceed (nearest rank)."""
    lengths = _lengths(cases, period)
    if not lengths:
        return Figure()
    place = -(-P90.numerator * len(lengths) // P90.denominator)
    return _of_all(Fraction(lengths[place - 1][0]), lengths)


def _of_all(value: Fraction, lengths: Sequence[tuple[int, str]]) -> Figure:
    ids = tuple(sorted(case_id for _, case_id in lengths))
    return Figure(value, Fraction(1), len(ids), ids)


def compression_designed(matters: Iterable[MatterLimits]) -> Figure:
    """压缩率 (设计): what the promises leave out of the statutes, averaged over matters."""
    each = [m for m in matters if m.statute_days]
    cut = sum((Fraction(m.statute_days - m.promise_days, m.statute_days) for m in each), Fraction())
    names = tuple(sorted(m.matter for m in each))
    return Figure(cut, Fraction(len(each)), len(each), names)


def speed_up(now: Iterable[CaseFacts], period: Period, earlier: Period) -> Figure:
    """提速率: days saved against an earlier period, by the matters that both decided.

    Standardised on the mix of `period`: each matter's mean of the earlier period counts as
    often as the matter was decided in this one. `now` are cases of both periods.
    """
    ours, theirs = _by_matter(now, period), _by_matter(now, earlier)
    common = sorted(ours.keys() & theirs.keys())
    used_now = sum(sum(days for days, _ in ours[matter]) for matter in common)
    used_then = sum(
        (
            Fraction(sum(days for days, _ in theirs[matter]) * len(ours[matter]))
            / len(theirs[matter])
            for matter in common
        ),
        Fraction(),
    )
    ids = tuple(sorted(case_id for matter in common for _, case_id in ours[matter]))
    return Figure(used_then - used_now, used_then, len(ids), ids)


def _by_matter(
    cases: Iterable[CaseFacts], period: Period
) -> Mapping[str, Sequence[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for case in cases:
        if is_counted(case) and is_closed(case, period) and case.used_days is not None:
            found.setdefault(case.matter, []).append((case.used_days, case.case_id))
    return found


def minutes_done(tasks: Iterable[TaskFact], period: Period) -> Figure:
    """会议事项办结率: tasks of minutes due in the period that were done by its end."""
    due = [task for task in tasks if task.from_minutes and period.holds(task.due_on)]
    return _tasks(due, [t for t in due if t.done_on is not None and t.done_on <= period.to_on])


def tasks_in_time(tasks: Iterable[TaskFact], period: Period) -> Figure:
    """交办件按期率: tasks handed on, due in the period, that were done by their last day."""
    due = [task for task in tasks if not task.from_minutes and period.holds(task.due_on)]
    return _tasks(due, [t for t in due if t.done_on is not None and t.done_on <= t.due_on])


def _tasks(due: Sequence[TaskFact], kept: Sequence[TaskFact]) -> Figure:
    """Each task once, however many units answer for it."""
    ids = {task.task_id for task in kept}
    others = {task.task_id for task in due} - ids
    size = len(ids) + len(others)
    return Figure(
        Fraction(len(ids)), Fraction(size), size, tuple(sorted(ids)), tuple(sorted(others))
    )
