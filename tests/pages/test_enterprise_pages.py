"""The enterprise's desk by pages: what to do first, corrections, letters, questions, rating."""

from __future__ import annotations

from sqlalchemy import event

from acts import intake
from acts.forms import CorrectionForm, ItemForm
from states.terms import Grade
from tests.pages.browsing import PROJECT, Page, Reader, papers
from tests.playing import Play

FILE = "/file/ratification.enterprise"
REQUIRED = papers("project_application", "stability_report", "environmental_note")
TOLD = CorrectionForm(
    items=(ItemForm(about="/scale", problem="面积不清", remedy="请写明用地面积"),)
)


def filed(play: Play) -> Reader:
    reader = Reader(play, "qiye")
    reader.send(FILE, REQUIRED, **PROJECT)
    return reader


def test_a_first_visit_says_that_nothing_must_be_done(play: Play) -> None:
    assert "现在没有需要您做的事" in Reader(play, "qiye").get("/").text


def test_what_the_enterprise_must_do_comes_first_and_leads_to_the_act(play: Play) -> None:
    reader = filed(play)
    play.act(intake.notify_correction, "2026-0001", TOLD, by="chuangkou")
    page = reader.get("/")

    assert "/cases/2026-0001/acts/supplement" in page.links
    assert page.text.index("需要您现在做的") < page.text.index("全部案件")


def test_corrections_of_all_cases_stand_in_one_list(play: Play) -> None:
    reader = filed(play)
    reader.send(FILE, REQUIRED, **PROJECT | {"project__name": "第二个项目"})
    for case_id in ("2026-0001", "2026-0002"):
        play.act(intake.notify_correction, case_id, TOLD, by="chuangkou")
    text = reader.get("/corrections").text

    assert text.count("请写明用地面积") == 2
    assert "第二个项目" in text
    assert "请写明用地面积" not in Reader(play, "qiye2").get("/corrections").text


def test_the_receipt_of_a_letter_is_confirmed_from_the_list(play: Play) -> None:
    reader = filed(play)
    page = reader.get("/letters")
    form = page.form("/cases/2026-0001/acts/confirm-receipt")
    answer = reader.submit(form)

    assert answer.status_code == 303
    assert len(play.case("2026-0001").exchange.receipts) == 1

    page = reader.get("/letters")

    assert all("confirm-receipt" not in form.action for form in page.forms)
    assert "2026年3月2日" in page.text


def test_a_question_and_its_answer_stand_on_the_page_of_the_case(play: Play) -> None:
    reader = filed(play)
    reader.send("/cases/2026-0001/acts/ask", question="需要现场踏勘吗？")
    lead = Reader(play, "fgw.chengban")

    assert "答复申请人的提问" in lead.get("/").text

    number = play.case("2026-0001").exchange.questions[0].number
    act = "/cases/2026-0001/acts/answer-question"
    answered = lead.send(act, question_number=str(number), reply="需要，另行通知。")

    assert answered.status_code == 303

    text = reader.get("/cases/2026-0001").text

    assert "需要现场踏勘吗？" in text
    assert "需要，另行通知。" in text


def test_withdrawing_asking_and_changing_are_found_on_the_case(play: Play) -> None:
    page = filed(play).get("/cases/2026-0001")

    assert "/cases/2026-0001/acts/withdraw" in page.links
    assert "/cases/2026-0001/acts/ask" in page.links
    assert "您可以" in page.text


def test_a_filing_is_rated_once_from_the_desk(play: Play) -> None:
    reader = Reader(play, "qiye")
    address = "/file/filing.domestic"
    reader.send(address, papers(), **PROJECT | {"project__industry": "3216"})

    assert "/cases/2026-0001/acts/rate" in reader.get("/").links

    rate = "/cases/2026-0001/acts/rate"
    blank = reader.submit(reader.get(rate).form(rate))

    assert blank.status_code == 422

    reader.submit(reader.get(rate).form(rate), grade="very_dissatisfied", remark="等了很久")
    rating = play.case("2026-0001").exchange.rating

    assert rating is not None
    assert rating.grade is Grade.VERY_DISSATISFIED
    assert rate not in reader.get("/").links
    assert "联系给出差评的申请人" in Reader(play, "fgw.chengban").get("/").text


def test_the_desk_asks_the_ledger_as_often_for_many_cases_as_for_one(play: Play) -> None:
    reader, asked = filed(play), []
    engine = play.house.ledger.engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    reader.get("/")
    once = len(asked)
    for number in range(4):
        reader.send(FILE, REQUIRED, **PROJECT | {"project__name": f"项目{number}"})
    asked.clear()
    page: Page = reader.get("/")

    assert "项目3" in page.text
    assert len(asked) == once


def test_the_guide_tells_the_way_its_end_and_its_critical_path(play: Play) -> None:
    told = "foreign=false&in_ratification_list=false&government_funds=none"
    text = Reader(play, None).get(f"/guide?on=2026-03-02&{told}").text

    assert "需要办理的事项和预计时间" in text
    assert "关键路径" in text
    assert "以往办结的案件不足五件" in text

    english = Reader(play, None, "en").get(f"/guide?on=2026-03-02&{told}&relics_area=true").text

    assert "Area assessment" in english
