"""Counting: quantiles by linear interpolation, weekdays, pairs seen in both orders."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

QUANTILES = (0.5, 0.75, 0.9, 0.95, 0.99)
EXAMPLES = 6
ONE_DAY = timedelta(days=1)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie, linearly between neighbours."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def spread(values: Sequence[float], digits: int = 4) -> dict[str, float]:
    """Number, mean, extremes and quantiles; only the number where there are none."""
    if not values:
        return {"n": 0}
    return {
        "n": len(values),
        "mean": round(sum(values) / len(values), digits),
        "min": round(float(min(values)), digits),
        **{f"p{round(s * 100)}": round(quantile(values, s), digits) for s in QUANTILES},
        "max": round(float(max(values)), digits),
    }


def waiting(hours: Sequence[float]) -> dict[str, float]:
    """Number, mean, median and ninth decile of waiting hours."""
    return {
        "n": len(hours),
        "mean_h": round(sum(hours) / len(hours), 3),
        "median_h": round(quantile(hours, 0.5), 3),
        "p90_h": round(quantile(hours, 0.9), 3),
    }


def days_between(first: datetime, last: datetime) -> float:
    """Elapsed days, as a fraction."""
    return (last - first).total_seconds() / 86400


def weekdays_between(first: date, last: date) -> float:
    """Mondays to Fridays in [first, last); where last comes first, minus those in (last, first].

    Either way the first day named is counted and the last is not, as `numpy.busday_count` does.
    """
    if last < first:
        return 0.0 - weekdays_between(last + ONE_DAY, first + ONE_DAY)
    weeks, rest = divmod((last - first).days, 7)
    count = weeks * 5 + sum((first + timedelta(days=n)).weekday() < 5 for n in range(rest))
    return float(count)


def both_orders(
    firsts: Iterable[Mapping[str, datetime]], cases_min: int
) -> list[tuple[str, str, int, int, int]]:
    """Pairs of names whose first times come in both orders in at least `cases_min` cases each.

    Sorted by the rarer order, commonest first; with how often they share an instant.
    """
    seen: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for first in firsts:
        names = sorted(first)
        for place, a in enumerate(names):
            for b in names[place + 1 :]:
                order = 0 if first[a] < first[b] else 1 if first[a] > first[b] else 2
                seen[a, b][order] += 1
    pairs = [
        (a, b, first, second, same)
        for (a, b), (first, second, same) in seen.items()
        if min(first, second) >= cases_min
    ]
    return sorted(pairs, key=lambda pair: (-min(pair[2], pair[3]), pair[0], pair[1]))


def examples(pairs: list[tuple[str, str, int, int, int]]) -> list[dict[str, Any]]:
    """The first few pairs, by name."""
    return [
        {"a": a, "b": b, "a_first": ab, "b_first": ba, "same_instant": same}
        for a, b, ab, ba, same in pairs[:EXAMPLES]
    ]


def repeated(names: Iterable[str]) -> int:
    """How often the most repeated name stands."""
    return max(Counter(names).values(), default=0)


def first_times(
    rows: Iterable[Any], name: Callable[[Any], str], at: Callable[[Any], datetime]
) -> dict[str, datetime]:
    """The time at which each name first stands, in the order of the rows."""
    first: dict[str, datetime] = {}
    for row in rows:
        first.setdefault(name(row), at(row))
    return first
