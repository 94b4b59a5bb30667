"""What one edition says otherwise than another, matter by matter, as a lawyer would list it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from catalog.entries import LimitEntry
from catalog.loader import Catalog
from catalog.schema import Matter

LIMITS = ("notice", "decision", "delivery")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: its `kind` names the sentence, `facts` fill it; `where` is the entry's code."""

    kind: str
    where: str
    name: str
    name_en: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


def differences(before: Catalog, after: Catalog) -> tuple[Difference, ...]:
    """Every change between two editions: departments, matters, channels, in order of code."""
    return (
        *_departments(before, after),
        *_matters(before, after),
        *_channels(before, after),
    )


def _departments(before: Catalog, after: Catalog) -> Iterator[Difference]:
    for code in sorted({*before.departments, *after.departments}):
        was, now = before.departments.get(code), after.departments.get(code)
        if was is None and now is not None:
            yield Difference("department_added", code, now.name, now.name_en)
        elif now is None and was is not None:
            yield Difference("department_removed", code, was.name, was.name_en)
        elif was is not None and now is not None and was.name != now.name:
            facts = {"before": was.name}
            yield Difference("department_renamed", code, now.name, now.name_en, facts)


def _channels(before: Catalog, after: Catalog) -> Iterator[Difference]:
    for code in sorted({*before.channels, *after.channels}):
        was, now = before.channels.get(code), after.channels.get(code)
        shown = now or was
        assert shown is not None, "the code is of one of the two"
        if was is None or now is None:
            kind = "channel_added" if was is None else "channel_removed"
            yield Difference(kind, code, shown.name, shown.name_en)
        elif was != now:
            yield Difference("channel_changed", code, now.name, now.name_en)


def _matters(before: Catalog, after: Catalog) -> Iterator[Difference]:
    for code in sorted({*before.matters, *after.matters}):
        was, now = before.matters.get(code), after.matters.get(code)
        if was is None and now is not None:
            yield Difference("matter_added", code, now.name, now.name_en)
        elif now is None and was is not None:
            yield Difference("matter_removed", code, was.name, was.name_en)
        elif was is not None and now is not None:
            for kind, facts in _changes(was, now, before, after):
                yield Difference(kind, code, now.name, now.name_en, facts)


Change = tuple[str, dict[str, str | int]]


def _changes(was: Matter, now: Matter, before: Catalog, after: Catalog) -> Iterator[Change]:
    yield from _limit_changes(was, now, before, after)
    for key in ("department", "decided_by", "regime"):
        old, new = getattr(was, key), getattr(now, key)
        if old != new:
            yield f"{key}_changed", {"before": str(old or "-"), "after": str(new or "-")}
    if was.basis != now.basis:
        yield (
            "basis_changed",
            {
                "before": "；".join(b.text for b in was.basis),
                "after": "；".join(b.text for b in now.basis),
            },
        )
    yield from _seat_changes(was, now)
    yield from _material_changes(was, now)
    if was.impact != now.impact:
        yield "impact_changed", {}


def _limit_changes(was: Matter, now: Matter, before: Catalog, after: Catalog) -> Iterator[Change]:
    pairs: list[tuple[str, LimitEntry | None, LimitEntry | None]] = [
        (key, _limit(was, key, before), _limit(now, key, after)) for key in LIMITS
    ]
    pairs.append(("promise", was.limits.promise, now.limits.promise))
    if was.review and now.review:
        old = before.book.time_limits[was.review.limit]
        pairs.append(("opinion", old, after.book.time_limits[now.review.limit]))
    for clock, old_limit, new_limit in pairs:
        if old_limit != new_limit:
            yield (
                "limit_changed",
                {"clock": clock, "before": _said(old_limit), "after": _said(new_limit)},
            )
    extensions = [
        book.book.extensions.get(matter.limits.extension or "")
        for book, matter in ((before, was), (after, now))
    ]
    if extensions[0] != extensions[1]:
        said = [f"{e.max_days} ({e.approved_by})" if e else "-" for e in extensions]
        yield "extension_changed", {"before": said[0], "after": said[1]}


def _limit(matter: Matter, key: str, catalog: Catalog) -> LimitEntry | None:
    return catalog.book.time_limits.get(getattr(matter.limits, key) or "")


def _said(limit: LimitEntry | None) -> str:
    return f"{limit.days} {limit.unit} ({limit.start}; {limit.source})" if limit else "-"


def _seat_changes(was: Matter, now: Matter) -> Iterator[Change]:
    old = {seat.department: seat for seat in was.review.seats} if was.review else {}
    new = {seat.department: seat for seat in now.review.seats} if now.review else {}
    for department in sorted(new.keys() - old.keys()):
        yield "seat_added", {"department": department}
    for department in sorted(old.keys() - new.keys()):
        yield "seat_removed", {"department": department}
    for department in sorted(old.keys() & new.keys()):
        if old[department] != new[department]:
            yield "seat_changed", {"department": department}
    if was.review and now.review:
        shapes = [(r.rule, r.threshold, r.quorum, r.silence) for r in (was.review, now.review)]
        if shapes[0] != shapes[1]:
            said = [" / ".join(map(str, shape)) for shape in shapes]
            yield "review_rule_changed", {"before": said[0], "after": said[1]}


def _material_changes(was: Matter, now: Matter) -> Iterator[Change]:
    old = {material.id: material for material in was.materials}
    new = {material.id: material for material in now.materials}
    for name in sorted(new.keys() - old.keys()):
        yield "material_added", {"material": new[name].name}
    for name in sorted(old.keys() - new.keys()):
        yield "material_removed", {"material": old[name].name}
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            yield "material_changed", {"material": new[name].name}
