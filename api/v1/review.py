"""Commands of the joint review: open, sign, recall, seats, corrections, reopening."""

from __future__ import annotations

from fastapi import APIRouter, Response

from acts import signoff
from acts.forms import (
    OpenReviewForm,
    OpinionForm,
    ReasonsForm,
    ReassignForm,
    SeatForm,
    SupplementForm,
)
from api.bodies import CounterRoute
from api.desk import DeskHere
from api.schemas import CaseView

router = APIRouter(prefix="/cases/{case_id}", tags=["joint review"], route_class=CounterRoute)


@router.post("/review", response_model=CaseView)
def open_review(case_id: str, form: OpenReviewForm, desk: DeskHere) -> Response:
    """启动联审: ask the departments of the catalogue, all at once."""
    return desk.on_case(case_id, form, signoff.open_review)


@router.put("/opinions/{department}", response_model=CaseView)
def give_opinion(case_id: str, department: str, form: OpinionForm, desk: DeskHere) -> Response:
    """会签意见: what the department says; the last needed answer concludes the review."""
    return desk.on_case(case_id, form, signoff.give_opinion, department)


@router.delete("/opinions/{department}", response_model=CaseView)
def recall_opinion(case_id: str, department: str, desk: DeskHere) -> Response:
    """拿回: take an opinion back while the review is open."""
    return desk.on_case(case_id, None, signoff.recall_opinion, department)


@router.post("/seats", response_model=CaseView)
def add_seat(case_id: str, form: SeatForm, desk: DeskHere) -> Response:
    """加签: ask one more department."""
    return desk.on_case(case_id, form, signoff.add_seat)


@router.post("/seats/{department}/release", response_model=CaseView)
def release_seat(case_id: str, department: str, form: ReasonsForm, desk: DeskHere) -> Response:
    """减签: a department need not be asked after all."""
    return desk.on_case(case_id, form, signoff.release_seat, department)


@router.post("/seats/{department}/officer", response_model=CaseView)
def reassign_seat(case_id: str, department: str, form: ReassignForm, desk: DeskHere) -> Response:
    """转办: another officer of the same department takes the seat over."""
    return desk.on_case(case_id, form, signoff.reassign_seat, department)


@router.post("/review/corrections", response_model=CaseView)
def correct_in_review(case_id: str, form: SupplementForm, desk: DeskHere) -> Response:
    """The applicant answers a return; only the departments it concerns are asked again."""
    return desk.on_case(case_id, form, signoff.correct_in_review)


@router.post("/review/reopening", response_model=CaseView)
def reopen_review(case_id: str, form: ReasonsForm, desk: DeskHere) -> Response:
    """After coordination the objecting departments are asked again; the minutes are kept."""
    return desk.on_case(case_id, form, signoff.reopen_review)
