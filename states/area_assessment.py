"""区域评估: one study for the whole area, organised and paid by its government (LAW B5.3).

Where a valid result covers a project, no study of its own may be asked (Henan Regulation on
the Business Environment art. 43). Covered means: of this kind, in force on the legal day, the
whole footprint inside the area, no exception that applies, every condition of use met.
Coordinates are integers of one projected system (centimetres or millimetres), so that nothing
is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from states.channel_conditions import found
from states.refusals import Refusal
from states.terms.channel import Condition, Truth
from states.terms.policies import Validity
from states.terms.record import Facts

Point = tuple[int, int]


class AreaNotCovering(Refusal):
    """Area assessment {report_no} does not cover this project: {reason_en}."""

    zh = "区域评估成果{report_no}不覆盖本项目：{reason}。"
    article = "Henan Regulation on the Business Environment art. 43"
    article_zh = "河南省优化营商环境条例第四十三条"


@dataclass(frozen=True, slots=True)
class AreaException:
    """Projects that the result does not serve, such as large, chemical, near major relics."""

    when: Condition
    reason: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class AreaResult:
    """One edition of a result: its kind, area, report, approval, validity and conditions.

    The area is a list of parcels or the corners of a simple polygon, at least one of them.
    """

    id: str
    kind: str
    report_no: str
    approval: str
    validity: Validity
    parcels: frozenset[str] = frozenset()
    polygon: tuple[Point, ...] = ()
    conditions: Condition | None = None
    conditions_text: str = ""
    exceptions: tuple[AreaException, ...] = ()
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Footprint:
    """Where a project stands: its parcels, or the corners of its outline."""

    parcels: frozenset[str] = frozenset()
    outline: tuple[Point, ...] = ()


class Coverage(StrEnum):
    """Whether a result serves a project, and if not, why."""

    COVERED = "covered"
    OTHER_KIND = "other_kind"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    OUTSIDE = "outside"
    EXCLUDED = "excluded"
    CONDITIONS_UNMET = "conditions_unmet"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Covering:
    """What one result says of one project; `ask` names facts, `reason` the exception."""

    coverage: Coverage
    result: AreaResult
    ask: tuple[str, ...] = ()
    exception: AreaException | None = None


def covering(
    result: AreaResult, kind: str, footprint: Footprint, facts: Facts, on: date
) -> Covering:
    """Whether `result` replaces the project's own study of `kind` on the legal day."""
    refused = _standing(result, kind, on)
    if refused is not None:
        return Covering(refused, result)
    inside = _inside(result, footprint)
    if inside is not Truth.TRUE:
        outcome = Coverage.OUTSIDE if inside is Truth.FALSE else Coverage.UNKNOWN
        return Covering(outcome, result, () if inside is Truth.FALSE else ("footprint",))
    ask: dict[str, None] = {}
    for exception in result.exceptions:
        said = found(exception.when, facts)
        if said.truth is Truth.TRUE:
            return Covering(Coverage.EXCLUDED, result, exception=exception)
        ask.update(dict.fromkeys(said.ask))
    met = found(result.conditions, facts)
    if met.truth is Truth.FALSE:
        return Covering(Coverage.CONDITIONS_UNMET, result)
    ask.update(dict.fromkeys(met.ask))
    return Covering(Coverage.UNKNOWN if ask else Coverage.COVERED, result, tuple(ask))


def covered(
    results: Iterable[AreaResult], kind: str, footprint: Footprint, facts: Facts, on: date
) -> tuple[Covering, ...]:
    """What each result of this kind says, those that cover first; empty: there is none."""
    said = [covering(r, kind, footprint, facts, on) for r in results if r.kind == kind]
    order = {Coverage.COVERED: 0, Coverage.UNKNOWN: 1}
    return tuple(sorted(said, key=lambda covering: order.get(covering.coverage, 2)))


def _standing(result: AreaResult, kind: str, on: date) -> Coverage | None:
    if result.kind != kind:
        return Coverage.OTHER_KIND
    if result.withdrawn_on is not None and result.withdrawn_on <= on:
        return Coverage.WITHDRAWN
    if on < result.validity.since:
        return Coverage.NOT_YET
    return None if result.validity.covers(on) else Coverage.EXPIRED


def _inside(result: AreaResult, footprint: Footprint) -> Truth:
    """The whole footprint lies in the area; unknown where they cannot be compared."""
    if result.parcels and footprint.parcels:
        return Truth.TRUE if footprint.parcels <= result.parcels else Truth.FALSE
    if result.polygon and footprint.outline:
        return Truth.TRUE if _outline_inside(footprint.outline, result.polygon) else Truth.FALSE
    return Truth.UNKNOWN


def point_in_polygon(point: Point, polygon: Sequence[Point]) -> bool:
    """Whether the point lies in the polygon; its border belongs to it."""
    inside = False
    for a, b in _edges(polygon):
        if _on_edge(point, a, b):
            return True
        if (a[1] > point[1]) != (b[1] > point[1]):
            # Left of the edge at this height, in integers: no division, no rounding.
            side = _turn(a, b, point)
            if (side > 0) == (b[1] > a[1]):
                inside = not inside
    return inside


def _outline_inside(outline: Sequence[Point], polygon: Sequence[Point]) -> bool:
    """Every corner in the polygon, and no side of the outline leaving it in between."""
    if not all(point_in_polygon(corner, polygon) for corner in outline):
        return False
    sides = _edges(outline) if len(outline) > 1 else []
    crossing = any(_crosses(a, b, c, d) for a, b in sides for c, d in _edges(polygon))
    return not crossing and not any(_dips(a, b, polygon) for a, b in sides)


def _dips(a: Point, b: Point, polygon: Sequence[Point]) -> bool:
    """Whether the side leaves the polygon between two corners of it that lie on the side."""
    stops = sorted({a, b, *(corner for corner in polygon if _on_edge(corner, a, b))})
    # Doubled, the middle of every stretch is an integer as well.
    doubled = [(2 * x, 2 * y) for x, y in polygon]
    middles = [(p[0] + q[0], p[1] + q[1]) for p, q in pairwise(stops)]
    return not all(point_in_polygon(middle, doubled) for middle in middles)


def _edges(corners: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(pairwise([*corners, corners[0]]))


def _turn(a: Point, b: Point, c: Point) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _on_edge(point: Point, a: Point, b: Point) -> bool:
    return (
        _turn(a, b, point) == 0
        and min(a[0], b[0]) <= point[0] <= max(a[0], b[0])
        and min(a[1], b[1]) <= point[1] <= max(a[1], b[1])
    )


def _crosses(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two segments cross in their inner points."""
    first, second = _turn(a, b, c) * _turn(a, b, d), _turn(c, d, a) * _turn(c, d, b)
    return first < 0 and second < 0
