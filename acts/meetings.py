"""会议: called, agenda, attendance, minutes, corrections; what is resolved becomes tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from acts.authority import allows, authorise
from acts.forms import Form, Line, Prose, Remark
from acts.office import Office
from acts.problems import FieldProblem, Invalid, UnknownCase, UnknownProject
from acts.records import fresh, record_lines, write_line
from acts.tasks import OpenTaskForm, opened
from ledger import meetings as rows
from ledger import task_items
from ledger.book import next_serial
from ledger.item_registers import RegisterLine, lines_of
from ledger.meeting_tables import MeetingRow
from states.meeting import (
    Meeting,
    MeetingKind,
    MeetingLine,
    may_correct,
    may_issue,
    meeting_of,
    still_open,
    was_held,
)
from states.task_item import ENDED, TaskItem
from states.terms import Actor
from states.terms.tasks import TaskKind
from states.worktime import legal_day

BOOK = "meeting"
SERIES = "会议纪要"
"""The document that tasks of minutes name as theirs."""
Units = Annotated[
    tuple[Annotated[str, Field(max_length=80)], ...], Field(min_length=1, max_length=30)
]


class UnknownMeeting(UnknownCase):
    """There is no such meeting, or it is not yours to see."""


class AgendaForm(Form):
    """An item of the agenda: what, for which unit, about which project or case."""

    text: Line
    unit: Annotated[str, Field(max_length=80)] = ""
    project: Annotated[str, Field(max_length=40)] = ""
    case: Annotated[str, Field(max_length=40)] = ""


class MeetingForm(Form):
    """What kind of meeting, when, where, and who is in the chair."""

    kind: MeetingKind
    title: Line
    held_on: date
    place: Line
    chair: Line
    agenda: Annotated[tuple[AgendaForm, ...], Field(max_length=50)] = ()


class AttendanceForm(Form):
    """Who was present and who was not: units or persons, one a line."""

    present: Annotated[tuple[Line, ...], Field(min_length=1, max_length=200)]
    absent: Annotated[tuple[Line, ...], Field(max_length=200)] = ()


class ResolutionForm(Form):
    """One thing resolved; the units keep the order of the minutes."""

    text: Prose
    units: Units
    due_on: date | None = None


class MinutesForm(Form):
    """The minutes (会议纪要) with their number and what was resolved."""

    minutes: Annotated[Prose, Field(max_length=20000)]
    minutes_no: Remark = ""
    resolutions: Annotated[tuple[ResolutionForm, ...], Field(max_length=50)] = ()


class CorrectionOfMinutesForm(Form):
    """What is put right in issued minutes, and why."""

    text: Prose
    reason: Line


class CancelForm(Form):
    """Why a meeting is called off."""

    reason: Line


@dataclass(frozen=True, slots=True)
class Recorded:
    """A meeting with its id and its record."""

    id: str
    meeting: Meeting
    lines: tuple[RegisterLine, ...]


def meeting(office: Office, meeting_id: str, *, actor: Actor) -> Recorded:
    """A meeting with its record.

    Raises:
        NotYours: enterprises do not read the house's meetings.
        UnknownMeeting: there is none.
    """
    authorise(actor, "see_meetings")
    return _read(office, meeting_id)


def _read(office: Office, meeting_id: str) -> Recorded:
    lines = lines_of(office.session, BOOK, meeting_id)
    found = meeting_of(record_lines(lines))
    if found is None:
        raise UnknownMeeting(meeting_id)
    return Recorded(meeting_id, found, lines)


def may_convene(actor: Actor) -> bool:
    """Officials of every organ may call a meeting."""
    return allows(actor, "call_meeting")


def may_run(found: Meeting, actor: Actor) -> bool:
    """Whoever acts for the organ that called the meeting."""
    return allows(actor, "keep_meeting", found)


def call(office: Office, form: MeetingForm, *, actor: Actor, now: datetime) -> Recorded:
    """Call a meeting of the actor's organ.

    Raises:
        NotYours: the actor is no official.
        Invalid: the agenda names a unit, project or case that nobody knows.
    """
    authorise(actor, "call_meeting")
    for place, item in enumerate(form.agenda):
        _known(office, item, f"/agenda/{place}")
    today = legal_day(now)
    meeting_id = f"M{today.year}-{next_serial(office.session, BOOK, today.year):04d}"
    payload = form.model_dump(mode="json") | {"organiser": actor.organisation}
    return _line_written(office, meeting_id, (), MeetingLine.CALLED, payload, actor, now)


def add_to_agenda(
    office: Office, meeting_id: str, form: AgendaForm, *, actor: Actor, now: datetime, **more: Any
) -> Recorded:
    """One more item for a meeting that is not over."""
    found = _running(office, meeting_id, actor, **more)
    still_open(found.meeting)
    _known(office, form, "")
    payload = {"item": form.model_dump(mode="json")}
    return _written(office, found, MeetingLine.AGENDA, payload, actor, now)


def record_attendance(
    office: Office,
    meeting_id: str,
    form: AttendanceForm,
    *,
    actor: Actor,
    now: datetime,
    **more: Any,
) -> Recorded:
    """Who was there; said again, the later list holds and the earlier one stays in the record."""
    found = _running(office, meeting_id, actor, **more)
    was_held(found.meeting, legal_day(now))
    payload = form.model_dump(mode="json")
    return _written(office, found, MeetingLine.ATTENDED, payload, actor, now)


def issue_minutes(
    office: Office, meeting_id: str, form: MinutesForm, *, actor: Actor, now: datetime, **more: Any
) -> Recorded:
    """印发会议纪要: the minutes stand from now on, and each resolution becomes a task.

    Raises:
        NotYours, MeetingOver, MeetingAhead, NothingToDiscuss, AttendanceMissing,
        DueBeforeTheMeeting, DueBeforeOpening, StaleVersion, Invalid: as they say.
    """
    found = _running(office, meeting_id, actor, **more)
    may_issue(found.meeting, (each.due_on for each in form.resolutions), legal_day(now))
    problems = [
        _unknown_unit(f"/resolutions/{place}/units")
        for place, each in enumerate(form.resolutions)
        if not set(each.units) <= set(office.city.catalog.departments)
    ]
    if problems:
        raise Invalid(*problems)
    tasks = [
        opened(office, _task(found, form, number), actor=actor, now=now).task_id
        for number in range(1, len(form.resolutions) + 1)
    ]
    payload = form.model_dump(mode="json")
    for told, task in zip(payload["resolutions"], tasks, strict=True):
        told["task"] = task
    return _written(office, found, MeetingLine.ISSUED, payload, actor, now)


def _task(found: Recorded, form: MinutesForm, number: int) -> OpenTaskForm:
    resolution = form.resolutions[number - 1]
    return OpenTaskForm(
        kind=TaskKind.MINUTES,
        series=SERIES,
        item=item_of_resolution(found.id, number),
        text=resolution.text,
        units=resolution.units,
        source=" ".join(filter(None, (found.meeting.title, form.minutes_no or found.id))),
        due_on=resolution.due_on,
    )


def item_of_resolution(meeting_id: str, number: int) -> str:
    """What a resolution is called among the tasks of minutes."""
    return f"{meeting_id}-{number}"


def progress(office: Office, found: Recorded) -> Mapping[str, TaskItem]:
    """The tasks of the resolutions as they stand, by their numbers."""
    return task_items.by_ids(office.session, [each.task for each in found.meeting.resolutions])


def left_open(office: Office, meetings: Iterable[MeetingRow]) -> dict[str, int]:
    """How many resolutions of each of these meetings are neither done nor withdrawn."""
    places = {
        f"{SERIES}/{item_of_resolution(row.meeting_id, number)}": row.meeting_id
        for row in meetings
        for number in range(1, row.resolutions + 1)
    }
    states = task_items.states_by_key(office.session, list(places))
    return dict(Counter(places[key] for key, state in states.items() if state not in ENDED))


def correct_minutes(
    office: Office,
    meeting_id: str,
    form: CorrectionOfMinutesForm,
    *,
    actor: Actor,
    now: datetime,
    **more: Any,
) -> Recorded:
    """更正: a line of its own; what was issued is never altered."""
    found = _running(office, meeting_id, actor, **more)
    may_correct(found.meeting)
    payload = form.model_dump(mode="json")
    return _written(office, found, MeetingLine.CORRECTED, payload, actor, now)


def cancel(
    office: Office, meeting_id: str, form: CancelForm, *, actor: Actor, now: datetime, **more: Any
) -> Recorded:
    """Call the meeting off."""
    found = _running(office, meeting_id, actor, **more)
    still_open(found.meeting)
    return _written(office, found, MeetingLine.CANCELLED, form.model_dump(), actor, now)


def _running(
    office: Office, meeting_id: str, actor: Actor, if_version: int | None = None
) -> Recorded:
    authorise(actor, "see_meetings")
    found = _read(office, meeting_id)
    authorise(actor, "keep_meeting", found.meeting)
    fresh(meeting_id, if_version, found.meeting.version)
    return found


def _known(office: Office, item: AgendaForm, below: str) -> None:
    if item.unit and item.unit not in office.city.catalog.departments:
        raise Invalid(_unknown_unit(f"{below}/unit"))
    try:
        if item.project:
            office.projects.read(item.project)
    except UnknownProject:
        zh, en = "没有这个编号的项目。", "There is no project of this number."
        raise Invalid(FieldProblem(f"{below}/project", zh, en)) from None
    try:
        if item.case:
            office.case(item.case)
    except UnknownCase:
        zh, en = "没有这个编号的办件。", "There is no case of this number."
        raise Invalid(FieldProblem(f"{below}/case", zh, en)) from None


def _unknown_unit(pointer: str) -> FieldProblem:
    return FieldProblem(pointer, "目录中没有这个单位。", "The catalogue has no such unit.")


def _written(
    office: Office, found: Recorded, kind: MeetingLine, payload: Any, actor: Actor, now: datetime
) -> Recorded:
    return _line_written(office, found.id, found.lines, kind, payload, actor, now)


def _line_written(
    office: Office,
    meeting_id: str,
    earlier: tuple[RegisterLine, ...],
    kind: MeetingLine,
    payload: Any,
    actor: Actor,
    now: datetime,
) -> Recorded:
    today = legal_day(now)
    lines = write_line(
        office, BOOK, meeting_id, earlier, kind.value, payload, on=today, actor=actor, now=now
    )
    found = meeting_of(record_lines(lines))
    assert found is not None, "a record that was just written has a line"
    rows.project(office.session, meeting_id, found, lines[-1].hash)
    return Recorded(meeting_id, found, lines)


def derive_again(office: Office) -> int:
    """Project every meeting anew from its lines; how many stood differently."""
    changed = 0
    for meeting_id in rows.ids(office.session):
        found = _read(office, meeting_id)
        head = found.lines[-1].hash
        changed += rows.project(office.session, meeting_id, found.meeting, head)
    return changed
