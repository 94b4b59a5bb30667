"""A case as the API tells it: a pure reading of the snapshot, and what is due by now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from acts.explain import late_by
from acts.office import Office
from acts.projection import light_of
from api import schemas
from api.allowed import ANSWERED, EVENTS, allowed_events
from catalog import Catalog
from ledger.tables import CaseRow
from states.duties import duties_of
from states.joint_review import live_seats
from states.next_steps import due_steps
from states.parts import views_of
from states.running_clocks import clocks_of
from states.terms import (
    CaseSnapshot,
    CorrectionItem,
    Duty,
    Extension,
    Material,
    RunningClock,
    Seat,
    Step,
)
from states.worktime import Suspension, legal_day

CASES = "/api/v1/cases"
PER_SEAT = "{department}"


def case_view(office: Office, case: CaseSnapshot, now: datetime) -> schemas.CaseView:
    """The whole case; the same for everybody who may see it."""
    catalog, today, rules = office.city.catalog, legal_day(now), case.rules
    return schemas.CaseView(
        case_id=case.case_id,
        version=case.version,
        matter=schemas.Named(id=rules.matter, name=rules.name, name_en=rules.name_en),
        regime=rules.regime,
        lead=named(rules.lead, catalog),
        light=light_of(case),
        filing_state=case.filing_state,
        review_state=case.review_state,
        approval_state=case.approval_state,
        project=dict(case.project),
        applicant=dict(case.applicant),
        received_at=case.received_at,
        received_on=case.received_on,
        accepted_on=case.accepted_on,
        acceptance_mode=case.acceptance_mode,
        filed_at=case.filed_at,
        delivered_on=case.delivered_on,
        owed_materials=list(case.owed_materials),
        materials=[_material(case.case_id, material) for material in case.materials],
        corrections=_corrections(case),
        round=case.round,
        seats=[_seat(seat, catalog) for seat in case.seats],
        suspensions=[_suspension(pause) for pause in case.suspensions],
        extension=_extension(case.extension),
        decision=_decision(case),
        clocks=[_clock(case, clock, catalog, today) for clock in clocks_of(case)],
        duties=[_duty(case, duty, catalog) for duty in duties_of(case)],
        cards=_cards(case),
        due_now=[_step(step) for step in due_steps(case, now)],
        allowed=_allowed(case),
        letters=[letter.id for letter in case.letters],
        catalog_sha256=case.catalog_sha256,
        parts=views_of(case),
    )


def named(department: str, catalog: Catalog) -> schemas.Named:
    """A department with its names; the id stands in where the catalogue lacks it."""
    entry = catalog.departments.get(department)
    name, name_en = (entry.name, entry.name_en) if entry else (department, department)
    return schemas.Named(id=department, name=name, name_en=name_en)


def _material(case_id: str, material: Material) -> schemas.MaterialView:
    return schemas.MaterialView(
        id=material.id,
        filename=material.filename,
        sha256=material.sha256,
        supplied_on=material.supplied_on,
        href=f"/api/v1/documents/{material.sha256}?case_id={case_id}",
    )


def _items(items: Iterable[CorrectionItem]) -> list[schemas.CorrectionItemView]:
    return [
        schemas.CorrectionItemView(about=item.about, problem=item.problem, remedy=item.remedy)
        for item in items
    ]


def _corrections(case: CaseSnapshot) -> list[schemas.CorrectionView]:
    return [
        schemas.CorrectionView(
            notified_on=correction.notified_on,
            supplemented_on=correction.supplemented_on,
            items=_items(correction.items),
        )
        for correction in case.corrections
    ]


def _seat(seat: Seat, catalog: Catalog) -> schemas.SeatView:
    department = named(seat.department, catalog)
    return schemas.SeatView(
        department=seat.department,
        name=department.name,
        name_en=department.name_en,
        state=seat.state,
        weight=seat.weight,
        veto=seat.veto,
        asked_on=seat.asked_on,
        officer=seat.officer,
        answered_on=seat.answered_on,
        answer=seat.answer,
        comment=seat.comment,
        conditions=list(seat.conditions),
        items=_items(seat.items),
    )


def _suspension(pause: Suspension) -> schemas.SuspensionView:
    return schemas.SuspensionView(
        kind=pause.kind,
        from_on=pause.from_on,
        to_on=pause.to_on,
        announced_days=pause.announced_days,
        notice_served=pause.notice_served,
        basis=pause.basis,
    )


def _extension(extension: Extension | None) -> schemas.ExtensionView | None:
    if extension is None:
        return None
    return schemas.ExtensionView(
        days=extension.days,
        approved_by=extension.approved_by.value,
        approver=extension.approver,
        decided_on=extension.decided_on,
        reason=extension.reason,
    )


def _decision(case: CaseSnapshot) -> schemas.DecisionView | None:
    decision = case.decision
    if decision is None:
        return None
    return schemas.DecisionView(
        outcome=decision.outcome.value,
        decided_on=decision.decided_on,
        approver=decision.approver,
        reasons=decision.reasons,
        conditions=list(decision.conditions),
    )


def _clock(
    case: CaseSnapshot, clock: RunningClock, catalog: Catalog, today: date
) -> schemas.ClockView:
    due, limit = clock.due, clock.limit
    return schemas.ClockView(
        clock=clock.name.value,
        department=clock.department,
        days=due.days,
        unit=due.unit.value,
        source=limit.source,
        source_en=catalog.in_english(limit.source),
        certainty=limit.certainty,
        rule_id=limit.rule_id,
        started_on=due.started_on,
        due_on=due.due_on,
        provisional=due.provisional,
        earliest_on=due.earliest_on,
        latest_on=due.latest_on,
        stopped_on=clock.stopped_on,
        late=late_by(clock, today),
        href=f"{CASES}/{case.case_id}/clocks/{clock.name.value}?department={clock.department}",
    )


def _duty(case: CaseSnapshot, duty: Duty, catalog: Catalog) -> schemas.DutyView:
    party = named(duty.party, catalog)
    if duty.party == case.applicant.get("credit_code"):
        name = str(case.applicant["name"])
        party = schemas.Named(id=duty.party, name=name, name_en=name)
    return schemas.DutyView(
        party=duty.party,
        party_name=party.name,
        party_name_en=party.name_en,
        task=duty.task.value,
        clock=duty.clock,
        breach_on=duty.breach_on,
        promised_on=duty.promised_on,
        provisional=duty.provisional,
    )


def _cards(case: CaseSnapshot) -> list[schemas.CardView]:
    return [
        schemas.CardView(
            clock=card.clock.value,
            colour=card.colour,
            department=card.department,
            effective_on=card.effective_on,
            entry_number=card.number,
            standing=card.standing,
        )
        for card in case.cards
    ]


def _step(step: Step) -> schemas.StepView:
    return schemas.StepView(
        kind=step.kind.value,
        effective_on=step.effective_on,
        department=step.department,
        clock=step.clock,
        colour=step.colour,
    )


def _allowed(case: CaseSnapshot) -> list[schemas.AllowedView]:
    allowed = []
    for event in allowed_events(case):
        method, path = EVENTS[event]
        seats = live_seats(case) if PER_SEAT in path else (None,)
        for seat in seats:
            if seat is not None and not _fits(event, seat):
                continue
            place = path.format(case_id=case.case_id, department=seat.department if seat else "")
            allowed.append(schemas.AllowedView(event=event, method=method, href=f"/api/v1{place}"))
    return allowed


def _fits(event: str, seat: Seat) -> bool:
    """Whether an event about a seat may be tried on this one."""
    if event == "give_opinion":
        return seat.state == "asked"
    if event == "answer_late":
        return seat.state == "deemed_agreed"
    if event == "recall_opinion":
        return seat.state in ANSWERED
    return seat.state in ("asked", "returned", "deemed_agreed")


def case_line(row: CaseRow) -> schemas.CaseLine:
    """A case of a list, from its projection."""
    return schemas.CaseLine(**{name: getattr(row, name) for name in schemas.CaseLine.model_fields})
