"""Notices in the app: counted in the head, read by each person for themselves."""

from __future__ import annotations

from tests.pages.browsing import PROJECT, Reader, papers
from tests.playing import Play

FILE = "/file/ratification.enterprise"
REQUIRED = papers("project_application", "stability_report", "environmental_note")


def test_a_letter_is_a_notice_that_is_counted_until_it_is_read(play: Play) -> None:
    reader = Reader(play, "qiye")

    assert "条未读" not in reader.get("/").text

    reader.send(FILE, REQUIRED, **PROJECT)
    page = reader.get("/notices")

    assert "条未读" in page.text

    one = next(form for form in page.forms if form.action.endswith("/read") and "s/" in form.action)
    reader.submit(one)

    assert "未读" not in reader.get("/notices").text
    assert "还没有消息" in Reader(play, "qiye2").get("/notices").text


def test_everything_is_read_at_once_and_what_comes_later_is_new(play: Play) -> None:
    reader = Reader(play, "qiye")
    reader.send(FILE, REQUIRED, **PROJECT)
    reader.submit(reader.get("/notices").form("/notices/read"))

    assert "条未读" not in reader.get("/").text

    reader.send(FILE, REQUIRED, **PROJECT | {"project__name": "第二个项目"})

    assert "条未读" in reader.get("/").text


def test_a_question_and_its_answer_are_told_to_the_other_side(play: Play) -> None:
    reader = Reader(play, "qiye")
    reader.send(FILE, REQUIRED, **PROJECT)
    reader.send("/cases/2026-0001/acts/ask", question="需要现场踏勘吗？")

    assert "申请人提问" in Reader(play, "fgw.chengban").get("/notices").text

    number = play.case("2026-0001").exchange.questions[0].number
    act = "/cases/2026-0001/acts/answer-question"
    Reader(play, "fgw.chengban").send(act, question_number=str(number), reply="需要。")

    assert "答复提问" in reader.get("/notices").text


def test_nobody_reads_the_notices_of_others_away(play: Play) -> None:
    Reader(play, "qiye").send(FILE, REQUIRED, **PROJECT)
    page = Reader(play, "qiye").get("/notices")
    own = [form.action for form in page.forms if form.action.startswith("/notices/")]
    action = next(one for one in own if one.count("/") == 3)
    neighbour = Reader(play, "qiye2")
    token = neighbour.get("/notices").form("/notices/email").values["csrf_token"][0]
    answer = neighbour.client.post(action, data={"csrf_token": token})

    assert answer.status_code == 404
    assert "条未读" in Reader(play, "qiye").get("/").text


def test_an_address_is_kept_and_one_that_is_none_is_shown_again(play: Play) -> None:
    reader = Reader(play, "qiye")
    wrong = reader.submit(reader.get("/notices").form("/notices/email"), email="nobody")

    assert wrong.status_code == 422
    assert "邮箱地址格式不正确" in wrong.text

    form = reader.get("/notices").form("/notices/email")
    reader.submit(form, email="someone@example.test")

    assert reader.get("/notices").form("/notices/email").values["email"] == ["someone@example.test"]
