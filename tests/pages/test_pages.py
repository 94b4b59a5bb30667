"""The pages over HTTP, read and sent as a browser without scripts would."""

from __future__ import annotations

import re

import pytest

from acts import approval, due, intake
from acts.accounts import open_account
from acts.forms import (
    AcceptForm,
    CorrectionForm,
    DecideForm,
    DeliverForm,
    ItemForm,
    SuspendForm,
)
from api.pages.offers import OFFERS, offered
from api.pages.page_acts import PAGE_ACTS
from ledger import views
from states.terms import Actor, CaseSnapshot, Role
from templates.i18n import messages
from tests.pages.browsing import PROJECT, Page, Reader, papers
from tests.playing import Play

FILE = "/file/ratification.enterprise"
REQUIRED = papers("project_application", "stability_report", "environmental_note")


def cases(play: Play) -> list[str]:
    """Every case in the ledger."""
    return play.read(lambda office: list(views.case_ids(office.session)))


class TestTheDoor:
    def test_a_stranger_is_led_to_the_sign_in_page_and_back(self, play: Play) -> None:
        stranger = Reader(play, None)
        answer = stranger.client.get("/ledger?light=red")

        assert answer.status_code == 303
        assert answer.headers["location"] == "/sign-in?back=%2Fledger%3Flight%3Dred"

        page = stranger.get(answer.headers["location"])
        entered = stranger.submit(
            page.form("/sign-in"), username="guanli", password="greenlane-guanli"
        )

        assert entered.status_code == 303
        assert entered.headers["location"] == "/ledger?light=red"
        assert "httponly" in entered.headers["set-cookie"].lower()
        assert stranger.get("/ledger?light=red").forms

    def test_a_wrong_password_keeps_the_user_name_and_does_not_say_which_is_wrong(
        self, play: Play
    ) -> None:
        stranger = Reader(play, None)
        form = stranger.get("/sign-in").form("/sign-in")
        answer = stranger.submit(form, username="guanli", password="wrong-password")

        assert answer.status_code == 401
        assert "用户名或密码不正确" in answer.text
        assert Page(answer.text).form("/sign-in").values["username"] == ["guanli"]
        assert "wrong-password" not in answer.text

    @pytest.mark.parametrize(
        "back", ["https://elsewhere.test/", "//elsewhere.test", "/\\elsewhere.test", "x"]
    )
    def test_no_address_of_others_is_ever_gone_back_to(self, play: Play, back: str) -> None:
        answer = Reader(play, None).client.get("/language", params={"to": "en", "back": back})

        assert answer.headers["location"] == "/"

    def test_the_language_is_switched_and_remembered(self, play: Play) -> None:
        reader = Reader(play, "guanli")
        switch = next(link for link in reader.get("/ledger?light=red").links if "/language" in link)
        answer = reader.client.get(switch)

        assert answer.headers["location"] == "/ledger?light=red"

        reader.client.cookies.clear()
        english = Reader(play, "guanli", "en").get("/ledger")

        assert "Ledger" in english.text
        assert "greenlane_lang=en" in answer.headers["set-cookie"]

    def test_whoever_still_carries_an_ended_session_can_sign_in_again(self, play: Play) -> None:
        reader = Reader(play, "guanli")
        play.clock.set(play.clock.now().replace(day=4))
        form = reader.get("/sign-in").form("/sign-in")
        answer = reader.submit(form, username="guanli", password="greenlane-guanli")

        assert answer.status_code == 303
        assert reader.get("/ledger").forms

    def test_signing_out_ends_the_session(self, play: Play) -> None:
        reader = Reader(play, "guanli")
        reader.submit(reader.get("/ledger").form("/sign-out"))

        assert reader.client.get("/ledger").status_code == 303

    def test_a_form_without_the_token_of_its_session_is_refused(self, play: Play) -> None:
        reader = Reader(play, "qiye")
        form = reader.get(FILE).form(FILE)
        answer = reader.submit(form, csrf_token="0" * 64)

        assert answer.status_code == 403
        assert "请求不是从本系统页面发出的" in answer.text
        assert cases(play) == []


class TestFiling:
    def test_a_project_is_filed_with_its_documents(self, play: Play) -> None:
        answer = Reader(play, "qiye").send(FILE, REQUIRED, **PROJECT)

        assert answer.status_code == 303
        assert answer.headers["location"] == "/cases/2026-0001?done=filed"

        case = play.case("2026-0001")

        assert [material.id for material in case.materials] == [
            "project_application",
            "stability_report",
            "environmental_note",
        ]
        assert case.project["content"] == "两台机组\n及配套设施"

    def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_or_uploaded_is_lost(
        self, play: Play
    ) -> None:
        reader = Reader(play, "qiye")
        wrong = {
            **PROJECT,
            "project__region": "999999",
            "project__nature": "",
            "project__scale": "",
        }
        answer = reader.send(FILE, papers("project_application"), **wrong)
        page = Page(answer.text)
        form = page.form(FILE)

        assert answer.status_code == 422
        assert form.values["project.content"] == ["两台机组\n及配套设施"]
        assert form.values["applicant.contact"] == ["王工"]
        assert form.values["kept.project_application"][0].endswith(
            "|material.project_application.pdf"
        )
        assert 'id="project.scale-wrong"' in answer.text
        assert 'id="project.nature-wrong"' in answer.text
        assert "请填写此字段" in page.text

        mended = {"project__region": "410611", "project__nature": "new", "project__scale": "大"}
        assert reader.submit(form, **mended).status_code == 303
        assert [material.id for material in play.case("2026-0001").materials] == [
            "project_application"
        ]

    def test_a_file_that_is_not_what_it_says_is_told_at_its_material(self, play: Play) -> None:
        files = {"material.project_application": b"MZ this is no PDF"}
        answer = Reader(play, "qiye").send(FILE, files, **PROJECT)

        assert answer.status_code == 422
        assert 'id="material.project_application-wrong"' in answer.text
        assert cases(play) == []

    def test_the_same_form_sent_twice_makes_one_case(self, play: Play) -> None:
        reader = Reader(play, "qiye")
        form = reader.get(FILE).form(FILE)
        first, second = (reader.submit(form, **PROJECT) for _ in range(2))

        assert first.headers["location"] == second.headers["location"]
        assert cases(play) == ["2026-0001"]

    def test_an_enterprise_cannot_file_for_another_one(self, play: Play) -> None:
        other = {**PROJECT, "applicant__credit_code": "91410600MA3X00T156"}
        answer = Reader(play, "qiye").send(FILE, **other)

        assert answer.status_code == 422
        assert "只能以本企业的统一社会信用代码申报" in answer.text

    def test_a_record_filing_is_filed_at_once_on_a_holiday_too(self, play: Play) -> None:
        play.clock.set(play.clock.now().replace(month=10, day=3))
        address = "/file/filing.domestic"
        Reader(play, "qiye").send(address, **PROJECT)
        page = Reader(play, "qiye").get("/cases/2026-0001")

        assert "已备案" in page.text
        assert "备案证明" in page.text

    def test_what_people_type_is_text_and_never_markup(self, play: Play) -> None:
        evil = {**PROJECT, "project__name": '<script>alert("x")</script>'}
        Reader(play, "qiye").send(FILE, REQUIRED, **evil)
        for address in ("/", "/cases/2026-0001", "/cases/2026-0001/timeline"):
            page = Reader(play, "qiye").get(address)

            assert "script" not in page.tags
            assert '<script>alert("x")</script>' in page.text

    def test_the_window_files_for_an_enterprise(self, play: Play) -> None:
        filing = {**PROJECT, "applicant__credit_code": "91410600MA3X00T156"}
        answer = Reader(play, "chuangkou").send(FILE, **filing)

        assert answer.status_code == 303
        assert Reader(play, "qiye2").get("/cases/2026-0001").text


class TestTheCase:
    def test_nobody_sees_a_case_that_is_not_theirs(self, play: Play) -> None:
        case_id = play.received().case_id

        page = Reader(play, "qiye2").get(f"/cases/{case_id}", expect=404)

        assert "没有您可以查看的此案件" in page.text
        assert Reader(play, "sthj.chengban").get(f"/cases/{case_id}", expect=404).text
        assert Reader(play, "chuangkou").get(f"/cases/{case_id}").text

    def test_the_page_says_who_holds_it_until_when_and_what_silence_brings(
        self, play: Play
    ) -> None:
        page = Reader(play, "qiye").get(f"/cases/{play.received().case_id}")

        assert "鹤壁市发展和改革委员会" in page.text
        assert "还剩 5 个工作日" in page.text
        assert "2026年3月9日 周一" in page.text
        assert "逾期未告知的，自收到申请材料之日起即为受理。" in page.text

    def test_a_refusal_shows_the_laws_words_with_its_article_and_keeps_the_form(
        self, play: Play
    ) -> None:
        case_id = play.received(materials=()).case_id
        address = f"/cases/{case_id}/acts/accept"
        answer = Reader(play, "chuangkou").send(address, mode="tolerant", owed=["stability_report"])
        page = Page(answer.text)

        assert answer.status_code == 409
        assert "容缺受理须主要材料齐全" in page.text
        assert "河南省优化营商环境条例第三十五条" in page.text
        assert page.form(address).values["mode"] == ["tolerant"]
        assert page.form(address).values["owed"] == ["stability_report"]
        assert play.case(case_id).filing_state == "submitted"

    def test_somebody_elses_act_in_between_is_told_and_the_form_kept(self, play: Play) -> None:
        case_id = play.received().case_id
        clerk = Reader(play, "chuangkou")
        address = f"/cases/{case_id}/acts/refuse-acceptance"
        form = clerk.get(address).form(address)
        play.act(intake.accept, case_id, AcceptForm(), by="chuangkou")
        answer = clerk.submit(form, reasons="不属于本机关职权")

        assert answer.status_code == 412
        assert Page(answer.text).form(address).values["reasons"] == ["不属于本机关职权"]

    def test_an_act_sent_twice_has_one_effect(self, play: Play) -> None:
        case_id = play.received().case_id
        clerk = Reader(play, "chuangkou")
        address = f"/cases/{case_id}/acts/accept"
        form = clerk.get(address).form(address)
        answers = [clerk.submit(form) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [303, 303]
        assert play.case(case_id).version == 2

    def test_rows_are_added_without_losing_what_was_typed(self, play: Play) -> None:
        case_id = play.received().case_id
        clerk = Reader(play, "chuangkou")
        address = f"/cases/{case_id}/acts/notify-correction"
        answer = clerk.send(address, items__1__problem="第二页缺章", more="3")
        form = Page(answer.text).form(address)

        assert answer.status_code == 200
        assert form.values["items.1.problem"] == ["第二页缺章"]
        assert "items.2.problem" in form.values
        assert play.case(case_id).version == 1

    def test_a_row_half_filled_is_told_in_its_own_row(self, play: Play) -> None:
        case_id = play.received().case_id
        address = f"/cases/{case_id}/acts/notify-correction"
        answer = Reader(play, "chuangkou").send(address, items__1__problem="第二页缺章")

        assert answer.status_code == 422
        assert 'id="items.1.about-wrong"' in answer.text
        assert 'id="items.1.remedy-wrong"' in answer.text
        assert 'id="items.0.about-wrong"' not in answer.text

    def test_only_fields_that_differ_are_changed_by_a_supplement(self, play: Play) -> None:
        case_id = play.received().case_id
        notice = CorrectionForm(items=(ItemForm(about="/scale", problem="不清", remedy="写明"),))
        play.act(intake.notify_correction, case_id, notice, by="chuangkou")
        address = f"/cases/{case_id}/acts/supplement"
        Reader(play, "qiye").send(address, changes__scale="占地130亩")
        entries = play.read(lambda office: office.entries(case_id))

        assert entries[-1].payload["changes"] == {"scale": "占地130亩"}

    def test_withdrawing_asks_whether_it_is_meant(self, play: Play) -> None:
        case_id = play.received().case_id
        address = f"/cases/{case_id}/acts/withdraw"
        reader = Reader(play, "qiye")

        assert reader.send(address, reasons="项目调整").status_code == 422
        assert play.case(case_id).filing_state == "submitted"
        assert reader.send(address, reasons="项目调整", confirmed="yes").status_code == 303
        assert play.case(case_id).filing_state == "withdrawn"

    def test_a_special_procedure_names_the_basis_of_the_catalogue_by_itself(
        self, play: Play
    ) -> None:
        case_id = play.accepted().case_id
        address = f"/cases/{case_id}/acts/suspend"
        Reader(play, "fgw.chengban").send(address, kind="expert_review", announced_days="10")

        assert "国家发展改革委令2017年第2号" in play.case(case_id).suspensions[0].basis

    def test_the_wrong_rank_is_told_who_may_extend(self, play: Play) -> None:
        case_id = play.accepted().case_id
        address = f"/cases/{case_id}/acts/extend"
        answer = Reader(play, "fgw.fuzhuren").send(address, days="10", reasons="情况复杂")

        assert answer.status_code == 409
        assert "主要负责人" in answer.text
        assert "情况复杂" in answer.text

    def test_a_date_beyond_the_published_calendar_is_marked_provisional(self, play: Play) -> None:
        case_id = play.accepted("2026-12-25 09:30").case_id
        page = Reader(play, "qiye").get(f"/cases/{case_id}")

        assert "暂定" in page.text

        explained = Reader(play, "qiye").get(f"/cases/{case_id}/clocks/statute")

        assert "暂定最早" in explained.text

    def test_the_lines_of_an_explanation_add_up_and_name_the_article(self, play: Play) -> None:
        case_id = play.accepted().case_id
        page = Reader(play, "qiye").get(f"/cases/{case_id}/clocks/statute")
        counted = re.findall(r"第(\d+)日", page.text)

        assert [int(day) for day in counted] == list(range(1, 21))
        assert "合计 20 日" in page.text
        assert "国务院令第673号" in page.text
        assert "2026年3月30日" in page.text

    def test_special_procedures_are_called_by_name_in_explanations(self, play: Play) -> None:
        case_id = play.accepted().case_id
        pause = SuspendForm(kind="expert_review", announced_days=5, basis="依据")
        play.act(approval.suspend, case_id, pause, by="fgw.chengban")
        page = Reader(play, "qiye").get(f"/cases/{case_id}/clocks/statute")

        assert "特别程序 专家评议" in page.text
        assert "expert_review" not in page.text

    def test_letters_between_organs_are_not_listed_for_the_enterprise(self, play: Play) -> None:
        case_id = play.in_review().case_id

        assert "征求意见函" not in Reader(play, "qiye").get(f"/cases/{case_id}").text
        assert "征求意见函" in Reader(play, "fgw.chengban").get(f"/cases/{case_id}").text


class TestTheDesks:
    def test_the_worklist_puts_the_nearest_breach_first(self, play: Play) -> None:
        later = play.in_review("2026-03-04 09:30").case_id
        sooner = play.in_review("2026-03-02 09:30").case_id
        page = Reader(play, "sthj.chengban").get("/")

        assert page.text.index(sooner) < page.text.index(later)
        assert "逾期未反馈书面意见的，视为同意。" in page.text

    def test_the_window_finds_what_every_department_was_sent(self, play: Play) -> None:
        case_id = play.received().case_id

        assert case_id in Reader(play, "chuangkou").get("/").text

    def test_the_ledger_filters_by_card_text_and_department(self, play: Play) -> None:
        case_id = play.accepted().case_id
        play.act(due.advance, case_id, when="2026-06-01 09:00")
        reader = Reader(play, "guanli")

        assert case_id in reader.get("/ledger?light=red").text
        assert case_id not in reader.get("/ledger?light=green").text
        assert case_id in reader.get("/ledger?text=热电").text
        assert case_id not in reader.get("/ledger?text=风电").text
        assert case_id not in reader.get("/ledger?department=zjj").text
        assert "红牌" in reader.get("/ledger").text

    def test_a_wrong_filter_or_cursor_is_a_problem_page_not_a_fault(self, play: Play) -> None:
        reader = Reader(play, "guanli")

        reader.get("/ledger?light=purple", expect=422)
        reader.get("/ledger?cursor=nonsense", expect=422)

    def test_enterprises_have_no_ledger(self, play: Play) -> None:
        page = Reader(play, "qiye").get("/ledger", expect=403)

        assert "您的身份是企业用户" in page.text

    def test_numbers_of_the_catalogue_carry_how_sure_they_are(self, play: Play) -> None:
        page = Reader(play, "qiye").get("/matters/ratification.enterprise")

        assert "示例" in page.text
        assert "待核实" in page.text
        assert "已核法条原文" in page.text
        Reader(play, "qiye").get("/matters/nonsense", expect=404)


def everywhere(play: Play) -> dict[str, CaseSnapshot]:
    """Cases in many states, one step after the other."""
    found = {"received": play.received()}
    told = play.received("2026-03-02 10:00")
    notice = CorrectionForm(items=(ItemForm(about="/scale", problem="不清", remedy="写明"),))
    found["told"] = play.act(intake.notify_correction, told.case_id, notice, by="chuangkou")
    found["accepted"] = play.accepted("2026-03-02 11:00")
    found["in review"] = play.in_review("2026-03-02 12:00")
    returned = play.in_review("2026-03-02 13:00")
    items = [{"about": "/scale", "problem": "不清", "remedy": "写明"}]
    found["returned"] = play.sign(returned.case_id, "sthj", "return_for_correction", items=items)
    objected = play.in_review("2026-03-02 14:00")
    for department in ("zrzy", "sthj", "slj", "yjj", "zjj", "jtj"):
        play.sign(objected.case_id, department)
    found["objected"] = play.sign(objected.case_id, "wgl", "object", comment="影响文物")
    paused = play.accepted("2026-03-02 15:00")
    pause = SuspendForm(kind="expert_review", announced_days=5, basis="依据")
    found["paused"] = play.act(approval.suspend, paused.case_id, pause, by="fgw.chengban")
    granted = play.in_review("2026-03-02 16:00")
    for department in ("zrzy", "sthj", "slj", "yjj", "zjj", "jtj", "wgl"):
        play.sign(granted.case_id, department)
    grant = DecideForm(outcome="grant", content="同意建设")
    found["granted"] = play.act(approval.decide, granted.case_id, grant, by="fgw.fuzhuren")
    service = DeliverForm(method="in_person", recipient="鹤壁示例企业")
    served = play.in_review("2026-03-02 17:00")
    for department in ("zrzy", "sthj", "slj", "yjj", "zjj", "jtj", "wgl"):
        play.sign(served.case_id, department)
    play.act(approval.decide, served.case_id, grant, by="fgw.fuzhuren")
    found["served"] = play.act(approval.deliver, served.case_id, service, by="chuangkou")
    filed = play.received(matter="filing.domestic")
    found["filed"] = filed
    return found


PEOPLE = ("qiye", "chuangkou", "fgw.chengban", "fgw.fuzhuren", "sthj.chengban", "wgl.chengban")


class TestEveryPage:
    def test_every_page_speaks_both_languages_and_brings_no_script_or_style_of_its_own(
        self, play: Play
    ) -> None:
        states = everywhere(play)
        actor = play.actor
        for lang in ("zh", "en"):
            for username in (*PEOPLE, "guanli"):
                reader = Reader(play, username, lang)
                addresses = ["/", "/matters", "/matters/ratification.enterprise"]
                if actor(username).role is Role.ENTERPRISE:
                    addresses += ["/file", FILE, "/file/filing.domestic"]
                for case in states.values():
                    if username in ("wgl.chengban", "sthj.chengban") and not case.seats:
                        continue
                    addresses += [f"/cases/{case.case_id}", f"/cases/{case.case_id}/timeline"]
                    acts = offered(play.case(case.case_id), actor(username))
                    addresses += [f"/cases/{case.case_id}/acts/{name}" for name in acts]
                for address in addresses:
                    if address == "/" and username == "guanli":
                        address = "/ledger"
                    page = reader.get(address)

                    assert not {"script", "style"} & page.tags, address
                    assert "style" not in page.attributes, address
                    assert not [a for a in page.attributes if a.startswith("on")], address

    def test_every_offer_has_its_page_and_every_page_its_offer(self) -> None:
        assert set(OFFERS) == set(PAGE_ACTS)

    def test_both_languages_know_the_same_messages(self) -> None:
        assert set(messages("zh")) == set(messages("en"))


def test_an_account_that_no_catalogue_knows_has_its_name_on_the_page(play: Play) -> None:
    clerk = Actor("li.si", "李四", Role.CLERK, "zwj")
    with play.house.ledger.writing() as session:
        open_account(play.house.office(session), clerk, "long-enough-password")

    assert "李四" in Reader(play, "li.si", "en").get("/").text
