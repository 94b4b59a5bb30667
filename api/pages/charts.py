"""Numbers as shapes: what a drawing on the server needs, in its own units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1000, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 10, 14, 34
GAP = 0.28
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Column:
    """One bar: of which series, where, how high, and what it says."""

    series: str
    x: float
    y: float
    width: float
    height: float
    value: int


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of one label on the axis."""

    x: float
    label: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across at a round number."""

    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Grouped bars over an axis that begins at nought."""

    width: int
    height: int
    left: int
    right: int
    base: int
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...]


def chart(series: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    """Bars for each (label, values of the series in order)."""
    highest = max((value for _, values in rows for value in values), default=0)
    step = _step(highest)
    ceiling = max(step, -(-highest // step) * step)
    base, room = HEIGHT - BOTTOM, WIDTH - LEFT - RIGHT
    scale = (base - TOP) / ceiling
    slot = room / max(len(rows), 1)
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        base=base,
        groups=tuple(
            _group(series, label, values, LEFT + place * slot, slot, scale)
            for place, (label, values) in enumerate(rows)
        ),
        rules=tuple(
            Rule(round(base - value * scale, 1), value) for value in range(0, ceiling + 1, step)
        ),
    )


def _group(
    series: Sequence[str], label: str, values: Sequence[int], x: float, slot: float, scale: float
) -> Group:
    width = slot * (1 - GAP) / len(series)
    columns = tuple(
        Column(
            series=name,
            x=round(x + slot * GAP / 2 + place * width, 1),
            y=round(HEIGHT - BOTTOM - value * scale, 1),
            width=round(width - 1, 1),
            height=round(value * scale, 1),
            value=value,
        )
        for place, (name, value) in enumerate(zip(series, values, strict=True))
    )
    return Group(round(x + slot / 2, 1), label, columns)


def _step(highest: int) -> int:
    """A round distance of about a quarter of the highest value."""
    decade = 1
    while True:
        for step in STEPS:
            if step * decade * 4 >= highest:
                return step * decade
        decade *= 10
