"""Duties of a project: who holds them, by which promise, and when nobody does."""

from __future__ import annotations

from datetime import date

from acts import channels
from acts.channel_forms import AdmitForm, ReasonedForm, RectifyForm
from states.project_duties import ProjectDuty, ProjectTask, duties_of_project
from states.terms.project import ProjectSnapshot
from tests.acts.channel_play import accepted, admitted, nominated, opened, project_of
from tests.playing import Play

TODAY = date(2026, 3, 2)


def owed(project: ProjectSnapshot, task: ProjectTask, today: date = TODAY) -> list[ProjectDuty]:
    return [duty for duty in duties_of_project(project, today) if duty.task is task]


def test_a_nomination_waits_for_the_lead_of_the_channel_alone(play: Play) -> None:
    assert duties_of_project(nominated(play), TODAY) == (
        ProjectDuty("fgw", ProjectTask.DECIDE_ADMISSION),
    )


def test_the_lead_names_an_officer_where_none_is_bound(play: Play) -> None:
    project = nominated(play)
    form = AdmitForm(basis="会议纪要")
    without = play.act(channels.admit, project.project_id, form, by="fgw.zhuren")

    assert [duty.party for duty in owed(without, ProjectTask.BIND_OFFICER)] == ["fgw"]
    assert owed(admitted(play), ProjectTask.BIND_OFFICER) == []


def test_an_accepted_step_makes_leads_owe_their_promises(play: Play) -> None:
    project_id = admitted(play).project_id
    accepted(play, opened(play, project_id, "land.supply"))

    project = project_of(play, project_id)

    # Accepted on Monday 2 March 2026: fifteen working days end on 23 March.
    assert owed(project, ProjectTask.KEEP_STAGE) == [
        ProjectDuty("zrzy", ProjectTask.KEEP_STAGE, "initiation", date(2026, 3, 23))
    ]
    assert [duty.party for duty in owed(project, ProjectTask.KEEP_WHOLE)] == ["fgw"]


def test_the_enterprise_owes_the_steps_that_are_ready_and_the_facts(play: Play) -> None:
    project = admitted(play, eia_class=None)
    code = str(project.applicant["credit_code"])

    ready = owed(project, ProjectTask.OPEN_STEP)

    assert {duty.about for duty in ready} == {"filing.domestic", "land.supply"}
    assert {duty.party for duty in ready} == {code}
    assert [duty.party for duty in owed(project, ProjectTask.TELL_FACTS)] == [code]


def test_after_the_time_to_put_right_the_lead_must_say_what_it_found(play: Play) -> None:
    project_id = admitted(play).project_id
    form = RectifyForm(reasons="资料不实", by=date(2026, 3, 9))
    ordered = play.act(channels.order_rectification, project_id, form, by="fgw.chengban")

    assert [duty.due_on for duty in owed(ordered, ProjectTask.RECTIFY)] == [date(2026, 3, 9)]
    assert owed(ordered, ProjectTask.CONFIRM_RECTIFIED, date(2026, 3, 9)) == []
    late = owed(ordered, ProjectTask.CONFIRM_RECTIFIED, date(2026, 3, 10))
    assert [duty.party for duty in late] == ["fgw"]


def test_who_left_the_channel_owes_nothing(play: Play) -> None:
    project = admitted(play)
    form = ReasonedForm(reasons="另行办理")
    left = play.act(channels.withdraw, project.project_id, form, by="qiye")

    assert duties_of_project(left, TODAY) == ()
