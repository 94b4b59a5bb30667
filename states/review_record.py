"""What the record of a joint review adds up to besides its seats.

Conditions, return notices, corrections after acceptance and opinions transmitted upward are
kept across rounds: the once-only rule and the merged conditions are read from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from states.folding import items_of
from states.terms import (
    Answer,
    CaseSnapshot,
    Condition,
    ConditionCategory,
    Consultation,
    CorrectionItem,
    Entry,
    Facts,
    Operator,
    Quantity,
    ReturnNotice,
    ReviewCorrection,
)


def after_opinion(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """The record after a department spoke: its conditions, its returns, its transmission."""
    payload = entry.payload
    department, answer = payload["department"], Answer(payload["answer"])
    seat = case.seat(department)
    if seat is None or seat.state == "deemed_agreed":
        # What comes late is kept for the lead; it binds nobody and asks nothing.
        return case
    others = tuple(c for c in case.conditions if c.department != department)
    case = case.but(conditions=(*others, *conditions_of(department, entry)))
    if answer is Answer.RETURN_FOR_CORRECTION:
        abouts = tuple(item.about for item in items_of(payload.get("items", ())))
        notice = ReturnNotice(department, entry.effective_on, entry.number, abouts)
        return case.but(returns=(*case.returns, notice))
    if answer is Answer.REFER_UPWARD:
        asked = Consultation(department, payload.get("authority", ""), entry.effective_on)
        return case.but(consultations=(*case.consultations, asked))
    return case


def conditions_of(department: str, entry: Entry) -> Iterable[Condition]:
    """The conditions an entry states, each with an id of its own: department, entry, place."""
    for place, text in enumerate(entry.payload.get("conditions", ()), start=1):
        yield Condition(f"{department}.{entry.number}.{place}", department, text)


def after_correction(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """The record after the applicant handed something in or changed it."""
    corrected = [row["id"] for row in entry.payload.get("materials", ())]
    corrected += [f"/{name}" for name in entry.payload.get("changes", {})]
    done = ReviewCorrection(entry.number, tuple(corrected))
    return case.but(review_corrections=(*case.review_corrections, done))


def seen_before(
    case: CaseSnapshot, department: str, items: Iterable[CorrectionItem]
) -> tuple[str, ...]:
    """What `department` would tell anew although it could be seen when it first returned.

    Free are what its earlier lists name already, and what the applicant handed in or changed
    since its first list. Before a first list everything is free (LAW B1.8).
    """
    earlier = [notice for notice in case.returns if notice.department == department]
    if not earlier:
        return ()
    free = {about for notice in earlier for about in notice.abouts}
    for correction in case.review_corrections:
        if correction.number > earlier[0].number:
            free.update(correction.abouts)
    return tuple(item.about for item in items if item.about not in free)


def open_consultation(case: CaseSnapshot, department: str) -> Consultation | None:
    """The opinion of `department` that a higher level has yet to answer, or None."""
    found = (c for c in case.consultations if c.department == department and not c.answered_on)
    seat = case.seat(department)
    return next(found, None) if seat is not None and seat.state == "referred" else None


def specified(condition: Condition, payload: Facts) -> Condition:
    """The condition with what was said of it later: category, subject, comparable core."""
    quantity: Quantity | None = None
    if payload.get("field"):
        quantity = Quantity(
            payload["field"],
            Operator(payload["operator"]),
            Decimal(payload["value"]),
            payload.get("unit") or "",
        )
    changes: dict[str, Any] = {
        "category": ConditionCategory(payload["category"]),
        "about": payload.get("about") or "",
        "quantity": quantity,
    }
    if payload.get("text"):
        changes["text"] = payload["text"]
    return replace(condition, **changes)
