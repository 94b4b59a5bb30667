"""A town for benchmarks: a house with people and cases in review."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from acts import documents, intake, signoff
from acts.forms import AcceptForm, FilingForm, OpenReviewForm
from acts.office import Office
from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.story import applicant_facts, at, cast_of, pdf_of, project
from greenlane.wiring import House, build
from ledger.engine import Ledger
from states.terms import Actor, Rank, Role

SEATS = ("zrzy", "sthj", "slj", "yjj", "zjj", "jtj", "wgl")
MATERIALS = ("project_application", "stability_report", "environmental_note")


@dataclass
class Town:
    """A house, its clock and its people."""

    house: House
    clock: SimulatedClock
    people: dict[str, Actor]

    @property
    def ledger(self) -> Ledger:
        """The town's ledger."""
        return self.house.ledger

    def office(self, session: Session) -> Office:
        """An office on the session."""
        return self.house.office(session)


def town(
    url: str,
    cases: int,
    begun: str = "2026-03-02 09:30",
    now: str = "2026-03-03 09:30",
    calendar_folder: Path | None = None,
) -> Town:
    """A town whose first `cases` ratifications are in review since `begun`."""
    clock = SimulatedClock(at(begun))
    house = build(Settings(database_url=url, calendar_folder=calendar_folder), clock)
    people = {
        user.username: Actor(
            user.username,
            user.name,
            Role(user.role),
            user.organisation,
            Rank(user.rank) if user.rank else None,
        )
        for user in house.city.catalog.users.values()
    }
    made = Town(house, clock, people)
    for _ in range(cases):
        _case_in_review(made)
    clock.set(at(now))
    # As `greenlane serve` does: what start-up left behind is never searched for garbage again.
    gc.collect()
    gc.freeze()
    return made


def _case_in_review(made: Town) -> None:
    now = made.clock.now()
    owner = made.people["qiye"]
    played = cast_of(made.house.city.catalog).projects
    with made.ledger.writing() as session:
        office = made.office(session)
        stored = documents.store(office, "a.pdf", pdf_of("bench"), actor=owner, now=now)
        handed: list[dict[str, Any]] = [
            {"id": name, "filename": "a.pdf", "sha256": stored.sha256} for name in MATERIALS
        ]
        form = FilingForm.model_validate(
            {
                "matter": "ratification.enterprise",
                "project": project(played, "bench", industry="4412"),
                "applicant": applicant_facts(owner.name, owner.organisation, "-"),
                "materials": handed,
                "declaration": True,
            }
        )
        case_id = intake.receive(office, form, actor=owner, now=now).case_id
        clerk, handler = made.people["chuangkou"], made.people["fgw.chengban"]
        intake.accept(office, case_id, AcceptForm(), actor=clerk, now=now)
        signoff.open_review(office, case_id, OpenReviewForm(), actor=handler, now=now)
