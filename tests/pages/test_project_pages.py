"""The pages of projects: nominated, admitted, a step opened, each refusal with its words."""

from __future__ import annotations

from tests.acts.channel_play import admitted, done, nominated
from tests.pages.browsing import PROJECT, Reader, papers
from tests.playing import Play

NOMINATION = {
    **{name: value for name, value in PROJECT.items() if name != "declaration"},
    "reasons": "市重点项目",
    "declaration": "yes",
    "facts__lists": ["city_key"],
    "facts__relics_area": "true",
    "facts__energy_tce": "800",
    "facts__electricity_10mwh": "120",
}


def test_a_project_is_nominated_and_admitted_on_pages(play: Play) -> None:
    enterprise, head = Reader(play, "qiye"), Reader(play, "fgw.zhuren")

    sent = enterprise.send("/channels/industry.filing/nomination", **NOMINATION)
    address = sent.headers["location"].partition("?")[0]
    signed = head.send(f"{address}/acts/admit", basis="会议纪要", service_officer="李服务")
    page = enterprise.get(f"{address}?done=admit")

    assert sent.status_code == 303
    assert signed.status_code == 303
    assert "会议纪要" in page.text
    assert "李服务" in page.text
    assert "尚需填报" in page.text  # much was not told yet
    assert "取得备案证明不等于可以开工" in page.text
    assert f"{address}/acts/admit" not in page.links


def test_the_plan_shows_why_a_step_falls_away_and_who_holds_what(play: Play) -> None:
    project = admitted(play)
    done(play, project.project_id, "filing.domestic")
    page = Reader(play, "qiye").get(f"/projects/{project.project_id}")
    english = Reader(play, "qiye", lang="en").get(f"/projects/{project.project_id}")

    assert "河南省优化营商环境条例第四十三条" in page.text
    assert "已有文物保护区域评估成果覆盖" in page.text
    assert "an area assessment of relics covers the site" in english.text
    assert f"/projects/{project.project_id}/acts/open-step?matter=land.supply" in page.links
    assert f"/projects/{project.project_id}/acts/open-step?matter=eia.form" not in page.links


def test_opening_a_step_asks_only_for_what_the_project_has_not(play: Play) -> None:
    project = admitted(play)
    done(play, project.project_id, "filing.domestic")
    done(play, project.project_id, "land.supply")
    reader, place = Reader(play, "qiye"), f"/projects/{project.project_id}/acts/open-step"

    page = reader.get(f"{place}?matter=permit.land_use_planning")
    files = papers("land_contract", "site_map")
    sent = reader.submit(page.form(place), files, declaration="yes")

    assert sent.status_code == 303, sent.text
    assert "无需重复提交" in page.text
    case_id = play.read(
        lambda office: office.projects.read(project.project_id)[0].opened[-1].case_id
    )
    case = reader.get(f"/cases/{case_id}")
    assert f"/projects/{project.project_id}" in case.links


def test_a_refusal_is_told_in_words_on_the_page(play: Play) -> None:
    project = admitted(play)
    reader = Reader(play, "qiye")
    place = f"/projects/{project.project_id}/acts"

    work = reader.send(f"{place}/start-work")
    early = reader.get(f"{place}/open-step?matter=permit.land_use_planning")

    assert work.status_code == 409
    assert "建设项目环境影响报告表审批（环境影响评价法第二十五条）" in work.text
    assert "内资企业投资项目备案" in early.text


def test_each_act_has_a_page_and_the_promise_explains_itself(play: Play) -> None:
    project = nominated(play)
    place = f"/projects/{project.project_id}"
    head, enterprise = Reader(play, "fgw.zhuren"), Reader(play, "qiye")
    for name in ("admit", "decline", "change-facts", "bind-officer"):
        assert f"{place}/acts/{name}" in head.get(place).links
        head.get(f"{place}/acts/{name}")
    for name in ("add-phase", "withdraw", "change-facts"):
        enterprise.get(f"{place}/acts/{name}")
    head.send(f"{place}/acts/admit", basis="会议纪要")
    for name in ("order-rectification", "remove"):
        assert f"{place}/acts/{name}" in head.get(place).links
        head.get(f"{place}/acts/{name}")
    assert f"{place}/acts/remove" not in enterprise.get(place).links
    Reader(play, "qiye2").get(place, expect=404)

    done(play, project.project_id, "land.supply")
    clock = enterprise.get(f"{place}/clocks/initiation")
    assert "不是法定期限" in clock.text
    assert place in Reader(play, "ducha").get("/projects").links
    letter = play.read(lambda office: office.projects.read(project.project_id)[0].letters[0].id)
    assert enterprise.client.get(f"/api/v1/letters/{letter}.html").status_code == 200
    assert Reader(play, "qiye2").client.get(f"/api/v1/letters/{letter}.html").status_code == 404


def test_changed_facts_are_sent_only_where_they_differ(play: Play) -> None:
    project = admitted(play)
    place = f"/projects/{project.project_id}/acts/change-facts"

    sent = Reader(play, "qiye").send(place, facts__energy_tce="1000", reasons="增加产线")

    after = play.read(lambda office: office.projects.read(project.project_id)[0])
    assert sent.status_code == 303
    assert after.facts["energy_tce"] == "1000"
    assert after.facts["lists"] == ["city_key"]
    assert after.version == project.version + 1


def test_the_plan_shows_the_higher_organ_the_condition_and_the_commitment(play: Play) -> None:
    project = admitted(play, energy_tce="12000", coal_t="0")
    place = f"/projects/{project.project_id}"
    lead = Reader(play, "fgw.chengban")

    form = lead.get(f"{place}/acts/check-access")
    sent = lead.send(f"{place}/acts/check-access", item_ref="market_access/样例-许可")
    page = Reader(play, "qiye").get(place)
    english = Reader(play, "qiye", lang="en").get(place)

    assert "市场准入负面清单" in form.text
    assert sent.status_code == 303, sent.text
    assert "河南省发展和改革委员会 须转报" in page.text
    assert "Henan Development and Reform Commission to be forwarded" in english.text
    assert "须按规定的条件和方式取得许可" in page.text
    assert "可以告知承诺方式办理" in page.text


def test_desks_show_what_is_due_in_projects_to_those_who_owe_it(play: Play) -> None:
    project = nominated(play)

    lead = Reader(play, "fgw.chengban").get("/")
    english = Reader(play, "fgw.chengban", lang="en").get("/")
    other = Reader(play, "zrzy.chengban").get("/")

    assert "决定是否纳入绿色通道" in lead.text
    assert "decide on admission to the channel" in english.text
    assert f"/projects/{project.project_id}" in lead.links
    assert "项目中的待办" not in other.text
