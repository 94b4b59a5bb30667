"""实地核查 as acts: assign officers, record what they found (LAW B1.1 arts. 34, 55)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from acts.deed import Deed, recorded
from acts.forms import Form, Line, Prose, Remark
from states.site_checks import checked_in_order, may_be_checked, officers_enough
from states.terms import Actor, CaseSnapshot, Draft, EntryKind

Names = Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]


class AssignInspectorsForm(Form):
    """The officers who will check, one name a line, and why a check is needed."""

    officers: Names
    reasons: Prose


class SiteCheckForm(Form):
    """The record (核查笔录): where, who, what was found, and who signed."""

    checked_on: date
    place: Line
    officers: Names
    present: Remark = ""
    found: Prose
    conclusion: Prose
    signed: Names


def _assign(
    case: CaseSnapshot, form: AssignInspectorsForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """指派核查人员: two or more, within five days of acceptance where art. 55 asks it."""
    officers_enough(case, form.officers)
    payload = {"officers": list(form.officers), "reasons": form.reasons}
    return [Draft(EntryKind.INSPECTORS_ASSIGNED, today, payload)]


def _check(case: CaseSnapshot, form: SiteCheckForm, actor: Actor, today: date) -> Iterable[Draft]:
    """核查笔录: signed by every officer who checked; stops no clock (LAW B1.7)."""
    checked_in_order(case, today, form.checked_on, form.officers, form.signed)
    payload = form.model_dump(mode="json", exclude={"checked_on"})
    return [Draft(EntryKind.SITE_CHECKED, form.checked_on, payload)]


DEEDS = (
    Deed(
        name="assign-inspectors",
        form=AssignInspectorsForm,
        do=recorded("assign_inspectors", _assign),
        when=may_be_checked,
    ),
    Deed(
        name="record-site-check",
        form=SiteCheckForm,
        do=recorded("record_site_check", _check),
        when=may_be_checked,
    ),
)
