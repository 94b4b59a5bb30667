"""The pages of meetings and liaison, without scripts."""

from __future__ import annotations

import pytest

from acts import meetings, registers
from acts.meetings import AgendaForm, MeetingForm
from states.meeting import MeetingKind
from states.worktime import legal_day
from tests.acts.channel_play import admitted
from tests.pages.browsing import Page, Reader
from tests.playing import Play

CALLED = {
    "kind": "joint",
    "title": "第1次联席会议",
    "held_on": "2026-03-02",
    "place": "市政府",
    "chair": "副市长",
    "agenda__0__text": "用电接入",
    "agenda__0__unit": "gxj",
}


def called(play: Play, **more: str) -> str:
    answer = Reader(play, "fgw.zhuren").send("/meetings/call", **(CALLED | more))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def issued(play: Play) -> str:
    address = called(play)
    reader = Reader(play, "fgw.zhuren")
    assert reader.send(f"{address}/attendance", present="市发改委\n市水利局").status_code == 303
    resolved = {
        "resolutions__0__text": "一周内拿出方案",
        "resolutions__0__units": "市水利局、市发改委",
        "resolutions__0__due_on": "2026-03-09",
    }
    answer = reader.send(f"{address}/minutes", minutes="会议议定如下", **resolved)
    assert answer.status_code == 303, answer.text
    return address


def test_a_meeting_is_called_minuted_and_its_resolution_is_a_task(play: Play) -> None:
    address = issued(play)
    page = Reader(play, "ducha").get(address)

    for words in ("一周内拿出方案", "鹤壁市水利局", "待领办", "RW-2026-0001", "会议议定如下"):
        assert words in page.text
    assert "0/1项已办结" in Reader(play, "ducha").get("/meetings").text


def test_issued_minutes_offer_nothing_but_a_correction(play: Play) -> None:
    address = issued(play)
    links = Reader(play, "fgw.zhuren").get(address).links
    sent = Reader(play, "fgw.zhuren").send(f"{address}/correct", text="应为两周", reason="笔误")
    page = Reader(play, "fgw.zhuren").get(address)

    own = {link.partition("?")[0] for link in links if link.startswith(f"{address}/")}
    assert own == {f"{address}/correct"}
    assert sent.status_code == 303
    assert "应为两周" in page.text
    assert "会议议定如下" in page.text


def test_what_is_wrong_is_told_and_more_rows_lose_nothing(play: Play) -> None:
    address = called(play)
    reader = Reader(play, "fgw.zhuren")
    reader.send(f"{address}/attendance", present="市发改委")
    wrong = {"resolutions__0__text": "x", "resolutions__0__units": "无此单位"}
    refused = reader.send(f"{address}/minutes", minutes="议定", **wrong)
    more = reader.send(f"{address}/minutes", minutes="议定", more="8", **wrong)

    assert refused.status_code == 422
    assert "目录中没有这个单位" in Page(refused.text).text
    values = Page(more.text).form(f"{address}/minutes").values
    assert values["minutes"] == ["议定"]
    assert "resolutions.7.text" in values


def test_others_neither_run_a_meeting_nor_do_enterprises_read_it(play: Play) -> None:
    address = called(play)

    assert f"{address}/agenda" not in Reader(play, "slj.chengban").get(address).links
    assert Reader(play, "slj.chengban").send(f"{address}/cancel", reason="x").status_code == 403
    Reader(play, "qiye").get("/meetings", expect=403)
    Reader(play, "ducha").get("/meetings/call", expect=403)
    Reader(play, "fgw.zhuren").get(f"{address}/burn", expect=404)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_meetings_are_listed_by_kind(play: Play, lang: str) -> None:
    address = issued(play)

    assert address in Reader(play, "ducha", lang).get("/meetings?kind=joint").links
    assert address not in Reader(play, "ducha", lang).get("/meetings?kind=talk").links


def test_row_45_an_officer_is_bound_visits_and_the_problem_is_solved(play: Play) -> None:
    project = admitted(play).project_id
    here, lead = f"/liaison/project/{project}", Reader(play, "fgw.zhuren")
    assert lead.send(f"{here}/bind", bound_as="officer", person="王服务").status_code == 303
    ticket = {"tickets__0__text": "施工道路不通", "tickets__0__unit": "jtj"}
    assert lead.send(f"{here}/visit", found="已进场", **ticket).status_code == 303
    asked = Reader(play, "fgw.zhuren").get(f"/projects/{project}")
    seen = lead.get(here)
    assert "/tasks/RW-2026-0001" in seen.links
    assert f"{here}/settle" not in seen.links
    told = {"report": "已通车", "evidence": "交工验收第3号"}
    unit, office = Reader(play, "jtj.chengban"), Reader(play, "ducha")
    assert unit.send("/tasks/RW-2026-0001/report", **told).status_code == 303
    assert "待核验" in lead.get(here).text
    assert office.send("/tasks/RW-2026-0001/accept").status_code == 303
    page = Reader(play, "qiye").get(here)
    assert page.text.count("已解决") == 1
    assert "/tasks/RW-2026-0001" not in page.links

    assert "1个问题待解决" in asked.text
    assert here in asked.links
    for words in ("王服务", "首席服务员", "施工道路不通", "已通车"):
        assert words in page.text


def test_a_wrong_binding_is_refused_in_words_and_kept_as_typed(play: Play) -> None:
    project = admitted(play).project_id
    here, lead = f"/liaison/project/{project}", Reader(play, "fgw.zhuren")
    days = {"from_on": "2026-03-05", "until_on": "2026-03-01"}
    refused = lead.send(f"{here}/bind", bound_as="leader", person="赵", **days)

    assert refused.status_code == 409
    assert "早于起始日" in Page(refused.text).text
    assert Page(refused.text).form(f"{here}/bind").values["person"] == ["赵"]


def test_a_case_and_a_project_show_their_meetings_and_registers(play: Play) -> None:
    project = admitted(play).project_id
    case = play.received().case_id
    agenda = AgendaForm(text="用地", project=project, case=case)
    form = MeetingForm(
        kind=MeetingKind.SPECIAL,
        title="专题会",
        held_on=legal_day(play.clock.now()),
        place="x",
        chair="y",
        agenda=(agenda,),
    )
    meeting = play.act(meetings.call, form, by="fgw.zhuren").id
    values = {"project_name": "甲", "grade": "city", "project": project}
    entry = registers.EntryForm(values=values, reason="x")
    item = play.act(registers.enter, "key_projects", entry, by="fgw.zhuren").item

    for path in (f"/projects/{project}", f"/cases/{case}"):
        assert f"/meetings/{meeting}" in Reader(play, "guanli").get(path).links
        assert f"/meetings/{meeting}" not in Reader(play, "qiye").get(path).links
    assert (
        f"/registers/key_projects/{item}" in Reader(play, "qiye").get(f"/projects/{project}").links
    )
