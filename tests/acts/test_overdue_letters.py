"""Lateness is told with its remedies."""

from __future__ import annotations

import json
from typing import Any

from ledger import views
from states.terms import CaseSnapshot
from templates import letter_text
from tests.playing import Play


def facts_of(play: Play, case: CaseSnapshot, kind: str) -> dict[str, Any]:
    rows = play.read(lambda office: list(views.letters_of(office.session, case.case_id)))
    (row,) = [row for row in rows if row.kind == kind]
    facts: dict[str, Any] = json.loads(row.facts)
    return facts


def test_lateness_is_told_with_the_remedies_and_approves_nothing(play: Play) -> None:
    """Accepted 2026-03-02, 20 working days end on 03-30; from there sixty days end on
    Friday 05-29, six months on 09-30 (LAW B1.6)."""
    case = play.accepted("2026-03-02 09:30")
    play.clock.set(play.clock.now().replace(day=31))
    case = play.act(lambda office, now: office.advance(case.case_id, now))
    facts = facts_of(play, case, "overdue_statement")

    assert (facts["last_on"], facts["reconsideration_until"], facts["suit_until"]) == (
        "2026-03-30",
        "2026-05-29",
        "2026-09-30",
    )
    assert "不视为准予" in letter_text("overdue_statement", facts)
    assert case.decision is None
