"""Many cases at once: ticked on a plain form, named before anything is done, told one by one."""

from __future__ import annotations

from typing import Any

import pytest

from acts import accounts
from acts.bulk import BULK
from states.terms import Answer
from tests.pages.browsing import Page, Reader
from tests.playing import Play

GRAVE = {"decide", "refuse-acceptance", "not-needed", "withdraw", "release-seat"}


def in_review(play: Play, count: int) -> list[str]:
    return [play.in_review().case_id for _ in range(count)]


def test_a_reviewer_agrees_in_many_cases_in_the_same_words(play: Play) -> None:
    cases = in_review(play, 3)
    reader = Reader(play, "wgl.chengban")
    desk = reader.get("/")
    assert all(f"选中{case}" in desk.text for case in cases)

    asking = reader.get("/bulk?act=agree&" + "&".join(f"case={case}" for case in cases))
    assert all(case in asking.text for case in cases)
    done = Page(reader.submit(asking.form("/bulk"), comment="无意见").text)

    assert "已办理3件，未办理0件" in done.text
    for case in cases:
        seat = play.case(case).seat("wgl")
        assert seat is not None
        assert (seat.answer, seat.comment) == (Answer.AGREE, "无意见")


def test_what_the_law_refuses_in_one_case_is_told_and_the_others_are_done(play: Play) -> None:
    open_case, signed = in_review(play, 2)
    play.sign(signed, "wgl")
    before = play.case(signed).version
    reader = Reader(play, "wgl.chengban")
    form = reader.get(f"/bulk?act=agree&case={signed}&case={open_case}").form("/bulk")
    done = Page(reader.submit(form, comment="同意").text)

    assert "已办理1件，未办理1件" in done.text
    assert play.case(signed).version == before
    seat = play.case(open_case).seat("wgl")
    assert seat is not None and seat.answer is Answer.AGREE


def test_sending_again_does_nothing_twice(play: Play) -> None:
    cases = in_review(play, 2)
    reader = Reader(play, "wgl.chengban")
    form = reader.get(f"/bulk?act=agree&case={cases[0]}&case={cases[1]}").form("/bulk")
    first = Page(reader.submit(form).text)
    versions = [play.case(case).version for case in cases]
    again = Page(reader.submit(form).text)

    assert "已办理2件，未办理0件" in first.text
    assert "已办理2件，未办理0件" in again.text
    assert [play.case(case).version for case in cases] == versions


def test_a_case_that_moved_on_since_it_was_shown_is_left_alone(play: Play) -> None:
    (case,) = in_review(play, 1)
    reader = Reader(play, "wgl.chengban")
    form = reader.get(f"/bulk?act=agree&case={case}").form("/bulk")
    play.sign(case, "zrzy")
    told = Page(reader.submit(form).text)

    assert "已办理0件，未办理1件" in told.text
    assert "请刷新后再办理" in told.text


def test_the_window_accepts_many_and_learns_which_lack_papers(play: Play) -> None:
    whole = play.received().case_id
    lacking = play.received(materials=play.materials(("project_application",))).case_id
    reader = Reader(play, "chuangkou")
    form = reader.get(f"/bulk?act=accept&case={whole}&case={lacking}").form("/bulk")
    told = Page(reader.submit(form).text)

    assert "已办理1件，未办理1件" in told.text
    assert play.case(whole).filing_state == "accepted"
    assert play.case(lacking).filing_state != "accepted"
    assert "依据" in told.text


def test_urging_and_its_receipt_go_to_many(play: Play) -> None:
    cases = in_review(play, 2)
    supervisor = Reader(play, "ducha")
    assert f"选中{cases[0]}" in supervisor.get("/ledger").text
    asked = f"case={cases[0]}&case={cases[1]}"
    form = supervisor.get(f"/bulk?act=urge&{asked}").form("/bulk")
    assert "已办理2件" in Page(supervisor.submit(form, message="请按期反馈").text).text
    urged = {play.case(case).urgings[-1].department for case in cases}
    (department,) = urged
    reader = Reader(play, f"{department}.chengban")
    form = reader.get(f"/bulk?act=confirm-urging&{asked}").form("/bulk")
    assert "已办理2件" in Page(reader.submit(form, reply="今日反馈").text).text
    again = reader.get(f"/bulk?act=confirm-urging&{asked}").form("/bulk")
    told = Page(reader.submit(again, reply="今日反馈").text)

    assert "已办理0件，未办理2件" in told.text
    assert "没有等待" in told.text


def test_seats_go_to_another_officer_or_department_together(play: Play) -> None:
    cases = in_review(play, 2)
    reader = Reader(play, "zrzy.chengban")
    asked = f"case={cases[0]}&case={cases[1]}"
    form = reader.get(f"/bulk?act=reassign&{asked}").form("/bulk")
    assert "已办理2件" in Page(reader.submit(form, officer="zrzy.juzhang").text).text
    assert {play.case(case).seat("zrzy").officer for case in cases} == {"zrzy.juzhang"}  # type: ignore[union-attr]
    form = reader.get(f"/bulk?act=ask-handover&{asked}").form("/bulk")
    told = Page(reader.submit(form, to_department="swj", reasons="职责调整").text)

    assert "已办理2件" in told.text


def test_missing_words_are_asked_for_and_nothing_is_done(play: Play) -> None:
    (case,) = in_review(play, 1)
    reader = Reader(play, "ducha")
    form = reader.get(f"/bulk?act=urge&case={case}").form("/bulk")
    answer = reader.submit(form, message="")

    assert answer.status_code == 422
    assert play.case(case).urgings == ()
    assert reader.get("/bulk?act=urge").text.count("没有选择您可以查看的案件") == 1


def test_nobody_acts_beyond_their_office_or_on_cases_of_others(play: Play) -> None:
    (case,) = in_review(play, 1)
    before = play.case(case).version

    Reader(play, "qiye").get(f"/bulk?act=agree&case={case}", expect=403)
    Reader(play, "wgl.chengban").get(f"/bulk?act=accept&case={case}", expect=403)
    Reader(play, "wgl.chengban").get(f"/bulk?act=decide&case={case}", expect=404)
    stranger = Reader(play, "swj.chengban")
    assert "没有选择您可以查看的案件" in stranger.get(f"/bulk?act=agree&case={case}").text
    told = called(play, "swj.chengban", "agree", [case])
    assert told["items"][0]["problem"]["code"] == "UnknownCase"
    assert play.case(case).version == before


def called(
    play: Play,
    by: str,
    act: str,
    cases: list[str],
    form: dict[str, Any] | None = None,
    key: str = "",
) -> dict[str, Any]:
    reader = Reader(play, None)
    token = play.act(accounts.sign_in, by)
    headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
    if key:
        headers["idempotency-key"] = key
    body = {"act": act, "items": [{"case_id": case} for case in cases], "form": form or {}}
    answer = reader.client.post("/api/v1/bulk", json=body, headers=headers)
    told: dict[str, Any] = answer.json()
    return told | {"http": answer.status_code}


def test_the_api_answers_for_each_case_with_its_problem(play: Play) -> None:
    first, second = in_review(play, 2)
    play.sign(second, "wgl")
    told = called(play, "wgl.chengban", "agree", [first, second, "none"], {"comment": "同意"}, "k1")
    again = called(
        play, "wgl.chengban", "agree", [first, second, "none"], {"comment": "同意"}, "k1"
    )
    outcomes = [item["outcome"] for item in told["items"]]

    assert (told["done"], told["refused"]) == (1, 2)
    assert outcomes == ["done", "refused", "refused"]
    assert told["items"][0]["version"] == play.case(first).version
    assert told["items"][1]["problem"]["status"] == 409
    assert told["items"][2]["problem"]["status"] == 404
    assert again["items"][0] == told["items"][0]
    other = called(play, "wgl.chengban", "agree", [first], {"comment": "别的"}, "k1")
    assert other["items"][0]["problem"]["code"] == "IdempotencyKeyReused"
    wrong = called(play, "wgl.chengban", "agree", [first], {"answer": "object"})
    assert wrong["http"] == 422
    assert wrong["errors"][0]["pointer"] == "/form/answer"
    assert called(play, "wgl.chengban", "decide", [first])["http"] == 422
    assert called(play, "qiye", "agree", [first])["http"] == 403


@pytest.mark.parametrize("name", sorted(GRAVE))
def test_grave_acts_are_never_bulk(name: str) -> None:
    assert name not in BULK
    assert name not in {act.of for act in BULK.values()}
