"""A project as the API and its page tell it: a pure reading of the snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from acts.office import Office
from api import project_schemas as schemas
from api.case_views import named
from api.project_acts import allowed_in
from api.project_policy_views import authority_view, conditions_on, policy_views
from api.schemas import Named
from catalog import Catalog
from ledger.project_tables import ProjectRow
from states.channel_clocks import WHOLE, StageClock, clocks_of_project, parent_date
from states.channel_promises import promise_in
from states.channel_run import StageStatus, StepStatus, missing_before, run_of
from states.terms.channel import BindingPoint
from states.terms.project import ProjectSnapshot
from states.worktime import legal_day


def project_view(office: Office, project: ProjectSnapshot, now: datetime) -> schemas.ProjectView:
    """The whole project with its plan, its promises, and what is missing for the start of work."""
    catalog, today, rules = office.city.catalog, legal_day(now), project.rules
    run = run_of(project)
    clocks = {
        clock.about: _clock(project, clock, catalog, today) for clock in clocks_of_project(project)
    }
    criteria = rules.criteria
    return schemas.ProjectView(
        project_id=project.project_id,
        version=project.version,
        channel=Named(id=rules.code, name=rules.name, name_en=rules.name_en),
        state=project.state,
        light="overdue" if project.cards else "green",
        project=dict(project.project),
        facts=dict(project.facts),
        applicant=dict(project.applicant),
        criteria=criteria.reason,
        criteria_en=criteria.reason_en,
        criteria_source=criteria.source,
        criteria_source_en=catalog.in_english(criteria.source),
        nominated_on=project.nominated_on,
        nominated_at=project.nominated_at,
        nominated_by=_nominator(project, catalog),
        admitted_on=project.admitted_on,
        basis=project.basis,
        officer=project.officer,
        parent=project.parent,
        phases=list(project.phase_ids),
        parent_date=_parent(project),
        rectify_by=project.rectify_by,
        ended_on=project.ended_on,
        reasons=project.reasons,
        whole=clocks.get(WHOLE),
        stages=[
            _stage(office, project, stage, clocks.get(stage.stage.id), today)
            for stage in run.stages
        ],
        ask=[_fact(project, fact) for fact in run.plan.ask],
        policies=policy_views(office, project, today),
        area_results=[use.report_no for use in project.area_uses],
        work_started_on=project.work_started_on,
        missing_for_work=_missing(project, catalog),
        overdue=[card.about for card in project.cards],
        letters=[letter.id for letter in project.letters],
        allowed=allowed_in(project),
        catalog_sha256=project.catalog_sha256,
    )


def _nominator(project: ProjectSnapshot, catalog: Catalog) -> Named:
    if project.nominated_by == project.applicant.get("credit_code"):
        name = str(project.applicant["name"])
        return Named(id=project.nominated_by, name=name, name_en=name)
    return named(project.nominated_by, catalog)


def _matter(code: str, catalog: Catalog) -> Named:
    entry = catalog.matters.get(code)
    name, name_en = (entry.name, entry.name_en) if entry else (code, code)
    return Named(id=code, name=name, name_en=name_en)


def _fact(project: ProjectSnapshot, fact: str) -> Named:
    rule = project.rules.facts.get(fact)
    name, name_en = (rule.name, rule.name_en) if rule else (fact, fact)
    return Named(id=fact, name=name, name_en=name_en)


def _stage(
    office: Office,
    project: ProjectSnapshot,
    status: StageStatus,
    clock: schemas.StageClockView | None,
    today: date,
) -> schemas.PlanStageView:
    stage, catalog = status.stage, office.city.catalog
    return schemas.PlanStageView(
        stage=Named(id=stage.id, name=stage.name, name_en=stage.name_en),
        lead=named(stage.lead, catalog),
        after=[_stage_name(project, name) for name in stage.after],
        merged=list(stage.merged),
        source=stage.source,
        source_en=catalog.in_english(stage.source),
        finished=status.is_finished,
        done_on=status.done_on,
        clock=clock,
        steps=[_step(office, project, step, today) for step in status.steps],
    )


def _stage_name(project: ProjectSnapshot, name: str) -> Named:
    for stage in run_of(project).plan.stages:
        if stage.id == name:
            return Named(id=name, name=stage.name, name_en=stage.name_en)
    return Named(id=name, name=name, name_en=name)


def _step(
    office: Office, project: ProjectSnapshot, status: StepStatus, today: date
) -> schemas.PlanStepView:
    step, case, catalog = status.step, status.case, office.city.catalog
    rules = office.rules(step.matter, project.catalog_sha256)
    return schemas.PlanStepView(
        matter=_matter(step.matter, catalog),
        department=named(rules.lead, catalog),
        state=status.state,
        standing=step.standing,
        reason=step.reason,
        reason_en=step.reason_en,
        source=step.source,
        source_en=catalog.in_english(step.source),
        certainty=step.certainty,
        ask=[_fact(project, fact) for fact in step.ask],
        waits_for=[_waited(project, name, catalog) for name in status.waits_for],
        may_open=status.may_open,
        case_id=case.case_id if case else None,
        holder=_holder(project, case.holder, catalog) if case and case.holder else None,
        due_on=case.due_on if case else None,
        promised_on=case.promised_on if case else None,
        provisional=bool(case and case.provisional),
        done_on=case.done_on if case else None,
        promise=_promise(office, project, step.matter),
        authority=authority_view(office, project, step.matter, today),
        conditions=[] if step.falls_away else conditions_on(office, project, today),
        by_commitment=rules.commitment is not None,
    )


def _waited(project: ProjectSnapshot, name: str, catalog: Catalog) -> Named:
    return _matter(name, catalog) if name in catalog.matters else _stage_name(project, name)


def _holder(project: ProjectSnapshot, party: str, catalog: Catalog) -> Named:
    if party == project.applicant.get("credit_code"):
        name = str(project.applicant["name"])
        return Named(id=party, name=name, name_en=name)
    return named(party, catalog)


def _promise(
    office: Office, project: ProjectSnapshot, matter: str
) -> schemas.StepPromiseView | None:
    promise = promise_in(project.rules, office.rules(matter, project.catalog_sha256))
    if promise is None:
        return None
    return schemas.StepPromiseView(
        days=promise.limit.days,
        unit=promise.limit.unit.value,
        source=promise.limit.source,
        certainty=promise.limit.certainty,
        why=promise.zh,
        why_en=promise.en,
    )


def _clock(
    project: ProjectSnapshot, clock: StageClock, catalog: Catalog, today: date
) -> schemas.StageClockView:
    due, limit = clock.due, clock.limit
    return schemas.StageClockView(
        about=clock.about,
        department=named(clock.department, catalog),
        days=limit.days,
        unit=limit.unit.value,
        source=limit.source,
        source_en=catalog.in_english(limit.source),
        certainty=limit.certainty,
        started_on=clock.started_on,
        due_on=due.due_on if due else None,
        provisional=bool(due and due.provisional),
        earliest_on=due.earliest_on if due else None,
        latest_on=due.latest_on if due else None,
        standing_since=clock.standing_since,
        stopped_on=clock.stopped_on,
        used_days=clock.used(project, today),
        late=clock.is_late(today),
        href=f"/api/v1/projects/{project.project_id}/clocks/{clock.about}",
    )


def _parent(project: ProjectSnapshot) -> schemas.ParentDateView | None:
    if not project.phase_ids:
        return None
    parent = parent_date(project.rules.phases, project.rules.phases_n, project.phases)
    return schemas.ParentDateView(
        rule=project.rules.phases.value,
        due_on=parent.due_on,
        provisional=parent.provisional,
        earliest_on=parent.earliest_on,
        latest_on=parent.latest_on,
        lines=[zh for zh, _ in parent.lines],
        lines_en=[en for _, en in parent.lines],
    )


def _missing(project: ProjectSnapshot, catalog: Catalog) -> list[schemas.MissingView]:
    return [
        schemas.MissingView(
            matter=_matter(rule.needs, catalog),
            source=rule.source,
            source_en=rule.source_en,
            certainty=rule.certainty,
        )
        for rule in missing_before(project, BindingPoint.START_OF_WORK)
    ]


def project_line(row: ProjectRow) -> schemas.ProjectLine:
    """A project of a list, from its projection."""
    fields: Iterable[str] = schemas.ProjectLine.model_fields
    return schemas.ProjectLine(**{name: getattr(row, name) for name in fields})
