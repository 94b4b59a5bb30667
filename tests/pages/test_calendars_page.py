"""The administrator's page of holiday calendars, without scripts, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from states.clocks import statute_due
from tests.api.calling import open_accounts
from tests.notices import NOTICE_2026, before_2026
from tests.pages.browsing import Page, Reader
from tests.playing import Play


@pytest.fixture
def play(sqlite_url: str, tmp_path: Path) -> Iterator[Play]:
    play = before_2026(sqlite_url, tmp_path)
    open_accounts(play.house)
    yield play
    play.house.ledger.close()


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("暂定的期限", "法定时限")), ("en", ("Provisional dates", "edition 1"))],
)
def test_the_page_shows_which_dates_wait_for_a_notice(
    play: Play, lang: str, words: tuple[str, ...]
) -> None:
    case = play.accepted("2025-12-15 09:30")

    page = Reader(play, "guanli", lang).get("/calendars")

    assert all(word in page.text for word in words)
    assert case.case_id in page.text
    assert f"/cases/{case.case_id}" in page.links


def test_a_notice_is_rehearsed_and_then_published(play: Play) -> None:
    case = play.accepted("2025-12-15 09:30")
    reader = Reader(play, "guanli")

    rehearsed = Page(reader.send("/calendars", notice=NOTICE_2026, wanted="rehearse").text)

    assert "2026年1月13日" in rehearsed.text
    assert "元旦" in rehearsed.text
    assert len(play.read(lambda office: office.city.editions)) == 1
    published = reader.submit(rehearsed.form("/calendars"), wanted="publish")
    assert published.status_code == 303
    assert len(play.read(lambda office: office.city.editions)) == 2
    again = Page(reader.send("/calendars", notice=NOTICE_2026, wanted="rehearse").text)
    assert "已经在用" in again.text
    assert statute_due(play.case(case.case_id)) is not None


def test_an_uploaded_file_is_read_like_a_typed_notice(play: Play) -> None:
    play.accepted("2025-12-15 09:30")
    reader = Reader(play, "guanli", "en")
    form = reader.get("/calendars").form("/calendars")

    answer = reader.submit(form, files={"file": NOTICE_2026.encode()}, wanted="rehearse")

    assert answer.status_code == 200
    assert NOTICE_2026.splitlines()[-1] in answer.text


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(play: Play) -> None:
    reader = Reader(play, "guanli")
    faulty = NOTICE_2026.replace("[2026-05-09]", "[2026-05-08]")

    answer = reader.send("/calendars", notice=faulty, wanted="publish")

    assert answer.status_code == 422
    assert "holidays[劳动节]" in answer.text and "调休上班日应为周末" in answer.text
    assert "2026-05-08" in Page(answer.text).form("/calendars").values["notice"][0]
    assert len(play.read(lambda office: office.city.editions)) == 1


@pytest.mark.parametrize("username", ["chuangkou", "fgw.chengban", "ducha", "qiye"])
def test_the_page_is_the_administrators(play: Play, username: str) -> None:
    reader = Reader(play, username)

    assert reader.client.get("/calendars").status_code == 403
    assert "/calendars" not in reader.get("/matters").links
