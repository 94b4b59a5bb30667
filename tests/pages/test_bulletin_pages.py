"""The pages of bulletins, without scripts: drafted, published by another, corrected, proven."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from greenlane.story import at
from ledger.chain import canonical, sha256
from tests.api.calling import open_accounts
from tests.pages.browsing import Page, Reader
from tests.playing import Play, play_on

CUT_OFF = "2026-04-01T09:00+08:00"


@pytest.fixture
def play(sqlite_url: str) -> Iterator[Play]:
    play = play_on(sqlite_url, at("2026-01-05 09:00"))
    open_accounts(play.house)
    for day in range(2, 7):
        play.accepted(f"2026-02-0{day} 09:30")
    play.clock.set(at("2026-04-01 10:00"))
    yield play
    play.house.ledger.close()


def drafted(play: Play) -> str:
    """The address of the first draft of 2026-Q1."""
    answer = Reader(play, "guanli").send("/bulletins", period="2026-Q1", cut_off=CUT_OFF)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def published(play: Play) -> None:
    drafted(play)
    reader = Reader(play, "ducha")
    form = reader.get("/bulletins/2026-Q1").form("/bulletins/2026-Q1")
    assert reader.submit(form, wanted="publish").status_code == 303


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("按时办结率（法定）", "0.0%", "0/5", "草稿，未公布", "红牌（净数） 5")),
        ("en", ("On time by statute", "0.0%", "0/5", "draft, not published", "Red cards, net 5")),
    ],
)
def test_a_draft_shows_every_figure_with_its_numerator_and_denominator(
    play: Play, lang: str, words: tuple[str, ...]
) -> None:
    page = Reader(play, "guanli", lang).get(drafted(play))

    for word in words:
        assert word in page.text
    assert "/bulletins/2026-Q1/behind?indicator=on_time_statute&edition=1" in page.links


def test_who_drafted_sees_that_another_must_publish(play: Play) -> None:
    address = drafted(play)
    own = Reader(play, "guanli").get(address)
    token = json.loads(Reader(play, "guanli").client.get("/bulletins/2026-Q1/paper.json").text)
    refused = Reader(play, "guanli").send(
        "/bulletins/2026-Q1", wanted="publish", sha256=token["sha256"]
    )

    assert "须由编制人以外的人审定公布" in own.text
    assert 409 == refused.status_code
    assert "不得由谁公布" in Page(refused.text).text


def test_others_read_a_bulletin_only_once_it_is_published(play: Play) -> None:
    drafted(play)
    official = Reader(play, "slj.chengban")

    assert 404 == official.client.get("/bulletins/2026-Q1").status_code
    assert "还没有通报" in official.get("/bulletins").text
    published(play)
    assert "草稿" not in official.get("/bulletins/2026-Q1").text
    assert 403 == Reader(play, "qiye").client.get("/bulletins").status_code


def test_every_figure_leads_to_the_cases_behind_it(play: Play) -> None:
    reader = Reader(play, "guanli")
    reader.get(drafted(play))
    behind = reader.get("/bulletins/2026-Q1/behind?indicator=on_time_statute&department=fgw")

    assert "计入分子（0件）" in behind.text
    assert "只计入分母（5件）" in behind.text
    assert 5 == sum("/timeline" in link for link in behind.links)
    wrong = "/bulletins/2026-Q1/behind?indicator=nonsense"
    assert 404 == reader.client.get(wrong).status_code


def test_an_erratum_says_what_it_changes(play: Play) -> None:
    published(play)
    case_id = play.read(
        lambda office: (
            office.session.connection().exec_driver_sql("SELECT min(case_id) FROM cases").scalar()
        )
    )
    reader = Reader(play, "guanli")
    answer = reader.send(
        "/bulletins/2026-Q1",
        wanted="erratum",
        reason="误计测试件",
        cut_off="",
        test_cases=f"{case_id} 系统测试",
    )
    assert 303 == answer.status_code, answer.text
    page = reader.get(answer.headers["location"])

    assert "误计测试件" in page.text
    assert "0/5" in page.text
    assert "0/4" in page.text
    assert "第1版" in page.text


@pytest.mark.parametrize(
    "sent",
    [
        {"period": "2026-Q9", "cut_off": ""},
        {"period": "2026-Q1", "cut_off": "yesterday"},
        {"period": "2026-Q2", "cut_off": ""},
        {"period": "2026-Q1", "cut_off": "2026-03-01T00:00+08:00"},
    ],
)
def test_what_cannot_be_drafted_is_said_and_nothing_typed_is_lost(
    play: Play, sent: dict[str, str]
) -> None:
    answer = Reader(play, "guanli").send("/bulletins", **sent)

    assert answer.status_code in (409, 422)
    assert f'value="{sent["period"]}"' in answer.text
    assert 'role="alert"' in answer.text


def test_the_files_are_the_same_bytes_a_year_later(play: Play) -> None:
    published(play)
    reader = Reader(play, "ducha")

    def files() -> list[bytes]:
        names = ("pdf", "xlsx", "json")
        return [reader.client.get(f"/bulletins/2026-Q1/paper.{name}").content for name in names]

    first = files()
    play.accepted("2026-06-01 09:30")
    play.clock.set(at("2026-12-01 10:00"))
    reader = Reader(play, "ducha")

    assert first == files()
    assert first[0].startswith(b"%PDF")
    told: dict[str, Any] = json.loads(first[2])
    assert told["sha256"] == sha256(canonical(told["content"]))
    assert "xl/workbook.xml" in zipfile.ZipFile(BytesIO(first[1])).namelist()
