"""Commands of intake: acceptance, correction, supplement, turning away, withdrawal; 备案."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from acts import intake
from acts.forms import (
    AcceptForm,
    ChangeNoticeForm,
    CorrectionForm,
    ReasonsForm,
    SupplementForm,
    TurnAwayForm,
)
from acts.office import Office
from api.bodies import CounterRoute
from api.desk import DeskHere
from api.schemas import CaseView
from states.terms import CaseSnapshot

router = APIRouter(prefix="/cases/{case_id}", tags=["intake"], route_class=CounterRoute)


@router.post("/acceptance", response_model=CaseView)
def accept(case_id: str, form: AcceptForm, desk: DeskHere) -> Response:
    """受理: accept the filing, normally or tolerantly (容缺)."""
    return desk.on_case(case_id, form, intake.accept)


@router.post("/corrections", response_model=CaseView)
def notify_correction(case_id: str, form: CorrectionForm, desk: DeskHere) -> Response:
    """补正告知: tell once everything that is missing or wrong."""
    return desk.on_case(case_id, form, intake.notify_correction)


@router.post("/supplements", response_model=CaseView)
def supplement(case_id: str, form: SupplementForm, desk: DeskHere) -> Response:
    """补正: hand in what was asked for, or what tolerant acceptance left owed."""
    return desk.on_case(case_id, form, intake.supplement)


@router.post("/non-acceptance", response_model=CaseView)
def refuse_acceptance(case_id: str, form: TurnAwayForm, desk: DeskHere) -> Response:
    """不予受理: outside the organ's competence; with reasons and the competent organ."""
    return desk.on_case(case_id, form, intake.refuse_acceptance)


@router.post("/not-needed", response_model=CaseView)
def find_not_needed(case_id: str, form: TurnAwayForm, desk: DeskHere) -> Response:
    """告知不受理: the matter needs no permit."""
    return desk.on_case(case_id, form, intake.find_not_needed)


@router.post("/withdrawal", response_model=CaseView)
def withdraw(case_id: str, form: ReasonsForm, desk: DeskHere) -> Response:
    """撤回申请: the applicant takes the filing back before the decision."""
    return desk.on_case(case_id, form, _withdraw)


def _withdraw(office: Office, case_id: str, form: ReasonsForm, **more: Any) -> CaseSnapshot:
    return intake.withdraw(office, case_id, form.reasons, **more)


@router.post("/change-notices", response_model=CaseView)
def notify_change(case_id: str, form: ChangeNoticeForm, desk: DeskHere) -> Response:
    """备案: tell the enterprise what to correct, or to apply elsewhere."""
    return desk.on_case(case_id, form, intake.notify_change)


@router.post("/changes", response_model=CaseView)
def change_filing(case_id: str, form: SupplementForm, desk: DeskHere) -> Response:
    """备案: the enterprise tells a change of the filed information."""
    return desk.on_case(case_id, form, intake.change_filing)
