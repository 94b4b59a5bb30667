"""Meetings (会议): called, minuted, and resolved into tasks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from acts import meetings
from acts.authority import authorise
from acts.meetings import (
    AgendaForm,
    AttendanceForm,
    CancelForm,
    CorrectionOfMinutesForm,
    MeetingForm,
    MinutesForm,
    Recorded,
)
from acts.office import Office
from api.bodies import CounterRoute
from api.cursors import Cursor, Limit, read, written, wrong_cursor
from api.dependencies import CurrentActor, Now, Readings
from api.desk import Desk, DeskHere
from api.idempotency import Answer
from api.meeting_views import meeting_row, meeting_view
from ledger import meetings as rows
from ledger.meetings import MeetingFilter
from states.meeting import MeetingKind
from states.worktime import legal_day

router = APIRouter(prefix="/meetings", tags=["meetings"], route_class=CounterRoute)


def place(cursor: str | None) -> tuple[date, str] | None:
    """The meeting that a cursor stands for.

    Raises:
        Invalid: not a cursor of ours.
    """
    if cursor is None:
        return None
    day, meeting_id = read(cursor, 2)
    try:
        return date.fromisoformat(day), meeting_id
    except ValueError as error:
        raise wrong_cursor() from error


@router.get("", response_model=dict[str, Any])
def list_meetings(
    actor: CurrentActor,
    reading: Readings,
    kind: MeetingKind | None = None,
    organiser: Annotated[str, Query(max_length=80)] = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """The meetings, the latest first."""
    authorise(actor, "see_meetings")
    wanted = MeetingFilter(kind.value if kind else None, organiser or None)
    with reading() as office:
        found = rows.listed(office.session, wanted, limit=limit + 1, before=place(cursor))
        open_ones = meetings.left_open(office, found[:limit])
        told = [meeting_row(row, open_ones.get(row.meeting_id, 0)) for row in found[:limit]]
    last = told[-1] if len(found) > limit else None
    return {
        "items": told,
        "next_cursor": written(last["held_on"], last["meeting_id"]) if last else None,
    }


@router.get("/{meeting_id}", response_model=dict[str, Any])
def read_meeting(
    meeting_id: str, actor: CurrentActor, reading: Readings, now: Now
) -> dict[str, Any]:
    """A meeting with its agenda, minutes, corrections and resolutions, and its record."""
    with reading() as office:
        found = meetings.meeting(office, meeting_id, actor=actor)
        tasks = meetings.progress(office, found)
    return meeting_view(found, tasks, legal_day(now))


@router.post("", status_code=201, response_model=dict[str, Any])
def call_meeting(form: MeetingForm, desk: DeskHere) -> Response:
    """Call a meeting of one's organ."""

    def do(office: Office) -> Answer:
        found = meetings.call(office, form, actor=desk.actor, now=desk.now)
        return _answer(office, found, desk, 201)

    return desk.once(form, do)


def _answer(office: Office, found: Recorded, desk: Desk, status: int = 200) -> Answer:
    told = meeting_view(found, meetings.progress(office, found), legal_day(desk.now))
    return Answer(status, json.dumps(told, ensure_ascii=False))


def _acted(desk: Desk, act: Callable[..., Recorded], meeting_id: str, form: Any) -> Response:
    def do(office: Office) -> Answer:
        more = {"actor": desk.actor, "now": desk.now, "if_version": desk.if_version}
        return _answer(office, act(office, meeting_id, form, **more), desk)

    return desk.once(form, do)


@router.post("/{meeting_id}/agenda", response_model=dict[str, Any])
def add_agenda_item(meeting_id: str, form: AgendaForm, desk: DeskHere) -> Response:
    """One more item for a meeting that is not over."""
    return _acted(desk, meetings.add_to_agenda, meeting_id, form)


@router.post("/{meeting_id}/attendance", response_model=dict[str, Any])
def record_meeting_attendance(meeting_id: str, form: AttendanceForm, desk: DeskHere) -> Response:
    """Who was present and who was not."""
    return _acted(desk, meetings.record_attendance, meeting_id, form)


@router.post("/{meeting_id}/minutes", response_model=dict[str, Any])
def issue_meeting_minutes(meeting_id: str, form: MinutesForm, desk: DeskHere) -> Response:
    """印发会议纪要: from now on they stand as they are."""
    return _acted(desk, meetings.issue_minutes, meeting_id, form)


@router.post("/{meeting_id}/corrections", response_model=dict[str, Any])
def correct_meeting_minutes(
    meeting_id: str, form: CorrectionOfMinutesForm, desk: DeskHere
) -> Response:
    """A correction beside the minutes; neither is altered."""
    return _acted(desk, meetings.correct_minutes, meeting_id, form)


@router.post("/{meeting_id}/cancellation", response_model=dict[str, Any])
def cancel_meeting(meeting_id: str, form: CancelForm, desk: DeskHere) -> Response:
    """Call a meeting off, with the reason."""
    return _acted(desk, meetings.cancel, meeting_id, form)
