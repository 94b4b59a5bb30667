"""Urging by the forms, without scripts: from the board to the receipt."""

from __future__ import annotations

import pytest

from tests.pages.browsing import Reader
from tests.playing import Play


@pytest.mark.parametrize(("lang", "word"), [("zh", "尚未签收"), ("en", "Not confirmed yet")])
def test_from_the_board_to_the_receipt(play: Play, lang: str, word: str) -> None:
    case_id = play.in_review("2026-03-02 09:30").case_id
    supervisor = Reader(play, "ducha", lang)
    path = f"/cases/{case_id}/acts/urge"

    assert path in supervisor.get("/").links
    assert path not in Reader(play, "guanli", lang).get("/").links
    sent = supervisor.send(path, held_by="sthj", message="请于今日答复")
    assert sent.status_code == 303
    shown = supervisor.get(f"/cases/{case_id}").text
    assert "请于今日答复" in shown and word in shown
    urged = Reader(play, "sthj.chengban", lang)
    confirm = f"/cases/{case_id}/acts/confirm-urging"
    assert confirm in urged.get(f"/cases/{case_id}").links
    number = str(play.case(case_id).urgings[0].number)
    assert urged.send(confirm, urging=number, reply="下午签署").status_code == 303
    assert "下午签署" in supervisor.get(f"/cases/{case_id}/audit").text
    assert word not in supervisor.get(f"/cases/{case_id}").text


def test_past_the_quota_the_reason_is_told_and_the_words_are_kept(play: Play) -> None:
    case_id = play.in_review("2026-03-02 09:30").case_id
    supervisor, path = Reader(play, "ducha"), f"/cases/{case_id}/acts/urge"
    for department in ("sthj", "zrzy"):
        supervisor.send(path, held_by=department, message="请抓紧")
    refused = supervisor.send(path, held_by="zjj", message="第三次催办")

    assert refused.status_code == 409
    assert "达到每案每日上限" in refused.text
    assert "第三次催办" in refused.text
