"""Commands of the decision: pauses, the extension, the decision, its service, its end."""

from __future__ import annotations

from fastapi import APIRouter, Response

from acts import approval
from acts.forms import DecideForm, DeliverForm, ExtendForm, ResumeForm, SuspendForm
from api.bodies import CounterRoute
from api.desk import DeskHere
from api.schemas import CaseView

router = APIRouter(prefix="/cases/{case_id}", tags=["decision"], route_class=CounterRoute)


@router.post("/suspensions", response_model=CaseView)
def suspend(case_id: str, form: SuspendForm, desk: DeskHere) -> Response:
    """特别程序: begin a listed procedure whose time is not counted."""
    return desk.on_case(case_id, form, approval.suspend)


@router.post("/suspensions/end", response_model=CaseView)
def resume(case_id: str, form: ResumeForm, desk: DeskHere) -> Response:
    """The special procedure ended; the clock counts from the day after."""
    return desk.on_case(case_id, form, approval.resume)


@router.post("/extension", response_model=CaseView)
def extend(case_id: str, form: ExtendForm, desk: DeskHere) -> Response:
    """延期: once, before expiry, by the rank that the text names."""
    return desk.on_case(case_id, form, approval.extend)


@router.post("/decision", response_model=CaseView)
def decide(case_id: str, form: DecideForm, desk: DeskHere) -> Response:
    """决定: grant or refuse in writing; its date stops the clock."""
    return desk.on_case(case_id, form, approval.decide)


@router.post("/delivery", response_model=CaseView)
def deliver(case_id: str, form: DeliverForm, desk: DeskHere) -> Response:
    """送达: the decision was served."""
    return desk.on_case(case_id, form, approval.deliver)
