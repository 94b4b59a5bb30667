"""The pages of meetings (会议): the list, one meeting with its resolutions, and its forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

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
from acts.register_values import organ_named
from api.cursors import Cursor, written
from api.dependencies import Acts, Readings
from api.pages.declining import DECLINED, declined
from api.pages.filled import FilledForm, Sent, SentForm, sent_again
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import NotFound
from api.v1.meetings import place
from ledger import meetings as rows
from ledger.meetings import MeetingFilter
from states.meeting import MeetingKind
from states.terms import Actor

router = APIRouter()
PAGE = 30
ROWS_SHOWN, ROWS_MORE = 4, 4
BETWEEN_UNITS = re.compile(r"[、,，;；\n]+")
KINDS = tuple(kind.value for kind in MeetingKind)
Doing = Callable[..., Recorded]
ACTS: Mapping[str, tuple[Doing, type[BaseModel]]] = {
    "agenda": (meetings.add_to_agenda, AgendaForm),
    "attendance": (meetings.record_attendance, AttendanceForm),
    "minutes": (meetings.issue_minutes, MinutesForm),
    "correct": (meetings.correct_minutes, CorrectionOfMinutesForm),
    "cancel": (meetings.cancel, CancelForm),
}
FIELDS = (
    "kind", "title", "held_on", "place", "chair", "text", "unit", "units", "project", "case",
    "present", "absent", "minutes", "minutes_no", "due_on", "reason",
)  # fmt: skip


@router.get("/meetings", response_class=HTMLResponse)
def show_meetings(
    visit: Visited,
    reading: Readings,
    kind: Annotated[str, Query(max_length=20)] = "",
    cursor: Cursor = None,
) -> Response:
    """The meetings, the latest first, with what they left to do."""
    authorise(visit.actor, "see_meetings")
    wanted = MeetingFilter(kind if kind in KINDS else None)
    with reading() as office:
        found = rows.listed(office.session, wanted, limit=PAGE + 1, before=place(cursor))
        open_ones = meetings.left_open(office, found[:PAGE])
        lines = [
            {
                "id": row.meeting_id,
                "title": row.title,
                "kind": row.kind,
                "organiser": visit.words.short(row.organiser),
                "held_on": visit.words.day(row.held_on),
                "state": row.state,
                "resolutions": row.resolutions,
                "open": open_ones.get(row.meeting_id, 0),
            }
            for row in found[:PAGE]
        ]
    more = ""
    if len(found) > PAGE:
        next_cursor = written(found[PAGE - 1].held_on.isoformat(), found[PAGE - 1].meeting_id)
        more = f"/meetings?kind={wanted.kind or ''}&cursor={next_cursor}"
    return visit.page(
        "meetings",
        lines=lines,
        kinds=KINDS,
        kind=wanted.kind or "",
        more=more,
        may_call=meetings.may_convene(visit.actor),
    )


@router.get("/meetings/call", response_class=HTMLResponse)
def show_call(
    visit: Visited,
    project: Annotated[str, Query(max_length=40)] = "",
    case: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The form that calls a meeting; a project or case may be named already."""
    authorise(visit.actor, "call_meeting")
    named = {"agenda.0.project": (project,), "agenda.0.case": (case,)}
    return _call(visit, FilledForm({name: texts for name, texts in named.items() if texts[0]}))


@router.post("/meetings/call", response_class=HTMLResponse)
def take_call(visit: Visited, acts: Acts, sent: SentForm) -> Response:
    """Call the meeting, or show the form again."""
    if sent.wants_rows is not None:
        return _call(visit, sent_again(sent, {}))
    try:
        told = sent.given("kind", "title", "held_on", "place", "chair")
        form = MeetingForm.model_validate(told | {"agenda": _rows(sent, "agenda", _agenda)})
        with acts() as office:
            found = meetings.call(office, form, actor=visit.actor, now=visit.now)
    except DECLINED as error:
        return _call(visit, *declined(visit, sent, error, _labels(visit)))
    return onward(f"/meetings/{found.id}")


def _call(visit: SignedVisit, form: FilledForm, status: int = 200) -> HTMLResponse:
    return visit.page(
        "meeting_call",
        status,
        kinds=[(kind, visit.t(f"meeting_kind.{kind}")) for kind in KINDS],
        units=visit.words.departments(),
        rows=_shown(form),
        more_rows=_shown(form) + ROWS_MORE,
        form=form,
    )


@router.get("/meetings/{meeting_id}", response_class=HTMLResponse)
def show_meeting(meeting_id: str, visit: Visited, reading: Readings) -> Response:
    """A meeting: agenda, attendance, minutes with corrections, and every resolution's status."""
    with reading() as office:
        found = meetings.meeting(office, meeting_id, actor=visit.actor)
        tasks = meetings.progress(office, found)
    meeting = found.meeting
    words = visit.words
    return visit.page(
        "meeting",
        id=found.id,
        meeting=meeting,
        organiser=words.department(meeting.organiser),
        held_on=words.day(meeting.held_on),
        issued_on=words.day(meeting.issued_on) if meeting.issued_on else None,
        agenda=[
            (item, words.department(item.unit) if item.unit else "") for item in meeting.agenda
        ],
        corrections=[(each, words.day(each.on)) for each in meeting.corrections],
        resolutions=[
            {
                "number": each.number,
                "text": each.text,
                "units": [words.department(unit) for unit in each.units],
                "due_on": words.day(each.due_on) if each.due_on else None,
                "task": each.task,
                "state": tasks[each.task].state.value,
                "late": tasks[each.task].is_late(visit.today),
            }
            for each in meeting.resolutions
        ],
        lines=[(line, words.instant(line.recorded_at)) for line in found.lines],
        may=_offered(found, visit.actor, visit.today),
    )


def _offered(found: Recorded, actor: Actor, today: date) -> tuple[str, ...]:
    if not meetings.may_run(found.meeting, actor):
        return ()
    if found.meeting.state == "issued":
        return ("correct",)
    if found.meeting.state != "called":
        return ()
    held = ("attendance", "minutes") if today >= found.meeting.held_on else ()
    return (*held, "agenda", "cancel")


@router.get("/meetings/{meeting_id}/{wanted}", response_class=HTMLResponse)
def show_act(meeting_id: str, wanted: str, visit: Visited, reading: Readings) -> Response:
    """The form of an act on a meeting."""
    return _act(visit, reading, meeting_id, wanted, FilledForm())


@router.post("/meetings/{meeting_id}/{wanted}", response_class=HTMLResponse)
def take_act(
    meeting_id: str, wanted: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Do it, or show the form again with what is wrong."""
    if wanted not in ACTS:
        raise NotFound
    if sent.wants_rows is not None:
        return _act(visit, reading, meeting_id, wanted, sent_again(sent, {}))
    act, model = ACTS[wanted]
    try:
        form = model.model_validate(_told(visit, wanted, sent))
        more: dict[str, Any] = {"actor": visit.actor, "now": visit.now}
        with acts() as office:
            act(office, meeting_id, form, **more, if_version=sent.version)
    except DECLINED as error:
        filled, status = declined(visit, sent, error, _labels(visit))
        return _act(visit, reading, meeting_id, wanted, filled, status)
    return onward(f"/meetings/{meeting_id}")


def _told(visit: SignedVisit, wanted: str, sent: Sent) -> dict[str, Any]:
    if wanted == "attendance":
        return {"present": sent.lines("present"), "absent": sent.lines("absent")}
    if wanted == "minutes":

        def resolution(row: dict[str, str]) -> dict[str, Any]:
            return {
                "text": row["text"],
                "units": _named(visit, row["units"]),
                "due_on": row["due_on"] or None,
            }

        told = {"minutes": sent.text("minutes"), "minutes_no": sent.text("minutes_no")}
        return told | {"resolutions": _rows(sent, "resolutions", resolution)}
    names = list(ACTS[wanted][1].model_fields)
    return sent.given(*names)


def _named(visit: SignedVisit, text: str) -> list[str]:
    """The units of a text in its order: “市发改委、市水利局”."""
    catalog = visit.house.city.catalog
    names = [name.strip() for name in BETWEEN_UNITS.split(text) if name.strip()]
    return [organ_named(catalog, name) or name for name in names]


def _agenda(row: dict[str, str]) -> dict[str, Any]:
    return {name: row[name].strip() for name in ("text", "unit", "project", "case")}


def _rows(sent: Sent, name: str, read: Callable[[dict[str, str]], dict[str, Any]]) -> list[Any]:
    """The rows in which something stands, in order."""
    found = []
    for number in range(ROWS_SHOWN + 10 * ROWS_MORE):
        row = {
            column: sent.text(f"{name}.{number}.{column}")
            for column in ("text", "unit", "units", "project", "case", "due_on")
        }
        if any(value.strip() for value in row.values()):
            found.append(read(row))
    return found


def _shown(form: FilledForm) -> int:
    """How many rows of a list the form shows."""
    return max(ROWS_SHOWN, form.rows if form.was_sent else ROWS_SHOWN)


def _labels(visit: SignedVisit) -> dict[str, str]:
    return {name: visit.t(f"meeting.{name}") for name in FIELDS}


def _act(
    visit: SignedVisit,
    reading: Readings,
    meeting_id: str,
    wanted: str,
    form: FilledForm,
    status: int = 200,
) -> HTMLResponse:
    if wanted not in ACTS:
        raise NotFound
    with reading() as office:
        found = meetings.meeting(office, meeting_id, actor=visit.actor)
    authorise(visit.actor, "call_meeting")
    return visit.page(
        "meeting_act",
        status,
        id=found.id,
        meeting=found.meeting,
        version=found.meeting.version,
        wanted=wanted,
        units=visit.words.departments(),
        rows=_shown(form),
        more_rows=_shown(form) + ROWS_MORE,
        form=form,
    )
