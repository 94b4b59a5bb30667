"""The time-limited decision: pauses, the one extension, the decision, its service, its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from acts.authority import authorise
from acts.forms import DecideForm, DeliverForm, ExtendForm, ResumeForm, SuspendForm
from acts.office import Office
from acts.prerequisites import require_prerequisites
from acts.problems import FieldProblem, Invalid
from acts.serving import service_drafts
from states.approval import Approval
from states.commands import Decide, Deliver, Extend, Resume, Suspend
from states.condition_rules import merged_list
from states.extension_requests import askers_of_extension
from states.letter_life import decision_letter
from states.procedure import decide as asked
from states.seat_record import barred_from_deciding, handled_on, standing_in
from states.terms import (
    Actor,
    CaseSnapshot,
    Draft,
    Entry,
    EntryKind,
    Outcome,
    Rank,
    Role,
)
from states.terms.channel import BindingPoint
from states.worktime import legal_day

HANDLING = frozenset(
    {
        EntryKind.ACCEPTED,
        EntryKind.REVIEW_OPENED,
        EntryKind.SUSPENDED,
        EntryKind.RESUMED,
        EntryKind.CORRECTION_NOTIFIED,
        EntryKind.OPINION_GIVEN,
        EntryKind.CONSULTATION_ANSWERED,
        EntryKind.EXTENSION_ASKED,
    }
)
"""Who wrote one of these handled or reviewed the case and may not decide it (LAW B10)."""


def suspend(
    office: Office,
    case_id: str,
    form: SuspendForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """特别程序: begin a listed procedure whose time is not counted.

    The written notice with the announced length (working days) is sealed and served
    electronically in the same transaction (Administrative Licensing Law art. 45).
    """
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        cmd = Suspend(actor, today, form.kind, form.announced_days)
        asked(Approval, case.approval_state, "suspend", case, cmd)
        payload = {
            "procedure": form.kind,
            "announced_days": form.announced_days,
            "basis": form.basis,
        }
        return [Draft(EntryKind.SUSPENDED, today, payload)]

    return office.record(case_id, judge, act="suspend", actor=actor, now=now, if_version=if_version)


def resume(
    office: Office,
    case_id: str,
    form: ResumeForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """The special procedure ended on `ended_on`; the clock counts from the day after."""
    today = legal_day(now)
    ended_on = parsed_day("/ended_on", form.ended_on) or today

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        asked(Approval, case.approval_state, "resume", case, Resume(actor, today, ended_on))
        return [Draft(EntryKind.RESUMED, ended_on, {})]

    return office.record(case_id, judge, act="resume", actor=actor, now=now, if_version=if_version)


def extend(
    office: Office,
    case_id: str,
    form: ExtendForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """延期: once, before expiry, by the rank the text names; told with its reasons."""
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        rule = case.rules.extension
        signer = signing_office(case, actor, today, rule.approved_by if rule else None)
        authorise(signer, "extend", case)
        cmd = Extend(signer, today, form.days, askers_of_extension(case, today))
        asked(Approval, case.approval_state, "extend", case, cmd)
        payload = {
            "days": form.days,
            "reasons": form.reasons,
            "rank": signer.rank.value if signer.rank else "",
            "approver_name": actor.name,
        }
        return [Draft(EntryKind.EXTENDED, today, payload)]

    return office.record(case_id, judge, act="extend", actor=actor, now=now, if_version=if_version)


def decide(
    office: Office,
    case_id: str,
    form: DecideForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """The written decision; its date stops the clock (LAW B9.13). Never a deemed one."""
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        signer = signing_office(case, actor, today, case.rules.decided_by)
        authorise(signer, "decide", case)
        handled_by = barred_by(case, office.entries(case_id), today)
        cmd = Decide(signer, today, form.outcome, form.reasons, handled_by)
        if form.outcome is Outcome.GRANT:
            require_prerequisites(office, case, BindingPoint.DECISION)
        asked(Approval, case.approval_state, form.outcome.value, case, cmd)
        _complete(form)
        payload = {
            **form.model_dump(mode="json"),
            **_with_merged(case, form),
            "approver_name": actor.name,
            "calendar": case.calendar.version,
        }
        return [Draft(EntryKind.DECIDED, today, payload)]

    return office.record(case_id, judge, act="decide", actor=actor, now=now, if_version=if_version)


def _complete(form: DecideForm) -> None:
    if form.outcome is Outcome.GRANT and not form.content:
        raise Invalid(
            FieldProblem("/content", "请写明准予的内容。", "Say what exactly is granted.")
        )
    if form.outcome is Outcome.REFUSE and not form.facts_found:
        raise Invalid(
            FieldProblem("/facts_found", "请写明查明的事实。", "State the facts that were found.")
        )


def deliver(
    office: Office,
    case_id: str,
    form: DeliverForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """送达: the decision was served on the applicant (LAW B6.2)."""
    today = legal_day(now)
    served_on = form.served_on or today

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        asked(Approval, case.approval_state, "deliver", case, Deliver(actor, today, served_on))
        letter = decision_letter(case)
        if letter is not None:
            return tuple(service_drafts(office, case, letter, form, today))
        # History from elsewhere: its letters were sealed by others.
        payload = {"method": form.method, "recipient": form.recipient}
        return [Draft(EntryKind.DELIVERED, served_on, payload)]

    return office.record(case_id, judge, act="deliver", actor=actor, now=now, if_version=if_version)


def parsed_day(pointer: str, value: str | None) -> date | None:
    """An ISO date from a form.

    Raises:
        Invalid: a day that no calendar has.
    """
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Invalid(
            FieldProblem(pointer, f"日期“{value}”不存在。", f"There is no day “{value}”.")
        ) from error


def signing_office(case: CaseSnapshot, actor: Actor, today: date, needed: Rank | None) -> Actor:
    """The office in which `actor` signs: one with the rank, own or deputised; else the own one."""
    offices = standing_in(case, actor, today)
    fitting = (
        office
        for office in offices
        if office.role is Role.APPROVER
        and office.rank is not None
        and (needed is None or office.rank.satisfies(needed))
    )
    return next(fitting, actor)


def barred_by(case: CaseSnapshot, entries: Iterable[Entry], today: date) -> frozenset[str]:
    """Who may not decide: the officers who handled the case, also through a deputy."""
    return barred_from_deciding(case, handled_on(entries, HANDLING), today)


def _with_merged(case: CaseSnapshot, form: DecideForm) -> dict[str, Any]:
    """A grant carries the merged conditions of the joint review, and what the lead adds."""
    if form.outcome is not Outcome.GRANT:
        return {}
    merged = merged_list(case)
    texts = [condition.text for condition in merged]
    own = [text for text in form.conditions if text not in texts]
    # A source that was merged into another sentence is said there and not twice.
    said = {condition.text for condition in case.conditions}
    return {
        "conditions": [*texts, *(text for text in own if text not in said)],
        "condition_sources": [list(condition.sources) for condition in merged],
    }
