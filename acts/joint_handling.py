"""关联政府决定: the decision that switches joint handling on, with its number and its file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from acts.deed import Deed
from acts.forms import Form, Line, Sha256
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from ledger import keyed
from states.joint_handling import linked_in_order, may_be_joint
from states.terms import Actor, CaseSnapshot, Draft, EntryKind
from states.worktime import legal_day


class LinkDecisionForm(Form):
    """The decision of the people's government: number, organ, day, and the uploaded file."""

    number: Line
    organ: Line
    decided_on: date
    sha256: Sha256


def _link(
    office: Office,
    case_id: str,
    form: LinkDecisionForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """45 days instead of the matter's own, from the unified acceptance (arts. 26(2), 42(2))."""
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        linked_in_order(case, today, form.number, form.decided_on)
        if not keyed.has_uploaded(office.session, form.sha256, actor.id):
            raise Invalid(
                FieldProblem(
                    "/sha256",
                    "该文件尚未上传，请先上传文件。",
                    "This file was not uploaded; upload it first.",
                )
            )
        payload = form.model_dump(mode="json")
        return [Draft(EntryKind.JOINT_HANDLING_LINKED, today, payload)]

    return office.record(
        case_id, judge, act="link_government_decision", actor=actor, now=now, if_version=if_version
    )


DEEDS = (
    Deed(
        name="link-government-decision",
        form=LinkDecisionForm,
        do=_link,
        when=may_be_joint,
        is_grave=True,
    ),
)
