"""催办 as acts: the supervisor urges a department that holds the case; it confirms receipt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from acts.deed import Deed, recorded
from acts.forms import Form, Prose
from acts.office import Office
from states.duties import duties_of
from states.terms import Actor, CaseSnapshot, Draft, EntryKind, Role, Task
from states.urging import (
    UrgingNotProvided,
    confirmed_in_order,
    next_opening,
    unconfirmed_urgings,
    urged_in_order,
)
from states.worktime import legal_day

OFFICIALS = (Role.HANDLER, Role.APPROVER)


class UrgeForm(Form):
    """Which department that holds the case, and what it is told."""

    held_by: Annotated[str, Field(max_length=80, json_schema_extra={"choices": "holders"})]
    message: Prose


class ConfirmUrgingForm(Form):
    """Which urging was received, and what will be done by when."""

    urging: Annotated[int, Field(ge=1, json_schema_extra={"choices": "urgings"})]
    reply: Prose


def urge(
    office: Office,
    case_id: str,
    form: UrgeForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """催办: within the quota; outside office hours it waits for the next opening.

    Raises:
        NotYours, UrgingNotProvided, HoldsNothing, UrgingQuotaReached: as they say.
    """
    city = office.city.catalog.book.city
    hours, rule = office.city.catalog.office_hours, city.urging

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        if hours is None or rule is None:
            raise UrgingNotProvided()
        opens_at = next_opening(now, hours, office.city.calendar)
        held = [duty for duty in duties_of(case) if duty.party in office.city.catalog.departments]
        tasks = urged_in_order(
            case, form.held_by, held, opens_at, rule.per_case_and_day, rule.source
        )
        payload = {
            "department": form.held_by,
            "tasks": list(tasks),
            "message": form.message,
            "person": actor.name,
            "opens_at": opens_at.isoformat(),
        }
        return [Draft(EntryKind.URGED, legal_day(opens_at), payload)]

    return office.record(case_id, judge, act="urge", actor=actor, now=now, if_version=if_version)


def _confirm(
    case: CaseSnapshot, form: ConfirmUrgingForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """签收催办: by the department that was urged, with what it will do."""
    confirmed_in_order(case, form.urging, actor.organisation)
    payload = {
        "urging": form.urging,
        "department": actor.organisation,
        "reply": form.reply,
        "person": actor.name,
    }
    return [Draft(EntryKind.URGING_CONFIRMED, today, payload)]


def _is_held(case: CaseSnapshot) -> bool:
    applicant = case.applicant.get("credit_code")
    return any(
        duty.party != applicant and duty.task is not Task.CONFIRM_URGING for duty in duties_of(case)
    )


def _is_unconfirmed(case: CaseSnapshot) -> bool:
    return bool(unconfirmed_urgings(case))


def _urged(case: CaseSnapshot, actor: Actor) -> bool:
    return actor.role in OFFICIALS and any(
        urging.department == actor.organisation for urging in unconfirmed_urgings(case)
    )


DEEDS = (
    Deed(name="urge", form=UrgeForm, do=urge, when=_is_held),
    Deed(
        name="confirm-urging",
        form=ConfirmUrgingForm,
        do=recorded("confirm_urging", _confirm),
        when=_is_unconfirmed,
        concerns=_urged,
        is_foremost=True,
    ),
)
