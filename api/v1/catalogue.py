"""The life of the catalogue: drafts, publication, and moving running cases to an edition."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from acts import catalogue, edition_moves
from acts.catalogue_rows import draft_row, edition_row, rehearsed_row
from acts.forms import Form
from acts.office import Office
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, Lang, Now, Readings
from api.desk import DeskHere
from api.idempotency import Answer
from api.schemas import CaseView

router = APIRouter(prefix="/catalog", tags=["catalogue"], route_class=CounterRoute)


class DraftForm(Form):
    """The files of a catalogue by name, as text, and what the draft is for."""

    files: dict[str, str]
    note: Annotated[str, Field(max_length=400)] = ""


class PublishForm(Form):
    """The legal day (Asia/Shanghai) from which filings are pinned to the edition."""

    effective_on: date


class MoveForm(Form):
    """To which edition a case moves, and why."""

    edition: Annotated[int, Field(ge=1)]
    reason: Annotated[str, Field(max_length=400)] = ""


class UndoForm(Form):
    """Why a move is undone."""

    reason: Annotated[str, Field(max_length=400)] = ""


@router.get("/editions", response_model=list[dict[str, Any]])
def list_editions(reading: Readings) -> list[dict[str, Any]]:
    """Every published edition with its first legal day, the newest last."""
    with reading() as office:
        return [edition_row(edition) for edition in office.city.catalogs]


@router.post("/drafts", status_code=201, response_model=dict[str, Any])
def hand_in_draft(form: DraftForm, desk: DeskHere, lang: Lang) -> Response:
    """Hand in a draft; the answer has every fault and every change."""

    def do(office: Office) -> Answer:
        draft = catalogue.hand_in(
            office, form.files, actor=desk.actor, now=desk.now, note=form.note
        )
        return Answer(201, json.dumps(draft_row(draft, lang), ensure_ascii=False))

    return desk.once(form, do)


@router.get("/drafts/{draft}", response_model=dict[str, Any])
def show_draft(draft: str, reading: Readings, actor: CurrentActor, lang: Lang) -> dict[str, Any]:
    """A draft: its faults, and its differences to the edition in force."""
    with reading() as office:
        return draft_row(catalogue.look(office, draft, actor=actor), lang)


@router.post("/drafts/{draft}/publication", status_code=201, response_model=dict[str, Any])
def publish_draft(draft: str, form: PublishForm, desk: DeskHere) -> Response:
    """Publish a draft without faults, as another person than its author."""

    def do(office: Office) -> Answer:
        edition = catalogue.publish(
            office, draft, form.effective_on, actor=desk.actor, now=desk.now
        )
        return Answer(201, json.dumps(edition_row(edition), ensure_ascii=False))

    return desk.once(form, do)


@router.get("/editions/{number}/rehearsal", response_model=list[dict[str, Any]])
def rehearse_move(
    number: int, reading: Readings, actor: CurrentActor, now: Now, lang: Lang, reason: str = ""
) -> list[dict[str, Any]]:
    """Which running cases would move to this edition, which dates change, which cannot and why."""
    with reading() as office:
        found = edition_moves.rehearse(office, number, actor=actor, now=now, reason=reason)
        return [rehearsed_row(one, lang) for one in found]


@router.post("/cases/{case_id}/move", response_model=CaseView)
def move_case(case_id: str, form: MoveForm, desk: DeskHere) -> Response:
    """Move one running case to a published edition."""
    return desk.on_case(case_id, form, _move)


@router.post("/cases/{case_id}/move/undo", response_model=CaseView)
def undo_move(case_id: str, form: UndoForm, desk: DeskHere) -> Response:
    """Move a case back to the edition it stood under, where nobody acted since."""
    return desk.on_case(case_id, form, _undo)


def _move(office: Office, case_id: str, form: MoveForm, **more: Any) -> Any:
    return edition_moves.move(office, case_id, form.edition, reason=form.reason, **more)


def _undo(office: Office, case_id: str, form: UndoForm, **more: Any) -> Any:
    return edition_moves.undo(office, case_id, reason=form.reason, **more)
