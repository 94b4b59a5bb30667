"""A house to play in: a real ledger, the demonstration's people, and a clock that is moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from acts import documents, intake, signoff
from acts.forms import (
    AcceptForm,
    ApplicantForm,
    FilingForm,
    MaterialForm,
    OpenReviewForm,
    OpinionForm,
    ProjectForm,
)
from acts.office import Office
from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.story import at
from greenlane.wiring import House, build
from states.terms import Actor, CaseSnapshot, Rank, Role

MATTER = "ratification.enterprise"
REVIEWERS = ("zrzy", "sthj", "slj", "yjj", "zjj", "jtj", "wgl")
REQUIRED = ("project_application", "stability_report", "environmental_note")
DOCUMENT = b"%PDF-1.4\n% a document of the tests\n"


@dataclass
class Play:
    """Acts in transactions of their own, as people of the demonstration city."""

    house: House
    clock: SimulatedClock

    def actor(self, username: str) -> Actor:
        """The demonstration user of this name."""
        user = self.house.city.catalog.users[username]
        rank = Rank(user.rank) if user.rank else None
        return Actor(user.username, user.name, Role(user.role), user.organisation, rank)

    def act(self, act: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """One act in one writing session; `by` names the actor, `when` moves the clock."""
        if "when" in more:
            self.clock.set(at(more.pop("when")))
        if "by" in more:
            more["actor"] = self.actor(more.pop("by"))
        with self.house.ledger.writing() as session:
            return act(self.house.office(session), *arguments, now=self.clock.now(), **more)

    def read(self, view: Callable[[Office], Any]) -> Any:
        """One look in a reading session."""
        with self.house.ledger.reading() as session:
            return view(self.house.office(session))

    def case(self, case_id: str) -> CaseSnapshot:
        """The case as it stands."""
        found: CaseSnapshot = self.read(lambda office: office.case(case_id))
        return found

    def materials(self, ids: Iterable[str] = REQUIRED) -> tuple[MaterialForm, ...]:
        """Uploaded documents under these ids of the material list."""
        stored = self.act(documents.store, "document.pdf", DOCUMENT, by="qiye")
        return tuple(
            MaterialForm(id=name, filename="document.pdf", sha256=stored.sha256) for name in ids
        )

    def form(self, matter: str = MATTER, **changes: Any) -> FilingForm:
        """A complete filing by the first enterprise."""
        values: dict[str, Any] = {
            "matter": matter,
            "project": self.project(),
            "applicant": self.applicant(),
            "declaration": True,
        }
        if "materials" not in changes and matter == MATTER:
            values["materials"] = self.materials()
        return FilingForm(**(values | changes))

    def project(self, **changes: Any) -> ProjectForm:
        """A project in Qibin district, Hebi."""
        values = {
            "name": "示例热电联产项目",
            "region": "410611",
            "industry": "4412",
            "location": "鹤壁市淇滨区",
            "scale": "占地120亩",
            "content": "两台机组",
            "nature": "new",
            "total_investment_wan": "52000",
        }
        return ProjectForm(**(values | changes))

    def applicant(self, **changes: Any) -> ApplicantForm:
        """The first enterprise of the demonstration."""
        values = {
            "name": "鹤壁示例企业",
            "credit_code": self.actor("qiye").organisation,
            "contact": "联系人",
            "phone": "0392-0000000",
        }
        return ApplicantForm(**(values | changes))

    def received(self, when: str = "2026-03-02 09:30", **changes: Any) -> CaseSnapshot:
        """A received ratification."""
        self.clock.set(at(when))
        case: CaseSnapshot = self.act(intake.receive, self.form(**changes), by="qiye")
        return case

    def accepted(self, when: str = "2026-03-02 09:30") -> CaseSnapshot:
        """A ratification received and accepted on the same day."""
        case = self.received(when)
        accepted: CaseSnapshot = self.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")
        return accepted

    def in_review(self, when: str = "2026-03-02 09:30") -> CaseSnapshot:
        """A ratification whose seven departments were asked on the same day."""
        case = self.accepted(when)
        opened: CaseSnapshot = self.act(
            signoff.open_review, case.case_id, OpenReviewForm(), by="fgw.chengban"
        )
        return opened

    def sign(self, case_id: str, department: str, answer: str = "agree", **more: Any) -> Any:
        """One department's opinion by its handler."""
        form = OpinionForm(answer=answer, **more)
        return self.act(
            signoff.give_opinion, case_id, department, form, by=f"{department}.chengban"
        )


def play_on(url: str, start: datetime | None = None, calendar_folder: Path | None = None) -> Play:
    """A house on this ledger with its clock set."""
    clock = SimulatedClock(start or at("2026-03-02 09:30"))
    settings = Settings(database_url=url, calendar_folder=calendar_folder)
    return Play(build(settings, clock), clock)
