"""延期申请 as acts: the handler asks, whoever may sign the extension declines or signs it.

Signing is :func:`acts.approval.extend`; it answers the request that waits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from acts.approval import signing_office
from acts.authority import authorise
from acts.deed import Deed, recorded
from acts.forms import ExtendForm, Form, Prose
from acts.office import Office
from catalog import Catalog
from states.commands import DeclineExtension, Extend
from states.extension_requests import (
    asked_in_order,
    askers_of_extension,
    declined_in_order,
    may_be_asked,
    open_request,
)
from states.terms import Actor, CaseSnapshot, Draft, EntryKind, Rank, Role
from states.worktime import legal_day


class AskExtensionForm(ExtendForm):
    """How many days the handler asks for, in the unit of the decision limit, and why."""


class DeclineExtensionForm(Form):
    """Why the extension is not approved."""

    reasons: Prose


def _ask(
    office: Office,
    case_id: str,
    form: AskExtensionForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """申请延期: only what could be signed today is asked for; it moves no date (art. 42)."""
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        rank = asked_in_order(case, Extend(actor, today, form.days))
        payload = {
            **form.model_dump(),
            "rank": rank.value,
            "party": _signing_party(office.city.catalog, case, rank),
            "person": actor.name,
        }
        return [Draft(EntryKind.EXTENSION_ASKED, today, payload)]

    return office.record(
        case_id, judge, act="ask_extension", actor=actor, now=now, if_version=if_version
    )


def _signing_party(catalog: Catalog, case: CaseSnapshot, rank: Rank) -> str:
    """Whose approver signs with this rank: the lead's own, or the people's government's."""
    if rank is not Rank.GOVERNMENT_HEAD:
        return case.rules.lead
    heads = (user.organisation for user in catalog.users.values() if user.rank == rank.value)
    return next(heads, case.rules.lead)


def _decline(
    case: CaseSnapshot, form: DeclineExtensionForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """不同意延期: told to the handler with its reasons; the period ends on its own day."""
    rule = case.rules.extension
    signer = signing_office(case, actor, today, rule.approved_by if rule else None)
    authorise(signer, "decline_extension", case)
    cmd = DeclineExtension(signer, today, form.reasons, askers_of_extension(case, today))
    request = declined_in_order(case, cmd)
    payload = {
        "reasons": form.reasons,
        "days": request.days,
        "asked_on": request.asked_on.isoformat(),
        "asked_by": request.asked_by,
        "rank": signer.rank.value if signer.rank else "",
        "person": actor.name,
    }
    return [Draft(EntryKind.EXTENSION_DECLINED, today, payload)]


def _may_answer(case: CaseSnapshot, actor: Actor) -> bool:
    """The asked organisation's approver of the rank, or who deputises for somebody."""
    request = open_request(case)
    if request is None or actor.role is not Role.APPROVER or actor.organisation != request.party:
        return False
    ranked = actor.rank is not None and actor.rank.satisfies(request.rank)
    return ranked or any(deputy.officer == actor.id for deputy in case.deputies)


DEEDS = (
    Deed(
        name="ask-extension",
        form=AskExtensionForm,
        do=_ask,
        when=may_be_asked,
    ),
    Deed(
        name="decline-extension",
        form=DeclineExtensionForm,
        do=recorded("decline_extension", _decline),
        when=lambda case: open_request(case) is not None,
        concerns=_may_answer,
    ),
)
