"""申请延期 by pages without scripts: asked, answered, declined, told, in both languages."""

from __future__ import annotations

from tests.pages.browsing import Reader
from tests.playing import Play

ASK, EXTEND, DECLINE = "ask-extension", "extend", "decline-extension"


def act(case_id: str, name: str) -> str:
    return f"/cases/{case_id}/acts/{name}"


def asked(play: Play) -> str:
    case_id = play.in_review().case_id
    handler = Reader(play, "fgw.chengban")
    handler.send(act(case_id, ASK), days="15", reasons="需要补充论证")
    return case_id


def test_the_handler_asks_from_the_case_and_the_head_finds_it_on_the_worklist(play: Play) -> None:
    case_id = play.in_review().case_id
    handler, head = Reader(play, "fgw.chengban"), Reader(play, "fgw.zhuren")

    assert act(case_id, ASK) in handler.get(f"/cases/{case_id}").links
    assert "最长 40 日" in handler.get(act(case_id, ASK)).text
    assert act(case_id, ASK) not in head.get(f"/cases/{case_id}").links
    handler.send(act(case_id, ASK), days="15", reasons="需要补充论证")

    page = head.get(f"/cases/{case_id}")
    assert {act(case_id, EXTEND), act(case_id, DECLINE)} <= set(page.links)
    assert "需要补充论证" in page.text
    assert "最迟于2026年3月30日" in page.text
    assert "答复延期申请" in head.get("/").text
    assert "不因无人答复而视为同意延期" in page.text


def test_the_form_of_the_extension_begins_with_the_request(play: Play) -> None:
    case_id = asked(play)
    head = Reader(play, "fgw.zhuren")
    page = head.get(act(case_id, EXTEND))
    form = page.form(act(case_id, EXTEND))

    assert (form.values["days"], form.values["reasons"]) == (["15"], ["需要补充论证"])
    assert head.submit(form).status_code == 303
    assert play.case(case_id).extension.days == 15
    assert "已批准" in head.get(f"/cases/{case_id}").text


def test_without_a_request_the_form_of_the_extension_is_empty(play: Play) -> None:
    case_id = play.in_review().case_id
    form = Reader(play, "fgw.zhuren").get(act(case_id, EXTEND)).form(act(case_id, EXTEND))

    assert (form.values["days"], form.values["reasons"]) == ([""], [""])


def test_the_asker_reads_why_it_was_declined_in_the_notices_and_the_history(play: Play) -> None:
    case_id = asked(play)
    Reader(play, "fgw.zhuren").send(act(case_id, DECLINE), reasons="可以按期办结")
    handler = Reader(play, "fgw.chengban")
    notices, page = handler.get("/notices").text, handler.get(f"/cases/{case_id}")

    assert "不同意延期" in notices
    assert "可以按期办结" in notices
    assert "可以按期办结" in page.text
    assert act(case_id, ASK) in page.links
    assert "不同意延期" in handler.get(f"/cases/{case_id}/timeline").text


def test_what_the_law_refuses_is_said_beside_the_field(play: Play) -> None:
    case_id = play.in_review().case_id
    handler = Reader(play, "fgw.chengban")
    form = handler.get(act(case_id, ASK)).form(act(case_id, ASK))
    form.values |= {"days": ["41"], "reasons": ["情况复杂"]}
    answer = handler.submit(form)

    assert answer.status_code == 409
    assert "延长的期限不得超过40个工作日" in answer.text


def test_an_english_reader_reads_request_and_answer_in_english(play: Play) -> None:
    case_id = asked(play)
    head = Reader(play, "fgw.zhuren", lang="en")
    page = head.get(f"/cases/{case_id}").text

    assert "15 days asked for by" in page
    assert "Answer the request for an extension" in page
    assert "silence never counts as an extension" in page
    assert "To be approved by the principal head of this organ" in page
