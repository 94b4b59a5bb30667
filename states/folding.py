"""How an entry moves a case: the tools that every fold is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from states.approval import Approval
from states.filing import Filing, RecordFiling
from states.joint_review import JointReview, Opinion
from states.procedure import Procedure, follow
from states.terms import CaseSnapshot, CorrectionItem, Entry, Facts, Material, Regime

Fold = Callable[[CaseSnapshot, Entry], CaseSnapshot]


def filing_machine(case: CaseSnapshot) -> type[Procedure]:
    """The machine by which the case came in: 备案 has one of its own."""
    return RecordFiling if case.rules.regime is Regime.RECORD_FILING else Filing


def on_filing(case: CaseSnapshot, event: str) -> CaseSnapshot:
    """The case after a recorded event of its filing."""
    state = follow(filing_machine(case), case.filing_state, event, case, None)
    return case.but(filing_state=state)


def on_review(case: CaseSnapshot, event: str) -> CaseSnapshot:
    """The case after a recorded event of its joint review."""
    state = follow(JointReview, case.review_state, event, case, None)
    return case if state == case.review_state else case.but(review_state=state)


def on_seat(case: CaseSnapshot, department: str, event: str, **changes: Any) -> CaseSnapshot:
    """Move one department's seat and collate the review."""
    seat = case.seat(department)
    if seat is None:
        raise ValueError(f"case {case.case_id}: the record moves a seat that {department} lacks")
    moved = replace(seat, state=follow(Opinion, seat.state, event, case, None), **changes)
    seats = tuple(moved if s.department == department else s for s in case.seats)
    return on_review(case.but(seats=seats), "collate")


CLEARED: Mapping[str, Any] = {
    "answer": None,
    "answered_on": None,
    "comment": "",
    "conditions": (),
    "items": (),
}


def on_approval(case: CaseSnapshot, event: str) -> CaseSnapshot:
    """The case after a recorded event of its decision."""
    state = follow(Approval, case.approval_state, event, case, None)
    return case.but(approval_state=state)


def materials_after(case: CaseSnapshot, entry: Entry) -> tuple[Material, ...]:
    """Newer versions replace older ones under the same id; the list keeps its order."""
    supplied = {material.id: material for material in case.materials}
    for row in entry.payload.get("materials", ()):
        supplied[row["id"]] = Material(
            row["id"], row["filename"], row["sha256"], entry.effective_on
        )
    return tuple(supplied.values())


def items_of(rows: Iterable[Facts]) -> tuple[CorrectionItem, ...]:
    """Correction lines from their JSON rows."""
    return tuple(CorrectionItem(row["about"], row["problem"], row["remedy"]) for row in rows)
