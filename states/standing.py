"""Who is praised and who is named in a 通报, and the yearly score: pure readings of figures.

All thresholds come from the catalogue. The score counts the rates that may be shown; where few
cases hide one, the rest is scaled, so that nobody gains or loses by having had little to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from states.indicators import Figure, ranks
from states.terms import Colour

BY_STATUTE, BY_PROMISE, RED_LEFT = "on_time_statute", "on_time_promise", "red_net"
OVERDUE = ("overdue_statute_closed", "overdue_statute_open")
Figures = Mapping[str, Mapping[str, Figure]]
"""By indicator, then by department."""
NONE = Figure()


@dataclass(frozen=True, slots=True)
class ListRules:
    """When a department is praised or named; percents are whole numbers."""

    sample_min: int
    praise_rank_max: int
    praise_percent_min: int
    criticism_percent_below: int


@dataclass(frozen=True, slots=True)
class Named:
    """A department on a list, and the figures for which it stands there."""

    department: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weight:
    """The points of an indicator at its best, which may be its lowest."""

    indicator: str
    points: int
    low_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a score: the points that could be had, and those that were."""

    indicator: str
    points: int
    gained: Fraction | None
    """None where the rate is of too few cases to be shown."""


@dataclass(frozen=True, slots=True)
class Score:
    """A department's year: lines, points off by cards, and the score from 0 to 100.

    `score` is None where no rate could be shown.
    """

    department: str
    lines: tuple[Line, ...]
    deducted: int
    score: Fraction | None


def praised(figures: Figures, rules: ListRules) -> tuple[Named, ...]:
    """The departments that kept their promises best and have no red card left."""
    promise = figures[BY_PROMISE]
    places = ranks(promise, rules.sample_min)
    least = Fraction(rules.praise_percent_min, 100)
    return tuple(
        Named(department, (BY_PROMISE,))
        for department, place in sorted(places.items(), key=lambda one: (one[1], one[0]))
        if place <= rules.praise_rank_max
        and (promise[department].rate or 0) >= least
        and not _reasons(figures, department, rules)
    )


def criticised(figures: Figures, rules: ListRules) -> tuple[Named, ...]:
    """The departments with a low rate by statute, a red card left, or an overdue case."""
    departments = sorted({department for each in figures.values() for department in each})
    found = ((department, _reasons(figures, department, rules)) for department in departments)
    return tuple(Named(department, reasons) for department, reasons in found if reasons)


def _reasons(figures: Figures, department: str, rules: ListRules) -> tuple[str, ...]:
    reasons = [key for key in (RED_LEFT, *OVERDUE) if figures[key].get(department, NONE).part > 0]
    statute = figures[BY_STATUTE].get(department, NONE)
    least = Fraction(rules.criticism_percent_below, 100)
    if statute.rate is not None and statute.is_shown(rules.sample_min) and statute.rate < least:
        reasons.insert(0, BY_STATUTE)
    return tuple(reasons)


def scores(
    figures: Figures,
    weights: Iterable[Weight],
    deductions: Mapping[Colour, int],
    sample_min: int,
) -> tuple[Score, ...]:
    """The score of every department that has a figure, the best first, then by id."""
    weighed = tuple(weights)
    departments = sorted({department for each in figures.values() for department in each})
    each = [_score(figures, d, weighed, deductions, sample_min) for d in departments]
    return tuple(sorted(each, key=lambda s: (s.score is None, -(s.score or 0), s.department)))


def _score(
    figures: Figures,
    department: str,
    weights: tuple[Weight, ...],
    deductions: Mapping[Colour, int],
    sample_min: int,
) -> Score:
    lines = tuple(_line(figures, department, weight, sample_min) for weight in weights)
    deducted = sum(
        points * max(0, int(figures[f"{colour.value}_net"].get(department, NONE).part))
        for colour, points in deductions.items()
    )
    judged = sum(line.points for line in lines if line.gained is not None)
    if judged == 0:
        return Score(department, lines, deducted, None)
    gained = sum((line.gained for line in lines if line.gained is not None), Fraction())
    return Score(department, lines, deducted, max(Fraction(0), gained * 100 / judged - deducted))


def _line(figures: Figures, department: str, weight: Weight, sample_min: int) -> Line:
    figure = figures[weight.indicator].get(department, NONE)
    if figure.rate is None or not figure.is_shown(sample_min):
        return Line(weight.indicator, weight.points, None)
    share = min(max(figure.rate, Fraction(0)), Fraction(1))
    gained = 1 - share if weight.low_is_better else share
    return Line(weight.indicator, weight.points, weight.points * gained)


def places(scored: Iterable[Score]) -> Mapping[str, int]:
    """The place of each department with a score; equal scores share a place."""
    known = {one.department: one.score for one in scored if one.score is not None}
    return {
        department: 1 + sum(1 for other in known.values() if other > score)
        for department, score in known.items()
    }
