"""Acts of green channels: nominate, admit, change facts, bind an officer, put right, leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from acts.authority import authorise
from acts.channel_checks import checked_facts, checked_particulars, plain_wan
from acts.channel_forms import (
    AdmitForm,
    ChangeFactsForm,
    NominateForm,
    OfficerForm,
    PhaseForm,
    ReasonedForm,
    RectifyForm,
    RemoveForm,
    StartWorkForm,
)
from acts.checks import checked_project
from acts.forms import FilingForm
from acts.office import Office
from acts.prerequisites import with_article
from acts.problems import FieldProblem, Invalid
from acts.project_office import open_project, record_in_project
from acts.project_policies import findings_for, policy_facts
from catalog.faults import UnknownChannel
from ledger.book import next_serial
from ledger.project_book import lock_project
from states.channel import IN_CHANNEL, Channel, OrderRectification, Remove
from states.channel_plan import differences, plan_of
from states.channel_policies import findings, require_unblocked
from states.channel_refusals import (
    PhaseOfPhase,
    StepsAlreadyOpened,
    WorkAlreadyStarted,
    WorkMayNotStart,
)
from states.channel_run import missing_before
from states.commands import Command, GiveReasons
from states.procedure import decide
from states.refusals import ImpossibleDate, NotForeseen
from states.terms import Actor
from states.terms.channel import BindingPoint
from states.terms.project import ProjectDraft, ProjectKind, ProjectSnapshot
from states.worktime import legal_day


def nominate(office: Office, form: NominateForm, *, actor: Actor, now: datetime) -> ProjectSnapshot:
    """推荐入库: a department or the enterprise itself names a project for a channel.

    Raises:
        Invalid: codes or facts that cannot be taken, all at once.
        NotYours: an enterprise nominates for another one.
    """
    authorise(actor, "nominate", form)
    try:
        rules = office.city.catalog.channel_rules(form.channel)
    except UnknownChannel:
        raise Invalid(
            FieldProblem("/channel", "没有这一绿色通道。", "There is no such channel.")
        ) from None
    filing = FilingForm(
        matter=rules.stages[0].steps[0].matter,
        project=form.project,
        applicant=form.applicant,
        declaration=form.declaration,
    )
    payload = {
        "channel": rules.code,
        "project": checked_project(office, filing),
        "facts": checked_facts(rules, form.facts),
        "applicant": form.applicant.model_dump(mode="json"),
        "reasons": form.reasons,
    }
    return _opened(office, payload, actor, now)


def _opened(
    office: Office, payload: Mapping[str, Any], actor: Actor, now: datetime
) -> ProjectSnapshot:
    catalog, day = office.city.catalog, legal_day(now)
    told = policy_facts({**payload["project"], **payload["facts"]})
    require_unblocked(findings(catalog.policies, told, (), day))
    whole = {
        **payload,
        "catalog": {"version": catalog.version, "sha256": catalog.sha256},
        "calendar": office.city.calendar.version,
        "nominated_at": now.isoformat(),
    }
    project_id = f"P{day.year}-{next_serial(office.session, 'project', day.year):04d}"
    rules = catalog.channel_rules(payload["channel"])
    drafts = [ProjectDraft(ProjectKind.NOMINATED, day, whole)]
    return open_project(office, project_id, rules, drafts, actor, now)


def admit(
    office: Office, project_id: str, form: AdmitForm, *, actor: Actor, now: datetime, **more: Any
) -> ProjectSnapshot:
    """纳入: signed by the rank and organ that the channel names, with its basis."""
    today = legal_day(now)

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        require_unblocked(findings_for(office.edition(project.catalog_sha256), project, today))
        decide(Channel, project.state, "admit", project, Command(actor, today))
        payload = {
            "basis": form.basis,
            "officer": form.service_officer,
            "approver_name": actor.name,
            "rank": actor.rank,
        }
        return [ProjectDraft(ProjectKind.ADMITTED, today, payload)]

    return record_in_project(office, project_id, judge, act="admit", actor=actor, now=now, **more)


def decline(
    office: Office, project_id: str, form: ReasonedForm, *, actor: Actor, now: datetime, **more: Any
) -> ProjectSnapshot:
    """不予纳入: with reasons; the matters can be filed the ordinary way."""
    today = legal_day(now)

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        cmd = GiveReasons(actor, today, form.reasons)
        decide(Channel, project.state, "decline", project, cmd)
        return [ProjectDraft(ProjectKind.DECLINED, today, form.model_dump())]

    return record_in_project(office, project_id, judge, act="decline", actor=actor, now=now, **more)


def change_facts(
    office: Office,
    project_id: str,
    form: ChangeFactsForm,
    *,
    actor: Actor,
    now: datetime,
    **more: Any,
) -> ProjectSnapshot:
    """Tell facts that changed; the entry says what that does to the plan.

    What was opened or decided before stays; see :func:`states.channel_plan.differences`.
    """
    today = legal_day(now)

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        _require_state(project, "change_facts", ("nominated", *IN_CHANNEL))
        particulars = checked_particulars(form.changes)
        facts = checked_facts(project.rules, form.facts)
        if not particulars and not facts:
            raise Invalid(FieldProblem("/facts", "请至少填报一项。", "Tell at least one fact."))
        payload = {
            "project": particulars,
            "facts": facts,
            "reasons": form.reasons,
            "differences": replanned(project, {**particulars, **facts}),
        }
        return [ProjectDraft(ProjectKind.FACTS_CHANGED, today, payload)]

    return record_in_project(
        office, project_id, judge, act="change_facts", actor=actor, now=now, **more
    )


def replanned(project: ProjectSnapshot, changed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What these facts do to the plan, step by step, as JSON facts."""
    old = plan_of(project.rules, project.all_facts)
    new = plan_of(project.rules, {**project.all_facts, **changed})
    opened = frozenset(step.matter for step in project.opened)
    return [asdict(difference) for difference in differences(old, new, opened)]


def bind_officer(
    office: Office, project_id: str, form: OfficerForm, *, actor: Actor, now: datetime, **more: Any
) -> ProjectSnapshot:
    """Bind the service officer (首席服务员) who helps the project along."""

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        _require_state(project, "bind_officer", ("nominated", *IN_CHANNEL))
        told = {"officer": form.service_officer}
        return [ProjectDraft(ProjectKind.OFFICER_BOUND, legal_day(now), told)]

    return record_in_project(
        office, project_id, judge, act="bind_officer", actor=actor, now=now, **more
    )


def order_rectification(
    office: Office, project_id: str, form: RectifyForm, *, actor: Actor, now: datetime, **more: Any
) -> ProjectSnapshot:
    """责令整改: what is to be put right, by which day."""
    today = legal_day(now)

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        cmd = OrderRectification(actor, today, form.reasons, form.by)
        decide(Channel, project.state, "order_rectification", project, cmd)
        return [
            ProjectDraft(ProjectKind.RECTIFICATION_ORDERED, today, form.model_dump(mode="json"))
        ]

    return record_in_project(
        office, project_id, judge, act="order_project_rectification", actor=actor, now=now, **more
    )


def confirm_rectified(
    office: Office, project_id: str, form: ReasonedForm, *, actor: Actor, now: datetime, **more: Any
) -> ProjectSnapshot:
    """整改到位: what was ordered is done."""
    today = legal_day(now)

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        decide(Channel, project.state, "confirm_rectified", project, Command(actor, today))
        return [ProjectDraft(ProjectKind.RECTIFIED, today, form.model_dump())]

    return record_in_project(
        office, project_id, judge, act="confirm_rectified", actor=actor, now=now, **more
    )


def remove(
    office: Office, project_id: str, form: RemoveForm, *, actor: Actor, now: datetime, **more: Any
) -> ProjectSnapshot:
    """调出: criteria no longer met, or rectification failed; open cases go on."""
    today = legal_day(now)

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        cmd = Remove(actor, today, form.reasons, form.ground)
        decide(Channel, project.state, "remove", project, cmd)
        payload = form.model_dump(mode="json")
        return [ProjectDraft(ProjectKind.REMOVED, today, payload)]

    return record_in_project(
        office, project_id, judge, act="remove_project", actor=actor, now=now, **more
    )


def withdraw(
    office: Office, project_id: str, form: ReasonedForm, *, actor: Actor, now: datetime, **more: Any
) -> ProjectSnapshot:
    """退出: the enterprise gives the channel up; open cases go on with their promises."""
    today = legal_day(now)

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        cmd = GiveReasons(actor, today, form.reasons)
        decide(Channel, project.state, "withdraw", project, cmd)
        return [ProjectDraft(ProjectKind.WITHDRAWN, today, form.model_dump())]

    return record_in_project(
        office, project_id, judge, act="withdraw_project", actor=actor, now=now, **more
    )


def start_work(
    office: Office,
    project_id: str,
    form: StartWorkForm,
    *,
    actor: Actor,
    now: datetime,
    **more: Any,
) -> ProjectSnapshot:
    """开工: only when nothing that the law asks before it is missing (LAW B2.5).

    Raises:
        WorkMayNotStart: lists what is missing, each with its article.
    """
    today = legal_day(now)

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        _require_state(project, "start_work", IN_CHANNEL)
        if project.work_started_on is not None:
            raise WorkAlreadyStarted(started_on=project.work_started_on)
        missing = missing_before(project, BindingPoint.START_OF_WORK)
        if missing:
            raise WorkMayNotStart(missing=with_article(missing))
        started_on = form.started_on or today
        if started_on > today:
            raise ImpossibleDate(what="start of work", day=started_on, why=f"today is {today}")
        return [ProjectDraft(ProjectKind.WORK_STARTED, started_on, {})]

    return record_in_project(
        office, project_id, judge, act="start_work", actor=actor, now=now, **more
    )


def add_phase(
    office: Office, project_id: str, form: PhaseForm, *, actor: Actor, now: datetime, **more: Any
) -> ProjectSnapshot:
    """分期: nominate a phase as a project of its own under this parent; answers the parent."""

    def judge(project: ProjectSnapshot) -> Iterable[ProjectDraft]:
        _require_state(project, "add_phase", ("nominated", *IN_CHANNEL))
        if project.parent:
            raise PhaseOfPhase()
        if project.opened:
            raise StepsAlreadyOpened()
        particulars = form.model_dump(mode="json", exclude={"facts"})
        particulars["total_investment_wan"] = plain_wan(form.total_investment_wan)
        payload = {
            "channel": project.rules.code,
            "project": {**project.project, **particulars},
            "facts": {**project.facts, **checked_facts(project.rules, form.facts)},
            "applicant": dict(project.applicant),
            "parent": project_id,
            "reasons": f"{project_id}",
        }
        phase = _opened_phase(office, payload, actor, now)
        told = {"project_id": phase.project_id, "name": form.name}
        return [ProjectDraft(ProjectKind.PHASE_ADDED, legal_day(now), told)]

    return record_in_project(
        office, project_id, judge, act="add_phase", actor=actor, now=now, **more
    )


def _opened_phase(
    office: Office, payload: Mapping[str, Any], actor: Actor, now: datetime
) -> ProjectSnapshot:
    lock_project(office.session, payload["parent"])
    return _opened(office, payload, actor, now)


def _require_state(project: ProjectSnapshot, event: str, states: tuple[str, ...]) -> None:
    if project.state not in states:
        raise NotForeseen(
            event=event, machine="Channel", state=project.state, allowed=", ".join(states)
        )
