"""What an open page asks to learn that something has changed."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.visit import SignedVisit
from states.terms import CaseSnapshot, Role


@dataclass(frozen=True, slots=True)
class Watched:
    """Where to ask, how often in seconds, and which entry of a case the page shows."""

    address: str
    every_s: int
    shows: int | None = None


def watched(visit: SignedVisit, address: str, shows: int | None = None) -> Watched | None:
    """The watch of this page; None where the house has it switched off."""
    every_s = visit.house.settings.live_every_s
    return Watched(address, every_s, shows) if every_s > 0 else None


def watched_case(visit: SignedVisit, case: CaseSnapshot) -> Watched | None:
    """The watch of an official's page of a case; enterprises have notices instead."""
    if visit.actor.role is Role.ENTERPRISE:
        return None
    return watched(visit, f"/api/v1/live/cases/{case.case_id}", case.version)
