"""Names that point to names: who is unknown, who comes twice, who waits in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from catalog.faults import nearest, unknown


def missing(noun: str, names: Iterable[str], known: Collection[str]) -> list[str]:
    """A sentence for each name that nobody knows."""
    return [unknown(noun, name, nearest(name, known)) for name in names if name not in known]


def prefixed(key: str, messages: Iterable[str]) -> list[tuple[str, str]]:
    """The messages, each with the key it belongs to."""
    return [(key, message) for message in messages]


def repeated(names: Iterable[str]) -> list[str]:
    """Names that come more than once, each told once."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for name in names:
        if name in seen:
            twice[name] = None
        seen.add(name)
    return list(twice)


def cycle(waits_for: Mapping[str, Sequence[str]]) -> list[str] | None:
    """A circle in which everybody waits, the first name repeated at its end, or None."""
    waiting = {name: [b for b in before if b in waits_for] for name, before in waits_for.items()}
    while ready := [name for name, before in waiting.items() if not before]:
        for name in ready:
            del waiting[name]
        waiting = {n: [b for b in before if b in waiting] for n, before in waiting.items()}
    if not waiting:
        return None
    trail = [next(iter(waiting))]
    while (before := waiting[trail[-1]][0]) not in trail:
        trail.append(before)
    return [*trail[trail.index(before) :], before]
