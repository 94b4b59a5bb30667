"""A part of the procedure that not every case goes through: hearing, validity, commitment …

A part brings what its entries do to a case, its clocks, the steps that silence brings in it,
and the duties it leaves open. :data:`states.parts.PARTS` lists them all; the fold, the agenda,
the worklists and every explanation ask each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from states.folding import Fold
from states.terms import CaseSnapshot, Draft, Duty, EntryKind, RunningClock, Step, StepKind

DraftOf = Callable[[CaseSnapshot, Step], Draft]
"""The entry that taking a step writes; its payload says which text it rests on."""


def _none(case: CaseSnapshot) -> Iterator[Any]:
    return iter(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one part of the procedure adds. `clocks`, `steps` and `duties` read the snapshot.

    `view` is the part as the API and the page of the case tell it: JSON facts, or None where
    the case has not come to it.
    """

    name: str
    folds: Mapping[EntryKind, Fold]
    clocks: Callable[[CaseSnapshot], Iterator[RunningClock]] = _none
    steps: Callable[[CaseSnapshot], Iterator[Step]] = _none
    drafts: Mapping[StepKind, DraftOf] = field(default_factory=dict)
    duties: Callable[[CaseSnapshot], Iterator[Duty]] = _none
    view: Callable[[CaseSnapshot], Mapping[str, Any] | None] = lambda case: None
