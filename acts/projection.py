"""The row of a case: what desks, watches and the board read without opening its record."""

from __future__ import annotations

from typing import Any

from states.clocks import promise_due, statute_due
from states.next_steps import next_alarm
from states.rederived import reaches_on
from states.stages import days_to_decision, stage_of
from states.terms import CaseSnapshot, Colour

BY_BRIGHTNESS = (Colour.WARNING, Colour.YELLOW, Colour.RED)


def light_of(case: CaseSnapshot) -> str:
    """The brightest card that stands: green, warning, yellow or red; a revoked one is dark."""
    colours = {card.colour for card in case.cards if card.stands}
    lit = [colour for colour in BY_BRIGHTNESS if colour in colours]
    return lit[-1].value if lit else "green"


def projection(case: CaseSnapshot) -> dict[str, Any]:
    """The case's row: a pure reading of the snapshot, without version and head."""
    promise, statute = promise_due(case), statute_due(case)
    return {
        "case_id": case.case_id,
        "matter": case.rules.matter,
        "lead": case.rules.lead,
        "region": case.project["region"],
        "project_name": case.project["name"],
        "project_code": case.project["code"] or "",
        "applicant_code": case.applicant["credit_code"],
        "applicant_name": case.applicant["name"],
        "catalog_sha256": case.catalog_sha256,
        "received_at": case.received_at,
        "filing_state": case.filing_state,
        "review_state": case.review_state,
        "approval_state": case.approval_state,
        "accepted_on": case.accepted_on,
        "promise_due_on": promise.due_on if promise else None,
        "statute_due_on": statute.due_on if statute else None,
        "provisional": bool(statute and statute.provisional),
        "decided_on": case.decision.decided_on if case.decision else None,
        "light": light_of(case),
        "next_alarm_on": next_alarm(case),
        "reaches_on": reaches_on(case),
        "calendar_version": case.calendar_named,
        "stage": stage_of(case).value,
        "received_on": case.received_on,
        "used_days": days_to_decision(case),
    }
