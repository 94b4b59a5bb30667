"""Meetings and liaison as pure records: what may follow what, and what is never altered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from states.liaison import (
    Liaison,
    liaison_of,
    may_bind,
    may_release,
    may_settle,
    may_visit,
)
from states.liaison_refusals import (
    AlreadyBound,
    BindingBackwards,
    BindingOver,
    NoSuchBinding,
    NoSuchTicket,
    NotBoundThatDay,
    VisitAhead,
)
from states.meeting import (
    Meeting,
    may_correct,
    may_issue,
    meeting_of,
    still_open,
    was_held,
)
from states.meeting_refusals import (
    AttendanceMissing,
    DueBeforeTheMeeting,
    MeetingAhead,
    MeetingOver,
    NothingIssued,
    NothingToDiscuss,
)
from states.terms.records import RecordLine

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)
NEXT = date(2026, 3, 9)
AGENDA = {"text": "用电接入", "unit": "gdgs", "project": "P2026-0001", "case": ""}


def lines(*told: tuple[str, date, dict[str, Any]]) -> list[RecordLine]:
    return [RecordLine(at, kind, "li", on, told) for at, (kind, on, told) in enumerate(told, 1)]


def called(*agenda: dict[str, Any]) -> tuple[str, date, dict[str, Any]]:
    told = {"kind": "joint", "title": "第1次联席会议", "held_on": TUESDAY.isoformat()}
    more = {"place": "市政府", "chair": "副市长", "organiser": "fgw", "agenda": list(agenda)}
    return "called", MONDAY, told | more


ATTENDED = ("attended", TUESDAY, {"present": ["市发改委"], "absent": []})
RESOLVED = {"text": "一周内送电方案", "units": ["gdgs", "fgw"], "due_on": NEXT.isoformat()}
RESOLVED |= {"task": "RW-2026-0001"}
ISSUED = ("issued", FRIDAY, {"minutes": "纪要", "minutes_no": "1号", "resolutions": [RESOLVED]})


def meeting(*told: tuple[str, date, dict[str, Any]]) -> Meeting:
    found = meeting_of(lines(*told))
    assert found is not None
    return found


def test_minutes_wait_for_the_day_an_agenda_and_the_attendance() -> None:
    with pytest.raises(MeetingAhead):
        may_issue(meeting(called(AGENDA), ATTENDED), (), MONDAY)
    with pytest.raises(NothingToDiscuss):
        may_issue(meeting(called(), ATTENDED), (), TUESDAY)
    with pytest.raises(AttendanceMissing):
        may_issue(meeting(called(AGENDA)), (), TUESDAY)
    may_issue(meeting(called(AGENDA), ATTENDED), (TUESDAY, None), TUESDAY)


def test_what_is_resolved_is_not_due_before_the_meeting() -> None:
    with pytest.raises(DueBeforeTheMeeting):
        may_issue(meeting(called(AGENDA), ATTENDED), (NEXT, MONDAY), TUESDAY)


def test_issued_minutes_are_never_altered_and_a_correction_stands_beside_them() -> None:
    issued = meeting(called(AGENDA), ATTENDED, ISSUED)
    for forbidden in (still_open, lambda m: was_held(m, NEXT), lambda m: may_issue(m, (), NEXT)):
        with pytest.raises(MeetingOver):
            forbidden(issued)

    correction = ("corrected", NEXT, {"text": "应为两周", "reason": "笔误"})
    corrected = meeting(called(AGENDA), ATTENDED, ISSUED, correction)
    assert (corrected.minutes, corrected.corrections[0].text) == ("纪要", "应为两周")
    with pytest.raises(NothingIssued):
        may_correct(meeting(called(AGENDA)))


def test_a_meeting_that_was_called_off_is_over() -> None:
    off = meeting(called(AGENDA), ("cancelled", MONDAY, {"reason": "改期"}))

    assert off.state == "cancelled"
    with pytest.raises(MeetingOver):
        still_open(off)


def test_a_resolution_keeps_its_units_in_the_order_of_the_minutes() -> None:
    (one,) = meeting(called(AGENDA), ATTENDED, ISSUED).resolutions

    assert (one.units, one.due_on, one.task) == (("gdgs", "fgw"), NEXT, "RW-2026-0001")


def test_the_agenda_says_which_projects_and_cases_it_is_about() -> None:
    other = {"text": "x", "unit": "", "project": "", "case": "C1"}
    more = ("agenda_added", MONDAY, {"item": other})

    assert meeting(called(AGENDA), more).subjects == ("case:C1", "project:P2026-0001")


BOUND = {"bound_as": "officer", "person": "李", "post": "", "phone": "", "username": ""}


def bound(until: date | None = None, on: date = MONDAY) -> tuple[str, date, dict[str, Any]]:
    return "bound", on, BOUND | {"until_on": until.isoformat() if until else None}


def liaison(*told: tuple[str, date, dict[str, Any]]) -> Liaison:
    return liaison_of(lines(*told))


def test_a_person_is_bound_once_at_a_time() -> None:
    with pytest.raises(AlreadyBound):
        may_bind(liaison(bound()), "李", NEXT, None)
    with pytest.raises(AlreadyBound):
        may_bind(liaison(bound(on=FRIDAY)), "李", MONDAY, FRIDAY)
    with pytest.raises(BindingBackwards):
        may_bind(liaison(), "李", FRIDAY, MONDAY)
    may_bind(liaison(bound(until=TUESDAY)), "李", FRIDAY, None)
    may_bind(liaison(bound(on=FRIDAY)), "李", MONDAY, TUESDAY)
    may_bind(liaison(bound()), "王", MONDAY, None)


def test_a_binding_ends_once_and_its_last_day_still_counts() -> None:
    released = liaison(bound(), ("released", FRIDAY, {"binding": 1, "reason": "调离"}))

    assert [len(released.bound_on(day)) for day in (FRIDAY, NEXT)] == [1, 0]
    with pytest.raises(BindingOver):
        may_release(released, 1, FRIDAY)
    with pytest.raises(NoSuchBinding):
        may_release(released, 2, NEXT)
    with pytest.raises(BindingBackwards):
        may_release(liaison(bound(on=FRIDAY)), 1, MONDAY)


def test_only_who_was_bound_that_day_has_visited_and_never_tomorrow() -> None:
    here = liaison(bound(until=FRIDAY, on=TUESDAY))

    assert may_visit(here, 1, FRIDAY, NEXT).person == "李"
    with pytest.raises(VisitAhead):
        may_visit(here, 1, FRIDAY, TUESDAY)
    for day in (MONDAY, NEXT):
        with pytest.raises(NotBoundThatDay):
            may_visit(here, 1, day, NEXT)


def test_problems_are_counted_over_all_visits_and_settled_once() -> None:
    ticket = {"text": "排水", "unit": "zjj", "due_on": None}
    told = {"visited_on": TUESDAY.isoformat(), "person": "李", "found": "x"}
    visit = ("visited", TUESDAY, told | {"tickets": [ticket, ticket]})
    again = ("visited", FRIDAY, told | {"tickets": [ticket]})
    settled = ("settled", NEXT, {"ticket": 2, "result": "已修"})
    here = liaison(bound(), visit, again, settled)

    assert [each.number for each in here.open_tickets] == [1, 3]
    with pytest.raises(NoSuchTicket):
        may_settle(here, 2)
