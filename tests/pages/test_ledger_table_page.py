"""The ledger as a table, on pages and through the API: filters, files, changes, who sees what."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from greenlane.story import at
from tests.api.calling import ADMINISTRATOR, ENTERPRISE, HANDLER, Caller, open_accounts
from tests.apps import app_of
from tests.pages.browsing import Reader
from tests.playing import Play, play_on


@pytest.fixture
def play(sqlite_url: str) -> Iterator[Play]:
    play = play_on(sqlite_url, at("2026-03-02 09:00"))
    open_accounts(play.house)
    play.accepted("2026-03-02 09:30")
    play.received("2026-03-03 09:30", project=play.project(name="=SUM(A1)"))
    play.clock.set(at("2026-03-20 10:00"))
    yield play
    play.house.ledger.close()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("法定到期日", "用时（工作日）", "已受理，办理中", "14", "示例热电联产项目")),
        ("en", ("Due by statute", "Working days used", "14", "Held by")),
    ],
)
def test_the_table_shows_what_the_field_expects(
    play: Play, lang: str, words: tuple[str, ...]
) -> None:
    page = Reader(play, "guanli", lang).get("/ledger/table")

    for word in words:
        assert word in page.text


def test_filters_go_along_into_the_files(play: Play) -> None:
    reader = Reader(play, "guanli")
    page = reader.get("/ledger/table?text=SUM&stage=open&received_from=nonsense")
    (link,) = [link for link in page.links if "table.csv" in link]
    told = reader.client.get(link)

    assert "text=SUM" in link
    assert told.headers["content-type"] == "text/csv; charset=utf-8"
    assert 2 == len(told.content.decode("utf-8-sig").splitlines())
    assert "'=SUM(A1)" in told.text
    assert reader.client.get("/ledger/table.xlsx").content.startswith(b"PK")
    assert 2 == len(json.loads(reader.client.get("/ledger/table.json").text))


def test_departments_see_their_own_and_enterprises_none(play: Play) -> None:
    assert 2 == len(json.loads(Reader(play, "fgw.chengban").client.get("/ledger/table.json").text))
    assert [] == json.loads(Reader(play, "slj.chengban").client.get("/ledger/table.json").text)
    assert 403 == Reader(play, "qiye").client.get("/ledger/table").status_code


def test_what_changed_is_for_overseers(play: Play) -> None:
    reader = Reader(play, "ducha")

    assert "第1项" in reader.get("/ledger/changes?since=2026-03-01").text
    assert "没有记入任何内容" in reader.get("/ledger/changes?since=2026-03-19").text
    assert 403 == Reader(play, "fgw.chengban").client.get("/ledger/changes").status_code


def test_the_api_pages_through_lines_and_changes(play: Play) -> None:
    call = Caller(app_of(play.house), play.house, play.clock)
    first = call.get(ADMINISTRATOR, "/ledger?limit=1")
    second = call.get(ADMINISTRATOR, f"/ledger?limit=1&cursor={first['next_cursor']}")

    assert ["=SUM(A1)", "示例热电联产项目"] == [
        page["items"][0]["project_name"] for page in (first, second)
    ]
    assert second["next_cursor"] is None
    path = "/ledger/changes?since=2026-03-01T00:00:00%2B08:00&limit=2"
    told = call.get(ADMINISTRATOR, path)
    rest = call.get(ADMINISTRATOR, f"{path}&cursor={told['next_cursor']}")
    assert 3 == len(told["items"]) + len(rest["items"])
    assert call(ADMINISTRATOR, "GET", f"{path}&cursor=abc").status_code == 422
    assert call(HANDLER, "GET", path).status_code == 403
    assert call(ENTERPRISE, "GET", "/ledger").status_code == 403
    assert call(ADMINISTRATOR, "GET", "/ledger/export?form=csv").status_code == 200
