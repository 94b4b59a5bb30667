"""What leaders and the joint office do in the city at work: a meeting held, a visit made."""

from __future__ import annotations

from datetime import date

from acts import liaison, meetings
from acts.liaison import BindForm, TicketForm, VisitForm
from acts.meetings import AgendaForm, AttendanceForm, MeetingForm, MinutesForm, ResolutionForm
from states.liaison import BoundAs
from states.meeting import MeetingKind
from tests.playing import Play

WRITTEN = (
    "第一次联席会议",
    "市政府三楼会议室",
    "分管副市长",
    "用电接入和施工道路",
    "市发改委参会",
    "会议议定施工道路一周内打通",
    "施工道路一周内打通",
    "王服务员",
    "已进场施工",
    "施工道路不通",
)
"""What these people wrote."""
LEAD = "fgw.zhuren"


def meeting_held(play: Play, project: str) -> str:
    """A joint conference about a project with one resolution; its address."""
    agenda = (AgendaForm(text="用电接入和施工道路", unit="jtj", project=project),)
    form = MeetingForm(
        kind=MeetingKind.JOINT,
        title="第一次联席会议",
        held_on=date(2026, 3, 9),
        place="市政府三楼会议室",
        chair="分管副市长",
        agenda=agenda,
    )
    meeting_id = play.act(meetings.call, form, by=LEAD, when="2026-03-09 11:00").id
    attended = AttendanceForm(present=("市发改委参会",))
    play.act(meetings.record_attendance, meeting_id, attended, by=LEAD)
    resolved = ResolutionForm(text="施工道路一周内打通", units=("jtj",), due_on=date(2026, 3, 16))
    minutes = MinutesForm(minutes="会议议定施工道路一周内打通", resolutions=(resolved,))
    play.act(meetings.issue_minutes, meeting_id, minutes, by=LEAD)
    return f"/meetings/{meeting_id}"


def officer_visited(play: Play, project: str) -> str:
    """An officer bound to the project who found a problem; the address."""
    form = BindForm(bound_as=BoundAs.OFFICER, person="王服务员")
    play.act(liaison.bind, "project", project, form, by=LEAD, when="2026-03-09 12:00")
    ticket = TicketForm(text="施工道路不通", unit="jtj", due_on=date(2026, 3, 31))
    visit = VisitForm(binding=1, found="已进场施工", tickets=(ticket,))
    play.act(liaison.log_visit, "project", project, visit, by=LEAD)
    return f"/liaison/project/{project}"
