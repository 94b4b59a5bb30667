"""Meetings and liaison on a ledger: who may what, what is kept, and what is derived again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from acts import liaison, meetings, tasks, upkeep
from acts.liaison import BindForm, ReleaseForm, SettleForm, TicketForm, VisitForm
from acts.meetings import (
    AgendaForm,
    AttendanceForm,
    CorrectionOfMinutesForm,
    MeetingForm,
    MinutesForm,
    Recorded,
    ResolutionForm,
    UnknownMeeting,
)
from acts.problems import Invalid, StaleVersion
from acts.records import write_line
from acts.tasks import NoteForm, ReportForm
from ledger import meetings as rows
from ledger.evidence import verify
from ledger.meetings import MeetingFilter
from states.meeting_refusals import MeetingOver
from states.refusals import NotYours
from states.task_refusals import TaskNotThere
from states.terms.tasks import TaskKind
from tests.acts.channel_play import admitted
from tests.api.calling import open_accounts
from tests.playing import Play, play_on


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def called(play: Play, **agenda: str) -> Recorded:
    form = MeetingForm(
        kind="joint",
        title="第1次联席会议",
        held_on=date(2026, 3, 3),
        place="市政府",
        chair="副市长",
        agenda=(AgendaForm(text="用电接入", **agenda),),
    )
    found: Recorded = play.act(meetings.call, form, by="fgw.zhuren", when="2026-03-02 10:00")
    return found


def issued(play: Play, *units: str, **agenda: str) -> str:
    meeting_id = called(play, **agenda).id
    attendance = AttendanceForm(present=("市发改委", "市水利局"), absent=("市住建局",))
    play.act(
        meetings.record_attendance, meeting_id, attendance, by="fgw.zhuren", when="2026-03-03 17:00"
    )
    resolution = ResolutionForm(text="一周内拿出方案", units=units, due_on=date(2026, 3, 10))
    form = MinutesForm(minutes="会议议定如下", minutes_no="1号", resolutions=(resolution,))
    play.act(meetings.issue_minutes, meeting_id, form, by="fgw.chengban", when="2026-03-04 09:00")
    return meeting_id


def test_row_94_a_joint_conference_is_called_held_minuted_and_its_resolutions_are_tasks(
    play: Play,
) -> None:
    meeting_id = issued(play, "slj", "zjj")
    found = play.read(
        lambda office: meetings.meeting(office, meeting_id, actor=play.actor("ducha"))
    )
    (resolution,) = found.meeting.resolutions

    def task(office: Any) -> Any:
        return tasks.task(office, resolution.task, actor=play.actor("ducha")).now

    opened = play.read(task)
    assert (opened.units, opened.due_on) == (("slj", "zjj"), date(2026, 3, 10))
    assert (opened.text, opened.source) == ("一周内拿出方案", "第1次联席会议 1号")
    assert play.read(lambda o: meetings.progress(o, found)[resolution.task].state) == "opened"
    assert [line.kind for line in found.lines] == ["called", "attended", "issued"]
    assert play.read(lambda office: verify(office.session)) == []


def done(play: Play, meeting_id: str) -> None:
    found = play.read(
        lambda office: meetings.meeting(office, meeting_id, actor=play.actor("ducha"))
    )
    report = ReportForm(report="方案已报", evidence=("鹤水〔2026〕9号",))
    task_id = found.meeting.resolutions[0].task
    play.act(tasks.report, task_id, report, by="slj.chengban", when="2026-03-06 09:00")
    play.act(tasks.accept, task_id, NoteForm(), by="ducha", when="2026-03-06 10:00")


def test_only_the_organiser_runs_a_meeting_and_enterprises_read_none(play: Play) -> None:
    other = called(play).id
    with pytest.raises(NotYours):
        play.act(meetings.add_to_agenda, other, AgendaForm(text="x"), by="slj.chengban")
    with pytest.raises(NotYours):
        play.read(lambda office: meetings.meeting(office, other, actor=play.actor("qiye")))
    with pytest.raises(UnknownMeeting):
        play.read(lambda office: meetings.meeting(office, "M2026-0009", actor=play.actor("ducha")))


def test_issued_minutes_are_corrected_beside_and_never_altered(play: Play) -> None:
    meeting_id = issued(play, "slj")
    form = CorrectionOfMinutesForm(text="方案应为两周内", reason="笔误")
    corrected = play.act(meetings.correct_minutes, meeting_id, form, by="fgw.zhuren")

    assert corrected.meeting.minutes == "会议议定如下"
    assert corrected.meeting.corrections[0].text == "方案应为两周内"
    with pytest.raises(MeetingOver):
        play.act(meetings.add_to_agenda, meeting_id, AgendaForm(text="x"), by="fgw.zhuren")


def test_agenda_and_resolutions_name_what_the_house_knows(play: Play) -> None:
    for wrong in ({"project": "P2026-0404"}, {"case": "2026-0404"}, {"unit": "nobody"}):
        with pytest.raises(Invalid) as caught:
            called(play, **wrong)
        assert [p.pointer for p in caught.value.problems] == [f"/agenda/0/{next(iter(wrong))}"]
    with pytest.raises(Invalid, match="/resolutions/0/units"):
        issued(play, "slj", "nobody")


def test_a_meeting_is_found_by_its_project_with_what_is_left_to_do(play: Play) -> None:
    project = admitted(play).project_id
    meeting_id = issued(play, "slj", project=project)

    def left(office: Any) -> Any:
        subjects = [f"project:{project}"]
        return meetings.left_open(office, rows.about(office.session, subjects))

    assert play.read(left) == {meeting_id: 1}
    done(play, meeting_id)
    assert play.read(left) == {}
    talks = MeetingFilter(kind="talk")
    assert play.read(lambda office: list(rows.listed(office.session, talks, limit=9))) == []


def test_meetings_are_derived_again_and_a_lost_row_is_found(play: Play) -> None:
    meeting_id = issued(play, "slj")
    with play.house.ledger.writing() as session:
        assert upkeep.rebuild(play.house.office(session)) == 0
        session.execute(text("DELETE FROM meeting"))
    faults = play.read(lambda office: verify(office.session))
    assert [fault.case_id for fault in faults] == [f"meeting:{meeting_id}"]
    with play.house.ledger.writing() as session:
        assert upkeep.rebuild(play.house.office(session)) == 1
    assert play.read(lambda office: verify(office.session)) == []


OFFICER = BindForm(bound_as="officer", person="李服务", username="slj.chengban")


def bound(play: Play, project: str, form: BindForm = OFFICER) -> Any:
    return play.act(liaison.bind, "project", project, form, by="fgw.zhuren")


def tickets(play: Play, project: str) -> Any:
    return play.read(lambda office: liaison.bound_to(office, "project", project).tickets)


def test_row_45_an_officer_visits_finds_problems_and_they_are_settled(play: Play) -> None:
    open_accounts(play.house)
    project = admitted(play).project_id
    bound(play, project)
    ticket = TicketForm(text="施工道路不通", unit="jtj", due_on=date(2026, 4, 1))
    visit = VisitForm(binding=1, found="已进场", tickets=(ticket,))
    seen = play.act(liaison.log_visit, "project", project, visit, by="slj.chengban")
    assert [each.unit for each in seen.liaison.open_tickets] == ["jtj"]

    with pytest.raises(NotYours):
        form = SettleForm(ticket=1, result="x")
        play.act(liaison.settle, "project", project, form, by="zjj.chengban")
    with pytest.raises(Invalid, match="proves"):
        form = SettleForm(ticket=1, result="已通")
        play.act(liaison.settle, "project", project, form, by="jtj.chengban")
    solved = SettleForm(ticket=1, result="已通", evidence=("交工验收第3号",))
    reported = play.act(liaison.settle, "project", project, solved, by="jtj.chengban")
    (ticket,) = reported.liaison.open_tickets
    assert (ticket.task_state, ticket.settled_on, ticket.result) == ("reported", None, "已通")
    with pytest.raises(TaskNotThere):
        play.act(liaison.settle, "project", project, solved, by="jtj.chengban")
    back = tasks.ReasonForm(reasons="仍不通")
    play.act(tasks.send_back, ticket.task, back, by="ducha")
    play.act(liaison.settle, "project", project, solved, by="jtj.chengban", when="2026-03-05 09:00")
    play.act(tasks.accept, ticket.task, tasks.NoteForm(), by="ducha", when="2026-03-09 09:00")
    (ticket,) = tickets(play, project)
    assert (ticket.settled_on, ticket.result, ticket.is_open) == (date(2026, 3, 5), "已通", False)
    assert play.read(lambda office: verify(office.session)) == []
    assert play.act(lambda office, *, now: upkeep.rebuild(office)) == 0


def test_each_problem_of_a_visit_becomes_a_task_of_its_unit(play: Play) -> None:
    open_accounts(play.house)
    project = admitted(play).project_id
    bound(play, project)
    road = TicketForm(text="施工道路不通", unit="jtj", due_on=date(2026, 4, 1))
    water = TicketForm(text="缺水", unit="slj")
    for found in ((road, water), (water,)):
        visit = VisitForm(binding=1, found="已进场", tickets=found)
        play.act(liaison.log_visit, "project", project, visit, by="fgw.zhuren")

    found = [
        play.read(lambda office, of=each: tasks.task(office, of.task, actor=play.actor("ducha")))
        for each in tickets(play, project)
    ]
    assert [each.now.key for each in found] == [
        f"走访问题/project/{project}-{number}" for number in (1, 2, 3)
    ]
    assert [each.now.units for each in found] == [("jtj",), ("slj",), ("slj",)]
    assert [each.now.due_on for each in found] == [date(2026, 4, 1), None, None]
    assert {each.now.kind for each in found} == {TaskKind.TARGET}


def test_what_happens_to_the_task_is_seen_at_the_visit(play: Play) -> None:
    open_accounts(play.house)
    project = admitted(play).project_id
    bound(play, project)
    ticket = TicketForm(text="施工道路不通", unit="jtj", due_on=date(2026, 4, 1))
    visit = VisitForm(binding=1, found="已进场", tickets=(ticket, ticket))
    play.act(liaison.log_visit, "project", project, visit, by="fgw.zhuren")
    first, second = (each.task for each in tickets(play, project))
    later = tasks.ExtendForm(reasons="雨季", due_on=date(2026, 5, 8))
    play.act(tasks.extend, first, later, by="ducha")
    over = tasks.HandOverForm(reasons="归口", units=("zjj",))
    play.act(tasks.hand_over, first, over, by="ducha")
    play.act(tasks.withdraw, second, tasks.ReasonForm(reasons="重复"), by="ducha")

    (still_open,) = [each for each in tickets(play, project) if each.is_open]
    assert (still_open.unit, still_open.due_on) == ("zjj", date(2026, 5, 8))
    with pytest.raises(NotYours):
        form = SettleForm(ticket=1, result="已通", evidence=("1号",))
        play.act(liaison.settle, "project", project, form, by="jtj.chengban")


def test_a_problem_of_the_time_before_tasks_is_settled_on_the_visits_record(play: Play) -> None:
    open_accounts(play.house)
    project = admitted(play).project_id
    kept = bound(play, project)
    old = {
        "binding": 1,
        "found": "已进场",
        "person": "李服务",
        "visited_on": "2026-03-02",
        "tickets": [{"text": "缺水", "unit": "slj", "due_on": None}],
    }

    def as_before(office: Any, *, now: Any) -> None:
        actor = play.actor("fgw.zhuren")
        write_line(
            office, "liaison", f"project/{project}", kept.lines, "visited", old,
            on=date(2026, 3, 2), actor=actor, now=now,
        )  # fmt: skip

    play.act(as_before)
    form = SettleForm(ticket=1, result="已接水")
    settled = play.act(liaison.settle, "project", project, form, by="fgw.zhuren")

    assert (settled.liaison.open_tickets, tickets(play, project)[0].result) == ((), "已接水")


def test_only_the_lead_binds_and_a_visit_is_logged_by_the_lead_or_who_is_bound(
    play: Play,
) -> None:
    open_accounts(play.house)
    project = admitted(play).project_id
    with pytest.raises(NotYours):
        play.act(liaison.bind, "project", project, OFFICER, by="slj.chengban")
    bound(play, project)
    with pytest.raises(NotYours):
        visit = VisitForm(binding=1, found="x")
        play.act(liaison.log_visit, "project", project, visit, by="zjj.chengban")
    with pytest.raises(Invalid, match="account"):
        bound(play, project, OFFICER.model_copy(update={"person": "王", "username": "nemo"}))


def test_a_leader_is_released_with_a_reason_and_the_record_keeps_both(play: Play) -> None:
    project = admitted(play).project_id
    leader = BindForm(bound_as="leader", person="副市长 赵", from_on=date(2026, 3, 1))
    bound(play, project, leader)
    form = ReleaseForm(binding=1, reason="分工调整")
    with pytest.raises(StaleVersion):
        play.act(liaison.release, "project", project, form, by="fgw.zhuren", if_version=0)
    released = play.act(liaison.release, "project", project, form, by="fgw.zhuren", if_version=1)

    assert [line.kind for line in released.lines] == ["bound", "released"]
    assert released.liaison.bindings[0].reason == "分工调整"
