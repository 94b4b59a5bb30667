"""A project in a green channel, played by the people of the demonstration city."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from acts import approval, channel_steps, channels, documents, intake, signoff
from acts.channel_forms import AdmitForm, NominateForm, OpenStepForm
from acts.forms import AcceptForm, DecideForm, MaterialForm, OpenReviewForm, OpinionForm
from states.terms import CaseSnapshot, Regime
from states.terms.project import ProjectSnapshot
from tests.playing import DOCUMENT, Play

FACTS: dict[str, Any] = {
    "lists": ("city_key",),
    "relics_area": True,
    "area_assessments": ("relics",),
    "land_with_plan": False,
    "small_low_risk": False,
    "eia_class": "form",
    "energy_tce": "800",
    "electricity_10mwh": "120",
    "traffic_area": False,
    "soil_area": False,
    "flood_area": False,
    "major_works": False,
    "takes_water": False,
    "civil_building": False,
    "special_fire_works": False,
    "discharge_class": "registration",
    "major_project": False,
}
"""Everything that the filing channel asks, told at once; relics are covered by the area."""


def nominated(play: Play, channel: str = "industry.filing", **facts: Any) -> ProjectSnapshot:
    """A project that its enterprise nominated; a fact given as None is not told."""
    told = {name: value for name, value in (FACTS | facts).items() if value is not None}
    form = NominateForm(
        channel=channel,
        project=play.project(),
        applicant=play.applicant(),
        facts=told,
        reasons="市重点项目",
        declaration=True,
    )
    project: ProjectSnapshot = play.act(channels.nominate, form, by="qiye")
    return project


def admitted(play: Play, channel: str = "industry.filing", **facts: Any) -> ProjectSnapshot:
    """A project that the head of the reform commission admitted on the same day."""
    project = nominated(play, channel, **facts)
    form = AdmitForm(basis="2026年第3次联审联批会议纪要", service_officer="李服务")
    result: ProjectSnapshot = play.act(channels.admit, project.project_id, form, by="fgw.zhuren")
    return result


def project_of(play: Play, project_id: str) -> ProjectSnapshot:
    """The project as it stands."""
    read: ProjectSnapshot = play.read(lambda office: office.projects.read(project_id)[0])
    return read


def papers(play: Play, ids: Iterable[str]) -> tuple[MaterialForm, ...]:
    """Uploaded documents under these ids."""
    stored = play.act(documents.store, "document.pdf", DOCUMENT, by="qiye")
    return tuple(MaterialForm(id=n, filename="document.pdf", sha256=stored.sha256) for n in ids)


def opened(play: Play, project_id: str, matter: str, when: str | None = None) -> str:
    """The case of a step opened with whatever its list still asks of the enterprise."""
    moved = {"when": when} if when else {}
    rules = play.house.city.catalog.rules(matter)
    project = project_of(play, project_id)
    kept = {m["id"] for m in channel_steps.kept_materials(project, rules)}
    asked = [
        rule.id
        for rule in rules.materials
        if rule.provided_by == "applicant" and rule.id not in kept
    ]
    form = OpenStepForm(matter=matter, materials=papers(play, asked), declaration=True)
    project = play.act(channel_steps.open_step, project_id, form, by="qiye", **moved)
    return project.opened[-1].case_id


def accepted(play: Play, case_id: str, when: str | None = None) -> CaseSnapshot:
    """The case, accepted by the window."""
    moved = {"when": when} if when else {}
    case: CaseSnapshot = play.act(intake.accept, case_id, AcceptForm(), by="chuangkou", **moved)
    return case


def granted(play: Play, case_id: str, when: str | None = None) -> CaseSnapshot:
    """The case, agreed by whoever is asked and granted by the head of its department."""
    if when:
        play.act(lambda office, *, now: None, when=when)
    case = play.case(case_id)
    lead = case.rules.lead
    if case.rules.review is not None and case.review_state == "not_opened":
        opened_review = play.act(
            signoff.open_review, case_id, OpenReviewForm(), by=f"{lead}.chengban"
        )
        for seat in opened_review.seats:
            who = f"{seat.department}.chengban"
            play.act(
                signoff.give_opinion, case_id, seat.department, OpinionForm(answer="agree"), by=who
            )
    head = "fgw.zhuren" if lead == "fgw" else f"{lead}.juzhang"
    form = DecideForm(outcome="grant", content="同意")
    result: CaseSnapshot = play.act(approval.decide, case_id, form, by=head)
    return result


def done(play: Play, project_id: str, matter: str) -> CaseSnapshot:
    """The step opened and finished on the day that the clock shows."""
    case_id = opened(play, project_id, matter)
    case = play.case(case_id)
    if case.rules.regime is Regime.RECORD_FILING:
        return case
    accepted(play, case_id)
    return granted(play, case_id)
