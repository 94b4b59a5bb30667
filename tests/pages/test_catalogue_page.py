"""The administrators' pages of the catalogue, without scripts, in both languages.

The ratification received on Monday 2026-03-02 is promised within 13 working days, until Thursday
19 March; with 10 it is Monday 16 March (no holiday and no make-up day in between).
"""

from __future__ import annotations

import io
import zipfile
from datetime import date

import httpx
import pytest

from acts import edition_moves, signoff
from acts.forms import OpenReviewForm
from catalog.drafts import as_zip
from catalog.loader import DEMONSTRATION_CITY
from states.clocks import promise_due
from tests.pages.browsing import Page, Reader
from tests.playing import Play

AUTHOR, PUBLISHER = "guanli", "fuhe"
Files = dict[str, str]


def files(play: Play, days: int = 10) -> Files:
    """The files in force as the page gives them, with another version and another promise."""
    answer = Reader(play, AUTHOR).client.get("/catalogue/files")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    changes = (
        ("catalog.toml", '"2026.1"', '"2026.2"'),
        ("matters/ratification.toml", "days = 13", f"days = {days}"),
    )
    for name, old, new in changes:
        assert old in found[name]
        found[name] = found[name].replace(old, new, 1)
    return found


def handed_in(reader: Reader, *sent: tuple[str, bytes], note: str = "") -> httpx.Response:
    form = reader.get("/catalogue").form("/catalogue")
    several = [("files", one) for one in sent]
    return reader.client.post(form.action, data={**form.values, "note": note}, files=several)


def drafted(play: Play, days: int = 10) -> str:
    """The address of a draft that the author handed in as one archive."""
    packed = as_zip(files(play, days))
    answer = handed_in(Reader(play, AUTHOR), ("city.zip", packed), note="样例")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def published(play: Play, days: int = 10) -> str:
    """The address of edition 2, published by the other administrator for today."""
    address = drafted(play, days)
    answer = Reader(play, PUBLISHER).send(address, effective_on="2026-03-02")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def promise(play: Play, case_id: str) -> date:
    due = promise_due(play.case(case_id))
    assert due is not None
    return due.due_on


def test_the_files_in_force_are_those_of_the_city_without_its_accounts(play: Play) -> None:
    answer = Reader(play, AUTHOR).client.get("/catalogue/files")

    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = set(archive.namelist())
        limits = archive.read("limits.toml")
    shipped = {p.relative_to(DEMONSTRATION_CITY).as_posix() for p in DEMONSTRATION_CITY.rglob("*")}
    assert names == {name for name in shipped if name.endswith(".toml")} - {"users.toml"}
    assert limits == (DEMONSTRATION_CITY / "limits.toml").read_bytes()


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("历次目录", "自始施行", "没有草案")), ("en", ("Editions so far", "no drafts"))],
)
def test_the_page_shows_the_editions_and_who_published_them(
    play: Play, lang: str, words: tuple[str, ...]
) -> None:
    page = Reader(play, AUTHOR, lang).get("/catalogue")

    assert all(word in page.text for word in words)
    assert "2026.1" in page.text
    assert "/catalogue" in Reader(play, AUTHOR, lang).get("/ledger").links


def test_a_faulty_draft_is_shown_by_file_and_key_and_has_no_way_to_publish(play: Play) -> None:
    faulty = files(play)
    faulty["matters/ratification.toml"] = faulty["matters/ratification.toml"].replace(
        'delivery = "licensing_delivery"\n', "", 1
    )
    answer = handed_in(Reader(play, AUTHOR), ("city.zip", as_zip(faulty)))
    address = answer.headers["location"]

    page = Reader(play, PUBLISHER).get(address)

    assert "matters/ratification.toml" in page.text
    assert "matters[ratification.enterprise].limits.delivery" in page.text
    assert address not in [form.action for form in page.forms]


def test_single_files_stand_in_place_of_those_in_force(play: Play) -> None:
    changed = files(play)
    sent = [
        (name.rpartition("/")[2], changed[name].encode())
        for name in ("catalog.toml", "matters/ratification.toml")
    ]

    answer = handed_in(Reader(play, AUTHOR), *sent)
    page = Reader(play, PUBLISHER).get(answer.headers["location"])

    assert "承诺期限由 13" in page.text
    assert answer.headers["location"] == drafted(play)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_no_catalogue_is_told_at_the_field(play: Play, lang: str) -> None:
    reader = Reader(play, AUTHOR, lang)

    nothing = handed_in(reader)
    wrong = handed_in(reader, ("catalog.toml", b"\xff\xfe"))
    broken = handed_in(reader, ("city.zip", b"PK broken"))

    assert [answer.status_code for answer in (nothing, wrong, broken)] == [422, 422, 422]
    said = {"zh": ("请选择文件", "不是目录文件"), "en": ("Choose a file", "not a catalogue")}[lang]
    assert said[0] in nothing.text and said[1] in wrong.text and said[1] in broken.text
    assert 'aria-invalid="true"' in wrong.text


def test_its_author_is_told_that_another_must_publish(play: Play) -> None:
    address = drafted(play)

    page = Reader(play, AUTHOR).get(address)

    assert "须由另一名管理员复核公布" in page.text
    assert address not in [form.action for form in page.forms]
    other = Reader(play, PUBLISHER).get(address).form(address)
    forged = Reader(play, AUTHOR)
    own = {**other.values, "csrf_token": forged.get("/catalogue").forms[-1].values["csrf_token"]}
    assert forged.client.post(address, data=own).status_code == 409
    assert len(play.read(lambda office: office.city.catalogs)) == 1


def test_another_publishes_it_with_a_date_that_is_not_before_today(play: Play) -> None:
    address = drafted(play)
    reader = Reader(play, PUBLISHER)

    early = reader.send(address, effective_on="2026-03-01")
    wrong = reader.send(address, effective_on="tomorrow")
    later = reader.send(address, effective_on="2026-03-09")

    assert early.status_code == 409 and "2026-03-02" in early.text
    assert wrong.status_code == 422 and "请填写日期" in wrong.text
    assert later.headers["location"] == "/catalogue/editions/2"
    overview = reader.get("/catalogue")
    assert "2026年3月9日" in overview.text and PUBLISHER in overview.text
    assert "该版本已经公布" in reader.get(address).text


def test_a_rehearsal_shows_who_moves_which_dates_change_and_who_cannot(play: Play) -> None:
    moves = play.accepted("2026-03-02 09:30").case_id
    address = published(play)

    page = Reader(play, AUTHOR).get(address)

    assert "可以迁移：1件" in page.text and "不能迁移：0件" in page.text
    assert moves in page.text
    assert "2026年3月19日" in page.text and "2026年3月16日" in page.text
    assert promise(play, moves) == date(2026, 3, 19)


def test_a_batch_moves_with_a_reason_and_each_case_can_be_moved_back(play: Play) -> None:
    first = play.accepted("2026-03-02 09:30").case_id
    second = play.accepted("2026-03-02 10:00").case_id
    address = published(play)
    reader = Reader(play, AUTHOR)

    done = Page(reader.send(address, wanted="move", reason="缩短承诺").text)

    assert done.text.count("已迁移。") == 2
    assert [promise(play, case_id) for case_id in (first, second)] == [date(2026, 3, 16)] * 2
    play.act(signoff.open_review, second, OpenReviewForm(), by="fgw.chengban")
    page = reader.get(address)
    assert "迁移后已经办理" in page.text
    undoing = next(form for form in reversed(page.forms) if form.action == address)
    back = Page(reader.submit(undoing, undo=first, reason="样例").text)
    refused = Page(reader.submit(undoing, undo=second).text)
    assert "已撤回迁移。" in back.text
    assert "未撤回：" in refused.text
    assert [promise(play, case_id) for case_id in (first, second)] == [
        date(2026, 3, 19),
        date(2026, 3, 16),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_would_lose_a_date_moves_only_with_a_reason(play: Play, lang: str) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    address = published(play, days=15)
    reader = Reader(play, AUTHOR, lang)
    why = {"zh": edition_moves.FAVOUR_LOST.zh, "en": edition_moves.FAVOUR_LOST.en}[lang]

    without = Page(reader.send(address, wanted="move").text)
    rehearsed = Page(reader.send(address, wanted="rehearse", reason="样例：系统维护").text)

    assert why in without.text
    assert why not in rehearsed.text
    assert promise(play, case_id) == date(2026, 3, 19)
    reader.submit(rehearsed.form(address), wanted="move")
    assert promise(play, case_id) == date(2026, 3, 23)


@pytest.mark.parametrize("username", ["chuangkou", "fgw.chengban", "ducha", "qiye"])
def test_the_pages_are_the_administrators(play: Play, username: str) -> None:
    draft, edition = drafted(play), "/catalogue/editions/1"
    reader = Reader(play, username)

    for path in ("/catalogue", "/catalogue/files", draft, edition):
        assert reader.client.get(path).status_code == 403
    assert "/catalogue" not in reader.get("/matters").links


def test_an_edition_and_a_draft_that_are_not_there_are_not_found(play: Play) -> None:
    reader = Reader(play, AUTHOR)

    for path in ("/catalogue/editions/9", f"/catalogue/drafts/{'0' * 64}"):
        assert reader.client.get(path).status_code in (404, 422)
