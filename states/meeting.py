"""会议: called with an agenda, held, minuted once; its resolutions are given to units as tasks.

Minutes that are issued are never altered: a correction is a line of its own, and both are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from states.meeting_refusals import (
    AttendanceMissing,
    DueBeforeTheMeeting,
    MeetingAhead,
    MeetingOver,
    NothingIssued,
    NothingToDiscuss,
)
from states.terms.records import RecordLine


class MeetingKind(StrEnum):
    """联席会议, 座谈会, 现场办公会, 专题会 (MISSION rows 75, 89, 94)."""

    JOINT = "joint"
    TALK = "talk"
    ON_SITE = "on_site"
    SPECIAL = "special"


class MeetingLine(StrEnum):
    """What a line of a meeting's record does."""

    CALLED = "called"
    AGENDA = "agenda_added"
    ATTENDED = "attended"
    ISSUED = "issued"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """What is to be discussed; it may concern a project or a case."""

    text: str
    unit: str = ""
    project: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """One thing resolved: units in the order of the minutes, the last day, and its task."""

    number: int
    text: str
    units: tuple[str, ...]
    due_on: date | None
    task: str


@dataclass(frozen=True, slots=True)
class CorrectedMinutes:
    """A correction of the minutes: what is put right, and why."""

    on: date
    by: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as its lines have it."""

    version: int
    kind: MeetingKind
    title: str
    held_on: date
    place: str
    chair: str
    organiser: str
    state: str = "called"
    """called, issued or cancelled."""
    agenda: tuple[AgendaItem, ...] = ()
    present: tuple[str, ...] | None = None
    """Who was present; None while nobody said so."""
    absent: tuple[str, ...] = ()
    minutes: str = ""
    minutes_no: str = ""
    issued_on: date | None = None
    resolutions: tuple[Resolution, ...] = ()
    corrections: tuple[CorrectedMinutes, ...] = ()
    reason: str = ""

    @property
    def subjects(self) -> tuple[str, ...]:
        """The projects and cases that the agenda names."""
        found = {f"project:{item.project}" for item in self.agenda if item.project}
        found |= {f"case:{item.case}" for item in self.agenda if item.case}
        return tuple(sorted(found))


def meeting_of(lines: Iterable[RecordLine]) -> Meeting | None:
    """The meeting that these lines make; None where there is no line."""
    meeting: Meeting | None = None
    for line in lines:
        meeting = _called(line) if meeting is None else _next(meeting, line)
    return meeting


def _called(line: RecordLine) -> Meeting:
    told = line.payload
    return Meeting(
        version=line.number,
        kind=MeetingKind(told["kind"]),
        title=told["title"],
        held_on=date.fromisoformat(told["held_on"]),
        place=told["place"],
        chair=told["chair"],
        organiser=told["organiser"],
        agenda=tuple(AgendaItem(**item) for item in told["agenda"]),
    )


def _next(meeting: Meeting, line: RecordLine) -> Meeting:
    told, before = line.payload, replace(meeting, version=line.number)
    if line.kind == MeetingLine.AGENDA:
        return replace(before, agenda=(*before.agenda, AgendaItem(**told["item"])))
    if line.kind == MeetingLine.ATTENDED:
        return replace(before, present=tuple(told["present"]), absent=tuple(told["absent"]))
    if line.kind == MeetingLine.ISSUED:
        return _issued(before, line)
    if line.kind == MeetingLine.CORRECTED:
        correction = CorrectedMinutes(line.effective_on, line.actor, told["text"], told["reason"])
        return replace(before, corrections=(*before.corrections, correction))
    return replace(before, state="cancelled", reason=told["reason"])


def _issued(meeting: Meeting, line: RecordLine) -> Meeting:
    told = line.payload
    return replace(
        meeting,
        state="issued",
        minutes=told["minutes"],
        minutes_no=told["minutes_no"],
        issued_on=line.effective_on,
        resolutions=tuple(
            Resolution(
                number=number,
                text=each["text"],
                units=tuple(each["units"]),
                due_on=date.fromisoformat(each["due_on"]) if each["due_on"] else None,
                task=each["task"],
            )
            for number, each in enumerate(told["resolutions"], start=1)
        ),
    )


def still_open(meeting: Meeting) -> None:
    """Agenda, attendance and minutes are made while the meeting is neither issued nor off.

    Raises:
        MeetingOver: it is.
    """
    if meeting.state != "called":
        raise MeetingOver()


def was_held(meeting: Meeting, today: date) -> None:
    """Attendance and minutes tell of a meeting that was held.

    Raises:
        MeetingOver, MeetingAhead: as they say.
    """
    still_open(meeting)
    if today < meeting.held_on:
        raise MeetingAhead(held_on=meeting.held_on)


def may_issue(meeting: Meeting, due_days: Iterable[date | None], today: date) -> None:
    """Minutes are issued once, after the meeting, with who was there and what was discussed.

    Raises:
        MeetingOver, MeetingAhead, NothingToDiscuss, AttendanceMissing, DueBeforeTheMeeting: as
        they say.
    """
    was_held(meeting, today)
    if not meeting.agenda:
        raise NothingToDiscuss()
    if meeting.present is None:
        raise AttendanceMissing()
    for due_on in due_days:
        if due_on is not None and due_on < meeting.held_on:
            raise DueBeforeTheMeeting(due_on=due_on, held_on=meeting.held_on)


def may_correct(meeting: Meeting) -> None:
    """Only issued minutes are corrected.

    Raises:
        NothingIssued: they are not.
    """
    if meeting.state != "issued":
        raise NothingIssued()
